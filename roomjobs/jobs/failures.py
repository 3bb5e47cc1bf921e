"""
The failure classes of an attempt and what follows for the job.

=============  ==============================================  =====================================
class          examples                                        what follows
=============  ==============================================  =====================================
bad plan       faults in an upload, which the API never reads  failed at once, with the faults
no reader      a drawing whose library the worker has not      failed at once, with its name
too large      over the time or memory limit of a job          failed at once, with the limit
bug            anything else that the detector raises          failed at once, with a number
delayed        AWS throttles, times out or is unreachable      same message again, up to some hours
plan gone      the store has no plan under the job's key       failed at once
crashed        the process died of SIGSEGV or the like         claimed again, failed at the second time
killed         the worker died, its lease expired              claimed again, up to the attempts
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

_LONGEST_TRACE = 8000  # characters
_MOST_FAULTS = 100  # of a plan, in the message of its job

_NO_MEMORY = re.compile("bad_alloc|could not allocate")  # as GEOS says it in C++, and shapely in C


class TimeLimitError(RoomJobsError):
    """The detection took longer than the time limit; the message states the limit."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"The plan needs more than the {seconds:g} s that a job may take.")


class Failure(NamedTuple):
    """Why a job failed: a message for its owner, a fingerprint to group by, a trace for operators."""

    message: str
    fingerprint: str
    trace: str | None = None  # of a fault of the service, not of the plan


class PlanGoneError(RoomJobsError):
    """The store has no plan under the key of the job."""

    def __init__(self) -> None:
        super().__init__("The plan is not in the store any more; submit it again.")


def crashed(crash: str) -> Failure:
    """The failure of a job that crashed two processes."""
    return Failure(
        f"The process that worked on it died twice, the last time of {crash}: the plan, or a drawing that a "
        "library reads, crashes the detector. Please report it with the job's id.",
        "crash",
    )


def out_of_reach(error: Exception, seconds: float) -> Failure:
    """The failure of a job whose stores were unreachable for longer than the limit."""
    return Failure(
        f"Given up after {seconds / 3600:.1f} hours in which a store was out of reach, the last time with "
        f"{short_name(error)}. The plan itself is not the cause: retry the job.",
        "stores-out-of-reach",
    )


def short_name(error: Exception) -> str:
    """The name of an error without its text, which may name accounts and roles and belongs in the log."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"]
    return type(error).__name__


def explain(error: Exception, *, memory_bytes: int | None, thing: str = "plan") -> Failure:
    """The failure for an error of the detector; `thing` names the input in the message: plan or drawing."""
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
            return Failure(message, fingerprint, trace_of(error))


def trace_of(error: BaseException) -> str:
    """The stack trace of an error; of a long one the end, where the error is."""
    text = "".join(traceback.format_exception(error))
    return text if len(text) <= _LONGEST_TRACE else f"…{text[-_LONGEST_TRACE:]}"


def _listed(error: InvalidPlanError) -> str:
    """The first faults, as many as an item of the table can hold."""
    lines = [str(fault)[:500] for fault in error.faults[:_MOST_FAULTS]]
    if len(error.faults) > _MOST_FAULTS:
        lines.append(f"and {len(error.faults) - _MOST_FAULTS} more")
    return "\n".join(lines)


def fingerprint_of(error: BaseException) -> str:
    """A hash of the place and type of an error, equal for the same error in two jobs."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = "|".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.name}" for frame in frames)
    return hashlib.sha256(f"{type(error).__qualname__}|{place}".encode()).hexdigest()[:12]
