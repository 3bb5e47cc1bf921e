"""The dead-letter queues: messages that were delivered as often as their task queue allows."""

from __future__ import annotations

import json
import re
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roomjobs import sqs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_sqs import SQSClient

_HOLD_SECONDS = 60
_POLL_SECONDS = 1  # a long poll asks all servers of the queue; a short one may miss letters
_JOB_ID = re.compile(r"job_[0-9a-f]{32}")
_BATCH_ID = re.compile(r"batch_[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message in a dead-letter queue."""

    message_id: str
    queue: str  # address of its queue
    receipt: str  # receipt handle of this receive
    sent_at: int  # Unix seconds
    job_id: str | None  # None for a message of another application, or of a batch
    batch_id: str | None
    task_id: str | None
    body: str

    @property
    def subject(self) -> str | None:
        """The id of the job or batch of the message."""
        return self.job_id or self.batch_id


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """
    Reads and deletes dead letters.

    All methods raise botocore's `ClientError` or `BotoCoreError` when SQS is unreachable or refuses.
    """

    sqs: SQSClient
    urls: tuple[str, ...]  # one for each lane
    at_most: int = 1000  # letters read by one call

    @contextmanager
    def held(self) -> Iterator[list[DeadLetter]]:
        """Receive the letters that no other process holds; on leaving, the rest become visible again."""
        letters: dict[str, DeadLetter] = {}
        try:
            turns = deque(self.urls)  # so that many letters of one lane do not hide those of another
            while turns and len(letters) < self.at_most:
                url = turns.popleft()
                if found := self._receive(url, min(10, self.at_most - len(letters))):
                    letters |= {letter.message_id: letter for letter in found}
                    turns.append(url)
            yield list(letters.values())
        finally:
            for url in self.urls:
                self._put_down(url, [letter for letter in letters.values() if letter.queue == url])

    def delete(self, letter: DeadLetter) -> None:
        """Delete a letter that is held."""
        self.sqs.delete_message(QueueUrl=letter.queue, ReceiptHandle=letter.receipt)

    def _receive(self, url: str, at_most: int) -> list[DeadLetter]:
        sqs.allow(_POLL_SECONDS)
        answer = self.sqs.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=at_most,
            VisibilityTimeout=_HOLD_SECONDS,
            WaitTimeSeconds=_POLL_SECONDS,
            MessageSystemAttributeNames=["SentTimestamp"],
        )
        return [_letter(url, message) for message in answer.get("Messages", [])]

    def _put_down(self, url: str, letters: list[DeadLetter]) -> None:
        for first in range(0, len(letters), 10):
            entries: Any = [
                {"Id": str(number), "ReceiptHandle": letter.receipt, "VisibilityTimeout": 0}
                for number, letter in enumerate(letters[first : first + 10])
            ]
            # Entries of deleted letters are refused, and the others are visible after a minute anyway.
            self.sqs.change_message_visibility_batch(QueueUrl=url, Entries=entries)


def _letter(url: str, message: Any) -> DeadLetter:  # noqa: ANN401 - what botocore gives
    envelope = sqs.decode_message(message["Body"])
    return DeadLetter(
        message_id=message["MessageId"],
        queue=url,
        receipt=message["ReceiptHandle"],
        sent_at=int(message["Attributes"]["SentTimestamp"]) // 1000,
        job_id=_subject(envelope, _JOB_ID),
        batch_id=_subject(envelope, _BATCH_ID),
        task_id=(envelope.get("headers") or {}).get("id"),
        body=message["Body"],
    )


def _subject(envelope: sqs.Envelope, id_: re.Pattern[str]) -> str | None:
    """The only argument of a task, if it matches the pattern of an id."""
    try:
        (argument,), _keywords, _embed = json.loads(envelope["body"])
    except (KeyError, ValueError, TypeError, RecursionError):
        return None
    return argument if isinstance(argument, str) and id_.fullmatch(argument) else None
