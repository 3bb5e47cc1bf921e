"""When plans arrive in the simulation: seconds from midnight of a Monday, ascending."""

from __future__ import annotations

import csv
import random
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

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


def week(an_hour: int, seed: int = 1) -> list[float]:
    """So many plans an hour, at random, between nine and five from Monday to Friday."""
    chance = random.Random(seed)
    hours = range(9, 17)
    return sorted(
        (day * 24 + hour + chance.random()) * 3600
        for day in range(5)
        for hour in hours
        for _ in range(an_hour)
    )


class Job(NamedTuple):
    """A line of a file of arrivals."""

    at: float  # seconds
    work: float | None  # seconds; None: drawn at random
    lane: str


def read_csv(path: Path) -> list[Job]:
    """
    Read arrivals, sorted by time: columns `at` (seconds), and if you like `seconds` of work, and `lane`.

    Raises
    ------
    ValueError
        A column is missing or holds no number; the message names the line.
    """
    jobs = []
    with path.open(newline="") as file:
        reader = csv.DictReader(file)
        if "at" not in (reader.fieldnames or ()):
            raise ValueError(f"{path}: the first line has to name the columns, of which one is 'at'")
        for number, row in enumerate(reader, 2):
            try:
                at, work = float(row["at"]), float(row["seconds"]) if row.get("seconds") else None
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from error
            if not (isfinite(at) and at >= 0 and (work is None or (isfinite(work) and work > 0))):
                raise ValueError(
                    f"{path}, line {number}: times are at least 0, and work is more than 0 seconds"
                )
            jobs.append(Job(at, work, row.get("lane") or ""))
    if not jobs:
        raise ValueError(f"{path}: there is no job in it")
    return sorted(jobs)


class Trace(NamedTuple):
    """Arrivals with a title for people."""

    title: str
    arrivals: Callable[[], list[float]]
    work: float | None = None  # seconds of each job; None: drawn at random


TRACES: Mapping[str, Trace] = {
    "one-a-day": Trace("One plan every morning", one_a_day),
    "office-1k": Trace("1,000 plans a month in office hours", lambda: office_hours(1_000)),
    "office-10k": Trace("10,000 plans a month in office hours", lambda: office_hours(10_000)),
    "hourly-100": Trace("100 plans an hour", lambda: hourly(100)),
    "burst-1k": Trace("1,000 plans at once, after days of silence", lambda: burst(1_000)),
    "burst-10k": Trace("10,000 plans at once, after days of silence", lambda: burst(10_000)),
    "long-9": Trace("Nine plans of a minute each at once", lambda: burst(9), 60.0),
    "long-60": Trace("60 plans of a minute each an hour, a week of office hours", lambda: week(60), 60.0),
    "steady-1m": Trace("1,000,000 plans a month", lambda: steady(1_000_000)),
}
