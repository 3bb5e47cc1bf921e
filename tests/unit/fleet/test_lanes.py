"""A pause is told to workers as it is now, whatever was read of lanes before."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from roomjobs.fleet.lanes import LaneService
from roomjobs.jobs.lanes import Lane

if TYPE_CHECKING:
    from roomjobs.fleet.lane_table import Pause


class Table:
    def __init__(self) -> None:
        self.pauses: dict[Lane, Pause] = {}

    def pause(self, lane: Lane, pause: Pause) -> None:
        self.pauses[lane] = pause

    def paused(self) -> dict[Lane, Pause]:
        return dict(self.pauses)


class SlowQueue:
    """A queue of which the first question for its depth takes long."""

    name = "batch"

    def __init__(self) -> None:
        self.is_asked = threading.Event()
        self.answers = threading.Event()

    def depth(self) -> None:
        if not self.is_asked.is_set():
            self.is_asked.set()
            self.answers.wait(10)


class App:
    def __init__(self) -> None:
        self.control = self
        self.told: list[Any] = []

    def broadcast(self, _command: str, arguments: Any, **_: Any) -> None:
        self.told.append(arguments)


def test_a_list_from_before_is_not_what_is_told() -> None:
    app, table, queue = App(), Table(), SlowQueue()
    arguments: Any = (app, table, {Lane.BATCH: queue})
    service = LaneService(*arguments)
    page = threading.Thread(target=service.listed)  # has read that nothing is paused
    page.start()
    assert queue.is_asked.wait(10)
    threading.Timer(0.3, queue.answers.set).start()
    state = service.pause(Lane.BATCH, "ann")
    queue.answers.set()
    page.join()
    assert state.pause is not None
    assert app.told == [{"queues": ["batch"]}]


def test_a_pause_of_another_process_is_seen_at_once() -> None:
    table, queue = Table(), SlowQueue()
    queue.is_asked.set()
    arguments: Any = (App(), table, {Lane.BATCH: queue})
    here, there = LaneService(*arguments), LaneService(*arguments)
    assert here.listed()[0].pause is None
    there.pause(Lane.BATCH, "ann")
    (state,) = here.listed()
    assert state.pause is not None
    assert state.pause.by == "ann"
