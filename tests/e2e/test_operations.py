"""What an operator does with the page, over real workers: the list of jobs, timelines, operations."""

from __future__ import annotations

import json
import os
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

from roomjobs.config import Settings
from roomjobs.local.child import Child
from roomjobs.local.folders import SAMPLES
from roomjobs.local.provision import local_clients
from roomjobs.local.stack import worker_command
from roomjobs.rest.client import Client
from tests.e2e.looks import assert_fit_for_all, assert_fit_in_every_look
from tests.e2e.polling import until

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack

# Of each line in a chart's legend, whether its colour is on the canvas; one without figures has none to show.
DRAWN = """() => [...document.querySelectorAll("figure.chart")].every((chart) => {
  const canvas = chart.querySelector("canvas");
  if (canvas.clientWidth < 0.8 * chart.clientWidth) return false;
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return [...chart.querySelectorAll("li")].every((line) => {
    if (line.textContent.endsWith("–")) return true;
    const [red, green, blue] = getComputedStyle(line.querySelector("line")).stroke.match(/\\d+/g).map(Number);
    for (let at = 0; at < data.length; at += 4) {
      const off = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
      if (data[at + 3] > 200 && off < 12) return true;
    }
    return false;
  });
})"""


def find_rooms(page: Page) -> None:
    page.goto("/")
    page.get_by_role("button", name=re.compile("^City flat")).click()
    expect(page.locator("path.room")).to_have_count(11)


def expect_drawn(page: Page) -> None:
    """Each chart is as wide as its panel, and has its axes and each of its lines in the line's colour."""
    expect(page.locator("figure.chart canvas")).to_have_count(4)
    until(page, DRAWN)


def test_operations_show_the_worker_and_what_it_did_live(page: Page) -> None:
    find_rooms(page)
    page.get_by_role("link", name="Operations").click()
    expect(page.get_by_text("Live", exact=True)).to_be_visible()
    expect(page.get_by_text("answering")).to_be_visible()
    expect_drawn(page)
    expect(
        page.get_by_role("figure", name="Workers in a minute").get_by_role("listitem").first
    ).to_contain_text("1")
    page.get_by_role("button", name="15 min").click()
    expect(page).to_have_url(re.compile("minutes=15"))


def test_a_worker_grows_and_shrinks(page: Page) -> None:
    page.goto("/operations")
    page.get_by_role("button", name="Grow by one").click()
    expect(page.get_by_text("3 jobs at once")).to_be_visible()
    page.get_by_role("button", name="Shrink by one").click()
    expect(page.get_by_text("2 jobs at once")).to_be_visible()


def test_filtered_jobs_lead_to_their_timeline(page: Page) -> None:
    find_rooms(page)
    page.get_by_role("link", name="Jobs", exact=True).click()
    table = page.get_by_role("region", name="Jobs")
    expect(table.get_by_role("row").nth(1)).to_contain_text("completed")
    page.get_by_role("button", name="failed").click()
    expect(page).to_have_url(re.compile(r"/jobs\?status=failed"))
    done = table.get_by_role("row").filter(has_text="completed")
    expect(done).to_have_count(0)
    page.reload()
    expect(page.get_by_role("button", name="failed", pressed=True)).to_be_visible()
    expect(done).to_have_count(0)
    page.goto("/jobs?status=completed")
    table.get_by_role("link").last.click()  # newer ones got the result of this one
    page.get_by_role("button", name="Timeline").click()
    dialog = page.get_by_role("dialog", name="What happened when")
    expect(dialog.get_by_role("heading", name=re.compile("^Attempt"))).to_contain_text(
        re.compile("Attempt 1: completed")
    )
    expect(dialog.get_by_role("listitem").filter(has_text="detect")).to_be_visible()


def long_plan(cells: int = 400) -> bytes:
    """A plan of so many rooms in both directions that it takes a while."""
    rows = [{"type": "line", "start": (0, k), "end": (cells, k)} for k in range(cells + 1)]
    columns = [{"type": "line", "start": (k, 0), "end": (k, cells)} for k in range(cells + 1)]
    return json.dumps({"name": "Long", "walls": rows + columns}).encode()


def test_a_running_job_shows_its_stage_and_is_revoked(page: Page, stack: LocalStack) -> None:
    job_id = Client(stack.address, stack.secret).submit(long_plan(), fresh=True).job_id
    page.goto("/operations")
    work = page.get_by_role("list", name=re.compile("^Jobs of celery@"))
    expect(work.get_by_role("link", name=job_id[:12])).to_be_visible()
    work.get_by_role("listitem").filter(has_text=job_id[:12]).get_by_role("button", name="Revoke").click()
    page.get_by_role("dialog", name="Revoke this job?").get_by_role("button", name="Revoke").click()
    expect(work.get_by_role("link", name=job_id[:12])).not_to_be_attached()
    page.goto(f"/jobs/{job_id}")
    expect(page.get_by_role("heading", name="This job was cancelled")).to_be_visible()


