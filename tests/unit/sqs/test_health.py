from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs.sqs.receive.health import Health, seconds_since_success

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_success_renews_the_file(tmp_path: Path) -> None:
    path = str(tmp_path / "health")
    assert seconds_since_success(path) is None
    Health(path).succeeded()
    age = seconds_since_success(path)
    assert age is not None
    assert age < 60


def test_a_file_that_cannot_be_written_is_warned_of_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clock = iter(range(100, 200))
    monkeypatch.setattr("roomjobs.sqs.receive.health.monotonic", lambda: float(next(clock)))
    health = Health(str(tmp_path / "no such folder" / "health"))
    health.failed()
    for _ in range(3):
        health.succeeded()
    assert health.last_success is not None
    assert health.failures == 0
    assert caplog.text.count("cannot write the health file") == 1
