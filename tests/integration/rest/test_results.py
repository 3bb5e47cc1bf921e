"""The result of a job in every format; the worker's part is done here, in process."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, Any

import pytest

from detection.importers import read
from roomjobs.api import create_app
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.rest import result_formats

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def job(client: FlaskClient, stores: Stores, two_rooms: bytes) -> str:
    plan = {**json.loads(two_rooms), "name": "../../étage 1/\r\nX: y.exe.json"}
    job_id: str = client.post("/jobs", json=plan).get_json()["job_id"]
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)
    assert processor.process(job_id, "worker-1") == Delete("completed")
    return job_id


def get(client: FlaskClient, job: str, suffix: str = "", **headers: str) -> Any:
    return client.get(f"/jobs/{job}/result{suffix}", headers=headers)


@pytest.mark.parametrize("suffix", ["geojson", "svg", "dxf", "pdf", "csv"])
def test_a_result_comes_in_the_format_asked_for(client: FlaskClient, job: str, suffix: str) -> None:
    by_address = get(client, job, f".{suffix}")
    by_accept = get(client, job, Accept=f"text/html;q=0.9, {result_formats.TYPE_OF[suffix]}")
    assert by_address.status_code == by_accept.status_code == 200
    assert by_address.data == by_accept.data
    assert by_address.content_type == result_formats.TYPE_OF[suffix] + ("; charset=utf-8" * (suffix != "pdf"))
    assert "Accept" in by_accept.headers["Vary"]


def test_each_format_holds_the_rooms(client: FlaskClient, job: str) -> None:
    features = json.loads(get(client, job, ".geojson").data)["features"]
    assert [each["properties"]["area"] for each in features] == [12, 6]
    rows = list(csv.DictReader(io.StringIO(get(client, job, ".csv").data.decode())))
    assert [(row["room"], row["neighbours"]) for row in rows] == [("room-1", "room-2"), ("room-2", "room-1")]
    root = ET.fromstring(get(client, job, ".svg").data)  # noqa: S314 - our own output
    assert {group.get("id") for group in root} >= {"rooms", "walls", "labels"}
    layers = {each.name: each.walls for each in read(get(client, job, ".dxf").data, format="dxf").layers}
    assert layers == {"WALLS": 5, "ROOMS": 2}


@pytest.mark.parametrize("accept", ["", "*/*", "application/json", "text/html,*/*;q=0.8"])
def test_json_stays_an_address_in_s3(client: FlaskClient, job: str, accept: str) -> None:
    for response in (get(client, job, Accept=accept), get(client, job, ".json")):
        assert response.status_code == 307
        assert f"results/{job}/1.json" in response.headers["Location"]


def test_what_nobody_renders_is_406_with_what_there_is(client: FlaskClient, job: str) -> None:
    response = get(client, job, Accept="image/x-dwg")
    assert response.status_code == 406
    assert (
        "application/geo+json, image/svg+xml, image/vnd.dxf, application/pdf, text/csv"
        in response.get_json()["detail"]
    )
    assert get(client, job, ".dwg").status_code == 404


def test_the_name_of_the_file_is_a_name_alone(client: FlaskClient, job: str) -> None:
    disposition = get(client, job, ".svg").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="tage 1-X- y-exe.svg"; ')
    assert "filename*=UTF-8''%C3%A9tage%201-X-%20y-exe.svg" in disposition
    assert not {"/", "\\", "\r", "\n"} & set(disposition)


@pytest.mark.parametrize("kind", ["json", "dwg", "IFC"])
def test_a_file_of_a_drawing_has_one_suffix(
    client: FlaskClient, stores: Stores, two_rooms: bytes, kind: str
) -> None:
    job_id = client.post("/jobs", json={**json.loads(two_rooms), "name": f"flat.{kind}"}).get_json()["job_id"]
    Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60).process(
        job_id, "worker-1"
    )
    disposition = get(client, job_id, ".csv").headers["Content-Disposition"]
    assert disposition == 'attachment; filename="flat.csv"'


def test_a_known_etag_is_answered_by_304(client: FlaskClient, job: str) -> None:
    etag = get(client, job, ".csv").headers["ETag"]
    known = get(client, job, ".csv", **{"If-None-Match": etag})
    assert (known.status_code, known.data) == (304, b"")
    assert get(client, job, ".svg", **{"If-None-Match": etag}).status_code == 200


def test_a_result_that_is_too_large_to_render_says_so(
    client: FlaskClient, job: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_formats, "MOST_BYTES", 100)
    response = get(client, job, ".svg")
    assert response.status_code == 422
    assert "more than 100" in response.get_json()["detail"]
    assert get(client, job, ".json").status_code == 307


def test_a_job_without_result_has_none_in_any_format(client: FlaskClient, two_rooms: bytes) -> None:
    job_id = client.post("/jobs", json=json.loads(two_rooms)).get_json()["job_id"]
    assert get(client, job_id, ".svg").status_code == 409
    assert get(client, f"job_{'0' * 32}", ".svg").status_code == 404


def test_rendering_loads_no_library_of_the_detector() -> None:
    code = (
        "import sys, roomjobs.rest.result_formats\n"
        "print([name for name in ('numpy', 'ezdxf') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
