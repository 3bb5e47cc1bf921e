"""A client that a generator makes of the document does the main job: plan in, rooms out."""

from __future__ import annotations

import importlib
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.jobs.processing import Processor
from roomjobs.local.folders import ROOT
from roomjobs.rest.schemas.plans import TWO_ROOMS

if TYPE_CHECKING:
    from roomjobs.config import Settings
    from roomjobs.services import Stores

_BIN = Path(sys.executable).parent


@pytest.fixture
def generated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The package that openapi-python-client makes, with every operation and schema of the document."""
    made = subprocess.run(
        [
            _BIN / "openapi-python-client", "generate", "--meta", "none",
            "--path", ROOT / "docs" / "openapi.json", "--output-path", tmp_path / "rooms_client",
        ],
        env={"PATH": str(_BIN)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout + made.stderr
    left_out = [line for line in made.stdout.splitlines() if line.startswith(("Unable", "Cannot"))]
    assert left_out == []
    monkeypatch.syspath_prepend(str(tmp_path))
    return importlib.import_module("rooms_client")


def test_a_generated_python_client_does_the_main_job(
    generated: Any, api_address: str, settings: Settings, stores: Stores
) -> None:
    models = importlib.import_module("rooms_client.models")
    jobs = {
        name: importlib.import_module(f"rooms_client.api.jobs.{name}")
        for name in ("create_job", "get_job", "get_result")
    }
    with generated.AuthenticatedClient(api_address, token="", follow_redirects=True) as client:
        del client.get_httpx_client().headers["Authorization"]  # this API asks for no token
        accepted = jobs["create_job"].sync(client=client, body=models.Plan.from_dict(TWO_ROOMS))
        processor = Processor(
            table=stores.table, store=stores.plans, cache=stores.cache, lease_seconds=settings.lease_seconds
        )
        processor.process(accepted.job_id, owner="worker-1")
        state = jobs["get_job"].sync(accepted.job_id, client=client)
        assert (str(state.status), state.rooms_count) == ("completed", 2)
        result = jobs["get_result"].sync(accepted.job_id, client=client)
        assert isinstance(result, models.Result)
        assert sorted(room.area for room in result.rooms) == pytest.approx([6, 12])
        assert {room.name for room in result.rooms} == {None, "Kitchen"}
        problem = jobs["get_job"].sync("job_" + "0" * 32, client=client)
        assert (problem.status, str(problem.code)) == (404, "not-found")
