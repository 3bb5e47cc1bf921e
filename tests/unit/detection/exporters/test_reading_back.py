"""What goes out is opened by the library that reads it, and comes back through our own importers."""

import io
import json
import math
import re
import xml.etree.ElementTree as ET
import zlib
from pathlib import Path
from typing import Any

import ifcopenshell
import networkx as nx
import openpyxl
import pypdfium2
import pytest
from ezdxf import recover

from detection import detect_rooms
from detection.__main__ import main
from detection.exporters import render, xlsx
from detection.exporters.graph import access, room_graph
from detection.exporters.ifc import with_spaces
from detection.faults import NoLengthError
from detection.importers import Bounds, read
from detection.importers.drawing import Drawing
from detection.importers.ifc.model import collect
from detection.importers.to_plan import to_plan

_POINTS = 72 / 25.4  # in a millimetre

IFC = Path(__file__).parents[3] / "data" / "one-room.ifc"


def line(*points: float) -> dict[str, Any]:
    return {"type": "line", "start": list(points[:2]), "end": list(points[2:]), "thickness": 200.0}


#: Two rooms of 5 by 6 m with a door between, and a door to the outside.
FLAT: dict[str, Any] = {
    "units": "mm",
    "walls": [
        *(line(0, 0, 1000, 0), line(1900, 0, 10_000, 0), line(10_000, 0, 10_000, 6000)),
        *(line(10_000, 6000, 0, 6000), line(0, 6000, 0, 0)),
        *(line(5000, 0, 5000, 2000), line(5000, 2900, 5000, 6000)),
    ],
    "labels": [
        *(
            {"text": "Küche", "point": [2000, 3000]},
            {"text": "1.01", "point": [2000, 2000], "kind": "number"},
        ),
        {"text": "=Bad", "point": [8000, 3000], "kind": "name"},
    ],
}


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return detect_rooms(FLAT).to_document()


def names_of(plan: dict[str, Any]) -> list[str]:
    return sorted(str(room["name"]) for room in detect_rooms(plan).to_document()["rooms"])


def test_a_workbook_has_rooms_and_totals(result: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(render("xlsx", result, FLAT)))
    heads, *rows = book["Rooms"].iter_rows(values_only=True)
    kitchen = dict(zip(heads, rows[0], strict=True))
    assert (kitchen["Number"], kitchen["Name"]) == ("1.01", "Küche")
    assert kitchen["Gross area m²"] == pytest.approx(30, rel=0.01)
    assert kitchen["Net area m²"] == pytest.approx(4.8 * 5.8, rel=0.01)
    assert kitchen["Net area ft²"] == pytest.approx(kitchen["Net area m²"] / 0.3048**2, rel=1e-4)
    assert book["Rooms"]["B3"].data_type == "s"  # no formula
    total = list(book["Totals"].iter_rows(values_only=True))[-1]
    assert total[:2] == ("All", 2)
    assert total[3] == pytest.approx(60, rel=0.01)


def test_a_workbook_of_a_building_has_totals(result: dict[str, Any]) -> None:
    without_unit = {**result, "units": "px"}
    thin = {**result, "rooms": [{**result["rooms"][0], "net_area": None}]}
    plans = [("=Ground", result), ("First", result), ("Sketch", without_unit), ("Thin", thin)]
    book = openpyxl.load_workbook(io.BytesIO(xlsx.workbook_of_building(plans)))
    assert book["Rooms"].max_row == 8
    assert book["Rooms"]["A2"].data_type == "s"  # no formula
    heads, *rows = book["Totals"].iter_rows(values_only=True)
    totals = {row[:2]: dict(zip(heads, row, strict=True)) for row in rows}
    assert totals["First", "All"]["Gross area m²"] == pytest.approx(60, rel=0.01)
    assert totals["All", "All"]["Gross area m²"] == pytest.approx(150, rel=0.01)
    assert totals["All", "All"]["Net area m²"] == pytest.approx(2 * totals["First", "All"]["Net area m²"])
    assert [totals["All", "All"][name] for name in heads[2:3] + heads[-2:]] == [7, 2, 1]
    assert sum(row[2] for row in rows if row[0] == "All" and row[1] != "All") == 7


