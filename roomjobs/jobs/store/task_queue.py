"""What is to be known of the task queue besides its messages, which Celery sends and receives."""

from __future__ import annotations

from dataclasses import astuple, dataclass
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
    """The queues of the tasks; raises botocore's errors when SQS is out of reach or refuses."""

    sqs: SQSClient
    url: str
    more_urls: tuple[str, ...] = ()  # of further ones, whose messages count, too

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    def backlog(self) -> int:
        """How many messages wait for a worker, about."""
        return self.depth().visible

    def depth(self) -> Depth:
        """Of all the queues together."""
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
