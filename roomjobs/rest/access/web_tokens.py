"""JWTs of an identity provider (Cognito and others), checked against the keys it publishes (JWKS)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from roomjobs.rest.access.principals import JWT_OWNER, LONGEST_OWNER, Principal, Scope

if TYPE_CHECKING:
    from roomjobs.rest.access.key_set import KeySet

_log = logging.getLogger(__name__)

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_LEEWAY_SECONDS = 30  # between the provider's clock and ours
_LONGEST = 16_384  # characters of a token; a header of the servers' holds no more


@dataclass(frozen=True, slots=True)
class WebTokens:
    """Checks the JWTs of one provider."""

    keys: KeySet
    issuer: str
    audience: str
    scope_prefix: str

    def principal(self, text: str) -> Principal | None:
        """
        Whom a JWT stands for: its `sub`, with those of its scopes that are ours; None when it is not good.

        Its head and claims are read first: what cannot be good by its own words asks for no key.

        Raises
        ------
        roomjobs.rest.access.key_set.KeysUnavailableError
        """
        import jwt  # noqa: PLC0415 - with its cryptography it is slow to load, and many do without

        try:
            key_id = self._key_id(text)
            key = None if key_id is None else self.keys.key(key_id)
            if key is None:
                return None
            claims = jwt.decode(
                text,
                key,
                algorithms=_ALGORITHMS,
                issuer=self.issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "sub", "iss"], "verify_aud": False},
            )
        except jwt.PyJWTError as error:
            _log.info("a JWT was refused: %s", type(error).__name__)
            return None
        owner = JWT_OWNER + claims["sub"]
        if not self._is_for_us(claims) or not claims["sub"] or len(owner) > LONGEST_OWNER:
            return None
        return Principal(owner, self._scopes(claims))

    def _key_id(self, text: str) -> str | None:
        """The id of the key that would prove the token, None where no key could."""
        import jwt  # noqa: PLC0415 - as above

        if len(text) > _LONGEST:
            return None
        head = jwt.get_unverified_header(text)
        claims = jwt.decode(
            text,
            options={"verify_signature": False, "verify_exp": True, "require": ["exp", "sub", "iss"]},
            leeway=_LEEWAY_SECONDS,
        )
        key_id = head.get("kid")
        is_plausible = (
            head.get("alg") in _ALGORITHMS and claims["iss"] == self.issuer and self._is_for_us(claims)
        )
        return key_id if is_plausible and isinstance(key_id, str) else None

    def _is_for_us(self, claims: dict[str, Any]) -> bool:
        """By `aud`; Cognito's access tokens have a `client_id` in its place."""
        named = claims.get("aud", claims.get("client_id"))
        return self.audience in (named if isinstance(named, list) else [named])

    def _scopes(self, claims: dict[str, Any]) -> frozenset[Scope]:
        """Of `scope`, words in one text (RFC 8693), or `scp`, a list (Okta, Entra); all else is nothing."""
        given = claims.get("scope", claims.get("scp"))
        words = given.split() if isinstance(given, str) else given if isinstance(given, list) else []
        ours = {self.scope_prefix + scope: scope for scope in Scope}
        return frozenset(ours[word] for word in words if isinstance(word, str) and word in ours)
