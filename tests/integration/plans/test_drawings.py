"""Drawings that were uploaded, of which a worker makes the plans."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from detection import detect_rooms, importers
from roomjobs import services
from roomjobs.api import create_app
from roomjobs.jobs.job import Job, JobStatus
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.plans import importing
from roomjobs.plans.bounded_import import BoundedImport, TooMuchWorkError
from tests.drawings import pdf
from tests.libraries import lack

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores

SAMPLES = Path(__file__).parents[3] / "samples"
DXF = (SAMPLES / "wide-flat.dxf").read_bytes()
GEOJSON = (SAMPLES / "wide-flat.geojson").read_bytes()
TWO_PAGES = pdf.two_pages()
IFC = (Path(__file__).parents[2] / "data" / "one-room.ifc").read_bytes()
SVG = b'<svg><g id="walls"><path d="M0 0 H4 V3 H0 Z"/></g><g id="desks"><path d="M1 1 h1 v1"/></g></svg>'


@pytest.fixture
def api(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def processor(stores: Stores) -> Processor:
    return Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)


def upload(api: FlaskClient, data: bytes, content_type: str = "application/octet-stream") -> str:
    wanted = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), "content_type": content_type}
    offered = api.post("/uploads", json=wanted).get_json()
    put = urllib3.request("PUT", offered["url"], body=data, headers=offered["headers"])
    assert put.status == 200
    upload_id: str = offered["upload_id"]
    return upload_id


def submit(api: FlaskClient, data: bytes, content_type: str = "image/svg+xml", **drawing: Any) -> Any:
    body = {"upload_id": upload(api, data, content_type), **({"drawing": drawing} if drawing else {})}
    return api.post("/jobs", json=body)


def job_of(stores: Stores, accepted: Any) -> Job:
    job = stores.table.get(accepted.get_json()["job_id"])
    assert job is not None
    return job


def plan_of(api: FlaskClient, job: Job) -> Any:
    answer = api.get(f"/jobs/{job.job_id}/plan")
    assert answer.status_code == 307
    return urllib3.request("GET", answer.headers["Location"]).json()


def test_a_worker_imports_a_drawing_and_finds_its_rooms(
    api: FlaskClient, stores: Stores, processor: Processor
) -> None:
    accepted = submit(api, DXF, "image/vnd.dxf", units="mm", name="Wide flat")
    assert accepted.status_code == 202
    job = job_of(stores, accepted)
    state = api.get(f"/jobs/{job.job_id}").get_json()
    assert (state["status"], state["name"], state["wall_count"]) == ("pending", "Wide flat", None)
    assert state["drawing"] == {"format": "dxf", "layers": None, "units": "mm", "scale": None, "page": None}
    early = api.get(f"/jobs/{job.job_id}/plan")
    assert early.status_code == 409
    assert "no worker has made a plan" in early.get_json()["detail"]

    assert processor.process(job.job_id, "worker-1") == Delete("completed")
    done = job_of(stores, accepted)
    plan = plan_of(api, done)
    assert plan["units"] == "mm"
    assert plan["drawing"]["format"] == "dxf"
    assert {"name": "WALLS", "walls": 23, "taken": True} in plan["drawing"]["layers"]
    assert (done.wall_count, done.name) == (23, "Wide flat")
    direct = detect_rooms(importers.read(DXF, format="dxf", units="mm").plan).to_document()
    assert json.loads(stores.plans.read_result(done.output_s3_key or "")) == json.loads(json.dumps(direct))
    assert b"<svg" in api.get(f"/jobs/{job.job_id}/result.svg").data  # draws the walls, too


@pytest.mark.parametrize(
    ("format_", "data", "rooms"),
    [("dxf", DXF, 11), ("svg", SVG, 1), ("geojson", GEOJSON, 11), ("ifc", IFC, 1), ("pdf", TWO_PAGES, 2)],
)
def test_every_format_may_be_uploaded(
    api: FlaskClient, stores: Stores, processor: Processor, format_: str, data: bytes, rooms: int
) -> None:
    accepted = submit(api, data, "application/octet-stream", format=format_)
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    assert job_of(stores, accepted).rooms_count == rooms


def test_page_and_scale_of_a_pdf_are_chosen(api: FlaskClient, stores: Stores, processor: Processor) -> None:
    accepted = submit(api, TWO_PAGES, "application/pdf", page=1, scale="1:200")
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    done = job_of(stores, accepted)
    assert done.rooms_count == 1
    result = json.loads(stores.plans.read_result(done.output_s3_key or ""))
    assert result["rooms"][0]["area"] == pytest.approx(10_000 * 8_000, rel=1e-4)


def test_the_type_of_an_upload_says_what_it_is(api: FlaskClient, stores: Stores) -> None:
    for type_, format_ in importing.FORMAT_OF.items():
        drawing = job_of(stores, submit(api, SVG, type_)).drawing
        assert drawing is not None
        assert drawing.format == format_


def test_the_layers_that_were_chosen_are_taken(
    api: FlaskClient, stores: Stores, processor: Processor
) -> None:
    accepted = submit(api, SVG, layers=["desks"])
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    plan = plan_of(api, job_of(stores, accepted))
    assert [(each["name"], each["taken"]) for each in plan["drawing"]["layers"]] == [
        ("walls", False),
        ("desks", True),
    ]


def test_equal_drawings_share_plan_and_result(api: FlaskClient, stores: Stores, processor: Processor) -> None:
    first = job_of(stores, submit(api, SVG))
    processor.process(first.job_id, "worker-1")
    again = job_of(stores, submit(api, SVG, name="Hall"))
    assert (again.status, again.copied_from) == (JobStatus.COMPLETED, first.job_id)
    assert (again.wall_count, again.name) == (1, "Hall")
    assert again.plan_at is not None
    assert again.job_id in again.plan_at
    assert plan_of(api, again) == plan_of(api, job_of(stores, api.get(f"/jobs/{first.job_id}")))
    other = job_of(stores, submit(api, SVG, layers=["walls", "desks"]))
    assert other.status is JobStatus.PENDING


def test_an_earlier_result_without_its_plan_is_of_no_use(
    api: FlaskClient, stores: Stores, processor: Processor, settings: Settings
) -> None:
    accepted = submit(api, SVG)
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    key = job_of(stores, accepted).plan_at
    services.open_clients(settings.region).s3.delete_object(Bucket=settings.input_bucket, Key=key or "")
    assert job_of(stores, submit(api, SVG)).status is JobStatus.PENDING


@pytest.mark.parametrize(
    ("data", "drawing", "words"),
    [
        (b"<svg><", {}, "The drawing cannot be read: it is not well-formed XML"),
        (b"<svg/>", {}, "has no lines that could be walls"),
        (SVG, {"layers": ["roof"]}, 'no lines on a layer "roof"; those with lines are "walls", "desks"'),
        (b"\0" * 1000, {"format": "dxf"}, "The drawing cannot be read: it is no DXF"),
        (b"ISO-10303-21;\nHEADER", {"format": "ifc"}, "The drawing cannot be read: it "),
    ],
)
def test_a_faulty_drawing_fails_its_job_with_its_faults(
    api: FlaskClient, stores: Stores, processor: Processor, data: bytes, drawing: dict[str, Any], words: str
) -> None:
    accepted = submit(api, data, **drawing)
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    state = api.get(f"/jobs/{accepted.get_json()['job_id']}").get_json()
    assert state["status"] == "failed"
    assert words in state["error_message"]
    assert api.get(f"/jobs/{state['job_id']}/plan").status_code == 409


def test_an_unreadable_format_fails_the_job_by_name(
    api: FlaskClient, stores: Stores, processor: Processor, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, "ifcopenshell", "ifc")
    accepted = submit(api, IFC, "application/x-step")
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    failed = job_of(stores, accepted)
    assert failed.error_fingerprint == "no-importer"
    assert "pip install ifcopenshell" in (failed.error_message or "")


def test_a_drawing_beyond_memory_fails_by_name(
    api: FlaskClient, stores: Stores, processor: Processor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    from detection.importers import svg  # noqa: PLC0415 - a reader is loaded with its first file

    monkeypatch.setattr(svg, "draw", exhausted)
    accepted = submit(api, SVG)
    processor.process(job_of(stores, accepted).job_id, "worker-1")
    assert job_of(stores, accepted).error_fingerprint == "memory-limit"


def test_every_fault_of_the_choice_is_listed(api: FlaskClient) -> None:
    def pointers(content_type: str, **body: Any) -> list[str]:
        answer = api.post("/jobs", json={"upload_id": upload(api, SVG, content_type), **body})
        assert answer.status_code == 422
        return [error["pointer"] for error in answer.get_json()["errors"]]

    choice = {"format": "dwg", "layers": ["a", ""], "units": 7, "name": "x" * 201, "size": 2, "scale": "half"}
    assert pointers("application/octet-stream", drawing=choice) == [
        "/drawing/size",
        "/drawing/format",
        "/drawing/layers/1",
        "/drawing/units",
        "/drawing/name",
        "/drawing/scale",
    ]
    assert pointers("application/x-ndjson", drawing={}) == ["/drawing/format"]
    assert pointers("image/svg+xml", drawing={"layers": []}) == ["/drawing/layers"]
    assert pointers("image/svg+xml", drawing={"layers": "walls"}) == ["/drawing/layers"]
    assert pointers("image/svg+xml", drawing=["walls"]) == ["/drawing"]
    assert pointers("application/octet-stream") == ["/upload_id"]
    assert pointers("image/svg+xml", drawing={"page": 1}) == ["/drawing/page"]
    assert pointers("application/pdf", drawing={"page": 0}) == ["/drawing/page"]
    assert pointers("application/pdf", drawing={"page": "two"}) == ["/drawing/page"]


def test_a_larger_drawing_than_is_read_is_refused_at_once(
    api: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BOUNDS", replace(importing.BOUNDS, data=10))
    (error,) = submit(api, SVG).get_json()["errors"]
    assert (error["pointer"], error["detail"]) == (
        "/upload_id",
        f"has {len(SVG)} bytes; a drawing may have 10",
    )


def test_a_worker_dead_after_importing_loses_nothing(
    api: FlaskClient, stores: Stores, processor: Processor, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = submit(api, SVG)
    job = job_of(stores, accepted)

    def die(*_: object, **__: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(type(stores.table), "note_plan", die)
        with pytest.raises(SystemExit):
            processor.process(job.job_id, "worker-1")
    assert job_of(stores, accepted).plan_at is None

    stores.table.release(job_of(stores, accepted), steps={})  # as if its lease had run out
    assert processor.process(job.job_id, "worker-2") == Delete("completed")
    done = job_of(stores, accepted)
    assert (done.attempt, done.plan_at) == (2, f"plans/{job.job_id}/2.json")


def test_a_zombie_does_not_replace_the_plan(
    api: FlaskClient, stores: Stores, processor: Processor, monkeypatch: pytest.MonkeyPatch
) -> None:
    accepted = submit(api, SVG)
    job = job_of(stores, accepted)
    real = importing.plan_of

    def overtaken(*given: Any) -> Any:
        monkeypatch.undo()
        stores.table.release(job_of(stores, accepted), steps={})  # as if its lease had run out
        assert processor.process(job.job_id, "worker-2") == Delete("completed")
        return real(*given)

    monkeypatch.setattr("roomjobs.jobs.processing.plan_of", overtaken)
    assert isinstance(processor.process(job.job_id, "worker-1"), Delete)
    done = job_of(stores, accepted)
    assert (done.status, done.plan_at) == (JobStatus.COMPLETED, f"plans/{job.job_id}/2.json")


@pytest.mark.parametrize("why", ["time", "entities"])
def test_an_import_of_too_much_work_becomes_a_job(
    settings: Settings, stores: Stores, processor: Processor, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "time":
        monkeypatch.setattr(BoundedImport, "_ask", raising(TooMuchWorkError()))
    else:
        monkeypatch.setattr("roomjobs.rest.routes.plans._MOST_VISITS", 20)
    api = create_app(settings).test_client()
    accepted = api.post("/plans:import?layers=WALLS&units=mm", data=DXF, content_type="image/vnd.dxf")
    assert accepted.status_code == 202
    job = job_of(stores, accepted)
    assert accepted.headers["Location"] == f"/jobs/{job.job_id}"
    assert processor.process(job.job_id, "worker-1") == Delete("completed")
    done = api.get(accepted.headers["Location"]).get_json()
    assert (done["status"], done["wall_count"]) == ("completed", 23)
    drawing = {"format": "dxf", "layers": ["WALLS"], "units": "mm", "scale": None, "page": None}
    assert done["drawing"] == drawing


def raising(error: Exception) -> Any:
    def act(*_: object) -> None:
        raise error

    return act
