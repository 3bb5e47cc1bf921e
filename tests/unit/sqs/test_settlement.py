"""Settlement at limits no endpoint can be waited for: SQS is replaced by a list of what it was asked."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest

from roomjobs.sqs.messages import Delivery
from roomjobs.sqs.options import Options
from roomjobs.sqs.receive.settlement import Settlement


class FakeSqs:
    """Accepts everything, except receipts that it is told to refuse or to fail with."""

    def __init__(self) -> None:
        self.seconds = 0.0  # deadline of the last call
        self.timeouts: dict[str, int] = {}
        self.deleted: list[str] = []
        self.refused: set[str] = set()
        self.failing: set[str] = set()  # once each

    def sqs(self, _url: str) -> FakeSqs:
        return self

    def call(self, operation: str, asked: dict[str, Any], *, seconds: float, tries: int) -> dict[str, Any]:
        assert tries == 1
        self.seconds = seconds
        change = {"DeleteMessageBatch": self.delete, "ChangeMessageVisibilityBatch": self.change}
        return change[operation](asked["Entries"])

    def change(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        failed = []
        for entry in entries:
            if entry["ReceiptHandle"] in self.refused:
                failed.append({"Id": entry["Id"], "SenderFault": True, "Code": "ReceiptHandleIsInvalid"})
            else:
                self.timeouts[entry["ReceiptHandle"]] = entry["VisibilityTimeout"]
        return {"Failed": failed}

    def delete(self, entries: list[dict[str, Any]]) -> dict[str, Any]:
        failed = []
        for entry in entries:
            receipt = entry["ReceiptHandle"]
            if receipt in self.refused | self.failing:
                failed.append({"Id": entry["Id"], "SenderFault": receipt in self.refused, "Code": "Broken"})
                self.failing.discard(receipt)
            else:
                self.deleted.append(receipt)
        return {"Failed": failed}


@pytest.fixture
def fake() -> FakeSqs:
    return FakeSqs()


@pytest.fixture
def settlement(fake: FakeSqs) -> Settlement:
    return Settlement(Options.read({"visibility_timeout": 60}), fake)  # type: ignore[arg-type] # as much of it as is used


@pytest.mark.parametrize(("visibility", "seconds"), [(60, 5), (12, 3), (4, 1)])
def test_a_hanging_change_ends_before_visibility_does(visibility: int, seconds: int, fake: FakeSqs) -> None:
    clients: Any = fake
    settlement = Settlement(Options.read({"visibility_timeout": visibility}), clients)
    assert settlement._change([(received("one", 1), 7)]) == []
    assert fake.seconds == seconds


def received(name: str, seconds_ago: float) -> Delivery:
    then = monotonic() - seconds_ago
    envelope: dict[str, Any] = {"headers": {"id": name}, "properties": {}}
    return Delivery(name, "jobs", "url", name, 1, envelope, received_at=then, extended_at=then)


def test_a_message_is_hidden_for_twelve_hours_at_most(
    settlement: Settlement, fake: FakeSqs, caplog: pytest.LogCaptureFixture
) -> None:
    young, old, ancient = received("young", 30), received("old", 43_170), received("ancient", 43_201)
    for delivery in (young, old, ancient):
        settlement._held[delivery.tag] = delivery
    assert settlement._extend([young, old, ancient])
    assert fake.timeouts["young"] == 60
    assert 20 <= fake.timeouts["old"] <= 30
    assert "ancient" not in fake.timeouts
    assert set(settlement._held) == {"young", "old"}
    assert "task ancient runs for twelve hours" in caplog.text


def test_a_message_that_is_another_workers_now_is_let_go(
    settlement: Settlement, fake: FakeSqs, caplog: pytest.LogCaptureFixture
) -> None:
    fake.refused.add("lost")
    lost = received("lost", 30)
    settlement._held[lost.tag] = lost
    assert settlement._extend([lost])
    assert settlement._held == {}
    assert "message of task lost is not held any more: ReceiptHandleIsInvalid" in caplog.text


def test_a_failed_delete_is_retried_unless_refused(
    settlement: Settlement, fake: FakeSqs, caplog: pytest.LogCaptureFixture
) -> None:
    done, unlucky, lost = received("done", 1), received("unlucky", 1), received("lost", 1)
    fake.failing.add("unlucky")
    fake.refused.add("lost")
    settlement.hold([done, unlucky, lost])
    for delivery in (done, unlucky, lost):
        settlement.delete(delivery)
    assert settlement.drain(10)
    settlement.close()
    assert fake.deleted == ["done", "unlucky"]
    assert settlement._held == {}
    assert "message of task lost is not deleted: Broken" in caplog.text


def test_a_message_stays_hidden_until_its_delete_arrives(settlement: Settlement, fake: FakeSqs) -> None:
    slow = received("slow", 1)
    settlement._held[slow.tag] = slow
    fake.failing.add("slow")
    assert settlement._delete_batch([slow]) == [slow]
    assert set(settlement._held) == {"slow"}


def test_more_than_ten_messages_are_split(settlement: Settlement, fake: FakeSqs) -> None:
    many = [received(f"m{number}", 30) for number in range(25)]
    for delivery in many[::2]:
        delivery.url = "another"
    assert settlement._change([(delivery, 7) for delivery in many]) == []
    assert fake.timeouts == {delivery.tag: 7 for delivery in many}


def test_whoever_runs_a_task_whose_message_is_gone_is_told(fake: FakeSqs) -> None:
    clients: Any = fake
    settlement = Settlement(Options.read({"on_hold_lost": f"{__name__}:note_lost"}), clients)
    told.clear()
    fake.refused.add("lost")
    for delivery in (
        lost := received("lost", 30),
        kept := received("kept", 30),
        late := received("late", 90),
    ):
        settlement._held[delivery.tag] = delivery
    settlement._extend([lost, kept, late])
    assert told == ["lost"]
    assert (lost.is_lost, kept.is_lost, late.is_lost) == (True, False, True), (
        "late: it was visible for a while"
    )


told: list[str] = []


def note_lost(deliveries: list[Delivery]) -> None:
    told.extend(delivery.task_id for delivery in deliveries)
