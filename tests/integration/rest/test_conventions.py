"""What holds for many routes: keys against doing things twice, waits, limits, compression, origins."""

from __future__ import annotations

import gzip
import json
import threading
import time
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.exceptions import EndpointConnectionError

from roomjobs import services
from roomjobs.api import Api, create_app
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.jobs.queue_position import QueuePosition
from roomjobs.jobs.store.listing import Wanted
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.idempotency_table import LEASE_SECONDS, Answer, InWorkError, Operation
from roomjobs.rest.http.rate_limits import RateLimit, Standing
from roomjobs.rest.http.settings import ApiSettings
from tests import api_stores

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores


@pytest.fixture
def app(settings: Settings) -> Api:
    return create_app(settings, ApiSettings(auth="none"))


@pytest.fixture
def client(app: Api) -> FlaskClient:
    return app.test_client()


def submit(client: FlaskClient, plan: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.post("/jobs", data=plan, content_type="application/json", headers=named)


def jobs_of(client: FlaskClient) -> list[str]:
    return [job["job_id"] for job in client.get("/jobs").get_json()["jobs"]]


def test_a_key_gives_the_first_answer_again(client: FlaskClient, two_rooms: bytes) -> None:
    first = submit(client, two_rooms, Idempotency_Key="k1")
    second = submit(client, two_rooms, Idempotency_Key='"k1"')
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.data == second.data
    assert first.headers["Location"] == second.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    other = submit(client, two_rooms, Idempotency_Key="k2")
    assert set(jobs_of(client)) == {first.get_json()["job_id"], other.get_json()["job_id"]}


def test_cache_headers_do_not_change_what_a_key_means(client: FlaskClient, two_rooms: bytes) -> None:
    first = submit(client, two_rooms, Idempotency_Key="k1")
    for told in ("no-cache", "max-age=0"):
        again = submit(client, two_rooms, Idempotency_Key="k1", Cache_Control=told)
        assert (again.status_code, again.data) == (202, first.data)


def test_a_key_that_was_used_for_another_request_is_422(client: FlaskClient, two_rooms: bytes) -> None:
    submit(client, two_rooms, Idempotency_Key="k1")
    response = submit(client, two_rooms + b" ", Idempotency_Key="k1")
    assert response.status_code == 422
    assert "was used for another request" in response.get_json()["detail"]
    assert submit(client, two_rooms, Idempotency_Key="k\x7f").status_code == 400


def test_a_refused_request_leaves_its_key_free(client: FlaskClient, two_rooms: bytes) -> None:
    assert submit(client, b"{}", Idempotency_Key="k1").status_code == 422
    accepted = submit(client, two_rooms, Idempotency_Key="k1").get_json()
    assert client.get(f"/jobs/{accepted['job_id']}").get_json()["status"] == "pending"


class Died(BaseException):
    """The process ends at this line: nothing after it happens, not even what handles errors."""


class DiesAt:
    """Does what another object does, but dies at one of its methods, before or after it."""

    def __init__(self, real: object, line: str, when: str) -> None:
        self._real, self._line, self._when = real, line, when

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        return self._dying(method) if name == self._line else method

    def _dying(self, method: Any) -> Any:
        def dying(*args: Any, **more: Any) -> None:
            if self._when == "after":
                method(*args, **more)
            raise Died

        return dying


def take_in(submission: Any, operations: Any, plan: bytes) -> str:
    begun = operations.begin("ann", "k1", plan)
    if isinstance(begun, Answer):
        return begun.body.decode()
    assert isinstance(begun, Operation)
    job: Job = submission.submit(plan, owner="ann", operation=begun.idempotent)
    operations.finish(begun, Answer(202, {}, job.job_id.encode()))
    return job.job_id


@pytest.mark.parametrize("line", ["put_plan", "add", "__call__", "finish"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_death_at_any_line_leaves_one_job(
    app: Api, stores: Stores, settings: Settings, two_rooms: bytes, line: str, when: str
) -> None:
    whole = app.submission
    send = DiesAt(whole.send_task, line, when)
    parts: dict[str, Any] = {
        "table": DiesAt(whole.table, line, when),
        "lines": replace(whole.lines, table=cast("Any", DiesAt(whole.table, line, when))),
        "store": DiesAt(whole.store, line, when),
        "send_task": getattr(send, "__call__"),  # noqa: B004, B009 - by way of __getattr__
    }
    with pytest.raises(Died):
        take_in(replace(whole, **parts), DiesAt(api_stores.operations(stores), line, when), two_rooms)
    if (line, when) != ("finish", "after"):
        with pytest.raises(InWorkError):
            take_in(whole, api_stores.operations(stores), two_rooms)
    later = replace(api_stores.operations(stores), clock=lambda: time.time() + LEASE_SECONDS + 1)
    job_id = take_in(whole, later, two_rooms)
    assert take_in(whole, later, two_rooms) == job_id
    listed, _ = stores.listing.page(Wanted(), None, limit=10)
    assert [(job.job_id, job.status) for job in listed] == [(job_id, JobStatus.PENDING)]
    assert stores.plans.read_plan(listed[0].input_s3_key) == two_rooms
    queue = services.open_clients(settings.region).sqs
    assert queue.receive_message(QueueUrl=settings.queue_url, MaxNumberOfMessages=10)["Messages"]


@pytest.mark.parametrize("is_written", [True, False])
def test_a_key_whose_outcome_was_unknown_makes_one_job(
    app: Api, stores: Stores, two_rooms: bytes, monkeypatch: pytest.MonkeyPatch, *, is_written: bool
) -> None:
    """An answer is lost, and the table throttles all repeats: the client gets 503 and asks again."""
    client = app.test_client()
    add = stores.table.add

    def without_answer(job: Job) -> None:
        if is_written:
            add(job)
        raise EndpointConnectionError(endpoint_url="table")

    with monkeypatch.context() as outage:
        outage.setattr(app.submission.table, "add", without_answer)
        first = submit(client, two_rooms, Idempotency_Key="k1")
    assert first.status_code == 503
    assert "same Idempotency-Key" in first.get_json()["detail"]
    accepted = submit(client, two_rooms, Idempotency_Key="k1")
    assert (accepted.status_code, accepted.headers["Location"]) == (202, first.headers["Location"])
    assert jobs_of(client) == [accepted.get_json()["job_id"]]


def test_a_key_is_forgotten_after_a_day(stores: Stores) -> None:
    begun = api_stores.operations(stores).begin("ann", "k1", b"one")
    assert isinstance(begun, Operation)
    api_stores.operations(stores).finish(begun, Answer(202, {}, b""))
    tomorrow = replace(api_stores.operations(stores), clock=lambda: time.time() + 25 * 3600)
    again = tomorrow.begin("ann", "k1", b"another")
    assert isinstance(again, Operation)
    assert not again.was_begun


def test_an_answer_is_held_back_if_preferred(client: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    claimed: list[Job] = []

    def work() -> None:
        while not (jobs := stores.listing.page(Wanted(), None, limit=1)[0]):
            time.sleep(0.02)
        claimed.append(stores.table.claim(jobs[0].job_id, "worker-1"))
        time.sleep(0.2)
        stores.table.complete(claimed[0], rooms_count=2, confidence_score=0.5, steps={})

    worker = threading.Thread(target=work)
    worker.start()
    response = submit(client, two_rooms, Prefer="respond-async, wait=15")
    worker.join()
    assert (response.status_code, response.get_json()["status"]) == (200, "completed")
    assert response.headers["Preference-Applied"] == "wait=15"
    assert response.headers["Location"] == f"/jobs/{claimed[0].job_id}"


def test_a_wait_ends_at_its_limit_or_at_news(app: Api, stores: Stores, two_rooms: bytes) -> None:
    client = app.test_client()
    accepted = submit(client, two_rooms, Prefer="wait=1")
    assert (accepted.status_code, accepted.headers["Preference-Applied"]) == (202, "wait=1")
    address = accepted.headers["Location"]
    state = client.get(address, headers={"Prefer": "wait=1"})
    assert (state.get_json()["status"], state.headers["Preference-Applied"]) == ("pending", "wait=1")
    known = {"If-None-Match": state.headers["ETag"], "Prefer": "wait=1"}
    assert client.get(address, headers=known).status_code == 304
    stores.table.claim(accepted.get_json()["job_id"], "worker-1")
    changed = client.get(address, headers={**known, "Prefer": "wait=20"})
    assert (changed.status_code, changed.get_json()["status"]) == (200, "processing")


def test_a_weak_etag_is_waited_on_like_a_strong_one(client: FlaskClient, two_rooms: bytes) -> None:
    """A client that is answered at once, and told that it was waited for, would ask again and again."""
    job_id = submit(client, two_rooms).get_json()["job_id"]
    etag = client.get(f"/jobs/{job_id}").headers["ETag"]
    waited = client.get(f"/jobs/{job_id}", headers={"If-None-Match": f"W/{etag}", "Prefer": "wait=1"})
    assert (waited.status_code, waited.headers["Preference-Applied"]) == (304, "wait=1")


def test_who_only_submits_is_told_nothing_by_a_wait(
    settings: Settings, stores: Stores, two_rooms: bytes
) -> None:
    client = create_app(settings, ApiSettings(auth="required")).test_client()
    token = api_stores.tokens(stores).create(owner="ann", scopes=[Scope.SUBMIT]).text
    bearer = {"Authorization": f"Bearer {token}", "Prefer": "wait=1"}
    response = client.post("/jobs", data=two_rooms, content_type="application/json", headers=bearer)
    assert (response.status_code, "Preference-Applied" in response.headers) == (202, False)
    assert response.get_json().keys() == {"job_id", "status", "created_at", "poll_after_ms"}


def test_without_waiting_an_answer_comes_at_once(settings: Settings, two_rooms: bytes) -> None:
    client = create_app(settings, ApiSettings(auth="none", longest_wait_seconds=0)).test_client()
    assert "Preference-Applied" not in submit(client, two_rooms, Prefer="wait=5").headers


def test_an_owner_has_so_many_requests_a_minute(settings: Settings) -> None:
    client = create_app(settings, ApiSettings(auth="none", requests_per_minute=2)).test_client()
    first = client.get("/jobs")
    assert first.headers["RateLimit-Policy"] == '"owner";q=2;w=60'
    assert first.headers["RateLimit"].startswith('"owner";r=1;t=')
    client.get("/jobs")
    refused = client.get("/jobs")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["RateLimit"].startswith('"owner";r=0;t=')
    assert client.get("/healthz").status_code == 200


def test_a_new_minute_counts_anew_and_each_owner_alone() -> None:
    now = 59.0
    limit = RateLimit(2, clock=lambda: now)
    assert limit.count("ann") == Standing(1, 1)
    assert limit.count("bob") == Standing(1, 1)
    assert limit.count("ann") == Standing(0, 1)
    now = 60.0
    assert limit.count("ann") == Standing(1, 60)


def test_a_plan_may_come_as_gzip(client: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    response = submit(client, gzip.compress(two_rooms), Content_Encoding="gzip")
    assert response.status_code == 202
    job = stores.table.get(response.get_json()["job_id"])
    assert job is not None
    assert stores.plans.read_plan(job.input_s3_key) == two_rooms


def test_a_bomb_goes_off_at_the_limit(settings: Settings) -> None:
    client = create_app(replace(settings, max_body_bytes=100_000), ApiSettings(auth="none")).test_client()
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    assert submit(client, bomb, Content_Encoding="gzip").status_code == 413
    assert submit(client, b"x" * 100_001, Content_Encoding="gzip").status_code == 413


def test_a_broken_gzip_is_400_and_others_415(client: FlaskClient, two_rooms: bytes) -> None:
    whole = gzip.compress(two_rooms)
    for body in (b"no gzip", whole[:-9], whole + b"more", zlib.compress(two_rooms), b""):
        assert submit(client, body, Content_Encoding="gzip").status_code == 400
    assert submit(client, whole, Content_Encoding="br").status_code == 415


def test_large_answers_are_compressed_on_request(client: FlaskClient, two_rooms: bytes) -> None:
    for _ in range(10):
        submit(client, two_rooms)
    plain = client.get("/jobs")
    small = client.get("/jobs", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert json.loads(gzip.decompress(small.data)).keys() == plain.get_json().keys()
    assert int(small.headers["Content-Length"]) < len(plain.data) / 2


def test_only_pages_of_allowed_origins_use_the_api(settings: Settings) -> None:
    page = "https://rooms.example"
    client = create_app(settings, ApiSettings(auth="none", cors_origins=frozenset({page}))).test_client()
    asked = {"Origin": page, "Access-Control-Request-Method": "POST"}
    preflight = client.options("/jobs", headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Origin"] == page
    assert "POST" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    shown = client.get("/jobs", headers={"Origin": page, "Sec-Fetch-Site": "cross-site"})
    assert shown.status_code == 200
    assert "ETag" in shown.headers["Access-Control-Expose-Headers"]
    stranger = client.get("/healthz", headers={"Origin": "https://other.example"})
    assert "Access-Control-Allow-Origin" not in stranger.headers
    assert "Origin" in stranger.headers["Vary"]


def test_every_answer_says_how_it_may_be_used(client: FlaskClient) -> None:
    for response in (client.get("/jobs"), client.get("/nowhere"), client.head("/jobs")):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert response.headers["Cache-Control"] == "no-store"
        assert "Strict-Transport-Security" not in response.headers
    by_tls = client.get("/jobs", base_url="https://localhost")
    assert by_tls.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert client.head("/jobs").data == b""
    assert {"GET", "POST"} <= set(client.options("/jobs").headers["Allow"].split(", "))


def test_the_id_of_a_request_travels_with_its_task(
    client: FlaskClient, settings: Settings, two_rooms: bytes
) -> None:
    submit(client, two_rooms, X_Request_Id="abc-1")
    sqs = services.open_clients(settings.region).sqs
    (message,) = sqs.receive_message(QueueUrl=settings.queue_url)["Messages"]
    assert json.loads(message["Body"])["headers"]["roomjobs_request_id"] == "abc-1"


def test_no_route_takes_a_parameter_that_it_does_not_know(client: FlaskClient) -> None:
    for path, operations in client.get("/openapi.json").get_json()["paths"].items():
        for method, operation in operations.items():
            if method == "parameters" or not operation["security"]:
                continue
            known = [each["name"] for each in operation.get("parameters", []) if each["in"] == "query"]
            refused = client.open(
                path.replace("{job_id}", "x"), method=method, query_string={"fingerprnt": "x"}
            )
            there_are = f"there are {', '.join(known)}" if known else "there are none here"
            assert refused.status_code == 400, (method, path)
            assert refused.get_json()["detail"] == f"The parameter fingerprnt is unknown; {there_are}."


def test_a_change_under_an_etag_is_of_that_state_only(
    app: Api, client: FlaskClient, two_rooms: bytes
) -> None:
    address = submit(client, two_rooms).headers["Location"]
    seen = {"If-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=seen).status_code == 200
    weak = {"If-Match": "W/" + seen["If-Match"]}
    assert client.delete(address, headers=weak).status_code == 412  # strong comparison alone
    assert client.post(f"{address}/cancel", headers=seen).status_code == 200
    for refused in (
        client.delete(address, headers=seen),
        client.post(f"{address}/retry", headers=seen),
        client.get(address, headers=seen),
        client.get(address, headers={**seen, "If-None-Match": "*"}),
    ):
        assert (refused.status_code, refused.get_json()["code"]) == (412, "precondition-failed")
    now = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-Match": "*"}).status_code == 200
    behind_apache = {"If-Match": f'"x", {now[:-1]}-gzip"'}
    assert client.delete(address, headers=behind_apache).status_code == 204
    assert client.delete(address, headers=behind_apache).status_code == 404
    assert app.stores.table.get(address.rpartition("/")[2]) is None


def test_a_job_is_the_same_while_others_go_before_it(
    client: FlaskClient, two_rooms: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [7]
    monkeypatch.setattr(QueuePosition, "ahead", lambda *_: places[0])
    address = submit(client, two_rooms).headers["Location"]
    seen = client.get(address).headers["ETag"]
    places[0] = 3
    later = client.get(address, headers={"If-None-Match": seen})
    assert (later.status_code, later.get_json()["ahead"]) == (200, 3)
    assert later.headers["ETag"] != seen
    assert client.get(address, headers={"If-Match": seen}).status_code == 200
    assert client.delete(address, headers={"If-Match": seen}).status_code == 204


def test_what_has_no_etag_is_not_changed_under_one(client: FlaskClient, two_rooms: bytes) -> None:
    tag = {"If-Match": '"x"'}
    job = submit(client, two_rooms).headers["Location"]
    assert submit(client, two_rooms, If_Match='"x"').status_code == 412
    assert client.post("/uploads", json={}, headers=tag).status_code == 412
    assert client.get("/jobs", headers=tag).status_code == 412
    assert client.get(f"{job}/events", headers=tag).status_code == 412
    assert client.get(f"{job}/plan", headers=tag).status_code == 307  # elsewhere: RFC 9110, 13.2.1
    assert client.get("/jobs/job_0", headers=tag).status_code == 404
    assert client.options("/jobs", headers=tag).status_code == 200
    assert len(jobs_of(client)) == 1


def test_the_server_as_a_whole_tells_its_methods(client: FlaskClient) -> None:
    response = client.open(method="OPTIONS", environ_overrides={"PATH_INFO": "*"})
    assert (response.status_code, response.data) == (204, b"")
    assert "DELETE" in response.headers["Allow"]
    assert client.get("/", environ_overrides={"PATH_INFO": "*"}).status_code == 404
