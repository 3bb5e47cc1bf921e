"""When plans arrive in the simulation: seconds from midnight of a Monday, ascending."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DAY = 86_400.0
MONTH_DAYS = 30


def one_a_day() -> list[float]:
    """One plan every morning at nine, for a month."""
    return [day * DAY + 9 * 3600 for day in range(MONTH_DAYS)]


def office_hours(jobs: int, seed: int = 1) -> list[float]:
    """So many plans in a month, at random between nine and five from Monday to Friday."""
    chance = random.Random(seed)
    days = [day for day in range(MONTH_DAYS) if day % 7 < 5]
    return sorted(chance.choice(days) * DAY + chance.uniform(9, 17) * 3600 for _ in range(jobs))


def burst(jobs: int) -> list[float]:
    """All at once, on the third day of silence."""
    return [3 * DAY] * jobs


def steady(jobs: int, seed: int = 1) -> list[float]:
    """So many plans in a month, at random at any time."""
    chance = random.Random(seed)
    return sorted(chance.uniform(0, MONTH_DAYS * DAY) for _ in range(jobs))


def hourly(jobs: int) -> list[float]:
    """So many plans an hour, evenly, for a day."""
    return [number * 3600 / jobs for number in range(24 * jobs)]


class Trace(NamedTuple):
    """Arrivals with a title for people."""

    title: str
    arrivals: Callable[[], list[float]]


TRACES: Mapping[str, Trace] = {
    "one-a-day": Trace("One plan every morning", one_a_day),
    "office-1k": Trace("1,000 plans a month in office hours", lambda: office_hours(1_000)),
    "office-10k": Trace("10,000 plans a month in office hours", lambda: office_hours(10_000)),
    "hourly-100": Trace("100 plans an hour", lambda: hourly(100)),
    "burst-1k": Trace("1,000 plans at once, after days of silence", lambda: burst(1_000)),
    "burst-10k": Trace("10,000 plans at once, after days of silence", lambda: burst(10_000)),
    "steady-1m": Trace("1,000,000 plans a month", lambda: steady(1_000_000)),
}
