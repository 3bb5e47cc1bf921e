"""The real Celery app, whose detector hangs in C code that holds the interpreter."""

from __future__ import annotations

import ctypes

from roomjobs import app
from roomjobs.jobs import processing

__all__ = ["app"]


def _hang(*_: object, **__: object) -> None:
    ctypes.PyDLL(None).sleep(600)  # unlike CDLL, PyDLL keeps the interpreter lock


setattr(processing, "detect_rooms", _hang)  # noqa: B010 - a name that the module does not export
