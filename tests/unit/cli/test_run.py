"""What `make run` says where it cannot show the main job."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from roomjobs.cli import run
from roomjobs.rest.client import ApiError, Client
from roomjobs.rest.schemas.lanes import LaneOut, LanePause

if TYPE_CHECKING:
    from roomjobs.local.stack import LocalStack


def test_a_paused_lane_is_named_instead_of_a_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    paused = LaneOut("interactive", "tasks", 0, 0, 0, LanePause(1, "local"))
    monkeypatch.setattr(Client, "lanes", lambda _self: [paused])
    stack: Any = SimpleNamespace(address="http://127.0.0.1:1", secret="local_x")  # noqa: S106 - of no API
    out = io.StringIO()
    _main_job(Console(file=out), stack, once=False)
    assert "roomjobs lanes resume interactive" in out.getvalue()
    with pytest.raises(ApiError, match="their lane is paused"):
        _main_job(Console(), stack, once=True)


def _main_job(console: Console, stack: LocalStack, *, once: bool) -> None:
    run._Run(console).main_job(stack, once=once)
