"""What a person does with the page, from the first look to the rooms."""

from __future__ import annotations

import json
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Locator, Page, expect

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.jobs import task_sender
from roomjobs.jobs.job import JobStatus, new_job
from roomjobs.local.folders import SAMPLES
from roomjobs.rest.client import Client
from tests.e2e.looks import PHONE, assert_fit_in_every_look
from tests.e2e.polling import until

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack

JOB_ADDRESS = re.compile(r"/jobs/job_[0-9a-f]{32}$")
WIDTH = "document.querySelector('path.room').getBoundingClientRect().width"


def upload(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Plan file").set_input_files(
        {"name": name, "mimeType": "application/json", "buffer": content}
    )


def sample_card(page: Page, title: str) -> Locator:
    """The card whose text begins with this title and the number of walls."""
    return page.get_by_role("button", name=re.compile(rf"^{re.escape(title)}\s*[\d,]+ wall"))


def show_sample(page: Page, title: str) -> None:
    page.goto("/")
    sample_card(page, title).click()
    expect(page).to_have_url(JOB_ADDRESS)


def rooms(page: Page) -> Locator:
    """
    The shapes of the rooms in the drawing, for keyboards and screen readers.

    The drawing below takes what a pointer does, and looks up the room: a pointer has to be forced on shapes.
    """
    return page.locator("path.room")


def test_one_click_on_a_sample_leads_to_its_rooms(page: Page) -> None:
    page.goto("/")
    for sample in json.loads((SAMPLES / "index.json").read_text()):
        expect(sample_card(page, sample["title"]).locator("svg")).to_be_attached()
    sample_card(page, "City flat").click()
    expect(page).to_have_url(JOB_ADDRESS)
    expect(rooms(page)).to_have_count(11)
    expect(page.get_by_label("Summary")).to_contain_text("11")
    expect(page.get_by_role("row")).to_have_count(12)  # with the head
    expect(page.locator(".plan-canvas")).to_be_visible()
    before = page.evaluate(WIDTH)
    page.get_by_role("button", name="Zoom in").click()
    until(page, f"{WIDTH} > {before * 1.2}")
    page.get_by_role("button", name="Fit the plan").click()
    until(page, f"Math.abs({WIDTH} - {before}) < 1")


def test_a_dropped_plan_leads_to_its_rooms(page: Page, two_rooms: bytes) -> None:
    page.goto("/")
    transfer = page.evaluate_handle(
        """text => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([text], "two-rooms.json", {type: "application/json"}));
            return transfer;
        }""",
        two_rooms.decode(),
    )
    zone = page.get_by_role("group", name="Drop a plan")
    zone.dispatch_event("dragenter", {"dataTransfer": transfer})
    zone.dispatch_event("dragover", {"dataTransfer": transfer})
    zone.dispatch_event("drop", {"dataTransfer": transfer})
    expect(rooms(page)).to_have_count(2)
    expect(page.get_by_label("Summary")).to_contain_text("18 m²")


def test_a_room_is_pointed_at_kept_and_found_again(page: Page, two_rooms: bytes) -> None:
    page.goto("/")
    upload(page, "two-rooms.json", two_rooms)
    room = page.get_by_role("button", name=re.compile(r"Room 1, 12 m²"))
    room.hover(force=True)
    details = page.get_by_label("Room details")
    expect(details).to_contain_text("12 m²")
    expect(details).to_contain_text("14 m")
    expect(page.get_by_role("row", name=re.compile("Room 1"))).to_have_class(re.compile("Mui-selected"))
    page.get_by_role("row", name=re.compile("Room 2")).hover()
    expect(details).to_contain_text("6 m²")
    room.focus()
    page.keyboard.press("Enter")
    expect(room).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowRight")
    expect(details).to_contain_text("Room 2")
    address = page.url
    page.go_back()
    expect(page.get_by_role("button", name="Choose a file")).to_be_visible()
    page.goto(address)
    expect(rooms(page)).to_have_count(2)


