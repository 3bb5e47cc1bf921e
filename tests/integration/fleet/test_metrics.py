"""Changes of jobs as figures per minute, over a real table."""

from __future__ import annotations

import io
import json
import logging
import time
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import EndpointConnectionError

from roomjobs import services
from roomjobs.fleet.telemetry.emf import EmfLog
from roomjobs.fleet.telemetry.minute_table import Minute, MinuteTable, minute_of
from roomjobs.fleet.telemetry.recorder import Recorder
from roomjobs.fleet.telemetry.recount import QUARTER, Recount
from roomjobs.jobs.job import Job, new_job, with_result_of
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.jobs.store.table import JobTable
from tests.clock import Clock

if TYPE_CHECKING:
    from roomjobs.config import Settings
    from roomjobs.services import Stores

pytestmark = pytest.mark.stores


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def minutes(settings: Settings) -> MinuteTable:
    return MinuteTable(services.open_clients(settings.region).dynamodb, settings.control_table)


@pytest.fixture
def table(settings: Settings, minutes: MinuteTable, clock: Clock) -> JobTable:
    recorder = Recorder(minutes, linger=0, clock=clock)
    items = services.open_items(settings)
    return JobTable(items, lease_seconds=60, clock=clock, observe=recorder.job_changed)


def fresh(clock: Clock) -> Job:
    return new_job(wall_count=4, now=clock(), retention_days=1, attempt_limit=4)


def test_a_jobs_life_is_counted_by_its_minutes(table: JobTable, minutes: MinuteTable, clock: Clock) -> None:
    began = minute_of(clock())
    job = fresh(clock)
    table.add(job)
    clock.now += 90
    claimed = table.claim(job.job_id, "worker-1")
    clock.now += 2
    table.complete(claimed, rooms_count=1, confidence_score=None, steps={})
    found = minutes.read(began, began + 600)
    assert list(found) == [began, began + 60]
    assert found[began].counts == {"submitted": 1}
    later = found[began + 60]
    assert later.counts == {"completed": 1}
    assert later.wait.quantile(0.5) == pytest.approx(90, rel=0.045)
    assert later.run.quantile(0.5) == pytest.approx(2, rel=0.045)


def test_a_copied_result_counts_as_completed(table: JobTable, minutes: MinuteTable, clock: Clock) -> None:
    table.add(with_result_of(fresh(clock), fresh(clock)))
    (minute,) = minutes.read(minute_of(clock()), minute_of(clock())).values()
    assert minute.counts == {"submitted": 1, "completed": 1}
    assert not minute.run.count


def test_a_second_attempt_waits_from_its_return(table: JobTable, minutes: MinuteTable, clock: Clock) -> None:
    job = fresh(clock)
    table.add(job)
    clock.now += 1
    released = table.claim(job.job_id, "worker-1")
    table.release(released, steps={})
    clock.now += 10
    failed = table.claim(job.job_id, "worker-2")
    table.fail(failed, message="broken", fingerprint="f", steps={})
    total = Minute()
    for minute in minutes.read(minute_of(clock()) - 60, minute_of(clock())).values():
        total.merge(minute)
    assert total.counts == {"submitted": 1, "retried": 1, "failed": 1}
    assert total.wait.quantile(1) == pytest.approx(10, rel=0.045)


def test_a_job_that_is_cancelled_twice_is_counted_once(
    table: JobTable, minutes: MinuteTable, clock: Clock
) -> None:
    job = fresh(clock)
    table.add(job)
    table.cancel(job.job_id)
    table.cancel(job.job_id)
    assert minutes.read(minute_of(clock()), minute_of(clock()))[minute_of(clock())].counts["cancelled"] == 1


def test_what_many_recorders_count_is_added_up(minutes: MinuteTable, clock: Clock) -> None:
    for _ in range(5):
        recorder = Recorder(minutes, linger=60, clock=clock)
        for seconds in (0.1, 1, 10):
            counted = Minute()
            counted.counts["completed"] += 1
            counted.run.add(seconds)
            recorder.add(counted)
        recorder.close()
    (minute,) = minutes.read(minute_of(clock()), minute_of(clock())).values()
    assert minute.counts == {"completed": 15}
    assert minute.run.quantile(0.5) == pytest.approx(1, rel=0.045)


def test_minutes_are_read_across_hours(minutes: MinuteTable) -> None:
    counted = Minute()
    counted.counts["submitted"] = 1
    for number, at in enumerate((3600 * 500_000 - 60, 3600 * 500_000, 3600 * 500_001)):
        minutes.add(at, counted, writer="w", number=number)
    found = minutes.read(3600 * 500_000 - 60, 3600 * 500_000 + 1800)
    assert list(found) == [3600 * 500_000 - 60, 3600 * 500_000]


