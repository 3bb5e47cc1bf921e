"""
Finds the rooms of a small plan while its request waits, for somebody who draws; stores nothing.

A preview job would pass DynamoDB, S3 and SQS for some milliseconds of geometry, and wait behind the work of
others. Limits on walls, on pairs of walls that may meet, on time and on concurrency bound its cost.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detection.importers import MissingLibraryError
from detection.options import Limits, Options
from roomjobs.plans.bounded_import import BusyError, TooMuchWorkError

if TYPE_CHECKING:
    from collections.abc import Callable

_AT_ONCE = 2


@dataclass(slots=True)
class Preview:
    """Finds rooms within the limits of a preview, at most two plans at a time."""

    limits: Limits = field(
        default_factory=lambda: Limits(
            walls=1000, pieces=4000, near_pairs=100_000, labels=2000, spaces=1000, openings=2000
        )
    )
    seconds: float = 2.0
    clock: Callable[[], float] = time.monotonic
    _free: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_AT_ONCE), init=False
    )

    def result(self, plan: object) -> bytes:
        """
        The result document of a plan, as JSON; the same as that of its job.

        Raises
        ------
        InvalidPlanError
            The plan has faults, or exceeds the limits of a preview.
        TooMuchWorkError
            The rooms were not found in time.
        BusyError
            Other previews are being made.
        MissingLibraryError
            The detector is not installed here, as in the function of API Gateway.
        """
        try:
            from detection import detect_rooms  # noqa: PLC0415 - it loads NumPy, which the API does without
        except ImportError as error:
            raise MissingLibraryError("Finding rooms needs the packages of the worker") from error
        if not self._free.acquire(blocking=False):
            raise BusyError
        end = self.clock() + self.seconds

        def check(_stage: str, _share: float) -> None:
            if self.clock() > end:
                raise TooMuchWorkError

        try:
            return detect_rooms(plan, Options(limits=self.limits), check).to_json()
        finally:
            self._free.release()
