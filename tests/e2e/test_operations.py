"""What an operator does with the page, over real workers: the list of jobs, timelines, operations."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from roomjobs.local.folders import ROOT

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]

# Of each line in a chart's legend, whether its colour is on the canvas; one without figures has none to show.
DRAWN = """() => [...document.querySelectorAll("figure.chart")].every((chart) => {
  const canvas = chart.querySelector("canvas");
  if (canvas.clientWidth < 0.8 * chart.clientWidth) return false;
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [...chart.querySelectorAll("li")].every((line) => {
    if (line.textContent.endsWith("–")) return true;
    const [red, green, blue] = getComputedStyle(line.querySelector("line")).stroke.match(/\\d+/g).map(Number);
    for (let at = 0; at < data.length; at += 4) {
      const off = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
      if (data[at + 3] > 200 && off < 12) return true;
    }
    return false;
  });
})"""


def find_rooms(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=re.compile("^City flat")).click()
    expect(page.locator("path.room")).to_have_count(11)


def expect_drawn(page: Page) -> None:
    """Each chart is as wide as its panel, and has its axes and each of its lines in the line's colour."""
    expect(page.locator("figure.chart canvas")).to_have_count(4)
    page.wait_for_function(DRAWN)


def test_operations_show_the_worker_and_what_it_did_live(page: Page) -> None:
    find_rooms(page)
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("answering")).to_be_visible()
    expect_drawn(page)
    expect(page.get_by_role("figure", name="Workers").get_by_role("listitem").first).to_contain_text("1")
    page.get_by_role("button", name="15 min").click()
    expect(page).to_have_url(re.compile("minutes=15"))


def test_a_worker_grows_and_shrinks(page: Page) -> None:
    page.goto("/operations")
    page.get_by_role("button", name="Grow by one").click()
    expect(page.get_by_text("3 jobs at once")).to_be_visible()
    page.get_by_role("button", name="Shrink by one").click()
    expect(page.get_by_text("2 jobs at once")).to_be_visible()


def test_jobs_are_listed_filtered_by_the_address_and_lead_to_their_timeline(page: Page) -> None:
    find_rooms(page)
    page.get_by_role("link", name="Jobs", exact=True).click()
    table = page.get_by_role("region", name="Jobs")
    expect(table.get_by_role("row").nth(1)).to_contain_text("completed")
    page.get_by_role("button", name="failed").click()
    expect(page).to_have_url(re.compile(r"/jobs\?status=failed"))
    done = table.get_by_role("row").filter(has_text="completed")
    expect(done).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="failed", pressed=True)).to_be_visible()
    expect(done).to_have_count(0)
    page.goto("/jobs?status=completed")
    table.get_by_role("link").last.click()  # newer ones got the result of this one
    page.get_by_role("button", name="Timeline").click()
    dialog = page.get_by_role("dialog", name="What happened when")
    expect(dialog.get_by_role("heading", name=re.compile("^Attempt"))).to_contain_text(
        re.compile("Attempt 1: completed")
    )
    expect(dialog.get_by_role("listitem").filter(has_text="detect")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("screen", ["operations", "jobs"])
def test_no_screen_of_operators_has_a_fault_that_axe_knows(
    page: Page, scheme: Any, size: Any, screen: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)
    if screen == "operations":
        page.goto("/operations")
        expect(page.get_by_text("answering")).to_be_visible()
        expect_drawn(page)
    else:
        find_rooms(page)
        page.goto("/jobs")
        expect(page.get_by_role("region", name="Jobs")).to_be_visible()
    page.evaluate((ROOT / "frontend/node_modules/axe-core/axe.min.js").read_text())
    found = page.evaluate(f"axe.run(document, {{runOnly: {RULES}}})")
    broken = {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]}
    assert broken == {}
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
