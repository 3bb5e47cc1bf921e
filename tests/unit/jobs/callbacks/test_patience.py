"""What receivers take of the time of a process, and that it is forgotten."""

from __future__ import annotations

from roomjobs.jobs.callbacks.patience import Patience


def test_hosts_and_owners_of_the_past_are_forgotten() -> None:
    patience = Patience()
    for place in range(1000):
        patience.took(f"{place}.example", f"owner {place}", 10.0, answered=False, now=place * 61)
    assert sum(patience.wait_until(f"{n}.example", f"owner {n}") > 0 for n in range(1000)) == 1


def test_a_host_that_answers_again_is_asked_at_once() -> None:
    patience = Patience()
    patience.took("a.example", "an owner", 10.0, answered=False, now=1000)
    patience.took("a.example", "an owner", 0.1, answered=True, now=1010)
    assert patience.wait_until("a.example", "an owner") == 0
