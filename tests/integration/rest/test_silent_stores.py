"""A store takes requests and never answers: every route says so, and soon."""

from __future__ import annotations

import hashlib
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from roomjobs.api import Api, create_app
from roomjobs.config import Settings
from roomjobs.jobs.processing import Processor
from roomjobs.rest.http.settings import ApiSettings
from tests.chaos.weather import SERVICES, Weather

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.local.endpoint import Endpoint

#: Of the default of four: the test waits for all requests at once, so a second is enough.

_STORE_SECONDS = 1
#: Promised with the default; what a busy machine adds is far less than the difference.
_LONGEST_SECONDS = 5.0
_JSON: dict[str, Any] = {"content_type": "application/json"}


class Asked(NamedTuple):
    """One request, and what it was answered after how many seconds."""

    line: str
    status: int
    body: Any
    seconds: float


@pytest.fixture
def weather(endpoint: Endpoint) -> Iterator[Weather]:
    with Weather(endpoint.port, random.Random(1)) as proxy:
        yield proxy


@pytest.fixture
def app(aws_environment: dict[str, str], weather: Weather, monkeypatch: pytest.MonkeyPatch) -> Api:
    for name in (
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_S3",
        "AWS_ENDPOINT_URL_SQS",
        "AWS_ENDPOINT_URL_DYNAMODB",
    ):
        monkeypatch.setenv(name, weather.url)
    settings = Settings.from_environment(aws_environment)
    return create_app(settings, ApiSettings(auth="none", store_seconds=_STORE_SECONDS))


def ask(app: Api, line: str, **how: Any) -> Asked:
    method, path = line.split(" ", 1)
    began = time.monotonic()
    answer = app.test_client().open(path, method=method, **how)
    return Asked(line, answer.status_code, answer.get_data(), time.monotonic() - began)


def a_plan(plan: bytes, width: int) -> bytes:
    """A plan of its own: an equal one would reuse a result."""
    return plan.replace(b"6", str(width).encode())


@pytest.fixture
def routes(app: Api, two_rooms: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Every route that needs a store, with what makes it go well while all of them answer."""
    made = [
        json.loads(ask(app, "POST /jobs", data=a_plan(two_rooms, width), **_JSON).body)["job_id"]
        for width in range(7, 12)
    ]
    stores = app.stores
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)
    processor.process(made[0], "worker")
    done, cancelled, deleted, revoked, waited = made
    line = two_rooms + b"\n"
    batch = json.loads(ask(app, "POST /batches", data=line, content_type="application/x-ndjson").body)[
        "batch_id"
    ]
    upload = {"size": len(two_rooms), "sha256": hashlib.sha256(two_rooms).hexdigest()}
    keyed = {"Idempotency-Key": "k1"}
    return [
        ("POST /jobs", {"data": a_plan(two_rooms, 20), **_JSON}),
        ("POST /jobs", {"data": a_plan(two_rooms, 21), "headers": keyed, **_JSON}),
        ("POST /jobs", {"data": a_plan(two_rooms, 22), "headers": {"Prefer": "wait=1"}, **_JSON}),
        ("GET /jobs", {}),
        ("GET /jobs?status=failed", {}),
        (f"GET /jobs/{done}", {}),
        (f"GET /jobs/{waited}", {"headers": {"Prefer": "wait=1"}}),
        (f"GET /jobs/{done}/result", {}),
        (f"GET /jobs/{done}/result.csv", {}),
        (f"GET /jobs/{done}/plan", {}),
        (f"GET /jobs/{done}/timeline", {}),
        (f"GET /jobs/{done}/callbacks", {}),
        (f"GET /jobs/{done}/events", {}),
        (f"POST /jobs/{cancelled}/cancel", {}),
        (f"POST /jobs/{done}/retry", {}),
        (f"DELETE /jobs/{deleted}", {}),
        ("POST /uploads", {"data": json.dumps(upload), **_JSON}),
        ("POST /batches", {"data": line, "content_type": "application/x-ndjson"}),
        ("GET /batches", {}),
        (f"GET /batches/{batch}", {}),
        (f"GET /batches/{batch}/jobs", {}),
        (f"POST /batches/{batch}/cancel", {}),
        (f"DELETE /batches/{batch}", {}),
        ("GET /callbacks/secrets", {}),
        ("POST /callbacks/secrets/replace", {}),
        ("DELETE /owners/nobody", {}),
        ("GET /fleet/dead-letters", {}),
        ("POST /fleet/dead-letters/redrive", {}),
        ("GET /fleet/dead-letters/m1", {}),
        ("GET /fleet/failures", {}),
        ("GET /fleet/metrics", {}),
        ("GET /fleet/queues", {}),
        ("GET /fleet/scaling", {}),
        ("GET /fleet/workers", {}),
        ("POST /fleet/workers/w1:shutdown", {}),
        (f"POST /fleet/jobs/{revoked}:revoke", {}),
        ("GET /metrics", {}),
        ("GET /readyz", {}),
    ]


def test_every_route_is_answered_while_a_store_is_silent(
    app: Api, routes: list[tuple[str, dict[str, Any]]], weather: Weather
) -> None:
    with ThreadPoolExecutor(len(routes)) as threads:
        for service in SERVICES:
            weather.down = {service: "hang"}
            answers = [
                each.result() for each in [threads.submit(ask, app, line, **how) for line, how in routes]
            ]
            assert [each for each in answers if each.seconds > _LONGEST_SECONDS] == []
            assert [each for each in answers if each.status >= 500 and each.status != 503] == []


def test_what_was_cut_off_is_told_as_what_it_is(app: Api, two_rooms: bytes, weather: Weather) -> None:
    """A key finds the job of a request whose answer did not come, and makes a new one where there is none."""
    app.store_seconds = 2  # of which a busy machine needs some for the other two stores
    keyed = {"data": two_rooms, "headers": {"Idempotency-Key": "k"}, **_JSON}
    weather.down = {"S3": "hang"}
    refused = ask(app, "POST /jobs", **keyed)
    weather.down = {"SQS": "hang"}
    accepted = ask(app, "POST /jobs", **keyed)
    weather.down = {"DynamoDB": "hang"}
    unknown = ask(app, "POST /jobs", **keyed)
    weather.clear()
    repeated = ask(app, "POST /jobs", **keyed)
    assert [each.status for each in (refused, accepted, unknown, repeated)] == [503, 202, 503, 202]
    assert b"nothing was accepted" in refused.body
    assert b"same Idempotency-Key" in unknown.body
    assert json.loads(accepted.body)["job_id"] == json.loads(repeated.body)["job_id"]
    assert len(json.loads(ask(app, "GET /jobs").body)["jobs"]) == 1
