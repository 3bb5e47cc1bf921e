"""Many plans at once, from their files to the file of their results."""

from __future__ import annotations

import json
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from roomjobs.local.folders import SAMPLES
from roomjobs.rest.client import Client
from tests.e2e.looks import assert_fit_in_every_look
from tests.e2e.standstill import nobody_works

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from roomjobs.local.stack import LocalStack

BATCH_ADDRESS = re.compile(r"/batches/batch_[0-9a-f]{32}$")


def test_several_files_on_the_drop_zone_become_a_batch(page: Page) -> None:
    page.goto("/")
    page.get_by_label("Plan file").set_input_files([SAMPLES / "studio.json", SAMPLES / "city-flat.json"])
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_text("2 plans · 2 completed")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("studio.json and 1 more")
    results = page.get_by_role("link", name="All results")
    expect(results).to_be_visible()
    with page.expect_download() as download:
        results.click()
    names = zipfile.ZipFile(download.value.path()).namelist()
    assert len(names) >= 3, names  # a summary and two results
    page.reload()  # its address is a page to people
    expect(results).to_be_visible()
    table = page.get_by_role("region", name="Jobs")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("link", name="city-flat").click()
    expect(page.locator("path.room")).to_have_count(11)


@pytest.fixture(scope="module")
def finished(stack: LocalStack) -> str:
    """The id of a batch of two plans that have come to an end."""
    client = Client(stack.address, stack.secret)
    plans = [
        {**json.loads((SAMPLES / f"{name}.json").read_text()), "name": name}
        for name in ("studio", "city-flat")
    ]
    batch = client.submit_batch(
        "\n".join(map(json.dumps, plans)).encode(), content_type="application/x-ndjson"
    )
    *_, last = client.watch_batch(batch.batch_id)
    assert last.counts.completed == len(plans)
    return batch.batch_id


@pytest.mark.parametrize(
    ("item", "suffix", "says"),
    [
        ("Schedule of rooms, CSV", "csv", b"room-11"),
        ("GeoJSON", "geojson", b"FeatureCollection"),
        ("PNG", "png", b"\x89PNG"),
    ],
)
def test_a_row_of_a_batch_gives_its_rooms_as_a_file(
    page: Page, finished: str, item: str, suffix: str, says: bytes
) -> None:
    page.goto(f"/batches/{finished}")
    page.get_by_role("button", name="Files of city-flat").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile(f"^{item}")).click()
    assert download.value.suggested_filename == f"city-flat.{suffix}"
    assert says in download.value.path().read_bytes()


def test_a_row_of_a_batch_gives_its_address(page: Page, finished: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"/batches/{finished}")
    page.get_by_role("button", name="Files of studio").click()
    page.get_by_role("menuitem", name="Copy link").click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    page.goto(page.evaluate("navigator.clipboard.readText()"))
    expect(page.get_by_role("heading", level=1, name="studio")).to_be_visible()
    expect(page.locator("path.room")).to_have_count(4)


def test_a_plan_that_fails_says_why_in_its_batch(page: Page, tmp_path: Path) -> None:
    plans = [
        json.loads((SAMPLES / "studio.json").read_text()),
        {"walls": [{"type": "line", "start": [0, 0]}]},
    ]
    lines = tmp_path / "faulty.jsonl"
    lines.write_text("\n".join(map(json.dumps, plans)))
    page.goto("/jobs")
    page.get_by_label("Files of plans").set_input_files(lines)
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_text("2 plans · 1 completed · 1 failed")).to_be_visible()
    page.get_by_label("Only those that failed").click()
    failed = page.get_by_role("region", name="Jobs").get_by_role("row").nth(1)
    expect(failed).to_contain_text("/walls/0/end")
    assert_fit_in_every_look(page)
    page.goto("/jobs")
    expect(page.get_by_role("link", name="faulty.jsonl")).to_be_visible()


def drop(page: Page, files: Sequence[Path]) -> None:
    """Drop files as the system would: Chromium itself is told of a drag that holds them."""
    box = page.get_by_role("group", name="Drop a plan").bounding_box()
    assert box
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 20}
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        if kind == "drop":
            expect(page.get_by_text("Let go to find its rooms")).to_be_visible()
        devtools.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})


