"""The API held against its own OpenAPI document: generated requests, good and bad, on every route."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as example_settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.result import Ok

from roomjobs.api import create_app
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.rest.schemas.uploads import MOST_BYTES
from tests import api_stores

if TYPE_CHECKING:
    from schemathesis import Case, Response
    from schemathesis.schemas import APIOperation

    from roomjobs.config import Settings
    from roomjobs.services import Stores

_FINE = ["2xx", "3xx", "404", "409"]  # for what is well formed: there are few of the things that it names


def _may_also(label: str, *statuses: str) -> dict[str, Any]:
    """Lets a request refuse by these statuses what is well formed, for a reason that no schema can say."""
    checks = {"positive_data_acceptance": {"expected-statuses": [*_FINE, *statuses]}}
    return {"include-name": label, "checks": checks}


CONFIG = {
    "headers": {"Accept-Encoding": "identity"},  # the client inside the process does not inflate
    "checks": {"positive_data_acceptance": {"expected-statuses": _FINE}},
    "operations": [
        _may_also("GET /batches", "400"),  # cursors, as below
        _may_also("GET /batches/{batch_id}/jobs", "400"),
        _may_also("GET /jobs", "400"),  # a cursor of somebody's own making; ours are encrypted
        _may_also("POST /jobs", "422"),  # only walls without length; an upload that has not arrived
        _may_also("POST /batches", "422"),  # an upload that has not arrived
        _may_also("POST /plans:preview", "413", "422"),  # too slow a machine; only walls without length
        # Bytes that are no drawing; a type that says nothing, without the parameter that does.
        _may_also("POST /plans:import", "415", "422"),
    ],
}
EXAMPLES = example_settings().max_examples // 16
FEW_EXAMPLES = EXAMPLES // 6  # of what waits: for events, for letters in a queue, for the replies of workers
SLOW = ("/fleet", "/metrics", "/jobs/{job_id}/events")


@schemathesis.deserializer("text/event-stream")
def _events(_ctx: object, response: Response) -> str:
    """The text of a stream; OpenAPI 3.1 has no words for its events, which have their schemas elsewhere."""
    return response.text


@pytest.mark.hypothesis
@pytest.mark.timeout(400 * EXAMPLES // 6)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
def test_every_route_does_what_the_document_says(
    settings: Settings, stores: Stores, mode: GenerationMode, subtests: pytest.Subtests
) -> None:
    app = create_app(
        replace(settings, stream_seconds=1, max_upload_bytes=MOST_BYTES), ApiSettings(auth="required")
    )
    token = api_stores.tokens(stores).create(owner="tester", scopes=[Scope.OPERATE]).text
    config = SchemathesisConfig.from_dict({**CONFIG, "auth": {"openapi": {"token": {"bearer": token}}}})
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        if mode is GenerationMode.NEGATIVE and not _takes_anything(operation):
            continue

        @example_settings(
            max_examples=FEW_EXAMPLES if operation.path.startswith(SLOW) else EXAMPLES,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Case[Any]) -> None:
            case.call_and_validate()

        with subtests.test(operation.label):
            check()


def _takes_anything(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    return any((operation.path_parameters, operation.query, operation.headers, operation.body))
