"""Drawings of other programs: looked at first, or, where they are large, read by a worker."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import FilePayload, Page, expect

from roomjobs.local.folders import SAMPLES
from roomjobs.rest.client import Client
from roomjobs.rest.schemas.jobs import DrawingRead
from tests.drawings import gis, pdf
from tests.e2e.looks import assert_fit_in_every_look
from tests.e2e.test_page import JOB_ADDRESS, rooms, upload

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack


@pytest.mark.parametrize("suffix", ["dxf", "svg", "geojson"])
def test_a_drawing_is_looked_at_before_its_rooms_are_found(page: Page, suffix: str) -> None:
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(SAMPLES / f"wide-flat.{suffix}")
    preview = page.get_by_role("dialog", name="wide-flat")
    expect(preview.get_by_role("group", name="Layers with walls")).to_be_visible()
    preview.get_by_role("button", name="Find rooms").click()
    expect(rooms(page).first).to_be_attached()


def test_a_zipped_shapefile_is_a_drawing_and_no_batch(page: Page) -> None:
    page.goto("/")
    file = FilePayload(name="hall.zip", mimeType="application/zip", buffer=gis.shapefile())
    page.get_by_label("Plan file").set_input_files(file)
    preview = page.get_by_role("dialog", name="hall")
    preview.get_by_role("button", name="Find rooms").click()
    expect(rooms(page).first).to_be_attached()
    expect(page.locator("body")).to_contain_text("Hall")


def test_layers_of_a_drawing_can_be_chosen(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(SAMPLES / "wide-flat.dxf")
    preview = page.get_by_role("dialog", name="wide-flat")
    preview.get_by_label(re.compile("ROOMS")).click()
    expect(preview.get_by_label(re.compile("ROOMS"))).to_be_checked()
    expect(preview.get_by_label(re.compile("WALLS"))).to_be_enabled()
    preview.get_by_role("button", name="Edit first").click()
    expect(page.get_by_role("heading", level=1, name="wide-flat")).to_be_visible()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("34 walls")


def test_a_drawing_that_cannot_be_read_is_refused_in_words(page: Page, faults: list[str]) -> None:
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(
        {"name": "house.dxf", "mimeType": "image/vnd.dxf", "buffer": b"this is no drawing"}
    )
    expect(page.get_by_role("dialog", name="house").get_by_role("alert")).to_have_text(
        "The drawing is no DXF: it has no sections."
    )
    faults.clear()  # the browser logs the refused request itself


@pytest.fixture(scope="module")
def large_drawing() -> bytes:
    """A drawing of over 5 MB, most of it spaces, with the layers walls and rooms."""
    drawing = (SAMPLES / "wide-flat.svg").read_bytes()
    return drawing + b" " * (5_000_001 - len(drawing))


@pytest.mark.parametrize(("layers", "found"), [("", 11), ("rooms", 11)], ids=["by name", "named"])
def test_a_large_drawing_is_uploaded_and_read_by_a_worker(
    page: Page, stack: LocalStack, large_drawing: bytes, layers: str, found: int
) -> None:
    page.goto("/")
    upload(page, "tower.svg", large_drawing)
    dialog = page.get_by_role("dialog", name="tower")
    dialog.get_by_label("Layers with walls").fill(layers)
    dialog.get_by_label("One unit is").select_option("cm")
    dialog.get_by_role("button", name="Find rooms").click()
    expect(page).to_have_url(JOB_ADDRESS)
    expect(page.get_by_role("heading", level=1, name="tower")).to_be_visible()
    expect(rooms(page)).to_have_count(found)
    read = Client(stack.address, stack.secret).job(page.url.rpartition("/")[2]).drawing
    assert isinstance(read, DrawingRead)
    assert (read.layers, read.units) == ([layers] if layers else None, "cm")


def test_a_large_drawing_without_walls_says_why(page: Page, large_drawing: bytes) -> None:
    page.goto("/")
    upload(page, "tower.svg", large_drawing)
    dialog = page.get_by_role("dialog", name="tower")
    dialog.get_by_label("Layers with walls").fill("CEILING")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The rooms could not be found")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("CEILING")
    expect(page.locator(".sheet")).not_to_be_attached()  # there is nothing to draw on it


def test_axe_passes_the_choice_for_a_large_drawing(page: Page, large_drawing: bytes) -> None:
    page.goto("/")
    upload(page, "tower.svg", large_drawing)
    expect(page.get_by_role("dialog", name="tower")).to_be_visible()
    assert_fit_in_every_look(page)


def test_a_worker_reads_drawings_where_the_api_does_not(page: Page, faults: list[str]) -> None:
    problem = {"type": "about:blank", "title": "Not Implemented", "status": 501, "detail": "No ezdxf here."}
    page.route("**/plans:import*", lambda route: route.fulfill(status=501, json=problem))  # as in a Lambda
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(SAMPLES / "wide-flat.dxf")
    preview = page.get_by_role("dialog", name="wide-flat")
    expect(preview.get_by_role("alert")).to_contain_text("No ezdxf here.")
    preview.get_by_role("button", name="Let a worker read it").click()
    page.get_by_role("button", name="Find rooms").click()
    expect(page).to_have_url(JOB_ADDRESS)
    expect(rooms(page)).to_have_count(11)
    assert "501" in faults.pop()  # the browser logs it itself


def test_the_page_of_a_pdf_is_chosen(page: Page) -> None:
    page.goto("/")
    upload(page, "sheets.pdf", pdf.two_pages())
    preview = page.get_by_role("dialog", name="sheets")
    expect(preview.get_by_text("page 2 of 2 was taken")).to_be_visible()
    preview.get_by_label("Page").fill("1")
    preview.get_by_label("Page").blur()
    expect(preview.get_by_text("page 2 of 2 was taken")).to_be_hidden()
    preview.get_by_role("button", name="Find rooms").click()
    expect(rooms(page)).to_have_count(1)
