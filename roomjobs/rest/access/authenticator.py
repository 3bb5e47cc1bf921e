"""Finds the principal of a bearer token, with a cache in front of the table."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.rest.access.key_set import KeySet
from roomjobs.rest.access.web_tokens import WebTokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.rest.access.principals import Principal
    from roomjobs.rest.access.token_table import TokenTable
    from roomjobs.rest.http.settings import ApiSettings

KEPT_SECONDS = 15  # seconds; a revoked token is accepted for at most this time
GUESSES = 30  # unknown tokens of one address per window, whose length in seconds is:
GUESS_SECONDS = 10
_MOST = 4096  # tokens, and addresses, remembered


class TooManyGuessesError(RoomJobsError):
    """An address has sent too many unknown tokens, each of which costs a read of the table."""


@dataclass(slots=True)
class Authenticator:
    """Our own tokens by `own_token`, everything else as a JWT, where these are good at all."""

    own_token: Callable[[str], Principal | None]
    web_tokens: WebTokens | None
    clock: Callable[[], float] = time.monotonic
    _known: dict[bytes, tuple[float, Principal | None]] = field(default_factory=dict, init=False)
    _guesses: Counter[str] = field(default_factory=Counter, init=False)  # by address, in this window
    _window: int = field(default=0, init=False)

    def principal_of(self, text: str, address: str = "") -> Principal | None:
        """
        The principal, None when the token is not good; `address` is where it comes from.

        Raises
        ------
        TooManyGuessesError
        roomjobs.rest.access.key_set.KeysUnavailableError
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        """
        if not text.startswith("rj_"):
            return None if self.web_tokens is None else self.web_tokens.principal(text)
        digest = hashlib.sha256(text.encode()).digest()  # no token lies in memory for longer than a request
        now = self.clock()
        known = self._known.get(digest)
        if known is None or now - known[0] > KEPT_SECONDS:
            if known is None and self._has_guessed(address, now):
                raise TooManyGuessesError
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[digest] = (now, self.own_token(text))
            if known[1] is None:
                self._guesses[address] += 1
        return known[1]

    def _has_guessed(self, address: str, now: float) -> bool:
        """Whether the address has sent too many unknown tokens recently."""
        window = int(now // GUESS_SECONDS)
        if window != self._window or len(self._guesses) >= _MOST:
            self._guesses, self._window = Counter(), window
        return self._guesses[address] >= GUESSES


def authenticator(tokens: TokenTable, settings: ApiSettings) -> Authenticator:
    """Give what the settings ask for: our own tokens, and JWTs where a provider is named."""
    web_tokens = None
    if settings.jwks_url and settings.jwt_issuer and settings.jwt_audience:
        web_tokens = WebTokens(
            KeySet(settings.jwks_url), settings.jwt_issuer, settings.jwt_audience, settings.jwt_scope_prefix
        )
    return Authenticator(tokens.principal, web_tokens)
