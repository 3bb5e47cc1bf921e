"""The Lambdas from their zip, with events of API Gateway, against a real endpoint, within their rights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from deploy.package import Package, build
from roomjobs import services
from roomjobs.config import Settings
from roomjobs.rest.access.principals import Scope
from tests import api_stores
from tests.integration.lambdas.events import rest_event
from tests.unit.deploy.contracts.rights import as_list, statements
from tests.unit.deploy.environment import deployment, load_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

HOST = Path(__file__).with_name("lambda_host.py")
#: What IAM calls operations whose right has another name.
RIGHTS = {
    "s3:CopyObject": {"s3:GetObject", "s3:PutObject"},
    "s3:HeadBucket": {"s3:ListBucket"},
    "s3:ListObjectsV2": {"s3:ListBucket"},
    "s3:UploadPart": {"s3:PutObject"},
    "sqs:SendMessageBatch": {"sqs:SendMessage"},
    "sqs:ChangeMessageVisibilityBatch": {"sqs:ChangeMessageVisibility"},
    "sqs:DeleteMessageBatch": {"sqs:DeleteMessage"},
    "dynamodb:TransactWriteItems": {"dynamodb:PutItem", "dynamodb:UpdateItem"},
}


@pytest.fixture(scope="session")
def unpacked(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("task")
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(folder)
    return folder


class Lambdas:
    """A process that calls handlers of the zip, and remembers what each called of AWS."""

    def __init__(self, folder: Path, environ: dict[str, str], token: str) -> None:
        self._token = token
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(HOST), str(folder)],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.called: dict[str, set[str]] = {}

    def call(self, handler: str, event: dict[str, Any]) -> dict[str, Any]:
        if "multiValueHeaders" in event and "Authorization" not in event["multiValueHeaders"]:
            event["multiValueHeaders"]["Authorization"] = [f"Bearer {self._token}"]
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"handler": f"roomjobs.{handler}", "event": event}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        while line and not line.startswith('{"answer"'):  # metrics for CloudWatch, which are lines of the log
            line = self._process.stdout.readline()
        told: dict[str, Any] = json.loads(line)
        self.called.setdefault(handler, set()).update(told["calls"])
        answer: dict[str, Any] = told["answer"]
        return answer

    def close(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture
def lambdas(unpacked: Path, aws_environment: dict[str, str]) -> Iterator[Lambdas]:
    settings = Settings.from_environment(aws_environment)
    token = api_stores.tokens(services.connect(settings)).create(owner="tester", scopes=[Scope.OPERATE])
    environ = {
        **aws_environment,
        "AWS_LAMBDA_FUNCTION_NAME": "test",
        "ROOMJOBS_AUTH": "required",
        "ROOMJOBS_METRICS_LINGER_SECONDS": "0",
        "ROOMJOBS_METRICS_NAMESPACE": "Test",
    }
    process = Lambdas(unpacked, environ, token.text)
    yield process
    process.close()


def body_of(answer: dict[str, Any]) -> dict[str, Any]:
    assert not answer["isBase64Encoded"]
    body: dict[str, Any] = json.loads(answer["body"])
    return body


def header_of(answer: dict[str, Any], name: str) -> str:
    headers = {key.lower(): value for key, value in answer["multiValueHeaders"].items()}
    value: str = headers[name.lower()][0]
    return value


def test_a_plan_is_submitted_and_its_state_told(lambdas: Lambdas, two_rooms: bytes) -> None:
    answer = lambdas.call("api.create_job", rest_event("POST", "/jobs", body=two_rooms.decode()))
    assert answer["statusCode"] == 202
    job_id = body_of(answer)["job_id"]
    state = lambdas.call("api.get_status", rest_event("GET", f"/jobs/{job_id}"))
    assert state["statusCode"] == 200
    assert body_of(state)["status"] == "pending"
    known = {"If-None-Match": header_of(state, "ETag")}
    again = lambdas.call("api.get_status", rest_event("GET", f"/jobs/{job_id}", headers=known))
    assert again["statusCode"] == 304


def test_a_request_keeps_the_id_of_api_gateway(lambdas: Lambdas) -> None:
    event = rest_event("GET", "/jobs/job_" + "0" * 32)
    answer = lambdas.call("api.get_status", event)
    assert answer["statusCode"] == 404
    assert body_of(answer)["request_id"] == event["requestContext"]["requestId"]
    own = lambdas.call("api.api", rest_event("GET", "/healthz", headers={"x-request-id": "mine"}))
    assert header_of(own, "X-Request-Id") == "mine"


def test_api_gateway_inflates_what_is_text_here(lambdas: Lambdas, two_rooms: bytes) -> None:
    # API Gateway has inflated the body and left its header; it compresses the answer.
    zipped = {"Content-Encoding": "gzip", "Accept-Encoding": "gzip, deflate, br"}
    event = rest_event("POST", "/jobs", body=two_rooms.decode(), headers=zipped)
    assert lambdas.call("api.create_job", event)["statusCode"] == 202
    answer = lambdas.call("api.api", rest_event("GET", "/openapi.json", headers=zipped))
    assert len(answer["body"]) > 10_000
    assert answer["isBase64Encoded"] is False
    assert "paths" in body_of(answer)


def test_who_has_no_token_is_refused(lambdas: Lambdas, two_rooms: bytes) -> None:
    event = rest_event("POST", "/jobs", body=two_rooms.decode(), headers={"Authorization": "Bearer rj_no"})
    assert lambdas.call("api.create_job", event)["statusCode"] == 401
    assert lambdas.call("api.api", rest_event("GET", "/healthz"))["statusCode"] == 200


def test_faults_are_listed_as_text(lambdas: Lambdas) -> None:
    answer = lambdas.call("api.create_job", rest_event("POST", "/jobs", body='{"walls": [{"type": "line"}]}'))
    assert header_of(answer, "Content-Type") == "application/problem+json"
    assert {each["pointer"] for each in body_of(answer)["errors"]} >= {"/walls/0/start", "/walls/0/end"}


def test_all_other_routes_are_answered_by_one_function(lambdas: Lambdas, two_rooms: bytes) -> None:
    created = lambdas.call("api.create_job", rest_event("POST", "/jobs", body=two_rooms.decode()))
    job_id = body_of(created)["job_id"]
    plan = lambdas.call("api.api", rest_event("GET", f"/jobs/{job_id}/plan"))
    assert plan["statusCode"] == 307
    assert "Signature" in header_of(plan, "Location")
    listed = lambdas.call("api.api", rest_event("GET", "/jobs", query="limit=1"))
    assert [each["job_id"] for each in body_of(listed)["jobs"]] == [job_id]
    assert lambdas.call("api.api", rest_event("GET", "/readyz"))["statusCode"] == 200
    assert lambdas.call("api.api", rest_event("GET", "/nothing"))["statusCode"] == 404
    assert (
        body_of(lambdas.call("api.api", rest_event("POST", f"/jobs/{job_id}/cancel", body="")))["status"]
        == "cancelled"
    )


def test_upkeep_runs(lambdas: Lambdas) -> None:
    assert lambdas.call("upkeep.sweep", {})["sent"] == 0
    assert lambdas.call("upkeep.dead_letters", {})["failed"] == 0


def test_nobody_calls_what_its_role_forbids(lambdas: Lambdas, two_rooms: bytes) -> None:
    event = rest_event("POST", "/jobs", body=two_rooms.decode())
    job_id = body_of(lambdas.call("api.create_job", event))["job_id"]
    lambdas.call("api.get_status", rest_event("GET", f"/jobs/{job_id}"))
    for method, path in (
        ("GET", "/readyz"),
        ("GET", "/jobs"),
        ("GET", f"/jobs/{job_id}/plan"),
        ("POST", f"/jobs/{job_id}/cancel"),
        ("DELETE", f"/jobs/{job_id}"),
    ):
        lambdas.call("api.api", rest_event(method, path, body="" if method == "POST" else None))
    lambdas.call("upkeep.sweep", {})
    lambdas.call("upkeep.dead_letters", {})
    allowed = rights_by_handler()
    for handler, operations in lambdas.called.items():
        assert operations, handler
        needed = {right for each in operations for right in RIGHTS.get(each, {each})}
        assert needed <= allowed[handler], f"{handler} lacks {sorted(needed - allowed[handler])}"


def rights_by_handler() -> dict[str, set[str]]:
    """The actions that the role of each function may do, by handler."""
    made = deployment(load_templates(), "dev")
    by_role: dict[str, set[str]] = {}
    for where, statement in statements(made):
        role = where.partition(",")[0].partition("/")[2]
        by_role.setdefault(role, set()).update(as_list(statement["Action"]))
    return {
        function["Handler"].removeprefix("roomjobs."): by_role[function["Role"][1:].partition(".")[0]]
        for _, function in made.of_type("AWS::Lambda::Function")
    }


def test_the_zip_is_lean_and_the_same_each_time(
    package: Package, unpacked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    mask = os.umask(0o077)
    again = build(tmp_path / "again.zip", version)
    os.umask(mask)
    assert again.digest == package.digest
    assert again.path.read_bytes() == package.path.read_bytes()
    assert list(unpacked.rglob("*.pyc"))
    assert package.path.stat().st_size < 20_000_000
    heavy = {"numpy", "scipy", "shapely", "networkx", "granian", "flower", "ministack"}
    assert heavy.isdisjoint(path.name for path in unpacked.iterdir())
    assert not (unpacked / "roomjobs" / "local").exists()
