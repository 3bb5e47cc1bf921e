"""An update and a rollback by real workers of two releases, while jobs come and wait."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING

import pytest

from benchmarks.deploy_under_load import Release, new_service, plan, play, running, service_settings
from roomjobs import services, tasks
from roomjobs.local.agent import Agent

if TYPE_CHECKING:
    from pathlib import Path

    from roomjobs.config import Settings
    from roomjobs.services import Stores


@pytest.mark.timeout(1800)  # of a machine with all cores busy; nothing in it decides by time
def test_an_update_and_its_rollback_lose_no_job(settings: Settings, stores: Stores, tmp_path: Path) -> None:
    """Jobs come all the time, so an old worker is always protected, and has to find out that it is to go."""
    old, new = (Release.of(None, tmp_path / name, ask=1.0) for name in ("old", "new"))
    agent, environ, logs = Agent(), {**os.environ, **service_settings()}, tmp_path / "logs"
    before, after = (each.starter(environ, logs, agent.address) for each in (old, new))
    service = new_service(agent, before)
    submission = services.submission(settings, stores, tasks.create_celery(settings))
    numbers = count()
    with running(service):
        found = play(
            service,
            before,
            after,
            workers=1,
            submit=lambda: submission.submit(plan(next(numbers), cells=3)).job_id,
            jobs=20,
            stores=stores,
        )
    assert found.ends == {"completed": found.jobs}
    assert found.begun_again == 0
    code = [path.read_text() for path in sorted(logs.iterdir())]
    for name, text in zip(("old", "new", "old"), code, strict=True):
        assert f"code of {tmp_path / name}/" in text
    assert "this worker receives no more: the service has a newer deployment" in code[0]
    assert "succeeded" in code[1]
