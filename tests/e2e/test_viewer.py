"""What a person does with a plan whose rooms were found."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.looks import DESKTOP, PHONE, assert_fit_in_every_look
from tests.e2e.polling import until
from tests.e2e.test_page import rooms, show_sample, upload

SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const entry of list.getEntries()) window.shifted += entry.hadRecentInput ? 0 : entry.value;
}).observe({type: "layout-shift", buffered: true});
"""


def show(page: Page, plan: bytes) -> None:
    page.goto("/")
    upload(page, "plan.json", plan)
    expect(rooms(page).first).to_be_attached()


def on_plan(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where on the screen a point of the two rooms lies, 0 to 1 from their top left corner."""
    boxes = [room.bounding_box() for room in rooms(page).all()]
    left, top = min(box["x"] for box in boxes if box), min(box["y"] for box in boxes if box)
    right = max(box["x"] + box["width"] for box in boxes if box)
    bottom = max(box["y"] + box["height"] for box in boxes if box)
    return left + (right - left) * x, top + (bottom - top) * y


PAPER = "getComputedStyle(document.querySelector('.sheet')).backgroundColor"
PAINTED = """async () => {
  const read = new OffscreenCanvas(300, 150).getContext("2d", {willReadFrequently: true});
  for (let tries = 0; tries < 300; tries++) {
    await new Promise(requestAnimationFrame);
    read.clearRect(0, 0, 300, 150);
    read.drawImage(document.querySelector(".plan-canvas"), 0, 0, 300, 150);
    const {data} = read.getImageData(0, 0, 300, 150);
    const colours = new Set();
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255) colours.add(data.slice(at, at + 3).join());
    if (colours.size > 2) return colours.size;
  }
  return 0;
}"""


def test_the_picture_comes_in_the_themes_colours(page: Page, two_rooms: bytes) -> None:
    page.emulate_media(color_scheme="light")
    show(page, two_rooms)
    assert page.evaluate(PAINTED)
    light, paper = page.locator(".plan-view").screenshot(), page.evaluate(PAPER)
    page.emulate_media(color_scheme="dark")
    until(page, f"background => {PAPER} !== background", arg=paper)
    assert page.evaluate(PAINTED)
    assert page.locator(".plan-view").screenshot() != light


def test_repairs_are_listed_marked_and_brought_close(page: Page) -> None:
    show_sample(page, "Drawn with gaps")
    page.get_by_role("tab", name="Repairs and findings (7)").click()
    gap = page.get_by_role("button", name=re.compile("Gap closed")).first
    gap.hover()
    expect(page.locator(".finding-callout")).to_contain_text("Closed a gap of 2 px")
    before = page.locator("path.room").first.evaluate("room => room.getBoundingClientRect().width")
    gap.click()
    until(page, f"document.querySelector('path.room').getBoundingClientRect().width > {before * 2}")
    expect(page.locator(".finding-mark[data-shown=true]")).to_have_count(1)
    page.keyboard.press("0")
    page.locator(".finding-mark").nth(3).click()
    expect(page.locator(".findings li[data-shown=true]")).to_have_count(1)
    page.get_by_role("button", name="As drawn").click()
    expect(page.get_by_role("list", name="Legend")).not_to_be_attached()
    page.mouse.move(*on_plan(page, 0.3, 0.3))
    expect(page.locator(".room-mark")).to_have_count(0)
    page.keyboard.press("b")
    expect(page.get_by_role("list", name="Legend")).to_contain_text("Inferred")


def test_measures_keys_and_the_address_of_one_plan(page: Page, two_rooms: bytes) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    show(page, two_rooms)
    page.get_by_role("button", name="Measure").click()
    for corner in ((0, 0), (1, 0)):
        x, y = on_plan(page, *corner)
        page.mouse.move(x + 4, y + 3)
        page.mouse.click(x + 4, y + 3)
    expect(page.locator(".measure-bar")).to_contain_text("6 m")  # it snaps to the ends of walls
    page.keyboard.press("Escape")
    expect(page.locator(".measure-bar")).not_to_be_attached()
    page.keyboard.press("m")  # and needs no mouse
    for key in ("ArrowLeft", "Enter", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".measure-bar").get_by_role("status")).to_have_text(re.compile(r"^[\d.]+ m$"))
    page.keyboard.press("Escape")
    expect(page.locator(".measure-bar")).not_to_be_attached()
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    expect(keys).to_contain_text("Measure")
    keys.get_by_label("Single keys act").click()
    keys.get_by_role("button", name="Close").click()
    expect(keys).not_to_be_attached()
    page.keyboard.press("m")
    expect(page.locator(".measure-bar")).not_to_be_attached()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nothing_moves_after_a_refused_plan(
    page: Page, faults: list[str], two_rooms: bytes, size: Any
) -> None:
    page.add_init_script(SHIFTS)
    page.set_viewport_size(size)
    page.goto("/")
    expect(page.locator(".sample-card svg")).to_have_count(12)
    upload(page, "plan.json", b'{"walls": [{"type": "line", "start": [0, 0]}]}')
    expect(page.get_by_role("list", name="Faults")).to_be_visible()
    page.get_by_role("button", name="Close").click()
    upload(page, "plan.json", two_rooms)
    expect(page.get_by_role("table", name="Rooms")).to_be_attached()
    page.wait_for_timeout(300)  # shifts are told with a delay
    assert page.evaluate("shifted") < 0.01
    assert "422" in faults.pop()


def test_axe_knows_no_fault_of_the_viewer(page: Page) -> None:
    show_sample(page, "Two levels with gaps")
    expect(rooms(page)).to_have_count(19)
    page.get_by_role("tab", name=re.compile("Repairs")).click()
    page.locator(".findings button").nth(1).hover()
    assert_fit_in_every_look(page)
    page.get_by_role("tab", name=re.compile("Rooms")).click()
    page.get_by_role("button", name="Confidence", exact=True).first.click()
    legend = page.get_by_role("list", name="Legend")
    expect(legend).to_contain_text("Sure 95 % and more (18)")
    expect(legend).to_contain_text("Likely 80 to 95 % (1)")
    assert_fit_in_every_look(page)
    for key in ("b", "m"):  # before its repairs; measuring
        page.keyboard.press(key)
        assert_fit_in_every_look(page)
        page.keyboard.press(key)
    page.get_by_role("table", name="Rooms").get_by_role("button", name="Room 1", exact=True).click()
    page.get_by_role("button", name="Name, number and usage of Room 1", exact=True).click()
    assert_fit_in_every_look(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert_fit_in_every_look(page)


def test_a_large_plan_is_walked_mapped_and_listed_in_part(page: Page) -> None:
    show_sample(page, "Office campus")
    expect(rooms(page)).to_have_count(203)
    table = page.get_by_role("table", name="Rooms")
    expect(table).to_have_attribute("aria-rowcount", "204")
    assert table.get_by_role("row").count() < 100
    page.locator(".table-frame").evaluate("frame => frame.scrollTo(0, frame.scrollHeight)")
    expect(table.get_by_role("row", name=re.compile("^Room 203"))).to_be_visible()
    expect(page.locator(".minimap")).not_to_be_attached()
    page.keyboard.press("+")
    frame = page.locator(".minimap")
    expect(frame).to_be_visible()
    before = rooms(page).first.evaluate("room => room.getBoundingClientRect().x")
    box = frame.bounding_box()
    assert box
    page.mouse.click(box["x"] + 8, box["y"] + 8)
    until(page, f"document.querySelector('path.room').getBoundingClientRect().x !== {json.dumps(before)}")
    page.keyboard.press("0")
    rooms(page).first.focus()
    for _ in range(4):
        page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    until(
        page,
        """() => {
          const room = document.activeElement.getBoundingClientRect();
          const frame = document.querySelector(".plan-view").getBoundingClientRect();
          const [x, y] = [room.x + room.width / 2, room.y + room.height / 2];
          return x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom;
        }""",
    )
    expect(page.locator(".room-mark[data-kind=shown]")).to_have_count(1)
