"""Settles received messages: deletes, returns, and heartbeats that keep them hidden."""

from __future__ import annotations

import logging
import threading
from collections import defaultdict
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..backoff import Backoff
from ..batcher import Batcher
from ..options import BATCH, MAX_VISIBILITY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mypy_boto3_sqs.type_defs import BatchResultErrorEntryTypeDef

    from ..clients import Clients
    from ..messages import Delivery
    from ..options import Options
    from .claims import Claims

logger = logging.getLogger(__name__)


class Settlement:
    """Keeps deliveries hidden from others until each is deleted or returned to its queue.

    Heartbeats and returns come from one thread, so that a heartbeat never overtakes a return of the
    same message. An acknowledged message stays held until SQS has confirmed the delete.
    """

    def __init__(self, options: Options, clients: Clients, claims: Claims | None = None) -> None:
        self._options = options
        self._clients = clients
        self._claims = claims
        self._hook = options.load_heartbeat_hook()
        self._lost_hook = options.load_lost_hook()
        self._deletes: Batcher[Delivery] = Batcher("sqs-delete", self._delete_batch, options.ack_linger)
        # By a thread of its own: heartbeats must not wait for another service.
        self._renewals: Batcher[Delivery] = Batcher("sqs-claims", self._renew_claims, linger=0.0)
        self._held: dict[str, Delivery] = {}
        self._returns: list[tuple[Delivery, int]] = []
        self._busy = False
        self._closed = False
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        # Three heartbeats fit in the visibility timeout; a failed one is repeated before the next.
        self._interval = options.visibility_timeout / 3
        self._call_seconds = min(5.0, max(1.0, options.visibility_timeout / 4))
        self._backoff = Backoff(first=0.1, most=min(5, self._interval / 2))

    def hold(self, deliveries: Iterable[Delivery]) -> None:
        """Extend the visibility timeout of deliveries until they are settled."""
        with self._changed:
            self._held.update((delivery.tag, delivery) for delivery in deliveries)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="sqs-visibility", daemon=True)
                self._thread.start()

    def forget(self, delivery: Delivery) -> None:
        """Stop extending a message that another worker has received."""
        with self._changed:
            self._held.pop(delivery.tag, None)

    def delete(self, delivery: Delivery) -> None:
        self._deletes.add(delivery)

    def return_to_queue(self, deliveries: Iterable[Delivery], delay: int) -> None:
        """Make messages visible again after `delay` seconds; their receive counts stay."""
        delay = max(0, min(delay, MAX_VISIBILITY_SECONDS))
        with self._changed:
            for delivery in deliveries:
                self._held.pop(delivery.tag, None)
                self._returns.append((delivery, delay))
            self._changed.notify_all()

    def drain(self, timeout: float) -> bool:
        """Send all deletes and returns now; true if all were sent within `timeout` seconds."""
        deadline = monotonic() + timeout
        deleted = self._deletes.drain(timeout)
        return self.drain_returns(deadline - monotonic()) and deleted

    def drain_returns(self, timeout: float) -> bool:
        """Wait until all returns are made; true if they were within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._returns and not self._busy, max(0.0, timeout))

    def close(self) -> None:
        self._deletes.close()
        self._renewals.close()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _delete_batch(self, batch: list[Delivery]) -> list[Delivery]:
        again: list[Delivery] = []
        if self._claims is not None:
            self._claims.finish(batch)
        for url, part in _by_queue((delivery, 0) for delivery in batch):
            deliveries = [delivery for delivery, _ in part]
            try:
                answer = self._call(
                    "DeleteMessageBatch",
                    url,
                    [{"Id": str(i), "ReceiptHandle": d.receipt_handle} for i, d in enumerate(deliveries)],
                )
            except Exception as error:
                self._clients.renew_after(error)
                raise
            failed = {int(entry["Id"]): entry for entry in answer.get("Failed") or []}
            for index, delivery in enumerate(deliveries):
                entry = failed.get(index)
                if entry is not None and not entry["SenderFault"]:
                    again.append(delivery)
                    continue
                if entry is not None:
                    logger.warning("message of task %s is not deleted: %s", delivery.task_id, _reason(entry))
                with self._changed:
                    self._held.pop(delivery.tag, None)
        return again

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._returns and not self._closed:
                    self._changed.wait(min(self._interval / 4, 1.0))
                if self._closed:
                    return
                returns, self._returns = self._returns, []
                now = monotonic()
                due = [d for d in self._held.values() if now - d.extended_at >= self._interval]
                self._busy = True
            failed = self._change(returns)
            beaten = self._extend(due)
            with self._changed:
                # After the visibility timeout SQS returns the message by itself.
                oldest = monotonic() - self._options.visibility_timeout
                self._returns[:0] = [(d, delay) for d, delay in failed if d.extended_at > oldest]
                self._busy = False
                self._changed.notify_all()
                if failed or not beaten:
                    self._changed.wait_for(lambda: self._closed, self._backoff.next())
                else:
                    self._backoff.reset()

    def _change(self, wanted: list[tuple[Delivery, int]]) -> list[tuple[Delivery, int]]:
        """Change visibility timeouts; return the entries to try again."""
        again: list[tuple[Delivery, int]] = []
        lost: list[Delivery] = []
        for url, part in _by_queue(wanted):
            try:
                failed = self._change_batch(url, part)
            except Exception as error:  # noqa: BLE001 - this thread keeps every held message alive
                logger.warning("cannot change the visibility of %d messages: %r", len(part), error)
                self._clients.renew_after(error)
                again.extend(part)
                continue
            for index, entry in failed.items():
                delivery = part[index][0]
                if not entry["SenderFault"]:
                    again.append(part[index])
                    continue
                with self._changed:
                    was_held = self._held.pop(delivery.tag, None) is not None
                if was_held:
                    logger.warning(
                        "message of task %s is not held any more: %s", delivery.task_id, _reason(entry)
                    )
                    lost.append(delivery)
        self._tell_lost(lost)
        return again

    def _tell_lost(self, lost: list[Delivery]) -> None:
        for delivery in lost:
            delivery.is_lost = True
        if lost and self._lost_hook is not None:
            try:
                self._lost_hook(lost)
            except Exception:
                logger.exception("the on_hold_lost hook failed")

    def _extend(self, due: list[Delivery]) -> bool:
        """Send heartbeats; true if all of them succeeded."""
        wanted: list[tuple[Delivery, int]] = []
        for delivery in due:
            left = MAX_VISIBILITY_SECONDS - int(monotonic() - delivery.received_at) - 1
            if left < 1:
                logger.warning(
                    "task %s runs for twelve hours: SQS hides its message no longer, another worker gets it",
                    delivery.task_id,
                )
                with self._changed:
                    self._held.pop(delivery.tag, None)
            else:
                wanted.append((delivery, min(self._options.visibility_timeout, left)))
        sent = monotonic()
        missed = {delivery.tag for delivery, _ in self._change(wanted)}
        arrived = [delivery for delivery, _ in wanted if delivery.tag not in missed]
        for delivery in arrived:
            # Once it was visible, another worker may have received it, although SQS accepts the extension.
            delivery.is_lost |= not delivery.is_held(self._options.visibility_timeout)
            delivery.extended_at = sent
        if self._claims is not None:
            for delivery in filter(self._claims.is_due, arrived):
                self._renewals.add(delivery)
        if (hook := self._hook) is not None and (alive := [d for d in arrived if d.tag in self._held]):
            try:
                hook(alive)
            except Exception:
                logger.exception("the on_heartbeat hook failed")
        return not missed

    def _renew_claims(self, batch: list[Delivery]) -> list[Delivery]:
        if self._claims is not None:
            self._claims.renew([delivery for delivery in batch if delivery.tag in self._held])
        return []

    def _change_batch(
        self, url: str, part: list[tuple[Delivery, int]]
    ) -> dict[int, BatchResultErrorEntryTypeDef]:
        answer = self._call(
            "ChangeMessageVisibilityBatch",
            url,
            [
                {"Id": str(index), "ReceiptHandle": delivery.receipt_handle, "VisibilityTimeout": timeout}
                for index, (delivery, timeout) in enumerate(part)
            ],
        )
        return {int(entry["Id"]): entry for entry in answer.get("Failed") or []}

    def _call(self, operation: str, url: str, entries: list[dict[str, Any]]) -> Mapping[str, Any]:
        """Call once, without retries: failed entries are repeated later, and heartbeats must not wait."""
        asked = {"QueueUrl": url, "Entries": entries}
        return self._clients.sqs(url).call(operation, asked, seconds=self._call_seconds, tries=1)


def _by_queue(wanted: Iterable[tuple[Delivery, int]]) -> Iterator[tuple[str, list[tuple[Delivery, int]]]]:
    """Split into batches of one queue each."""
    queues: defaultdict[str, list[tuple[Delivery, int]]] = defaultdict(list)
    for delivery, timeout in wanted:
        queues[delivery.url].append((delivery, timeout))
    for url, all_of_queue in queues.items():
        for start in range(0, len(all_of_queue), BATCH):
            yield url, all_of_queue[start : start + BATCH]


def _reason(entry: BatchResultErrorEntryTypeDef) -> str:
    return f"{entry['Code']} {entry.get('Message', '')}".strip()
