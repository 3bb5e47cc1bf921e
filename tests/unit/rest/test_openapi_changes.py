"""Clients that were made from the last release's document still work: what breaks them is known."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.local.folders import ROOT
from tests.openapi_changes import breaches

if TYPE_CHECKING:
    from collections.abc import Callable

RELEASED = ROOT / "tests" / "data" / "openapi-0.1.0.json"  # copied from docs/openapi.json at each release
KNOWN = [
    "POST /jobs: 202.poll_after_ms may be null now",  # of a job that has ended at once, by an earlier result
]
NOW = json.loads((ROOT / "docs" / "openapi.json").read_text())


def test_nothing_breaks_clients_of_the_last_release() -> None:
    """Whoever has a reason to break them lists it above, and in the changelog under Changed."""
    assert breaches(json.loads(RELEASED.read_text()), NOW) == KNOWN


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def without_path(document: dict[str, Any]) -> None:
    del document["paths"]["/uploads"]


def without_parameter(document: dict[str, Any]) -> None:
    listing = document["paths"]["/jobs"]["get"]
    listing["parameters"] = [each for each in listing["parameters"] if each["name"] != "owner"]


def with_required_parameter(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/jobs"]["get"]["parameters"]
    next(each for each in parameters if each["name"] == "limit")["required"] = True


def without_member(document: dict[str, Any]) -> None:
    del schema(document, "JobState")["properties"]["rooms_count"]


def with_optional_member(document: dict[str, Any]) -> None:
    schema(document, "UploadOffered")["required"].remove("url")


def with_required_member(document: dict[str, Any]) -> None:
    schema(document, "UploadWanted")["required"].append("content_type")


def with_other_type(document: dict[str, Any]) -> None:
    schema(document, "UploadOffered")["properties"]["expires_at"]["type"] = "string"


def without_body(document: dict[str, Any]) -> None:
    del document["paths"]["/batches"]["post"]["requestBody"]["content"]["application/zip"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (without_path, "POST /uploads is gone"),
        (without_parameter, "GET /jobs: the parameter owner is gone"),
        (with_required_parameter, "GET /jobs: the parameter limit is required now"),
        (without_member, "GET /jobs/{job_id}: 200.rooms_count is gone"),
        (with_optional_member, "POST /uploads: 201.url may be absent now"),
        (with_required_member, "POST /uploads: body.content_type is required now"),
        (with_other_type, "POST /uploads: 201.expires_at may be string now"),
        (without_body, "POST /batches: a body of application/zip is refused now"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_breach_is_told(change: Callable[[dict[str, Any]], None], told: str) -> None:
    changed = copy.deepcopy(NOW)
    change(changed)
    assert told in breaches(NOW, changed)


def test_additions_break_nobody() -> None:
    changed = copy.deepcopy(NOW)
    schema(changed, "JobState")["properties"]["colour"] = {"type": "string"}
    schema(changed, "UploadWanted")["properties"]["colour"] = {"type": "string"}
    changed["paths"]["/colours"] = {"get": {"responses": {}}}
    assert breaches(NOW, changed) == []
