"""The real Celery app, which takes two seconds for each plan of many walls, however busy the machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from detection import detect_rooms
from roomjobs import app
from roomjobs.jobs import processing

if TYPE_CHECKING:
    from detection import DetectionResult

__all__ = ["app"]

MANY_WALLS = 50  # as in `test_fairness`, which must not import this app


def _slowly(plan: Any, **options: Any) -> DetectionResult:
    if len(plan["walls"]) >= MANY_WALLS:
        time.sleep(2)
    return detect_rooms(plan, **options)


setattr(processing, "detect_rooms", _slowly)  # noqa: B010 - a name that the module does not export
