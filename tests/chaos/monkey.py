"""Harms processes, network, stores and messages at random, and counts what it did."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

from tests.chaos.weather import KINDS, SERVICES

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from roomjobs.local.child import Child
    from tests.chaos.weather import Weather

_DOWN = ("refuse", "error", "throttle", "lose", "late")


class Monkey:
    """
    Keeps the processes of the service running, and harms one of them or what they talk to at each `act`.

    Parameters
    ----------
    starters : sequence of callable
        Each starts one process of the service, without waiting for it: workers, API, upkeep.
    weather : Weather
        Between the processes and AWS.
    restart_endpoint : callable
        Ends all of AWS in an orderly way, and starts it again.
    hold_messages : callable
        Takes some messages, so that they come later, and those behind them first.
    outage_seconds : float
        How long a service is out of reach at most.
    """

    def __init__(
        self,
        chance: random.Random,
        starters: Sequence[Callable[[], Child]],
        weather: Weather,
        restart_endpoint: Callable[[], None],
        hold_messages: Callable[[], None],
        *,
        lease_seconds: float,
        outage_seconds: float,
    ) -> None:
        self.harm: Counter[str] = Counter()
        self.ended_at = time.time()
        self._starters = starters
        self.processes = [start() for start in starters]
        self._chance = chance
        self._weather = weather
        self._restart_endpoint = restart_endpoint
        self._hold_messages = hold_messages
        self._lease_seconds = lease_seconds
        self._outage_seconds = outage_seconds

    def act(self) -> None:
        """Do one harm, and mend it."""
        harms = (
            self._kill,
            self._end,
            self._pause,
            self._outage,
            self._outage,
            self._cut_off,
            self._spell,
            self._spell,
            self._hold,
            self._restart,
        )
        harm = self._chance.choice(harms)
        self.harm[(harm.__doc__ or "").rstrip(".")] += 1
        harm()
        self.ended_at = time.time()

    def revive(self) -> None:
        """Start again whatever has ended by itself."""
        for number, process in enumerate(self.processes):
            if process.process.poll() is not None:
                self.harm[f"{process.name} ended by itself"] += 1
                self.processes[number] = self._starters[number]()

    def stop(self) -> None:
        for process in self.processes:
            process.ask_to_end()
        for process in self.processes:
            process.stop()

    def _kill(self) -> None:
        """Processes killed."""
        number = self._chance.randrange(len(self.processes))
        os.killpg(self.processes[number].process.pid, signal.SIGKILL)
        self.processes[number].process.wait(10)
        self.processes[number] = self._starters[number]()

    def _end(self) -> None:
        """Processes ended by SIGTERM."""
        number = self._chance.randrange(len(self.processes))
        self.processes[number].stop()
        self.processes[number] = self._starters[number]()

    def _pause(self) -> None:
        """Processes paused past their leases."""
        group = self._chance.choice(self.processes).process.pid
        os.killpg(group, signal.SIGSTOP)
        time.sleep(self._lease_seconds + 1)
        os.killpg(group, signal.SIGCONT)

    def _outage(self) -> None:
        """Outages of one store."""
        service = self._chance.choice(SERVICES)
        self._weather.down = {service: self._chance.choice(_DOWN)}
        time.sleep(self._chance.uniform(1, self._outage_seconds))
        self._weather.down = {}

    def _cut_off(self) -> None:
        """Outages of all of AWS."""
        self._weather.close()
        time.sleep(self._chance.uniform(0.5, 3))
        self._weather.open()

    def _spell(self) -> None:
        """Spells of one kind of fault."""
        service, kind = self._chance.choice(SERVICES), self._chance.choice(KINDS)
        calm = dict(self._weather.rates)
        self._weather.kinds, self._weather.rates[service] = (kind,), self._chance.choice([0.2, 0.5])
        time.sleep(self._chance.uniform(1, 4))
        self._weather.kinds, self._weather.rates = KINDS, calm

    def _hold(self) -> None:
        """Spells of messages out of order."""
        self._hold_messages()

    def _restart(self) -> None:
        """Restarts of all of AWS."""
        self._restart_endpoint()
