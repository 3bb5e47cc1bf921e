"""Messages whose time is further away than SQS can delay them, kept in the control table until then."""

from __future__ import annotations

import json
import logging
import random
import secrets
import threading
from typing import TYPE_CHECKING, Any

import msgspec

from ..control.letters import SORT_KEY, letters_of, part_keys, parts_of
from ..log_once import Once
from ..options import MAX_DELAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..clients import Clients
    from ..control.letters import Item
    from ..control.table import ControlTable
    from ..messages import Envelope
    from ..queues import Queues

logger = logging.getLogger(__name__)

#: The partition that names the others: each holds the ids of what is due in some minutes, or a part of them.
_INDEX = "scheduled"
_SLOT_SECONDS = 300
_SHARDS = 4
#: A partition stays named for this long after its time, because a write may be late.
_LATE_SECONDS = 600
#: Partition of messages that earlier versions scheduled, with their bodies.
_LEGACY = "parked#0"
#: A message is sent when it is due within this time (seconds); SQS delays it for the rest.
_HORIZON_SECONDS = 300
#: Seconds between two rounds of a worker.
_INTERVAL_SECONDS = 60
#: A claim expires after this time (seconds); then another worker may send the message.
_CLAIM_SECONDS = 60
#: Maximum length of arguments in descriptions, characters.
_SHOWN_CHARACTERS = 500


