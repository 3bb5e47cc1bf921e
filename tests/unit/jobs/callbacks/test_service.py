"""Callbacks in memory: each end is told, once by its id, whatever dies; refusals are repeated for a day."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.callbacks.callback import DELAYS, Attempt, CallbackStatus
from roomjobs.jobs.callbacks.service import SECRET_OVERLAP
from roomjobs.jobs.callbacks.signing import headers
from roomjobs.jobs.job import LOCAL_OWNER, Job, JobStatus
from roomjobs.jobs.store.attributes import encode
from tests.memory import ProcessDiedError
from tests.world import EXPECTED, World, a_plan

if TYPE_CHECKING:
    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.callbacks.callback import Callback

URL = "https://receiver.example/ended"


def submitted(world: World) -> Job:
    return world.submission.submit(a_plan(4), bypass_cache=True, callback_url=URL)


def accepted(world: World, plans: int = 2) -> Batch:
    body = b"\n".join(a_plan(4 + place) for place in range(plans))
    return world.acceptance.accept(body, BatchFormat.JSON_LINES, jobs_count=plans, callback_url=URL)


def only_callback(world: World, subject: str) -> Callback:
    _, (callback,) = world.callbacks.listed(subject)
    return callback


def kinds(world: World) -> list[str]:
    return [json.loads(body)["type"] for _, _, body, _ in world.received]


def later(world: World, seconds: float) -> None:
    world.clock.now += seconds
    world.call_back()


@pytest.mark.parametrize(("key", "shard"), [("event#x", "due"), ("callback#job_x", "open")])
def test_an_item_nobody_can_read_stops_no_other(key: str, shard: str) -> None:
    world = World()
    world.deliver(submitted(world).job_id)
    world.items.items[key] = encode({"job_id": key, "status_shard": f"callback#{shard}", "created_at": 0})
    assert world.callbacks.sweep() == 1


def test_an_end_is_told_to_the_address() -> None:
    world = World()
    job = submitted(world)
    world.deliver(job.job_id)
    assert world.call_back() == 1
    ((url, told, body, _),) = world.received
    assert url == URL
    document = json.loads(body)
    assert document["type"] == "job.completed"
    assert (document["data"]["job_id"], document["data"]["rooms_count"]) == (job.job_id, 1)
    secrets = world.callbacks.secrets(LOCAL_OWNER)
    assert told == headers(secrets, told["webhook-id"], int(world.clock()), body)
    assert only_callback(world, job.job_id).status is CallbackStatus.DELIVERED
    later(world, 86_400)
    assert len(world.received) == 1


def test_a_job_without_an_address_tells_nobody() -> None:
    world = World()
    job = world.a_job()
    world.deliver(job.job_id)
    world.callbacks.sweep()
    assert not world.received
    assert not [key for key in world.items.items if key.startswith(("callback#", "event#"))]


def test_a_result_that_is_reused_is_told_at_once() -> None:
    world = World()
    first = world.submission.submit(a_plan(4))
    world.deliver(first.job_id)
    again = world.submission.submit(a_plan(4), callback_url=URL)
    assert again.status is JobStatus.COMPLETED
    assert world.call_back() == 1


@pytest.mark.parametrize("how", ["cancel", "fail", "dead letter"])
def test_every_kind_of_end_is_told(how: str) -> None:
    world = World()
    job = submitted(world)
    if how == "cancel":
        world.batches.cancel_job(job.job_id)
    elif how == "fail":
        claimed = world.table.claim(job.job_id, "w")
        world.batches.notify_safely(world.table.fail(claimed, message="m", fingerprint="f", steps={}))
    else:
        for _ in range(2):
            world.table.claim(job.job_id, "w")
            world.clock.now += 3600
        world.sweep.run()
    world.call_back()
    assert kinds(world) == ["job.cancelled" if how == "cancel" else "job.failed"]


def test_the_end_of_a_batch_is_told_once() -> None:
    world = World()
    batch = accepted(world)
    world.settle()
    world.callbacks.sweep()
    assert kinds(world) == ["batch.completed"]
    assert json.loads(world.received[0][2])["data"]["jobs_count"] == 2
    world.batches.advance(batch.batch_id)
    world.callbacks.sweep()
    assert len(world.received) == 1


def test_a_retry_makes_another_end_with_another_id() -> None:
    world = World()
    job = submitted(world)
    world.deliver(job.job_id, fails=True)
    world.callbacks.sweep()
    world.clock.now += 3600
    world.callbacks.sweep()  # nothing more is expected of this job
    world.retries.retry(job.job_id)
    world.deliver(job.job_id)
    world.callbacks.sweep()  # the worker of `deliver` told the second end; this finds the first one's
    assert kinds(world) == ["job.failed", "job.completed"]
    assert len({told["webhook-id"] for _, told, _, _ in world.received}) == 2


def test_a_retried_job_opens_its_batch_again() -> None:
    world = World()
    batch = accepted(world)
    world.batches.advance(batch.batch_id)
    first, second = world.jobs_of(batch)
    world.deliver(first.job_id, fails=True)
    world.deliver(second.job_id)
    world.batches.advance(batch.batch_id)
    world.callbacks.sweep()
    world.clock.now += 3600
    world.callbacks.sweep()
    world.retries.retry(first.job_id)
    world.settle()
    world.callbacks.sweep()
    assert kinds(world) == ["batch.completed", "batch.completed"]


@pytest.mark.parametrize("fault", ["dies", "dies after", "lost", "down"])
@pytest.mark.parametrize("place", range(12))
def test_no_end_is_lost_at_any_write(place: int, fault: str) -> None:
    """A process dies, or a write fails, at each write from the submission to the answer of the receiver."""
    world = World()
    world.items.faults.next = ["ok"] * place + [fault]
    with suppress(ProcessDiedError, *EXPECTED, Exception):
        job = submitted(world)
        world.deliver(job.job_id)
        world.call_back()
    world.items.faults.next = []
    world.settle()
    for _ in range(4):
        world.clock.now += 61
        world.callbacks.sweep()
    ended = [key for key in world.items.items if key.startswith("job_")]
    told = {json.loads(body)["data"]["job_id"] for _, _, body, _ in world.received}
    assert told == set(ended)
    assert len({told["webhook-id"] for _, told, _, _ in world.received}) == len(ended)


def test_an_end_while_the_retry_is_written_is_told() -> None:
    """The subscription was opened; a sweep sees the job still failed, and the retry arrives after it."""
    world = World()
    job = submitted(world)
    world.deliver(job.job_id, fails=True)
    world.clock.now += 3600
    world.callbacks.sweep()
    world.callbacks.subscribe(world.job(job.job_id))
    world.callbacks.sweep()
    world.table.retry(world.job(job.job_id), attempts=2)
    claimed = world.table.claim(job.job_id, "w")
    world.table.complete(claimed, rooms_count=1, confidence_score=1.0, steps={})  # and the worker dies
    world.callbacks.sweep()
    assert kinds(world) == ["job.failed", "job.completed"]


def test_refusals_are_repeated_for_a_day() -> None:
    world = World()
    job = submitted(world)
    world.answers = [500] * 20
    world.deliver(job.job_id)
    world.call_back()
    began = world.clock.now
    while only_callback(world, job.job_id).status is CallbackStatus.DUE:
        later(world, 5)
        if world.clock.now < began + 100:
            continue
        later(world, 600)
    callback = only_callback(world, job.job_id)
    assert callback.status is CallbackStatus.GIVEN_UP
    assert len(callback.attempts) == len(DELAYS) + 1
    assert 0.9 * 86_400 < callback.attempts[-1].at - callback.attempts[0].at < 1.3 * 86_400
    assert len({told["webhook-id"] for _, told, _, _ in world.received}) == 1
    assert len({body for _, _, body, _ in world.received}) == 1


def test_a_receiver_that_is_gone_is_left_alone() -> None:
    world = World(answers=[410])
    job = submitted(world)
    world.deliver(job.job_id)
    world.call_back()
    assert only_callback(world, job.job_id).status is CallbackStatus.GIVEN_UP


def test_a_callback_is_sent_again_by_hand() -> None:
    world = World(answers=[410])
    job = submitted(world)
    world.deliver(job.job_id)
    world.call_back()
    (first,) = world.received
    callback = only_callback(world, job.job_id)
    assert world.callbacks.redeliver("job_" + "0" * 32, callback.callback_id) is None
    assert world.callbacks.redeliver(job.job_id, callback.callback_id) is not None
    later(world, 0)
    callback = only_callback(world, job.job_id)
    assert (callback.status, len(callback.attempts)) == (CallbackStatus.DELIVERED, 2)
    assert world.received[1][1]["webhook-id"] == first[1]["webhook-id"]


def test_a_callback_asked_for_while_it_is_refused_is_sent() -> None:
    world = World(answers=[410])
    job = submitted(world)
    world.deliver(job.job_id)
    receive = world.callbacks.send

    def meanwhile_asked_for(url: str, told: dict[str, str], body: str) -> Attempt:
        if not world.received:
            assert world.callbacks.redeliver(job.job_id, told["webhook-id"]) is not None
        return receive(url, told, body)

    object.__setattr__(world.callbacks, "send", meanwhile_asked_for)
    world.call_back()
    later(world, 0)
    assert only_callback(world, job.job_id).status is CallbackStatus.DELIVERED
    assert len(world.received) == 2


def test_two_couriers_send_one_request(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    job = submitted(world)
    world.deliver(job.job_id)
    receive = world.callbacks.send
    due = world.callbacks.table.due(now=world.clock(), at_most=10)

    def meanwhile_the_other(url: str, told: dict[str, str], body: str) -> Attempt:
        world.call_back()
        return receive(url, told, body)

    object.__setattr__(world.callbacks, "send", meanwhile_the_other)
    monkeypatch.setattr(world.callbacks.table, "due", lambda **_: due)  # as an index that lags behind
    world.call_back()
    assert len(world.received) == 1


def test_a_host_that_hangs_does_not_keep_others_waiting() -> None:
    world = World(answers=[None])
    jobs = [submitted(world) for _ in range(3)]
    other = world.submission.submit(a_plan(9), bypass_cache=True, callback_url="https://other.example/ended")
    world.deliver(jobs[0].job_id)
    world.call_back()
    for job in [*jobs[1:], other]:
        world.deliver(job.job_id)
    world.call_back()
    assert [url for url, *_ in world.received] == [URL, "https://other.example/ended"]
    later(world, 61)
    assert len(world.received) == 5
    assert all(only_callback(world, job.job_id).status is CallbackStatus.DELIVERED for job in jobs)


def test_an_owner_of_many_slow_hosts_leaves_time_to_others() -> None:
    world = World()

    def slow(url: str, told: dict[str, str], body: str) -> Attempt:
        attempt = world.receive(url, told, body)
        return Attempt(at=attempt.at, milliseconds=9_000, status_code=204)

    object.__setattr__(world.callbacks, "send", slow)
    for place in range(70):
        url = f"https://{place}.example/ended"
        job = world.submission.submit(a_plan(4), bypass_cache=True, callback_url=url)
        world.deliver(job.job_id)
    assert 27 <= world.call_back() <= 27 + 7  # 240 s of requests, and those begun by then
    other = world.submission.submit(a_plan(4), owner="another", bypass_cache=True, callback_url=URL)
    world.deliver(other.job_id)
    assert world.call_back() == 1
    later(world, 61)
    later(world, 61)
    assert len(world.received) == 71


def test_an_upkeep_that_ends_notes_ends_but_sends_none() -> None:
    world = World()
    job = submitted(world)
    world.table.cancel_once(job.job_id)
    assert world.callbacks.sweep(lambda: True) == 0
    assert only_callback(world, job.job_id).status is CallbackStatus.DUE
    assert not world.received


def test_attempts_that_never_end_are_given_up_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if each process died while it waited for the receiver: a dead one must not be called for ever."""
    world = World()
    job = submitted(world)
    world.deliver(job.job_id)
    with monkeypatch.context() as dying:
        dying.setattr(world.callbacks.table, "end", lambda *_, **__: None)
        for _ in range(200):
            later(world, 900)
    assert only_callback(world, job.job_id).status is CallbackStatus.GIVEN_UP
    assert len(world.received) == len(DELAYS) + 1