def test_more_rooms_than_a_sheet_has_rows_are_refused(
    result: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROOMS", 1)
    with pytest.raises(ValueError, match="2 rooms are more than a sheet has rows; take them as CSV"):
        xlsx.workbook_of_building([("Ground", result)])


def test_dxf_keeps_names_in_every_script_and_comes_back(result: dict[str, Any]) -> None:
    data = render("dxf", result, FLAT)
    assert data.isascii()
    document, _ = recover.read(io.BytesIO(data))
    texts = {(text.dxf.layer, text.dxf.text) for text in document.modelspace().query("TEXT")}
    assert ("ROOM-LABELS", "1.01 Küche") in texts
    assert any(layer == "ROOM-AREAS" and text.endswith(" m²") for layer, text in texts)
    back = read(data, format="dxf")
    assert back.units == "mm"
    assert names_of(back.plan) == ["1.01 Küche", "=Bad"]


def test_svg_has_a_scale_and_comes_back(result: dict[str, Any]) -> None:
    data = render("svg", result, FLAT)
    root = ET.fromstring(data)  # noqa: S314 - our own output
    assert root.get("data-scale") == "1:50"
    assert root.get("width") == "212mm"  # 10 m and a margin of 2 × 0.3 m, by 50
    back = read(data, format="svg")
    assert back.units == "mm"
    assert names_of(back.plan) == ["1.01 Küche", "=Bad"]


def test_pdf_is_to_scale_and_comes_back(result: dict[str, Any]) -> None:
    data = render("pdf", result, FLAT)
    assert data == render("pdf", result, FLAT)
    (sheet,) = document = pypdfium2.PdfDocument(data)
    assert sheet.get_size() == pytest.approx((297 * _POINTS, 210 * _POINTS), abs=0.1)
    assert document.get_metadata_value("Title") == "Plan with rooms, 1:50"
    words = sheet.get_textpage().get_text_range()
    for expected in ("1.01 Küche", "=Bad", "27.84 m²", "Scale 1:50"):
        assert expected in words
    document.close()
    back = read(data, format="pdf")
    assert [layer.name for layer in back.layers if layer.taken] == ["walls"]
    rooms = detect_rooms(back.plan).to_document()["rooms"]
    assert [room["name"] for room in rooms] == ["1.01 Küche", "=Bad"]
    areas = [room["area"] / 1e6 for room in rooms]
    assert areas == pytest.approx([room["area"] / 1e6 for room in result["rooms"]], rel=1e-3)


@pytest.mark.parametrize(
    ("units", "side", "scale"),
    [
        ("m", 0.001, "200:1"),
        ("m", 0.3, "1:2"),
        ("m", 3.0, "1:20"),
        ("m", 5_000.0, "1:50000"),
        ("km", 9e8, "1:5000000000000"),
        ("px", 700.0, None),
        (None, 7.0, None),
    ],
)
def test_pdf_fits_any_plan_on_its_sheet(units: str | None, side: float, scale: str | None) -> None:
    ring = [[0.0, 0.0], [side, 0.0], [side, side], [0.0, side]]
    plan = {
        "walls": [
            {"type": "polyline", "points": ring, "closed": True, "is_load_bearing": True},
            {"type": "arc", "start": [0.0, 0.0], "end": [side, 0.0], "bulge": 1.0},
        ],
        "labels": [{"text": "厨房", "point": [side / 2, side / 2]}],
        **({} if units is None else {"units": units}),
    }
    data = render("pdf", detect_rooms(plan).to_document(), plan)
    (sheet,) = document = pypdfium2.PdfDocument(data)
    width, height = sheet.get_size()
    assert max(width, height) <= 420.1 * _POINTS
    boxes = [each.get_bounds() for each in sheet.get_objects()]
    assert all(0 <= x0 <= x1 <= width and 0 <= y0 <= y1 <= height for x0, y0, x1, y1 in boxes)
    words = sheet.get_textpage().get_text_range()
    assert "room-1" in words  # the font has no letters for its name
    assert (f"Scale {scale}" in words) == (scale is not None)
    document.close()
    if units == "m":
        rooms = detect_rooms(read(data, format="pdf").plan).to_document()["rooms"]
        area = pytest.approx((1 + math.pi / 8) * (1000 * side) ** 2, rel=0.01)
        assert sum(room["area"] for room in rooms) == area


def test_pdf_shows_rooms_however_thick_walls_are(result: dict[str, Any]) -> None:
    walls = [{**wall, "thickness": 50_000.0} for wall in FLAT["walls"]]
    data = render("pdf", result, {**FLAT, "walls": walls})
    document = pypdfium2.PdfDocument(data)
    picture = document[0].render(scale=0.5).to_numpy()
    assert (picture.max(axis=2) < 60).mean() < 0.6
    document.close()


def test_pdf_has_no_numbers_with_exponents(result: dict[str, Any]) -> None:
    """PDF knows none (ISO 32000-1, 7.3.3), and a reader drops the operator. 2 km was meant to be 200 mm."""
    thick = {**line(0, 0, 1000, 0), "thickness": 2e6}
    data = render("pdf", result, {**FLAT, "walls": [thick, *FLAT["walls"]]})
    drawn = zlib.decompressobj().decompress(data[data.index(b"stream\n") + 7 :])
    assert 10 < max(map(float, re.findall(rb"\n([\d.]+) w ", drawn))) < 100
    assert not re.search(rb"\de[+-]\d", drawn)


def test_geojson_returns_to_the_degrees_it_came_from() -> None:
    ring = [[13.0, 52.0], [13.0001, 52.0], [13.0001, 52.0001], [13.0, 52.0001], [13.0, 52.0]]
    given = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"name": "Hall"},
    }
    plan = read(json.dumps(given).encode(), format="geojson").plan
    document = json.loads(render("geojson", detect_rooms(plan).to_document(), plan))
    (room,) = document["features"]
    assert (document["units"], document["measured_in"]) == ("degrees", "m")
    assert room["properties"]["name"] == "Hall"
    corners = sorted(room["geometry"]["coordinates"][0][:-1])
    for corner, (longitude, latitude) in zip(corners, sorted(ring[:-1]), strict=True):
        assert corner == [pytest.approx(longitude, abs=1e-9), pytest.approx(latitude, abs=1e-9)]


