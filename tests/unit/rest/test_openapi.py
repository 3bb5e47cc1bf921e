"""The OpenAPI document holds what the routes are, and the copy in docs is up to date."""

import json
import re

import msgspec
import pytest

from detection import find_faults
from roomjobs.api import create_app
from roomjobs.config import Settings
from roomjobs.local.folders import ROOT
from roomjobs.rest.openapi import document
from roomjobs.rest.schemas.plans import Plan

ENVIRONMENT = {
    "AWS_REGION": "eu-central-1",
    "S3_INPUT_BUCKET": "input",
    "S3_OUTPUT_BUCKET": "output",
    "DYNAMODB_TABLE": "jobs",
    "ROOMJOBS_CONTROL_TABLE": "control",
    "SQS_QUEUE_URL": "https://sqs.example/000000000000/tasks",
    "ROOMJOBS_DEAD_LETTER_QUEUE_URL": "https://sqs.example/000000000000/dead",
}


def test_the_document_lists_the_routes_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "none")  # nothing is called, and nothing looked up
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "none")
    app = create_app(Settings.from_environment(ENVIRONMENT))
    routes = {
        (re.sub("<(.+?)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {
        (path, method.upper())
        for path, item in document()["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert documented == routes


def test_the_copy_in_docs_is_up_to_date() -> None:
    copy = json.loads((ROOT / "docs" / "openapi.json").read_text())
    assert copy == document(), "run: .venv/bin/python -m roomjobs.rest.openapi > docs/openapi.json"


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(document())
    named = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert named <= document()["components"]["schemas"].keys()


GOOD = {"type": "line", "start": [0, 0], "end": [4, 0]}


@pytest.mark.parametrize(
    ("wall", "is_valid"),
    [
        (GOOD, True),
        ({**GOOD, "is_load_bearing": True, "thickness": 0.2, "id": "w1"}, True),
        ({"type": "arc", "start": [0, 0], "end": [4, 0], "bulge": 0.5}, True),
        ({"type": "polyline", "points": [[0, 0], [4, 0], [4, 4]], "closed": True}, True),
        ({**GOOD, "end": [4]}, False),
        ({**GOOD, "end": [4, 0, 0]}, False),
        ({**GOOD, "start": "0,0"}, False),
        ({**GOOD, "is_load_bearing": "yes"}, False),
        ({**GOOD, "thickness": -1}, False),
        ({**GOOD, "id": ""}, False),
        ({**GOOD, "type": "spline"}, False),
        ({"start": [0, 0], "end": [4, 0]}, False),
        ({"type": "arc", "start": [0, 0], "end": [4, 0]}, False),
        ({"type": "polyline", "points": [[0, 0]]}, False),
    ],
)
def test_the_documented_plan_is_what_the_detector_reads(wall: dict[str, object], is_valid: bool) -> None:  # noqa: FBT001
    plan = {"walls": [wall]}
    assert (not find_faults(plan)) is is_valid
    if is_valid:
        msgspec.convert(plan, Plan)
    else:
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(plan, Plan)
