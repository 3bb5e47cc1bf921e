"""The thread of a worker that delivers callbacks, and how it ends."""

from __future__ import annotations

import threading
from functools import partialmethod
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from celery import signals

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.jobs.callbacks.callback import Attempt
from roomjobs.jobs.callbacks.courier import Courier, stop_together
from tests.unit.test_config import COMPLETE
from tests.world import World, a_plan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def test_a_courier_that_stops_begins_no_request() -> None:
    """Requests that wait for one of the threads would hold up the end of the worker, ten seconds each."""
    world, asked, may_answer = World(), threading.Semaphore(0), threading.Event()

    def slow(url: str, _headers: Mapping[str, str], _body: str) -> Attempt:
        world.received.append((url, {}, "", None))
        asked.release()
        may_answer.wait(20)
        return Attempt(at=int(world.clock()), milliseconds=1)

    object.__setattr__(world.callbacks, "send", slow)
    for place in range(20):
        url = f"https://{place}.example/ended"
        job = world.submission.submit(a_plan(4), bypass_cache=True, callback_url=url)
        world.deliver(job.job_id)
    courier = Courier(world.callbacks.deliveries[0].deliver_due, every=0.01)
    courier.start()
    assert asked.acquire(timeout=20)
    threading.Timer(0.2, may_answer.set).start()  # once it is told to stop
    courier.stop()
    assert 1 <= len(world.received) <= 8
    assert sum(thread.name.startswith(("courier", "callbacks")) for thread in threading.enumerate()) == 0


def test_couriers_are_told_to_stop_at_once() -> None:
    """One after the other, the last would have no time left of what a worker has to end."""
    begun, told = threading.Barrier(3), threading.Barrier(2)

    def deliver(is_over: Callable[[], bool]) -> int:
        begun.wait(20)
        while not is_over():
            threading.Event().wait(0.01)
        told.wait(5)  # broken if the other is not told before this one has ended
        return 0

    couriers = [Courier(deliver, every=0.01) for _ in range(2)]
    for courier in couriers:
        courier.start()
    begun.wait(20)
    stop_together(couriers)
    assert not told.broken
    assert sum(thread.name == "courier" for thread in threading.enumerate()) == 0


@pytest.mark.parametrize(("word", "started"), [("on", 1), ("off", 0)])
def test_a_worker_sends_callbacks_unless_told_not_to(
    word: str, started: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a way to the internet each try would fail, and count."""
    begun: list[Courier] = []
    delivery = SimpleNamespace(deliver_due=lambda: 0)
    monkeypatch.setattr(Courier, "start", partialmethod(lambda self, to: to.append(self), begun))
    monkeypatch.setattr(services, "callbacks", lambda *_: SimpleNamespace(deliveries=[delivery]))
    monkeypatch.setattr(signals.worker_shutdown, "connect", lambda *_, **__: None)
    settings = Settings.from_environment({**COMPLETE, "ROOMJOBS_COURIER": word})
    connections: Any = SimpleNamespace(stores=None)
    tasks._start_courier(settings, connections)
    assert len(begun) == started