def test_a_write_whose_answer_was_lost_counts_once(
    minutes: MinuteTable, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = minutes.dynamodb.update_item
    has_answer = iter([False, True, False, True])

    def without_answer(**asked: Any) -> Any:
        is_answered = next(has_answer)
        answer = add(**asked)
        if not is_answered:
            raise EndpointConnectionError(endpoint_url="table")
        return answer

    monkeypatch.setattr(minutes.dynamodb, "update_item", without_answer)
    recorder = Recorder(minutes, linger=60, clock=clock)
    for submitted in (1, 2):
        counted = Minute()
        counted.counts["submitted"] = submitted
        recorder.add(counted)
        recorder.flush()
        recorder.flush()
    (minute,) = minutes.read(minute_of(clock()), minute_of(clock())).values()
    assert minute.counts == {"submitted": 3}


def test_an_unreachable_table_gets_figures_later(
    stores: Stores, settings: Settings, clock: Clock, caplog: pytest.LogCaptureFixture, two_rooms: bytes
) -> None:
    dynamodb = services.open_clients(settings.region).dynamodb
    missing = MinuteTable(dynamodb, "no-such-table")
    recorder = Recorder(missing, linger=0, clock=clock)
    table = JobTable(services.open_items(settings), lease_seconds=60, observe=recorder.job_changed)
    processor = Processor(table=table, store=stores.plans, cache=stores.cache, lease_seconds=60)
    job = new_job(wall_count=5, now=time.time(), retention_days=1, attempt_limit=4)
    stores.plans.put_plan(job.input_s3_key, two_rooms)
    with caplog.at_level(logging.WARNING):
        table.add(job)
        assert processor.process(job.job_id, "worker-1") == Delete("completed")
    assert [record.message for record in caplog.records if "metrics" in record.message][1:] == []
    recorder._table = stores.minutes  # the table is back
    recorder.flush()
    (minute,) = stores.minutes.read(minute_of(clock()), minute_of(clock())).values()
    assert minute.counts == {"submitted": 1, "completed": 1}


def test_a_thread_writes_what_came_together(minutes: MinuteTable, clock: Clock) -> None:
    stream = io.StringIO()
    recorder = Recorder(minutes, linger=0.2, emf=EmfLog("RoomJobs", stream), clock=clock)
    counted = Minute()
    counted.counts["submitted"] = 1
    for _ in range(10):
        recorder.add(counted)
    deadline = time.monotonic() + 10
    while not stream.getvalue():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    recorder.close()
    written = [json.loads(line)["JobsSubmitted"] for line in stream.getvalue().splitlines()]
    assert sum(written) == 10
    assert len(written) < 10
    assert minutes.read(minute_of(clock()), minute_of(clock()))[minute_of(clock())].counts["submitted"] == 10


def test_counts_of_a_killed_process_come_from_the_jobs(
    stores: Stores, settings: Settings, minutes: MinuteTable, clock: Clock
) -> None:
    unheard = JobTable(services.open_items(settings), lease_seconds=60, clock=clock)  # counts for nobody
    clock.now = clock.now // QUARTER * QUARTER + 5
    began = minute_of(clock())
    for _ in range(3):
        unheard.add(fresh(clock))
    clock.now += 60
    cancelled = fresh(clock)
    unheard.add(cancelled)
    unheard.cancel(cancelled.job_id)
    recount = Recount(stores.listing, minutes, clock)
    assert recount.run() == 0, "the quarter is not over"
    clock.now += 2 * QUARTER
    assert recount.run() == 3
    found = minutes.read(began, began + 60)
    assert [+found[at].counts for at in (began, began + 60)] == [
        {"submitted": 3},
        {"submitted": 1, "cancelled": 1},
    ]
    assert recount.run() == 0, "it was done"


def test_a_job_counted_a_minute_late_is_not_recounted(
    stores: Stores, minutes: MinuteTable, table: JobTable, clock: Clock
) -> None:
    clock.now = clock.now // QUARTER * QUARTER + 59.9
    job = fresh(clock)
    clock.now += 0.2  # its plan is stored meanwhile
    table.add(job)
    clock.now += 2 * QUARTER
    assert Recount(stores.listing, minutes, clock).run() == 0


def test_a_recount_lowers_no_count(stores: Stores, minutes: MinuteTable, clock: Clock) -> None:
    clock.now = clock.now // QUARTER * QUARTER
    counted = Minute()
    counted.counts["failed"] = 5  # of jobs that were retried since
    minutes.add(int(clock()), counted, writer="w", number=1)
    clock.now += 2 * QUARTER
    assert Recount(stores.listing, minutes, clock).run() == 0
    assert (
        minutes.read(int(clock()) - 2 * QUARTER, int(clock()))[int(clock()) - 2 * QUARTER].counts["failed"]
        == 5
    )
