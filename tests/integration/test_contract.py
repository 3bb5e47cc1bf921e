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
from roomjobs.api.settings import ApiSettings
from roomjobs.principals import Scope

if TYPE_CHECKING:
    from schemathesis import Case
    from schemathesis.schemas import APIOperation

    from roomjobs.config import Settings
    from roomjobs.services import Stores

CONFIG = {
    "headers": {"Accept-Encoding": "identity"},  # the client inside the process does not inflate
    "checks": {
        # What no JSON Schema can say is refused, too: walls of zero length only, a cursor of another list.
        "positive_data_acceptance": {"expected-statuses": ["2xx", "3xx", "400", "404", "409", "422", "501"]},
    },
    "operations": [
        # It answers 200 and lists the faults.
        {"include-path": "/plans:validate", "checks": {"negative_data_rejection": {"enabled": False}}},
        # OpenAPI 3.1 has no words for the events of a stream; they are held against their schemas elsewhere.
        {"include-path-regex": "/events$", "checks": {"response_schema_conformance": {"enabled": False}}},
    ],
}
EXAMPLES = 6
FEW_EXAMPLES = 2  # of what waits: for events, for letters in a queue, for the replies of workers
SLOW = ("/fleet", "/metrics", "/jobs/{job_id}/events")


@pytest.mark.timeout(400)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
def test_every_route_does_what_the_document_says(
    settings: Settings, stores: Stores, mode: GenerationMode, subtests: pytest.Subtests
) -> None:
    app = create_app(replace(settings, stream_seconds=1), ApiSettings(auth="required"))
    token = stores.tokens.create(owner="tester", scopes=[Scope.OPERATE]).text
    config = SchemathesisConfig.from_dict({**CONFIG, "auth": {"openapi": {"token": {"bearer": token}}}})
    schema = schemathesis.openapi.from_wsgi("/openapi.json", app, config=config)
    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        operation = found.ok()

        if mode is GenerationMode.NEGATIVE and not _takes_anything(operation):
            continue

        @example_settings(
            max_examples=FEW_EXAMPLES if operation.path.startswith(SLOW) else EXAMPLES,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Case[Any]) -> None:
            case.call_and_validate()

        with subtests.test(operation.label):
            check()


def _takes_anything(operation: APIOperation[Any, Any, Any, Any]) -> bool:
    return any((operation.path_parameters, operation.query, operation.headers, operation.body))
