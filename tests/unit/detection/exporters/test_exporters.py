"""Rooms in the formats of other programs."""

import csv
import io
import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

from detection import detect_rooms
from detection.__main__ import main
from detection.exporters import FORMATS, render


def ring(low: float, high: float) -> dict[str, Any]:
    points = [[low, low], [high, low], [high, high], [low, high]]
    return {"type": "polyline", "points": points, "closed": True}


SQUARE_IN_SQUARE = {"walls": [ring(0, 9), {**ring(3, 6), "is_load_bearing": True}], "units": "m"}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return detect_rooms(SQUARE_IN_SQUARE).to_document()


def test_geojson_rings_are_closed_and_wound_by_standard(result: dict[str, Any]) -> None:
    document = json.loads(render("geojson", result, SQUARE_IN_SQUARE))
    outer, inner = document["features"]
    shell, hole = outer["geometry"]["coordinates"]
    assert shell == [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    assert hole == [[3, 3], [3, 6], [6, 6], [6, 3], [3, 3]]
    assert (inner["id"], inner["properties"]["area"], document["units"]) == ("room-2", 9, "m")


def test_svg_is_well_formed_and_shows_every_room_and_wall(result: dict[str, Any]) -> None:
    root = ET.fromstring(render("svg", result, SQUARE_IN_SQUARE))  # noqa: S314 - our own output
    name = "{http://www.w3.org/2000/svg}"
    assert [text.text for text in root.iter(f"{name}text")] == ["room-1", "room-2"]
    groups = {group.get("id"): len(group) for group in root.iter(f"{name}g")}
    assert groups == {"rooms": 2, "walls": 4, "load-bearing-walls": 4, "labels": 2}
    titles = [title.text for title in root.iter(f"{name}title")]
    assert titles[0] == "room-1: area 72, confidence 100%"


def test_what_a_plan_says_cannot_leave_its_place_in_svg(result: dict[str, Any]) -> None:
    text = render("svg", {**result, "units": '"><script>'}, SQUARE_IN_SQUARE)
    root = ET.fromstring(text)  # noqa: S314 - our own output
    assert root.get("data-units") == '"><script>'


@pytest.mark.parametrize("format_", ["svg", "gbxml", "graphml"])
def test_control_characters_break_no_xml(format_: str, result: dict[str, Any]) -> None:
    first, second = result["rooms"]
    named = {**result, "rooms": [{**first, "name": "Hall\x01\x0b\uffff <2>"}, second]}
    text = "".join(ET.fromstring(render(format_, named, SQUARE_IN_SQUARE)).itertext())  # noqa: S314 - our own
    assert "Hall <2>" in text


def test_a_line_break_in_a_name_ends_no_dxf_value(result: dict[str, Any]) -> None:
    first, second = result["rooms"]
    named = {**result, "rooms": [{**first, "name": "Hall\r\n0\r\nEOF\x1a"}, second]}
    assert b"\nHall 0 EOF\n" in render("dxf", named, SQUARE_IN_SQUARE)


@pytest.mark.parametrize(("units", "y", "bulge"), [("m", 0.0, 0.5), ("px", 3.0, -0.5)])
def test_dxf_flips_pixels_and_arcs(units: str, y: float, bulge: float) -> None:
    arc = {"type": "arc", "start": [0, 0], "end": [4, 0], "bulge": 0.5}  # down to -1, where y points up
    frame = {"type": "polyline", "points": [[4, 0], [4, 4], [0, 4], [0, 0]]}
    plan = {"walls": [frame, arc], "units": units}
    lines = render("dxf", detect_rooms(plan).to_document(), plan).decode().splitlines()
    tags = list(zip(map(int, lines[::2]), lines[1::2], strict=True))
    [place] = [place for place, (code, _) in enumerate(tags) if code == 42]
    assert [float(value) for _, value in tags[place - 2 : place + 1]] == [0.0, y, bulge]


@pytest.mark.parametrize(
    ("units", "number"), [("m", "6"), ("mm", "4"), ("in", "1"), ("ip", "2"), ("Feet", "2")]
)
def test_dxf_says_its_units_as_autocad_counts_them(units: str, number: str, result: dict[str, Any]) -> None:
    lines = render("dxf", {**result, "units": units}, SQUARE_IN_SQUARE).decode().splitlines()
    assert lines[lines.index("$INSUNITS") + 2] == number


def test_csv_has_a_line_for_each_room(result: dict[str, Any]) -> None:
    rows = list(csv.DictReader(io.StringIO(render("csv", result, SQUARE_IN_SQUARE).decode())))
    assert [(row["room"], float(row["area"]), row["units"], row["sealed"]) for row in rows] == [
        ("room-1", 72, "m", "yes"),
        ("room-2", 9, "m", "yes"),
    ]


def test_no_spreadsheet_takes_a_unit_for_a_formula(result: dict[str, Any]) -> None:
    text = render("csv", {**result, "units": "=1+1"}, SQUARE_IN_SQUARE).decode()
    assert next(csv.DictReader(io.StringIO(text)))["units"] == "'=1+1"


def test_there_is_no_other_format(result: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="'dwg', only json, geojson"):
        render("dwg", result, SQUARE_IN_SQUARE)


def test_rendering_needs_no_library_of_the_detector(result: dict[str, Any]) -> None:
    code = (
        "import json, sys; from detection.exporters import FORMATS, render\n"
        "result, plan = json.load(sys.stdin)\n"
        "[render(each, result, plan) for each in FORMATS]\n"
        "print([name for name in ('numpy', 'shapely', 'ezdxf') if name in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps([result, SQUARE_IN_SQUARE]),
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_command_writes_the_format_that_the_name_says(
    suffix: str, tmp_path: Path, result: dict[str, Any]
) -> None:
    plan, out = tmp_path / "plan.json", tmp_path / f"rooms.{suffix}"
    plan.write_text(json.dumps(SQUARE_IN_SQUARE))
    assert main([str(plan), "-o", str(out)]) == 0
    written = out.read_bytes()
    if suffix == "xlsx":  # which holds the time
        assert written.startswith(b"PK")
    else:
        assert written == render(suffix, result, SQUARE_IN_SQUARE)


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
