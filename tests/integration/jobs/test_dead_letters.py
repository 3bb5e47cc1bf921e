"""Tasks that a real queue gave up on: their jobs, and what operators may do."""

from __future__ import annotations

import dataclasses
import functools
import json
import time
from typing import TYPE_CHECKING, Any, cast

import pytest
from flask import Flask

from roomjobs import services, tasks
from roomjobs import upkeep as upkeep_lambdas
from roomjobs.api import create_app
from roomjobs.jobs import task_sender
from roomjobs.jobs.job import Job, JobStatus, new_job
from roomjobs.rest.routes import dead_letters

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.jobs.dead_letters import DeadLetterService
    from roomjobs.services import Stores


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With a queue that gives up after two deliveries."""
    queue = json.dumps({"deadLetterTargetArn": _dead_letter_arn(settings), "maxReceiveCount": 2})
    services.open_clients(settings.region).sqs.set_queue_attributes(
        QueueUrl=settings.queue_url, Attributes={"RedrivePolicy": queue}
    )
    return settings


def _dead_letter_arn(settings: Settings) -> str:
    return services.open_clients(settings.region).sqs.get_queue_attributes(
        QueueUrl=settings.dead_letter_queue_url, AttributeNames=["QueueArn"]
    )["Attributes"]["QueueArn"]


@pytest.fixture
def service(settings: Settings, stores: Stores) -> DeadLetterService:
    return services.dead_letter_service(settings, stores, tasks.create_celery(settings))


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def let_die(settings: Settings) -> None:
    """Receive all messages, as workers do that die at once, until the queue gives them up."""
    sqs = services.open_clients(settings.region).sqs
    receive = functools.partial(sqs.receive_message, VisibilityTimeout=0, WaitTimeSeconds=0)
    while receive(QueueUrl=settings.queue_url).get("Messages"):
        pass


def a_dead_job(stores: Stores, settings: Settings) -> Job:
    """A pending job whose task is a dead letter."""
    job = new_job(wall_count=5, now=time.time(), retention_days=30, attempt_limit=2)
    stores.table.add(job)
    task_sender.send(tasks.create_celery(settings), job)
    let_die(settings)
    return job


def standing(stores: Stores, job: Job) -> Job:
    found = stores.table.get(job.job_id)
    assert found is not None
    return found


def letters(client: FlaskClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = client.get("/fleet/dead-letters").get_json()["dead_letters"]
    return listed


def test_a_dead_letter_fails_its_job_and_is_kept(
    service: DeadLetterService, stores: Stores, settings: Settings, client: FlaskClient
) -> None:
    job = a_dead_job(stores, settings)
    report = upkeep_lambdas.dead_letters({}, None)
    assert report == {"looked_at": 1, "failed": 1}
    failed = standing(stores, job)
    assert (failed.status, failed.error_fingerprint) == (JobStatus.FAILED, "dead-letter")
    assert "as often as the queue allows" in (failed.error_message or "")
    (letter,) = letters(client)
    assert (letter["job_id"], letter["job_status"]) == (job.job_id, "failed")
    assert service.fail_jobs().failed == 0  # and once is enough


def test_a_dead_letter_spares_a_job_with_a_live_lease(
    stores: Stores, settings: Settings, service: DeadLetterService
) -> None:
    job = a_dead_job(stores, settings)
    claimed = stores.table.claim(job.job_id, "worker-1")
    assert service.fail_jobs().failed == 0
    assert standing(stores, job) == claimed
    stores.table.release(claimed, steps={})  # as if it had run out
    assert service.fail_jobs().failed == 1


def test_an_old_letter_does_not_fail_a_newer_attempt(
    service: DeadLetterService, stores: Stores, settings: Settings
) -> None:
    job = a_dead_job(stores, settings)
    stores.table.note_send(standing(stores, job))
    assert service.fail_jobs().failed == 0
    assert standing(stores, job).status is JobStatus.PENDING


def test_a_redriven_job_has_a_new_task_and_no_letter(
    stores: Stores, settings: Settings, client: FlaskClient
) -> None:
    job = a_dead_job(stores, settings)
    (letter,) = letters(client)
    response = client.post(f"/fleet/dead-letters/{letter['message_id']}/redrive")
    assert response.get_json() == {"message_ids": [letter["message_id"]]}
    assert standing(stores, job).status is JobStatus.PENDING
    assert letters(client) == []
    (message,) = services.open_clients(settings.region).sqs.receive_message(QueueUrl=settings.queue_url)[
        "Messages"
    ]
    assert json.loads(message["Body"])["headers"]["id"] == f"{job.job_id}-2"


def test_letters_are_redriven_by_fingerprint_or_all(
    service: DeadLetterService, stores: Stores, settings: Settings, client: FlaskClient
) -> None:
    jobs = [a_dead_job(stores, settings) for _ in range(12)]
    for job in jobs[:3]:
        stores.table.fail(stores.table.claim(job.job_id, "w"), message="m", fingerprint="special", steps={})
    service.fail_jobs()
    some = client.post("/fleet/dead-letters/redrive?fingerprint=special").get_json()["message_ids"]
    assert len(some) == 3
    assert {standing(stores, job).status for job in jobs[:3]} == {JobStatus.PENDING}
    assert {standing(stores, job).status for job in jobs[3:]} == {JobStatus.FAILED}
    rest = client.post("/fleet/dead-letters/redrive").get_json()["message_ids"]
    assert len(rest) == 9
    assert {standing(stores, job).status for job in jobs} == {JobStatus.PENDING}


def test_a_letter_of_an_ended_job_is_only_deleted(
    stores: Stores, settings: Settings, client: FlaskClient
) -> None:
    job = a_dead_job(stores, settings)
    stores.table.cancel(job.job_id)
    assert len(client.post("/fleet/dead-letters/redrive").get_json()["message_ids"]) == 1
    assert standing(stores, job).status is JobStatus.CANCELLED
    assert letters(client) == []


def test_the_job_of_a_deleted_letter_stays_failed(
    stores: Stores, settings: Settings, client: FlaskClient
) -> None:
    job = a_dead_job(stores, settings)
    (letter,) = letters(client)
    address = f"/fleet/dead-letters/{letter['message_id']}"
    assert client.get(address).get_json() == letter
    assert client.delete(address).status_code == 204
    assert letters(client) == []
    assert standing(stores, job).status is JobStatus.FAILED
    for gone in (client.get(address), client.delete(address), client.post(f"{address}/redrive")):
        assert gone.status_code == 404


@pytest.mark.parametrize(
    "body", ["hello", "{}", '{"properties": {}}', '{"body": "[[1],{},{}]", "properties": {}}']
)
def test_a_letter_that_is_no_task_is_listed_and_kept(
    service: DeadLetterService, settings: Settings, client: FlaskClient, body: str
) -> None:
    services.open_clients(settings.region).sqs.send_message(
        QueueUrl=settings.dead_letter_queue_url, MessageBody=body
    )
    assert service.fail_jobs().failed == 0
    assert client.post("/fleet/dead-letters/redrive").get_json() == {"message_ids": []}
    (letter,) = letters(client)
    assert (letter["job_id"], letter["body"]) == (None, body)


def test_a_list_says_when_there_may_be_more(
    stores: Stores, settings: Settings, client: FlaskClient, service: DeadLetterService
) -> None:
    for _ in range(3):
        a_dead_job(stores, settings)
    assert client.get("/fleet/dead-letters").get_json()["is_complete"]
    few = dataclasses.replace(service, queue=dataclasses.replace(stores.dead_letters, at_most=2))
    with few.queue.held() as letters:
        assert len(letters) == 2
    assert len(few.listed()) == 2
    api = Flask("few")
    api.register_blueprint(dead_letters.blueprint(few, cast("Any", None)))
    found = api.test_client().get("/fleet/dead-letters").get_json()
    assert (len(found["dead_letters"]), found["is_complete"]) == (2, False)
