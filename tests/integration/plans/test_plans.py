"""Plans and drawings that are no jobs yet, over REST."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import services
from roomjobs.api import create_app
from roomjobs.plans import import_child
from roomjobs.plans.bounded_import import BoundedImport
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
        ("?layer=WALLS", "image/vnd.dxf", 400, "layer is unknown; there are format, layers, units"),
        ("?page=0", "application/pdf", 400, "page must be a whole number from 1 to"),
        ("?page=1", "image/vnd.dxf", 422, "errors lists"),
        ("", "application/pdf", 422, "errors lists"),
        ("?units=", "image/vnd.dxf", 400, "units must have 1 to 200 characters"),
        ("?layers=ROOF", "image/vnd.dxf", 422, "errors lists"),
        ("", "image/svg+xml", 422, "errors lists"),
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
    }
    assert services.open_clients(settings.region).dynamodb.scan(TableName=settings.jobs_table)["Count"] == 0


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
def test_a_check_says_what_a_submission_would_be_refused_for(client: FlaskClient, body: bytes) -> None:
    checked = validate(client, body).get_json()
    assert (checked["valid"], checked["summary"]) == (False, None)
    refused = client.post("/jobs", data=body, content_type="application/json")
    assert refused.status_code == 422
    assert refused.get_json()["errors"] == checked["errors"] != []


def test_only_json_is_checked(client: FlaskClient) -> None:
    assert client.post("/plans:validate", data=b"{}", content_type="text/plain").status_code == 415
