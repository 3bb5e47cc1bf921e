"""Which queue receives when there is space for one message, by a clock that the test moves."""

from __future__ import annotations

from collections import Counter

import pytest

from roomjobs.sqs.options import QueueOptions
from roomjobs.sqs.receive import lanes as module
from roomjobs.sqs.receive.window import PrefetchWindow
from tests.clock import Clock

URGENT, BULK = "urgent", "bulk"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "monotonic", clock)
    return clock


def window_of(**queues: QueueOptions) -> PrefetchWindow:
    window = PrefetchWindow(queues)
    window.limit = 1
    return window


def test_a_lower_queue_waits_until_a_higher_is_empty(clock: Clock) -> None:
    window = window_of(urgent=QueueOptions(priority=1), bulk=QueueOptions())
    assert window.reserve(URGENT, 10, timeout=0) == 1
    assert window.reserve(BULK, 10, timeout=0) == 0, "it may still answer with a message"
    clock.now += 0.2
    assert window.reserve(BULK, 10, timeout=0) == 1, "its long poll goes on, and it is empty"


def test_a_higher_queue_never_waits_for_a_lower_one(clock: Clock) -> None:
    del clock
    window = window_of(urgent=QueueOptions(priority=1), bulk=QueueOptions())
    assert window.reserve(BULK, 10, timeout=0) == 1
    assert window.reserve(URGENT, 10, timeout=0) == 1


def received(window: PrefetchWindow, clock: Clock, queues: list[str], rounds: int) -> Counter[str]:
    """Free one space again and again, for queues that always have a message; count who gets it."""
    found: Counter[str] = Counter()
    for _ in range(rounds):
        for queue in queues:
            window._lanes.wait(queue)
        winners = [queue for queue in queues if window._space(queue, 10)]
        assert len(winners) == 1, winners
        (winner,) = winners
        for queue in queues:
            window._lanes.go(queue, asks=queue == winner)
        window.commit_reservation(winner, 0, 1)
        window.free(winner)
        found[winner] += 1
        clock.now += 1
    return found


def test_queues_of_one_priority_share_by_weight(clock: Clock) -> None:
    window = window_of(a=QueueOptions(weight=3), b=QueueOptions(weight=1))
    assert received(window, clock, ["a", "b"], 40) == {"a": 30, "b": 10}


def test_a_higher_priority_takes_all(clock: Clock) -> None:
    window = window_of(urgent=QueueOptions(priority=1), bulk=QueueOptions(weight=100))
    assert received(window, clock, [URGENT, BULK], 10) == {URGENT: 10}


def test_a_queue_that_was_empty_has_saved_nothing_up(clock: Clock) -> None:
    window = window_of(a=QueueOptions(), b=QueueOptions())
    window.commit_reservation("b", 0, 0)
    received(window, clock, ["a"], 100)
    assert received(window, clock, ["a", "b"], 10) == {"a": 5, "b": 5}


def test_without_scarcity_nobody_waits(clock: Clock) -> None:
    del clock
    window = PrefetchWindow({URGENT: QueueOptions(priority=1)})
    window.limit = 40
    assert window.reserve(URGENT, 10, timeout=0) == 10
    assert window.reserve(BULK, 10, timeout=0) == 10
