"""Objects that are put the quick way, next to how botocore puts them."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import ClientError

from roomjobs.sqs import QuickObjects
from roomjobs.sqs.http import objects
from roomjobs.sqs.http.curl import CurlWire
from roomjobs.sqs.http.signing import Signer
from roomjobs.sqs.http.urllib import UrllibWire
from tests.unit.sqs.http.conftest import KEYS, answer, client_of

if TYPE_CHECKING:
    from tests.unit.sqs.http.conftest import Server

BODY = b'{"walls": []}'
MD5 = hashlib.md5(BODY, usedforsecurity=False).hexdigest()
QUICK = "AWS4-HMAC-SHA256"
BY_BOTOCORE = "amz-sdk-invocation-id"


@pytest.fixture(params=[CurlWire, UrllibWire])
def puts(request: pytest.FixtureRequest, server: Server, monkeypatch: pytest.MonkeyPatch) -> QuickObjects:
    monkeypatch.setattr(objects, "open_wire", request.param)
    return QuickObjects(client_of("s3", server.url, s3={"addressing_style": "path"}), KEYS)


def test_an_object_takes_one_request(puts: QuickObjects, server: Server) -> None:
    server.script = lambda _head, body: answer(
        body=b"", ETag=f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'
    )
    puts.put("plans", "plans/job 1.json", BODY, "application/json")
    (head,) = server.heads
    assert head.startswith("PUT /plans/plans/job%201.json HTTP/1.1")
    assert f"x-amz-content-sha256: {hashlib.sha256(BODY).hexdigest()}" in head
    assert QUICK in head
    assert BY_BOTOCORE not in head


@pytest.mark.parametrize("key", ["a/../1.json", "./1.json"])
def test_dots_in_a_key_name_no_other_object(puts: QuickObjects, server: Server, key: str) -> None:
    server.script = lambda _head, _body: answer(body=b"", ETag=f'"{MD5}"', content_type="application/xml")
    puts.put("plans", key, BODY, "application/json")
    assert [head.split()[1] for head in server.heads] == [f"/plans/{key}"]


def test_an_encrypted_object_has_no_digest(puts: QuickObjects, server: Server) -> None:
    server.script = lambda _head, _body: answer(
        body=b"", ETag='"other"', x_amz_server_side_encryption="aws:kms"
    )
    puts.put("plans", "1.json", BODY, "application/json")
    assert len(server.heads) == 1


@pytest.mark.parametrize(
    "first",
    [
        answer(body=b"", ETag='"other"'),
        answer(body=b"<html>log in</html>", content_type="text/html"),
        answer(body=b"<Error><Code>SlowDown</Code></Error>", status=503, content_type="application/xml"),
        b"",
    ],
    ids=["another digest", "a page of a proxy", "throttled", "no answer"],
)
def test_botocore_puts_what_is_not_proven(puts: QuickObjects, server: Server, first: bytes) -> None:
    server.script = lambda head, _body: (
        answer(body=b"", ETag=f'"{MD5}"', content_type="application/xml") if BY_BOTOCORE in head else first
    )
    puts.put("plans", "1.json", BODY, "application/json")
    assert [BY_BOTOCORE in head for head in server.heads] == [False, True]


def test_a_refusal_is_botocores(puts: QuickObjects, server: Server) -> None:
    body = b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>"
    server.script = lambda _head, _body: answer(body=body, status=403, content_type="application/xml")
    with pytest.raises(ClientError, match="AccessDenied"):
        puts.put("plans", "1.json", BODY, "application/json")


@pytest.mark.parametrize("path", ["/plans/job_1.json", "/a/b%20c/d~e.json"])
def test_a_signature_of_s3_is_botocores(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, digest = KEYS.get_frozen_credentials(), hashlib.sha256(BODY).hexdigest()
    host = "plans.s3.eu-west-1.amazonaws.com"
    headers = {"Content-Type": "application/json", "X-Amz-Content-SHA256": digest}
    request = AWSRequest("PUT", f"https://{host}{path}", data=BODY, headers=headers)
    now = datetime.fromtimestamp(1_800_000_000, UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda *_, **__: now.replace(tzinfo=None))
    S3SigV4Auth(keys, "s3", "eu-west-1").add_auth(request)
    signed = Signer("s3", "eu-west-1").sign(
        "PUT",
        path,
        {"content-type": "application/json", "host": host, "x-amz-content-sha256": digest},
        digest,
        keys,
        at=1_800_000_000,
    )
    assert signed["authorization"] == request.headers["Authorization"]


def test_a_bucket_of_aws_is_a_host() -> None:
    config = {"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"}
    puts = QuickObjects(client_of("s3", "", s3=config, signature_version="s3v4"), KEYS)
    host, prefix, _ = puts._place("plans-dev")
    assert (host, prefix) == ("plans-dev.s3.eu-west-1.amazonaws.com", "")
