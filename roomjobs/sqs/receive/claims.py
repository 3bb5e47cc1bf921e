"""Has one of several copies of a send run, whichever workers receive them: the option `deduplicate_sends`."""

from __future__ import annotations

import logging
from time import monotonic
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from ..clients import AWS_ERRORS
from ..control.letters import PARTITION_KEY, SORT_KEY, TTL_ATTRIBUTE
from ..http.answers import error_code
from ..messages import SEND_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..clients import Clients
    from ..control.letters import Item
    from ..control.table import ControlTable
    from ..messages import Delivery

logger = logging.getLogger(__name__)

#: A copy that comes later than that after the last sign of the first one runs.
_KEPT_SECONDS = 86_400
#: A claim holds for as many visibility timeouts, and is renewed in the last of them.
_TIMEOUTS = 2
#: After a failure nothing is claimed for so long: copies may run, and messages do not wait for a table.
_DOWN_SECONDS = 10.0
#: A token is a part of a key of the table, which takes no key beyond 2048 bytes.
_TOKEN_CHARACTERS = 128


class Claims:
    """
    Says which message of a send runs: the first one that a worker claims in the control table.

    A claim names the message, which may come again after a crash. Another copy waits while the claim holds,
    is deleted once a copy has been acknowledged, and runs if the claim ends before. So nothing is deleted
    that has not run, be it a message that was moved back from a dead-letter queue and has a new id.

    Parameters
    ----------
    table : ControlTable
        Where the claims are.
    clients : Clients
        Those that call DynamoDB for the table.
    visibility_timeout : int
        Seconds, as of the options.
    """

    def __init__(self, table: ControlTable, clients: Clients, visibility_timeout: int) -> None:
        self._table = table
        self._clients = clients
        self._visibility = visibility_timeout
        self._seconds = _TIMEOUTS * visibility_timeout
        self._down_until = float("-inf")

    def take(self, deliveries: Sequence[Delivery]) -> tuple[list[Delivery], list[Delivery], list[Delivery]]:
        """
        Claim the sends of received messages.

        Returns
        -------
        ours, done, held : list of Delivery
            Those to run; copies of what has run, to delete; copies of what may run elsewhere, to return to
            their queue. If the table cannot be reached, all are to run.
        """
        ours: list[Delivery] = []
        done: list[Delivery] = []
        held: list[Delivery] = []
        for delivery in deliveries:
            other = self._claim(delivery) if self._is_claimed(delivery) else None
            if other is None:
                ours.append(delivery)
            else:
                (done if "done" in other else held).append(delivery)
        return ours, done, held

    def finish(self, deliveries: Iterable[Delivery]) -> None:
        """Note that messages have run, before they are deleted."""
        # Not what is deleted as the copy of another one, which may still run.
        claimed = [each for each in deliveries if each.claimed_at and self._is_claimed(each)]
        if not claimed:
            return
        try:
            now, done = self._table.now(), {"done": {"BOOL": True}}
            self._table.put_all([{**_key(each), **self._fields(each, now), **done} for each in claimed])
        except AWS_ERRORS as error:
            self._note_failure(error)

    def is_due(self, delivery: Delivery) -> bool:
        """Whether to renew the claim of a message that is held; true once in a visibility timeout."""
        if not delivery.claimed_at or monotonic() - delivery.claimed_at < self._visibility:
            return False
        delivery.claimed_at = monotonic()
        return True

    def renew(self, deliveries: Iterable[Delivery]) -> None:
        """Keep the claims of messages that are held for long, but none that is done or another's by now."""
        for delivery in deliveries:
            if self._is_claimed(delivery):
                self._claim(delivery)

    def _claim(self, delivery: Delivery) -> Item | None:
        """Claim one send; return the claim of a copy, if there is one that holds."""
        key = _key(delivery)
        try:
            now = self._table.now()
            holder, until, expires = self._fields(delivery, now).values()
            self._table.update(
                key,
                "SET holder = :holder, held_until = :until, #expires = :expires",
                "attribute_not_exists(done)"
                " AND (attribute_not_exists(holder) OR holder = :holder OR held_until < :now)",
                names={"#expires": TTL_ATTRIBUTE},
                values={":holder": holder, ":until": until, ":expires": expires, ":now": _number(now)},
            )
        except ClientError as error:
            if error_code(error) == "ConditionalCheckFailedException":
                return self._found(key, error)
            self._note_failure(error)
        except AWS_ERRORS as error:
            self._note_failure(error)
        else:
            delivery.claimed_at = monotonic()
        return None

    def _found(self, key: Item, error: ClientError) -> Item | None:
        """The claim that is in the way, which DynamoDB sends with its refusal."""
        found: Item = error.response.get("Item") or {}  # type: ignore[assignment] # unknown to the stubs
        try:
            return found or self._table.get(key)
        except AWS_ERRORS as failure:
            self._note_failure(failure)
            return None

    def _fields(self, delivery: Delivery, now: float) -> Item:
        return {
            "holder": {"S": delivery.message_id},
            "held_until": _number(now + self._seconds),
            TTL_ATTRIBUTE: {"N": str(int(now) + _KEPT_SECONDS)},
        }

    def _is_claimed(self, delivery: Delivery) -> bool:
        """Whether to ask the table: not of FIFO queues, which remove copies themselves."""
        token = delivery.envelope["properties"].get(SEND_TOKEN)
        has_one = isinstance(token, str) and 0 < len(token) <= _TOKEN_CHARACTERS
        return has_one and not delivery.url.endswith(".fifo") and monotonic() >= self._down_until

    def _note_failure(self, error: Exception) -> None:
        self._clients.renew_after(error)
        self._down_until = monotonic() + _DOWN_SECONDS
        logger.warning("no claims for %.0f s, copies of a send may run: %r", _DOWN_SECONDS, error)


def _key(delivery: Delivery) -> Item:
    token = delivery.envelope["properties"][SEND_TOKEN]
    return {PARTITION_KEY: {"S": f"sent#{delivery.url}#{token}"}, SORT_KEY: {"S": "claim"}}


def _number(value: float) -> dict[str, str]:
    return {"N": f"{value:.3f}"}
