"""Receives messages from one queue; network failures are retried."""

from __future__ import annotations

import logging
import threading
from time import monotonic
from typing import TYPE_CHECKING

from ..backoff import Backoff
from ..http.wire import Cancellation, CancelledCallError
from ..options import BATCH

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_sqs.type_defs import MessageTypeDef

    from ..clients import Clients
    from ..options import Options, QueueOptions
    from .health import Health
    from .window import PrefetchWindow

logger = logging.getLogger(__name__)

_OUR_ATTRIBUTES = ("ApproximateReceiveCount", "MessageGroupId")
_SYSTEM_ATTRIBUTES = "MessageSystemAttributeNames"
#: An empty answer to a long poll that arrives sooner is treated as a failure (seconds).
_QUICK_SECONDS = 0.2
#: A long poll is treated as hung this many seconds after its wait time.
_ANSWER_SECONDS = 5.0
#: Seconds that a poll waits after a failure, or beside one that may hang.
_DOUBTFUL_WAIT = 1


def receive(
    clients: Clients,
    options: Options,
    url: str,
    most: int,
    *,
    wait: int,
    cancellation: Cancellation | None = None,
) -> list[MessageTypeDef]:
    """Ask a queue for up to `most` messages, waiting up to `wait` seconds for the first of them."""
    asked = {
        "QueueUrl": url,
        "MaxNumberOfMessages": most,
        "WaitTimeSeconds": wait,
        "VisibilityTimeout": options.visibility_timeout,
        _SYSTEM_ATTRIBUTES: [*_OUR_ATTRIBUTES, *options.asked_attributes(_SYSTEM_ATTRIBUTES)],
    }
    if named := options.asked_attributes("MessageAttributeNames"):
        asked["MessageAttributeNames"] = named
    answer = clients.sqs(url).call(
        "ReceiveMessage",
        asked,
        seconds=wait + _ANSWER_SECONDS,
        tries=1,
        cancellation=cancellation,
    )
    return [m for m in answer.get("Messages") or [] if "Body" in m and "ReceiptHandle" in m]


