"""Units that a drawing declares, against what is drawn in it."""

from itertools import pairwise
from typing import Any

import pytest
from ezdxf.document import Drawing as Document
from ezdxf.layouts.layout import Modelspace

from detection import InvalidPlanError, detect_rooms
from detection.importers import read
from detection.importers.units import Evidence, judge
from tests.drawings import dxf


def room(width: float, depth: float, pieces: int = 1) -> list[dict[str, Any]]:
    """Walls of a room, of so many pieces a side."""
    corners = [(0.0, 0.0), (width, 0.0), (width, depth), (0.0, depth), (0.0, 0.0)]
    walls = []
    for (x0, y0), (x1, y1) in pairwise(corners):
        ends = [(x0 + (x1 - x0) * k / pieces, y0 + (y1 - y0) * k / pieces) for k in range(pieces + 1)]
        walls += [{"type": "line", "start": list(a), "end": list(b)} for a, b in pairwise(ends)]
    return walls


@pytest.mark.parametrize(
    ("declared", "width", "depth", "pieces", "taken"),
    [
        ("mm", 12, 8, 1, "m"),
        ("mm", 1200, 800, 4, "cm"),
        ("in", 12_000, 8_000, 4, "mm"),
        ("m", 12_000, 8_000, 4, "mm"),
        (None, 12_000, 8_000, 4, "mm"),
        (None, 12, 8, 4, "m"),
        ("m", 12, 8, 1, "m"),
        ("m", 2_000, 900, 200, "m"),  # a campus
        ("m", 300, 80, 1, "m"),  # a hall
        ("mm", 3_000, 2_000, 1, "mm"),  # one small room
        ("ft", 40, 30, 4, "ft"),
        ("in", 480, 360, 4, "in"),
        ("px", 12, 8, 1, "px"),
    ],
)
def test_a_unit_is_believed_unless_it_cannot_be(
    declared: str | None, width: float, depth: float, pieces: int, taken: str
) -> None:
    judged = judge(declared, room(width, depth, pieces), Evidence(metric=taken not in ("ft", "in")))
    assert judged.units == taken
    assert (judged.finding is None) == (judged.units == declared)


def test_dimensions_and_doors_decide_what_sizes_leave_open() -> None:
    walls = room(1000, 800)  # 10 m in centimetres, or 25 m in inches
    assert judge(None, walls, Evidence()).units is None
    assert judge(None, walls, Evidence(leaves=[90.0, 80.0])).units == "cm"
    assert judge(None, walls, Evidence(leaves=[34.0, 32.0])).units == "in"
    assert judge(None, walls, Evidence(stated=[(1000.0, 10.0), (800.0, 8.0)])).units == "cm"


@pytest.mark.parametrize(("declared", "factor"), [("cm", 1.0), ("in", 2.54**2)])
def test_inches_and_centimetres_are_told_apart_or_said(declared: str, factor: float) -> None:
    """A house of 472 by 354 is 12 m by 9 m in inches; declared as cm it would be a shed."""
    walls = room(472 * factor, 354 * factor, 4)
    other = "in" if declared == "cm" else "cm"
    judged = judge(declared, walls, Evidence())
    assert judged.units == declared
    assert judged.finding is not None
    assert f"declares {declared} (" in judged.finding
    assert f"as usual in {other}, too (" in judged.finding
    metre = 1 / 0.0254 if other == "in" else 100.0
    leaves = [0.9 * metre, 0.8 * metre]
    assert judge(declared, walls, Evidence(leaves=leaves)).units == other
    thick = [0.2 * metre] * 4
    assert judge(None, walls, Evidence(leaves=leaves[:1] * 2, thickness=thick)).units == other


def test_sizes_and_stated_areas_of_rooms_decide() -> None:
    walls = room(354, 276, 2)  # 9 by 7 m in inches, or 3.5 m in centimetres
    assert judge("cm", walls, Evidence()).units == "cm"  # with a doubt
    stated = Evidence(rooms=[(155.0, 3.94), (160.0, 4.06)])
    judged = judge("cm", walls, stated)
    assert (judged.units, judged.finding is None) == ("in", False)
    flat = room(9_000, 7_000, 2)  # millimetres, in a drawing that was begun in inches
    assert judge("in", flat, Evidence(metric=False)).finding is None
    assert "they may be mm (9 m" in str(
        judge("in", flat, Evidence(metric=False, sides=[3_900.0] * 4)).finding
    )


def test_labels_in_rooms_are_such_evidence() -> None:
    def draw(space: Modelspace, _: Document) -> None:
        for x, text in ((0, "Bar\\P12 m2"), (4, "Hall\\P12,1 m²")):
            corners = [(x, 0), (x + 4, 0), (x + 4, 3), (x, 3)]
            space.add_lwpolyline(corners, close=True, dxfattribs=dxf.WALL)
            space.add_mtext(text).set_location((x + 1, 2))

    data = dxf.drawn(draw).replace(b"$INSUNITS\n 70\n6\n", b"$INSUNITS\n 70\n2\n")
    imported = read(data, format="dxf")
    assert imported.units == "m"
    assert "the drawing declares ft, but its walls would extend" in imported.findings[0]


def test_the_result_carries_the_finding_with_both_readings() -> None:
    data = dxf.BOUNDING["LWPOLYLINE"].replace(b"$INSUNITS\n 70\n6\n", b"$INSUNITS\n 70\n4\n")
    plan = read(data, format="dxf").plan
    result = detect_rooms(plan).to_document()
    assert result["units"] == "m"
    (finding,) = [each for each in result["diagnostics"] if each["kind"] == "units"]
    assert "declares mm, but its walls would extend over 6 mm by 4 mm then; taken as m" in finding["detail"]
    assert read(data, format="dxf", units="mm").plan["units"] == "mm"


def test_a_scale_makes_real_lengths() -> None:
    data = dxf.EVIDENCE["TEXT"]
    doubled = read(data, format="dxf", scale="1:2").plan
    assert doubled["walls"][0]["end"] == [12, 0]
    assert doubled["labels"][0]["point"] == [4, 4]
    measured = read(data, format="dxf", scale="6=4.2m").plan
    assert (measured["walls"][0]["end"], measured["units"]) == ([pytest.approx(4.2), 0], "m")
    with pytest.raises(InvalidPlanError, match="/scale: must be a ratio like 1:100"):
        read(data, format="dxf", scale="half")


def test_a_drawing_without_a_unit_says_which_it_may_be() -> None:
    walls = [{"type": "polyline", "points": [[0.0, 0.0], [60.0, 0.0], [60.0, 40.0]], "closed": True}]
    judged = judge(None, walls, Evidence())
    assert judged.units is None
    assert 'declares no unit, and may be in "' in (judged.finding or "")
