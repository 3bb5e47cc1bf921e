"""Rooms as GeoJSON and as a picture."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from detection import detect_segments
from detection.__main__ import main
from detection.export import to_geojson, to_svg

SQUARE_IN_SQUARE = np.array(
    [
        *([0, 0, 9, 0], [9, 0, 9, 9], [9, 9, 0, 9], [0, 9, 0, 0]),
        *([3, 3, 6, 3], [6, 3, 6, 6], [6, 6, 3, 6], [3, 6, 3, 3]),
    ],
    dtype=float,
)


def test_geojson_rings_are_closed_and_wound_as_the_standard_asks() -> None:
    outer, inner = to_geojson(detect_segments(SQUARE_IN_SQUARE))["features"]
    shell, hole = outer["geometry"]["coordinates"]
    assert shell == [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    assert hole == [[3, 3], [3, 6], [6, 6], [6, 3], [3, 3]]
    assert (inner["id"], inner["properties"]["area"]) == ("room-2", 9)


def test_svg_is_well_formed_and_shows_every_room_and_wall() -> None:
    root = ET.fromstring(to_svg(detect_segments(SQUARE_IN_SQUARE)))  # noqa: S314 - our own output
    name = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in root.iter(f"{name}text")] == ["room-1", "room-2"]
    assert len(list(root.iter(f"{name}line"))) == 8
    titles = [title.text for title in root.iter(f"{name}title")]
    assert titles[0] == "room-1: area 72, confidence 100%"


@pytest.mark.parametrize("suffix", ["json", "geojson", "svg"])
def test_the_command_writes_the_format_that_the_name_says(suffix: str, tmp_path: Path) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / f"rooms.{suffix}"
    walls = [{"type": "line", "start": wall[:2], "end": wall[2:]} for wall in SQUARE_IN_SQUARE.tolist()]
    plan.write_text(json.dumps({"walls": walls}))
    assert main([str(plan), "-o", str(out)]) == 0
    text = out.read_text()
    if suffix == "svg":
        assert text.startswith("<svg")
    else:
        key = "rooms" if suffix == "json" else "features"
        assert len(json.loads(text)[key]) == 2


def test_the_command_can_be_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    corners = [[0.1, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    plan.write_text(json.dumps({"walls": [{"type": "polyline", "points": corners}], "units": "m"}))
    assert main([str(plan), "--strict"]) == 0
    strict = json.loads(capsys.readouterr().out)
    assert strict["rooms_count"] == 0
    assert strict["confidence_score"] is None
    assert [d["detail"] for d in strict["diagnostics"] if d["kind"] == "leak"] == [
        "a gap of 0.1 m at (0.05, 0) merges A (81 m² around (4.5, 4.5)) and the outside (100% likely)"
    ]
    assert main([str(plan)]) == 0
    assert json.loads(capsys.readouterr().out)["rooms_count"] == 1
