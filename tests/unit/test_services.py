"""Which hosts the addresses of objects name; presigning needs no network."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest

from roomjobs import services
from roomjobs.plans.store import PlanStore

CHECKSUM = base64.b64encode(bytes(32)).decode()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "/nonexistent")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")


def store(region: str) -> PlanStore:
    s3 = services.open_clients(region).s3
    return PlanStore(s3, input_bucket="plans-dev", output_bucket="results-dev", presign_seconds=60)


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1"])
def test_at_aws_an_address_names_the_bucket_in_its_region(region: str) -> None:
    read = urlsplit(store(region).result_url("results/a.json"))
    assert (read.scheme, read.netloc) == ("https", f"results-dev.s3.{region}.amazonaws.com")
    assert read.path == "/results/a.json"
    written = urlsplit(
        store(region).upload_url("uploads/b", size=7, checksum=CHECKSUM, content_type="application/json")
    )
    assert written.netloc == f"plans-dev.s3.{region}.amazonaws.com"
    assert f"/{region}/s3/" in parse_qs(written.query)["X-Amz-Credential"][0]


@pytest.mark.parametrize("variable", ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"])
@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:4566", "http://localhost:4566"])
def test_at_a_named_endpoint_the_bucket_is_in_the_path(
    monkeypatch: pytest.MonkeyPatch, variable: str, endpoint: str
) -> None:
    monkeypatch.setenv(variable, endpoint)
    address = store("eu-central-1").result_url("results/a.json")
    assert address.startswith(f"{endpoint}/results-dev/results/a.json?")
