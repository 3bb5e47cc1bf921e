"""Whom a bearer token stands for, without asking the table at each request."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.rest.access.principals import Principal
    from roomjobs.rest.access.web_tokens import WebTokens

KEPT_SECONDS = 15  # for that long at most, a revoked token is still good
_MOST = 4096  # tokens remembered


@dataclass(slots=True)
class Authenticator:
    """Our own tokens by `own_token`, everything else as a JWT, where these are good at all."""

    own_token: Callable[[str], Principal | None]
    web_tokens: WebTokens | None
    clock: Callable[[], float] = time.monotonic
    _known: dict[bytes, tuple[float, Principal | None]] = field(default_factory=dict, init=False)

    def principal_of(self, text: str) -> Principal | None:
        """
        The principal, None when the token is not good.

        Raises
        ------
        roomjobs.rest.access.web_tokens.KeysUnavailableError
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        """
        if not text.startswith("rj_"):
            return None if self.web_tokens is None else self.web_tokens.principal(text)
        digest = hashlib.sha256(text.encode()).digest()  # no token lies in memory for longer than a request
        now = self.clock()
        known = self._known.get(digest)
        if known is None or now - known[0] > KEPT_SECONDS:
            if len(self._known) >= _MOST:
                self._known.clear()
            known = self._known[digest] = (now, self.own_token(text))
        return known[1]