def test_ifc_gets_its_rooms_as_spaces() -> None:
    drawing = Drawing(Bounds())
    collect(IFC.read_bytes(), drawing)
    plan = to_plan(drawing, None, None).plan
    plan["labels"] = [{"text": "Office", "point": [2.0, 1.5], "kind": "name"}]
    data = with_spaces(IFC.read_bytes(), detect_rooms(plan).to_document(), "Ground floor")
    (space,) = ifcopenshell.file.from_string(data.decode()).by_type("IfcSpace")
    assert (space.LongName, space.CompositionType) == ("Office", "ELEMENT")
    again = Drawing(Bounds())
    collect(data, again)
    (back,) = to_plan(again, None, None).plan["spaces"]
    assert back["name"] == "Office"
    xs, ys = zip(*back["polygon"], strict=True)
    assert (max(xs) - min(xs), max(ys) - min(ys)) == (pytest.approx(4, abs=1e-3), pytest.approx(3, abs=1e-3))


def test_the_command_writes_ifc_of_ifc_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps(FLAT))
    assert main([str(plan), "-o", str(tmp_path / "rooms.ifc")]) == 1
    assert "adding spaces to an IFC file" in capsys.readouterr().err
    assert main([str(IFC), "-o", str(tmp_path / "rooms.ifc")]) == 0
    assert b"IFCSPACE" in (tmp_path / "rooms.ifc").read_bytes()


def test_gbxml_is_in_metres(result: dict[str, Any]) -> None:
    root = ET.fromstring(render("gbxml", result, FLAT))  # noqa: S314 - our own output
    space = "{http://www.gbxml.org/schema}Space"
    names = {each.findtext("{*}Name"): float(each.findtext("{*}Area") or 0) for each in root.iter(space)}
    assert names == {"1.01 Küche": pytest.approx(27.84, rel=0.01), "=Bad": pytest.approx(27.84, rel=0.01)}
    with pytest.raises(NoLengthError, match="gbXML is in metres"):
        render("gbxml", {**result, "units": "px"}, FLAT)


def test_graphs_are_read_by_networkx(result: dict[str, Any]) -> None:
    graph = room_graph(result)
    ways = {(a, b) for a, b, data in graph.edges(data=True) if data["passable"]}
    assert len(ways) == 2  # the door between, and the one outside
    read_back = nx.parse_graphml(render("graphml", result, FLAT).decode())
    assert dict(read_back.edges) == dict(graph.edges)
    assert read_back.nodes["room-1"]["way_out"] == "room-1 outside"
    linked = nx.node_link_graph(json.loads(render("graph", result, FLAT)), edges="edges")
    assert nx.utils.graphs_equal(linked, graph)


def test_access_names_what_is_cut_off_and_the_way_out(result: dict[str, Any]) -> None:
    lines = list(access(result))
    assert lines[0] == "1 connected part"
    assert "room-2 =Bad: room-2 > room-1 > outside" in lines
    sealed = detect_rooms(
        {"walls": [{"type": "polyline", "points": [[0, 0], [4, 0], [4, 3]], "closed": True}]}
    )
    assert list(access(sealed.to_document()))[-1] == "room-1: no opening leads to it"
