"""Callbacks by REST, from a real worker to a real receiver, and to an event bus."""

from __future__ import annotations

import json
import os
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.jobs.callbacks.signing import headers
from roomjobs.local.child import Child
from roomjobs.local.stack import worker_command

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask.testing import FlaskClient

Received = list[tuple[dict[str, str], bytes]]


@pytest.fixture
def receiver() -> Iterator[tuple[str, Received]]:
    """The address of a service that fails twice and then takes what comes, and what it got."""
    got: Received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(503 if len(got) < 3 else 204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base names it
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/ended", got
    server.shutdown()
    server.server_close()


@pytest.fixture
def local(aws_environment: dict[str, str]) -> FlaskClient:
    """An API that calls this machine."""
    settings = Settings.from_environment(aws_environment)
    return create_app(replace(settings, local_callbacks=True, event_bus="ends")).test_client()


@pytest.fixture
def bus(aws_environment: dict[str, str]) -> Callable[[], list[dict[str, Any]]]:
    """An event bus with a rule for the ends of one environment; what it has sent on so far."""
    region = aws_environment["AWS_REGION"]
    events, sqs = boto3.client("events", region), boto3.client("sqs", region)
    events.create_event_bus(Name="ends")
    url = sqs.create_queue(QueueName="ends")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["room-jobs.test"], "detail-type": ["job.completed"]}
    events.put_rule(Name="ends", EventBusName="ends", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="ends", EventBusName="ends", Targets=[{"Id": "queue", "Arn": arn}])

    seen: list[dict[str, Any]] = []

    def taken() -> list[dict[str, Any]]:
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
        seen.extend(json.loads(each["Body"]) for each in messages)
        return seen

    return taken


@pytest.fixture
def start_worker(aws_environment: dict[str, str], tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Starts a worker that repeats a callback after a second."""
    assert aws_environment
    workers: list[Child] = []

    def start() -> None:
        log = tmp_path / "worker.log"
        command = ["tests.integration.jobs.eager_app" if w == "roomjobs" else w for w in worker_command()]
        environ = {**os.environ, "ROOMJOBS_CALLBACKS": "local", "ROOMJOBS_WAIT_SECONDS": "1"}
        environ |= {"ROOMJOBS_EVENT_BUS": "ends", "ROOMJOBS_EVENT_SOURCE": "room-jobs.test"}
        workers.append(Child.start("worker", command, environ=environ, log=log, stop_seconds=60))

    yield start
    for worker in workers:
        worker.stop()


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_worker_tells_an_end_until_it_is_taken(
    local: FlaskClient,
    start_worker: Callable[[], None],
    two_rooms: bytes,
    receiver: tuple[str, Received],
    bus: Callable[[], list[dict[str, Any]]],
) -> None:
    url, got = receiver
    start_worker()
    answer = local.post(f"/jobs?callback_url={url}", data=two_rooms, content_type="application/json")
    assert answer.status_code == 202, answer.text
    address = f"/jobs/{answer.get_json()['job_id']}/callbacks"

    def listed() -> Any:
        return local.get(address).get_json()

    until(lambda: [each["status"] for each in listed()["callbacks"]] == ["delivered"])
    (told,) = listed()["callbacks"]
    assert [each["status_code"] for each in told["attempts"]] == [503, 503, 204]
    assert (listed()["callback_url"], told["type"], told["next_at"]) == (url, "job.completed", None)
    (secret,) = local.get("/callbacks/secrets").get_json()["secrets"]
    for sent, body in got:
        assert (
            sent.items()
            >= headers([secret], told["id"], int(sent["webhook-timestamp"]), body.decode()).items()
        )
    assert json.loads(got[-1][1])["data"]["rooms_count"] == 2
    until(lambda: bool(bus()))
    events = bus()
    assert [(each["source"], each["detail-type"]) for each in events] == [("room-jobs.test", "job.completed")]
    assert events[0]["detail"] == {"id": told["id"], **json.loads(got[-1][1])}
    again = local.post(f"{address}/{told['id']}/redeliver")
    assert (again.status_code, again.get_json()["status"]) == (202, "due")
    until(lambda: len(got) == 4)
    assert {sent["webhook-id"] for sent, _ in got} == {told["id"]}


def test_what_is_no_address_is_refused(aws_environment: dict[str, str], two_rooms: bytes) -> None:
    client = create_app(Settings.from_environment(aws_environment)).test_client()
    plans = b'{"plans": [' + two_rooms + b"]}"
    for path, body in (("/jobs", two_rooms), ("/batches", plans)):
        for url in ("http://example.com/", "https://169.254.169.254/", "https://10.0.0.1/"):
            refused = client.post(
                path, query_string={"callback_url": url}, data=body, content_type="application/json"
            )
            assert (refused.status_code, refused.get_json()["code"]) == (422, "address-refused")
            assert refused.get_json()["detail"].startswith("The parameter callback_url must ")
    assert client.get("/jobs").get_json()["jobs"] == []


def test_callbacks_of_a_batch_and_of_others(local: FlaskClient, two_rooms: bytes) -> None:
    plans = b'{"plans": [' + two_rooms + b"]}"
    url = "https://example.com/ended"
    batch = local.post(
        "/batches", query_string={"callback_url": url}, data=plans, content_type="application/json"
    ).get_json()
    address = f"/batches/{batch['batch_id']}/callbacks"
    assert local.get(address).get_json() == {"callback_url": url, "callbacks": []}
    missing = local.post(f"{address}/{batch['batch_id']}-0-1-completed/redeliver")
    assert (missing.status_code, missing.get_json()["code"]) == (404, "not-found")
    assert local.post(f"{address}/{batch['batch_id']}{'-' * 3000}/redeliver").status_code == 404
    job = local.post("/jobs", data=two_rooms, content_type="application/json").get_json()
    assert local.get(f"/jobs/{job['job_id']}/callbacks").get_json() == {"callback_url": None, "callbacks": []}
    assert local.get(f"/jobs/job_{'0' * 32}/callbacks").status_code == 404
    (old,) = local.get("/callbacks/secrets").get_json()["secrets"]
    new, before = local.post("/callbacks/secrets/replace").get_json()["secrets"]
    assert before == old != new
