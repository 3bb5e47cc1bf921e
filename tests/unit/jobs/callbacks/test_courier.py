"""The thread of a worker that delivers callbacks, and how it ends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from roomjobs.jobs.callbacks.callback import Attempt
from roomjobs.jobs.callbacks.courier import Courier
from tests.world import World, a_plan

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    courier = Courier(world.callbacks.deliver_due, every=0.01)
    courier.start()
    assert asked.acquire(timeout=20)
    threading.Timer(0.2, may_answer.set).start()  # once it is told to stop
    courier.stop()
    assert 1 <= len(world.received) <= 8
    assert sum(thread.name.startswith(("courier", "callbacks")) for thread in threading.enumerate()) == 0