def test_files_dropped_together_become_a_batch(page: Page) -> None:
    page.goto("/")
    drop(page, [SAMPLES / "studio.json", SAMPLES / "city-flat.json", SAMPLES / "long-flat.json"])
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_text("3 plans · 3 completed")).to_be_visible()


def test_a_zip_becomes_a_batch(page: Page, tmp_path: Path) -> None:
    packed = tmp_path / "floors.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("studio.json", "city-flat.json"):
            archive.write(SAMPLES / name, f"floors/{name}")
    page.goto("/")
    drop(page, [packed])
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_role("heading", level=1)).to_have_text("floors.zip")
    expect(page.get_by_text("2 plans · 2 completed")).to_be_visible()


def test_a_batch_is_cancelled(page: Page, stack: LocalStack, tmp_path: Path) -> None:
    plan = json.loads((SAMPLES / "studio.json").read_text())
    lines = tmp_path / "waiting.jsonl"
    lines.write_text("\n".join(json.dumps({**plan, "name": f"Floor {k}"}) for k in range(8)))
    page.goto("/")
    with nobody_works(stack):
        page.get_by_label("Plan file").set_input_files(lines)
        expect(page).to_have_url(BATCH_ADDRESS)
        page.get_by_role("button", name="Cancel batch").click()
        expect(page.get_by_text(re.compile("cancelling|cancelled")).first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="cancelled")).to_be_visible()
    expect(page.get_by_role("button", name="Cancel batch")).not_to_be_attached()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three plans in a file of over 5 MB, most of it spaces."""
    plan = (SAMPLES / "studio.json").read_text()
    lines = tmp_path_factory.mktemp("large") / "large.jsonl"
    with lines.open("w") as file:
        for _ in range(3):
            file.write(json.dumps(json.loads(plan)) + " " * 2_500_000 + "\n")
    assert lines.stat().st_size > 7_000_000
    return lines


@pytest.mark.parametrize("start", ["/", "/jobs"])
def test_a_batch_too_large_for_a_request_is_uploaded(page: Page, large: Path, start: str) -> None:
    stored: list[str] = []
    page.on("request", lambda request: stored.append(request.url) if request.method == "PUT" else None)
    page.goto(start)
    page.get_by_label("Plan file" if start == "/" else "Files of plans").set_input_files(large)
    expect(page).to_have_url(BATCH_ADDRESS)
    expect(page.get_by_text("3 plans · 3 completed")).to_be_visible()
    assert len(stored) == 1
    assert "/uploads/" in stored[0]


def test_an_upload_says_how_far_it_is_and_can_be_stopped(page: Page, large: Path, faults: list[str]) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)  # on its way for ever

    page.route(lambda url: "/uploads/" in url, hold)
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(large)
    dialog = page.get_by_role("dialog", name="Uploading")
    expect(dialog).to_contain_text("Sending")
    expect(dialog).to_contain_text(re.compile(r"of 7\.\d+ MB"))
    expect(dialog.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile(r"\d+"))
    assert_fit_in_every_look(page)
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).not_to_be_attached()
    expect(page.get_by_role("alert")).not_to_be_attached()  # who stopped it knows
    expect(page.get_by_role("button", name="Choose a file")).to_be_enabled()
    faults.clear()


@pytest.mark.parametrize(
    ("fault", "words", "retries"),
    [("lost", "The upload broke off", 1), ("refused", "The store did not take the file", 0)],
)
def test_an_upload_that_fails_says_why(
    page: Page, large: Path, faults: list[str], fault: str, words: str, retries: int
) -> None:
    def fail(route: Route) -> None:
        if route.request.method == "OPTIONS":
            route.continue_()
        elif fault == "lost":
            route.abort()
        else:
            route.fulfill(status=403, headers={"Access-Control-Allow-Origin": "*"}, body="<Error/>")

    page.route(lambda url: "/uploads/" in url, fail)
    page.goto("/")
    page.get_by_label("Plan file").set_input_files(large)
    dialog = page.get_by_role("dialog").filter(has_text=words)
    expect(dialog).to_be_visible()
    assert dialog.get_by_role("button", name="Try again").count() == retries
    if retries:
        page.unroute_all()
        dialog.get_by_role("button", name="Try again").click()
        expect(page).to_have_url(BATCH_ADDRESS)
    faults.clear()  # the browser logs it itself
