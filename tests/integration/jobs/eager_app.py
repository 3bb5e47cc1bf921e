"""The real Celery app, which repeats a callback after a second."""

from __future__ import annotations

from roomjobs import app
from roomjobs.jobs.callbacks import callback

__all__ = ["app"]

callback.DELAYS = (1, 1, 1)
