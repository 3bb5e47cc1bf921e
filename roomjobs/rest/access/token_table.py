"""
The API's own tokens, kept beside the jobs in their table; no list of jobs shows them.

A token is `rj_<id>_<secret>`. The secret is 256 random bits, so its plain SHA-256 is stored: nothing that is
quicker to guess than the secret itself. One item more holds the ids of all, for the list.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from roomjobs.jobs.job import SECONDS_PER_DAY
from roomjobs.jobs.store.attributes import encode, plain
from roomjobs.jobs.store.items import key
from roomjobs.rest.access.principals import Principal, Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from mypy_boto3_dynamodb import DynamoDBClient

    from roomjobs.sqs import QuickCalls

_TOKEN = re.compile(r"rj_([0-9a-f]{16})_([A-Za-z0-9_-]{43})", re.ASCII)
_ALL = "tokens"  # the item with the ids
_NO_HASH = b"\0" * 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """The stored data of a token, without its secret."""

    token_id: str
    owner: str
    scopes: frozenset[Scope]
    label: str  # what it is for, in the words of who made it
    created_at: int  # Unix seconds
    expires_at: int | None  # None: when it is revoked


class CreatedToken(NamedTuple):
    text: str  # the whole token, which nobody can ask for again
    token: Token


@dataclass(frozen=True, slots=True)
class TokenTable:
    """
    Creates, finds and revokes tokens.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    dynamodb: DynamoDBClient
    table: str
    clock: Callable[[], float] = time.time
    quick: QuickCalls | None = None  # reads tokens where many requests are served

    def create(
        self, *, owner: str, scopes: Collection[Scope], label: str = "", days: int | None = None
    ) -> CreatedToken:
        """Create a token that expires after this number of days."""
        now = int(self.clock())
        secret = secrets.token_urlsafe(32)
        token = Token(
            token_id=secrets.token_hex(8),
            owner=owner,
            scopes=frozenset(scopes),
            label=label,
            created_at=now,
            expires_at=None if days is None else now + days * SECONDS_PER_DAY,
        )
        self._change_ids("ADD", token.token_id)  # first: what is there can be listed, and so revoked
        values = {
            "owner": token.owner,
            "scopes": sorted(token.scopes),
            "label": label,
            "created_at": now,
            "secret_hash": _hash(secret),
            **({} if token.expires_at is None else {"expires_at": token.expires_at}),
        }
        self.dynamodb.put_item(TableName=self.table, Item={**_key(token.token_id), **encode(values)})
        return CreatedToken(f"rj_{token.token_id}_{secret}", token)

    def principal(self, text: str) -> Principal | None:
        """The principal of a token, None if it is not valid; secrets are compared in constant time."""
        match = _TOKEN.fullmatch(text)
        if match is None:
            return None
        token_id, secret = match.groups()
        token, stored = self._find(token_id) or (None, _NO_HASH)
        if not hmac.compare_digest(stored, _hash(secret)) or token is None:
            return None
        if token.expires_at is not None and self.clock() >= token.expires_at:
            return None
        return Principal(token.owner, token.scopes)

    def all(self) -> list[Token]:
        """The tokens that were not revoked, the newest first."""
        ids = self.dynamodb.get_item(TableName=self.table, Key=key(_ALL), ConsistentRead=True).get("Item")
        found = [self._find(each) for each in (ids or {}).get("ids", {}).get("SS", [])]
        return sorted((each[0] for each in found if each), key=lambda token: -token.created_at)

    def revoke(self, token_id: str) -> bool:
        """Revoke a token; false if no token has this id."""
        answer = self.dynamodb.delete_item(TableName=self.table, Key=_key(token_id), ReturnValues="ALL_OLD")
        self._change_ids("DELETE", token_id)
        return "Attributes" in answer

    def _find(self, token_id: str) -> tuple[Token, bytes] | None:
        asked: Any = {"TableName": self.table, "Key": _key(token_id), "ConsistentRead": True}
        answer = self.quick.call("GetItem", asked) if self.quick else self.dynamodb.get_item(**asked)
        stored = answer.get("Item")
        if stored is None:
            return None
        values = plain(stored)
        token = Token(
            token_id=token_id,
            owner=values["owner"],
            scopes=frozenset(map(Scope, values["scopes"])),
            label=values["label"],
            created_at=int(values["created_at"]),
            expires_at=int(values["expires_at"]) if "expires_at" in values else None,
        )
        secret_hash: bytes = values["secret_hash"]
        return token, secret_hash

    def _change_ids(self, how: str, token_id: str) -> None:
        self.dynamodb.update_item(
            TableName=self.table,
            Key=key(_ALL),
            UpdateExpression=f"{how} ids :one",
            ExpressionAttributeValues={":one": {"SS": [token_id]}},
        )


def _key(token_id: str) -> dict[str, dict[str, str]]:
    return {"job_id": {"S": f"token#{token_id}"}}


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
