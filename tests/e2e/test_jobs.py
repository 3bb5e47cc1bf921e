"""The list of jobs: its rows give files and links, and it says what it cannot do offline."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from roomjobs.rest.client import Client
from tests.e2e.looks import WCAG, assert_fit_in_every_look

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack


@pytest.fixture(scope="module")
def job_id(stack: LocalStack) -> str:
    """A completed job with a name of its own."""
    square = [(0, 0), (5, 0), (5, 4), (0, 4), (0, 0)]
    walls = [{"type": "line", "start": a, "end": b} for a, b in pairwise(square)]
    client = Client(stack.address, stack.secret)
    plan = json.dumps({"name": "Garden shed", "units": "m", "walls": walls}).encode()
    submitted = client.submit(plan, fresh=True).job_id
    client.wait(submitted, seconds=300)
    return submitted


def row(page: Page) -> Locator:
    page.goto("/jobs?search=garden")
    found = page.get_by_role("row").filter(has_text="Garden shed")
    expect(found).to_have_count(1)
    return found


def choose(page: Page, item: str) -> None:
    row(page).get_by_role("button", name="Files of Garden shed").click()
    page.get_by_role("menuitem", name=re.compile(f"^{item}")).click()


@pytest.mark.parametrize(
    ("item", "suffix", "says"),
    [
        ("JSON", "json", b'"area":20'),
        ("GeoJSON", "geojson", b"FeatureCollection"),
        ("SVG", "svg", b"<svg"),
        ("DXF", "dxf", b"SECTION"),
        ("Schedule of rooms, CSV", "csv", b"20"),
        ("PNG", "png", b"\x89PNG"),
    ],
)
def test_a_row_gives_its_rooms_as_a_file(
    page: Page, job_id: str, item: str, suffix: str, says: bytes
) -> None:
    assert job_id
    with page.expect_download() as download:
        choose(page, item)
    assert download.value.suggested_filename == f"Garden shed.{suffix}"
    assert says in download.value.path().read_bytes().replace(b": ", b":")


def test_a_row_gives_its_address(page: Page, job_id: str, stack: LocalStack) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(page, "Copy link")
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{stack.address}/jobs/{job_id}"


def test_a_file_that_could_not_be_made_says_why(page: Page, job_id: str, faults: list[str]) -> None:
    found = row(page)
    page.route(re.compile(f"{job_id}/result.svg"), lambda route: route.abort())
    found.get_by_role("button", name="Files of Garden shed").click()
    page.get_by_role("menuitem", name="SVG").click()
    expect(found.get_by_role("status")).to_contain_text("No file")
    faults.clear()  # the browser logs the lost request itself


def test_offline_the_list_says_so_and_goes_on_by_itself(page: Page, job_id: str, faults: list[str]) -> None:
    assert job_id
    row(page)
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="Garden shed")).to_have_count(1)  # what is known stays
    assert_fit_in_every_look(page)
    page.get_by_role("link", name="Operations").click()  # its code was not loaded yet
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    assert_fit_in_every_look(page)
    page.context.set_offline(False)
    expect(page.get_by_role("heading", level=1, name="Operations")).to_be_visible()
    expect(page.get_by_text("You are offline.")).not_to_be_visible()
    faults.clear()


def test_the_menu_of_a_row_has_no_fault_that_axe_knows(page: Page, job_id: str) -> None:
    assert job_id
    row(page).get_by_role("button", name="Files of Garden shed").click()
    expect(page.get_by_role("menuitem", name="Copy link")).to_be_visible()
    assert_fit_in_every_look(page, WCAG)  # a menu over the page hides its headings: best practice, too


def test_who_wants_less_motion_gets_none(page: Page, job_id: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"/jobs/{job_id}")
    expect(page.locator("path.room")).to_have_count(1)
    page.goto("/")
    moving = """() => [...document.querySelectorAll("*")].filter(each => {
      const style = getComputedStyle(each);
      const transitions = style.transitionDuration.split(",").some(time => parseFloat(time) > 0);
      return transitions && style.transitionProperty !== "none" || style.animationName !== "none";
    }).map(each => each.className)"""
    assert page.evaluate(moving) == []
