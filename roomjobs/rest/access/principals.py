"""Who asks, and what they may do: pure, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from roomjobs.jobs.job import LOCAL_OWNER

LONGEST_OWNER = 200  # characters
JWT_OWNER = (
    "jwt:"  # before the `sub` of a JWT, so that it is no owner of a token, nor the one of this machine
)


class Scope(StrEnum):
    SUBMIT = "submit"  # submit plans; cancel and retry one's jobs
    READ = "read"  # see one's jobs and their results
    OPERATE = "operate"  # all of that for the jobs of everybody, and the fleet


@dataclass(frozen=True, slots=True)
class Principal:
    """Whoever a request comes from."""

    owner: str  # of the jobs that they submit
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes or Scope.OPERATE in self.scopes

    def may_see(self, owner: str) -> bool:
        """Whether the jobs of that owner are theirs to see."""
        return owner == self.owner or Scope.OPERATE in self.scopes


LOCAL = Principal(LOCAL_OWNER, frozenset(Scope))  # the person at this machine
