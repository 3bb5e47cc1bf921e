"""A pytest plugin in the suites' own environment: knows the transport, and keeps each test's outcome."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

import celery_sqs
from celery._state import connect_on_app_finalize

if TYPE_CHECKING:
    import pytest

celery_sqs.register()
# Celery calls it with each app, before the app is used.
connect_on_app_finalize(celery_sqs.install)


class _Watch(logging.Handler):
    """Notes that the worker has ended by an error: all tests share one, and go on with the next session's."""

    has_ended = False

    def emit(self, record: logging.LogRecord) -> None:
        self.has_ended |= "Unrecoverable error" in record.getMessage()


_watch = _Watch()
logging.getLogger("celery.worker").addHandler(_watch)
_outcomes: dict[str, dict[str, str]] = {}


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Keep the last word on a test: those that are run again report more than once."""
    if report.outcome == "rerun" or (report.outcome == "passed" and report.when != "call"):
        return
    if report.failed and report.when == "setup" and _outcomes:
        _watch.has_ended = True  # no worker came up after one that hangs: it runs again, in a new session
        return
    reason = ""
    if report.longrepr is not None:
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = text.strip().splitlines()[-1] if text.strip() else ""
    _outcomes[report.nodeid] = {"outcome": report.outcome, "reason": reason}
    # After each test: a suite that is cut by its time limit still tells what it has done.
    Path(os.environ["SUITE_OUTCOMES"]).write_text(json.dumps(_outcomes))


def pytest_runtest_teardown(item: pytest.Item) -> None:
    """End the session with its worker; whoever started it runs the rest."""
    if _watch.has_ended:
        item.session.shouldstop = "the worker has ended by an error"
