"""
What the end of an attempt means for the job.

=============  ==============================================  =====================================
from roomjobs import RoomJobsError

class          examples                                        what follows
=============  ==============================================  =====================================
bad plan       faults in an upload, which the API never reads  failed at once, with the faults
no reader      a drawing whose library the worker has not      failed at once, with its name
too large      over the time or the memory of one job          failed at once, with the limit
bug            anything else that the detector raises          failed at once, with a number
delayed        AWS throttles, times out, is out of reach       same message again, up to some hours
plan gone      the store has no plan under the job's key       failed at once
crashed        the process died of SIGSEGV or the like         claimed again, failed at the second time
killed         the worker died, its lease ran out              claimed again, up to the attempts
=============  ==============================================  =====================================
"""

from __future__ import annotations

import hashlib
import re
import traceback
from typing import NamedTuple

from botocore.exceptions import ClientError

from detection import InvalidPlanError
from detection.importers import MissingLibraryError
from roomjobs import RoomJobsError

_MOST_FAULTS = 100  # of a plan, in the message of its job

_NO_MEMORY = re.compile("bad_alloc|could not allocate")  # as GEOS says it in C++, and shapely in C


class TimeLimitError(RoomJobsError):
    """A job was in work for longer than one may be; the message says how long that is."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The plan needs more than the {seconds:g} s that a job may take.")


class Failure(NamedTuple):
    """Why a job failed, for its owner and for those who count."""

    message: str
    fingerprint: str


class PlanGoneError(RoomJobsError):
    """The store has no plan under the key of the job."""

    def __init__(self) -> None:
        super().__init__("The plan is not in the store any more; submit it again.")


def crashed(crash: str) -> Failure:
    """The failure of a job in which two processes died in the same way."""
    return Failure(
        f"The process that worked on it died twice, the last time of {crash}: the plan, or a drawing that a "
        "library reads, crashes the detector. Please report it with the job's id.",
        "crash",
    )


def out_of_reach(error: Exception, seconds: float) -> Failure:
    """The failure of a job that was delayed for longer than it may be."""
    return Failure(
        f"Given up after {seconds / 3600:.1f} hours in which a store was out of reach, the last time with "
        f"{short_name(error)}. The plan itself is not the cause: retry the job.",
        "stores-out-of-reach",
    )


def short_name(error: Exception) -> str:
    """What an error is called; its text may name accounts and roles, and is for the log."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    return type(error).__name__


def explain(error: Exception, *, memory_bytes: int | None, thing: str = "plan") -> Failure:
    """The failure that an error of the detector stands for; the `thing` that it tripped over is named so."""
    match error:
        case InvalidPlanError():
            return Failure(f"The {thing} cannot be read: {_listed(error)}", fingerprint_of(error))
        case MissingLibraryError():
            return Failure(f"The workers do not read such drawings: {error}, where they run.", "no-importer")
        case PlanGoneError():
            return Failure(str(error), "plan-gone")
        case TimeLimitError():
            return Failure(str(error), "time-limit")
        case _ if isinstance(error, MemoryError) or _NO_MEMORY.search(str(error)):
            limit = f"{memory_bytes // 2**20} MB" if memory_bytes else "memory"
            return Failure(f"The {thing} needs more than the {limit} that a worker has.", "memory-limit")
        case _:
            fingerprint = fingerprint_of(error)
            message = (
                f"The detector failed on this {thing} ({type(error).__name__}). "
                f"Please report it with the number {fingerprint}."
            )
            return Failure(message, fingerprint)


def _listed(error: InvalidPlanError) -> str:
    """The faults, as many as an item of the table has room for."""
    lines = [str(fault)[:500] for fault in error.faults[:_MOST_FAULTS]]
    if len(error.faults) > _MOST_FAULTS:
        lines.append(f"and {len(error.faults) - _MOST_FAULTS} more")
    return "\n".join(lines)


def fingerprint_of(error: BaseException) -> str:
    """A short name for the place and kind of an error, the same for the same fault in two jobs."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = "|".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.name}" for frame in frames)
    return hashlib.sha256(f"{type(error).__qualname__}|{place}".encode()).hexdigest()[:12]
