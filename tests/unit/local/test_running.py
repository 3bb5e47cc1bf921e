from __future__ import annotations

import pytest

from roomjobs.local import running

_WORKER = "[celeryd: celery@vm:MainProcess] -active- (-A roomjobs worker --pool prefork)"


@pytest.mark.parametrize(
    ("command", "ours"),
    [
        (f"{running.BIN / 'python'} -m roomjobs.upkeep ", True),
        ("granian asginl 127.0.0.1:8000 roomjobs.api:create_server   ", True),
        (_WORKER, True),
        (_WORKER.replace("roomjobs", "shop"), False),
        ("vim roomjobs.api", False),
        ("", False),
    ],
)
def test_titled_processes_are_ours(command: str, monkeypatch: pytest.MonkeyPatch, *, ours: bool) -> None:
    monkeypatch.setattr(running, "command_of", lambda _pid: command)
    assert running.is_alive(1) is ours
