"""Messages whose time is further away than SQS can delay them, kept in the control table until then."""

from __future__ import annotations

import logging
import random
import secrets
import threading
from time import time
from typing import TYPE_CHECKING

from ..control.table import SORT_KEY, letters_of, part_keys, parts_of
from ..log_once import Once
from ..options import MAX_DELAY_SECONDS

if TYPE_CHECKING:
    from ..clients import Clients
    from ..control.table import ControlTable, Item, Letter
    from ..options import Options

logger = logging.getLogger(__name__)

_PARTITION = "parked#0"
#: A message leaves the table when it is due within that time; SQS delays it for the rest.
_HORIZON_SECONDS = 300
#: Workers look that often, each at its own moment.
_INTERVAL_SECONDS = 60
#: Whoever claims a message sends and deletes it within that time, or another one takes it over.
_CLAIM_SECONDS = 60


class ScheduledMessages:
    """Parks messages by due time and sends them when their time comes near.

    A message is claimed, sent, then deleted: it is never lost, and sent twice only if its sender dies
    between the last two steps or the delete fails.
    """

    def __init__(self, table: ControlTable, options: Options, clients: Clients) -> None:
        self._table = table
        self._options = options
        self._clients = clients
        self._once = Once(logger)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def schedule(self, queue: str, body: str, seconds: float) -> None:
        """Keep the body of an SQS message for `seconds`."""
        due = time() + seconds
        items: list[Item] = parts_of(_PARTITION, f"{int(due):012d}.{secrets.token_hex(8)}", body.encode())
        for item in items:
            item["queue"] = {"S": queue}
            item["due"] = {"N": f"{due:.3f}"}
        self._table.put_all(items)

    def release_due(self) -> int:
        """Send every message due within five minutes and say how many those were.

        One that cannot be sent is logged and stays for a later round.
        """
        horizon = f"{int(time() + _HORIZON_SECONDS):012d}"
        found = list(self._table.items(_PARTITION, before=horizon))
        about = {item[SORT_KEY]["S"].rpartition(".")[0]: item for item in found}
        released = 0
        for letter in letters_of(found, self._once):
            try:
                released += self._release(letter, about[letter.key])
            except Exception as error:  # noqa: BLE001 - one message must not keep back the others
                text = "cannot release scheduled message %s, trying again each minute: %r"
                self._once.warn(letter.key, text, letter.key, error)
                self._clients.renew_after(error)
        return released

    def start(self) -> None:
        """Release what is due from a thread, from now until `close`."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sqs-scheduled", daemon=True)
            self._thread.start()

    def close(self) -> None:
        self._stopped.set()

    def _release(self, letter: Letter, item: Item) -> bool:
        """Send one message, unless its queue is for another worker or another one has claimed it."""
        queue = self._options.queues.get(item["queue"]["S"])
        keys = part_keys(letter)
        if queue is None or not self._table.claim(_PARTITION, keys[0], time() + _CLAIM_SECONDS):
            return False
        delay = max(0, min(MAX_DELAY_SECONDS, int(float(item["due"]["N"]) - time())))
        asked = {"QueueUrl": queue.url, "MessageBody": letter.body.decode(), "DelaySeconds": delay}
        self._clients.sqs().call("SendMessage", asked)
        self._table.delete_all(_PARTITION, keys)
        return True

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                self.release_due()
            except Exception as error:  # noqa: BLE001 - the thread outlives every failure
                logger.warning("cannot release scheduled messages, trying again in a minute: %r", error)
                self._clients.renew_after(error)
            self._stopped.wait(_INTERVAL_SECONDS * random.uniform(0.5, 1))
