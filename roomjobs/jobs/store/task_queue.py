"""The depth of the task queues; Celery sends and receives their messages."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class Depth:
    """Approximate numbers of messages in a queue; SQS may lag by a minute."""

    visible: int  # waiting for a worker
    in_flight: int  # received by a worker
    delayed: int  # not visible yet


class TaskQueue:
    """The task queues; methods raise botocore's errors when SQS is unreachable or refuses."""

    def __init__(self, sqs: SQSClient, url: str, *more_urls: str) -> None:
        """Count the messages of all queues; the first gives the name."""
        self.sqs = sqs
        self.url = url
        self.more_urls = more_urls

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def backlog(self) -> int:
        """Approximate number of messages that wait for a worker."""
        return self.depth().visible

    def depth(self) -> Depth:
        """The sum of the depths of all queues."""
        depths = [self._depth(url) for url in (self.url, *self.more_urls)]
        return Depth(*(sum(each) for each in zip(*map(astuple, depths), strict=True)))

    def _depth(self, url: str) -> Depth:
        attributes = self.sqs.get_queue_attributes(
            QueueUrl=url,
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
