"""Plans that are too large for a request, by way of S3."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import boto3
import pytest
import urllib3
from botocore.auth import S3SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from click.testing import CliRunner
from werkzeug.serving import make_server

from roomjobs import cli, services
from roomjobs.api import Api, create_app
from roomjobs.jobs.job import JobStatus
from roomjobs.jobs.outcome import Delete
from roomjobs.jobs.processing import Processor
from roomjobs.plans.drawing import Drawing
from roomjobs.plans.uploads import Uploads
from roomjobs.rest import client
from tests.libraries import lack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.fixture
def app(settings: Settings) -> Api:
    return create_app(settings)


@pytest.fixture
def api(app: Api) -> FlaskClient:
    return app.test_client()


def offer(api: FlaskClient, data: bytes, **changes: object) -> Any:
    wanted = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **changes}
    return api.post("/uploads", json=wanted)


def put(offered: dict[str, Any], data: bytes) -> int:
    return urllib3.request("PUT", offered["url"], body=data, headers=offered["headers"]).status


def upload(api: FlaskClient, data: bytes, **changes: object) -> str:
    offered = offer(api, data, **changes).get_json()
    assert put(offered, data) == 200
    upload_id: str = offered["upload_id"]
    return upload_id


def work_off(stores: Stores, job_id: str) -> Any:
    processor = Processor(table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=60)
    return processor.process(job_id, "worker-1")


def test_an_uploaded_plan_is_a_job_whose_worker_reads_it(
    api: FlaskClient, stores: Stores, two_rooms: bytes
) -> None:
    plan = json.dumps({**json.loads(two_rooms), "name": "Large hall"}).encode()
    accepted = api.post("/jobs", json={"upload_id": upload(api, plan)})
    assert accepted.status_code == 202
    job_id = accepted.get_json()["job_id"]
    waiting = api.get(f"/jobs/{job_id}").get_json()
    assert (waiting["status"], waiting["wall_count"], waiting["name"]) == ("pending", None, None)

    assert work_off(stores, job_id) == Delete("completed")
    done = api.get(f"/jobs/{job_id}").get_json()
    assert (done["rooms_count"], done["wall_count"], done["name"]) == (2, 5, "Large hall")
    job = stores.table.get(job_id)
    assert job is not None
    assert stores.plans.read_plan(job.input_s3_key) == plan  # a copy of its own, under the life of plans


def test_the_address_is_good_for_one_file_alone(api: FlaskClient, two_rooms: bytes) -> None:
    response = offer(api, two_rooms)
    assert response.status_code == 201
    assert response.headers["Cache-Control"] == "no-store"
    offered = response.get_json()
    (signed,) = parse_qs(urlsplit(offered["url"]).query)["X-Amz-SignedHeaders"]
    assert signed == "content-length;content-type;host;x-amz-checksum-sha256"
    assert put(offered, two_rooms.replace(b"6", b"7")) == 400  # the endpoint of the tests checks this one
    refused = api.post("/jobs", json={"upload_id": offered["upload_id"]})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["pointer"] == "/upload_id"


@pytest.mark.parametrize(
    "change",
    [
        {"content-length": "1"},
        {"x-amz-checksum-sha256": "AAAA"},
        {"content-type": "text/html"},
        {"host": "elsewhere.example"},
        {":method": "GET"},
        {":path": "/another-file"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_an_s3_that_verifies_refuses_every_other_request(
    api: FlaskClient, two_rooms: bytes, change: dict[str, str]
) -> None:
    """The endpoint of the tests verifies no signatures; what S3 would compare is recomputed by botocore."""
    offered = offer(api, two_rooms).get_json()
    sent = {**offered["headers"], "content-length": str(len(two_rooms))}
    assert is_signed(offered["url"], sent)
    assert not is_signed(offered["url"], {**sent, **change})


def is_signed(url: str, sent: dict[str, str]) -> bool:
    """Whether the signature in a presigned address is that of a PUT with these (pseudo-)headers."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    given = query.pop("X-Amz-Signature")
    headers = {"host": parts.netloc, **{name.lower(): value for name, value in sent.items()}}
    signed = {name: headers[name] for name in query["X-Amz-SignedHeaders"].split(";")}
    path = headers.get(":path", parts.path)
    request = AWSRequest(headers.get(":method", "PUT"), f"{parts.scheme}://{parts.netloc}{path}", signed)
    request.params = query
    request.context["timestamp"] = query["X-Amz-Date"]
    credentials = boto3.Session().get_credentials()
    assert credentials is not None
    region = query["X-Amz-Credential"].split("/")[2]
    signer = S3SigV4QueryAuth(credentials.get_frozen_credentials(), "s3", region)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    return signer.signature(text, request) == given


