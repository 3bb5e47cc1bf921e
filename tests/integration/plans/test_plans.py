"""Plans and drawings that are no jobs yet, over REST."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from detection import detect_rooms
from roomjobs import services
from roomjobs.api import create_app
from roomjobs.plans import import_child
from roomjobs.plans.bounded_import import BoundedImport, BusyError, TooMuchWorkError
from roomjobs.plans.preview import Preview
from tests.libraries import lack

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def import_plan(client: FlaskClient, name: str, query: str = "", content_type: str = "image/vnd.dxf") -> Any:
    data = (SAMPLES / name).read_bytes()
    return client.post(f"/plans:import{query}", data=data, content_type=content_type)


@pytest.mark.parametrize(
    ("name", "content_type", "others"),
    [
        ("wide-flat.dxf", "image/vnd.dxf", ["ROOMS"]),
        ("wide-flat.svg", "image/svg+xml", ["rooms"]),
        ("wide-flat.geojson", "application/geo+json; charset=utf-8", []),
    ],
)
def test_a_drawing_becomes_a_plan_that_can_be_submitted(
    client: FlaskClient, name: str, content_type: str, others: list[str]
) -> None:
    response = import_plan(client, name, content_type=content_type)
    assert response.status_code == 200
    imported = response.get_json()
    assert [layer["walls"] for layer in imported["layers"] if layer["taken"]] == [23]
    assert [layer["name"] for layer in imported["layers"] if not layer["taken"]] == others
    assert len(imported["plan"]["walls"]) == 23
    assert client.post("/jobs", json=imported["plan"]).status_code == 202


def test_layers_format_and_units_can_be_chosen(client: FlaskClient) -> None:
    query = "?format=dxf&layers=ROOMS&layers=WALLS&units=mm"
    imported = import_plan(client, "wide-flat.dxf", query, "application/octet-stream").get_json()
    assert [layer["taken"] for layer in imported["layers"]] == [True, True]
    assert (imported["units"], imported["plan"]["units"]) == ("mm", "mm")
    text = {"what": "TEXT", "count": 11, "why": "reads as no name, number or area of a room"}
    assert imported["ignored"] == [text]


@pytest.mark.parametrize(
    ("query", "content_type", "status", "words"),
    [
        ("", "application/octet-stream", 415, "?format= one of dxf, svg, geojson"),
        ("?format=dwg", "image/vnd.dxf", 400, "format must be one of dxf, svg, geojson"),
        ("?format=dxf&format=svg", "image/vnd.dxf", 400, "format must not be given twice"),
        ("?layer=WALLS", "image/vnd.dxf", 400, "layer is unknown; there are format, layers, units"),
        ("?page=0", "application/pdf", 400, "page must be a whole number from 1 to"),
        ("?page=1", "image/vnd.dxf", 422, "The body has 1 fault."),
        ("", "application/pdf", 422, "The body has 1 fault."),
        ("?units=", "image/vnd.dxf", 400, "units must have 1 to 200 characters"),
        ("?layers=ROOF", "image/vnd.dxf", 422, "The body has 1 fault."),
        ("", "image/svg+xml", 422, "The body has 1 fault."),
    ],
)
def test_what_cannot_be_imported_is_a_problem_in_words(
    client: FlaskClient, query: str, content_type: str, status: int, words: str
) -> None:
    response = import_plan(client, "wide-flat.dxf", query, content_type)
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert words in response.get_json()["detail"]


def test_a_format_whose_library_is_missing_is_501(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, "defusedxml", "svg")
    # In this process instead of one of its own, which would find the library.
    monkeypatch.setattr(BoundedImport, "_ask", lambda _self, *asked: import_child._answer(*asked))
    response = import_plan(client, "wide-flat.svg", content_type="image/svg+xml")
    assert response.status_code == 501
    assert "needs defusedxml" in response.get_json()["detail"]


def validate(client: FlaskClient, body: bytes) -> Any:
    return client.post("/plans:validate", data=body, content_type="application/json")


def test_a_plan_is_checked_and_measured_without_a_job(
    client: FlaskClient, settings: Settings, two_rooms: bytes
) -> None:
    response = validate(client, two_rooms)
    assert response.status_code == 200
    assert response.get_json() == {
        "valid": True,
        "errors": [],
        "summary": {
            "walls_count": 5,
            "pieces_count": 5,
            "load_bearing_count": 0,
            "length": 21,
            "bounding_box": [0, 0, 6, 3],
            "units": "m",
        },
        "findings": [],
    }
    assert services.open_clients(settings.region).dynamodb.scan(TableName=settings.jobs_table)["Count"] == 0


def test_a_check_tells_of_what_is_not_read(client: FlaskClient) -> None:
    checked = validate(client, b'{"unit":"m","walls":[{"type":"line","start":[0,0],"end":[1,2]}]}').get_json()
    assert checked["valid"]
    assert [each.partition(",")[0] for each in checked["findings"]] == ['the plan has a member "unit"']


@pytest.mark.parametrize(
    "body",
    [
        b'{"walls":[{"type":"line","start":[0,NaN],"end":[1,2]}]}',
        b'{"walls":[{"type":"line","start":[0,1],"end":[1]},{}]}',
        b'{"walls":[],"walls":[]}',
        '{"units":"\N{LATIN SMALL LETTER U WITH DIAERESIS}"}'.encode("latin-1"),
        b"[" * 100_000,
    ],
)
def test_a_check_says_why_a_submission_is_refused(client: FlaskClient, body: bytes) -> None:
    checked = validate(client, body).get_json()
    assert (checked["valid"], checked["summary"]) == (False, None)
    refused = client.post("/jobs", data=body, content_type="application/json")
    assert refused.status_code == 422
    assert refused.get_json()["errors"] == checked["errors"] != []


def test_only_json_is_checked(client: FlaskClient) -> None:
    assert client.post("/plans:validate", data=b"{}", content_type="text/plain").status_code == 415


def preview(client: FlaskClient, body: bytes | str) -> Any:
    return client.post("/plans:preview", data=body, content_type="application/json")


def test_a_preview_is_what_a_job_would_find(
    client: FlaskClient, settings: Settings, two_rooms: bytes
) -> None:
    response = preview(client, two_rooms)
    assert response.status_code == 200
    assert response.get_json() == detect_rooms(json.loads(two_rooms)).to_document()
    assert services.open_clients(settings.region).dynamodb.scan(TableName=settings.jobs_table)["Count"] == 0


def crossing(count: int) -> str:
    """Walls each of which meets nearly all others."""
    walls = [{"type": "line", "start": [i, 0], "end": [count - i, 100]} for i in range(count)]
    return json.dumps({"walls": walls})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('{"walls": [{"type": "line", "start": [0, 0]}]}', "/walls/0/end"),
        (
            json.dumps({"walls": [{"type": "line", "start": [0, i], "end": [9, i]} for i in range(1001)]}),
            "1000",
        ),
        (crossing(900), "may meet"),
        ("{", "JSON"),
    ],
    ids=["wall without end", "many walls", "crowd", "no JSON"],
)
def test_a_preview_refuses_what_is_wrong_or_large(client: FlaskClient, body: str, words: str) -> None:
    response = preview(client, body)
    assert response.status_code == 422
    assert words in response.get_data(as_text=True)


def test_a_preview_ends_in_time(two_rooms: bytes) -> None:
    with pytest.raises(TooMuchWorkError):
        Preview(seconds=-1).result(json.loads(two_rooms))


def test_previews_are_made_two_at_a_time(two_rooms: bytes) -> None:
    plan, busy = json.loads(two_rooms), Preview()
    with busy._free, busy._free, pytest.raises(BusyError):
        busy.result(plan)
    assert busy.result(plan)


def test_a_preview_without_the_detector_is_501(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, two_rooms: bytes
) -> None:
    monkeypatch.setitem(sys.modules, "detection.pipeline", None)
    response = preview(client, two_rooms)
    assert response.status_code == 501
    assert "Submit the plan" in response.get_json()["detail"]
