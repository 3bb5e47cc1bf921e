"""Drawings that the browser keeps: at once, with their undo, one by one, and never one tab over another."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_editor import SQUARE, open_editor, panel, press

# A browser that is slow to write: what is saved from here on is never answered.
WRITES_HANG = """() => {
  const start = IDBDatabase.prototype.transaction;
  const store = {get: () => ({}), put: () => ({}), delete: () => ({})};
  IDBDatabase.prototype.transaction = function (names, mode) {
    return mode === "readwrite" ? {objectStore: () => store, abort() {}} : start.call(this, names, mode);
  };
}"""


def test_a_reload_right_after_a_wall_loses_nothing(page: Page) -> None:
    open_editor(page)
    page.evaluate(WRITES_HANG)
    press(page, *SQUARE[:3])
    expect(page.get_by_text("Saving…")).to_be_visible()
    page.reload()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("2 walls")
    page.keyboard.press("Control+z")  # the undo is there again, too
    expect(page.get_by_role("region", name="New walls")).to_contain_text("1 wall")


def test_what_was_left_unsaved_spares_the_other_tab(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE[:2])
    expect(page.get_by_text("Saved in this browser")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("region", name="New walls")).to_contain_text("1 wall")
    page.evaluate(WRITES_HANG)
    press(page, SQUARE[2])
    other.keyboard.press("w")
    press(other, (0.45, 0.25), (0.45, 0.65), (0.5, 0.65))
    expect(other.get_by_role("region", name="New walls")).to_contain_text("3 walls")
    expect(other.get_by_text("Saved in this browser")).to_be_visible()
    page.reload()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("3 walls")
    page.goto("/")
    page.get_by_role("link", name="(recovered)").click()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("2 walls")


def test_each_drawing_is_its_own_and_listed(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE)
    panel(page, "File").get_by_label("Name").fill("Attic")
    expect(page.get_by_role("heading", level=1, name="Attic")).to_be_visible()
    expect(page.get_by_text("Saved in this browser")).to_be_visible()
    open_editor(page)
    expect(page.get_by_role("region", name="New walls")).to_contain_text("0 walls")
    page.goto("/")
    page.get_by_role("link", name="Attic").click()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("4 walls")
    expect(page.get_by_role("heading", level=1, name="Attic")).to_be_visible()


def test_a_name_typed_as_the_page_was_left_is_listed(page: Page) -> None:
    open_editor(page)
    page.evaluate(WRITES_HANG)
    press(page, *SQUARE)
    panel(page, "File").get_by_label("Name").fill("Attic")
    expect(page.get_by_text("Saving…")).to_be_visible()  # not before it is true
    page.goto("/")
    page.get_by_role("link", name="Attic").click()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("4 walls")
    expect(page.get_by_role("heading", level=1, name="Attic")).to_be_visible()


@pytest.mark.parametrize("choice", ["Take the other", "Keep both", "Replace the other"])
def test_two_tabs_on_one_drawing_see_each_other(page: Page, choice: str) -> None:
    open_editor(page)
    press(page, *SQUARE)
    page.keyboard.press("Escape")
    expect(page.get_by_text("Saved in this browser")).to_be_visible()
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("region", name="New walls")).to_contain_text("4 walls")
    other.keyboard.press("w")
    press(other, (0.45, 0.25), (0.45, 0.65))
    expect(other.get_by_text("Saved in this browser")).to_be_visible()
    dialog = page.get_by_role("dialog", name="This drawing was changed in another tab")
    expect(dialog).to_contain_text("5 walls")
    dialog.get_by_role("button", name=choice).click()
    expect(dialog).to_have_count(0)
    mine = {"Take the other": "5 walls", "Keep both": "4 walls", "Replace the other": "4 walls"}[choice]
    expect(page.get_by_role("region", name="New walls")).to_contain_text(mine)
    if choice == "Keep both":
        expect(page.get_by_role("heading", level=1)).to_contain_text("(copy)")
        expect(other.get_by_role("dialog")).to_have_count(0)
    if choice == "Replace the other":
        expect(other.get_by_role("dialog")).to_be_visible()  # nothing is replaced without a word
    other.close()
    if choice != "Keep both":
        page.goto("/")
        page.get_by_role("link", name="(recovered)").click()
        gone = {"Take the other": "4 walls", "Replace the other": "5 walls"}[choice]
        expect(page.get_by_role("region", name="New walls")).to_contain_text(gone)


def test_a_line_is_led_by_keys_and_taken_back(page: Page) -> None:
    open_editor(page)
    sheet = page.get_by_role("application")
    sheet.focus()
    said = page.locator(".plan-view ~ [role=status]")
    page.keyboard.press("ArrowRight")
    expect(said).to_have_text(re.compile(r"^-?[\d.]+, -?[\d.]+ m"))  # where the cross is
    first = said.inner_text()
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first)
    press(page, *SQUARE[:3])
    page.keyboard.press("Control+z")
    press(page, SQUARE[3])
    expect(page.get_by_role("region", name="New walls")).to_contain_text("2 walls")
    expect(page.get_by_label("Length")).to_be_enabled()  # the line goes on
    page.keyboard.press("Escape")
    press(page, (0.8, 0.5))
    page.keyboard.press("l")
    page.keyboard.type("9@0")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="New walls")).to_contain_text("3 walls")
    frame, cross = sheet.bounding_box(), page.locator(".cross").bounding_box()
    assert frame
    assert cross
    assert cross["x"] + cross["width"] <= frame["x"] + frame["width"]  # its end is in sight


def test_a_job_of_the_editor_has_the_name_of_its_drawing(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE)
    panel(page, "File").get_by_label("Name").fill("Garden house")
    page.get_by_role("button", name="Find rooms").click()
    expect(panel(page, "Rooms")).to_contain_text("1 room")
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_role("heading", level=1, name="Garden house")).to_be_visible()


def test_units_changed_after_detection_make_its_rooms_old(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Find rooms").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    area = page.locator(".area-mark").text_content() or ""
    assert area.endswith(" m²")
    panel(page, "File").get_by_label("Units").select_option("cm")
    page.get_by_role("button", name=re.compile("^Convert")).click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_have_count(0)
    expect(panel(page, "Rooms")).to_contain_text("as drawn now")
    expect(page.locator(".area-mark")).to_have_text(area)  # areas are told in square metres
    page.get_by_role("button", name="Find rooms again").click()
    expect(panel(page, "Rooms")).to_contain_text(area)


def test_a_length_or_an_area_gives_a_plan_its_scale(page: Page) -> None:
    open_editor(page)
    panel(page, "File").get_by_label("Units").select_option("px")
    press(page, *SQUARE)
    page.keyboard.press("Escape")
    scale = panel(page, "Scale")
    expect(scale).to_contain_text("no area can be told")
    scale.get_by_role("button", name="Choose two points").click()
    press(page, SQUARE[0], SQUARE[1])
    scale.get_by_label("Length in m").fill("4.20")
    scale.get_by_role("button", name="Set the scale").click()
    expect(scale).to_have_count(0)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    plan = json.loads(download.value.path().read_text())
    assert plan["units"] == "m"
    (start, end) = (plan["walls"][0][each] for each in ("start", "end"))
    assert abs(abs(end[0] - start[0]) - 4.2) < 0.01
    page.get_by_role("button", name="Find rooms").click()
    expect(panel(page, "Rooms")).to_contain_text("m²")
    page.keyboard.press("Control+z")
    expect(panel(page, "Scale")).to_be_visible()
    page.get_by_role("button", name="Find rooms again").click()  # the scale was taken back
    scale.get_by_role("button", name="A room’s area").click()
    scale.get_by_label("Its area in m²").fill("12.5")
    scale.get_by_role("button", name="Set the scale").click()
    page.get_by_role("button", name="Find rooms again").click()
    expect(panel(page, "Rooms")).to_contain_text("12.5 m²")
