"""Does harm to workers, network and messages at random, and writes down what it did."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from roomjobs.local.child import Child
    from tests.integration.sqs.fault_proxy import FaultProxy


class Monkey:
    """
    Keeps two workers, and harms one of them, or the network between them and AWS, at each `act`.

    Parameters
    ----------
    start : callable
        Starts the worker of that number, without waiting for it.
    send_again : callable
        Puts some tasks on the queue a second time.
    restart_endpoint : callable
        Ends all of AWS in an orderly way, and starts it again.
    hold_messages : callable
        Takes some messages, so that they come later, and those behind them first.
    """

    def __init__(
        self,
        chance: random.Random,
        proxy: FaultProxy,
        start: Callable[[int], Child],
        send_again: Callable[[], None],
        restart_endpoint: Callable[[], None],
        hold_messages: Callable[[], None],
        *,
        lease_seconds: float,
    ) -> None:
        self.harm: Counter[str] = Counter()
        self.workers = [start(0), start(1)]
        self._chance = chance
        self._proxy = proxy
        self._start = start
        self._send_again = send_again
        self._restart_endpoint = restart_endpoint
        self._hold_messages = hold_messages
        self._lease_seconds = lease_seconds

    def act(self) -> None:
        """Do one harm, and mend it."""
        harms = (
            self._kill,
            self._end,
            self._pause,
            self._cut_off,
            self._server_errors,
            self._throttle,
            self._break_connections,
            self._slow_down,
            self._duplicate,
            self._shuffle,
            self._restart,
        )
        harm = self._chance.choice(harms)
        self.harm[(harm.__doc__ or "").rstrip(".")] += 1
        harm()

    def stop(self) -> None:
        for worker in self.workers:
            worker.stop()

    def _kill(self) -> None:
        """Workers killed."""
        number = self._chance.randrange(2)
        os.killpg(self.workers[number].process.pid, signal.SIGKILL)
        self.workers[number].process.wait(10)
        self.workers[number] = self._start(number)

    def _end(self) -> None:
        """Workers ended by SIGTERM."""
        number = self._chance.randrange(2)
        self.workers[number].stop()
        self.workers[number] = self._start(number)

    def _pause(self) -> None:
        """Workers paused past their leases."""
        group = self.workers[self._chance.randrange(2)].process.pid
        os.killpg(group, signal.SIGSTOP)
        time.sleep(self._lease_seconds + 1)
        os.killpg(group, signal.SIGCONT)

    def _cut_off(self) -> None:
        """Outages of all of AWS."""
        self._proxy.close()
        time.sleep(self._chance.uniform(0.5, 3))
        self._proxy.open()

    def _server_errors(self) -> None:
        """Spells of 503."""
        self._fail("status:503")

    def _throttle(self) -> None:
        """Spells of throttling."""
        self._fail("error:400:ThrottlingException")

    def _break_connections(self) -> None:
        """Spells of broken connections."""
        self._fail("reset")

    def _fail(self, fault: str) -> None:
        self._proxy.fail(fault)
        time.sleep(self._chance.uniform(0.5, 2))
        self._proxy.heal()

    def _slow_down(self) -> None:
        """Spells of slowness."""
        self._proxy.latency = 0.3
        time.sleep(2)
        self._proxy.latency = 0.0

    def _duplicate(self) -> None:
        """Spells of duplicated messages."""
        self._send_again()

    def _shuffle(self) -> None:
        """Spells of messages out of order."""
        self._hold_messages()

    def _restart(self) -> None:
        """Restarts of all of AWS."""
        self._restart_endpoint()
