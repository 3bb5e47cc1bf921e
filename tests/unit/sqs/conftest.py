from __future__ import annotations

import pytest

from roomjobs.sqs import QuickCalls


@pytest.fixture(autouse=True)
def _no_endpoint_is_needed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let connections be opened without anybody at the other end, but where that is what is tested."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "nobodys")  # so that nobody is asked for some
    if "reach" not in request.node.name:
        monkeypatch.setattr(QuickCalls, "reach", lambda _self, _seconds: None)
