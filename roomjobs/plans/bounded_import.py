"""
Imports a drawing while a request waits, in a child process with limits on time and memory.

Within the API process, a drawing of 3.9 MB took 15 s of CPU time, during which no other request was answered.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from tempfile import TemporaryDirectory

import msgspec

from detection import Fault, InvalidPlanError, importers
from roomjobs import RoomJobsError

CPU_SECONDS = 15
MEMORY_BYTES = 1_500_000_000
_SECONDS = 20  # wall-clock limit, seconds; API Gateway ends a request after 29 s
_AT_ONCE = 2


class Question(msgspec.Struct):
    """The request to the child process: how to read the drawing, and its limits."""

    format: str
    layers: list[str] | None
    units: str | None
    scale: str | None
    page: int | None
    most_bytes: int
    most_walls: int
    most_visits: int  # entities, counted each time a block repeats them
    depth: int = 16  # of blocks within blocks


class Answer(msgspec.Struct, omit_defaults=True):
    """The answer of the child process; exactly one field is set."""

    imported: msgspec.Raw = msgspec.Raw(b"")
    faults: list[tuple[str, str]] = []
    missing: str = ""  # the missing library
    too_large: bool = False


class TooMuchWorkError(RoomJobsError):
    """The drawing exceeds the time or memory limit of a request; a worker may read it."""


class BusyError(RoomJobsError):
    """The process already reads the maximum number of drawings."""


@dataclass(slots=True)
class BoundedImport:
    """Reads at most two drawings at a time."""

    seconds: float = _SECONDS
    _free: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE), init=False
    )

    def read(self, question: Question, data: bytes) -> bytes:
        """
        The imported plan with its layers and ignored entities, as JSON.

        Raises
        ------
        InvalidPlanError
            The drawing cannot be read or has no matching walls.
        detection.importers.MissingLibraryError
        TooMuchWorkError
        BusyError
        """
        if not self._free.acquire(blocking=False):
            raise BusyError
        try:
            answer = self._ask(question, data)
        finally:
            self._free.release()
        if answer.missing:
            raise importers.MissingLibraryError(answer.missing)
        if answer.faults:
            raise InvalidPlanError(tuple(Fault(*each) for each in answer.faults))
        if answer.too_large:
            raise TooMuchWorkError
        return bytes(answer.imported)

    def _ask(self, question: Question, data: bytes) -> Answer:
        with TemporaryDirectory(prefix="import-") as folder:  # a child that is killed leaves its files in it
            try:
                done = subprocess.run(
                    [sys.executable, "-m", "roomjobs.plans.import_child"],
                    input=msgspec.json.encode(question) + b"\n" + data,
                    env={  # and no credentials
                        "PATH": os.environ.get("PATH", os.defpath),  # where converters of DWG are
                        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                        "TMPDIR": folder,
                    },
                    capture_output=True,
                    timeout=self.seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired as late:
                raise TooMuchWorkError from late
        try:
            return msgspec.json.decode(done.stdout, type=Answer)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if done.returncode < 0 or b"MemoryError" in done.stderr:  # ended for its time or memory
                raise TooMuchWorkError from error
            raise RuntimeError(
                f"the import ended with {done.returncode}: {done.stderr[-2000:].decode(errors='replace')}"
            ) from error
