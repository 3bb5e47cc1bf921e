"""Waiting for what a page shows, where no locator of Playwright's can say it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE_MS = 90_000  # nothing takes as long; on a machine that is busy otherwise, things take their time


def until(page: Page, script: str, arg: Any = None) -> None:
    """
    Wait until a script answers something true.

    Playwright's own `wait_for_function` asks again by `eval` inside the page, which the page's
    Content-Security-Policy forbids: it works only where the first answer is true. Here each question comes
    from outside.
    """
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(script, arg):
        assert time.monotonic() < deadline, f"never true: {script}"
        page.wait_for_timeout(30)