def test_the_upload_of_another_owner_is_not_found(app: Api, api: FlaskClient, two_rooms: bytes) -> None:
    body = json.dumps({"upload_id": upload(api, two_rooms)}).encode()
    with pytest.raises(ValueError, match="names no upload of yours"):
        app.submission.submit(body, owner="somebody else")
    assert app.submission.submit(body).status is JobStatus.PENDING


@pytest.mark.parametrize(
    "upload_id",
    ["upload_" + "0" * 32, "../plans/job_1.json", "", None, 7, ["upload_"], "upload_" + "0" * 31 + "\n"],
)
def test_what_is_no_upload_is_a_fault_of_that_member(
    api: FlaskClient, settings: Settings, upload_id: object
) -> None:
    response = api.post("/jobs", json={"upload_id": upload_id})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.get_json()["errors"]] == ["/upload_id"]
    assert services.open_clients(settings.region).dynamodb.scan(TableName=settings.jobs_table)["Count"] == 0


def test_an_upload_goes_with_nothing_else(api: FlaskClient, two_rooms: bytes) -> None:
    both = {**json.loads(two_rooms), "upload_id": upload(api, two_rooms)}
    errors = api.post("/jobs", json=both).get_json()["errors"]
    assert [error["pointer"] for error in errors] == ["/units", "/walls"]


def test_a_file_for_a_batch_is_no_plan(api: FlaskClient) -> None:
    upload_id = upload(api, b"{}\n", content_type="application/x-ndjson")
    (error,) = api.post("/jobs", json={"upload_id": upload_id}).get_json()["errors"]
    assert "announced as application/x-ndjson" in error["detail"]


def test_the_same_upload_gives_its_result_again(api: FlaskClient, stores: Stores, two_rooms: bytes) -> None:
    upload_id = upload(api, two_rooms)
    first = api.post("/jobs", json={"upload_id": upload_id}).get_json()
    work_off(stores, first["job_id"])
    assert upload(api, two_rooms) == upload_id
    again = api.post("/jobs", json={"upload_id": upload_id}).get_json()
    assert again["status"] == "completed"
    assert api.get(f"/jobs/{again['job_id']}").get_json()["rooms_count"] == 2


def test_an_upload_id_names_its_owner_and_file(app: Api) -> None:
    def offered(**changes: Any) -> str:
        file = {"size": 7, "sha256": "0" * 64, "content_type": "application/json", "owner": "ann", **changes}
        return Uploads(app.stores.plans).offer(**file).upload_id

    assert offered() == offered()
    others = {"size": 8, "sha256": "1" * 64, "content_type": "application/zip", "owner": "bob"}
    assert len({offered(), *(offered(**{name: value}) for name, value in others.items())}) == 5


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            b'{"walls":[{"type":"line","start":[0],"end":[1,1]},{"type":"x"}]}',
            ["/walls/0/start", "/walls/1/type"],
        ),
        (b'{"walls":[],"walls":[]}', ["/walls: is given more than once"]),
        (b"\x1f\x8b\x08\x00", ["is not UTF-8 text"]),
        (b"[" * 100_000, ["too deeply"]),
        (b'{"walls":[' + b",".join([b"1"] * 150) + b"]}", ["/walls/99: must be an object", "and 50 more"]),
    ],
)
def test_a_faulty_upload_fails_with_all_its_faults(
    api: FlaskClient, stores: Stores, plan: bytes, words: list[str]
) -> None:
    job_id = api.post("/jobs", json={"upload_id": upload(api, plan)}).get_json()["job_id"]
    work_off(stores, job_id)
    state = api.get(f"/jobs/{job_id}").get_json()
    assert state["status"] == "failed"
    for each in words:
        assert each in state["error_message"]


