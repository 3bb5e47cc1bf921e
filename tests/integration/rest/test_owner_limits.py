"""How many jobs an owner may have, as REST says it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from roomjobs.api import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings

PLAN = b'{"walls": [{"type": "line", "start": [0, 0], "end": [4, 0]}]}'
LINES = "application/x-ndjson"


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(replace(settings, owner_open_jobs=2)).test_client()


def test_one_job_too_many_is_refused_until_another_ends(client: FlaskClient) -> None:
    first, _ = (client.post("/jobs", data=PLAN, content_type="application/json") for _ in range(2))
    refused = client.post("/jobs", data=PLAN, content_type="application/json")
    assert refused.status_code == 429
    assert refused.json is not None
    assert "2 jobs that have not ended, and 0 of them are left" in refused.json["detail"]
    assert (refused.headers["Retry-After"], refused.headers["RateLimit"]) == ("60", '"jobs";r=0;t=60')
    assert first.json is not None
    assert client.post(f"/jobs/{first.json['job_id']}/cancel").status_code == 200
    assert client.post("/jobs", data=PLAN, content_type="application/json").status_code == 202


def test_deleted_and_cancelled_jobs_are_counted_once(client: FlaskClient) -> None:
    def submit() -> str:
        answered = client.post("/jobs", data=PLAN, content_type="application/json")
        assert answered.json is not None
        return str(answered.json.get("job_id"))

    first, second = submit(), submit()
    assert client.delete(f"/jobs/{first}").status_code == 204
    third = submit()
    assert third != "None"
    for _ in range(3):
        assert client.post(f"/jobs/{second}/cancel").status_code == 200
    assert client.delete(f"/jobs/{second}").status_code == 204
    assert [submit() == "None" for _ in range(2)] == [False, True]


def test_a_batch_of_too_many_plans_is_refused_whole(client: FlaskClient) -> None:
    refused = client.post("/batches", data=b"\n".join([PLAN] * 3), content_type=LINES)
    assert (refused.status_code, refused.headers["RateLimit"]) == (429, '"jobs";r=2;t=60')
    assert client.post("/batches", data=b"\n".join([PLAN] * 2), content_type=LINES).status_code == 202
