"""The prefetch limit and the unsettled messages, under the names that kombu's virtual channel calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kombu.transport import virtual

    from ..channel import Channel


class QoS:
    """The prefetch limit and the messages not settled yet, as kombu's virtual channel wants them.

    kombu's own class is not thread-safe, and counts a message from its delivery to the consumer on; here
    it counts from its receive on.
    """

    def __init__(self, channel: Channel, prefetch_count: int = 0) -> None:
        self._channel = channel
        self.prefetch_count = prefetch_count

    @property
    def prefetch_count(self) -> int:
        return self._channel.deliveries.window.limit

    @prefetch_count.setter
    def prefetch_count(self, value: int) -> None:
        self._channel.deliveries.window.limit = value or 0

    def can_consume(self) -> bool:
        return self._channel.deliveries.window.has_space()

    def append(self, message: virtual.Message, delivery_tag: str) -> None:
        """Nothing to do: the message counts since its receive."""

    def restore_unacked(self) -> None:
        self._channel.deliveries.return_to_queue_all()

    def restore_unacked_once(self, stderr: object = None) -> None:  # noqa: ARG002 - kombu's signature
        self._channel.deliveries.return_to_queue_all()
