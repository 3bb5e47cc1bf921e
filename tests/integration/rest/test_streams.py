"""Server-sent events of a real API server."""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from roomjobs.jobs.job import new_job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.jobs.job import Job
    from roomjobs.services import Stores

STREAMS = 3  # of one owner


@pytest.fixture(autouse=True)
def few_short_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMJOBS_STREAMS", str(2 * STREAMS))
    monkeypatch.setenv("ROOMJOBS_STREAM_SECONDS", "4")


@pytest.fixture
def job(stores: Stores) -> Job:
    job = new_job(wall_count=4, now=1_900_000_000, retention_days=30, attempt_limit=4)
    stores.table.add(job)
    return job


def stream(url: str, last_id: str | None = None) -> urllib3.BaseHTTPResponse:
    headers = {"Last-Event-ID": last_id} if last_id else {}
    return urllib3.PoolManager(timeout=20).request("GET", url, headers=headers, preload_content=False)


def events(response: urllib3.BaseHTTPResponse) -> Iterator[dict[str, Any]]:
    """The events of a stream as they come."""
    text = ""
    for chunk in response.stream(1):
        text += chunk.decode()
        while "\n\n" in text:
            block, text = text.split("\n\n", 1)
            fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
            if "data" in fields:
                yield {**fields, "data": json.loads(fields["data"])}


def test_a_job_is_followed_to_its_end(api_address: str, stores: Stores, job: Job) -> None:
    response = stream(f"{api_address}/jobs/{job.job_id}/events")
    assert response.headers["Content-Type"] == "text/event-stream"
    arriving = events(response)
    assert next(arriving)["data"]["status"] == "pending"
    claimed = stores.table.claim(job.job_id, "worker-1")
    assert next(arriving)["data"]["status"] == "processing"
    stores.table.fail(claimed, message="broken", fingerprint="f", steps={})
    last = next(arriving)
    assert (last["event"], last["data"]["status"]) == ("job", "failed")
    assert list(arriving) == []
    again = stream(f"{api_address}/jobs/{job.job_id}/events", last["id"])
    assert again.status == 204  # a browser then comes back no more


def test_a_stream_resumes_behind_the_last_event(api_address: str, stores: Stores, job: Job) -> None:
    (first,) = events(stream(f"{api_address}/jobs/{job.job_id}/events"))
    stores.table.cancel(job.job_id)
    (second,) = events(stream(f"{api_address}/jobs/{job.job_id}/events", first["id"]))
    assert second["data"]["status"] == "cancelled"


def test_the_events_of_the_fleet_carry_what_changes(api_address: str, stores: Stores, job: Job) -> None:
    arriving = events(stream(f"{api_address}/fleet/events"))
    first = next(arriving)["data"]
    assert (first["workers"], first["queues"]["dead_letters"]) == ([], 0)
    assert first["queues"]["queues"][0]["oldest_age"] is not None
    assert len(first["minutes"]) == 2
    stores.table.cancel(job.job_id)
    # Not of need in the next one: a minute may begin meanwhile.
    assert any(event["data"]["queues"]["queues"][0]["oldest_age"] is None for event in arriving)


def test_one_owner_takes_not_all_streams(api_address: str, job: Job) -> None:
    url = f"{api_address}/jobs/{job.job_id}/events"
    open_streams = [stream(url) for _ in range(STREAMS)]
    refused = stream(url)
    assert (refused.status, b"the most that one owner gets" in refused.read()) == (429, True)
    assert {each.status for each in open_streams} == {200}
    for each in open_streams:
        each.close()


def test_a_stream_that_its_client_left_is_free_again(api_address: str, job: Job) -> None:
    url = f"{api_address}/jobs/{job.job_id}/events"
    for _ in range(2):
        open_streams = [stream(url) for _ in range(STREAMS)]
        assert {each.status for each in open_streams} == {200}
        for each in open_streams:
            each.close()
        threading.Event().wait(6)  # at the latest when they would have ended


def test_a_job_that_is_not_there_has_no_events(api_address: str) -> None:
    assert stream(f"{api_address}/jobs/job_{'0' * 32}/events").status == 404
