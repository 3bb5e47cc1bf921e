"""Walls in, rooms out: a pure geometry engine.

>>> from detection import detect_rooms
>>> square = [[0, 0], [4, 0], [4, 3], [0, 3]]
>>> walls = [{"type": "line", "start": a, "end": b} for a, b in zip(square, square[1:] + square[:1])]
>>> detect_rooms({"walls": walls}).to_document()["rooms"][0]["area"]
12.0

Importing this package, and validating a plan with :mod:`detection.plan.parse`, needs the standard library
only; NumPy and its companions load with the first call that computes something.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from detection.faults import DetectionError, Fault, InvalidPlanError
from detection.options import Limits, Options
from detection.plan.parse import find_faults

if TYPE_CHECKING:
    from detection.pipeline import detect_rooms, detect_segments
    from detection.report.result import DetectionResult

__all__ = [
    "DetectionError",
    "DetectionResult",
    "Fault",
    "InvalidPlanError",
    "Limits",
    "Options",
    "detect_rooms",
    "detect_segments",
    "find_faults",
]

_HOME_OF = {
    "DetectionResult": "detection.report.result",
    "detect_rooms": "detection.pipeline",
    "detect_segments": "detection.pipeline",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the type of a lazily imported name is known to checkers above
    if name not in _HOME_OF:
        raise AttributeError(f"module 'detection' has no attribute {name!r}")
    return getattr(import_module(_HOME_OF[name]), name)
