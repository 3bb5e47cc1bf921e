"""What has to be done every five minutes, as `roomjobs.upkeep` does it where a timer of our own runs."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from roomjobs import services, upkeep
from roomjobs.config import Settings
from roomjobs.wake import Waker

if TYPE_CHECKING:
    from roomjobs.dead_letters import DeadLetterDesk
    from roomjobs.task_queue import TaskQueue
    from roomjobs.upkeep import Upkeep


def sweep(_event: object, _context: object) -> dict[str, Any]:
    """Move what nothing else moves any more. Gives the figures of the run."""
    return _upkeep().run()


def dead_letters(_event: object, _context: object) -> dict[str, Any]:
    """Fail the jobs of dead letters, which stay where they are. Gives the figures of the run."""
    return asdict(_dead_letter_desk().fail_jobs())


def wake(_event: object, _context: object) -> dict[str, Any]:
    """Start workers if messages wait and none runs: for those that came without a wake."""
    backlog = _queue().backlog()
    return {"backlog": backlog, "asked_for": _waker().wake() if backlog else 0}


# Made on the first call and kept while Lambda keeps the process.


@cache
def _settings() -> Settings:
    return Settings.from_environment(os.environ)


@cache
def _dead_letter_desk() -> DeadLetterDesk:
    return upkeep.create_dead_letter_desk(_settings())


@cache
def _upkeep() -> Upkeep:
    return upkeep.create_upkeep(_settings())


@cache
def _queue() -> TaskQueue:
    return services.connect(_settings()).queue


@cache
def _waker() -> Waker:
    return Waker.connect(_settings(), _queue())
