"""The page before an API that answers to nobody without a token, as in the cloud."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from roomjobs import services
from roomjobs.config import Settings
from roomjobs.local.child import Child
from roomjobs.local.endpoint import HOST, answers, free_port
from roomjobs.local.stack import api_command
from roomjobs.rest.access.principals import Scope
from tests import api_stores
from tests.e2e.looks import WCAG, assert_fit_in_every_look

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.local.stack import LocalStack


@pytest.fixture(scope="module")
def guarded(stack: LocalStack) -> Iterator[str]:
    """The address of a second API over the same stack."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    environ = {**os.environ, **stack.environment, "ROOMJOBS_API": address, "ROOMJOBS_AUTH": "required"}
    log = stack.folder.logs / "guarded.log"
    api = Child.start("guarded API", api_command(port), environ=environ, log=log)
    try:
        api.wait_until(lambda: answers(f"{address}/readyz"), seconds=180)
        yield address
    finally:
        api.ask_to_end()
        api.stop()


@pytest.fixture
def token(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> str:
    """Of somebody who is no operator."""
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    tokens = api_stores.tokens(services.connect(Settings.from_environment(stack.environment)))
    return tokens.create(owner="somebody", scopes={Scope.SUBMIT, Scope.READ}).text


@pytest.fixture
def operator(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> str:
    """The token of somebody who may do everything."""
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    tokens = api_stores.tokens(services.connect(Settings.from_environment(stack.environment)))
    return tokens.create(owner="operator", scopes=set(Scope)).text


def enter(page: Page, token: str) -> None:
    dialog = page.get_by_role("dialog", name="Access token")
    dialog.get_by_label(re.compile("^Token")).fill(token)
    dialog.get_by_role("button", name="Use token").click()


def test_rooms_are_found_once_a_token_is_entered(
    page: Page, guarded: str, token: str, faults: list[str]
) -> None:
    page.goto(f"{guarded}/jobs")
    enter(page, token)
    expect(page.get_by_role("heading", name="No jobs yet")).to_be_visible()
    page.get_by_role("link", name="Choose a plan").click()
    page.get_by_role("button", name=re.compile("^City flat")).click()
    expect(page.locator("path.room")).to_have_count(11)
    page.reload()  # the tab keeps the token, and the plan comes by a redirect that must not get it
    expect(page.locator("path.room")).to_have_count(11)
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_role("heading", name="This page is for operators")).to_be_visible()
    page.goto("about:blank")
    faults.clear()  # the browser logs each refused request itself


def test_a_refused_token_is_forgotten(page: Page, guarded: str, faults: list[str]) -> None:
    page.goto(f"{guarded}/jobs")
    enter(page, "rj_0123456789abcdef_mistyped")
    expect(page.get_by_text("The token was refused")).to_be_visible()
    assert page.evaluate("sessionStorage.length + Number('roomjobs.token' in localStorage)") == 0
    assert_fit_in_every_look(page, WCAG)  # a question over a page that has not come hides its headings
    page.goto("about:blank")
    faults.clear()


def test_operations_are_live_with_a_token(page: Page, guarded: str, operator: str, faults: list[str]) -> None:
    asked: list[tuple[str, str | None]] = []
    page.on("request", lambda request: asked.append((request.url, request.headers.get("authorization"))))
    page.goto(f"{guarded}/operations")
    expect(page.get_by_role("heading", name="This page is for operators")).to_be_visible()
    enter(page, operator)
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("answering")).to_be_visible()
    page.get_by_role("button", name="Grow by one").click()
    expect(page.get_by_text("3 jobs at once")).to_be_visible()
    page.get_by_role("button", name="Shrink by one").click()
    expect(page.get_by_text("2 jobs at once")).to_be_visible()
    streams = [token for url, token in asked if url.endswith("/fleet/events")]
    assert streams[-1] == f"Bearer {operator}"
    assert [url for url, _ in asked if operator in url] == []
    page.goto("about:blank")
    faults.clear()  # the browser logs each refused request itself
