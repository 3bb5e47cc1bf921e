"""Each kind of entity by each way that a drawing may take: the rooms are the same, byte for byte."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
import urllib3
from click.testing import CliRunner
from werkzeug.serving import make_server

from detection.__main__ import main as detection_command
from roomjobs import services
from roomjobs.api import create_app
from roomjobs.cli import main as roomjobs_command
from roomjobs.config import Settings
from roomjobs.jobs.processing import Processor
from tests.drawings import dxf, gis, others, pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from flask import Flask

    from roomjobs.services import Stores

DRAWINGS: dict[str, Mapping[str, bytes | Callable[[], bytes]]] = {
    "dxf": dxf.BOUNDING,
    "svg": others.SVG,
    "geojson": others.GEOJSON,
    "ifc": others.IFC,
    "pdf": pdf.BY_ALL_WAYS,
    "gpkg": {"Polygon": gis.geopackage},
    "shp": {"Polygon": gis.shapefile},
}


class Service:
    """An API on a socket over stores of its own, and a worker that is called by hand."""

    def __init__(self, app: Flask, stores: Stores) -> None:
        self.api = app.test_client()
        self.stores = stores
        self.processor = Processor(
            table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60
        )
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def rooms_of(self, job_id: str) -> bytes:
        self.processor.process(job_id, f"worker of {job_id}")
        job = self.stores.table.get(job_id)
        assert job is not None
        assert job.error_message is None
        return self.stores.plans.read_result(job.output_s3_key or "")

    def by_import(self, data: bytes, format_: str) -> bytes:
        imported = self.api.post(f"/plans:import?format={format_}", data=data)
        assert imported.status_code == 200, imported.get_json()
        accepted = self.api.post("/jobs", json=imported.get_json()["plan"])
        assert accepted.status_code == 202, accepted.get_json()
        return self.rooms_of(accepted.get_json()["job_id"])

    def by_upload(self, data: bytes, format_: str) -> bytes:
        wanted = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        offered = self.api.post(
            "/uploads", json={**wanted, "content_type": "application/octet-stream"}
        ).get_json()
        put = urllib3.request("PUT", offered["url"], body=data, headers=offered["headers"])
        assert put.status == 200
        body = {"upload_id": offered["upload_id"], "drawing": {"format": format_}}
        accepted = self.api.post("/jobs", json=body)
        assert accepted.status_code == 202, accepted.get_json()
        return self.rooms_of(accepted.get_json()["job_id"])

    def by_command(self, file: Path) -> bytes:
        arguments = ["submit", str(file), "--json", "--fresh", "--api", self.address]
        run = CliRunner().invoke(roomjobs_command, arguments, catch_exceptions=False)
        assert run.exit_code == 0, run.output
        return self.rooms_of(json.loads(run.stdout)["job_id"])


@pytest.fixture(scope="module")
def service(provisioned: Callable[[], dict[str, str]]) -> Iterator[Service]:
    fixed = {"ROOMJOBS_METRICS_LINGER_SECONDS": "0", "ROOMJOBS_AUTH": "none"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**provisioned(), **fixed}.items():
            patch.setenv(name, value)
        settings = Settings.from_environment(os.environ)
        service = Service(create_app(settings), services.connect(settings))
        thread = threading.Thread(target=service.server.serve_forever)
        thread.start()
        yield service
        service.server.shutdown()
        thread.join()
        service.server.server_close()


def by_detection(file: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    assert detection_command([str(file)]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("format_", "kind"), [(format_, kind) for format_, kinds in DRAWINGS.items() for kind in kinds]
)
def test_all_ways_give_the_same_rooms(
    service: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str], format_: str, kind: str
) -> None:
    made = DRAWINGS[format_][kind]
    data = made if isinstance(made, bytes) else made()
    file = tmp_path / f"plan.{format_}"
    file.write_bytes(data)
    directly = by_detection(file, capsys)
    assert directly["rooms_count"] == 1 + (kind == "IfcSpace that shares an edge")
    expected = msgspec.json.encode(directly)
    assert service.by_upload(data, format_) == expected
    assert service.by_command(file) == expected
    assert service.by_import(data, format_) == expected
