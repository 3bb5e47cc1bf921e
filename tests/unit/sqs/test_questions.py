"""How long a client waits for answers, by a clock that the test moves."""

from __future__ import annotations

import json
from typing import Any

import pytest

from roomjobs.sqs.control import plane as control
from roomjobs.sqs.control import questions
from roomjobs.sqs.control.letters import Letter
from roomjobs.sqs.control.mailboxes import Mailboxes
from roomjobs.sqs.control.plane import ControlPlane
from roomjobs.sqs.control.questions import Question, Questions
from tests.clock import Clock

EXCHANGE = "celery.pidbox"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in (questions, control):
        monkeypatch.setattr(module, "monotonic", clock)
    return clock


def asked(clock: Clock, *hosts: str) -> Question:
    waiting = {f"{host}.{EXCHANGE}": f"key-{host}" for host in hosts}
    return Question("ticket", EXCHANGE, waiting, asked_at=clock.now)


def answer_of(host: str, ticket: str = "ticket") -> dict[str, Any]:
    body = json.dumps({host: {"ok": "pong"}})
    return {"body": body, "content-type": "application/json", "headers": {"ticket": ticket}}


def test_the_timeout_counts_from_the_question(clock: Clock) -> None:
    question = asked(clock, "one", "dead")
    assert question.seconds_left(1) == pytest.approx(1)
    clock.now += 0.4
    question.answer(answer_of("one"))
    assert question.seconds_left(1) == pytest.approx(0.6)
    clock.now += 0.7
    assert question.seconds_left(1) < 0


def test_answers_that_keep_coming_are_waited_for(clock: Clock) -> None:
    question = asked(clock, *"abc")
    clock.now += 1.2
    question.answer(answer_of("a"))
    assert question.seconds_left(1) == pytest.approx(0.3)


def test_nobody_is_waited_for_once_all_have_answered(clock: Clock) -> None:
    question = asked(clock, "one", "two")
    for host in ("one", "two"):
        question.answer(answer_of(host))
    assert question.seconds_left(60) == 0


def test_a_late_answer_to_another_question_is_ignored(clock: Clock) -> None:
    question = asked(clock, "one")
    question.answer(answer_of("one", ticket="earlier"))
    assert question.waiting


@pytest.mark.parametrize("body", ["no JSON", "[]", b"\x80"])
def test_an_answer_that_cannot_be_read_is_nobodys(clock: Clock, body: object) -> None:
    question = asked(clock, "one")
    question.answer({"body": body, "content-type": "application/json", "headers": {"ticket": "ticket"}})
    question.answer({**answer_of("one"), "content-type": "application/x-python-serialize"})
    assert question.waiting


def test_questions_without_a_listener_are_forgotten(clock: Clock) -> None:
    kept = Questions()
    for number in range(200):
        kept.ask(f"queue-{number}", asked(clock))
    assert kept.get("queue-0") is None
    assert kept.get("queue-199") is not None


class FakeTable:
    """Mailboxes, and what was posted to them."""

    def __init__(self, *mailboxes: str) -> None:
        self.mailboxes: dict[str, list[Letter]] = {name: [] for name in mailboxes}
        self.looks_every = 0.4

    def bindings(self, _exchange: str) -> dict[str, float]:
        return dict.fromkeys(self.mailboxes, self.looks_every)

    def post(self, letters: list[tuple[str, bytes]]) -> list[str]:
        for name, body in letters:
            self.mailboxes[name].append(Letter(f"key-{name}", 1, body))
        return [f"key-{name}" for name, _ in letters]

    def fetch(self, queue: str, *, consistent: bool) -> list[Letter]:
        assert consistent, "a letter that is just gone must not look as if it were still there"
        return self.mailboxes[queue]


class FakeInbox:
    """Empty for ever; keeps how long it was waited for."""

    def __init__(self) -> None:
        self.waits: list[float | None] = []

    def get(self, timeout: float | None) -> None:
        self.waits.append(timeout)


@pytest.fixture
def table() -> FakeTable:
    return FakeTable(f"one.{EXCHANGE}", f"two.{EXCHANGE}")


@pytest.fixture
def inbox() -> FakeInbox:
    return FakeInbox()


@pytest.fixture
def plane(table: FakeTable, inbox: FakeInbox, monkeypatch: pytest.MonkeyPatch, clock: Clock) -> ControlPlane:
    del clock  # set before anything is asked
    monkeypatch.setattr(Mailboxes, "watch", lambda *_: None)
    monkeypatch.setattr(Mailboxes, "drop", lambda *_: None)
    return ControlPlane(table, None, inbox, 0.4, Questions())  # type: ignore[arg-type] # as much of them as is used


def ask(plane: ControlPlane, destination: list[str] | None = None) -> None:
    command = {
        "method": "ping",
        "destination": destination,
        "ticket": "ticket",
        "reply_to": {"exchange": "reply.celery.pidbox", "routing_key": "me"},
    }
    plane.command(EXCHANGE, {"body": json.dumps(command), "content-type": "application/json"})
    plane.consume("me.reply.celery.pidbox", lambda _: None)


def test_a_command_for_one_worker_is_written_to_that_one(plane: ControlPlane, table: FakeTable) -> None:
    ask(plane, destination=["two"])
    assert [len(letters) for letters in table.mailboxes.values()] == [0, 1]


def test_workers_that_did_not_fetch_get_no_grace(plane: ControlPlane, inbox: FakeInbox) -> None:
    ask(plane)
    assert plane.next_message(1) is None
    assert inbox.waits == [pytest.approx(1)]


def test_a_worker_with_the_question_gets_a_second_more(
    plane: ControlPlane, table: FakeTable, inbox: FakeInbox
) -> None:
    ask(plane)
    table.mailboxes[f"one.{EXCHANGE}"].clear()
    assert plane.next_message(1) is None
    assert inbox.waits == [pytest.approx(1), pytest.approx(2)], "the clock of this test stands still"


def test_workers_that_look_seldom_are_waited_for(
    plane: ControlPlane, table: FakeTable, inbox: FakeInbox
) -> None:
    table.looks_every = 30
    ask(plane)
    assert plane.next_message(1) is None
    assert plane.next_message(60) is None
    assert inbox.waits == [pytest.approx(30.5), pytest.approx(60)], "longer only if it has to be"


def test_a_connection_without_questions_waits_as_told(plane: ControlPlane, inbox: FakeInbox) -> None:
    assert plane.next_message(7) is None
    ask(plane)
    plane.cancel("me.reply.celery.pidbox")
    assert plane.next_message(None) is None
    assert inbox.waits == [7, None]
