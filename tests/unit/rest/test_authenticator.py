"""What is remembered of tokens, good and bad."""

from __future__ import annotations

import pytest

from roomjobs.rest.access.authenticator import GUESS_SECONDS, GUESSES, Authenticator, TooManyGuessesError
from roomjobs.rest.access.principals import Principal, Scope

ANN = Principal("ann", frozenset({Scope.READ}))


class Table:
    """Knows one token and counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.now = 0.0
        self.authenticator = Authenticator(self.find, None, lambda: self.now)

    def find(self, text: str) -> Principal | None:
        self.asked += 1
        return ANN if text == "rj_good" else None


def test_guesses_of_one_address_are_soon_not_looked_for() -> None:
    table = Table()
    for number in range(GUESSES):
        assert table.authenticator.principal_of(f"rj_{number}", "192.0.2.1") is None
    for number in range(100):
        with pytest.raises(TooManyGuessesError):
            table.authenticator.principal_of(f"rj_more_{number}", "192.0.2.1")
    assert table.asked == GUESSES
    assert table.authenticator.principal_of("rj_good", "192.0.2.2") == ANN
    table.now += GUESS_SECONDS
    assert table.authenticator.principal_of("rj_good", "192.0.2.1") == ANN


def test_a_repeated_wrong_token_is_looked_up_once() -> None:
    table = Table()
    for _ in range(1000):
        assert table.authenticator.principal_of("rj_wrong", "192.0.2.1") is None
    assert table.asked == 1