def test_a_file_that_is_no_plan_is_refused_in_words(page: Page) -> None:
    page.goto("/")
    for content, complaint in (
        (b"", "is empty"),
        (b"walls", "is no plan: JSON begins with {"),
        (b'{"walls": [}', "is not JSON"),
        (b'{"rooms": []}', "has no list of walls"),
        (b'{"walls": []}', "has no walls"),
    ):
        upload(page, "plan.json", content)
        expect(page.get_by_role("alert")).to_contain_text(complaint)
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("alert")).to_have_count(0)


def test_a_plan_too_large_for_a_request_is_uploaded(page: Page) -> None:
    stored: list[str] = []
    page.on("request", lambda request: stored.append(request.url) if request.method == "PUT" else None)
    ends = [((x, y), (x + 1, y)) for x in range(45) for y in range(46)]
    ends += [((x, y), (x, y + 1)) for x in range(46) for y in range(45)]
    walls = json.dumps([{"type": "line", "start": start, "end": end} for start, end in ends])
    page.goto("/")
    upload(page, "tower.json", f'{{"name": "Port tower",{" " * 4_000_000}"walls": {walls}}}'.encode())
    expect(page.get_by_role("tab", name="Rooms (2,025)")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="Port tower")).to_be_visible()
    assert [address for address in stored if "/uploads/" in address]


def test_faults_are_shown_with_the_wall_they_belong_to(page: Page, faults: list[str]) -> None:
    page.goto("/")
    walls = [
        {"type": "line", "start": [0, 0], "end": [4, 0]},
        {"type": "line", "start": [4, 0], "end": [4, "three"]},
        {"type": "spline", "start": [0, 0], "end": [4, 3]},
    ]
    upload(page, "plan.json", json.dumps({"walls": walls}).encode())
    items = page.get_by_role("list", name="Faults").get_by_role("listitem")
    expect(items).to_have_count(2)
    expect(items.nth(0)).to_contain_text("Wall 2, end, y line 1")
    expect(items.nth(1)).to_contain_text("Wall 3")
    page.get_by_role("button", name="Mend it in the editor").click()
    expect(page.get_by_role("heading", level=1, name="plan")).to_be_visible()
    expect(page.get_by_role("region", name="New walls")).to_contain_text("1 wall")
    assert "422" in faults.pop()  # the browser logs the refused request itself


