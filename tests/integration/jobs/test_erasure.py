"""Deleting for good: a job, a batch, all that an owner has; and that nothing else goes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import services, tasks
from roomjobs.api import create_app
from roomjobs.jobs.batches.batch import BatchFormat, BatchStatus
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.processing import Processor
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.settings import ApiSettings
from tests import api_stores

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.jobs.batches.acceptance import BatchAcceptance
    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.erasure import Erasure
    from roomjobs.services import Stores


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings, ApiSettings(auth="required")).test_client()


@pytest.fixture
def service(settings: Settings, stores: Stores) -> BatchService:
    return services.batch_service(settings, stores, tasks.create_celery(settings))


@pytest.fixture
def acceptance(settings: Settings, stores: Stores) -> BatchAcceptance:
    return services.batch_acceptance(settings, stores, tasks.create_celery(settings))


@pytest.fixture
def erasure(stores: Stores, service: BatchService) -> Erasure:
    return services.erasure(stores, service)


@pytest.fixture
def people(stores: Stores) -> dict[str, dict[str, str]]:
    """Headers of two owners."""
    scopes = [Scope.SUBMIT, Scope.READ]
    return {
        name: {"Authorization": f"Bearer {api_stores.tokens(stores).create(owner=name, scopes=scopes).text}"}
        for name in ("ann", "bob")
    }


@pytest.fixture
def processor(settings: Settings, stores: Stores) -> Processor:
    return Processor(
        table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=settings.lease_seconds
    )


def submit(client: FlaskClient, plan: bytes, headers: dict[str, str]) -> str:
    answered = client.post("/jobs", data=plan, content_type="application/json", headers=headers)
    job_id: str = answered.get_json()["job_id"]
    return job_id


def objects(settings: Settings) -> list[str]:
    """The keys of all documents."""
    s3 = services.open_clients(settings.region).s3
    return [
        found["Key"]
        for bucket in (settings.input_bucket, settings.output_bucket)
        for found in s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    ]


def items(settings: Settings, named: str) -> list[Any]:
    """What the table still knows by a name."""
    found = services.open_clients(settings.region).dynamodb.scan(TableName=settings.jobs_table)["Items"]
    return [each for each in found if named in each["job_id"]["S"]]


def test_a_deleted_job_is_gone_with_plan_and_result(
    client: FlaskClient,
    settings: Settings,
    people: dict[str, dict[str, str]],
    processor: Processor,
    two_rooms: bytes,
) -> None:
    job_id, kept = (submit(client, two_rooms, people[name]) for name in ("ann", "bob"))
    processor.process(job_id, owner="worker-1")
    assert {f"plans/{job_id}.json", f"results/{job_id}/1.json"} < set(objects(settings))
    assert client.delete(f"/jobs/{job_id}", headers=people["bob"]).status_code == 404
    deleted = client.delete(f"/jobs/{job_id}", headers=people["ann"])
    assert (deleted.status_code, "Content-Type" in deleted.headers) == (204, False)
    assert objects(settings) == [f"plans/{kept}.json"]
    assert items(settings, job_id) == []
    assert client.get(f"/jobs/{job_id}", headers=people["ann"]).status_code == 404
    assert client.delete(f"/jobs/{job_id}", headers=people["ann"]).status_code == 404
    # The plan that was found once is worked on anew: nothing points to the result that is gone.
    again = submit(client, two_rooms, people["ann"])
    assert client.get(f"/jobs/{again}", headers=people["ann"]).get_json()["status"] == "pending"


def test_a_job_that_waits_or_is_at_work_is_ended_first(
    client: FlaskClient,
    stores: Stores,
    people: dict[str, dict[str, str]],
    processor: Processor,
    two_rooms: bytes,
) -> None:
    waiting, working = (submit(client, two_rooms, people["ann"]) for _ in range(2))
    claimed = stores.table.claim(working, "worker-1")
    for job_id in (waiting, working):
        assert client.delete(f"/jobs/{job_id}", headers=people["ann"]).status_code == 204
        processor.process(job_id, owner="worker-2")  # its message is still on the queue
        assert stores.table.get(job_id) is None
    with pytest.raises(Exception, match="does not exist"):
        stores.table.complete(claimed, rooms_count=2, confidence_score=None, steps={})


def batch_of(acceptance: BatchAcceptance, owner: str, plan: bytes, count: int) -> Batch:
    line = json.dumps(json.loads(plan)).encode()
    return acceptance.accept(
        b"\n".join([line] * count), BatchFormat.JSON_LINES, jobs_count=count, bypass_cache=True, owner=owner
    )


def test_a_deleted_batch_goes_once_its_jobs_have_ended(
    client: FlaskClient,
    settings: Settings,
    stores: Stores,
    acceptance: BatchAcceptance,
    service: BatchService,
    people: dict[str, dict[str, str]],
    two_rooms: bytes,
) -> None:
    batch = batch_of(acceptance, "ann", two_rooms, 60)
    service.advance(batch.batch_id)
    address = f"/batches/{batch.batch_id}"
    assert client.delete(address, headers=people["bob"]).status_code == 404
    one = client.get(f"{address}/jobs", headers=people["ann"]).get_json()["jobs"][0]["job_id"]
    assert client.delete(f"/jobs/{one}", headers=people["ann"]).status_code == 409
    answered = client.delete(address, headers=people["ann"])
    assert (answered.status_code, answered.get_json()["is_complete"]) == (202, False)
    standing = stores.batches.get(batch.batch_id)
    assert standing is not None
    assert standing.status is BatchStatus.CANCELLING
    service.advance(batch.batch_id)  # what a worker does
    statuses = [client.delete(address, headers=people["ann"]).status_code for _ in range(3)]
    assert statuses == [202, 202, 204]
    assert objects(settings) == []
    assert items(settings, batch.batch_id) == []
    assert client.delete(address, headers=people["ann"]).status_code == 404


def test_an_owner_takes_all_of_theirs_and_nothing_else(
    client: FlaskClient,
    settings: Settings,
    acceptance: BatchAcceptance,
    service: BatchService,
    people: dict[str, dict[str, str]],
    two_rooms: bytes,
) -> None:
    kept = submit(client, two_rooms, people["bob"])
    for _ in range(3):
        submit(client, two_rooms, people["ann"])
    batch = batch_of(acceptance, "ann", two_rooms, 2)
    service.advance(batch.batch_id)
    services.open_clients(settings.region)
    assert client.delete("/owners/ann", headers=people["bob"]).status_code == 404
    deleted = 0
    for _ in range(20):
        answered = client.delete("/owners/ann", headers=people["ann"])
        deleted += answered.get_json()["deleted"]
        if answered.status_code == 200:
            break
        service.advance(batch.batch_id)
    assert answered.get_json() == {"deleted": 0, "is_complete": True}
    assert deleted >= 4
    assert objects(settings) == [f"plans/{kept}.json"]
    assert client.get("/jobs", headers=people["ann"]).get_json()["jobs"] == []
    assert [each["job_id"] for each in client.get("/jobs", headers=people["bob"]).get_json()["jobs"]] == [
        kept
    ]


def test_only_what_has_ended_is_removed(
    stores: Stores, client: FlaskClient, people: dict[str, dict[str, str]], two_rooms: bytes
) -> None:
    job_id = submit(client, two_rooms, people["ann"])
    assert not stores.removal.delete_job(job_id)
    job = stores.table.get(job_id)
    assert job is not None
    assert job.status is JobStatus.PENDING


def test_batches_are_listed_in_pages(
    client: FlaskClient, acceptance: BatchAcceptance, people: dict[str, dict[str, str]], two_rooms: bytes
) -> None:
    made = {batch_of(acceptance, "ann", two_rooms, 1).batch_id for _ in range(7)}
    batch_of(acceptance, "bob", two_rooms, 1)
    seen, query, pages = [], "limit=3", 0
    while query:
        page = client.get(f"/batches?{query}", headers=people["ann"]).get_json()
        seen += [each["batch_id"] for each in page["batches"]]
        query = page["next_cursor"] and f"limit=3&cursor={page['next_cursor']}"
        pages += 1
    assert (set(seen), len(seen), pages) == (made, 7, 3)
    assert client.get("/batches?cursor=x", headers=people["ann"]).status_code == 400
