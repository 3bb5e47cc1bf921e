"""What a receiver makes of messages that cannot be handed over: SQS is replaced by a list of answers."""

from __future__ import annotations

import json
import threading
from itertools import count
from time import monotonic
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from roomjobs.sqs.deliveries import Deliveries
from roomjobs.sqs.options import Options, QueueOptions
from roomjobs.sqs.receive.health import Health
from roomjobs.sqs.receive.receiver import Receiver
from roomjobs.sqs.receive.window import PrefetchWindow


class FakeSqs:
    """Answers receives with one message each, then with silence."""

    unanswered_at = float("-inf")

    def __init__(self, bodies: list[str]) -> None:
        self._bodies = bodies
        self.asked: list[int] = []
        self._silent = threading.Event()

    def sqs(self, _url: str) -> FakeSqs:
        return self

    def call(self, operation: str, asked: dict[str, Any], **_: object) -> dict[str, Any]:
        assert operation == "ReceiveMessage"
        self.asked.append(asked["MaxNumberOfMessages"])
        return self.receive()

    def receive(self) -> dict[str, Any]:
        if self._bodies:
            return {"Messages": [message(self._bodies.pop(0))]}
        self._silent.wait(0.25)  # an answer without messages is believed only after a wait
        return {}


def message(body: str, receives: str = "1") -> Any:
    return {
        "MessageId": body,
        "Body": body,
        "ReceiptHandle": body,
        "Attributes": {"ApproximateReceiveCount": receives},
    }


def receiver_of(clients: Any, **more: Any) -> Receiver:
    """One thread of a receiver that is to deliver and release nothing, unless the test says what."""
    target = QueueOptions(**more.pop("target", {"url": "http://127.0.0.1/jobs"}))
    parts: dict[str, Any] = {
        "window": PrefetchWindow(),
        "health": Health(None),
        "deliver": lambda messages: pytest.fail(f"delivered {messages}"),
        "release": lambda messages: pytest.fail(f"released {messages}"),
        **more,
    }
    given = {name: parts.pop(name) for name in ("wait_time_seconds",) if name in parts}
    options = Options.read({"receivers": parts.pop("receivers", 1), **given})
    return Receiver("jobs", target, options=options, clients=clients, **parts)


def test_a_receiver_outlives_an_undeliverable_message(
    caplog: pytest.LogCaptureFixture,
) -> None:
    window = PrefetchWindow()
    window.limit = 5
    received: list[Any] = []
    both = threading.Event()

    def deliver(messages: list[Any]) -> None:
        if messages[0]["Body"] == "bad":
            raise RuntimeError("injected")
        received.extend(messages)
        both.set()

    receiver = receiver_of(FakeSqs(["bad", "good"]), window=window, deliver=deliver, release=received.extend)
    receiver.start()
    try:
        assert both.wait(10)
    finally:
        receiver.stop()
        assert receiver.join(10)
    assert [message["Body"] for message in received] == ["good"]
    assert window.held == 1, "the bad message keeps no space"
    assert "cannot hand over 1 messages of jobs" in caplog.text


def test_what_a_long_poll_brings_after_the_end_goes_back() -> None:
    released: list[Any] = []
    asked, may_answer = threading.Event(), threading.Event()

    class SlowSqs(FakeSqs):
        def receive(self) -> dict[str, Any]:
            asked.set()
            assert may_answer.wait(10)
            return {"Messages": [message("late")]}

    window = PrefetchWindow()
    receiver = receiver_of(SlowSqs([]), window=window, release=released.extend)
    receiver.start()
    assert asked.wait(10)
    receiver.stop()
    may_answer.set()
    assert receiver.join(10)
    assert [each["Body"] for each in released] == ["late"]
    assert window.held == 0


def test_an_empty_answer_without_a_wait_is_a_failure() -> None:
    class NonsenseSqs(FakeSqs):
        def receive(self) -> dict[str, Any]:
            return {}  # what botocore makes of a body that is no JSON

        def renew_after(self, _error: Exception) -> bool:
            failed.set()
            return False

    failed = threading.Event()
    health = Health(None)
    receiver = receiver_of(NonsenseSqs([]), health=health)
    receiver.start()
    assert failed.wait(10)
    receiver.stop()
    assert receiver.join(10)
    assert health.last_success is None


def test_an_unreadable_message_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    held: list[Any] = []
    parts: Any = SimpleNamespace(
        settlement=SimpleNamespace(hold=held.extend), claims=None, options=Options.read({})
    )
    deliveries = Deliveries(parts)
    deliveries.window.commit_reservation("jobs", 0, 3)
    batch = [message("first"), message("bad", receives="many"), message("last")]
    taken = deliveries.take("jobs", "url", batch)
    assert [delivery.receipt_handle for delivery in taken] == ["first", "last"]
    assert held == taken
    assert deliveries.window.held == 2
    assert "cannot read message bad of jobs" in caplog.text