class Receiver:
    """Long polls one queue in separate threads and passes on the messages.

    One thread is always in a long poll. The others help only while receives come back full, ten messages and
    more in a row, so an idle queue costs one request per `wait_time_seconds`. They also poll beside the first
    one once another call of the process was not answered, because that poll may wait for nothing. Blocking
    calls in threads, and not callbacks on the event loop of the consumer: that loop stands still while a solo
    worker runs a task.
    """

    def __init__(
        self,
        queue: str,
        target: QueueOptions,
        *,
        options: Options,
        clients: Clients,
        window: PrefetchWindow,
        health: Health,
        deliver: Callable[[list[MessageTypeDef]], None],
        release: Callable[[list[MessageTypeDef]], None],
    ) -> None:
        self.queue = queue
        self._url = target.url
        self._most = target.most_in_receive
        self._options = options
        self._clients = clients
        self._window = window
        self._health = health
        self._deliver = deliver
        self._release = release
        self._stopped = threading.Event()
        self._cancellation = Cancellation()
        # Makes the check for stop() and the delivery atomic, so that nothing is delivered after stop().
        self._handover = threading.Lock()
        self._full = threading.Event()
        #: Messages that came in full answers, one after the other.
        self._in_a_row = 0
        #: When the long poll in flight began, and the space that it has reserved.
        self._polling: tuple[float, int] | None = None
        self._threads = [
            threading.Thread(target=self._run, args=(first,), name=f"sqs-receive-{queue}", daemon=True)
            for first in [True] + [False] * (options.receivers - 1)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop receiving. Messages that a long poll in flight returns are made visible again at once."""
        with self._handover:
            self._stopped.set()
        self._full.set()
        self._window.wake()

    def join(self, timeout: float) -> bool:
        """Wait for the receives in flight, and abort a long poll without messages.

        Not at once: messages that SQS has sent to a connection that is cut stay hidden until their timeout.

        Returns
        -------
        bool
            Whether all of them ended within `timeout` seconds.
        """
        deadline = monotonic() + timeout
        for ends_polls_at in (min(deadline, monotonic() + self._options.leave_grace), deadline):
            for thread in self._threads:
                thread.join(max(0.0, ends_polls_at - monotonic()))
            self._cancellation.cancel()
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, first: bool) -> None:  # noqa: FBT001 - the thread's one argument
        backoff = Backoff(first=0.2, most=5)
        while not self._stopped.is_set():
            if not first and not self._full.wait(timeout=1):
                if (space := self._doubtful_space()) and not self._stopped.is_set():
                    self._receive(space, _DOUBTFUL_WAIT, backoff, reserved=0)
                continue
            space = self._window.reserve(self.queue, self._most, timeout=1)
            if self._stopped.is_set():
                self._window.commit_reservation(self.queue, space, 0)
            elif space == 0:
                self._health.succeeded()
            elif first:
                self._polling = monotonic(), space
                self._receive(space, self._wait(backoff), backoff, reserved=space)
                self._polling = None
            else:
                self._receive(space, 0, backoff, reserved=space)

    def _wait(self, backoff: Backoff) -> int:
        """Seconds for the next long poll: few where a fault is known."""
        return _DOUBTFUL_WAIT if backoff.failures else self._options.wait_time_seconds

    def _doubtful_space(self) -> int:
        """
        The space of the long poll in flight, if another call was given up since it began; else 0.

        It may never be answered, although the service answers others again, and holds all space. To end it
        could hide messages that are on their way; should it bring some, the worker holds a batch more.
        """
        polling = self._polling
        return polling[1] if polling is not None and self._clients.unanswered_at > polling[0] else 0

    def _receive(self, space: int, wait: int, backoff: Backoff, *, reserved: int) -> None:
        started = monotonic()
        try:
            messages = self._call(space, wait)
        except CancelledCallError:
            self._window.commit_reservation(self.queue, reserved, 0)
            return
        except Exception as error:  # noqa: BLE001 - a receiver outlives every failure
            self._window.commit_reservation(self.queue, reserved, 0)
            self._pause(error, backoff, monotonic() - started)
            return
        if backoff.failures:
            logger.info("receiving from %s again after %d failures", self.queue, backoff.failures)
        backoff.reset()
        self._hand_over(messages, reserved)
        self._health.succeeded()
        self._in_a_row = self._in_a_row + len(messages) if len(messages) == self._most else 0
        if self._in_a_row >= BATCH:
            self._full.set()
        elif len(messages) < space and not self._stopped.is_set():
            self._full.clear()

    def _call(self, space: int, wait: int) -> list[MessageTypeDef]:
        started = monotonic()
        messages = receive(
            self._clients, self._options, self._url, space, wait=wait, cancellation=self._cancellation
        )
        if not messages and wait and monotonic() - started < _QUICK_SECONDS:
            # Somebody else's answer may be an empty object, too.
            raise ConnectionError("an empty answer without the wait that was asked for")
        return messages

    def _hand_over(self, messages: list[MessageTypeDef], reserved: int) -> None:
        held = 0
        try:
            with self._handover:
                wanted = not (self._stopped.is_set() or self._window.is_paused(self.queue))
                held = len(messages) if wanted else 0
                self._window.commit_reservation(self.queue, reserved, held)
                if wanted and messages:
                    self._deliver(messages)
            if not wanted and messages:
                self._release(messages)
        except Exception:  # a receiver outlives every failure
            self._window.free(self.queue, held)
            logger.exception(
                "cannot hand over %d messages of %s: they are visible again within %d s",
                len(messages), self.queue, self._options.visibility_timeout,
            )  # fmt: skip

    def _pause(self, error: Exception, backoff: Backoff, took: float) -> None:
        """Wait before the next try, but not after a call that has taken as long as that."""
        self._health.failed()
        self._clients.renew_after(error)
        delay = max(0.0, backoff.next() - took)
        logger.warning(
            "cannot receive from %s (failure %d), next try in %.1f s: %r",
            self.queue, backoff.failures, delay, error,
        )  # fmt: skip
        self._stopped.wait(delay)