def test_an_upload_may_have_more_walls_than_a_request(
    api: FlaskClient, stores: Stores, settings: Settings
) -> None:
    side = 150
    walls = [
        {"type": "line", "start": start, "end": end}
        for k in range(side + 1)
        for start, end in (([k, 0], [k, side]), ([0, k], [side, k]))
    ]
    small = create_app(replace(settings, max_walls=100)).test_client()
    plan = json.dumps({"walls": walls}).encode()
    assert small.post("/jobs", data=plan, content_type="application/json").status_code == 422
    job_id = small.post("/jobs", json={"upload_id": upload(api, plan)}).get_json()["job_id"]
    assert work_off(stores, job_id) == Delete("completed")
    assert api.get(f"/jobs/{job_id}").get_json()["rooms_count"] == side * side


def test_every_fault_of_a_request_is_listed(api: FlaskClient, settings: Settings) -> None:
    response = offer(
        api, b"", size=settings.max_upload_bytes + 1, sha256="AB", content_type="text/html", bucket="mine"
    )
    assert response.status_code == 422
    pointers = [error["pointer"] for error in response.get_json()["errors"]]
    assert pointers == ["/bucket", "/size", "/sha256", "/content_type"]
    assert api.post("/uploads", json=[]).status_code == 422


def test_a_body_that_is_too_large_is_told_of_uploads(api: FlaskClient, settings: Settings) -> None:
    response = api.post("/jobs", data=b" " * (settings.max_body_bytes + 1), content_type="application/json")
    assert response.status_code == 413
    assert "POST /uploads" in response.get_json()["detail"]


def test_uploads_from_the_page_are_deleted_soon(settings: Settings) -> None:
    s3 = services.open_clients(settings.region).s3
    rules = s3.get_bucket_lifecycle_configuration(Bucket=settings.input_bucket)["Rules"]
    assert {rule["Filter"]["Prefix"]: rule["Expiration"]["Days"] for rule in rules} == {"uploads/": 1, "": 30}
    (cors,) = s3.get_bucket_cors(Bucket=settings.input_bucket)["CORSRules"]
    assert set(cors["AllowedMethods"]) == {"GET", "PUT"}


@pytest.fixture
def address(app: Api) -> Iterator[str]:
    """The API behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_client_uploads_a_large_plan_by_itself(
    address: str, stores: Stores, two_rooms: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.jobs, "MOST_INLINE", 100)
    job = stores.table.get(client.Client(address).submit(two_rooms).job_id)
    assert job is not None
    assert job.wall_count is None
    assert stores.plans.read_plan(job.input_s3_key) == two_rooms


def test_a_large_plan_makes_one_job_under_its_key(
    address: str, two_rooms: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client.jobs, "MOST_INLINE", 100)
    again = [client.Client(address).submit(two_rooms, fresh=True, key="flat-7").job_id for _ in range(2)]
    assert again[0] == again[1]
    with pytest.raises(client.ApiError, match="used for another request"):
        client.Client(address).submit(two_rooms + b" ", key="flat-7")


def test_a_worker_reads_what_the_command_cannot(
    address: str, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, "ezdxf", "dxf")
    drawing = str(SAMPLES / "wide-flat.dxf")
    arguments = ["submit", drawing, "--units", "mm", "--layer", "WALLS", "--api", address]
    run = CliRunner().invoke(cli.main, arguments)
    assert run.exit_code == 0, run.output
    assert "needs ezdxf" in run.stderr
    job = stores.table.get(run.stdout.strip())
    assert job is not None
    assert (job.drawing, job.name) == (Drawing("dxf", ("WALLS",), "mm"), "wide-flat")


def test_the_command_line_submits_drawings(address: str, stores: Stores) -> None:
    drawing = str(SAMPLES / "wide-flat.dxf")
    run = CliRunner().invoke(cli.main, ["submit", drawing, "--units", "mm", "--api", address])
    assert run.exit_code == 0, run.output
    assert "layer WALLS: 23 segments, taken as walls" in run.stderr
    job = stores.table.get(run.stdout.strip())
    assert job is not None
    assert job.wall_count == 23
    assert json.loads(stores.plans.read_plan(job.input_s3_key))["units"] == "mm"
    wrong = CliRunner().invoke(cli.main, ["submit", drawing, "--layer", "ROOF", "--api", address])
    assert wrong.exit_code == 1
    assert 'no lines on a layer "ROOF"' in wrong.stderr
