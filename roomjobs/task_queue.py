"""What is to be known of the task queue besides its messages, which Celery sends and receives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class TaskQueue:
    """The queue of the tasks; raises botocore's errors when SQS is out of reach or refuses."""

    sqs: SQSClient
    url: str

    def backlog(self) -> int:
        """How many messages wait for a worker, about; SQS may be a minute behind."""
        answer = self.sqs.get_queue_attributes(
            QueueUrl=self.url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])
