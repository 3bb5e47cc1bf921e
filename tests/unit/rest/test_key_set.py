"""The keys of an identity provider that answers late, wrongly, or not at all."""

from __future__ import annotations

import json
import threading
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from roomjobs.rest.access import key_set
from roomjobs.rest.access.key_set import KeySet, KeysUnavailableError
from roomjobs.rest.access.principals import Principal
from roomjobs.rest.access.web_tokens import WebTokens

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = {**jwt.algorithms.RSAAlgorithm.to_jwk(PRIVATE.public_key(), as_dict=True), "kid": "k1", "use": "sig"}


class Provider:
    """Answers with `document`, or fails where it is None."""

    def __init__(self, *keys: dict[str, Any]) -> None:
        self.document: bytes | None = json.dumps({"keys": keys}).encode()
        self.asked = 0
        self.now = 1000.0

    def load(self, _url: str) -> bytes:
        self.asked += 1
        if self.document is None:
            raise KeysUnavailableError("silent")
        return self.document

    def keys(self) -> KeySet:
        return KeySet("https://id.example/jwks", self.load, lambda: self.now)


def settle(keys: KeySet) -> None:
    """Wait for a fetch that runs."""
    if (fetching := keys._fetching) is not None:
        assert fetching.wait(60)


def test_a_silent_provider_is_asked_once_by_many_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """96 tokens of somebody's own making once held all threads for five minutes."""
    monkeypatch.setattr(key_set, "_FETCH_SECONDS", 0.01)
    silent, asked = threading.Event(), []

    def load(url: str) -> bytes:
        asked.append(url)
        silent.wait(60)
        raise KeysUnavailableError("silent")

    keys = KeySet("https://id.example/jwks", load)
    for number in range(96):
        with pytest.raises(KeysUnavailableError):
            keys.key(f"k{number}")
    assert len(asked) == 1
    silent.set()


def test_an_unknown_key_id_makes_for_few_fetches() -> None:
    provider = Provider(PUBLIC)
    keys = provider.keys()
    assert keys.key("k1") is not None
    for number in range(50):
        assert keys.key(f"x{number}") is None
    assert provider.asked == 1
    provider.now += key_set.UNKNOWN_SECONDS
    assert keys.key("rotated") is None
    assert provider.asked == 2


def test_known_keys_serve_on_while_the_provider_is_gone() -> None:
    provider = Provider(PUBLIC)
    keys = provider.keys()
    assert keys.key("k1") is not None
    provider.document = None
    for _ in range(20):
        provider.now += key_set.FRESH_SECONDS
        assert keys.key("k1") is not None
        settle(keys)
    provider.now += key_set.LONGEST_SECONDS
    with pytest.raises(KeysUnavailableError):
        keys.key("k1")


def test_a_failure_is_remembered_for_a_while() -> None:
    provider = Provider()
    provider.document = None
    keys = provider.keys()
    for _ in range(20):
        with pytest.raises(KeysUnavailableError):
            keys.key("k1")
    assert provider.asked == 1
    provider.document = json.dumps({"keys": [PUBLIC]}).encode()
    provider.now += key_set.FAILED_SECONDS
    assert keys.key("k1") is not None


@pytest.mark.parametrize("document", [b"", b"[]", b"{}", b'{"keys": 5}', b'{"keys": [5]}', b"<html>"])
def test_a_document_without_keys_is_a_failure(document: bytes) -> None:
    provider = Provider()
    provider.document = document
    with pytest.raises(KeysUnavailableError):
        provider.keys().key("k1")


def test_a_key_of_a_kind_unknown_harms_no_other() -> None:
    keys = Provider({"kid": "odd", "kty": "LATTICE"}, {**PUBLIC, "use": "enc", "kid": "enc"}, PUBLIC).keys()
    assert keys.key("k1") is not None
    assert keys.key("odd") is None
    assert keys.key("enc") is None


def token(key: Any = PRIVATE, algorithm: str = "RS256", kid: object = "k1", **changes: object) -> str:
    claims = {"iss": "https://id.example", "aud": "rooms", "sub": "ann", "exp": time.time() + 60, **changes}
    return jwt.encode(claims, key, algorithm, headers={"kid": kid} if kid else {})


@pytest.mark.parametrize(
    "text",
    [
        token(iss="https://other.example"),
        token(aud="others"),
        token(exp=1),
        token(kid=None),
        token("s" * 64, "HS256"),
        token(None, "none"),
        "garbage",
        "a.b.c",
        "." * 2,
        "x" * 20_000,
    ],
)
def test_what_cannot_be_good_asks_for_no_key(text: str) -> None:
    provider = Provider(PUBLIC)
    assert WebTokens(provider.keys(), "https://id.example", "rooms", "").principal(text) is None
    assert provider.asked == 0


@pytest.mark.parametrize("scope", [None, 5, True, {"read": 1}, [None, 3], "", [[]]], ids=repr)
def test_scopes_of_a_wrong_type_allow_nothing(scope: object) -> None:
    tokens = WebTokens(Provider(PUBLIC).keys(), "https://id.example", "rooms", "")
    assert tokens.principal(token(scope=scope)) == Principal("jwt:ann", frozenset())
