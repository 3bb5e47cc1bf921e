"""Sends messages to SQS, one by one or in batches, now or later."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from time import sleep
from typing import TYPE_CHECKING, Any

from ..backoff import Backoff
from ..errors import BatchSendError
from ..messages import Envelope, encode, seconds_until_due
from ..options import BATCH, MAX_DELAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef

    from ..clients import Clients
    from ..http.calls import QuickCalls
    from ..options import Options
    from .scheduled import ScheduledMessages

logger = logging.getLogger(__name__)

#: Batches in flight at once while a `Sender.batch` is open.
_PARALLEL_BATCHES = 4
_TRIES = 6

#: Body, delay in seconds and task id of a message in a batch.
_Waiting = tuple[str, int, str]


class Sender:
    """Publishes to task queues.

    A message due within 15 minutes is delayed by SQS, a later one waits in the control table.
    """

    def __init__(self, options: Options, clients: Clients, scheduled: ScheduledMessages | None) -> None:
        self._options = options
        self._clients = clients
        self._scheduled = scheduled
        # A batch belongs to the thread that opened it.
        self._open = threading.local()

    def send(self, queue: str, url: str, message: Envelope) -> None:
        """Send an envelope, or add it to the batch that is open in this thread."""
        body = encode(message, self._options.max_message_bytes)
        seconds = seconds_until_due(message)
        if seconds > MAX_DELAY_SECONDS and self._scheduled is not None:
            self._scheduled.schedule(queue, body, seconds)
            return
        # Rounded down: the worker's timer holds the message for the last fraction of a second.
        delay = min(int(seconds), MAX_DELAY_SECONDS)
        batch: _Batch | None = getattr(self._open, "batch", None)
        if batch is not None:
            batch.add(url, (body, delay, str((message.get("headers") or {}).get("id") or "")))
        else:
            asked = {"QueueUrl": url, "MessageBody": body, "DelaySeconds": delay}
            self._clients.send(lambda sqs: sqs.call("SendMessage", asked))

    @contextmanager
    def batch(self) -> Iterator[None]:
        """
        Collect what this thread sends, and wait on leaving until all of it is accepted.

        Raises
        ------
        BatchSendError
            If some of it was not; it names the messages.
        """
        if getattr(self._open, "batch", None) is not None:
            yield
            return
        with ThreadPoolExecutor(_PARALLEL_BATCHES, "sqs-send") as pool:
            self._open.batch = batch = _Batch(self._options, self._clients, pool)
            try:
                yield
            finally:
                self._open.batch = None
                failures = batch.finish()
        if failures:
            raise BatchSendError(failures)


class _Batch:
    """Messages on their way, up to ten and `max_message_bytes` in one request."""

    def __init__(self, options: Options, clients: Clients, pool: ThreadPoolExecutor) -> None:
        self._options = options
        self._clients = clients
        self._pool = pool
        self._waiting: defaultdict[str, list[_Waiting]] = defaultdict(list)
        self._bytes: defaultdict[str, int] = defaultdict(int)
        self._sent: list[Future[list[tuple[str, str]]]] = []

    def add(self, url: str, message: _Waiting) -> None:
        size = len(message[0].encode())
        # The limit of a message is the limit of a whole request, too.
        if self._bytes[url] + size > self._options.max_message_bytes:
            self._flush(url)
        self._waiting[url].append(message)
        self._bytes[url] += size
        if len(self._waiting[url]) == BATCH:
            self._flush(url)

    def finish(self) -> list[tuple[str, str]]:
        """Send the rest, wait for all and return (task id, reason) of what was not accepted."""
        for url in list(self._waiting):
            self._flush(url)
        return [failure for future in self._sent for failure in future.result()]

    def _flush(self, url: str) -> None:
        messages = self._waiting.pop(url, [])
        self._bytes.pop(url, None)
        if messages:
            self._sent.append(self._pool.submit(self._send, url, messages))

    def _send(self, url: str, messages: list[_Waiting]) -> list[tuple[str, str]]:
        backoff = Backoff(first=0.1, most=3)
        waiting = dict(enumerate(messages))
        failures: dict[int, str] = {}
        while waiting:
            entries: list[SendMessageBatchRequestEntryTypeDef] = [
                {"Id": str(index), "MessageBody": body, "DelaySeconds": delay}
                for index, (body, delay, _) in waiting.items()
            ]
            try:
                answer = self._clients.send(partial(_send_entries, url, entries))
                refused = {int(entry["Id"]): entry for entry in answer.get("Failed", [])}
            except Exception as error:  # noqa: BLE001 - reported to the publisher message by message
                failures = dict.fromkeys(waiting, repr(error))
                break
            failures.update(
                (index, f"{entry['Code']} {entry.get('Message', '')}".strip())
                for index, entry in refused.items()
            )
            waiting = {index: waiting[index] for index, entry in refused.items() if not entry["SenderFault"]}
            if waiting:
                wait = backoff.next()
                if backoff.failures >= _TRIES:
                    break
                sleep(wait)
                for index in waiting:
                    del failures[index]
        return [(messages[index][2], reason) for index, reason in failures.items()]


def _send_entries(
    url: str, entries: list[SendMessageBatchRequestEntryTypeDef], sqs: QuickCalls
) -> Mapping[str, Any]:
    return sqs.call("SendMessageBatch", {"QueueUrl": url, "Entries": entries})