def deliveries_of(parts: Any) -> Deliveries:
    deliveries = Deliveries(parts)
    deliveries.window.commit_reservation("jobs", 0, 10)
    return deliveries


def copy_of(name: str, token: str) -> Any:
    body = json.dumps({"body": "[]", "headers": {"id": name}, "properties": {"send_token": token}})
    return {"MessageId": name, "Body": body, "ReceiptHandle": name, "Attributes": {}}


class FakeSettlement:
    def __init__(self) -> None:
        self.held: list[str] = []
        self.deleted: list[str] = []
        self.returned: list[str] = []
        self.forgotten: list[str] = []

    def hold(self, deliveries: Any) -> None:
        self.held += [delivery.receipt_handle for delivery in deliveries]

    def delete(self, delivery: Any) -> None:
        self.deleted.append(delivery.receipt_handle)

    def return_to_queue(self, deliveries: Any, _delay: int) -> None:
        self.returned += [delivery.receipt_handle for delivery in deliveries]

    def forget(self, delivery: Any) -> None:
        self.forgotten.append(delivery.receipt_handle)


@pytest.fixture
def parts() -> Any:
    return SimpleNamespace(
        settlement=FakeSettlement(), claims=None, options=Options.read({"visibility_timeout": 30})
    )


def test_a_second_copy_of_one_send_is_deleted(parts: Any) -> None:
    deliveries = deliveries_of(parts)
    first, another = deliveries.take(
        "jobs", "url", [copy_of("a", "t1"), copy_of("b", "t1"), copy_of("c", "t2")]
    )
    assert (first.message_id, another.message_id) == ("a", "c")
    assert parts.settlement.deleted == ["b"]
    assert len(deliveries.take("other", "url", [copy_of("e", "t1")])) == 1, "a topic sends to several queues"
    deliveries.delete(first.tag)
    assert deliveries.take("jobs", "url", [copy_of("d", "t1")]) == [], "it was done a moment ago"


def test_a_message_that_comes_again_runs_once(parts: Any) -> None:
    """SQS may deliver a message that is held or deleted; only the newest receipt deletes it."""
    deliveries = deliveries_of(parts)
    (first,) = deliveries.take("jobs", "url", [copy_of("a", "t1")])
    first.is_lost = True  # as SQS has said to a heartbeat
    again: Any = {**copy_of("a", "t1"), "ReceiptHandle": "newer"}
    deliveries.window.commit_reservation("jobs", 0, 1)
    assert deliveries.take("jobs", "url", [again]) == []
    assert parts.settlement.held == ["a", "newer"], "held again"
    assert deliveries.begin(first)
    deliveries.delete(first.tag)
    assert parts.settlement.deleted == ["newer"]
    assert deliveries.take("jobs", "url", [again]) == []
    assert parts.settlement.deleted == ["newer", "newer"], "the delete had not arrived"


def test_a_copy_of_what_was_returned_is_taken(parts: Any) -> None:
    deliveries = deliveries_of(parts)
    (first,) = deliveries.take("jobs", "url", [copy_of("a", "t1")])
    deliveries.return_to_queue([first.tag], 5)
    assert len(deliveries.take("jobs", "url", [copy_of("b", "t1")])) == 1


@pytest.mark.parametrize("how", ["stopped for too long", "refused by SQS", "extended after a gap"])
def test_a_message_that_others_may_have_does_not_begin(parts: Any, how: str) -> None:
    deliveries = deliveries_of(parts)
    kept, lost = deliveries.take("jobs", "url", [copy_of("a", "t1"), copy_of("b", "t2")])
    if how == "stopped for too long":
        lost.extended_at -= 31
    else:
        lost.is_lost = True
    held = deliveries.window.held
    assert deliveries.begin(kept)
    assert not deliveries.begin(lost)
    assert parts.settlement.forgotten == ["b"], "no delete, and no heartbeat more: it is another worker's"
    assert (parts.settlement.deleted, parts.settlement.returned) == ([], [])
    assert deliveries.window.held == held - 1


@pytest.mark.parametrize(
    ("target", "most"),
    [
        ({"url": "http://h/orders"}, 10),
        ({"url": "http://h/orders", "receive_batch": 3}, 3),
        ({"url": "http://h/orders.fifo"}, 1),
        ({"url": "http://h/orders.fifo", "receive_batch": 10}, 10),
    ],
)
def test_no_more_is_asked_for_than_can_run(target: dict[str, Any], most: int) -> None:
    """SQS fills a receive with messages of one group, and these run one after the other."""
    fake, received = FakeSqs(["a", "b"]), threading.Semaphore(0)
    receiver = receiver_of(fake, target=target, deliver=lambda _messages: received.release())
    receiver.start()
    assert received.acquire(timeout=10)
    assert received.acquire(timeout=10)
    receiver.stop()
    assert receiver.join(10)
    assert set(fake.asked) == {most}


def injected(*_: object) -> Any:
    raise RuntimeError("injected")


