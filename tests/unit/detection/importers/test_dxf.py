"""DXF, written by ezdxf as CAD programs would."""

import io
import math
from typing import Any

import pytest
from ezdxf.document import Drawing
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace

from detection import InvalidPlanError, detect_rooms
from detection.importers import Bounds, read
from tests.drawings import dxf


@pytest.fixture
def document() -> Drawing:
    return new("R2010", units=4)


@pytest.fixture
def space(document: Drawing) -> Modelspace:
    return document.modelspace()


def saved(document: Drawing) -> bytes:
    text = io.StringIO()
    document.write(text)
    return text.getvalue().encode()


def walls_of(document: Drawing, **options: Any) -> list[dict[str, Any]]:
    walls: list[dict[str, Any]] = read(saved(document), format="dxf", **options).plan["walls"]
    return walls


def test_lines_and_polylines_come_as_they_were_drawn(document: Drawing, space: Modelspace) -> None:
    space.add_line((0, 0), (4000, 0))
    space.add_lwpolyline([(0, 0), (0, 3000), (4000, 3000)])
    space.add_polyline2d([(4000, 3000), (4000, 0), (0, 0)], close=True)
    assert walls_of(document) == [
        {"type": "line", "start": [0, 0], "end": [4000, 0]},
        {"type": "polyline", "points": [[0, 0], [0, 3000], [4000, 3000]]},
        {"type": "polyline", "points": [[4000, 3000], [4000, 0], [0, 0]], "closed": True},
    ]
    assert read(saved(document), format="dxf").units == "mm"


def test_arcs_circles_and_bulges_stay_round(document: Drawing, space: Modelspace) -> None:
    space.add_arc((0, 0), 10, 0, 180)
    space.add_circle((0, 0), 5)
    space.add_lwpolyline([(0, 0, 1), (2, 0, 0), (2, 2, 0)], format="xyb")
    half, rest, *circle, bulged, straight = walls_of(document)
    assert half["end"] == pytest.approx([0, 10])
    assert rest["bulge"] == half["bulge"] == pytest.approx(math.tan(math.pi / 8))
    assert [(wall["type"], wall["bulge"]) for wall in circle] == [("arc", 1), ("arc", 1)]
    assert bulged == {"type": "arc", "start": [0, 0], "end": [2, 0], "bulge": 1}
    assert straight["type"] == "line"


def test_ellipses_and_splines_become_short_lines(document: Drawing, space: Modelspace) -> None:
    space.add_ellipse((0, 0), (10, 0), 0.5)
    space.add_spline([(0, 0), (5, 5), (10, 0)])
    ellipse, spline = walls_of(document)
    assert len(ellipse["points"]) > 40
    assert spline["points"][0] == pytest.approx([0, 0])
    assert spline["points"][-1] == pytest.approx([10, 0])


def test_what_is_looked_at_from_below_is_mirrored(document: Drawing, space: Modelspace) -> None:
    space.add_arc((1, 0), 1, 0, 90, dxfattribs={"extrusion": (0, 0, -1)})
    first, second = walls_of(document)
    assert first["start"] == pytest.approx([-2, 0])
    assert second["end"] == pytest.approx([-1, 1])
    assert first["bulge"] < 0


def test_blocks_are_taken_apart_where_they_are_set(document: Drawing, space: Modelspace) -> None:
    inner = document.blocks.new("stud")
    inner.add_line((0, 0), (1, 0))  # on layer 0, which takes the layer of the insert
    outer = document.blocks.new("wall")
    outer.add_blockref("stud", (0, 0), dxfattribs={"rotation": 90})
    outer.add_line((0, 0), (0, 5), dxfattribs={"layer": "FURNITURE"})
    space.add_blockref("wall", (10, 0), dxfattribs={"layer": "A-WALL", "xscale": 2, "yscale": 2})
    space.add_blockref("stud", (0, 0), dxfattribs={"layer": "A-WALL", "column_count": 3, "column_spacing": 4})
    imported = read(saved(document), format="dxf")
    assert [(each.name, each.walls, each.taken) for each in imported.layers] == [
        ("A-WALL", 4, True),
        ("FURNITURE", 1, False),
    ]
    ends = [end for wall in imported.plan["walls"] for end in (*wall["start"], *wall["end"])]
    assert ends == pytest.approx([10, 0, 10, 2, 0, 0, 1, 0, 4, 0, 5, 0, 8, 0, 9, 0], abs=1e-9)


