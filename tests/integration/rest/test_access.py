"""Who is let in, and to what: tokens of ours, JWTs, and the secret of a run on one machine."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, Literal

import jwt
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from roomjobs import services
from roomjobs.api import create_app
from roomjobs.cli import main
from roomjobs.rest.access import authenticator
from roomjobs.rest.access.local_secret import HiddenText, LocalSecret, new_secret
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http import access
from roomjobs.rest.http.settings import ApiSettings
from tests import api_stores

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores

PUBLIC = {
    "/",
    "/assets/<path:name>",
    "/docs",
    "/editor",
    "/healthz",
    "/openapi.json",
    "/problems",
    "/problems/<code>",
    "/readyz",
}


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    """Of an API that wants a token from everybody."""
    return create_app(settings, ApiSettings(auth="required")).test_client()


def bearer(stores: Stores, owner: str, *scopes: Scope, days: int | None = None) -> dict[str, str]:
    text = api_stores.tokens(stores).create(owner=owner, scopes=scopes, days=days).text
    return {"Authorization": f"Bearer {text}"}


def submit(client: FlaskClient, plan: bytes, headers: dict[str, str]) -> Any:
    return client.post("/jobs", data=plan, content_type="application/json", headers=headers)


def test_every_route_names_its_scope(settings: Settings) -> None:
    app = create_app(settings)
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    assert {path for path, view in views.items() if not access.is_marked(view)} == set()
    assert {path for path, view in views.items() if access.needed(view) is None} <= PUBLIC


def test_without_a_token_only_the_way_to_one_is_told(client: FlaskClient) -> None:
    for method, path in (("GET", "/jobs"), ("POST", "/jobs"), ("GET", f"/jobs/job_{'0' * 32}")):
        response = client.open(path, method=method)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"] == 'Bearer realm="Room Jobs"'
        assert "Authorization: Bearer" in response.get_json()["detail"]
    assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "Bearer rj_0123456789abcdef_" + "A" * 43,
        "Bearer rj_",
        "Bearer nonsense",
        "Bearer a.b.c",
        "Bearer ",
        "Basic YTpi",
        "Bearer\xe9",
    ],
)
def test_a_token_that_is_none_is_401(client: FlaskClient, header: str) -> None:
    response = client.get("/jobs", headers={"Authorization": header})
    assert response.status_code == 401
    assert "error=invalid_" in response.headers["WWW-Authenticate"]


def test_a_token_is_good_for_its_scopes(client: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    reader = bearer(stores, "ann", Scope.READ)
    refused = submit(client, two_rooms, reader)
    assert refused.status_code == 403
    assert refused.get_json()["detail"] == "This request needs a token with the scope submit."
    assert refused.headers["WWW-Authenticate"].endswith("error=insufficient_scope, scope=submit")
    assert client.get("/jobs", headers=reader).status_code == 200
    assert client.get("/fleet/dead-letters", headers=reader).status_code == 403
    operator = bearer(stores, "olga", Scope.OPERATE)
    assert submit(client, two_rooms, operator).status_code == 202
    assert client.get("/fleet/dead-letters", headers=operator).status_code == 200


def test_owners_see_their_jobs_and_operators_all(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    ann, bob = (bearer(stores, name, Scope.SUBMIT, Scope.READ) for name in ("ann", "bob"))
    operator = bearer(stores, "olga", Scope.OPERATE)
    job_id = submit(client, two_rooms, ann).get_json()["job_id"]

    def listed(headers: dict[str, str], query: str = "") -> list[str]:
        return [each["job_id"] for each in client.get(f"/jobs{query}", headers=headers).get_json()["jobs"]]

    assert client.get(f"/jobs/{job_id}", headers=ann).get_json()["owner"] == "ann"
    assert listed(ann) == listed(ann, "?owner=ann") == listed(operator) == [job_id]
    assert listed(bob) == listed(bob, "?owner=ann") == []
    for method, path in (
        ("GET", ""),
        ("GET", "/plan"),
        ("GET", "/result"),
        ("POST", "/cancel"),
        ("POST", "/retry"),
    ):
        assert client.open(f"/jobs/{job_id}{path}", method=method, headers=bob).status_code == 404
    assert client.get(f"/jobs/{job_id}", headers=operator).status_code == 200
    assert client.post(f"/jobs/{job_id}/cancel", headers=operator).get_json()["status"] == "cancelled"


def test_equal_plans_of_two_owners_share_no_result(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    hashes = []
    for name in ("ann", "bob"):
        accepted = submit(client, two_rooms, bearer(stores, name, Scope.SUBMIT)).get_json()
        job = stores.table.get(accepted["job_id"])
        assert job is not None
        hashes.append(job.content_hash)
    assert hashes[0] != hashes[1]


def test_a_cursor_is_of_no_use_to_another_owner(
    client: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    ann, bob = (bearer(stores, name, Scope.SUBMIT, Scope.READ) for name in ("ann", "bob"))
    for _ in range(2):
        submit(client, two_rooms, ann)
    cursor = client.get("/jobs?limit=1", headers=ann).get_json()["next_cursor"]
    assert client.get(f"/jobs?cursor={cursor}", headers=ann).status_code == 200
    assert client.get(f"/jobs?cursor={cursor}", headers=bob).status_code == 400


def test_a_revoked_token_is_good_for_some_seconds_at_most(
    client: FlaskClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = api_stores.tokens(stores).create(owner="ann", scopes=[Scope.READ])
    headers = {"Authorization": f"Bearer {created.text}"}
    assert client.get("/jobs", headers=headers).status_code == 200
    assert api_stores.tokens(stores).revoke(created.token.token_id)
    assert not api_stores.tokens(stores).revoke(created.token.token_id)
    monkeypatch.setattr(authenticator, "KEPT_SECONDS", -1)
    assert client.get("/jobs", headers=headers).status_code == 401


def test_an_expired_token_is_not_good(client: FlaskClient, stores: Stores) -> None:
    assert client.get("/jobs", headers=bearer(stores, "ann", Scope.READ, days=0)).status_code == 401


def test_a_stored_token_does_not_tell_its_secret(stores: Stores, settings: Settings) -> None:
    created = api_stores.tokens(stores).create(owner="ann", scopes=[Scope.READ])
    secret = created.text.rsplit("_", 1)[-1]
    stored = services.open_clients(settings.region).dynamodb.scan(TableName=settings.jobs_table)["Items"]
    assert created.token.token_id in str(stored)
    assert secret not in str(stored)


def test_tokens_are_created_listed_and_revoked_by_command(client: FlaskClient) -> None:
    run = CliRunner().invoke
    made = run(
        main, ["tokens", "create", "--owner", "ann", "--scope", "read", "--for", "a test", "--days", "3"]
    )
    assert made.exit_code == 0, made.output
    text = made.stdout.strip()
    assert client.get("/jobs", headers={"Authorization": f"Bearer {text}"}).status_code == 200
    _, token_id, secret = text.split("_", 2)  # which may have more of them
    listed = run(main, ["tokens", "list"]).output
    assert token_id in listed
    assert secret not in listed
    assert run(main, ["tokens", "revoke", token_id]).exit_code == 0
    again = run(main, ["tokens", "revoke", token_id])
    assert (again.exit_code, "does not exist" in again.output) == (1, True)


SECRET = new_secret()


@pytest.fixture
def local_client(settings: Settings) -> FlaskClient:
    """A browser without the cookie, at an API as `make run` starts it."""
    return create_app(settings, ApiSettings(auth="local", local_secret=HiddenText(SECRET))).test_client()


@pytest.mark.parametrize("auth", ["required", "local"])
def test_a_plain_proxy_makes_nobody_an_operator(
    settings: Settings, auth: Literal["required", "local"]
) -> None:
    """What nginx with nothing but `proxy_pass` sends: from this machine, to this machine, as HTTP/1.0."""
    secret = HiddenText(SECRET) if auth == "local" else None
    client = create_app(settings, ApiSettings(auth=auth, local_secret=secret)).test_client()
    proxied = {"Host": "127.0.0.1:8000", "Connection": "close"}
    for method, path in (("GET", "/fleet/queues"), ("POST", "/fleet/dead-letters/redrive"), ("GET", "/jobs")):
        response = client.open(path, method=method, headers=proxied)
        assert (response.status_code, response.headers["WWW-Authenticate"][:6]) == (401, "Bearer")


def test_a_secret_that_is_not_chosen_lets_in_nobody(settings: Settings) -> None:
    client = create_app(settings, ApiSettings(auth="required", local_secret=HiddenText(SECRET))).test_client()
    assert client.get(f"/jobs?token={SECRET}").status_code == 401
    assert client.get("/jobs", headers={"Authorization": f"Bearer {SECRET}"}).status_code == 401
    client.set_cookie(LocalSecret(SECRET).cookie, SECRET)
    assert client.get("/jobs").status_code == 401


def test_without_settings_everybody_needs_a_token() -> None:
    assert ApiSettings.from_environment({}).auth == "required"


def test_the_printed_address_lets_a_browser_in(local_client: FlaskClient) -> None:
    assert local_client.get("/jobs").status_code == 401
    entered = local_client.get(f"/jobs?token={SECRET}&limit=3")
    assert (entered.status_code, entered.headers["Location"]) == (303, "/jobs?limit=3")
    cookie = entered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert local_client.get("/fleet/queues").status_code == 200


def test_the_secret_is_a_token_for_programs(local_client: FlaskClient) -> None:
    assert local_client.get("/jobs", headers={"Authorization": f"Bearer {SECRET}"}).status_code == 200
    wrong = {"Authorization": f"Bearer {SECRET[:-1]}"}
    assert local_client.get("/jobs", headers=wrong).status_code == 401


def test_the_address_of_an_earlier_run_says_so(local_client: FlaskClient) -> None:
    response = local_client.get(f"/jobs?token={new_secret()}")
    assert response.status_code == 401
    assert "earlier run" in response.get_json()["detail"]
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(
    "page",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://localhost:5000"},
        {"Origin": "http://localhost:5000"},
        {"Origin": "null"},
        {},  # neither: no page of ours
    ],
    ids=str,
)
def test_no_other_page_changes_anything_by_the_cookie(
    local_client: FlaskClient, page: dict[str, str]
) -> None:
    local_client.get(f"/?token={SECRET}")
    for method, path in (("POST", "/fleet/dead-letters/redrive"), ("DELETE", "/fleet/dead-letters/0")):
        assert local_client.open(path, method=method, headers=page).status_code == 403


@pytest.mark.parametrize("page", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}], ids=str)
def test_our_own_page_may_change_things(local_client: FlaskClient, page: dict[str, str]) -> None:
    local_client.get(f"/?token={SECRET}")
    assert local_client.post("/fleet/dead-letters/redrive", headers=page).status_code == 200


def test_other_pages_change_nothing_without_a_token(settings: Settings) -> None:
    client = create_app(settings, ApiSettings(auth="none")).test_client()
    for other in ({"Sec-Fetch-Site": "same-site"}, {"Origin": "http://localhost:5000"}):
        assert client.post("/fleet/dead-letters/redrive", headers=other).status_code == 403
    assert client.get("/jobs", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    visit = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert client.get("/jobs", headers=visit).status_code == 200
    assert client.post("/fleet/dead-letters/redrive").status_code == 200  # a program


def test_auth_can_be_turned_off_on_purpose(settings: Settings) -> None:
    client = create_app(settings, ApiSettings(auth="none")).test_client()
    assert client.get("/jobs", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 200


class Provider(BaseHTTPRequestHandler):
    """Publishes the keys of an identity provider."""

    keys: list[dict[str, Any]]
    asked: int

    def do_GET(self) -> None:
        type(self).asked += 1
        body = json.dumps({"keys": self.keys}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        pass


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def provider(key: rsa.RSAPrivateKey) -> Iterator[str]:
    """The address of the keys."""
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    Provider.keys = [{**public, "kid": "k1", "use": "sig", "alg": "RS256"}]
    Provider.asked = 0
    with HTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/jwks.json"
        server.shutdown()
        thread.join()


ISSUER = "https://id.example"


@pytest.fixture
def jwt_client(settings: Settings, provider: str) -> FlaskClient:
    wanted = ApiSettings(
        auth="required",
        jwks_url=provider,
        jwt_issuer=ISSUER,
        jwt_audience="rooms",
        jwt_scope_prefix="roomjobs/",
    )
    return create_app(settings, wanted).test_client()


def signed(key: Any, algorithm: str = "RS256", kid: str = "k1", **changes: Any) -> dict[str, str]:
    claims = {
        "iss": ISSUER,
        "aud": "rooms",
        "sub": "auth|ann",
        "exp": time.time() + 60,
        "scope": "openid roomjobs/read roomjobs/submit",
        **changes,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    return {"Authorization": f"Bearer {jwt.encode(claims, key, algorithm, headers={'kid': kid})}"}


def test_a_jwt_of_the_provider_is_let_in_as_its_subject(
    jwt_client: FlaskClient, key: rsa.RSAPrivateKey, two_rooms: bytes
) -> None:
    accepted = submit(jwt_client, two_rooms, signed(key)).get_json()
    state = jwt_client.get(f"/jobs/{accepted['job_id']}", headers=signed(key)).get_json()
    assert state["owner"] == "jwt:auth|ann"
    assert jwt_client.get("/fleet/dead-letters", headers=signed(key)).status_code == 403
    assert Provider.asked == 1  # the keys are kept


def test_tokens_of_cognito_and_others_are_read(jwt_client: FlaskClient, key: rsa.RSAPrivateKey) -> None:
    cognito = signed(key, aud=None, client_id="rooms")
    assert jwt_client.get("/jobs", headers=cognito).status_code == 200
    entra = signed(key, aud=["other", "rooms"], scope=None, scp=["roomjobs/read", 3])
    assert jwt_client.get("/jobs", headers=entra).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "others"},
        {"aud": None},
        {"iss": "https://other.example"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"kid": "k2"},
    ],
    ids=str,
)
def test_a_jwt_with_a_wrong_claim_is_401(
    jwt_client: FlaskClient, key: rsa.RSAPrivateKey, changes: dict[str, Any]
) -> None:
    assert jwt_client.get("/jobs", headers=signed(key, **changes)).status_code == 401


def test_a_jwt_that_another_key_or_none_has_signed_is_401(
    jwt_client: FlaskClient, key: rsa.RSAPrivateKey
) -> None:
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    assert jwt_client.get("/jobs", headers=signed(stranger)).status_code == 401
    assert jwt_client.get("/jobs", headers=signed(None, algorithm="none")).status_code == 401
    # A known attack: sign by HMAC with the public key, which everybody knows.
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed_part = ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
        for part in ({"alg": "HS256", "kid": "k1"}, {"iss": ISSUER, "aud": "rooms", "sub": "a", "exp": 2**33})
    )
    mac = base64.urlsafe_b64encode(hmac.digest(public, signed_part.encode(), "sha256")).rstrip(b"=").decode()
    forged = {"Authorization": f"Bearer {signed_part}.{mac}"}
    assert jwt_client.get("/jobs", headers=forged).status_code == 401


def test_a_subject_named_like_an_owner_is_not_that_owner(
    jwt_client: FlaskClient, key: rsa.RSAPrivateKey, stores: Stores, two_rooms: bytes
) -> None:
    job_id = submit(jwt_client, two_rooms, bearer(stores, "ann", Scope.SUBMIT)).get_json()["job_id"]
    assert jwt_client.get(f"/jobs/{job_id}", headers=signed(key, sub="ann")).status_code == 404
    accepted = submit(jwt_client, two_rooms, signed(key, sub="local")).get_json()
    job = stores.table.get(accepted["job_id"])
    assert job is not None
    assert job.owner == "jwt:local"


def test_an_address_that_guesses_tokens_is_told_to_wait(
    client: FlaskClient, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = bearer(stores, "ann", Scope.READ)
    assert client.get("/jobs", headers=reader).status_code == 200
    monkeypatch.setattr(authenticator, "GUESSES", 0)
    unknown = {"Authorization": f"Bearer rj_{'0' * 16}_{'x' * 43}"}
    refused = client.get("/jobs", headers=unknown)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "10")
    assert client.get("/jobs", headers=reader).status_code == 200  # who is known is not a guess


def test_scopes_that_are_not_ours_allow_nothing(jwt_client: FlaskClient, key: rsa.RSAPrivateKey) -> None:
    wrong: list[object] = ["read", "others/read", "roomjobs/", "", None, 5, True, {}, [None]]
    for scope in wrong:
        assert jwt_client.get("/jobs", headers=signed(key, scope=scope)).status_code == 403


def test_while_the_keys_cannot_be_fetched_a_jwt_is_503(settings: Settings, key: rsa.RSAPrivateKey) -> None:
    nowhere = ApiSettings(
        auth="required", jwks_url="http://127.0.0.1:9/jwks", jwt_issuer=ISSUER, jwt_audience="rooms"
    )
    response = create_app(settings, nowhere).test_client().get("/jobs", headers=signed(key))
    assert (response.status_code, response.headers["Retry-After"]) == (503, "2")
