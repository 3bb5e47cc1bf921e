"""The page where something fails: storage that is denied, a service that is gone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import Page, Route, expect

from tests.e2e.test_page import upload

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack

DENY_STORAGE = """
for (const name of ['localStorage', 'sessionStorage', 'indexedDB'])
  Object.defineProperty(window, name, { get() { throw new DOMException('denied', 'SecurityError'); } });
"""


def test_the_page_works_where_storage_is_denied(page: Page) -> None:
    page.add_init_script(DENY_STORAGE)
    page.goto("/")
    page.locator(".sample-card").first.click()
    expect(page.locator("path.room").first).to_be_attached()
    page.goto("/editor")
    expect(page.get_by_role("application")).to_be_visible()


def test_a_service_that_is_gone_is_named_and_the_file_kept(
    page: Page, stack: LocalStack, two_rooms: bytes, faults: list[str]
) -> None:
    page.goto("/")
    expect(page.locator(".sample-card svg").first).to_be_visible()

    def lost(route: Route) -> None:
        route.abort("connectionrefused")

    page.route(f"{stack.address}/**", lost)  # parts of the page itself, too
    upload(page, "plan.json", two_rooms)
    dialog = page.get_by_role("dialog", name="The service cannot be reached")
    expect(dialog).to_contain_text("Your plan is still here")
    page.unroute(f"{stack.address}/**", lost)
    dialog.get_by_role("button", name="Try again").click()
    expect(page).to_have_url(re.compile("/jobs/job_"))
    expect(page.locator("path.room")).to_have_count(2)
    assert faults
    faults.clear()  # refused connections, which this test asked for
