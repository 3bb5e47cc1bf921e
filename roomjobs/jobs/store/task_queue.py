"""What is to be known of the task queue besides its messages, which Celery sends and receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Depth:
    """How many messages a queue holds, about; SQS may be a minute behind."""

    visible: int  # wait for a worker
    in_flight: int  # are with a worker
    delayed: int  # are to wait for a while yet


@dataclass(frozen=True, slots=True)
class TaskQueue:
    """The queue of the tasks; raises botocore's errors when SQS is out of reach or refuses."""

    sqs: SQSClient
    url: str

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def backlog(self) -> int:
        """How many messages wait for a worker, about."""
        return self.depth().visible

    def depth(self) -> Depth:
        attributes = self.sqs.get_queue_attributes(
            QueueUrl=self.url,
            AttributeNames=[
                "ApproximateNumberOfMessages",
                "ApproximateNumberOfMessagesNotVisible",
                "ApproximateNumberOfMessagesDelayed",
            ],
        )["Attributes"]
        return Depth(
            visible=int(attributes["ApproximateNumberOfMessages"]),
            in_flight=int(attributes["ApproximateNumberOfMessagesNotVisible"]),
            delayed=int(attributes["ApproximateNumberOfMessagesDelayed"]),
        )
