"""JWTs of an identity provider (Cognito and others), checked against the keys it publishes (JWKS)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from roomjobs import RoomJobsError
from roomjobs.rest.access.principals import LONGEST_OWNER, Principal, Scope

if TYPE_CHECKING:
    from jwt import PyJWKClient

_log = logging.getLogger(__name__)

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY_SECONDS = 30  # between the provider's clock and ours
_FETCH_SECONDS = 3


class KeysUnavailableError(RoomJobsError):
    """The provider's keys cannot be fetched, so no JWT can be checked."""


@dataclass(slots=True)
class WebTokens:
    """Checks the JWTs of one provider; its keys are fetched with the first one, and kept for five minutes."""

    jwks_url: str
    issuer: str
    audience: str
    scope_prefix: str
    _keys: PyJWKClient | None = field(default=None, init=False)

    def principal(self, text: str) -> Principal | None:
        """
        Whom a JWT stands for: its `sub`, with those of its scopes that are ours; None when it is not good.

        Raises
        ------
        KeysUnavailableError
        """
        import jwt  # noqa: PLC0415 - with its cryptography it is slow to load, and many do without

        try:
            key = self._key_client().get_signing_key_from_jwt(text)
            claims = jwt.decode(
                text,
                key,
                algorithms=_ALGORITHMS,
                issuer=self.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "iss"], "verify_aud": False},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise KeysUnavailableError(str(error)) from error
        except jwt.PyJWTError as error:
            _log.info("a JWT was refused: %s", type(error).__name__)
            return None
        owner = claims["sub"]
        if not self._is_for_us(claims) or not 1 <= len(owner) <= LONGEST_OWNER:
            return None
        return Principal(owner, self._scopes(claims))

    def _is_for_us(self, claims: dict[str, Any]) -> bool:
        """By `aud`; Cognito's access tokens have a `client_id` in its place."""
        named = claims.get("aud", claims.get("client_id"))
        return self.audience in (named if isinstance(named, list) else [named])

    def _scopes(self, claims: dict[str, Any]) -> frozenset[Scope]:
        """Of `scope`, words in one text (RFC 8693), or `scp`, a list (Okta, Entra)."""
        given = claims.get("scope", claims.get("scp", ""))
        words = given.split() if isinstance(given, str) else given
        ours = {self.scope_prefix + scope: scope for scope in Scope}
        return frozenset(ours[word] for word in words if isinstance(word, str) and word in ours)

    def _key_client(self) -> PyJWKClient:
        from jwt import PyJWKClient  # noqa: PLC0415 - as above

        if self._keys is None:
            self._keys = PyJWKClient(self.jwks_url, timeout=_FETCH_SECONDS)
        return self._keys
