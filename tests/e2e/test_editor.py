"""Drawing and changing plans, with the mouse, the keyboard and a finger."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import enter
from tests.e2e.looks import assert_fit_in_every_look
from tests.e2e.test_page import show_sample, upload

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack

SQUARE = ((0.25, 0.25), (0.65, 0.25), (0.65, 0.65), (0.25, 0.65), (0.25, 0.25))


def open_editor(page: Page, address: str = "/editor") -> None:
    page.goto(address)
    expect(page.get_by_role("application")).to_be_visible()


def at(page: Page, x: float, y: float) -> tuple[float, float]:
    """A place on the sheet, 0 to 1 from its top left corner."""
    box = page.get_by_role("application").bounding_box()
    assert box
    return box["x"] + box["width"] * x, box["y"] + box["height"] * y


def press(page: Page, *places: tuple[float, float]) -> None:
    for place in places:
        page.mouse.move(*at(page, *place))
        page.mouse.click(*at(page, *place))


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*at(page, *start))
    page.mouse.down()
    page.mouse.move(*at(page, *end), steps=4)
    page.mouse.up()


def wall_count(page: Page, walls: str) -> None:
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="New walls")).to_contain_text(walls)


def panel(page: Page, name: str) -> Any:
    return page.get_by_role("region", name=name, exact=True)


def test_a_drawn_plan_has_its_rooms_found_and_compared(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Draw a plan").click()
    press(page, *SQUARE)
    page.get_by_role("button", name="Find rooms").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    press(page, (0.45, 0.25), (0.45, 0.65))
    page.keyboard.press("Escape")
    expect(panel(page, "Rooms")).to_contain_text("as drawn now")
    page.get_by_role("button", name="Find rooms again").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    expect(panel(page, "Rooms")).to_contain_text("2 rooms")
    expect(panel(page, "Rooms")).to_contain_text("New")
    expect(panel(page, "Rooms")).to_contain_text("Changed")
    expect(page.locator(".change-mark")).to_have_text(["New", "Changed"])
    page.get_by_role("link", name="See the result").click()
    expect(page.locator("path.room")).to_have_count(2)


def test_rooms_follow_the_pen_and_the_drag(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE)
    expect(panel(page, "Rooms")).to_contain_text("1 room")
    expect(panel(page, "Rooms")).to_contain_text("as drawn now")
    area = page.locator(".area-mark")
    expect(area).to_have_count(1)
    before = area.text_content() or ""
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    page.mouse.move(*at(page, 0.65, 0.45))
    page.mouse.down()
    page.mouse.move(*at(page, 0.75, 0.45), steps=4)
    expect(area).not_to_have_text(before)  # while the button is held
    page.mouse.up()
    expect(panel(page, "Rooms")).to_contain_text("as drawn now")
    page.get_by_role("button", name="Find rooms").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    expect(panel(page, "Rooms")).to_contain_text("1 room")  # the walls stayed joined
    page.keyboard.press("s")
    page.mouse.move(*at(page, 0.35, 0.45))
    page.mouse.down()
    page.mouse.move(*at(page, 0.6, 0.45), steps=4)  # from side to side of the room, wherever it ends
    expect(panel(page, "Rooms")).to_contain_text("2 rooms")  # while the button is held, and
    page.mouse.move(*at(page, 0.55, 0.45), steps=4)  # also once the line goes on
    expect(panel(page, "Rooms")).to_contain_text("2 rooms")
    page.mouse.up()
    expect(page.get_by_text(re.compile("Room 1 divided by a wall"))).to_be_visible()
    expect(panel(page, "Rooms")).to_contain_text("2 rooms")
    page.keyboard.press("g")
    press(page, (0.45, 0.45))
    expect(panel(page, "Rooms")).to_contain_text("1 room")
    expect(page.get_by_text(re.compile("merged: .* of wall removed"))).to_be_attached()
    page.keyboard.press("Control+z")
    expect(panel(page, "Rooms")).to_contain_text("2 rooms")
    page.keyboard.press("o")
    press(page, (0.45, 0.45))
    opening = panel(page, "Selected opening")
    expect(opening.get_by_label("Width")).to_have_value("0.9 m")
    opening.get_by_role("button", name="Other side").click()
    page.get_by_role("button", name="Find rooms again").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    page.get_by_role("link", name="See the result").click()
    expect(page.locator("path.room")).to_have_count(2)
    result = page.request.get(f"{page.url}/result", headers={"Accept": "application/json"}).json()
    assert [(each["kind"], round(each["width"], 6)) for each in result["openings"]] == [("door", 0.9)]
    page.get_by_role("link", name="Edit this plan").click()
    expect(panel(page, "New walls")).to_contain_text("5 walls, 1 opening")  # no gap, leaf and swing


def test_live_rooms_wait_for_a_service_that_wakes(page: Page, faults: list[str]) -> None:
    page.route("**/plans:preview", lambda route: route.fulfill(status=503, body=""))
    open_editor(page)
    press(page, *SQUARE)
    said = panel(page, "Detection").get_by_role("status")
    expect(said).to_have_text("The service does not answer yet. Rooms follow once it does.")
    page.unroute("**/plans:preview")
    expect(panel(page, "Rooms")).to_contain_text("1 room")
    expect(said).to_contain_text("Rooms follow as you draw")
    faults.clear()  # the browser logs each 503 itself


def test_rooms_that_are_gone_are_shown_where_they_were(page: Page) -> None:
    open_editor(page)
    lose_a_room(page)
    expect(panel(page, "Rooms").get_by_role("list")).to_contain_text("Gone")
    expect(page.locator(".gone-room")).to_have_count(1)
    expect(page.locator(".change-mark")).to_have_text("Gone")


def lose_a_room(page: Page) -> None:
    """Draw two rooms, have them found, open one, and look again."""
    press(page, *SQUARE)
    press(page, (0.45, 0.25), (0.45, 0.65))
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Find rooms").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    page.keyboard.press("v")
    press(page, (0.65, 0.45))
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Find rooms again").click()
    expect(page.get_by_text("The rooms are those of this drawing.")).to_be_visible()
    expect(page.locator(".change-mark").first).to_be_attached()


def test_a_room_is_drawn_by_keys_alone(page: Page) -> None:
    open_editor(page)
    page.get_by_role("application").focus()
    for way in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press("Enter")
        for _ in range(2):
            page.keyboard.press(f"Shift+{way}")
    page.keyboard.press("Enter")
    wall_count(page, "4 walls")
    page.get_by_role("button", name="Find rooms").click()
    expect(panel(page, "Rooms")).to_contain_text("1 room")


def test_a_length_is_typed(page: Page) -> None:
    open_editor(page)
    press(page, (0.3, 0.5))
    page.keyboard.press("l")
    page.keyboard.type("320 cm@0")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("v")
    page.keyboard.press("n")
    field = panel(page, "Selected walls").get_by_label("Length")
    expect(field).to_have_value("3.2 m")
    field.fill("5")
    field.press("Enter")
    expect(field).to_have_value("5 m")


def test_walls_are_moved_split_deleted_and_brought_back(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE)
    wall_count(page, "4 walls")
    page.keyboard.press("x")
    press(page, (0.45, 0.25))
    wall_count(page, "5 walls")
    page.keyboard.press("v")
    drag(page, (0.2, 0.2), (0.7, 0.35))
    expect(panel(page, "Selected walls")).to_contain_text("2 walls selected")
    page.keyboard.press("Delete")
    wall_count(page, "3 walls")
    page.keyboard.press("Control+z")
    wall_count(page, "5 walls")
    press(page, (0.65, 0.45))
    length = panel(page, "Selected walls").get_by_label("Length").input_value()
    drag(page, (0.65, 0.65), (0.65, 0.8))
    expect(panel(page, "Selected walls").get_by_label("Length")).not_to_have_value(length)
    page.keyboard.press("b")
    expect(panel(page, "Selected walls").get_by_label("Load-bearing")).to_be_checked()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(panel(page, "Selected walls").get_by_label("Length")).to_have_value(length)
    page.keyboard.press("Control+y")
    expect(panel(page, "Selected walls").get_by_label("Length")).not_to_have_value(length)


def test_a_drawing_is_there_again_after_a_reload(page: Page) -> None:
    open_editor(page)
    press(page, *SQUARE)
    page.keyboard.press("Escape")
    expect(page.get_by_text("Saved in this browser")).to_be_visible()
    page.reload()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("4 walls")
    page.get_by_role("button", name="Start over").click()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("0 walls")


def test_the_plan_of_a_job_is_edited_and_saved_as_a_file(page: Page) -> None:
    show_sample(page, "Studio")
    page.get_by_role("link", name="Edit this plan").click()
    expect(page.get_by_role("heading", level=1, name="Studio")).to_be_visible()
    expect(panel(page, "Rooms")).to_contain_text("4 rooms")
    page.keyboard.press("n")
    page.keyboard.press("Delete")
    page.get_by_role("button", name="Find rooms again").click()
    expect(panel(page, "Rooms").get_by_role("list")).to_contain_text(re.compile("Gone|Changed"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Save as a file").click()
    assert len(json.loads(download.value.path().read_text())["walls"]) == 8


def test_a_picture_is_placed_and_calibrated(page: Page) -> None:
    open_editor(page)
    page.get_by_label("Background picture").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}
    )
    expect(panel(page, "Background").get_by_role("alert")).to_contain_text("notes.txt is no picture")
    picture = page.screenshot()
    page.get_by_label("Background picture").set_input_files(
        {"name": "scan.png", "mimeType": "image/png", "buffer": picture}
    )
    page.get_by_role("button", name="Calibrate").click()
    press(page, (0.3, 0.3), (0.6, 0.3))
    distance = panel(page, "Background").get_by_label("Distance")
    distance.fill("3")
    distance.press("Enter")
    expect(page.get_by_role("status").filter(has_text="calibrated")).to_have_count(0)  # drawing goes on
    page.get_by_role("button", name="Calibrate").click()
    press(page, (0.3, 0.3), (0.6, 0.3))
    expect(panel(page, "Background").get_by_label("Distance")).to_have_value(re.compile(r"^[\d.]+ m$"))


def test_a_finger_draws_walls(browser: Browser, stack: LocalStack) -> None:
    context = browser.new_context(
        base_url=stack.address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    enter(context, stack)
    page = context.new_page()
    open_editor(page)
    for place in SQUARE:
        page.touchscreen.tap(*at(page, *place))
    expect(page.get_by_role("region", name="New walls")).to_contain_text(re.compile("[34] walls"))
    context.close()


def test_axe_knows_no_fault_of_the_editor(page: Page, two_rooms: bytes, faults: list[str]) -> None:
    open_editor(page)
    assert_fit_in_every_look(page)
    press(page, *SQUARE)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    assert_fit_in_every_look(page)
    page.keyboard.press("?")
    assert_fit_in_every_look(page)
    open_editor(page)
    lose_a_room(page)
    assert_fit_in_every_look(page)
    page.goto("/")
    upload(page, "plan.json", two_rooms.replace(b'"line"', b'"spline"'))
    expect(page.get_by_role("list", name="Faults")).to_be_visible()
    assert "422" in faults.pop()
    assert_fit_in_every_look(page)