def test_the_last_attempts_are_kept() -> None:
    """Those asked for by hand have no limit, and an item of the table has one."""
    world = World(answers=[410] * 60)
    job = submitted(world)
    world.deliver(job.job_id)
    for turn in range(60):
        later(world, 1)
        assert len(world.received) == turn + 1
        world.callbacks.redeliver(job.job_id, only_callback(world, job.job_id).callback_id)
    attempts = only_callback(world, job.job_id).attempts
    assert [each.at for each in attempts] == sorted(each.at for each in attempts)
    assert (len(attempts), attempts[-1].at) == (50, int(world.clock.now))


def test_one_bad_subscription_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    first, second = submitted(world), submitted(world)
    for job in (first, second):
        world.table.cancel_once(job.job_id)
    add = world.callbacks.table.add

    def full(callback: Callback) -> bool:
        if callback.subject == first.job_id:
            raise ClientError({"Error": {"Code": "ValidationException"}}, "TransactWriteItems")
        return add(callback)

    monkeypatch.setattr(world.callbacks.table, "add", full)
    assert world.callbacks.sweep() == 1
    assert json.loads(world.received[0][2])["data"]["job_id"] == second.job_id


def test_both_secrets_sign_for_a_day() -> None:
    world = World()
    (old,) = world.callbacks.secrets(LOCAL_OWNER)
    new, previous = world.callbacks.replace_secret(LOCAL_OWNER)
    assert previous == old != new
    assert world.callbacks.secrets("another") != [new, old]
    job = submitted(world)
    world.deliver(job.job_id)
    world.call_back()
    ((_, told, body, _),) = world.received
    assert told["webhook-signature"].count("v1,") == 2
    assert told == headers([new, old], told["webhook-id"], int(world.clock()), body)
    world.clock.now += SECRET_OVERLAP + 1
    assert world.callbacks.secrets(LOCAL_OWNER) == [new]


