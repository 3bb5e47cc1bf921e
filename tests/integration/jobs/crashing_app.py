"""The real Celery app, whose detector dies of a signal, as a fault of its C code does."""

from __future__ import annotations

import os
import signal

from roomjobs import app
from roomjobs.jobs import processing

__all__ = ["app"]


def _crash(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


setattr(processing, "detect_rooms", _crash)  # noqa: B010 - a name that the module does not export
