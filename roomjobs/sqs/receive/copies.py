"""What one worker has received of each message and of each send, so that it runs each once."""

from __future__ import annotations

import logging
from collections import OrderedDict
from time import monotonic
from typing import TYPE_CHECKING, Any

from ..messages import SEND_TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..messages import Delivery

logger = logging.getLogger(__name__)

#: Sends, and messages that were deleted, that are remembered; the oldest are forgotten first.
_REMEMBERED = 10_000


class Copies:
    """
    Tells apart what is new, what this worker holds or has done already, and copies of either.

    SQS may deliver a message again that is held or deleted, and a publisher whose answer was lost stores
    another copy of it. All bookkeeping is single operations on dicts, which threads may do at the same time.
    """

    def __init__(self) -> None:
        self._held: dict[str, Delivery] = {}
        self._deleted: OrderedDict[str, None] = OrderedDict()
        #: Message ids by the token of their send.
        self._sends: OrderedDict[str, str] = OrderedDict()

    def sort(self, deliveries: Iterable[Delivery]) -> tuple[list[Delivery], list[Delivery], list[Delivery]]:
        """
        Note what was received.

        Returns
        -------
        new, held, copies : list of Delivery
            Messages to run; those of before that came again, and are held by the new receipt from now on;
            and those to delete.
        """
        new: list[Delivery] = []
        again: list[Delivery] = []
        copies: list[Delivery] = []
        for delivery in deliveries:
            if (held := self._held.get(delivery.message_id)) is not None:
                logger.info("the message of task %s came again while it is held here", delivery.task_id)
                held.receipt_handle, held.is_lost = delivery.receipt_handle, False
                held.received_at = held.extended_at = monotonic()
                again.append(held)
            elif delivery.message_id in self._deleted or self._is_sent_again(delivery):
                logger.info("deleting a copy of the message of task %s", delivery.task_id)
                copies.append(delivery)
            else:
                if delivery.message_id:
                    self._held[delivery.message_id] = delivery
                new.append(delivery)
        return new, again, copies

    def forget(self, delivery: Delivery) -> None:
        """Let a message come again, and another copy of its send instead: it has not run here."""
        self._held.pop(delivery.message_id, None)
        self._sends.pop(_token(delivery), None)

    def holds_another(self, delivery: Delivery) -> bool:
        """Whether the message is held by an earlier receive of it."""
        return self._held.get(delivery.message_id, delivery) is not delivery

    def note_deleted(self, delivery: Delivery) -> None:
        """Remember that a message is done: it is deleted again if it comes again."""
        if self._held.pop(delivery.message_id, None) is not None:
            self._deleted[delivery.message_id] = None
            _shorten(self._deleted)

    def _is_sent_again(self, delivery: Delivery) -> bool:
        token = _token(delivery)
        if not token:
            return False
        first = self._sends.setdefault(token, delivery.message_id)
        _shorten(self._sends)
        return first != delivery.message_id


def _shorten(known: OrderedDict[str, Any]) -> None:
    while len(known) > _REMEMBERED:
        known.popitem(last=False)


def _token(delivery: Delivery) -> str:
    """The key that all copies of one send share; a topic may send one message to several queues."""
    token = delivery.envelope["properties"].get(SEND_TOKEN)
    return f"{delivery.queue} {token}" if token else ""
