"""What the tests send, what came of it, and what is left on the queues."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from roomjobs import sqs
from tests.integration.sqs.worker import wait_for

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from tests.integration.sqs.worker import Worker


class StartWorker(Protocol):
    def __call__(
        self,
        *arguments: str,
        name: str = "one",
        host: str = "test",
        program: str = "roomjobs.sqs",
        **environment: str,
    ) -> Worker: ...


class StartWorkers(Protocol):
    def __call__(self, *arguments: str, names: Iterable[str]) -> list[Worker]: ...


class Bound(Protocol):
    def __call__(self, count: int) -> None: ...


class Tasks:
    """Sends the tasks of `sqs_app` straight to the endpoint and reads what they recorded."""

    def __init__(self, app: Any, folder: Path) -> None:
        self.app = app
        self._record = folder / "record"

    def send(self, name: str, *arguments: object, count: int = 1, **options: Any) -> list[str]:
        with self.app.connection_for_write() as connection:
            producer = self.app.amqp.Producer(connection)
            return [
                self.app.send_task(f"sqs_app.{name}", args=arguments, producer=producer, **options).id
                for _ in range(count)
            ]

    def send_batch(self, name: str, count: int, *arguments: object) -> list[str]:
        with sqs.batch(self.app) as producer:
            return [
                self.app.send_task(f"sqs_app.{name}", args=arguments, producer=producer).id
                for _ in range(count)
            ]

    def record(self) -> list[list[str]]:
        """Lines of what, task id, receive count, Unix time."""
        if not self._record.exists():
            return []
        return [line.split() for line in self._record.read_text().splitlines()]

    def wait_for(self, what: str, ids: Collection[str]) -> None:
        """Wait until all of these tasks have recorded `what`."""
        wait_for(lambda: set(ids) <= set(self.ids(what)), f"{what} of {len(ids)} tasks")

    def wait_for_count(self, what: str, count: int) -> None:
        wait_for(lambda: len(self.ids(what)) >= count, f"{count} times {what}")

    def ids(self, what: str) -> list[str]:
        return [line[1] for line in self.record() if line[0] == what]

    def times(self, what: str) -> list[float]:
        return [float(line[3]) for line in self.record() if line[0] == what]


def depth(client: SQSClient, url: str) -> tuple[int, int]:
    """Messages visible and in flight."""
    attributes = client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    visible, hidden = "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"
    return int(attributes[visible]), int(attributes[hidden])  # type: ignore[index] # names as in the SQS API


def partition(client: DynamoDBClient, key: str) -> list[str]:
    """Sort keys in a partition of the control table."""
    answer = client.query(
        TableName="control",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": key}},
        ConsistentRead=True,
    )
    return [item["sk"]["S"] for item in answer["Items"]]
