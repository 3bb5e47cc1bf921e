"""
The secret of one run on one machine, which `make run` prints within the address of the page.

Whoever has it is the person at this machine: as a bearer token, or as a cookie, which the printed address
sets. Where a request comes from proves nothing: behind a reverse proxy, everybody comes from this machine.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "local_"  # tells it from tokens that outlive a run
LEAST_CHARACTERS = 32


def new_secret() -> str:
    """Make the secret of a run: 256 random bits as text."""
    return PREFIX + secrets.token_urlsafe(32)


class HiddenText(str):
    """A text that shows itself in no log."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'…'"


@dataclass(frozen=True, slots=True)
class LocalSecret:
    """Compares what requests bring with the secret of this run, in constant time."""

    text: str

    @property
    def cookie(self) -> str:
        """The name of the cookie: another one for each run, since cookies know no ports."""
        return "roomjobs-" + hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def is_equal(self, given: str) -> bool:
        return hmac.compare_digest(self.text.encode(), given.encode())

    def is_in(self, cookies: Mapping[str, str]) -> bool:
        return self.is_equal(cookies.get(self.cookie, ""))
