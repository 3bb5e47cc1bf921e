"""What operators see of real workers, and what these do when told."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.api import create_app
from roomjobs.fleet.lanes import PAUSE
from roomjobs.local.child import Child
from roomjobs.local.stack import worker_command
from roomjobs.tasks import create_celery

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def app() -> str:
    """What the worker runs."""
    return "roomjobs"


@pytest.fixture
def worker(settings: Settings, app: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Child]:
    """A worker of two processes."""
    assert settings.queue_url
    monkeypatch.setenv("ROOMJOBS_WAIT_SECONDS", "1")
    log = tmp_path / "worker.log"
    command = [app if word == "roomjobs" else word for word in worker_command()]
    child = Child.start("worker", command, environ=os.environ, log=log, stop_seconds=60)
    child.wait_until(lambda: b" ready." in log.read_bytes(), seconds=60)
    yield child
    child.stop()


def eventually(look: Callable[[], Any], seconds: float = 30) -> Any:
    """What `look` gives once it is true."""
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def only_worker(client: FlaskClient) -> Any:
    (found,) = eventually(lambda: client.get("/fleet/workers").get_json()["workers"])
    return found


def answering_worker(client: FlaskClient) -> Any:
    """The same, once it answers: on a busy machine that takes a while after its start."""
    return eventually(lambda: [each for each in [only_worker(client)] if each["is_answering"]])[0]


def submit(client: FlaskClient, plan: bytes) -> str:
    job_id: str = client.post("/jobs", data=plan, content_type="application/json").get_json()["job_id"]
    return job_id


def ended(client: FlaskClient, job_id: str) -> Any:
    def look() -> Any:
        job = client.get(f"/jobs/{job_id}").get_json()
        return job if job["poll_after_ms"] is None else None

    return eventually(look, 60)


def test_without_workers_there_is_nothing_to_see(client: FlaskClient) -> None:
    assert client.get("/fleet/workers").get_json() == {"workers": []}
    queues = client.get("/fleet/queues").get_json()
    assert re.match("room-detection-queue", queues["queues"][0].pop("name"))
    nothing = {"visible": 0, "in_flight": 0, "delayed": 0, "oldest_age": None}
    assert queues == {"queues": [nothing], "dead_letters": 0}
    assert client.get("/fleet/failures").get_json() == {"failures": []}
    metrics = client.get("/fleet/metrics?minutes=3").get_json()
    assert [minute["submitted"] for minute in metrics["minutes"]] == [0, 0, 0]
    assert metrics["run"] == {"count": 0, "p50": None, "p95": None, "p99": None}


def test_a_worker_shows_its_pool_and_is_counted(client: FlaskClient, worker: Child, two_rooms: bytes) -> None:
    assert worker.process.poll() is None
    job_id = submit(client, two_rooms)
    assert ended(client, job_id)["status"] == "completed"
    found = answering_worker(client)
    assert (found["pool"], found["concurrency"], found["is_answering"]) == ("prefork", 2, True)
    eventually(lambda: only_worker(client)["processed"] == 1)
    assert found["since"] <= found["last_beat"]
    scale = eventually(
        lambda: [
            minute
            for minute in client.get("/fleet/scaling?minutes=5").get_json()["minutes"]
            if minute["workers"]
        ]
    )
    assert {(minute["workers"], minute["processes"]) for minute in scale} == {(1, 2)}
    metrics = client.get("/fleet/metrics?minutes=5").get_json()
    for name in ("submitted", "completed"):
        assert sum(minute[name] for minute in metrics["minutes"]) == 1
    assert (metrics["wait"]["count"], metrics["run"]["count"]) == (1, 1)


def test_a_timeline_has_its_worker_and_steps(client: FlaskClient, worker: Child, two_rooms: bytes) -> None:
    assert worker.process.poll() is None
    job_id = submit(client, two_rooms)
    ended(client, job_id)
    timeline = client.get(f"/jobs/{job_id}/timeline").get_json()
    (attempt,) = timeline["attempts"]
    assert (attempt["attempt"], attempt["outcome"]) == (1, "completed")
    assert attempt["worker"] == only_worker(client)["name"]
    assert attempt["queued_at"] == timeline["created_at"]
    assert [step["name"] for step in attempt["steps"]] == ["claim", "read", "detect", "write", "commit"]
    ends = [attempt["claimed_at"], *(step["ended_at"] for step in attempt["steps"])]
    assert ends == sorted(ends)


@pytest.mark.parametrize("app", ["tests.integration.fleet.endless_app"])  # no plan is long on every machine
def test_a_revoked_job_ends_at_its_worker(
    client: FlaskClient, worker: Child, stores: Stores, two_rooms: bytes
) -> None:
    assert worker.process.poll() is None
    job_id = submit(client, two_rooms)

    def current() -> Any:
        jobs = only_worker(client)["current_jobs"]
        return jobs[0] if jobs else None

    assert eventually(current)["job_id"] == job_id
    eventually(lambda: client.get(f"/jobs/{job_id}").get_json()["status"] == "processing")
    assert client.post(f"/fleet/jobs/{job_id}:revoke").get_json()["status"] == "cancelled"
    eventually(lambda: not only_worker(client)["current_jobs"])
    assert client.post(f"/fleet/jobs/{job_id}:revoke").status_code == 200  # as with cancel
    (attempt,) = client.get(f"/jobs/{job_id}/timeline").get_json()["attempts"]
    assert attempt["outcome"] == "cancelled"
    eventually(lambda: stores.queue.depth().in_flight == 0)


def test_a_paused_lane_waits_and_a_pool_grows_and_shrinks(
    client: FlaskClient, worker: Child, settings: Settings, two_rooms: bytes
) -> None:
    assert worker.process.poll() is None
    name = answering_worker(client)["name"]
    pause = client.post("/fleet/lanes/interactive:pause").get_json()["pause"]
    assert pause["by"]
    told = {"queues": [settings.queue_url.rpartition("/")[2]]}
    obeyed = partial(create_celery(settings).control.broadcast, PAUSE, told, reply=True, timeout=2)
    eventually(obeyed)  # the request waits for it, too, but not as long as a busy machine may take
    waiting = submit(client, two_rooms)
    batch = client.post("/batches", json={"plans": [json.loads(two_rooms.replace(b"6", b"7"))]}).get_json()
    done = f"/batches/{batch['batch_id']}"
    eventually(lambda: client.get(done).get_json()["status"] == "completed")
    assert client.get(f"/jobs/{waiting}").get_json()["status"] == "pending"
    assert client.post("/fleet/lanes/interactive:pause").get_json()["pause"] == pause  # the first one counts
    lanes = {each["name"]: each["pause"] for each in client.get("/fleet/lanes").get_json()["lanes"]}
    assert lanes == {"interactive": pause, "batch": None, "large": None}
    assert client.post("/fleet/lanes/interactive:resume").get_json()["pause"] is None
    eventually(lambda: client.get(f"/jobs/{waiting}").get_json()["status"] == "completed")
    unknown = client.post("/fleet/lanes/fast:pause")
    assert (unknown.status_code, "there are interactive, batch, large" in unknown.text) == (404, True)
    assert client.post(f"/fleet/workers/{name}:grow?processes=2").get_json()["concurrency"] == 4
    eventually(lambda: only_worker(client)["concurrency"] == 4)
    assert client.post(f"/fleet/workers/{name}:shrink").get_json()["concurrency"] == 3
    eventually(lambda: only_worker(client)["concurrency"] == 3)
    refused = client.post(f"/fleet/workers/{name}:shrink?processes=3")
    assert (refused.status_code, "one must be left" in refused.get_json()["detail"]) == (409, True)


def test_a_worker_starts_with_the_pauses_of_lanes(
    client: FlaskClient, request: pytest.FixtureRequest, two_rooms: bytes, tmp_path: Path
) -> None:
    client.post("/fleet/lanes/interactive:pause")
    waiting = submit(client, two_rooms)
    batch = client.post("/batches", json={"plans": [json.loads(two_rooms.replace(b"6", b"7"))]}).get_json()
    request.getfixturevalue("worker")
    done = f"/batches/{batch['batch_id']}"
    eventually(lambda: client.get(done).get_json()["status"] == "completed")
    assert waiting not in (tmp_path / "worker.log").read_text()
    assert client.get(f"/jobs/{waiting}").get_json()["status"] == "pending"


def test_a_worker_that_ends_is_gone_from_the_list(client: FlaskClient, worker: Child) -> None:
    name = answering_worker(client)["name"]
    assert client.post(f"/fleet/workers/{name}:shutdown").status_code == 202
    assert worker.process.wait(60) == 0
    eventually(lambda: not client.get("/fleet/workers").get_json()["workers"])
    assert client.post(f"/fleet/workers/{name}:shutdown").status_code == 404


def test_a_killed_worker_is_listed_as_silent(client: FlaskClient, worker: Child) -> None:
    only_worker(client)
    os.killpg(worker.process.pid, 9)
    worker.process.wait(10)
    silent = eventually(lambda: [each for each in [only_worker(client)] if not each["is_answering"]])[0]
    assert (silent["concurrency"], silent["current_jobs"]) == (2, [])
    assert client.post(f"/fleet/workers/{silent['name']}:grow").status_code == 404


def test_a_worker_that_answers_too_late_may_have_done_it(client: FlaskClient, worker: Child) -> None:
    name = answering_worker(client)["name"]
    os.killpg(worker.process.pid, signal.SIGSTOP)
    try:
        late = client.post(f"/fleet/workers/{name}:grow")
    finally:
        os.killpg(worker.process.pid, signal.SIGCONT)
    assert (late.status_code, "may come through yet" in late.get_json()["detail"]) == (504, True)


@pytest.mark.parametrize(
    "path",
    ["/fleet/metrics?minutes=0", "/fleet/metrics?minutes=1441", "/fleet/scaling?minute=5"],
)
def test_a_wrong_parameter_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_failures_are_grouped_by_their_fingerprint(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    ids = [submit(client, two_rooms) for _ in range(4)]
    for job_id, fault in zip(ids, ("a", "b", "a", "a"), strict=True):
        claimed = stores.table.claim(job_id, "worker-1")
        stores.table.fail(claimed, message=f"fault {fault}", fingerprint=fault, steps={})
    first, second = client.get("/fleet/failures").get_json()["failures"]
    assert (first["fingerprint"], first["count"], first["message"]) == ("a", 3, "fault a")
    assert first["example_job_id"] in ids
    assert first["first_at"] <= first["last_at"]
    assert (second["fingerprint"], second["count"]) == ("b", 1)


def test_the_age_of_the_oldest_job_that_waits_is_known(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    submit(client, two_rooms)
    queue = eventually(
        lambda: [each for each in client.get("/fleet/queues").get_json()["queues"] if each["visible"] == 1]
    )[0]
    assert 0 <= queue["oldest_age"] < 60
    assert stores.queue.backlog() == 1


def test_prometheus_reads_gauges_and_counters(client: FlaskClient, two_rooms: bytes) -> None:
    submit(client, two_rooms)
    text = client.get("/metrics").get_data(as_text=True)
    assert 'roomjobs_queue_messages{state="visible"} 1' in text
    assert 'roomjobs_jobs_total{event="submitted"} 0' in text
    for line in text.splitlines():
        assert re.fullmatch(r'# (HELP|TYPE) roomjobs_\w+ .+|roomjobs_\w+({\w+="[^"]+"})? [-+.e\d]+', line)


@pytest.mark.parametrize("path", ["/fleet/workers/x:shutdown", "/fleet/jobs/x:revoke"])
def test_a_page_of_another_site_steers_nothing(client: FlaskClient, path: str) -> None:
    assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_a_worker_writes_its_log_as_json_if_asked_to(
    client: FlaskClient, two_rooms: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROOMJOBS_LOG_FORMAT", "json")
    monkeypatch.setenv("ROOMJOBS_METRICS_NAMESPACE", "RoomJobs/test")
    monkeypatch.setenv("ROOMJOBS_WAIT_SECONDS", "1")
    log = tmp_path / "json.log"
    child = Child.start("worker", worker_command(), environ=os.environ, log=log, stop_seconds=60)
    try:
        child.wait_until(lambda: b"ready." in log.read_bytes(), seconds=60)
        job_id = submit(client, two_rooms)
        ended(client, job_id)
    finally:
        child.stop()
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert any(job_id in line["message"] for line in lines if line.get("job_id") == job_id)
    assert any(line.get("JobsCompleted") == 1 for line in lines if "_aws" in line)