def test_layers_are_chosen_and_hidden_ones_left(document: Drawing, space: Modelspace) -> None:
    document.layers.add("OLD-WALL").off()
    for x, layer in enumerate(("AXES", "OLD-WALL", "Tragende Wände", "A-WALL-PATT")):
        space.add_line((x, 0), (x, 5), dxfattribs={"layer": layer})
    imported = read(saved(document), format="dxf")
    assert [each.name for each in imported.layers if each.taken] == ["Tragende Wände"]
    assert imported.plan["walls"][0]["is_load_bearing"] is True
    chosen = read(saved(document), format="dxf", layers=["OLD-WALL", "AXES"], units="ft")
    assert [wall["start"][0] for wall in chosen.plan["walls"]] == [0, 1]
    assert chosen.plan["units"] == "ft"
    with pytest.raises(
        InvalidPlanError, match='no lines on a layer "ROOF"; those with lines are "AXES", "OLD'
    ):
        read(saved(document), format="dxf", layers=["ROOF"])


def test_what_is_no_wall_is_counted(document: Drawing, space: Modelspace) -> None:
    space.add_line((0, 0), (1, 0))
    space.add_text("Kitchen")
    space.add_text("Bath")
    space.add_point((0, 0))
    space.add_line((0, 0), (0, 0))
    ignored = {(each.what, each.count) for each in read(saved(document), format="dxf").ignored}
    assert ignored == {("POINT", 1), ("segment", 1)}


def test_a_block_within_itself_is_refused(document: Drawing, space: Modelspace) -> None:
    block = document.blocks.new("loop")
    block.add_line((0, 0), (1, 0))
    block.add_blockref("loop", (1, 1))
    space.add_blockref("loop", (0, 0))
    with pytest.raises(InvalidPlanError, match="blocks or groups more than 32 deep"):
        read(saved(document), format="dxf")


def test_multiplying_blocks_are_refused(document: Drawing, space: Modelspace) -> None:
    document.blocks.new("0-fold").add_line((0, 0), (1, 0))
    for level in range(1, 20):
        block = document.blocks.new(f"{level}-fold")
        for x in range(10):
            block.add_blockref(f"{level - 1}-fold", (x, 0))
    space.add_blockref("19-fold", (0, 0))
    with pytest.raises(InvalidPlanError, match="more than 5000 entities"):
        read(saved(document), format="dxf", bounds=Bounds(visits=5000))
    again = new()
    again.blocks.new("one").add_line((0, 0), (1, 0))
    grid = {"column_count": 30_000, "row_count": 30_000, "column_spacing": 1, "row_spacing": 1}
    again.modelspace().add_blockref("one", (0, 0), dxfattribs=grid)
    with pytest.raises(InvalidPlanError, match="more than 2000000 entities"):
        read(saved(again), format="dxf")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"AutoCAD Binary DXF\r\n\x1a\x00", "cannot be read as DXF"),
        (b"AC1032\x00\x00", "is DWG: save it as DXF .*ODA File Converter"),
        (b"", "is empty; export the drawing again"),
        (b"%PDF-1.7 but named flat.dxf", "is PDF: give its format"),
        (
            b"0\nSECTION\n2\nENTITIES\n0\nLINE\n10\n0\n20\n0\n11\nnan\n21\n1\n0\nENDSEC\n0\nEOF\n",
            "DXF|no lines",
        ),
    ],
)
def test_what_is_no_dxf_is_said_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(InvalidPlanError, match=words):
        read(data, format="dxf")


