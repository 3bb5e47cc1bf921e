"""Clients ask seldom for what does not move."""

from __future__ import annotations

from roomjobs.rest.http.crowd import Crowd
from roomjobs.rest.schemas.polling import poll_after_ms


def test_a_cold_start_is_asked_for_some_thirty_times() -> None:
    now, asked = 0.0, 0
    while now < 42:
        now += poll_after_ms(0, now=now) / 1000
        asked += 1
    assert asked <= 32


def test_what_has_just_changed_is_asked_for_soon() -> None:
    assert poll_after_ms(1000, now=1000) == 500
    assert poll_after_ms(1000, now=990) == 500  # another machine's clock


def test_whoever_has_many_before_him_asks_seldom() -> None:
    assert [poll_after_ms(0, ahead=ahead, now=0) for ahead in (0, 99, 100, 5000)] == [500, 500, 2000, 5000]
    assert poll_after_ms(0, ahead=0, least=700, now=0) == 700


def test_a_crowd_asks_as_often_as_one_core_answers() -> None:
    now = 0.0
    crowd = Crowd(clock=lambda: now)
    pauses = dict.fromkeys(range(1000), 0.0)  # of each client, until when
    asked: list[float] = []
    while now < 60:
        for client, until in pauses.items():
            if until <= now:
                asked.append(now)
                pauses[client] = now + max(500, crowd.pause_ms(str(client))) / 1000
        now += 0.1
    assert 350 < sum(at > 10 for at in asked) / 50 <= 400
    now += 60
    assert crowd.pause_ms("alone") < 10


def test_one_client_that_asks_often_is_no_crowd() -> None:
    crowd = Crowd(clock=lambda: 0.0)
    assert max(crowd.pause_ms("job") for _ in range(10_000)) < 10