@pytest.mark.parametrize("where", ["claims", "clock"])
def test_what_cannot_be_taken_goes_back(parts: Any, where: str) -> None:
    """An error that nobody has foreseen: without this its heartbeat would hide the message for ever."""
    broken = SimpleNamespace(take=injected, now=injected)
    working = SimpleNamespace(sqs=lambda _url: SimpleNamespace(now=lambda: 0))
    parts.claims = broken if where == "claims" else None
    parts.clients = working if where == "claims" else SimpleNamespace(sqs=lambda _url: broken)
    deliveries = deliveries_of(parts)
    first = copy_of("a", "t1")
    first["Body"] = first["Body"].replace('"properties": {', '"properties": {"expires_at": 5e9, ')
    with pytest.raises(RuntimeError):
        deliveries.take("jobs", "url", [first])
    assert parts.settlement.returned == ["a"]
    parts.claims, parts.clients = None, working
    assert len(deliveries.take("jobs", "url", [first])) == 1, "no copy of what has not run"


def test_what_is_held_stays_so_if_it_comes_again_in_trouble(parts: Any) -> None:
    deliveries = deliveries_of(parts)
    deliveries.take("jobs", "url", [copy_of("a", "t1")])
    parts.claims = SimpleNamespace(take=injected)
    with pytest.raises(RuntimeError):
        deliveries.take("jobs", "url", [copy_of("a", "t1"), copy_of("b", "t2")])
    assert parts.settlement.returned == ["b"]


class Asked(FakeSqs):
    """Notes how long each poll is to wait and its deadline; answers in turn, then with silence."""

    def __init__(self, *answers: Any) -> None:
        super().__init__([])
        self._answers = list(answers)
        self.waits: list[tuple[int, float]] = []
        self.enough = threading.Event()

    def call(self, operation: str, asked: dict[str, Any], **more: Any) -> dict[str, Any]:
        assert asked["VisibilityTimeout"] == 60, "the option holds, whatever the queue says"
        self.waits.append((asked["WaitTimeSeconds"], more["seconds"]))
        if not self._answers:
            self.enough.set()
            return super().call(operation, asked)
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return {"Messages": answer}

    def renew_after(self, _error: Exception) -> bool:
        return False


def waits_of(fake: Asked, **options: int) -> list[tuple[int, float]]:
    receiver = receiver_of(fake, deliver=lambda _messages: None, **options)
    receiver.start()
    assert fake.enough.wait(10)
    receiver.stop()
    assert receiver.join(10)
    return fake.waits


def test_a_poll_that_hangs_is_given_up_within_9_s() -> None:
    """After a failure within 6 s: then the next poll shows whether the trouble is over."""
    waits = waits_of(Asked([message("a")], [message("b")], ReadTimeoutError(endpoint_url="here")))
    assert waits[:4] == [(4, 9.0), (4, 9.0), (4, 9.0), (1, 6.0)]


def test_nothing_is_asked_while_all_space_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor does the thread turn in circles until there is some: it sleeps a tenth of a second each time."""
    fake, window = FakeSqs(["a"]), PrefetchWindow()
    sleeps, wait, enough = count(1), window._wait, threading.Event()

    def sleep(deadline: float) -> bool:
        if next(sleeps) == 4:
            enough.set()
        return wait(deadline)

    monkeypatch.setattr(window, "_wait", sleep)
    window.limit = 1
    window.commit_reservation("jobs", 0, 1)
    receiver = receiver_of(fake, window=window, deliver=lambda _messages: None)
    began = monotonic()
    receiver.start()
    assert enough.wait(20)
    assert monotonic() - began >= 0.25, "three sleeps of a tenth of a second each"
    assert fake.asked == []
    receiver.stop()
    assert receiver.join(10)


def test_a_longer_wait_asks_an_idle_queue_seldom() -> None:
    assert waits_of(Asked(), wait_time_seconds=20)[0] == (20, 25.0)


def test_nobody_waits_for_a_poll_beside_which_calls_hang() -> None:
    """The long poll in flight may hang as another call did; a second thread asks with its space."""
    got: list[str] = []
    received, may_end = threading.Event(), threading.Event()

    class Hanging(Asked):
        def receive(self) -> dict[str, Any]:
            if len(self.waits) == 1:
                self.unanswered_at = monotonic()
                assert may_end.wait(20)
                return {}
            return {"Messages": [message("a")]} if len(self.waits) == 2 else super().receive()

    def deliver(messages: list[Any]) -> None:
        got.extend(each["Body"] for each in messages)
        received.set()

    fake, window = Hanging(), PrefetchWindow()
    window.limit = 1
    receiver = receiver_of(fake, window=window, deliver=deliver, receivers=2)
    receiver.start()
    try:
        assert received.wait(10)
    finally:
        may_end.set()
        receiver.stop()
        assert receiver.join(10)
    assert got == ["a"]
    assert fake.waits[1] == (1, 6.0)
    assert window.held == 1
