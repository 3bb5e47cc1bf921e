"""Lists of the jobs of one batch, newest first."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import services, tasks
from roomjobs.api import create_app
from roomjobs.jobs.batches import listing
from roomjobs.jobs.batches.batch import Batch, BatchFormat, job_id_of
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.settings import ApiSettings
from tests import api_stores

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from roomjobs.config import Settings
    from roomjobs.services import Stores

pytestmark = pytest.mark.stores

COUNT = 9
GOOD = {"walls": [{"type": "polyline", "points": [[0, 0], [4, 0], [4, 3]], "closed": True}]}
BAD = {"walls": [{"type": "spline"}]}


@pytest.fixture
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


@pytest.fixture
def batch(settings: Settings, stores: Stores) -> Batch:
    """Every third of its plans has a fault, so that its job is born failed."""
    plans = b"\n".join(json.dumps(BAD if place % 3 == 2 else GOOD).encode() for place in range(COUNT))
    celery = tasks.create_celery(settings)
    batch = services.batch_acceptance(settings, stores, celery).accept(
        plans, BatchFormat.JSON_LINES, jobs_count=COUNT, owner="ann", bypass_cache=True
    )
    services.batch_service(settings, stores, celery).advance(batch.batch_id)
    return batch


def pages(client: FlaskClient, query: str, **headers: Any) -> list[list[str]]:
    """The ids on each page."""
    found, cursor = [], ""
    while True:
        answer = client.get(f"/jobs?{query}{cursor}", headers=headers)
        assert answer.status_code == 200, answer.text
        page = answer.get_json()
        found.append([job["job_id"] for job in page["jobs"]])
        if page["next_cursor"] is None:
            return found
        cursor = f"&cursor={page['next_cursor']}"


def ids(batch: Batch, *places: int) -> list[str]:
    return [job_id_of(batch.batch_id, place) for place in places]


def test_a_batch_is_listed_last_plan_first_in_pages(client: FlaskClient, batch: Batch) -> None:
    client.post("/jobs", json=GOOD)  # of no batch
    assert pages(client, f"batch={batch.batch_id}&limit=4") == [
        ids(batch, 8, 7, 6, 5),
        ids(batch, 4, 3, 2, 1),
        ids(batch, 0),
    ]
    assert pages(client, f"batch={batch.batch_id}&limit=9") == [ids(batch, *reversed(range(COUNT)))]


def test_other_filters_are_joined(client: FlaskClient, batch: Batch) -> None:
    of_batch = f"batch={batch.batch_id}"
    assert pages(client, f"{of_batch}&status=failed&limit=2") == [ids(batch, 8, 5), ids(batch, 2)]
    assert pages(client, f"{of_batch}&status=failed&status=pending") == [ids(batch, *reversed(range(COUNT)))]
    assert pages(client, f"{of_batch}&status=completed") == [[]]
    assert pages(client, f"{of_batch}&error=none-of-these") == [[]]
    assert pages(client, f"{of_batch}&created_after={batch.created_at - 1}&limit=1")[0] == ids(batch, 8)
    assert pages(client, f"{of_batch}&created_before={batch.created_at}") == [[]]


def test_a_page_ends_early_where_few_jobs_pass(
    client: FlaskClient, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "_LOOKED_AT", 2)
    found = pages(client, f"batch={batch.batch_id}&status=failed")
    assert [each for page in found for each in page] == ids(batch, 8, 5, 2)
    assert len(found) == 5


def test_a_cursor_fits_the_list_of_its_batch_alone(client: FlaskClient, batch: Batch) -> None:
    cursor = client.get(f"/jobs?batch={batch.batch_id}&limit=1").get_json()["next_cursor"]
    for other in ("limit=1", f"batch=batch_{'0' * 32}", f"batch={batch.batch_id}&status=failed"):
        assert client.get(f"/jobs?{other}&cursor={cursor}").status_code == 400


def test_batches_of_other_owners_seem_absent(settings: Settings, stores: Stores, batch: Batch) -> None:
    client = create_app(settings, ApiSettings(auth="required")).test_client()

    def listed(owner: str) -> list[list[str]]:
        token = api_stores.tokens(stores).create(owner=owner, scopes=[Scope.READ]).text
        return pages(client, f"batch={batch.batch_id}", Authorization=f"Bearer {token}")

    assert listed("bob") == [[]]
    assert len(listed("ann")[0]) == COUNT
    none = create_app(settings).test_client()
    assert pages(none, f"batch=batch_{'0' * 32}") == [[]]


def test_what_is_no_id_of_a_batch_is_400(client: FlaskClient) -> None:
    answer = client.get("/jobs?batch=7")
    assert (answer.status_code, "The parameter batch must be" in answer.get_json()["detail"]) == (400, True)
