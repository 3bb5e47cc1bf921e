"""What the calls of one request may take together."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import sqs
from roomjobs.sqs import QuickCalls
from roomjobs.sqs.http import bounded_clients
from roomjobs.sqs.http.curl import CurlWire
from roomjobs.sqs.http.time_budget import TimeBudget, TimeBudgetError
from roomjobs.sqs.http.urllib import UrllibWire
from tests.clock import Clock
from tests.unit.sqs.http.conftest import KEYS, answer, client_of

if TYPE_CHECKING:
    import socket

    from tests.unit.sqs.http.conftest import Server


@pytest.fixture
def clock() -> Clock:
    return Clock(0.0)


def take(budget: TimeBudget, clock: Clock, seconds: float) -> float:
    """A try that takes so long, or as long as it may."""
    with budget.spend(10.0, 0) as most:
        clock.now += min(seconds, most)
        if seconds > most:
            raise TimeoutError
    return most


def test_tries_that_hang_share_the_budget(clock: Clock) -> None:
    budget = TimeBudget(3.0, clock=lambda: clock.now)
    ends = []
    while budget.left() > 0:
        with pytest.raises(TimeoutError):
            take(budget, clock, 10.0)
        ends.append(clock.now)
    assert ends == [1.5, 2.5, 3.0]
    with pytest.raises(TimeBudgetError):
        take(budget, clock, 0.1)


def test_calls_that_are_answered_soon_cost_nothing(clock: Clock) -> None:
    budget = TimeBudget(1.0, clock=lambda: clock.now)
    for _ in range(1000):
        take(budget, clock, 0.1)
    assert budget.left() == 1.0


def test_calls_at_the_same_time_count_once(clock: Clock) -> None:
    budget = TimeBudget(4.0, clock=lambda: clock.now)
    with budget.spend(10.0, 0), budget.spend(10.0, 0):
        clock.now += 1.2
    assert budget.left() == pytest.approx(3.0)


def test_a_large_body_has_more_time(clock: Clock) -> None:
    budget = TimeBudget(3.0, clock=lambda: clock.now)
    with budget.spend(30.0, 10_000_000) as seconds:
        assert seconds == 2.5


def test_the_reserve_opens_once_and_forgives(clock: Clock) -> None:
    budget = TimeBudget(1.0, reserve=1.0, clock=lambda: clock.now)
    with budget.spend(10.0, 0):
        clock.now += 5.0
    assert budget.left() < 0
    budget.open_reserve()
    budget.open_reserve()
    assert budget.left() == 1.0


def test_a_pause_that_leaves_no_time_is_refused(clock: Clock) -> None:
    budget = TimeBudget(1.0, clock=lambda: clock.now)
    budget.charge(0.9)
    with pytest.raises(TimeBudgetError):
        budget.charge(0.1)


def test_without_a_budget_nothing_is_bounded() -> None:
    with sqs.bounded(7.0) as seconds:
        assert seconds == 7.0


def test_a_pool_keeps_the_budget_of_each_request() -> None:
    """Also of two requests at once, in the same threads."""
    both = threading.Barrier(2)

    def left() -> bool:
        both.wait(10)
        try:
            sqs.charge(0.5)
        except TimeBudgetError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        with sqs.time_budget(1.0):
            rich = pool.submit(sqs.carried(left))
        with sqs.time_budget(0.1):
            poor = pool.submit(sqs.carried(left))
        assert (rich.result(), poor.result()) == (True, False)


@pytest.fixture(params=[CurlWire, UrllibWire])
def s3(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A boto3 client that keeps budgets, by each wire."""
    monkeypatch.setattr(bounded_clients, "open_wire", request.param)
    client = client_of("s3", server.url, s3={"addressing_style": "path"})
    sqs.keep_time_budget(client, tries=4)
    return client


def test_a_budget_changes_no_answer_of_a_client(s3: Any, server: Server) -> None:
    whole = answer(body=b"<rooms/>", ETag='"e"')
    server.script = lambda head, _body: whole[:-8] if head.startswith("HEAD") else whole
    for budget in (nullcontext(), sqs.time_budget(60.0)):
        with budget:
            found = s3.get_object(Bucket="plans", Key="plans/job 1.json")
            assert (found["Body"].read(), found["ContentLength"], found["ETag"]) == (b"<rooms/>", 8, '"e"')
            assert s3.head_object(Bucket="plans", Key="1.json")["ContentLength"] == 8
            s3.put_object(Bucket="plans", Key="1.json", Body=b"{}", ContentType="application/json")
    lines = [head.split("\r\n", 1)[0] for head in server.heads]
    assert lines[:3] == lines[3:]
    assert "content-type: application/json" in server.heads[-1]
    assert not any("form-urlencoded" in head for head in server.heads)


def test_a_silent_server_costs_a_client_the_budget(s3: Any, server: Server) -> None:
    may_end = threading.Event()
    server.take_over = lambda _connection: may_end.wait(60)  # type: ignore[assignment] # what it gives is unused
    began = time.monotonic()
    with sqs.time_budget(0.3), pytest.raises(BotoCoreError):
        s3.get_object(Bucket="plans", Key="1.json")
    assert time.monotonic() - began < 5, "botocore alone waits for 40 s"
    may_end.set()


def test_an_answer_in_drops_costs_a_client_the_budget(s3: Any, server: Server) -> None:
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        while not over.wait(0.05):
            connection.sendall(b"H")

    server.take_over = drip
    with sqs.time_budget(0.3), pytest.raises(BotoCoreError):
        s3.get_object(Bucket="plans", Key="1.json")
    over.set()


def test_no_try_begins_that_has_no_time(s3: Any, server: Server) -> None:
    server.script = lambda _head, _body: answer(status=503, body=b"")
    with sqs.time_budget(0.06), pytest.raises((ClientError, BotoCoreError)):
        s3.head_object(Bucket="plans", Key="1.json")
    assert len(server.heads) < 4


def test_quick_calls_keep_the_budget(server: Server) -> None:
    may_end = threading.Event()
    server.take_over = lambda _connection: may_end.wait(60)  # type: ignore[assignment] # as above
    quick = QuickCalls(client_of("dynamodb", server.url), KEYS)
    began = time.monotonic()
    with sqs.time_budget(0.3), pytest.raises(BotoCoreError):
        quick.call("GetItem", {"TableName": "jobs", "Key": {}})
    assert time.monotonic() - began < 2.5, "one try alone takes three seconds"
    may_end.set()
