"""Drawings read in a process of their own: what it gives, and what ends it."""

from __future__ import annotations

import json
import subprocess
import threading
from typing import Any

import pytest

from detection import InvalidPlanError
from roomjobs.plans import bounded_import
from roomjobs.plans.bounded_import import BoundedImport, BusyError, Question, TooMuchWorkError

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g id="walls"><path d="M0 0 H4 V3 H0 Z"/></g></svg>'


def question(format_: str = "svg", *, most_visits: int = 400_000) -> Question:
    return Question(
        format=format_,
        layers=None,
        units="m",
        scale=None,
        page=None,
        most_bytes=5_000_000,
        most_walls=1000,
        most_visits=most_visits,
    )


def test_a_drawing_becomes_a_plan() -> None:
    imported = json.loads(BoundedImport().read(question(), SVG))
    assert imported["plan"]["walls"][0]["points"] == [[0, 0], [4, 0], [4, -3], [0, -3]]
    assert imported["layers"] == [{"name": "walls", "walls": 1, "taken": True}]


def test_faults_of_a_drawing_come_out_of_the_process() -> None:
    with pytest.raises(InvalidPlanError, match="not well-formed XML"):
        BoundedImport().read(question(), b"<svg")


def test_a_drawing_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(TooMuchWorkError):
        BoundedImport(seconds=0.001).read(question(), SVG)


def test_only_a_few_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    imports, inside, go_on = BoundedImport(), threading.Semaphore(0), threading.Event()

    def wait(_self: BoundedImport, _question: Question, _data: bytes) -> bounded_import.Answer:
        inside.release()
        go_on.wait(60)
        raise TooMuchWorkError

    monkeypatch.setattr(BoundedImport, "_ask", wait)

    def read() -> None:
        with pytest.raises(TooMuchWorkError):
            imports.read(question(), SVG)

    readers = [threading.Thread(target=read) for _ in range(bounded_import._AT_ONCE)]
    for each in readers:
        each.start()
        assert inside.acquire(timeout=60)
    with pytest.raises(BusyError):
        imports.read(question(), SVG)
    go_on.set()
    for each in readers:
        each.join()


def test_the_process_has_no_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, str]] = []
    run = subprocess.run

    def spy(*args: Any, **options: Any) -> Any:
        seen.append(options["env"])
        return run(*args, **options)

    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(subprocess, "run", spy)
    BoundedImport().read(question(), SVG)
    assert seen[0].keys() == {"PATH", "PYTHONPATH", "TMPDIR"}