def test_a_worker_that_is_shut_down_leaves_the_list(page: Page, stack: LocalStack) -> None:
    command = [*worker_command(1), "--hostname", "leaving@%h"]
    log = stack.folder.logs / "leaving.log"
    environ = {**os.environ, **stack.environment}
    leaving = Child.start("leaving worker", command, environ=environ, log=log, stop_seconds=60)
    try:
        page.goto("/operations")
        card = page.locator(".worker").filter(has_text="leaving@")
        expect(card.get_by_text("answering")).to_be_visible()
        expect(card.get_by_role("button", name="Shrink by one")).to_be_disabled()  # one must be left
        card.get_by_role("button", name="Shut down").click()
        dialog = page.get_by_role("dialog", name=re.compile("^Shut leaving@.+ down\\?$"))
        dialog.get_by_role("button", name="Shut down").click()
        assert leaving.process.wait(180) == 0
        expect(card).not_to_be_attached()
        expect(page.locator(".worker")).to_have_count(1)
    finally:
        leaving.stop()


def test_a_dead_letter_is_peeked_at_and_deleted(page: Page, stack: LocalStack) -> None:
    settings = Settings.from_environment(stack.environment)
    body = json.dumps({"nobody": "knows this task"})
    sqs = local_clients(stack.environment)("sqs")
    sqs.send_message(QueueUrl=settings.dead_letter_queue_url, MessageBody=body)
    page.goto("/operations")
    letter = page.get_by_role("region", name="Dead letters").get_by_role("listitem")
    page.get_by_role("button", name="Look again").wait_for()
    while letter.count() == 0:  # the upkeep may hold it for some seconds
        page.get_by_role("button", name="Look again").click()
    letter.get_by_role("button", name="Peek").click()
    expect(letter.get_by_label("Message")).to_contain_text("knows this task")
    expect(letter.get_by_role("button", name="Redrive")).to_be_disabled()  # no job is known for it
    letter.get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog", name="Delete this message for good?")
    assert_fit_for_all(page)
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("None: every task came to an end.")).to_be_visible()
    assert Client(stack.address, stack.secret).dead_letters() == []


def test_failures_are_grouped_and_lead_to_their_jobs(page: Page, stack: LocalStack) -> None:
    client = Client(stack.address, stack.secret)
    wrong = [{"walls": [{"type": "line", "start": [0, 0]}]} for _ in range(2)]
    batch = client.submit_batch(
        "\n".join(map(json.dumps, wrong)).encode(), content_type="application/x-ndjson"
    )
    deadline = time.monotonic() + 300
    while client.batch(batch.batch_id).counts.failed < len(wrong):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    page.goto("/operations")
    group = (
        page.get_by_role("region", name="Failures").get_by_role("listitem").filter(has_text="/walls/0/end")
    )
    expect(group).to_have_count(1)
    group.get_by_role("link", name=re.compile(r"^\d+ jobs$")).click()
    expect(page).to_have_url(re.compile("/jobs\\?status=failed&error="))
    rows = page.get_by_role("region", name="Jobs").get_by_role("row").filter(has_text="/walls/0/end")
    expect(rows.nth(1)).to_be_visible()


def test_the_timeline_of_a_job_is_a_waterfall_with_words(page: Page, stack: LocalStack) -> None:
    client = Client(stack.address, stack.secret)
    job_id = client.submit((SAMPLES / "studio.json").read_bytes(), fresh=True).job_id
    client.wait(job_id, seconds=300)
    page.goto(f"/jobs/{job_id}")
    page.get_by_role("button", name="Timeline").click()
    dialog = page.get_by_role("dialog", name="What happened when")
    attempt = dialog.get_by_role("region", name="Attempt 1")
    for step in ("queued", "claim", "read", "detect", "write", "commit"):
        expect(attempt.get_by_role("listitem").filter(has_text=step)).to_have_text(re.compile(r"\d m?s$"))
    assert attempt.locator(".waterfall-lane span").count() >= 4
    assert_fit_for_all(page)


@pytest.mark.parametrize("screen", ["operations", "jobs", "no such batch", "no such page"])
def test_no_screen_of_operators_has_a_fault_that_axe_knows(
    page: Page, screen: str, faults: list[str]
) -> None:
    if screen == "operations":
        page.goto("/operations")
        expect(page.get_by_text("answering")).to_be_visible()
        expect_drawn(page)
    elif screen == "jobs":
        find_rooms(page)
        page.goto("/jobs?search=City")  # not all that other tests have left: axe looks at each row
        expect(page.get_by_role("region", name="Jobs")).to_be_visible()
    elif screen == "no such batch":
        page.goto(f"/batches/batch_{'0' * 32}")
        expect(page.get_by_role("heading", name="There is no such batch")).to_be_visible()
        faults.clear()  # the browser logs the 404 itself
    else:
        page.goto("/jobs")
        expect(page.get_by_role("button", name="Hand in many plans")).to_be_visible()  # it hears of moves now
        page.evaluate("history.pushState({}, '', '/nowhere'); dispatchEvent(new PopStateEvent('popstate'))")
        expect(page.get_by_role("heading", name="There is no page here")).to_be_visible()
    assert_fit_in_every_look(page)
