"""Names that are typed in place go with the plan; the schedule goes to spreadsheets and on paper."""

from __future__ import annotations

import re

from playwright.sync_api import Page, ViewportSize, expect

from tests.e2e.looks import PHONE, assert_fit_for_all
from tests.e2e.polling import until
from tests.e2e.test_page import upload


def test_typed_names_become_labels_of_the_plan(page: Page, two_rooms: bytes) -> None:
    page.goto("/")
    upload(page, "flat.json", two_rooms)
    page.get_by_role("button", name="Schedule").click()
    dialog = page.get_by_role("dialog", name="Schedule of rooms")
    dialog.get_by_label("Name of Room 1").fill("Kitchen")
    dialog.get_by_label("Number of Room 1").fill("1.01")
    dialog.get_by_label("Usage of Room 1").fill("Cooking")
    dialog.get_by_label("Room 1 was checked").select_option("Accepted")
    dialog.get_by_label("First number").fill("1.01")
    dialog.get_by_role("button", name="Number all rooms").click()
    expect(dialog.get_by_label("Number of Room 2")).to_have_value("1.02")
    dialog.get_by_label("Number of Room 2").fill("")
    assert_fit_for_all(page)
    page.reload()  # what was typed is kept
    first = page.url
    page.get_by_role("button", name="Schedule (1 not saved)").click()
    dialog.get_by_role("button", name="Save with the plan").click()
    expect(page).not_to_have_url(first)
    expect(page.get_by_role("row", name=re.compile("1.01 Kitchen"))).to_be_visible()
    plan = page.request.get(f"{page.url}/plan", headers={"Accept": "application/json"}).json()
    assert [(each["kind"], each["text"]) for each in plan["labels"]] == [
        ("name", "Kitchen"),
        ("number", "1.01"),
        ("usage", "Cooking"),
    ]
    assert [each["kind"] for each in plan["findings"]] == ["accepted"]
    page.get_by_role("group", name="Colours").get_by_role("button", name="Usage").click()
    legend = page.get_by_role("list", name="Legend")
    expect(legend).to_contain_text("Cooking 12 m²")
    expect(legend).to_contain_text("No usage 6 m²")
    page.get_by_role("row", name=re.compile("1.01 Kitchen ✓")).click()
    expect(page.get_by_role("button", name="✓ Accepted")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Schedule").click()
    with page.expect_download() as download:
        dialog.get_by_role("button", name="CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("Number,Name,Usage,Checked,Net m²,Gross m²")
    assert "1.01,Kitchen,Cooking,Accepted," in text
    assert ",Total of Cooking," in text


def test_paper_and_phone_hold_the_plan(page: Page, two_rooms: bytes) -> None:
    page.goto("/")
    upload(page, "flat.json", two_rooms)
    expect(page.locator("path.room")).to_have_count(2)
    page.emulate_media(media="print")
    sheet = page.locator(".print-sheet")
    expect(sheet).to_contain_text("Scale 1 :")
    expect(sheet.locator("tbody tr")).to_have_count(2)
    expect(page.get_by_role("banner")).to_be_hidden()
    page.emulate_media(media="screen")
    expect(sheet).to_have_count(0)
    page.set_viewport_size(ViewportSize(width=PHONE["width"], height=PHONE["height"]))
    until(
        page, "document.querySelector('.sheet').getBoundingClientRect().top <= 90"
    )  # two lines before the plan
    page.set_viewport_size({"width": 320, "height": 215})  # magnified fourfold, the drawing is no trap
    box = page.locator(".plan-view").bounding_box()
    assert box
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.wheel(0, 200)
    until(page, "window.scrollY > 100")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_forced_colours_keep_what_is_chosen(page: Page, two_rooms: bytes) -> None:
    page.emulate_media(forced_colors="active")
    page.goto("/")
    upload(page, "flat.json", two_rooms)
    view = page.get_by_role("group", name="View")
    chosen = view.get_by_role("button", name="Rooms", exact=True)
    other = view.get_by_role("button", name="Confidence", exact=True)
    colour = "each => getComputedStyle(each).backgroundColor"
    assert chosen.evaluate(colour) != other.evaluate(colour)
