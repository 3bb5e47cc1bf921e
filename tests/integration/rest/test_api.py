"""The API over real stores and a real queue; no worker runs here."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import services
from roomjobs.api import Api, create_app
from roomjobs.jobs.job import JobStatus, TransitionRefusedError
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.plans.store import PlanStore
from roomjobs.rest.routes import health

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores


@pytest.fixture
def app(settings: Settings) -> Api:
    return create_app(settings)


@pytest.fixture
def client(app: Api) -> FlaskClient:
    return app.test_client()


def submit(client: FlaskClient, body: bytes) -> Any:
    return client.post("/jobs", data=body, content_type="application/json")


def test_a_plan_is_accepted_stored_and_queued(
    client: FlaskClient, stores: Stores, settings: Settings, two_rooms: bytes
) -> None:
    response = submit(client, two_rooms)

    assert response.status_code == 202
    document = response.get_json()
    assert re.fullmatch("job_[0-9a-f]{32}", document["job_id"])
    assert document.keys() == {"job_id", "status", "created_at", "poll_after_ms"}
    assert (document["status"], document["poll_after_ms"]) == ("pending", 500)
    assert response.headers["Location"] == f"/jobs/{document['job_id']}"
    assert response.headers["Retry-After"] == "1"

    job = stores.table.get(document["job_id"])
    assert job is not None
    assert (job.status, job.wall_count, job.created_at) == (JobStatus.PENDING, 5, document["created_at"])
    assert stores.plans.read_plan(job.input_s3_key) == two_rooms

    sqs = services.open_clients(settings.region).sqs
    messages = sqs.receive_message(QueueUrl=settings.queue_url)["Messages"]
    assert len(messages) == 1
    envelope = json.loads(messages[0]["Body"])
    assert envelope["headers"]["id"] == f"{job.job_id}-1"
    arguments, _keywords, _embed = json.loads(envelope["body"])
    assert arguments == [job.job_id]  # the claim check: nothing of the plan travels with the message


def test_a_pending_job_shows_null_for_the_unknown(client: FlaskClient, two_rooms: bytes) -> None:
    accepted = submit(client, two_rooms).get_json()
    response = client.get(f"/jobs/{accepted['job_id']}")
    assert response.status_code == 200
    assert response.get_json() == {
        "job_id": accepted["job_id"],
        "status": "pending",
        "created_at": accepted["created_at"],
        "updated_at": accepted["created_at"],
        "processing_time": None,
        "rooms_count": None,
        "confidence_score": None,
        "output_url": None,
        "poll_after_ms": 500,
        "name": None,
        "owner": "local",
        "wall_count": 5,
        "progress": None,
        "ahead": 0,
    }


def test_a_known_etag_gets_304_until_the_job_changes(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    job_id = submit(client, two_rooms).get_json()["job_id"]
    etag = client.get(f"/jobs/{job_id}").headers["ETag"]
    unchanged = client.get(f"/jobs/{job_id}", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    assert unchanged.headers["Cache-Control"] == "no-cache"
    weak = client.get(f"/jobs/{job_id}", headers={"If-None-Match": f"W/{etag}"})  # as proxies that compress
    assert weak.status_code == 304
    assert "Content-Security-Policy" not in unchanged.headers, "the client has it already"
    stores.table.claim(job_id, "worker-1")
    changed = client.get(f"/jobs/{job_id}", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_a_completed_job_links_to_its_result(client: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    job_id = submit(client, two_rooms).get_json()["job_id"]
    claimed = stores.table.claim(job_id, "worker-1")
    stores.plans.put_result(f"results/{job_id}/1.json", b'{"rooms":[]}')
    stores.table.complete(claimed, rooms_count=0, confidence_score=None, steps={})

    document = client.get(f"/jobs/{job_id}").get_json()
    assert (document["status"], document["rooms_count"], document["poll_after_ms"]) == ("completed", 0, None)
    assert document["output_url"].startswith("http://127.0.0.1:")
    assert "Signature=" in document["output_url"]

    redirect = client.get(f"/jobs/{job_id}/result")
    assert redirect.status_code == 307
    assert f"results/{job_id}/1.json" in redirect.headers["Location"]


def test_the_plan_of_a_job_can_be_read_back(client: FlaskClient, two_rooms: bytes) -> None:
    job_id = submit(client, two_rooms).get_json()["job_id"]
    redirect = client.get(f"/jobs/{job_id}/plan")
    assert redirect.status_code == 307
    assert f"plans/{job_id}.json" in redirect.headers["Location"]


def test_a_job_without_result_says_why(client: FlaskClient, two_rooms: bytes) -> None:
    job_id = submit(client, two_rooms).get_json()["job_id"]
    response = client.get(f"/jobs/{job_id}/result")
    assert response.status_code == 409
    assert "pending" in response.get_json()["detail"]


@pytest.mark.parametrize("job_id", ["job_" + "0" * 32, "nonsense", "job_%2e%2e", "job_" + "f" * 33, "job_😀"])
def test_an_unknown_job_is_404_in_problem_json(client: FlaskClient, job_id: str) -> None:
    response = client.get(f"/jobs/{job_id}")
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    document = response.get_json()
    assert document["status"] == 404
    assert document["request_id"] == response.headers["X-Request-Id"]


def test_every_fault_of_a_plan_is_listed_by_pointer(client: FlaskClient) -> None:
    plan = {
        "walls": [
            {"type": "line", "start": [0, 0], "end": [1, "one"]},
            {"type": "spline", "start": [0, 0], "end": [1, 0]},
            {"type": "line", "start": [0, 0]},
        ]
    }
    response = submit(client, json.dumps(plan).encode())
    assert response.status_code == 422
    pointers = [error["pointer"] for error in response.get_json()["errors"]]
    assert pointers == ["/walls/0/end/1", "/walls/1/type", "/walls/2/end"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'{"walls":[]}', b"\xff\xfe", b'{"walls":[NaN]}', b"[" * 100_000],
    ids=["empty", "cut off", "a list", "null", "no walls", "no UTF-8", "NaN", "deep"],
)
def test_what_is_no_plan_is_422_and_stores_nothing(
    client: FlaskClient, settings: Settings, body: bytes
) -> None:
    response = submit(client, body)
    assert response.status_code == 422
    assert response.get_json()["errors"]
    clients = services.open_clients(settings.region)
    assert clients.s3.list_objects_v2(Bucket=settings.input_bucket)["KeyCount"] == 0
    assert clients.dynamodb.scan(TableName=settings.jobs_table)["Count"] == 0


def test_a_plan_must_be_sent_as_json(client: FlaskClient, two_rooms: bytes) -> None:
    response = client.post("/jobs", data=two_rooms, content_type="text/plain")
    assert response.status_code == 415
    assert "application/json" in response.get_json()["detail"]


def test_a_body_over_the_limit_is_refused_unread(client: FlaskClient, settings: Settings) -> None:
    response = submit(client, b" " * (settings.max_body_bytes + 1))
    assert response.status_code == 413
    assert response.content_type == "application/problem+json"


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    response = client.delete("/jobs")
    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]
    assert response.content_type == "application/problem+json"
    assert response.get_json()["detail"] == "This address allows the methods GET, HEAD, OPTIONS, POST."


def test_an_unknown_address_says_where_all_are_listed(client: FlaskClient) -> None:
    response = client.get("/job")
    assert (response.status_code, response.content_type) == (404, "application/problem+json")
    assert "GET /docs lists" in response.get_json()["detail"]


def test_a_request_keeps_a_plain_id_of_its_sender(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    assert client.get("/healthz", headers={"X-Request-Id": "a b"}).headers["X-Request-Id"] != "a b"


def test_ready_only_while_the_stores_answer(client: FlaskClient, settings: Settings) -> None:
    assert client.get("/healthz/").status_code == 200
    services.open_clients(settings.region).dynamodb.delete_table(TableName=settings.jobs_table)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"


def test_readiness_is_looked_at_once_for_all_who_ask(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[int] = []
    monkeypatch.setattr(PlanStore, "check", lambda _store: looks.append(1))
    monkeypatch.setattr(health, "_KEPT_SECONDS", 1000)
    assert {client.get("/readyz").status_code for _ in range(20)} == {200}
    assert len(looks) == 1


def test_lists_show_names_newest_first(client: FlaskClient, two_rooms: bytes) -> None:
    names = [f"Flat {number}" for number in range(5)]
    for name in names:
        submit(client, json.dumps({**json.loads(two_rooms), "name": name}).encode())
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = client.get("/jobs", query_string=query).get_json()
        seen += [job["name"] for job in page["jobs"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert sorted(seen) == names


def test_a_cursor_fits_its_filters_alone(client: FlaskClient, two_rooms: bytes) -> None:
    for _ in range(2):
        submit(client, two_rooms)
    cursor = client.get("/jobs?limit=1").get_json()["next_cursor"]
    assert client.get(f"/jobs?cursor={cursor}").status_code == 200
    damaged = cursor[:-3] + ("AAA" if cursor[-3:] != "AAA" else "BBB")
    for query in (f"cursor={cursor}&status=failed", f"cursor={damaged}", "cursor=../../etc/passwd"):
        response = client.get(f"/jobs?{query}")
        assert response.status_code == 400
        assert "The parameter cursor is none that this list gave" in response.get_json()["detail"]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("state=failed", "The parameter state is unknown; there are status, owner, error"),
        ("status=done", "The parameter status must be one of pending, processing, completed"),
        ("limit=0", "The parameter limit must be a whole number from 1 to 100."),
        ("limit=1&limit=2", "The parameter limit must not be given twice."),
        ("created_after=yesterday", "The parameter created_after must be Unix seconds, or a time like 2026"),
        ("created_after=2026-01-01T00:00:00", "The parameter created_after must be Unix seconds, or a time"),
        ("created_before=999999999999", "The parameter created_before must be at most 253402300799"),
    ],
)
def test_a_wrong_filter_is_400_and_says_what_it_may_be(client: FlaskClient, query: str, words: str) -> None:
    response = client.get(f"/jobs?{query}")
    assert response.status_code == 400
    assert response.get_json()["detail"].startswith(words)


def test_lists_are_filtered_by_status_and_time(client: FlaskClient, two_rooms: bytes) -> None:
    job = submit(client, two_rooms).get_json()
    at, moment = job["created_at"], datetime.fromtimestamp(job["created_at"], UTC).isoformat()

    def listed(**query: str | list[str]) -> list[str]:
        jobs = client.get("/jobs", query_string=query).get_json()["jobs"]
        return [each["job_id"] for each in jobs]

    there = [job["job_id"]]
    assert listed(status=["failed", "pending"], created_after=str(at), created_before=str(at + 1)) == there
    assert listed(created_after=moment) == there
    assert listed(created_before=moment) == []
    assert listed(status="failed") == []
    assert listed(error="f1") == []
    assert listed(owner="local") == there
    assert listed(owner="ann") == []


def test_the_name_of_a_plan_must_be_text(client: FlaskClient, two_rooms: bytes) -> None:
    response = submit(client, json.dumps({**json.loads(two_rooms), "name": ["a"]}).encode())
    assert response.status_code == 422
    assert response.get_json()["errors"] == [{"pointer": "/name", "detail": "must be text, is a list"}]


def test_a_plan_whose_task_is_refused_is_accepted(
    client: FlaskClient, stores: Stores, settings: Settings, two_rooms: bytes
) -> None:
    """Its job is stored, and the next sweep sends the task."""
    services.open_clients(settings.region).sqs.delete_queue(QueueUrl=settings.queue_url)
    response = submit(client, two_rooms)
    assert response.status_code == 202
    job = stores.table.get(response.get_json()["job_id"])
    assert job is not None
    assert (job.status, job.is_unsent) == (JobStatus.PENDING, True)


def test_a_plan_that_cannot_be_stored_is_not_accepted(
    client: FlaskClient, settings: Settings, two_rooms: bytes
) -> None:
    clients = services.open_clients(settings.region)
    clients.s3.delete_bucket(Bucket=settings.input_bucket)
    response = submit(client, two_rooms)
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
    assert "nothing was accepted" in response.get_json()["detail"]
    (line,) = clients.dynamodb.scan(TableName=settings.jobs_table)["Items"]
    assert (line["open"], line["in_hour"]) == ({"N": "0"}, {"N": "0"}), "of its owner, who has no job"


def test_a_plan_whose_job_may_be_noted_is_told_so(settings: Settings, two_rooms: bytes) -> None:
    client = create_app(replace(settings, owner_share=0)).test_client()  # the job is the first write
    services.open_clients(settings.region).dynamodb.delete_table(TableName=settings.jobs_table)
    response = client.post("/jobs", json=json.loads(two_rooms), headers={"Cache-Control": "no-cache"})
    assert response.status_code == 503
    assert "it is unknown whether" in response.get_json()["detail"]
    assert response.headers["Location"].startswith("/jobs/job_")


def test_cancelling_a_pending_job_can_be_repeated(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    job_id = submit(client, two_rooms).get_json()["job_id"]
    for _ in range(2):
        response = client.post(f"/jobs/{job_id}/cancel")
        assert response.status_code == 200
        assert (response.get_json()["status"], response.get_json()["poll_after_ms"]) == ("cancelled", None)
    with pytest.raises(TransitionRefusedError):
        stores.table.claim(job_id, "worker-1")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("cancel", "The job is completed: only a pending or processing job can be cancelled."),
        ("retry", "The job is completed: only a failed job can be retried."),
    ],
)
def test_a_forbidden_change_is_409_and_names_states(
    client: FlaskClient, stores: Stores, two_rooms: bytes, change: str, words: str
) -> None:
    job_id = submit(client, two_rooms).get_json()["job_id"]
    stores.table.complete(
        stores.table.claim(job_id, "worker-1"), rooms_count=2, confidence_score=None, steps={}
    )
    response = client.post(f"/jobs/{job_id}/{change}")
    assert (response.status_code, response.get_json()["detail"]) == (409, words)
    assert client.get(f"/jobs/{job_id}").get_json()["status"] == "completed"


@pytest.mark.parametrize("change", ["cancel", "retry"])
def test_an_unknown_job_cannot_be_changed(client: FlaskClient, change: str) -> None:
    assert client.post(f"/jobs/job_{'0' * 32}/{change}").status_code == 404


def _failed(client: FlaskClient, stores: Stores, plan: bytes) -> str:
    job_id: str = submit(client, plan).get_json()["job_id"]
    claimed = stores.table.claim(job_id, "worker-1")
    stores.table.fail(claimed, message="broken", fingerprint="f", steps={})
    return job_id


def test_a_failed_job_is_retried_by_a_task_of_its_own(
    client: FlaskClient, stores: Stores, settings: Settings, two_rooms: bytes
) -> None:
    job_id = _failed(client, stores, two_rooms)
    sqs = services.open_clients(settings.region).sqs
    sqs.purge_queue(QueueUrl=settings.queue_url)
    response = client.post(f"/jobs/{job_id}/retry")
    assert response.status_code == 200
    assert response.get_json()["status"] == "pending"
    assert "error_message" not in response.get_json()
    (message,) = sqs.receive_message(QueueUrl=settings.queue_url)["Messages"]
    assert json.loads(message["Body"])["headers"]["id"] == f"{job_id}-2"
    assert client.post(f"/jobs/{job_id}/retry").status_code == 409


def test_an_unsent_retry_is_left_to_the_sweep(
    client: FlaskClient, stores: Stores, settings: Settings, two_rooms: bytes
) -> None:
    job_id = _failed(client, stores, two_rooms)
    services.open_clients(settings.region).sqs.delete_queue(QueueUrl=settings.queue_url)
    assert client.post(f"/jobs/{job_id}/retry").get_json()["status"] == "pending"
    assert client.get(f"/jobs/{job_id}").get_json()["status"] == "pending"


def _work_off(stores: Stores, job_id: str) -> None:
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)
    assert processor.process(job_id, "worker-1") == Delete("completed")


def test_an_equal_plan_gets_a_copy_of_the_result(
    client: FlaskClient, stores: Stores, settings: Settings, two_rooms: bytes
) -> None:
    first = submit(client, two_rooms).get_json()["job_id"]
    _work_off(stores, first)
    renamed = {**json.loads(two_rooms), "name": "Another name"}
    equal = json.dumps(dict(reversed(renamed.items())), indent=3).encode()
    assert equal != two_rooms
    second = submit(client, equal).get_json()
    assert (second["status"], second["poll_after_ms"]) == ("completed", None)
    state = client.get(f"/jobs/{second['job_id']}").get_json()
    assert (state["rooms_count"], state["processing_time"]) == (2, 0.0)
    results = [_object(settings, stores, job_id) for job_id in (first, second["job_id"])]
    assert results[0] == results[1]
    job = stores.table.get(second["job_id"])
    assert job is not None
    assert (job.copied_from, job.output_s3_key) == (first, f"results/{job.job_id}/0.json")
    assert stores.plans.read_plan(job.input_s3_key) == equal


def _object(settings: Settings, stores: Stores, job_id: str) -> bytes:
    job = stores.table.get(job_id)
    assert job is not None
    s3 = services.open_clients(settings.region).s3
    return s3.get_object(Bucket=settings.output_bucket, Key=job.output_s3_key or "")["Body"].read()


def test_no_cache_has_an_equal_plan_worked_on(client: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    _work_off(stores, submit(client, two_rooms).get_json()["job_id"])
    headers = {"Cache-Control": "no-cache"}
    again = client.post("/jobs", data=two_rooms, content_type="application/json", headers=headers)
    assert again.get_json()["status"] == "pending"


def test_another_plan_is_worked_on(client: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    _work_off(stores, submit(client, two_rooms).get_json()["job_id"])
    assert submit(client, two_rooms.replace(b'"m"', b'"ft"')).get_json()["status"] == "pending"


def test_a_plan_whose_earlier_result_is_gone_is_worked_on(
    client: FlaskClient, stores: Stores, settings: Settings, two_rooms: bytes
) -> None:
    first = submit(client, two_rooms).get_json()["job_id"]
    _work_off(stores, first)
    key = f"results/{first}/1.json"
    services.open_clients(settings.region).s3.delete_object(Bucket=settings.output_bucket, Key=key)
    assert submit(client, two_rooms).get_json()["status"] == "pending"


def test_the_api_describes_itself_to_programs_and_people(client: FlaskClient) -> None:
    document = client.get("/openapi.json").get_json()
    page = client.get("/docs")
    assert page.content_type == "text/html; charset=utf-8"
    text = page.get_data(as_text=True)
    for path in document["paths"]:
        assert f"<code>{path}</code>" in text
    for target in set(re.findall('href="#([^"]+)"', text)):
        assert f'id="{target}"' in text
    assert not re.search("<script|https?://", text)