@pytest.fixture
def failed_job(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a job whose plan passes the API's eyes no more: it was spoiled in the store."""
    for name, value in stack.environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_environment(stack.environment)
    stores = services.connect(settings)
    job = new_job(wall_count=1, now=time.time(), retention_days=30, attempt_limit=1)
    stores.plans.put_plan(job.input_s3_key, b'{"walls":[{"type":"line","start":[0,0]}]}')
    stores.table.add(job)
    task_sender.send(tasks.create_celery(settings), job)
    return job.job_id


def test_a_job_that_failed_says_why(page: Page, failed_job: str) -> None:
    page.goto(f"/jobs/{failed_job}")
    expect(page.get_by_text("The rooms could not be found")).to_be_visible()
    expect(page.get_by_text("/walls/0/end")).to_be_visible()


def test_an_unknown_job_is_told_kindly(page: Page, faults: list[str]) -> None:
    page.goto("/jobs/job_" + "0" * 32)
    expect(page.get_by_role("heading", name="No such job")).to_be_visible()
    page.get_by_role("link", name="Choose a plan").click()
    expect(page.get_by_role("button", name="Choose a file")).to_be_visible()
    faults[:] = [fault for fault in faults if "404" not in fault]


def test_the_rooms_can_be_downloaded_for_other_programs(
    page: Page, two_rooms: bytes, stack: LocalStack
) -> None:
    page.goto("/")
    upload(page, "two-rooms.json", two_rooms)
    expect(rooms(page)).to_have_count(2)
    job_id = page.url.rsplit("/", 1)[-1]
    for item, suffix in FORMATS.items():
        with page.expect_download() as download:
            page.get_by_role("button", name="Download").click()
            page.get_by_role("menuitem", name=item, exact=True).click()
        assert download.value.suggested_filename == f"two-rooms.{suffix}"
        saved = download.value.path().read_bytes()
        assert len(saved) > 100, suffix
        if suffix == "json":
            assert json.loads(saved) == Client(stack.address, stack.secret).result(job_id)
        if suffix == "png":
            assert saved.startswith(b"\x89PNG")
            assert len(saved) > 5_000
    assert Client(stack.address, stack.secret).job(job_id).status is JobStatus.COMPLETED


FORMATS = {
    "JSON": "json",
    "GeoJSON": "geojson",
    "SVG": "svg",
    "DXF": "dxf",
    "Plan to scale (PDF)": "pdf",
    "Schedule of rooms, CSV": "csv",
    "Schedule of rooms, Excel (XLSX)": "xlsx",
    "Energy model (gbXML)": "gbxml",
    "PNG": "png",
}


@pytest.mark.parametrize("screen", ["home", "preview", "rooms", "missing"])
def test_no_screen_has_a_fault_that_axe_knows(page: Page, faults: list[str], screen: str) -> None:
    if screen == "home":
        page.goto("/")
        expect(page.locator(".sample-card svg")).to_have_count(12)
    elif screen == "preview":
        page.goto("/")
        page.get_by_label("Plan file").set_input_files(SAMPLES / "wide-flat.dxf")
        preview = page.get_by_role("dialog", name="wide-flat")
        expect(preview.get_by_role("group", name="Layers with walls")).to_be_visible()
    elif screen == "rooms":
        show_sample(page, "City flat")
        rooms(page).first.click(force=True)
        expect(page.get_by_label("Room details")).to_contain_text("Neighbours")
    else:
        page.goto("/jobs/job_" + "0" * 32)
        expect(page.get_by_role("heading", name="No such job")).to_be_visible()
        faults[:] = [fault for fault in faults if "404" not in fault]
    assert_fit_in_every_look(page)


def test_a_phone_needs_no_sideways_scrolling(page: Page, two_rooms: bytes) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type] # a plain dict is what it takes
    fits = "document.documentElement.scrollWidth <= window.innerWidth"
    page.goto("/")
    assert page.evaluate(fits)
    show_sample(page, "City flat")
    expect(rooms(page)).to_have_count(11)
    assert page.evaluate(fits)
    upload_named(page, "The south wing, second floor, as it was before the works of 1987", two_rooms)
    expect(rooms(page)).to_have_count(2)
    assert page.evaluate(fits)
    page.goto("/jobs?search=south+wing")
    row = page.get_by_role("row").filter(has_text="The south wing")
    expect(row.first.get_by_role("cell", name="completed")).to_be_visible()
    expect(row.first.get_by_role("cell", name="2 rooms")).to_be_visible()
    assert page.evaluate(fits)


def upload_named(page: Page, name: str, plan: bytes) -> None:
    page.goto("/")
    upload(page, "plan.json", json.dumps({**json.loads(plan), "name": name}).encode())


def test_a_failed_job_is_run_again_once_its_reason_is_gone(
    page: Page, failed_job: str, stack: LocalStack, two_rooms: bytes
) -> None:
    page.goto(f"/jobs/{failed_job}")
    again = page.get_by_role("button", name="Run it again")
    expect(again).to_be_visible()
    stores = services.connect(Settings.from_environment(stack.environment))
    job = stores.table.get(failed_job)
    assert job is not None
    stores.plans.put_plan(job.input_s3_key, two_rooms)
    page.reload()  # the page takes plans for unchangeable, as they are but in this test
    again.click()
    expect(rooms(page)).to_have_count(2)
