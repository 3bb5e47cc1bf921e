"""
Every state that a job can reach by the rules of `jobs.changes`, whatever dies, is lost or comes late.

Two workers; messages that are lost and doubled; claims, releases and ends whose answers are lost, or that
arrive after anything else; leases that run out, and workers that are paused past theirs; an owner who cancels
and retries; a sweep that acts on an old look.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from roomjobs.jobs import changes
from roomjobs.jobs.changes import TRANSITIONS
from roomjobs.jobs.conditions import ALWAYS
from roomjobs.jobs.job import JobStatus
from tests.models.explorer import Step, Values, explore, made, stuck, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.jobs.changes import Change

RELEASED, OVER, NOW, LIVE = 0, 1, 2, 3  # a lease, beside the present time
ENDED = {JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED}
ATTEMPTS = 2
MOST = {"messages": 1, "late": 1, "retries": 1, "delays": 1}


#: Of the others, one that comes late is like one that is made then.
MAY_BE_LATE = {changes.COMPLETE, changes.RENEW, changes.RELEASE}


class Worker(NamedTuple):
    """A worker between its claim and the end of its delivery."""

    owner: str = ""
    attempt: int = 0
    has_written: bool = False


class State(NamedTuple):
    job: Values
    messages: int = 1
    workers: tuple[Worker, Worker] = (Worker(), Worker())
    late: tuple[tuple[Change, Values], ...] = ()  # writes on their way whose senders wait no more
    retries: int = 0


START = State(
    values(
        status=JobStatus.PENDING,
        attempt=0,
        attempt_limit=ATTEMPTS,
        sends=1,
        is_held=False,
        lease_owner=None,
        lease_until=None,
        output_s3_key=None,
        delays=0,
    )
)


def steps(state: State) -> Iterator[Step]:
    yield from the_world(state)
    yield from owners(state)
    yield from upkeep(state)
    for number, worker in enumerate(state.workers):
        yield from (delivery(state, number) if not worker.owner else work(state, number, worker))


def the_world(state: State) -> Iterator[Step]:
    job = dict(state.job)
    if job["status"] is JobStatus.PROCESSING and job["lease_until"] == LIVE:
        yield Step("the lease runs out", with_job(state, replaced(state.job, lease_until=OVER)), is_fair=True)
    if state.messages:
        yield Step("a message is lost", state._replace(messages=state.messages - 1))
        if state.messages < MOST["messages"]:
            yield Step("a message is doubled", state._replace(messages=state.messages + 1))
    for number, (change, given) in enumerate(state.late):
        rest = state._replace(late=state.late[:number] + state.late[number + 1 :])
        after = made(change, state.job, given)
        yield Step(f"a late {change.name} arrives", rest if after is None else with_job(rest, after))


def owners(state: State) -> Iterator[Step]:
    cancelled = made(changes.CANCEL, state.job)
    if cancelled:
        yield Step("cancel", with_job(state, cancelled))
    if state.retries < MOST["retries"]:
        attempt = dict(state.job)["attempt"]
        after = state._replace(retries=state.retries + 1)
        for is_held in (False, True):
            given = values(attempt=attempt, attempts=1, is_held=is_held)
            yield from written(after, changes.RETRY, given, sent=not is_held)


def upkeep(state: State) -> Iterator[Step]:
    job = dict(state.job)
    for step in written(state, changes.SEND_HELD, values(second=NOW), sent=1):
        yield step._replace(is_fair=dict(step.to.job)["is_held"] is False and step.to != state)
    given_up = made(changes.GIVE_UP, state.job, values(now=NOW))
    if given_up:
        yield Step("the sweep gives it up", with_job(state, given_up), is_fair=True)
    if not state.messages:
        given = values(now=NOW, sends=job["sends"])
        for step in written(state, changes.NOTE_SEND, given, sent=1):
            yield step._replace(is_fair=step.to.messages > state.messages)


def delivery(state: State, number: int) -> Iterator[Step]:
    """A worker without a job gets a message, which is there until the worker deletes it."""
    if not state.messages:
        return
    job = dict(state.job)
    if job["status"] in ENDED:
        yield Step("a message is deleted", state._replace(messages=state.messages - 1), is_fair=True)
        return
    owner = f"{number}.{job['attempt']}"
    given = values(now=NOW, until=LIVE, owner=owner)
    claimed = made(changes.CLAIM, state.job, given)
    if claimed:
        worker = Worker(owner, dict(claimed)["attempt"])
        yield Step("claim", with_worker(with_job(state, claimed), number, worker), is_fair=True)
        yield Step("a claim without answer", with_job(state, claimed))


def work(state: State, number: int, worker: Worker) -> Iterator[Step]:
    idle = with_worker(state, number, Worker())
    holder = {"owner": worker.owner, "attempt": worker.attempt}
    yield Step("a worker dies", idle)
    for step in written(state, changes.RENEW, values(**holder, until=LIVE)):
        yield step
    if not worker.has_written:
        has_written = worker._replace(has_written=True)
        yield Step("write", with_worker(state, number, has_written), is_fair=True)
        yield from written(idle, changes.FAIL, values(**holder))
        yield from written(idle, changes.RELEASE, values(**holder))
        if dict(state.job)["delays"] < MOST["delays"]:
            yield from written(idle, changes.POSTPONE, values(**holder))
    else:
        given = values(**holder, output_s3_key=worker.attempt)
        for step in written(idle, changes.COMPLETE, given):
            yield step._replace(is_fair=True)


def written(state: State, change: Change, given: Values, *, sent: int = 0) -> Iterator[Step]:
    """A write, which is refused, or happens with or without its answer, or does not, or comes late."""
    job = made(change, state.job, given)
    messages = min(state.messages + sent, MOST["messages"])
    if job is None:
        yield Step(f"{change.name} is refused", state)
    else:
        yield Step(change.name, with_job(state, job)._replace(messages=messages))
        if sent:
            yield Step(f"{change.name}, but the send fails", with_job(state, job))
    if change in MAY_BE_LATE and len(state.late) < MOST["late"]:
        yield Step(f"{change.name} is on its way", state._replace(late=(*state.late, (change, given))))


def with_job(state: State, job: Values) -> State:
    """With a number of sends that does not grow for ever."""
    sends = min(dict(job)["sends"], 2 + state.retries)
    return state._replace(job=replaced(job, sends=sends))


def with_worker(state: State, number: int, worker: Worker) -> State:
    workers = (worker, state.workers[1]) if number == 0 else (state.workers[0], worker)
    return state._replace(workers=workers)


def replaced(item: Values, **attributes: object) -> Values:
    return values(**{**dict(item), **attributes})


def faults(before: State, step: Step) -> str | None:
    old, new = dict(before.job), dict(step.to.job)
    is_done = new["status"] is JobStatus.COMPLETED
    output = new["output_s3_key"]
    rules = {
        f"{old['status']} became {new['status']}": new["status"] is not old["status"]
        and new["status"] not in TRANSITIONS[old["status"]],
        "a job changed after its end": old["status"] in (JobStatus.COMPLETED, JobStatus.CANCELLED)
        and new != old,
        "the attempt does not only grow": new["attempt"] < old["attempt"],
        "more attempts than allowed": new["attempt"] > new["attempt_limit"],
        "the result of another attempt": is_done and output != new["attempt"],
        "a result without an end": not is_done and output is not None,
    }
    return next((fault for fault, is_so in rules.items() if is_so), None)


def test_no_job_goes_wrong_and_each_can_end() -> None:
    """From a held job, which becomes one that was sent at once when its turn comes."""
    held = with_job(START, replaced(START.job, is_held=True))._replace(messages=0)
    found = explore(held, steps, faults)
    assert START in found
    assert len(found) > 20_000
    assert stuck(found, lambda state: dict(state.job)["status"] in ENDED) == []


def test_the_model_finds_what_a_rule_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without lease and attempt, a late worker ends the job with the result of another attempt."""
    forgetful = changes.Change(
        "end", {JobStatus.PROCESSING: ALWAYS}, JobStatus.COMPLETED, changes.COMPLETE.edits
    )
    monkeypatch.setattr(changes, "COMPLETE", forgetful)
    with pytest.raises(AssertionError, match="the result of another attempt"):
        explore(START, steps, faults)
