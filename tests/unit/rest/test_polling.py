"""Clients ask seldom for what does not move."""

from __future__ import annotations

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
