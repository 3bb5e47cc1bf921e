"""How many jobs wait before one, over a real table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import EndpointConnectionError

from roomjobs import services
from roomjobs.api import create_app
from roomjobs.jobs import queue_position
from roomjobs.jobs.job import Job, JobStatus, new_job
from roomjobs.jobs.queue_position import QueuePosition
from roomjobs.jobs.store.items import item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.config import Settings
    from roomjobs.services import Stores

pytestmark = pytest.mark.stores

NOW = 1_900_000_000


def waiting(since: float) -> Job:
    return new_job(wall_count=1, now=since, retention_days=30, attempt_limit=1)


def store(settings: Settings, jobs: Iterable[Job]) -> None:
    dynamodb = services.open_clients(settings.region).dynamodb
    for each in jobs:
        dynamodb.put_item(TableName=settings.jobs_table, Item=item(each))


def test_those_count_that_began_to_wait_earlier(stores: Stores, settings: Settings) -> None:
    jobs = [waiting(NOW + place / 10) for place in range(20)]
    store(settings, jobs)
    assert [stores.queue_position.ahead(job) for job in jobs] == list(range(20))


def test_who_does_not_wait_is_ahead_of_nobody(stores: Stores, settings: Settings) -> None:
    ended, worked_on, mine = waiting(NOW), waiting(NOW), waiting(NOW + 1)
    ended = replace(ended, status=JobStatus.COMPLETED)
    worked_on = replace(worked_on, status=JobStatus.PROCESSING)
    store(settings, [ended, worked_on, mine])
    assert [stores.queue_position.ahead(job) for job in (ended, worked_on, mine)] == [None, None, 0]


def test_a_retried_job_waits_behind_earlier_ones(stores: Stores, settings: Settings) -> None:
    retried = replace(waiting(NOW), ready=(NOW * 1000, (NOW + 10) * 1000))
    other = waiting(NOW + 5)
    store(settings, [retried, other])
    assert stores.queue_position.ahead(retried) == 1


def test_beyond_the_look_at_the_line_nobody_knows(
    stores: Stores, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_position, "_PER_PARTITION", 2)
    jobs = [waiting(NOW + place) for place in range(60)]
    store(settings, jobs)
    places = [stores.queue_position.ahead(job) for job in jobs]
    known = [place for place in places if place is not None]
    assert known == list(range(len(known))), "what is said is right"
    assert 2 <= len(known) <= 16
    assert places[len(known) :] == [None] * (60 - len(known))


def test_an_unreachable_index_costs_the_number_alone(stores: Stores) -> None:
    class OutOfReach:
        def waiting(self, *_: object) -> None:
            raise EndpointConnectionError(endpoint_url="x")

    line = QueuePosition(OutOfReach())  # type: ignore[arg-type] # plays an index that fails
    assert line.ahead(waiting(NOW)) is None
    assert stores.queue_position.ahead(waiting(NOW)) == 0


def test_ahead_changes_the_state_and_its_etag(stores: Stores, settings: Settings) -> None:
    first, second = waiting(NOW), waiting(NOW + 1)
    store(settings, [first, second])
    client = create_app(settings).test_client()
    before = client.get(f"/jobs/{second.job_id}")
    assert before.get_json()["ahead"] == 1
    stores.table.cancel(first.job_id)
    after = (
        create_app(settings)
        .test_client()
        .get(f"/jobs/{second.job_id}", headers={"If-None-Match": before.headers["ETag"]})
    )
    assert (after.status_code, after.get_json()["ahead"]) == (200, 0)
