"""Jobs that wait say how many come before them."""

from __future__ import annotations

import json
import re
import secrets
import time
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, Route, expect

from roomjobs.jobs.job import JobStatus
from roomjobs.rest.client import Client
from tests.e2e.looks import assert_fit_in_every_look
from tests.e2e.standstill import nobody_works
from tests.e2e.test_page import JOB_ADDRESS, rooms, upload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.local.stack import LocalStack


def new_plan(name: str) -> bytes:
    """A plan of one room that nobody has handed in before: an equal one would not wait."""
    length = 5 + secrets.randbelow(10**9) / 10**6
    corners = [(0, 0), (length, 0), (length, 4.25), (0, 4.25), (0, 0)]
    walls = [{"type": "line", "start": a, "end": b} for a, b in pairwise(corners)]
    return json.dumps({"name": name, "units": "m", "walls": walls}).encode()


@pytest.fixture
def line(stack: LocalStack) -> Iterator[list[str]]:
    """The ids of three jobs that wait, and nobody else does, until the test ends."""
    client = Client(stack.address, stack.secret)
    deadline = time.monotonic() + 120
    while any(client.jobs(status=[JobStatus.PENDING, JobStatus.PROCESSING])):
        assert time.monotonic() < deadline, "what other tests have handed in does not end"
        time.sleep(0.2)
    with nobody_works(stack):
        yield [client.submit(new_plan(f"Earlier {each}"), fresh=True).job_id for each in range(3)]


def test_a_waiting_job_says_how_many_are_ahead(page: Page, line: list[str], stack: LocalStack) -> None:
    page.goto("/")
    upload(page, "mine.json", new_plan("Mine"))
    expect(page).to_have_url(JOB_ADDRESS)
    place = page.get_by_role("listitem").filter(has_text="Waiting for a worker")
    expect(place).to_contain_text("3 ahead of yours.")
    expect(place).to_have_attribute("aria-current", "step")
    client = Client(stack.address, stack.secret)
    client.cancel(line[0])
    expect(place).to_contain_text("2 ahead of yours.")
    for job_id in line[1:]:
        client.cancel(job_id)
    expect(place).to_contain_text("It is the next.")


def test_the_editor_says_how_many_are_ahead(page: Page, line: list[str]) -> None:
    assert len(line) == 3
    page.goto("/editor")
    sheet = page.get_by_role("application")
    sheet.focus()
    for way in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        page.keyboard.press("Enter")
        for _ in range(7):
            page.keyboard.press(way)
    page.get_by_role("button", name="Find rooms").click()
    expect(page.get_by_role("region", name="Detection").get_by_role("status")).to_contain_text(
        "Waiting for a worker… 3 ahead of yours."
    )


def test_a_job_is_found_again_under_its_address(page: Page, stack: LocalStack) -> None:
    with nobody_works(stack):
        page.goto("/")
        upload(page, "mine.json", new_plan("Mine"))
        expect(page.get_by_role("status").filter(has_text="Waiting for a worker")).to_be_visible()
        page.reload()
        expect(page.get_by_role("status").filter(has_text="Waiting for a worker")).to_be_visible()
        expect(page.get_by_role("heading", level=1, name="Mine")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("button", name="Choose a file")).to_be_visible()
        page.go_forward()
        expect(page.get_by_role("status").filter(has_text="Waiting for a worker")).to_be_visible()
    expect(rooms(page)).to_have_count(1)


def test_found_rooms_are_on_their_way_until_they_come(page: Page, two_rooms: bytes) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(re.compile(r"/results/job_\w+/\d+\.json"), hold)
    page.goto("/")
    upload(page, "two-rooms.json", two_rooms)
    expect(page.get_by_role("status").filter(has_text="Loading the rooms…")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="They are found.")).to_be_visible()
    held[0].continue_()
    expect(rooms(page)).to_have_count(2)


def test_axe_knows_no_fault_of_a_job_that_waits(page: Page, line: list[str]) -> None:
    page.goto(f"/jobs/{line[2]}")
    expect(page.get_by_text("2 ahead of yours.")).to_be_visible()
    assert_fit_in_every_look(page)
