"""Handlers of the Lambdas: thin, over the same services as everything else."""

from __future__ import annotations

import os
from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from roomjobs import upkeep
from roomjobs.config import Settings

if TYPE_CHECKING:
    from roomjobs.dead_letters import DeadLetterDesk
    from roomjobs.upkeep import Upkeep


def sweep(_event: object, _context: object) -> dict[str, Any]:
    """Every five minutes: move what nothing else moves any more. Gives the figures of the run."""
    return _upkeep().run()


def dead_letters(_event: object, _context: object) -> dict[str, Any]:
    """Every five minutes: fail the jobs of dead letters, which stay where they are. Gives the figures."""
    return asdict(_dead_letter_desk().fail_jobs())


@cache
def _dead_letter_desk() -> DeadLetterDesk:
    return upkeep.create_dead_letter_desk(Settings.from_environment(os.environ))


@cache
def _upkeep() -> Upkeep:
    """Made on the first call and kept while Lambda keeps the process."""
    return upkeep.create_upkeep(Settings.from_environment(os.environ))
