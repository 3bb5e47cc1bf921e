"""Lists of jobs over a real table."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import services
from roomjobs.jobs.job import Job, JobStatus, new_job
from roomjobs.jobs.store import listing as job_listing
from roomjobs.jobs.store.items import item
from roomjobs.jobs.store.listing import JobListing, Mark, Wanted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.config import Settings
    from roomjobs.services import Stores

pytestmark = pytest.mark.stores

NOW = 1_800_000_000


def job(
    at: int, status: JobStatus = JobStatus.COMPLETED, owner: str = "ann", error: str | None = None
) -> Job:
    fresh = new_job(wall_count=1, now=at, retention_days=30, attempt_limit=1, owner=owner)
    return replace(fresh, status=status, error_fingerprint=error)


@pytest.fixture
def listing(stores: Stores) -> JobListing:
    return replace(stores.listing, clock=lambda: NOW)


def store(settings: Settings, jobs: Iterable[Job]) -> None:
    dynamodb = services.open_clients(settings.region).dynamodb
    for each in jobs:
        dynamodb.put_item(TableName=settings.jobs_table, Item=item(each))


def pages(listing: JobListing, wanted: Wanted, limit: int) -> list[list[Job]]:
    found: list[list[Job]] = []
    mark: Mark | None = None
    while not found or mark is not None:
        jobs, mark = listing.page(wanted, mark, limit=limit)
        found.append(jobs)
        assert len(found) < 200
    return found


def all_of(listing: JobListing, wanted: Wanted, limit: int = 10) -> list[Job]:
    return [each for page in pages(listing, wanted, limit) for each in page]


@pytest.mark.parametrize("limit", [2, 7, 100])
def test_pages_give_every_job_once(listing: JobListing, settings: Settings, limit: int) -> None:
    statuses = list(JobStatus)
    jobs = [job(NOW - number // 25, statuses[number % 5]) for number in range(100)]
    bobs = [job(NOW - number, owner="bob") for number in range(3)]
    store(settings, [*jobs, *bobs])
    for wanted in (
        Wanted(created_from=NOW - 3),
        Wanted(owner="ann"),
        Wanted(owner="ann", statuses=frozenset({JobStatus.FAILED, JobStatus.PENDING})),
        Wanted(owner="bob"),
        Wanted(owner="bob", statuses=frozenset()),
    ):
        found = all_of(listing, wanted, limit)
        there = [each for each in [*jobs, *bobs] if wanted.includes(each)]
        assert Counter(each.job_id for each in found) == Counter(each.job_id for each in there)
        times = [each.created_at for each in found]
        assert times == sorted(times, reverse=True)


def test_an_empty_table_has_one_empty_page(listing: JobListing) -> None:
    assert pages(listing, Wanted(), 10) == [[]]


def test_filters_are_joined(listing: JobListing, settings: Settings) -> None:
    wanted_one = job(NOW - 5, JobStatus.FAILED, error="f1")
    store(
        settings,
        [
            wanted_one,
            job(NOW - 5, JobStatus.FAILED, owner="bob", error="f1"),
            job(NOW - 5, JobStatus.FAILED, error="f2"),
            job(NOW - 5, JobStatus.PENDING),
            job(NOW - 11, JobStatus.FAILED, error="f1"),
            job(NOW - 4, JobStatus.FAILED, error="f1"),
        ],
    )
    wanted = Wanted(
        statuses=frozenset({JobStatus.FAILED}),
        owner="ann",
        error="f1",
        created_from=NOW - 10,
        created_until=NOW - 5,
    )
    assert all_of(listing, wanted) == [wanted_one]


def test_a_span_of_time_that_is_none_has_no_jobs(listing: JobListing, settings: Settings) -> None:
    store(settings, [job(NOW - 5)])
    assert all_of(listing, Wanted(created_from=NOW, created_until=NOW - 10)) == []


def test_a_job_that_the_table_may_forget_is_not_listed(listing: JobListing, settings: Settings) -> None:
    store(settings, [replace(job(NOW - 5), expires_at=NOW - 1)])
    assert all_of(listing, Wanted()) == []


@pytest.mark.parametrize("owner", [None, "ann"])
def test_a_page_ends_early_where_few_jobs_pass(
    listing: JobListing, settings: Settings, monkeypatch: pytest.MonkeyPatch, owner: str | None
) -> None:
    monkeypatch.setattr(job_listing, "_READ_AHEAD", 3)
    monkeypatch.setattr(job_listing, "_FURTHER_READS", 2)
    rare = [job(NOW - at, error="rare") for at in (10, 90, 91, 150)]
    store(settings, [*rare, *(job(NOW - number // 3, error="usual") for number in range(500))])
    found = pages(listing, Wanted(error="rare", owner=owner), 10)
    assert [each for page in found for each in page] == rare
    assert len(found) > 5


def test_a_job_that_changes_is_not_on_two_pages(listing: JobListing, settings: Settings) -> None:
    jobs = [job(NOW - number, JobStatus.PENDING) for number in range(10)]
    store(settings, jobs)
    first, mark = listing.page(Wanted(), None, limit=5)
    assert first == jobs[:5]
    store(settings, [replace(each, status=JobStatus.COMPLETED) for each in jobs[:4]])
    rest, _ = listing.page(Wanted(), mark, limit=10)
    assert rest == jobs[5:]


def test_an_owner_lists_jobs_by_one_query(
    listing: JobListing, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tokens and batches have owners and times, too; they are no jobs."""
    jobs = [job(NOW - number) for number in range(5)]
    store(settings, jobs)
    token = {**item(jobs[0]), "job_id": {"S": "token#1"}}
    services.open_clients(settings.region).dynamodb.put_item(TableName=settings.jobs_table, Item=token)
    asked: list[str] = []
    call = listing.quick.call

    def counted(operation: str, query: Any) -> Any:
        asked.append(operation)
        return call(operation, query)

    monkeypatch.setattr(listing.quick, "call", counted)
    assert listing.page(Wanted(owner="ann"), None, limit=25) == (jobs, None)
    assert asked == ["Query"]
