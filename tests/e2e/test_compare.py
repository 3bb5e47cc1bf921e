"""Two runs side by side: from the list of jobs, from a job, and by an address."""

from __future__ import annotations

import json
import re
import time
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Page, expect

from roomjobs.rest.client import Client
from tests.e2e.looks import assert_fit_in_every_look
from tests.e2e.polling import until

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack


def run_of(stack: LocalStack, plan: bytes, name: str, **changes: Any) -> str:
    """The id of a completed job."""
    client = Client(stack.address, stack.secret)
    job_id = client.submit(json.dumps({**json.loads(plan), "name": name, **changes}).encode()).job_id
    client.wait(job_id, seconds=300)
    return job_id


@pytest.fixture(scope="module")
def walls() -> list[dict[str, Any]]:
    """Two rooms of 4 x 3 and 2 x 3 metres; the last wall is the one between them."""
    corners = [(0, 0), (6, 0), (6, 3), (0, 3), (0, 0)]
    outline = [{"type": "line", "start": a, "end": b} for a, b in pairwise(corners)]
    return [*outline, {"type": "line", "start": (4, 0), "end": (4, 3)}]


@pytest.fixture(scope="module")
def runs(stack: LocalStack, walls: list[dict[str, Any]]) -> tuple[str, str]:
    """Of a plan before and after the wall between its rooms was moved, and another one was put in."""
    moved = [
        *walls[:-1],
        {"type": "line", "start": (3.2, 0), "end": (3.2, 3)},
        {"type": "line", "start": (5.2, 0), "end": (5.2, 3)},
    ]
    plan = {"units": "m", "walls": walls}
    before = run_of(stack, json.dumps(plan).encode(), "Before the works")
    time.sleep(1.1)  # the times of jobs are whole seconds
    after = run_of(stack, json.dumps({**plan, "walls": moved}).encode(), "After the works")
    return before, after


def entries(page: Page) -> list[str]:
    listed = page.get_by_role("list", name="Rooms", exact=True).get_by_role("button")
    expect(listed.first).to_be_visible()
    return listed.all_inner_texts()


def test_two_runs_ticked_in_the_list_are_compared(page: Page, runs: tuple[str, str]) -> None:
    page.goto("/jobs?search=the+works")
    page.get_by_role("checkbox", name="Compare After the works").first.check()
    page.get_by_role("checkbox", name="Compare Before the works").first.check()
    page.get_by_role("link", name="Compare the two").click()
    expect(page).to_have_url(re.compile(f"/compare\\?a={runs[0]}&b={runs[1]}$"))  # the older first
    changed, moved, new = entries(page)
    assert re.search(r"Changed:\s+Room 1", changed)
    assert "12 → 9.6 m²" in changed
    assert "−2.4 m² (−20 %)" in changed
    assert "perimeter −1.6 m" in changed
    assert "centre moved by 0.8 m" in moved  # as large as before, but elsewhere
    assert re.search(r"New:\s+Room \d", new)
    expect(page.get_by_role("row", name=re.compile("^Rooms"))).to_have_text(re.compile("23.1$"))
    page.reload()
    assert len(entries(page)) == 3


def test_a_job_leads_to_its_comparison_with_another(page: Page, runs: tuple[str, str]) -> None:
    page.goto(f"/jobs/{runs[0]}")
    page.get_by_role("link", name="Compare with…").click()
    expect(page.get_by_role("link", name="Before the works")).to_be_visible()
    page.get_by_label("Name or id").fill("after the")
    page.get_by_role("list", name="Completed jobs").get_by_role("button").first.click()
    expect(page).to_have_url(re.compile(f"/compare\\?a={runs[0]}&b=job_"))
    assert len(entries(page)) == 3
    page.go_back()
    expect(page.get_by_role("list", name="Completed jobs")).to_be_visible()


# Of each pane, how much is not paper: what is drawn.
DRAWN = """[...document.querySelectorAll(".compare-pane")].map(pane => {
  const canvas = pane.querySelector("canvas");
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (let at = 3; at < data.length; at += 4) drawn += data[at] > 0;
  return drawn / (data.length / 4);
})"""


def test_the_drawings_move_as_one_and_lie_over_each_other(page: Page, runs: tuple[str, str]) -> None:
    page.goto(f"/compare?a={runs[0]}&b={runs[1]}")
    entries(page)
    panes = page.locator(".compare-pane")
    expect(panes).to_have_count(2)
    until(page, f"{DRAWN}.every(share => share > 0.1)")
    fitted = page.evaluate(DRAWN)
    page.get_by_role("button", name="Zoom in").click()
    until(page, f"fitted => {DRAWN}.every((share, pane) => share > fitted[pane] * 1.2)", arg=fitted)
    page.get_by_role("button", name="Overlaid").click()
    expect(panes).to_have_count(1)
    expect(page).to_have_url(re.compile("layout=over"))
    page.reload()
    expect(page.get_by_role("group", name="A dashed, B solid")).to_be_visible()
    until(page, f"{DRAWN}[0] > 0.1")


def test_a_pointed_room_is_marked_in_both_drawings(page: Page, runs: tuple[str, str]) -> None:
    page.goto(f"/compare?a={runs[0]}&b={runs[1]}")
    entries(page)
    box = page.locator(".compare-pane").first.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.35, box["y"] + box["height"] / 2)
    expect(page.locator(".compare-pane path")).to_have_count(2)
    expect(page.locator(".change-list [data-shown=true]")).to_contain_text("Room 1")
    page.mouse.click(box["x"] + box["width"] * 0.35, box["y"] + box["height"] / 2)
    page.mouse.move(5, 5)
    expect(page.locator(".change-list [aria-pressed=true]")).to_contain_text("Room 1")


def test_keys_lead_from_change_to_change_and_are_listed(page: Page, runs: tuple[str, str]) -> None:
    page.goto(f"/compare?a={runs[0]}&b={runs[1]}")
    entries(page)
    page.keyboard.press("n")
    page.keyboard.press("n")
    pressed = page.locator(".change-list [aria-pressed=true]")
    expect(pressed).to_contain_text("Changed")
    page.keyboard.press("p")
    expect(pressed).to_contain_text("−20 %")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Next change")


@pytest.mark.parametrize("screen", ["beside", "over", "choosing", "keys", "no such run", "apart"])
def test_axe_passes_each_state_of_a_comparison(
    page: Page,
    runs: tuple[str, str],
    stack: LocalStack,
    walls: list[dict[str, Any]],
    screen: str,
    faults: list[str],
) -> None:
    before, after = runs
    if screen == "choosing":
        page.goto(f"/compare?a={before}")
        expect(page.get_by_role("list", name="Completed jobs")).to_be_visible()
    elif screen == "no such run":
        page.goto(f"/compare?a={before}&b=job_{'0' * 32}")
        expect(page.get_by_role("heading", name="There is no run B")).to_be_visible()
        faults[:] = [fault for fault in faults if "404" not in fault]
    elif screen == "apart":
        far = [{**wall, **{end: [c + 9000 for c in wall[end]] for end in ("start", "end")}} for wall in walls]
        other = run_of(stack, b"{}", "Far away", units="px", walls=far)
        page.goto(f"/compare?a={before}&b={other}")
        expect(page.get_by_text("The drawings lie apart")).to_be_visible()
        expect(page.get_by_text("sizes cannot be compared")).to_be_visible()
    else:
        page.goto(f"/compare?a={before}&b={after}&layout={'over' if screen == 'over' else 'beside'}")
        entries(page)
        page.keyboard.press("?" if screen == "keys" else "n")
    assert_fit_in_every_look(page)
