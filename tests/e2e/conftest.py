"""The real page in a real Chromium, against the real local stack."""

from __future__ import annotations

import os
from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from roomjobs.local.endpoint import free_port
from roomjobs.local.folders import DataFolder
from roomjobs.local.page_build import page_folder
from roomjobs.local.stack import LocalStack, local_stack
from tests.e2e.chromium import find_chromium
from tests.e2e.polling import PATIENCE_MS

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStack]:
    """Endpoint, API, worker and built page."""
    folder = DataFolder(tmp_path_factory.mktemp("stack"))
    page = page_folder(folder.logs / "page.log")
    with local_stack(free_port(), folder) as running:
        running.start(page, lambda _name: nullcontext())
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    assert program, "no Chromium; run: .venv/bin/python tests/e2e/chromium.py"
    options = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        options.append("--no-sandbox")  # Chromium refuses its sandbox to root
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=options)
        yield chromium
        chromium.close()


def enter(context: BrowserContext, stack: LocalStack) -> None:
    """Let the tabs of a context in by the address that `make run` prints."""
    assert context.request.get(stack.entrance).ok


@pytest.fixture
def faults() -> list[str]:
    """What the page logged as an error or threw; a test takes out what it provoked."""
    return []


@pytest.fixture
def page(browser: Browser, stack: LocalStack, faults: list[str]) -> Iterator[Page]:
    """A fresh tab; a fault that is left at the end fails the test."""
    context = browser.new_context(base_url=stack.address, viewport={"width": 1280, "height": 860})
    context.set_default_timeout(PATIENCE_MS)
    enter(context, stack)
    tab = context.new_page()
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    yield tab
    context.close()
    assert faults == [], faults
