"""The OpenAPI document holds what the routes are, and the copy in docs is up to date."""

import json
import re
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from detection import find_faults
from roomjobs.api import NO_PLACE, create_app
from roomjobs.config import Settings
from roomjobs.local.folders import ROOT
from roomjobs.plans import importing
from roomjobs.plans.drawing import Drawing
from roomjobs.rest.declarations import declaration_of
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.rest.schemas.plans import Plan
from tests.openapi import document


def test_every_route_but_the_pages_is_declared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")  # nothing is called, and nothing looked up
    settings = Settings.from_environment(NO_PLACE)
    app = create_app(replace(settings, page_dir=str(tmp_path)), ApiSettings())
    undeclared = {
        rule.endpoint.partition(".")[0]
        for rule in app.url_map.iter_rules()
        if declaration_of(app.view_functions[rule.endpoint]) is None
    }
    assert undeclared == {"page"}


def test_each_operation_has_a_name_and_a_tag() -> None:
    operations = [each for item in document()["paths"].values() for each in item.values()]
    names = [each["operationId"] for each in operations]
    assert len(names) == len(set(names)) > 30
    assert {tag for each in operations for tag in each["tags"]} == {tag["name"] for tag in document()["tags"]}
    assert all(each["summary"] and each["description"] for each in operations)


def test_the_copy_in_docs_is_up_to_date() -> None:
    copy = json.loads((ROOT / "docs" / "openapi.json").read_text())
    assert copy == document(), "run: .venv/bin/python -m roomjobs.api > docs/openapi.json"


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(document())
    named = set(re.findall(r"#/components/schemas/(\w+)", text))
    assert named <= document()["components"]["schemas"].keys()


def test_every_enumeration_has_a_type() -> None:
    def check(schema: object) -> None:
        if isinstance(schema, dict):
            assert "enum" not in schema or "type" in schema, schema
            schema = list(schema.values())
        for each in schema if isinstance(schema, list) else ():
            check(each)

    check(document()["components"])


def test_a_result_in_geojson_is_an_object() -> None:
    answered = document()["paths"]["/jobs/{job_id}/result.{suffix}"]["get"]["responses"]["200"]["content"]
    types = {type_: content["schema"].get("type") for type_, content in answered.items()}
    assert (types["application/geo+json"], types["text/csv"]) == ("object", "string")


def test_both_answers_to_a_submit_fit_one_type() -> None:
    """Generators take the type of the lowest status for every other that is well, too."""
    schemas = document()["components"]["schemas"]
    state, submitted, accepted = (schemas[name] for name in ("JobState", "JobSubmitted", "JobAccepted"))
    answered = document()["paths"]["/jobs"]["post"]["responses"]["200"]["content"]["application/json"]
    assert answered["schema"] == {"$ref": "#/components/schemas/JobSubmitted"}
    assert submitted["properties"].keys() == state["properties"].keys()
    assert set(submitted["required"]) == set(accepted["required"])


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


FAR = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[13, 52], [13.0001, 52], [13.0001, 52.0001], [13, 52]]],
            },
        }
    ],
}
TINY = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="12mm" height="9mm" viewBox="0 0 12 9">'
    b'<g id="walls"><path d="M0 0H12V9H0Z M4 0V9 M8 0V9 M0 3H12"/></g><image/></svg>'
)


@pytest.mark.parametrize(
    ("data", "format_", "member"),
    [(json.dumps(FAR).encode(), "geojson", "projection"), (TINY, "svg", "findings")],
)
def test_an_imported_plan_has_published_members_only(data: bytes, format_: str, member: str) -> None:
    plan = importing.plan_of(data, Drawing(format_))
    assert member in plan
    published = document()["components"]["schemas"]["Plan"]["properties"]
    assert plan.keys() <= published.keys()
    received = msgspec.to_builtins(msgspec.convert(msgspec.json.decode(msgspec.json.encode(plan)), Plan))
    assert received[member] == plan[member]
    assert received["drawing"]["format"] == format_
    assert find_faults(plan) == []


@pytest.mark.parametrize(
    ("projection", "pointer"),
    [
        ("EPSG:4326", "/projection"),
        ({"longitude": 13}, "/projection/latitude"),
        ({"longitude": 13, "latitude": 90}, "/projection/latitude"),
        ({"longitude": 1e9, "latitude": 0}, "/projection/longitude"),
    ],
)
def test_a_projection_off_the_globe_is_a_fault(projection: object, pointer: str) -> None:
    assert [fault.pointer for fault in find_faults({"walls": [GOOD], "projection": projection})] == [pointer]
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"walls": [GOOD], "projection": projection}, Plan)
