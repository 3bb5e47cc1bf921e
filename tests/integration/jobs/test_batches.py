"""Batches over a real table, real buckets and a real queue; the test plays the worker, step by step."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import itertools
import json
import threading
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from roomjobs import services, tasks
from roomjobs.api import create_app
from roomjobs.jobs.acceptance import IdempotentOperation
from roomjobs.jobs.batches.acceptance import BatchAcceptance
from roomjobs.jobs.batches.batch import BatchFormat, BatchStatus, job_id_of, task_id
from roomjobs.jobs.batches.recovery import BatchRecovery
from roomjobs.jobs.job import LOCAL_OWNER, JobStatus
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.plans.uploads import Uploads
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.sqs import ReturnToQueue
from tests import api_stores

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import Put
    from roomjobs.services import Stores

ROOT = Path(__file__).parents[3]
RESEND = 300  # seconds


@pytest.fixture
def service(settings: Settings, stores: Stores) -> BatchService:
    return services.batch_service(settings, stores, tasks.create_celery(settings))


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def work(settings: Settings, stores: Stores, service: BatchService) -> Callable[[str], None]:
    """Brings a job to its end, as a worker does."""
    processor = Processor(
        table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=settings.lease_seconds
    )

    def run(job_id: str) -> None:
        outcome = processor.process(job_id, "worker-1")
        assert isinstance(outcome, Delete)
        assert outcome.job is not None
        service.job_changed(outcome.job)

    return run


def a_plan(width: float) -> dict[str, Any]:
    """One room."""
    corners = [(0, 0), (width, 0), (width, 3), (0, 3)]
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    return {"walls": [{"type": "line", "start": start, "end": end} for start, end in sides]}


def some_plans(count: int) -> bytes:
    return b"\n".join(json.dumps(a_plan(4 + width)).encode() for width in range(count))


def acceptance_of(service: BatchService) -> BatchAcceptance:
    """What accepts batches into the stores of `service`."""
    return BatchAcceptance(
        service.table,
        service.store,
        service.lines,
        service.callbacks,
        service.send_task,
        ask_for_workers=lambda _jobs: None,
        retention_days=30,
    )


def recovery_of(service: BatchService) -> BatchRecovery:
    return BatchRecovery(service.table, service.lines, service.callbacks, service.send_task, RESEND)


def accepted(service: BatchService, count: int) -> Batch:
    return acceptance_of(service).accept(
        some_plans(count), BatchFormat.JSON_LINES, jobs_count=count, bypass_cache=True
    )


def standing(stores: Stores, batch: Batch) -> Batch:
    found = stores.batches.get(batch.batch_id)
    assert found is not None
    return found


def ids_of(batch: Batch, count: int) -> list[str]:
    return [job_id_of(batch.batch_id, index) for index in range(count)]


def archive_of(stores: Stores, batch: Batch) -> tuple[list[dict[str, str]], dict[str, Any]]:
    """The lines of the summary, and the results by name."""
    key = standing(stores, batch).output_s3_key
    assert key is not None
    with zipfile.ZipFile(io.BytesIO(stores.plans.read_result(key))) as archive:
        summary = list(csv.DictReader(io.StringIO(archive.read("summary.csv").decode())))
        names = [name for name in archive.namelist() if name.startswith("results/")]
        return summary, {name: json.loads(archive.read(name)) for name in names}


def test_each_plan_becomes_a_job_of_the_batch(
    service: BatchService, stores: Stores, work: Callable[[str], None]
) -> None:
    batch = accepted(service, 3)
    assert service.advance(batch.batch_id) == "running, 3 jobs"
    for job_id in ids_of(batch, 3):
        assert standing(stores, batch).status is BatchStatus.RUNNING
        work(job_id)
    assert service.advance(batch.batch_id) == "completed"
    summary, results = archive_of(stores, batch)
    assert [line["status"] for line in summary] == ["completed"] * 3
    assert [results[line["result"]]["rooms"][0]["area"] for line in summary] == [12, 15, 18]
    key = standing(stores, batch).output_s3_key or ""
    with zipfile.ZipFile(io.BytesIO(stores.plans.read_result(key))) as archive:
        texts = [archive.read(name).decode() for name in ("rooms.csv", "totals.csv")]
    rooms, totals = ([*csv.DictReader(io.StringIO(text))] for text in texts)
    assert [float(line["area"]) for line in rooms] == [12, 15, 18]
    assert [line["plan"] for line in rooms] == [line["name"] or line["index"] for line in summary]
    assert [(line["plan"], line["usage"], line["rooms"]) for line in totals[-2:]] == [
        ("All", "not stated", "3"),
        ("All", "All", "3"),
    ]


def test_a_faulty_plan_of_a_batch_fails_alone(
    client: FlaskClient, service: BatchService, work: Callable[[str], None]
) -> None:
    plans = [a_plan(4), {"walls": [{"type": "spline"}]}, a_plan(5)]
    answer = client.post("/batches?name=north wing", json={"plans": plans})
    assert answer.status_code == 202
    batch_id = answer.get_json()["batch_id"]
    assert answer.headers["Location"] == f"/batches/{batch_id}"
    service.advance(batch_id)
    good, bad, other = client.get(f"/batches/{batch_id}/jobs").get_json()["jobs"]
    assert (bad["status"], "/walls/0/type" in bad["error_message"]) == ("failed", True)
    assert client.get(f"/batches/{batch_id}").get_json()["share"] == pytest.approx(1 / 3)
    assert client.get(f"/batches/{batch_id}/result").status_code == 409
    work(good["job_id"])
    work(other["job_id"])
    service.advance(batch_id)
    state = client.get(f"/batches/{batch_id}").get_json()
    assert (state["status"], state["name"], state["share"]) == ("completed", "north wing", 1)
    assert state["counts"] == {"completed": 2, "failed": 1, "cancelled": 0}
    assert client.get(f"/batches/{batch_id}/result").status_code == 307
    (listed,) = client.get("/batches").get_json()["batches"]
    assert {**listed, "output_url": None} == {**state, "output_url": None}  # signed at another second


@pytest.mark.parametrize(
    ("body", "kind", "status", "pointers"),
    [
        (b'{"plans":[]}', "application/json", 422, ["/plans"]),
        (b'{"walls":[]}', "application/json", 422, ["/walls", "/plans"]),
        (b'{"upload_id":"upload_1"}', "application/json", 422, ["/upload_id"]),
        (b"{", "application/json", 422, [""]),
        (b"\n", "application/x-ndjson", 422, [""]),
        (b"{}", "text/plain", 415, []),
        (b"0\nSECTION\n", "image/vnd.dxf", 415, []),
        (b"ISO-10303-21;\nENDSEC;\n", "application/x-step", 422, [""]),
        (b"hello", "application/x-step", 422, [""]),
    ],
)
def test_what_is_no_batch_is_refused_at_once(
    client: FlaskClient, body: bytes, kind: str, status: int, pointers: list[str]
) -> None:
    answer = client.post("/batches", data=body, content_type=kind)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert [fault["pointer"] for fault in answer.get_json().get("errors", [])] == pointers
    assert client.get("/batches").get_json() == {"batches": [], "next_cursor": None}


def test_an_unreadable_archive_fails_the_batch(client: FlaskClient, service: BatchService) -> None:
    answer = client.post("/batches", data=b"no archive", content_type="application/zip")
    batch_id = answer.get_json()["batch_id"]
    service.advance(batch_id)
    state = client.get(f"/batches/{batch_id}").get_json()
    assert (state["status"], state["poll_after_ms"]) == ("failed", None)
    assert "archive cannot be read" in state["error_message"]
    refused = client.get(f"/batches/{state['batch_id']}/result").get_json()
    assert refused["detail"] == f"The batch is failed: {state['error_message']}"


def test_an_ifc_is_a_batch_of_its_storeys(client: FlaskClient, service: BatchService) -> None:
    ifc = (ROOT / "tests" / "data" / "one-room.ifc").read_bytes()
    again = {"Idempotency-Key": "house"}
    sent = [
        client.post("/batches?name=house", data=ifc, content_type="application/x-step", headers=again)
        for _ in range(2)
    ]
    assert [answer.status_code for answer in sent] == [202, 202]
    first, second = (answer.get_json()["batch_id"] for answer in sent)
    assert first == second
    service.advance(first)
    (job,) = client.get(f"/batches/{first}/jobs").get_json()["jobs"]
    assert (job["name"], job["status"]) == ("house, Ground floor", "pending")


def test_an_uploaded_ifc_is_a_batch(client: FlaskClient, stores: Stores, service: BatchService) -> None:
    ifc = (ROOT / "tests" / "data" / "one-room.ifc").read_bytes()
    upload_id = Uploads(stores.plans).put(ifc, content_type="application/x-step", owner=LOCAL_OWNER)
    answer = client.post("/batches", json={"upload_id": upload_id})
    assert answer.status_code == 202
    service.advance(answer.get_json()["batch_id"])
    assert client.get(f"/batches/{answer.get_json()['batch_id']}").get_json()["jobs_count"] == 1


def test_a_dead_expansion_is_continued_without_doubles(
    service: BatchService, stores: Stores, monkeypatch: pytest.MonkeyPatch, work: Callable[[str], None]
) -> None:
    monkeypatch.setattr("roomjobs.jobs.batches.expansion.CHUNK", 2)
    batch = accepted(service, 5)
    sent: list[str] = []
    dying = dataclasses.replace(service.expansion, send_tasks=_die_at_call(3))
    with pytest.raises(ConnectionError):
        dataclasses.replace(service, expansion=dying).advance(batch.batch_id)
    assert standing(stores, batch).expanded == 4
    work(ids_of(batch, 4)[3])
    going_on = dataclasses.replace(
        service.expansion, send_tasks=lambda jobs: sent.extend(job.job_id for job in jobs)
    )
    assert dataclasses.replace(service, expansion=going_on).advance(batch.batch_id) == "running, 5 jobs"
    assert sent == [ids_of(batch, 5)[place] for place in (2, 4)]  # the task of the one before the death, too
    assert stores.batches.counts(batch.batch_id) == {JobStatus.COMPLETED: 1}


def test_two_expansions_at_once_make_each_job_once(service: BatchService, stores: Stores) -> None:
    batch = accepted(service, 40)
    threads = [threading.Thread(target=service.advance, args=[batch.batch_id]) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert standing(stores, batch).status is BatchStatus.RUNNING
    assert len(stores.batches.jobs(ids_of(batch, 40))) == 40


def test_an_end_counts_once_however_often_told(
    service: BatchService, stores: Stores, work: Callable[[str], None]
) -> None:
    batch = accepted(service, 2)
    service.advance(batch.batch_id)
    first = ids_of(batch, 2)[0]
    work(first)
    job = stores.table.get(first)
    assert job is not None
    threads = [threading.Thread(target=service.job_changed, args=[job]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stores.batches.counts(batch.batch_id) == {JobStatus.COMPLETED: 1}


def test_ends_that_nobody_counted_are_made_up_for(service: BatchService, stores: Stores) -> None:
    batch = accepted(service, 2)
    service.advance(batch.batch_id)
    for job_id in ids_of(batch, 2):
        stores.table.cancel(job_id)  # by an API that died before it counted
    assert stores.batches.counts(batch.batch_id).total() == 0
    assert service.advance(batch.batch_id) == "completed"
    assert stores.batches.counts(batch.batch_id) == {JobStatus.CANCELLED: 2}


def test_a_retry_opens_the_batch_and_packs_anew(
    client: FlaskClient, service: BatchService, stores: Stores, work: Callable[[str], None]
) -> None:
    batch = accepted(service, 2)
    service.advance(batch.batch_id)
    first, second = ids_of(batch, 2)
    claimed = stores.table.claim(first, "worker-1")
    service.job_changed(stores.table.fail(claimed, message="no luck", fingerprint="x", steps={}))
    work(second)
    service.advance(batch.batch_id)
    summary, _ = archive_of(stores, batch)
    assert [line["error_message"] for line in summary] == ["no luck", ""]
    assert client.post(f"/jobs/{first}/retry").status_code == 200
    assert standing(stores, batch).status is BatchStatus.RUNNING
    work(first)
    service.advance(batch.batch_id)
    summary, _ = archive_of(stores, batch)
    assert [line["status"] for line in summary] == ["completed"] * 2
    assert stores.batches.counts(batch.batch_id)[JobStatus.FAILED] == 0


def test_a_cancelled_batch_has_no_open_job(
    client: FlaskClient, service: BatchService, stores: Stores, work: Callable[[str], None]
) -> None:
    batch = accepted(service, 3)
    service.advance(batch.batch_id)
    work(ids_of(batch, 3)[0])
    for _ in range(2):  # asking twice is harmless
        assert client.post(f"/batches/{batch.batch_id}/cancel").get_json()["status"] == "cancelling"
    service.advance(batch.batch_id)
    assert standing(stores, batch).status is BatchStatus.CANCELLED
    assert stores.batches.counts(batch.batch_id) == {JobStatus.COMPLETED: 1, JobStatus.CANCELLED: 2}
    assert client.post(f"/batches/{batch.batch_id}/cancel").status_code == 200


def test_a_cancel_while_expanding_leaves_no_open_job(
    service: BatchService, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roomjobs.jobs.batches.expansion.CHUNK", 2)
    batch = accepted(service, 6)
    add = stores.batches.add_jobs

    def cancel_in_between(of: Batch, jobs: Sequence[Job], places: Sequence[Put]) -> Batch:
        if of.expanded == 4:
            stores.batches.cancel(of)
        return add(of, jobs, places)

    monkeypatch.setattr(stores.batches, "add_jobs", cancel_in_between)
    assert service.advance(batch.batch_id) == "cancelled"
    jobs = stores.batches.jobs(ids_of(batch, 6)).values()
    assert [job.status for job in jobs] == [JobStatus.CANCELLED] * 4
    assert standing(stores, batch).jobs_count == 4
    assert stores.batches.counts(batch.batch_id) == {JobStatus.CANCELLED: 4}


def test_a_silent_batch_is_sent_again_by_one_of_two_sweeps(service: BatchService) -> None:
    batch = accepted(service, 1)
    assert recovery_of(service).sweep() == 0
    sent: list[str] = []
    later = batch.created_at + RESEND + 1.0

    def clock() -> float:
        if not sent:  # another sweep has its whole turn after this one has read the batch
            _sweep_at(service, lambda: later, sent)
        return later

    _sweep_at(service, clock, sent)
    assert sent == [batch.batch_id]


def _sweep_at(service: BatchService, clock: Callable[[], float], sent: list[str]) -> None:
    recovery = recovery_of(service)
    dataclasses.replace(recovery, clock=clock, send_task=lambda batch: sent.append(batch.batch_id)).sweep()


def give_up(service: BatchService, batch: Batch, reason: str) -> bool:
    return recovery_of(service).give_up(batch.batch_id, task_id(batch), reason)


def test_a_batch_given_up_goes_on_when_sent_again(service: BatchService, stores: Stores) -> None:
    batch = accepted(service, 2)
    tries = [give_up(service, standing(stores, batch), "delivered too often") for _ in range(3)]
    assert tries == [False, False, True]  # deliveries may be spent without a fault of the batch
    assert standing(stores, batch).error_message == "delivered too often"
    recovery_of(service).resume(batch.batch_id)
    assert service.advance(batch.batch_id) == "running, 2 jobs"


def test_an_advanced_batch_is_sent_instead_of_failed(
    service: BatchService, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = accepted(service, 4)
    monkeypatch.setattr("roomjobs.jobs.batches.expansion.CHUNK", 2)
    dying = dataclasses.replace(service.expansion, send_tasks=_die_at_call(2))
    with pytest.raises(ConnectionError):
        dataclasses.replace(service, expansion=dying).advance(batch.batch_id)
    assert standing(stores, batch).expanded == 2
    sent: list[Batch] = []
    service = dataclasses.replace(service, send_task=sent.append)
    assert not recovery_of(service).give_up(batch.batch_id, task_id(batch), "delivered too often")
    (again,) = sent
    assert not recovery_of(service).give_up(batch.batch_id, task_id(batch), "an older task than the last")
    assert standing(stores, batch).status is BatchStatus.EXPANDING
    assert again.sends == 2
    tries = [give_up(service, standing(stores, batch), "no further than before") for _ in range(3)]
    assert tries == [False, False, True]


def _die_at_call(number: int) -> Callable[[Sequence[Job]], None]:
    calls = itertools.count(1)

    def send(_jobs: Sequence[Job]) -> None:
        if next(calls) == number:
            raise ConnectionError

    return send


def test_a_batchs_task_returns_while_aws_is_away(
    settings: Settings, service: BatchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = accepted(service, 1)
    task: Any = tasks.create_worker(settings).tasks["roomjobs.advance_batch"]

    def out_of_reach(_self: object, _batch_id: str) -> str:
        raise ConnectionError

    monkeypatch.setattr("roomjobs.jobs.batches.service.BatchService.advance", out_of_reach)
    with pytest.raises(ReturnToQueue):
        task.run(batch.batch_id)


def test_a_repeated_request_makes_one_batch(client: FlaskClient) -> None:
    plans = {"plans": [a_plan(4)]}
    first, again = (client.post("/batches", json=plans, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert len(client.get("/batches").get_json()["batches"]) == 1


def test_each_request_of_an_operation_finds_the_same_batch(service: BatchService) -> None:
    plans = some_plans(1)
    operation = IdempotentOperation("0" * 32, was_begun=False)
    first = acceptance_of(service).accept(plans, BatchFormat.JSON_LINES, jobs_count=1, operation=operation)
    again = acceptance_of(service).accept(
        plans, BatchFormat.JSON_LINES, jobs_count=1, operation=operation._replace(was_begun=True)
    )
    assert again == first
    at_once = acceptance_of(service).accept(plans, BatchFormat.JSON_LINES, jobs_count=1, operation=operation)
    assert at_once.batch_id == first.batch_id


def test_plans_too_many_for_a_request_are_uploaded(
    client: FlaskClient, service: BatchService, stores: Stores
) -> None:
    plans = some_plans(300)
    wanted = {"size": len(plans), "sha256": hashlib.sha256(plans).hexdigest()}
    offer = client.post("/uploads", json={**wanted, "content_type": "application/x-ndjson"}).get_json()
    assert client.post("/batches", json={"upload_id": offer["upload_id"]}).status_code == 422  # not arrived
    put = urllib3.request("PUT", offer["url"], body=plans, headers=offer["headers"])
    assert put.status == 200
    answer = client.post("/batches", json={"upload_id": offer["upload_id"]})
    assert answer.status_code == 202
    batch_id = answer.get_json()["batch_id"]
    assert service.advance(batch_id) == "running, 300 jobs"
    assert len(stores.batches.jobs(job_id_of(batch_id, index) for index in range(300))) == 300
    sizes, query = [], "limit=90"
    while query:
        page = client.get(f"/batches/{batch_id}/jobs?{query}").get_json()
        sizes.append(len(page["jobs"]))
        query = page["next_cursor"] and f"limit=90&cursor={page['next_cursor']}"
    assert sizes == [90, 90, 90, 30]
    for wrong in ("limit=x", "limit=0", "cursor=x", "form=250"):
        assert client.get(f"/batches/{batch_id}/jobs?{wrong}").status_code == 400


def test_a_plan_alone_is_no_batch_even_if_it_was_uploaded(client: FlaskClient) -> None:
    plan = json.dumps(a_plan(4)).encode()
    wanted = {"size": len(plan), "sha256": hashlib.sha256(plan).hexdigest()}
    offer = client.post("/uploads", json={**wanted, "content_type": "application/json"}).get_json()
    urllib3.request("PUT", offer["url"], body=plan, headers=offer["headers"])
    refused = client.post("/batches", json={"upload_id": offer["upload_id"]})
    assert refused.status_code == 422
    (fault,) = refused.get_json()["errors"]
    assert fault["pointer"] == "/upload_id"
    assert "application/x-ndjson" in fault["detail"]


def test_the_batch_of_another_owner_is_not_there(
    settings: Settings, stores: Stores, service: BatchService
) -> None:
    app = create_app(settings, ApiSettings.from_environment({"ROOMJOBS_AUTH": "required"}))
    batch = acceptance_of(service).accept(some_plans(1), BatchFormat.JSON_LINES, jobs_count=1, owner="ann")

    def status_for(owner: str) -> int:
        token = api_stores.tokens(stores).create(owner=owner, scopes=[Scope.READ], label="", days=None).text
        headers = {"Authorization": f"Bearer {token}"}
        return app.test_client().get(f"/batches/{batch.batch_id}", headers=headers).status_code

    assert (status_for("ann"), status_for("bob")) == (200, 404)
