"""The thread that reads the control plane, on a table that is a dict and does what the test says."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from roomjobs.sqs.control.letters import Letter
from roomjobs.sqs.control.mailboxes import Mailboxes, Pace
from roomjobs.sqs.receive.inbox import Inbox


class FakeTable:
    def __init__(self) -> None:
        self.letters: dict[str, list[Letter]] = {}
        self.bound: set[tuple[str, str]] = set()
        self.lifetimes: list[tuple[float, float]] = []
        self.may_bind = threading.Event()
        self.may_bind.set()
        self.binds = threading.Event()

    def fetch(self, queue: str) -> list[Letter]:
        return list(self.letters.get(queue, []))

    def remove(self, queue: str, letters: list[Letter]) -> None:
        self.letters[queue] = [letter for letter in self.letters[queue] if letter not in letters]

    def purge(self, queue: str) -> None:
        self.letters.pop(queue, None)

    def bind(self, exchange: str, queue: str, *, seconds: float, looks_every: float) -> None:
        self.lifetimes.append((seconds, looks_every))
        self.binds.set()
        assert self.may_bind.wait(10)
        self.bound.add((exchange, queue))

    def unbind(self, exchange: str, queue: str) -> None:
        self.bound.discard((exchange, queue))


@pytest.fixture
def table() -> FakeTable:
    return FakeTable()


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mailboxes(table: FakeTable, inbox: Inbox) -> Mailboxes:
    return Mailboxes(table, None, inbox, 0.4)  # type: ignore[arg-type] # as much of them as is used


def test_a_letter_that_cannot_be_read_keeps_back_no_other(
    table: FakeTable, inbox: Inbox, mailboxes: Mailboxes, caplog: pytest.LogCaptureFixture
) -> None:
    good = json.dumps({"body": "ping", "properties": {}}).encode()
    bodies = [b"no JSON", b"[]", b"{}", good]
    table.letters["q"] = [Letter(f"key-{number}", 1, body) for number, body in enumerate(bodies)]
    seen: list[Any] = []
    mailboxes.watch("q", seen.append, 0.4)
    handover = inbox.get(10)
    assert handover is not None
    handover()
    mailboxes.close()
    assert [envelope["body"] for envelope in seen] == ["ping"]
    assert table.letters["q"] == [], "none comes again"
    assert all(
        f"letter key-{number} in the control table is thrown away" in caplog.text for number in range(3)
    )


def test_a_binding_in_flight_does_not_outlive_the_end(table: FakeTable, mailboxes: Mailboxes) -> None:
    table.may_bind.clear()
    mailboxes.bind("x", "q")
    mailboxes.watch("q", lambda _: None, 0.4)
    assert table.binds.wait(10)
    mailboxes.drop("q")
    threading.Timer(0.1, table.may_bind.set).start()
    mailboxes.close()
    assert table.bound == set()


def test_words_for_a_killed_namesake_are_dropped(
    table: FakeTable, inbox: Inbox, mailboxes: Mailboxes
) -> None:
    table.letters["q"] = [Letter("key", 1, json.dumps({"body": "shutdown", "properties": {}}).encode())]
    mailboxes.bind("x", "q")
    mailboxes.watch("q", lambda _: None, 0.4)
    assert table.binds.wait(10)
    mailboxes.close()
    assert inbox.get(0) is None
    assert table.bound == {("x", "q")}


@pytest.mark.parametrize(("looks_every", "seconds"), [(0.4, 60), (30.0, 270)])
def test_a_binding_outlives_three_looks(
    table: FakeTable, inbox: Inbox, looks_every: float, seconds: float
) -> None:
    fake: Any = table
    mailboxes = Mailboxes(fake, fake, inbox, looks_every)
    mailboxes.bind("x", "q")
    mailboxes.watch("q", lambda _: None, looks_every)
    assert table.binds.wait(10)
    mailboxes.close()
    assert table.lifetimes == [(seconds, looks_every)]


def test_the_pace_slows_down_to_its_limit_and_starts_anew() -> None:
    pace = Pace(first=0.05, growth=1.2)
    waits = [pace.next(0.4) for _ in range(30)]
    assert waits[:2] == [0.05, pytest.approx(0.06)]
    assert waits == sorted(waits)
    assert waits[-1] == 0.4
    assert sum(wait < 1 for wait in _sums(waits)) <= 9, "reads in the first second of a command"
    pace.reset()
    assert pace.next(3.0) == 0.05


def _sums(waits: list[float]) -> list[float]:
    return [sum(waits[:count]) for count in range(1, len(waits))]
