"""
Game days: one failure at a time, on this machine, with what is to be seen.

    .venv/bin/python -m benchmarks.game_day            # lists them
    .venv/bin/python -m benchmarks.game_day outage     # plays one; fails if it ends otherwise than it is to

How each is played in an AWS account stands in docs/operate/recovery.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field

import click

from roomjobs.local.folders import ROOT

_CHAOS = ("-m", "pytest", "tests/chaos", "-q", "-s")
_CALM = {"CHAOS_SECONDS": "60", "CHAOS_DEATHS": "0", "CHAOS_RATE": "0", "CHAOS_OUTAGE": "0.1"}


@dataclass(frozen=True, slots=True)
class GameDay:
    """A failure, what to look at, and the Python command that plays it."""

    what: str
    look: str
    command: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)


GAME_DAYS = {
    "workers": GameDay(
        "processes of workers die in the middle of jobs",
        "all jobs end, at most one attempt more than deaths; none is completed twice",
        _CHAOS,
        {**_CALM, "CHAOS_DEATHS": "0.1"},
    ),
    "outage": GameDay(
        "one store after the other is away for half a minute",
        "the API answers 503, or nobody while it starts anew, and never loses what it answered 202; "
        "what waits goes on by itself",
        _CHAOS,
        {**_CALM, "CHAOS_OUTAGE": "30", "CHAOS_SECONDS": "200"},  # in a minute only one store was away
    ),
    "throttle": GameDay(
        "one request in five to AWS is refused, slow or cut off",
        "more retries, no job lost or failed by it",
        _CHAOS,
        {**_CALM, "CHAOS_RATE": "0.2"},
    ),
    "backlog": GameDay(
        "five hundred jobs come at once while all of this happens",
        "all end; small ones do not wait behind batches",
        _CHAOS,
        {"CHAOS_JOBS": "500", "CHAOS_BATCHES": "8"},
    ),
    "poison": GameDay(
        "plans that kill whoever reads them",
        "they are given up, become dead letters and can be retried; others are not affected",
        ("-m", "pytest", "tests/integration/jobs/test_dead_letters.py", "-q"),
    ),
    "deploy": GameDay(
        "workers are replaced by those of another release and back, while jobs wait",
        "all jobs completed, none begun twice",
        ("-m", "benchmarks.deploy_under_load", "--jobs", "500", "--old", "HEAD~1"),
    ),
    "restore": GameDay(
        "an environment is gone, and a new one is filled from a backup",
        "jobs, results and tokens are there, and what waited is done",
        ("-m", "pytest", "tests/integration/local/test_recovery.py", "-q"),
    ),
}


@click.command()
@click.argument("name", required=False, type=click.Choice(list(GAME_DAYS)))
def main(name: str | None) -> None:
    """Play a game day, or list them."""
    if name is None:
        for each, day in GAME_DAYS.items():
            click.echo(f"{each:9} {day.what}\n{'':9} to be seen: {day.look}")
        return
    day = GAME_DAYS[name]
    click.echo(f"{day.what}\nto be seen: {day.look}")
    environ = {**os.environ, **day.environ}
    sys.exit(subprocess.run([sys.executable, *day.command], cwd=ROOT, env=environ, check=False).returncode)


if __name__ == "__main__":
    main()
