"""Requests that mean harm: odd headers, bodies and tokens are answered by a problem, never by a fault."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as example_settings
from hypothesis import strategies as st

from roomjobs.api import create_app
from roomjobs.rest.access.local_secret import HiddenText
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.rest.schemas.catalogue import KINDS

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from roomjobs.config import Settings

FEW = example_settings(max_examples=40, suppress_health_check=list(HealthCheck))
HEADERS = (
    "Accept", "Accept-Encoding", "Authorization", "Cache-Control", "Content-Encoding", "Content-Type",
    "Cookie", "Forwarded", "Idempotency-Key", "If-None-Match", "Last-Event-ID", "Origin", "Prefer", "Range",
    "Sec-Fetch-Site", "X-Forwarded-For", "X-Forwarded-Host", "X-Request-Id",
)  # fmt: skip
TEXTS = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=60)
TELLING = st.sampled_from(
    [
        '"',
        'W/"',
        "*",
        ",",
        ";q=",
        "bytes=0-",
        "wait=99999999999",
        "gzip",
        "Bearer ",
        "Basic Og==",
        "=",
        "9" * 400,
    ]
)
VALUES = st.lists(TELLING | TEXTS, max_size=4).map("".join)
PATHS = st.sampled_from(
    [
        "/jobs",
        "/jobs/job_" + "0" * 32,
        "/jobs/x",
        "/batches",
        "/uploads",
        "/plans:validate",
        "/problems/x",
        "/docs",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["walls", "type", "start", "plans", "upload_id", "drawing"]), inner)
    ),
    max_leaves=12,
)


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings, ApiSettings(auth="none")).test_client()


@pytest.fixture
def guarded(settings: Settings) -> FlaskClient:
    """Of an API with every way in: tokens, JWTs of a provider that is out of reach, the secret of a run."""
    wanted = ApiSettings(
        auth="local",
        local_secret=HiddenText("local_" + "s" * 43),
        jwks_url="http://127.0.0.1:9/jwks",
        jwt_issuer="https://id.example",
        jwt_audience="rooms",
    )
    return create_app(settings, wanted).test_client()


def assert_sane(response: TestResponse) -> None:
    """No fault of ours, and an error says which kind it is."""
    assert response.status_code < 500 or response.status_code in (501, 503), response.data
    assert "X-Request-Id" in response.headers
    assert len(response.headers["X-Request-Id"]) < 200
    if response.status_code >= 400 and response.data:
        problem = response.get_json()
        assert problem["code"] in KINDS
        assert "Traceback" not in response.get_data(as_text=True)


@FEW
@given(path=PATHS, method=st.sampled_from(["GET", "POST", "DELETE"]), data=st.data())
def test_odd_headers_are_no_fault_of_ours(
    client: FlaskClient, path: str, method: str, data: st.DataObject
) -> None:
    headers = data.draw(st.dictionaries(st.sampled_from(HEADERS), VALUES, max_size=5))
    assert_sane(client.open(path, method=method, headers=headers, data=b"{}" if method == "POST" else None))


@FEW
@given(
    path=st.sampled_from(["/jobs", "/batches", "/uploads", "/plans:validate"]),
    body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()),
    type_=st.sampled_from(["application/json", "application/x-ndjson", "application/zip", "text/plain", ""]),
    packed=st.booleans(),
)
@example(path="/jobs", body=b"[" * 100_000, type_="application/json", packed=False)
@example(path="/jobs", body=b'{"walls":' * 50_000, type_="application/json", packed=True)
@example(path="/batches", body=b'{"plans":[' * 50_000, type_="application/json", packed=False)
@example(path="/jobs", body=b'"\\ud800"', type_="application/json", packed=False)
@example(
    path="/jobs",
    body=b'{"walls":[{"type":"line","start":[1e999,0],"end":[0,0]}]}',
    type_="application/json",
    packed=False,
)
@example(path="/jobs", body=b" " * 6_000_000, type_="application/json", packed=True)
def test_odd_bodies_are_no_fault_of_ours(
    client: FlaskClient, path: str, body: bytes, type_: str, *, packed: bool
) -> None:
    headers = {"Content-Encoding": "gzip"} if packed else {}
    sent = gzip.compress(body) if packed else body
    assert_sane(client.post(path, data=sent, content_type=type_, headers=headers))


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


CLAIMS = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("iss", "aud", "sub", "exp", "nbf", "scope", "scp", "client_id"), JSON)
)
JWTS = st.builds(
    lambda head, claims, mac: f"{part(head)}.{part(claims)}.{mac}",
    st.fixed_dictionaries({}, optional=dict.fromkeys(("alg", "kid", "typ", "crit", "jku", "jwk"), JSON)),
    CLAIMS,
    st.text("abc_-", max_size=20),
)


@FEW
@given(token=JWTS | TEXTS | st.from_regex(r"rj_[0-9a-f]{0,20}_[A-Za-z0-9_-]{0,50}", fullmatch=True))
@example(token="a.b.c")  # noqa: S106 - no password, but nothing at all
@example(token="." * 1000)
@example(token="rj_" + "0" * 16 + "_" + "x" * 43)
@example(token="local_" + "x" * 43)
def test_odd_tokens_let_nobody_in(guarded: FlaskClient, token: str) -> None:
    response = guarded.get("/jobs", headers={"Authorization": f"Bearer {token}"})
    assert_sane(response)
    assert response.status_code in (401, 429, 503)


def test_odd_addresses_are_refused_where_they_stand(client: FlaskClient) -> None:
    """No redirect to an address made of the header Host, and no text that is not what was sent."""
    for path, status in (("/jobs//", 404), ("//healthz", 404), ("/jobs?owner=%ff", 400), ("/jobs/", 200)):
        response = client.get(path, headers={"Host": "evil.example"})
        assert response.status_code == status, path
        assert "Location" not in response.headers
        assert_sane(response)
