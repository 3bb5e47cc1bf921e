"""Sends messages to SQS, one by one or in batches, now or later."""

from __future__ import annotations

import dataclasses
import logging
import threading
import uuid
from collections import defaultdict
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from time import sleep
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from ..backoff import Backoff
from ..errors import BatchSendError, NotSentError, SendError
from ..http.retries import is_transient
from ..http.time_budget import carried, has_time_budget, has_time_for
from ..messages import SEND_TOKEN, Envelope, encode, set_expiry
from ..options import BATCH, MAX_DELAY_SECONDS
from .fields import (
    ATTRIBUTES,
    check_delay,
    deduplication_id,
    message_attributes,
    message_group,
    seconds_until_due,
    size_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..clients import Clients
    from ..http.calls import QuickCalls
    from ..options import Options, QueueOptions
    from .scheduled import ScheduledMessages

logger = logging.getLogger(__name__)

#: Batches in flight at once while a `Sender.batch` is open.
_PARALLEL_BATCHES = 4
_TRIES = 6


@dataclasses.dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as SQS takes it."""

    body: str
    delay: int
    task_id: str
    group: str | None = None
    deduplication_id: str | None = None
    attributes: Mapping[str, Mapping[str, Any]] | None = None

    def fields(self) -> dict[str, Any]:
        """Write it as the parameters of SendMessage, or of one entry of SendMessageBatch."""
        fields: dict[str, Any] = {"MessageBody": self.body}
        if self.delay:
            fields["DelaySeconds"] = self.delay
        if self.group is not None:
            fields["MessageGroupId"] = self.group
        if self.deduplication_id is not None:
            fields["MessageDeduplicationId"] = self.deduplication_id
        if self.attributes:
            fields["MessageAttributes"] = self.attributes
        return fields

    @property
    def size(self) -> int:
        """Bytes that SQS counts."""
        return len(self.body.encode()) + size_of(self.attributes or {})


class Sender:
    """Publishes to task queues.

    A message due within 15 minutes is delayed by SQS, a later one waits in the control table.
    """

    def __init__(self, options: Options, clients: Clients, scheduled: ScheduledMessages | None) -> None:
        self._options = options
        self._clients = clients
        self._scheduled = scheduled
        self._group_of = options.load_group_function()
        # A batch belongs to the thread that opened it.
        self._open = threading.local()

    def send(self, queue: str, target: QueueOptions, message: Envelope) -> None:
        """Send an envelope, or add it to the batch that is open in this thread.

        Raises
        ------
        SendError
            SQS is unreachable, busy or broken; Celery and kombu repeat the send.
        NotSentError
            The same within a time budget, which leaves no time for that.
        """
        if message["properties"].get("expiration") is not None:
            set_expiry(message, self._clients.sqs(target.url).now())
        check_delay(message, is_fifo=target.is_fifo, is_schedulable=self._scheduled is not None)
        outgoing = self._outgoing(target, message)
        seconds = seconds_until_due(message)
        if seconds > MAX_DELAY_SECONDS and self._scheduled is not None:
            self._scheduled.schedule(queue, outgoing.fields(), seconds, message)
            return
        if not target.is_fifo:  # SQS delays whole FIFO queues only: the worker holds such a message
            # Rounded down: the worker's timer holds the message for the last fraction of a second.
            outgoing = dataclasses.replace(outgoing, delay=min(int(seconds), MAX_DELAY_SECONDS))
        batch: _Batch | None = getattr(self._open, "batch", None)
        if batch is not None:
            batch.add(target, outgoing)
            return
        asked = {"QueueUrl": target.url, **outgoing.fields()}
        try:
            self._clients.send(target.url, lambda sqs: sqs.call("SendMessage", asked))
        except BotoCoreError as error:
            if has_time_budget():
                raise NotSentError(str(error)) from error
            raise
        except ClientError as error:
            if not is_transient(error):
                raise
            raise (NotSentError if has_time_budget() else SendError)(str(error)) from error

    def _outgoing(self, target: QueueOptions, message: Envelope) -> Outgoing:
        group, token = message_group(message, self._group_of), None
        if target.is_fifo:
            group = group or "default"
            token = deduplication_id(message) or str(message["properties"].get(SEND_TOKEN) or uuid.uuid4())
        if attributes := message_attributes(message):
            # A copy without them: a topic sends the same envelope to its other queues, too.
            rest = {name: value for name, value in message["properties"].items() if name != ATTRIBUTES}
            message = {**message, "properties": rest}
        body = encode(message, self._options.max_message_bytes - size_of(attributes))
        task_id = str((message.get("headers") or {}).get("id") or "")
        return Outgoing(body, 0, task_id, group, token, attributes)

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
        self._waiting: defaultdict[QueueOptions, list[Outgoing]] = defaultdict(list)
        self._bytes: defaultdict[QueueOptions, int] = defaultdict(int)
        self._sent: list[Future[list[tuple[str, str]]]] = []

    def add(self, target: QueueOptions, message: Outgoing) -> None:
        size = message.size
        # The limit of a message is the limit of a whole request, too.
        if self._bytes[target] + size > self._options.max_message_bytes:
            self._flush(target)
        self._waiting[target].append(message)
        self._bytes[target] += size
        if len(self._waiting[target]) == BATCH:
            self._flush(target)

    def finish(self) -> list[tuple[str, str]]:
        """Send the rest, wait for all and return (task id, reason) of what was not accepted."""
        for target in list(self._waiting):
            self._flush(target)
        return [failure for future in self._sent for failure in future.result()]

    def _flush(self, target: QueueOptions) -> None:
        messages = self._waiting.pop(target, [])
        self._bytes.pop(target, None)
        if not messages:
            return
        sent = self._pool.submit(carried(self._send), target.url, messages)
        self._sent.append(sent)
        if target.is_fifo:  # in the order in which they were published
            wait([sent])

    def _send(self, url: str, messages: list[Outgoing]) -> list[tuple[str, str]]:
        backoff = Backoff(first=0.1, most=3)
        waiting = dict(enumerate(messages))
        failures: dict[int, str] = {}
        while waiting:
            entries = [{"Id": str(index), **message.fields()} for index, message in waiting.items()]
            try:
                answer = self._clients.send(url, partial(_send_entries, url, entries))
                refused = {int(entry["Id"]): entry for entry in answer.get("Failed") or []}
            except Exception as error:  # noqa: BLE001 - reported to the publisher message by message
                failures = dict.fromkeys(waiting, repr(error))
                break
            failures.update(
                (index, f"{entry['Code']} {entry.get('Message', '')}".strip())
                for index, entry in refused.items()
            )
            waiting = {index: waiting[index] for index, entry in refused.items() if not entry["SenderFault"]}
            if waiting:
                seconds = backoff.next()
                if backoff.failures >= _TRIES or not has_time_for(seconds):
                    break
                sleep(seconds)
                for index in waiting:
                    del failures[index]
        return [(messages[index].task_id, reason) for index, reason in failures.items()]


def _send_entries(url: str, entries: list[dict[str, Any]], sqs: QuickCalls) -> Mapping[str, Any]:
    return sqs.call("SendMessageBatch", {"QueueUrl": url, "Entries": entries})