class ScheduledMessages:
    """Stores messages by due time and sends them shortly before they are due.

    A message is claimed, sent, then deleted: it is never lost, and sent twice only if its sender dies
    between the last two steps or the delete fails. Ids stand apart from bodies, so that to look costs
    little however large the messages are, and in partitions by time and chance, so that none is hot.
    """

    def __init__(self, table: ControlTable, queues: Queues, clients: Clients) -> None:
        self._table = table
        self._queues = queues
        self._clients = clients
        self._once = Once(logger)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._known: set[str] = set()

    def schedule(self, queue: str, fields: Mapping[str, Any], seconds: float, envelope: Envelope) -> None:
        """Keep the parameters of a SendMessage for `seconds`."""
        due = self._table.now() + seconds
        slot = f"{int(due // _SLOT_SECONDS) * _SLOT_SECONDS:012d}.{random.randrange(_SHARDS)}"
        key = f"{int(due):012d}.{secrets.token_hex(8)}"
        bodies = parts_of(_body_partition(key), key, msgspec.json.encode(fields))
        shown = {name: {"S": text} for name, text in _shown(envelope).items()}
        entry: Item = {
            **_keys(_partition(slot), key),
            "queue": {"S": queue},
            "due": {"N": f"{due:.3f}"},
            "shown": {"M": shown},
        }
        # The body before what leads to it, and what leads to it before it counts as kept.
        self._table.put_all(bodies)
        if slot not in self._known:
            self._table.put_all([_keys(_INDEX, slot)])
            self._known.add(slot)
        self._table.put_all([entry])

    def release_due(self) -> int:
        """Send every message due within five minutes; return their number.

        A message that cannot be sent is logged and kept for a later round.
        """
        horizon = self._table.now() + _HORIZON_SECONDS
        released = 0
        for slot in self._slots(before=horizon):
            entries = list(self._table.items(_partition(slot), before=f"{int(horizon):012d}"))
            random.shuffle(entries)  # workers that look at the same time claim different ones
            for entry in entries:
                released += self._try_to_release(entry)
            if (
                not entries
                and float(slot.partition(".")[0]) + _SLOT_SECONDS + _LATE_SECONDS < self._table.now()
            ):
                self._known.discard(slot)
                self._table.delete_all(_INDEX, [slot])
        return released + self._release_legacy(horizon)

    def waiting(self, *, at_most: int = 1000) -> list[dict[str, Any]]:
        """Describe the scheduled messages of the queues of this app, soonest first."""
        found: list[dict[str, Any]] = []
        for slot in self._slots():
            for entry in self._table.items(_partition(slot)):
                if len(found) == at_most:
                    return sorted(found, key=lambda each: each["due"])
                if self._queues.knows(entry["queue"]["S"]):
                    shown = {name: text["S"] for name, text in entry["shown"]["M"].items()}
                    found.append({"queue": entry["queue"]["S"], "due": float(entry["due"]["N"]), **shown})
        return sorted(found, key=lambda each: each["due"])

    def purge(self, queue: str) -> int:
        """Delete the scheduled messages of a queue; return their number."""
        purged = 0
        for slot in self._slots():
            for entry in list(self._table.items(_partition(slot), consistent=True)):
                if entry["queue"]["S"] == queue:
                    self._delete(_partition(slot), entry[SORT_KEY]["S"])
                    purged += 1
        return purged

    def start(self) -> None:
        """Release due messages from a thread until `close`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sqs-scheduled", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._stopped.set()

    def _slots(self, *, before: float | None = None) -> Iterator[str]:
        """Name the partitions in which something may be, soonest first."""
        end = None if before is None else f"{int(before):012d}"
        # Checking again a minute later costs half.
        items = self._table.items(_INDEX, before=end, consistent=before is None)
        yield from [item[SORT_KEY]["S"] for item in items]

    def _try_to_release(self, entry: Item) -> bool:
        key = entry[SORT_KEY]["S"]
        try:
            return self._release(entry["pk"]["S"], key, entry)
        except Exception as error:  # noqa: BLE001 - one message must not keep back the others
            text = "cannot release scheduled message %s, trying again each minute: %r"
            self._once.warn(key, text, key, error)
            self._clients.renew_after(error)
            return False

    def _release(self, partition: str, key: str, entry: Item) -> bool:
        """Send one message, unless its queue is for another worker or another one has claimed it."""
        queue = entry["queue"]["S"]
        claimed_until = self._table.now() + _CLAIM_SECONDS
        if not self._queues.knows(queue) or not self._table.claim(partition, key, claimed_until):
            return False
        items = self._table.items(_body_partition(key), consistent=True)
        for letter in letters_of(items, self._once):
            self._send(queue, json.loads(letter.body), float(entry["due"]["N"]))
            self._delete(partition, key)
            return True
        return False

    def _send(self, queue: str, fields: dict[str, Any], due: float) -> None:
        target = self._queues.get(queue)
        if not target.is_fifo:
            fields["DelaySeconds"] = max(0, min(MAX_DELAY_SECONDS, int(due - self._table.now())))
        self._clients.sqs(target.url).call("SendMessage", {"QueueUrl": target.url, **fields})

    def _delete(self, partition: str, key: str) -> None:
        self._table.delete_all(partition, [key])
        bodies = [item[SORT_KEY]["S"] for item in self._table.items(_body_partition(key))]
        self._table.delete_all(_body_partition(key), bodies)

    def _release_legacy(self, horizon: float) -> int:
        """Send messages that an earlier version scheduled."""
        found = list(self._table.items(_LEGACY, before=f"{int(horizon):012d}"))
        about = {item[SORT_KEY]["S"].rpartition(".")[0]: item for item in found}
        released = 0
        for letter in letters_of(found, self._once):
            entry, keys = about[letter.key], part_keys(letter)
            queue = entry["queue"]["S"]
            claimed_until = self._table.now() + _CLAIM_SECONDS
            if self._queues.knows(queue) and self._table.claim(_LEGACY, keys[0], claimed_until):
                self._send(queue, {"MessageBody": letter.body.decode()}, float(entry["due"]["N"]))
                self._table.delete_all(_LEGACY, keys)
                released += 1
        return released

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.release_due()
            except Exception as error:  # noqa: BLE001 - the thread outlives every failure
                logger.warning("cannot release scheduled messages, trying again in a minute: %r", error)
                self._clients.renew_after(error)
            self._stopped.wait(_INTERVAL_SECONDS * random.uniform(0.5, 1))


def _partition(slot: str) -> str:
    return f"{_INDEX}#{slot}"


def _body_partition(key: str) -> str:
    return f"{_INDEX}-body#{key}"


def _keys(partition: str, key: str) -> Item:
    return {"pk": {"S": partition}, SORT_KEY: {"S": key}}


def _shown(envelope: Envelope) -> dict[str, str]:
    """The description of a message in ``inspect scheduled``."""
    headers = envelope.get("headers") or {}
    names = {"id": "id", "task": "name", "eta": "eta", "argsrepr": "args", "kwargsrepr": "kwargs"}
    return {
        shown: str(headers[name])[:_SHOWN_CHARACTERS] for name, shown in names.items() if headers.get(name)
    }
