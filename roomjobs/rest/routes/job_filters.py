"""The filters of the list of jobs, out of the query."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roomjobs.jobs.batches.batch import BATCH_ID
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.store.listing import Wanted
from roomjobs.rest.access.principals import LONGEST_OWNER, Scope
from roomjobs.rest.declarations import query
from roomjobs.rest.http import queries
from roomjobs.rest.parameters import PAGE

if TYPE_CHECKING:
    from werkzeug.datastructures import MultiDict

    from roomjobs.rest.access.principals import Principal

_LONGEST_FINGERPRINT = 100  # characters
_TIME = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": queries.LATEST},
        {"type": "string", "format": "date-time"},
    ]
}
FILTERS = (
    query(
        "status",
        {"type": "array", "items": {"type": "string", "enum": list(JobStatus)}},
        "may be given several times; without it, jobs of every status",
    ),
    query("owner", {"type": "string", "minLength": 1, "maxLength": LONGEST_OWNER}, "who submitted them"),
    query(
        "error",
        {"type": "string", "minLength": 1, "maxLength": _LONGEST_FINGERPRINT},
        "the fingerprint they failed with",
    ),
    query(
        "batch",
        {"type": "string", "pattern": "^batch_[0-9a-f]{32}$"},
        "of this batch, the last of its plans first",
    ),
    query("created_after", _TIME, "submitted then or later; Unix seconds or RFC 3339"),
    query("created_before", _TIME, "submitted before; Unix seconds or RFC 3339"),
    *PAGE,
)


class Asked(NamedTuple):
    """Which jobs a client asks for."""

    wanted: Wanted
    batch: str | None
    limit: int
    cursor: str | None


def read(args: MultiDict[str, str], principal: Principal) -> Asked:
    """
    Read the query of a list; a client without the scope `operate` gets only the jobs of its owner.

    Raises
    ------
    roomjobs.rest.http.queries.InvalidQueryError
    """
    statuses = frozenset(map(JobStatus, queries.choices(args, "status", tuple(JobStatus)))) or frozenset(
        JobStatus
    )
    error = queries.text(args, "error", at_most=_LONGEST_FINGERPRINT)
    owner = queries.text(args, "owner", at_most=LONGEST_OWNER)
    if owner is None and Scope.OPERATE not in principal.scopes:
        owner = principal.owner
    if owner is not None and not principal.may_see(owner):
        statuses = frozenset()  # the jobs of others are not there
    limit, cursor = queries.page(args)
    before = queries.time(args, "created_before")
    return Asked(
        wanted=Wanted(
            statuses=statuses & {JobStatus.FAILED} if error else statuses,  # no other has an error
            owner=owner,
            error=error,
            created_from=queries.time(args, "created_after"),
            created_until=None if before is None else before - 1,
        ),
        batch=queries.named(args, "batch", BATCH_ID, "the id of a batch, like batch_0123…"),
        limit=limit,
        cursor=cursor,
    )