def test_an_erased_job_tells_nothing_more() -> None:
    world = World(answers=[500])
    job = submitted(world)
    world.deliver(job.job_id)
    world.call_back()
    world.callbacks.table.erase(job.job_id)
    world.callbacks.tell(world.job(job.job_id))
    later(world, 3600)
    assert len(world.received) == 1
    assert not [key for key in world.items.items if key.startswith(("callback#", "event#"))]


def test_an_end_while_a_job_is_erased_is_erased_too(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    job = submitted(world)
    table = world.callbacks.table
    before = table.subscription(job.job_id)
    world.deliver(job.job_id)  # the end is told after the erasure has read which callbacks there are
    monkeypatch.setattr(table, "subscription", lambda _subject: before)
    table.erase(job.job_id)
    world.call_back()
    assert not world.received
    assert not [key for key in world.items.items if key.startswith(("callback#", "event#"))]


def test_an_end_before_a_retry_is_told_though_its_maker_died() -> None:
    world = World()
    job = submitted(world)
    world.table.fail(world.table.claim(job.job_id, "w"), message="m", fingerprint="f", steps={})
    world.retries.retry(job.job_id)
    world.deliver(job.job_id)
    world.callbacks.sweep()
    assert sorted(kinds(world)) == ["job.completed", "job.failed"]


def test_an_end_before_a_resume_is_told_after_a_death() -> None:
    world = World()
    batch = accepted(world)
    world.batch_table.fail(world.batch(batch.batch_id), "m")
    world.recovery.resume(batch.batch_id)
    world.settle()
    world.callbacks.sweep()
    assert sorted(kinds(world)) == ["batch.completed", "batch.failed"]
