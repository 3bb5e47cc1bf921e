"""The schema of the result is what the detector writes: of real plans, field by field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from detection import detect_rooms
from roomjobs.local.folders import ROOT, SAMPLES
from roomjobs.rest.schemas.plans import TWO_ROOMS, Plan
from roomjobs.rest.schemas.results import Result
from tests.openapi import document

if TYPE_CHECKING:
    from pathlib import Path

LEAK = {
    "units": "m",
    "walls": [
        {"type": "line", "start": [0, 0], "end": [10, 0]},
        {"type": "line", "start": [10, 0], "end": [10, 6]},
        {"type": "line", "start": [10, 6], "end": [0, 6]},
        {"type": "line", "start": [0, 6], "end": [0, 0]},
        {"type": "line", "start": [5, 0], "end": [5, 4.2]},
        {"type": "line", "start": [5, 0], "end": [5, 2]},
        {"type": "line", "start": [7, 7], "end": [7, 7.5]},
    ],
    "findings": [{"kind": "units", "detail": "the drawing declares none"}],
}


def result_of(plan: dict[str, Any]) -> dict[str, Any]:
    written = detect_rooms(plan).to_document()
    return dict(json.loads(msgspec.json.encode(written)))


def assert_same_fields(written: object, read: object, at: str) -> None:
    """What was read by the schema has all that was written, and nothing of another type."""
    if isinstance(written, dict):
        assert isinstance(read, dict), at
        assert written.keys() <= read.keys(), f"{at}: the schema lacks {written.keys() - read.keys()}"
        for name, value in written.items():
            assert_same_fields(value, read[name], f"{at}/{name}")
    elif isinstance(written, list):
        assert isinstance(read, list), at
        for one, other in zip(written, read, strict=True):
            assert_same_fields(one, other, at)


def plans() -> list[Path]:
    listed = json.loads((SAMPLES / "index.json").read_text())
    small = [SAMPLES / each["file"] for each in listed if (SAMPLES / each["file"]).stat().st_size < 100_000]
    return [*small[:4], *sorted((ROOT / "tests" / "data" / "plans").glob("*.json"))[:8]]


@pytest.mark.parametrize("path", plans(), ids=lambda path: path.stem)
def test_results_of_real_plans_have_the_published_fields(path: Path) -> None:
    written = result_of(json.loads(path.read_text()))
    read = msgspec.to_builtins(msgspec.convert(written, Result))
    assert_same_fields(written, read, "")


@pytest.mark.parametrize("plan", [TWO_ROOMS, LEAK], ids=["labels", "faults"])
def test_findings_and_labels_have_the_published_fields(plan: dict[str, Any]) -> None:
    msgspec.convert(plan, Plan)
    written = result_of(plan)
    assert_same_fields(written, msgspec.to_builtins(msgspec.convert(written, Result)), "")


def test_the_example_of_the_document_finds_its_rooms() -> None:
    written = result_of(TWO_ROOMS)
    assert [round(room["area"], 6) for room in written["rooms"]] == [12, 6]
    assert {room["name"] for room in written["rooms"]} == {None, "Kitchen"}


def test_generators_get_no_tuples() -> None:
    """openapi-python-client and others know neither `prefixItems` nor `items: false`."""
    text = json.dumps(document())
    assert "prefixItems" not in text
    assert '"items": false' not in text
