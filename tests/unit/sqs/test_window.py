from __future__ import annotations

import threading

from roomjobs.sqs.options import QueueOptions
from roomjobs.sqs.receive.window import PrefetchWindow


def test_without_a_limit_there_is_always_space_for_a_batch() -> None:
    window = PrefetchWindow()
    assert window.reserve("jobs", 10, timeout=0) == 10
    assert window.has_space()


def test_held_and_reserved_messages_take_space() -> None:
    window = PrefetchWindow()
    window.limit = 4
    assert window.reserve("jobs", 10, timeout=0) == 4
    window.commit_reservation("jobs", reserved=4, received=3)
    assert window.held == 3
    assert window.reserve("jobs", 10, timeout=0) == 1
    window.commit_reservation("jobs", reserved=1, received=1)
    assert not window.has_space()
    assert window.reserve("jobs", 10, timeout=0) == 0


def test_two_receives_of_one_queue_share_the_space() -> None:
    window = PrefetchWindow()
    window.limit = 14
    assert window.reserve("jobs", 10, timeout=0) == 10
    assert window.reserve("jobs", 10, timeout=0) == 4
    assert window.reserve("jobs", 10, timeout=0) == 0


def test_an_idle_queue_leaves_space_for_another() -> None:
    window = PrefetchWindow()
    window.limit = 4
    assert window.reserve("idle", 10, timeout=0) == 4
    assert window.reserve("busy", 10, timeout=0) == 4


def test_a_settled_message_lets_a_waiting_receiver_go_on() -> None:
    window = PrefetchWindow()
    window.limit = 1
    window.commit_reservation("jobs", reserved=0, received=1)
    threading.Timer(0.05, window.free, ["jobs"]).start()
    assert window.reserve("jobs", 10, timeout=30) == 1


def test_a_larger_limit_makes_space_at_once() -> None:
    window = PrefetchWindow()
    window.limit = 1
    window.commit_reservation("jobs", reserved=0, received=1)
    window.limit = 2
    assert window.reserve("jobs", 10, timeout=0) == 1


def test_a_paused_window_gives_no_space_until_it_is_not() -> None:
    window = PrefetchWindow()
    window.limit = 4
    window.paused = True
    assert window.reserve("a", 10, timeout=0) == 0
    window.paused = False
    assert window.reserve("a", 10, timeout=0) == 4


def test_a_paused_queue_gets_no_space_and_delays_no_other() -> None:
    window = PrefetchWindow({"paused": QueueOptions(priority=1)})
    window.limit = 1
    window.pause_queues(["paused"])
    waiting = threading.Thread(target=window.reserve, args=("paused", 10, 5))
    waiting.start()
    assert window.reserve("other", 10, timeout=0) == 1
    window.commit_reservation("other", reserved=1, received=0)
    assert window.is_paused("paused")
    window.pause_queues([])
    waiting.join(5)
    assert not waiting.is_alive()  # it was given the space, long before its time was over
    assert window.reserve("other", 10, timeout=0) == 0


def test_a_queue_leaves_space_to_others() -> None:
    window = PrefetchWindow({"long": QueueOptions(leaves=1)})
    window.limit = 2
    assert window.reserve("long", 10, timeout=0) == 1
    window.commit_reservation("long", reserved=1, received=1)
    assert window.reserve("long", 10, timeout=0) == 0
    assert window.reserve("short", 10, timeout=0) == 1
    window.commit_reservation("short", reserved=1, received=0)
    window.free("long")
    assert window.reserve("long", 10, timeout=0) == 1


def test_a_queue_that_may_hold_no_more_keeps_nobody_waiting() -> None:
    """It has received less for its weight, and waits for space that it must leave to others."""
    window = PrefetchWindow({"long": QueueOptions(leaves=1), "short": QueueOptions(weight=8)})
    window.limit = 2
    for _ in range(100):
        window.commit_reservation("short", reserved=window.reserve("short", 1, timeout=0), received=1)
        window.free("short")
    window.commit_reservation("long", reserved=window.reserve("long", 1, timeout=0), received=1)
    waits = threading.Thread(target=window.reserve, args=["long", 10, 60])
    waits.start()
    while not window._lanes._waiting["long"]:
        threading.Event().wait(0.01)
    assert window.reserve("short", 10, timeout=0) == 1
    window.free("long")
    waits.join(60)


def test_a_queue_that_leaves_space_still_gets_one() -> None:
    window = PrefetchWindow({"long": QueueOptions(leaves=1)})
    window.limit = 1
    assert window.reserve("long", 10, timeout=0) == 1