def test_a_flat_of_a_cad_program_has_its_rooms(document: Drawing, space: Modelspace) -> None:
    for x in (0, 4000, 7000):
        space.add_line((x, 0), (x, 3000), dxfattribs={"layer": "A-WALL"})
    for y in (0, 3000):
        space.add_line((0, y), (7000, y), dxfattribs={"layer": "A-WALL"})
    space.add_line((0, 0), (7000, 3000), dxfattribs={"layer": "A-ANNO"})
    result = detect_rooms(read(saved(document), format="dxf").plan).to_document()
    assert [room["area"] for room in result["rooms"]] == pytest.approx([12e6, 9e6])
    assert result["units"] == "mm"


def test_blocks_that_are_scaled_flat_are_drawn(document: Drawing, space: Modelspace) -> None:
    document.blocks.new("flat").add_lwpolyline([(0, 0), (4, 0), (4, 3)], close=True)
    document.blocks.new("outer").add_blockref("flat", (0, 0), dxfattribs={"zscale": 0})
    space.add_blockref("outer", (1, 0), dxfattribs={"xscale": 2, "yscale": 2, "zscale": 0})
    (wall,) = walls_of(document)
    assert wall["points"] == [pytest.approx([1, 0]), pytest.approx([9, 0]), pytest.approx([9, 6])]


def test_polylines_without_marks_of_subclasses_are_read() -> None:
    text = "0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n8\nwalls\n90\n3\n70\n1\n"
    text += "".join(f"10\n{x}\n20\n{y}\n" for x, y in ((0, 0), (4, 0), (4, 3)))
    imported = read(f"{text}0\nENDSEC\n0\nEOF\n".encode(), format="dxf")
    assert imported.plan["walls"][0]["points"] == [[0, 0], [4, 0], [4, 3]]
    assert imported.layers[0].name == "walls"


def test_texts_of_old_releases_keep_their_letters(document: Drawing, space: Modelspace) -> None:
    space.add_lwpolyline([(0, 0), (4000, 0), (4000, 3000)], close=True)
    space.add_text("KUECHE", dxfattribs={"insert": (3000, 1000)})
    data = saved(document).replace(b"KUECHE", rb"K\U+00FCche")
    assert read(data, format="dxf").plan["labels"][0]["text"] == "Küche"


@pytest.mark.parametrize("points", [[(0, 0)], [(0, 0)] * 3, [(0, 0), (1, 0), (1, 0), (1, 1)]])
def test_a_broken_curve_is_left_out_alone(
    document: Drawing, space: Modelspace, points: list[tuple[float, float]]
) -> None:
    space.add_line((0, 0), (4, 0))
    space.add_spline(points)
    imported = read(saved(document), format="dxf")
    assert len(imported.plan["walls"]) == 1
    assert [(each.what, each.why) for each in imported.ignored] == [("SPLINE", "is broken")]


@pytest.mark.parametrize("said", [b" 71\n3\n", b""])
def test_the_degree_of_a_spline_follows_from_its_knots(said: bytes) -> None:
    """Some programs state none, or another one than their knots are of."""

    def curve(space: Modelspace, _: Drawing) -> None:
        points = [(0, 0), (6, 0), (6, 4), (0, 4), (0, 1)]
        space.add_open_spline(points, degree=2, dxfattribs=dxf.WALL)

    data = dxf.drawn(curve)
    head, mark, tail = data.partition(b"AcDbSpline")
    assert b" 71\n2\n" in tail
    imported = read(head + mark + tail.replace(b" 71\n2\n", said, 1), format="dxf")
    assert imported.plan["walls"] == read(data, format="dxf").plan["walls"]
    assert not imported.ignored
