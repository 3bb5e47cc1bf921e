"""Messages that one channel has received and not yet settled, and its receivers."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from functools import partial
from itertools import count
from time import monotonic
from typing import TYPE_CHECKING, Any

from .messages import EXPIRES_AT, Delivery, decode, is_expired, stamp
from .receive.copies import Copies
from .receive.groups import Groups
from .receive.receiver import Receiver
from .receive.window import PrefetchWindow

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable

    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from .options import QueueOptions
    from .parts import Parts
    from .receive.claims import Claims

logger = logging.getLogger(__name__)

#: A copy of what another worker has comes again after so many visibility timeouts: seldom, as SQS counts it.
_COPY_TIMEOUTS = 10
#: Seconds until what could not be taken is visible again: what was in the way may pass.
_GIVEN_BACK_SECONDS = 1


class Deliveries:
    """
    Receives, holds and settles the messages of a channel.

    A message is *unsettled* from its receive on and *begun* once its consumer has it. All bookkeeping is
    single operations on dicts and sets, which threads may do at the same time.
    """

    _tags = count(1)

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self.window = PrefetchWindow(parts.options.queues)
        self._unsettled: dict[str, Delivery] = {}
        self._begun: set[str] = set()
        self._receivers: dict[str, Receiver] = {}
        self._stopped: list[Receiver] = []
        self._groups = Groups()
        #: Makes it one step to settle a message and to free its space, or to begin and count it.
        self._counting = threading.Lock()
        self._consume: dict[str, Callable[[Delivery], None]] = {}
        self._copies = Copies()

    @property
    def receiving(self) -> bool:
        return bool(self._receivers)

    def get(self, tag: str) -> Delivery | None:
        return self._unsettled.get(tag)

    def start_receiving(self, queue: str, target: QueueOptions, consume: Callable[[Delivery], None]) -> None:
        """Pass every message of a queue to `consume`, in the thread that empties the inbox."""
        url = target.url
        receiver = Receiver(
            queue,
            target,
            options=self._parts.options,
            clients=self._parts.clients,
            window=self.window,
            health=self._parts.health,
            deliver=lambda messages: self._pass_on(self.admit(self.take(queue, url, messages))),
            release=lambda messages: self._release(queue, url, messages),
        )
        self._receivers[queue] = receiver
        self._consume[queue] = consume
        receiver.start()

    def stop_receiving(self, queue: str) -> None:
        """Stop receiving from a queue, and return the messages that its consumer has not begun."""
        receiver = self._receivers.pop(queue, None)
        if receiver is not None:
            receiver.stop()
            self._stopped.append(receiver)
            unsettled = list(self._unsettled.values())
            self.return_to_queue(
                [d.tag for d in unsettled if d.queue == queue and d.tag not in self._begun], 0
            )

    def take(self, queue: str, url: str, messages: list[MessageTypeDef]) -> list[Delivery]:
        """Register received messages and keep them hidden from other consumers."""
        read = self._read(queue, url, messages)
        try:
            deliveries = self._without_repetitions(self._without_expired(url, read))
            if self._parts.claims is not None:
                deliveries = self._without_copies(self._parts.claims, deliveries)
        except Exception:
            self._give_back(read)
            raise
        self._unsettled.update((delivery.tag, delivery) for delivery in deliveries)
        if unread := len(messages) - len(deliveries):
            self.window.free(queue, unread)
        return deliveries

    def admit(self, deliveries: list[Delivery]) -> list[Delivery]:
        """Return those of the messages that may begin; the others wait, and do not count as prefetched."""
        with self._counting:
            ready = self._groups.admit(deliveries)
            for delivery in deliveries:
                if delivery.group is not None and delivery not in ready:
                    delivery.is_waiting = True
                    self.window.free(delivery.queue)
        return ready

    def begin(self, delivery: Delivery) -> bool:
        """Mark a message as begun; False if it was returned to the queue while it waited."""
        if delivery.tag not in self._unsettled or self.drop_if_lost(delivery.tag):
            return False
        self._begun.add(delivery.tag)
        return True

    def drop_if_lost(self, tag: str) -> bool:
        """
        Forget a message that another worker may have received meanwhile; true if it was such a message.

        A worker that was stopped for longer than its messages are hidden would run all of them a second time.
        A task that has begun is not stopped; `on_hold_lost` is called for its message.
        """
        delivery = self._unsettled.get(tag)
        if delivery is None or delivery.is_held(self._parts.options.visibility_timeout):
            return False
        logger.warning(
            "message of task %s of %s was visible to others: it is dropped, and runs where it is received",
            delivery.task_id, delivery.queue,
        )  # fmt: skip
        for lost in self._settle([tag]):
            self._parts.settlement.forget(lost)
            self._copies.forget(lost)
            behind = self._groups.leave_with_followers(lost)  # it comes again, and they must not overtake it
            self.return_to_queue([each.tag for each in behind], 0)
        return True

    def delete(self, tag: str) -> None:
        for delivery in self._settle([tag]):
            self._copies.note_deleted(delivery)
            self._parts.settlement.delete(delivery)
            self._begin_next(delivery)

    def return_to_queue(self, tags: Iterable[str], delay: int) -> None:
        """Make messages visible again after `delay` seconds, and those behind them in their groups."""
        tags = list(tags)
        given = [delivery for tag in tags if (delivery := self._unsettled.get(tag)) is not None]
        behind = [each.tag for delivery in given for each in self._groups.leave_with_followers(delivery)]
        if settled := self._settle([*tags, *behind]):
            for delivery in settled:
                self._copies.forget(delivery)
            self._parts.settlement.return_to_queue(settled, delay)

    def return_to_queue_except(self, tags: Container[str]) -> int:
        """Make unsettled messages visible again, except those with the given tags, and count them."""
        others = [tag for tag in list(self._unsettled) if tag not in tags]
        self.return_to_queue(others, 0)
        return len(others)

    def return_to_queue_all(self) -> None:
        """Make all messages visible again, including those that receives in flight still return."""
        for queue in list(self._receivers):
            self.stop_receiving(queue)
        self.return_to_queue(list(self._unsettled), 0)
        deadline = monotonic() + self._parts.options.close_timeout
        while self._stopped:
            receiver = self._stopped.pop()
            if not receiver.join(max(0.0, deadline - monotonic())):
                logger.warning(
                    "a receive from %s is still in flight: what it brings is visible again after %d s",
                    receiver.queue, self._parts.options.visibility_timeout,
                )  # fmt: skip

    def _give_back(self, deliveries: list[Delivery]) -> None:
        """Return to the queue what could not be taken, or its heartbeat would hide it for ever."""
        own = [delivery for delivery in deliveries if not self._copies.holds_another(delivery)]
        for delivery in own:
            self._copies.forget(delivery)
        self._parts.settlement.return_to_queue(own, _GIVEN_BACK_SECONDS)

    def _pass_on(self, deliveries: Iterable[Delivery]) -> None:
        """Give messages to the consumers of their queues, in the thread that empties the inbox."""
        self._parts.inbox.put([partial(self._consume[delivery.queue], delivery) for delivery in deliveries])

    def _begin_next(self, settled: Delivery) -> None:
        """Pass on the message that has waited for this one of its group."""
        if settled.group is None or (following := self._groups.leave(settled)) is None:
            return
        with self._counting:
            if following.tag in self._unsettled:
                following.is_waiting = False
                self.window.count(following.queue)
        self._pass_on([following])

    def _without_expired(self, url: str, deliveries: list[Delivery]) -> list[Delivery]:
        """Delete messages whose lifetime, kombu's ``expiration``, is over."""
        if not any(EXPIRES_AT in delivery.envelope["properties"] for delivery in deliveries):
            return deliveries
        now = self._parts.clients.sqs(url).now()
        kept = []
        for delivery in deliveries:
            if is_expired(delivery.envelope, now):
                logger.info("deleting the expired message of task %s", delivery.task_id)
                self._parts.settlement.delete(delivery)
            else:
                kept.append(delivery)
        return kept

    def _without_repetitions(self, deliveries: list[Delivery]) -> list[Delivery]:
        """Delete copies of what this worker holds or has done, and hold all others."""
        new, again, copies = self._copies.sort(deliveries)
        for delivery in copies:
            self._parts.settlement.delete(delivery)
        self._parts.settlement.hold([*new, *again])
        return new

    def _without_copies(self, claims: Claims, deliveries: list[Delivery]) -> list[Delivery]:
        """Delete or return the copies of sends that other workers have received."""
        ours, done, held = claims.take(deliveries)
        for delivery in done:
            logger.info("deleting a copy of the message of task %s, which has run", delivery.task_id)
            self._parts.settlement.delete(delivery)
        if held:
            delay = _COPY_TIMEOUTS * self._parts.options.visibility_timeout
            names = ", ".join(delivery.task_id for delivery in held)
            logger.info(
                "returning copies of messages of tasks that other workers have, %s, for %d s", names, delay
            )
            self._parts.settlement.return_to_queue(held, delay)
        for delivery in done + held:
            self._copies.forget(delivery)
        return ours

    def _release(self, queue: str, url: str, messages: list[MessageTypeDef]) -> None:
        """Return messages to the queue that arrived after its consumer was cancelled, or it was paused."""
        logger.info(
            "returning %d late messages to %s, which is not received from any more", len(messages), queue
        )
        self._parts.settlement.return_to_queue(self._read(queue, url, messages), 0)

    def _read(self, queue: str, url: str, messages: list[MessageTypeDef]) -> list[Delivery]:
        """Decode received messages; one that cannot be decoded does not affect the others."""
        deliveries = []
        attributed = self._parts.options.fetch_message_attributes is not None
        for message in messages:
            try:
                tag = f"delivery-{next(self._tags)}"
                deliveries.append(_delivery(queue, url, message, tag, attributed=attributed))
            except Exception:
                logger.exception(
                    "cannot read message %s of %s: it is visible again after its timeout",
                    message.get("MessageId"), queue,
                )  # fmt: skip
        return deliveries

    def _settle(self, tags: Iterable[str]) -> list[Delivery]:
        """Forget deliveries, each once however often it is settled."""
        with self._counting:
            settled = [found for tag in tags if (found := self._unsettled.pop(tag, None)) is not None]
            self._begun.difference_update(delivery.tag for delivery in settled)
            counted = Counter(delivery.queue for delivery in settled if not delivery.is_waiting)
            for queue, freed in counted.items():
                self.window.free(queue, freed)
        return settled


def _delivery(queue: str, url: str, message: Any, tag: str, *, attributed: bool) -> Delivery:  # noqa: ANN401 - SQS's message
    attributes = message.get("Attributes", {})
    receives = int(attributes.get("ApproximateReceiveCount", "1"))
    envelope = decode(message["Body"])
    stamp(envelope, tag, receives, attributes.get("MessageGroupId"))
    if attributed:  # under kombu's name, without the body
        names = ("MessageId", "Attributes", "MessageAttributes")
        envelope["properties"]["delivery_info"]["sqs_message"] = {
            name: message[name] for name in names if name in message
        }
    message_id = message.get("MessageId", "")
    group = attributes.get("MessageGroupId") if url.endswith(".fifo") else None
    receipt = message["ReceiptHandle"]
    return Delivery(tag, queue, url, receipt, receives, envelope, message_id=message_id, group=group)
