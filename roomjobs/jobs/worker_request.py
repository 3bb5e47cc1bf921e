"""Handles the death of a pool process that ran a task, in the main process of the worker."""

from __future__ import annotations

import logging
import threading
from typing import Any

from billiard.exceptions import WorkerLostError
from celery.worker.request import Request

from roomjobs.jobs.crashes import Crashes, crash_in

_log = logging.getLogger(__name__)


class CrashNotingRequest(Request):
    """A request that records on its job how the process died."""

    def on_failure(self, exc_info: Any, send_failed_event: bool = True, return_ok: bool = False) -> None:  # noqa: ANN401, FBT001, FBT002 - as Celery has it
        error = getattr(exc_info.exception, "exc", exc_info.exception)  # of an ExceptionWithTraceback
        crash = crash_in(str(error)) if isinstance(error, (WorkerLostError, SystemExit)) else None
        if crash is not None:  # in a thread: the main process must not wait for DynamoDB
            threading.Thread(target=self._note, args=[crash], name="crash", daemon=True).start()
        super().on_failure(exc_info, send_failed_event, return_ok)

    def _note(self, crash: str) -> None:
        try:
            crashes: Crashes = self.task.crashes  # type: ignore[attr-defined] # tasks.DetectRooms has them
            crashes.note(self.args[0], self.hostname, crash)
        except Exception:  # noqa: BLE001 - the lease then has to expire, as after any other death
            _log.exception("cannot record the crash of task %s on its job", self.id)
