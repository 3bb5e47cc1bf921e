"""Ends on an event bus, in memory: each of a single job or batch once by its id, whatever dies or refuses."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from roomjobs.jobs.batches.batch import BatchFormat
from roomjobs.jobs.callbacks.event_bus import EventBus
from tests.memory import ProcessDiedError
from tests.world import EXPECTED, World, a_plan


def a_world(refusals: tuple[str, ...] = ()) -> World:
    return World(bus="ends", refusals=list(refusals))


def details(world: World) -> list[dict[str, object]]:
    return [json.loads(event["Detail"]) for event in world.events]


def test_an_end_is_put_on_the_bus_beside_its_callback() -> None:
    world = a_world()
    job = world.submission.submit(a_plan(4), callback_url="https://receiver.example/ended")
    world.deliver(job.job_id)
    assert world.call_back() == 2
    (event,) = world.events
    told = {name: event[name] for name in ("EventBusName", "Source", "DetailType")}
    assert told == {"EventBusName": "ends", "Source": "room-jobs", "DetailType": "job.completed"}
    (detail,) = details(world)
    assert detail == {"id": f"{job.job_id}-1-completed", **json.loads(world.received[0][2])}
    world.clock.now += 86_400
    assert world.call_back() == 0


def test_a_batch_is_one_event_and_its_jobs_none() -> None:
    world = a_world()
    body = b"\n".join(a_plan(4 + place) for place in range(3))
    world.acceptance.accept(body, BatchFormat.JSON_LINES, jobs_count=3)
    world.settle()
    world.callbacks.sweep()
    assert [event["DetailType"] for event in world.events] == ["batch.completed"]


@pytest.mark.parametrize("fault", ["dies", "dies after", "lost", "down"])
@pytest.mark.parametrize("place", range(12))
def test_no_event_is_lost_at_any_write(place: int, fault: str) -> None:
    world = a_world()
    world.items.faults.next = ["ok"] * place + [fault]
    with suppress(ProcessDiedError, *EXPECTED, Exception):
        job = world.submission.submit(a_plan(4), bypass_cache=True)
        world.deliver(job.job_id)
        world.call_back()
    world.items.faults.next = []
    world.settle()
    for _ in range(4):
        world.clock.now += 61
        world.callbacks.sweep()
    ended = {key for key in world.items.items if key.startswith("job_")}
    assert {detail["data"]["job_id"] for detail in details(world)} == ended  # type: ignore[index] # as JSON
    assert len({detail["id"] for detail in details(world)}) == len(ended)


def test_what_the_bus_refuses_is_put_on_it_later() -> None:
    world = a_world(("ThrottlingException", "InternalFailure"))
    job = world.submission.submit(a_plan(4))
    world.deliver(job.job_id)
    assert world.call_back() == 0
    for _ in range(3):
        world.clock.now += 70
        world.call_back()
    assert len(world.events) == 1


def test_a_bus_that_refuses_keeps_no_other_waiting() -> None:
    """After a release that names another bus."""
    world = a_world(("InternalFailure",))
    world.deliver(world.submission.submit(a_plan(4)).job_id)
    assert world.call_back() == 0
    object.__setattr__(world.callbacks.bus, "address", lambda _subject: "others")
    world.deliver(world.submission.submit(a_plan(5)).job_id)
    assert world.call_back() == 1
    assert [event["EventBusName"] for event in world.events] == ["others"]


def test_a_slow_receiver_does_not_keep_the_bus_waiting() -> None:
    world = World(bus="ends", answers=[None])
    job = world.submission.submit(a_plan(4), callback_url="https://receiver.example/ended")
    world.deliver(job.job_id)
    assert world.call_back() == 1
    assert len(world.events) == 1


def test_an_erased_job_leaves_nothing_for_the_bus() -> None:
    world = a_world(("ThrottlingException",))
    job = world.submission.submit(a_plan(4))
    world.deliver(job.job_id)
    world.call_back()
    assert world.callbacks.bus is not None
    world.callbacks.bus.table.erase(job.job_id)
    assert not [key for key in world.items.items if key.startswith("bus")]


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (
            ClientError({"Error": {"Code": "AccessDeniedException"}}, "PutEvents"),
            "EventBridge refused: AccessDeniedException",
        ),
        (
            EndpointConnectionError(endpoint_url="https://events.example"),
            "EventBridge did not answer (EndpointConnectionError)",
        ),
    ],
)
def test_what_goes_wrong_is_told_by_the_attempt(error: Exception, told: str) -> None:
    class Refusing:
        def put_events(self, **_: object) -> dict[str, object]:
            raise error

    world = a_world()
    job = world.submission.submit(a_plan(4))
    world.deliver(job.job_id)
    assert world.callbacks.bus is not None
    (callback,) = world.callbacks.bus.table.due(now=world.clock(), at_most=1)
    attempt = EventBus(Refusing, "room-jobs").prepare(callback)()
    assert (attempt.status_code, attempt.error) == (None, told)


def test_the_client_is_made_before_threads_send() -> None:
    """Two clients of botocore are not made safely at once, and eight threads send."""
    made: list[object] = []

    class Taking:
        def put_events(self, **_: object) -> dict[str, object]:
            return {"Entries": [{"EventId": "1"}]}

    def events() -> Taking:
        made.append(made)
        return Taking()

    world = a_world()
    job = world.submission.submit(a_plan(4))
    world.deliver(job.job_id)
    assert world.callbacks.bus is not None
    (callback,) = world.callbacks.bus.table.due(now=world.clock(), at_most=1)
    send = EventBus(events, "room-jobs").prepare(callback)
    assert len(made) == 1
    assert send().status_code == 200
    assert len(made) == 1
