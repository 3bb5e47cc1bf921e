"""Swings and leaves of doors: evidence of openings in every format, and no walls."""

import io
import math
from itertools import pairwise

import pytest

from detection import detect_rooms
from detection.importers import Imported, read

Line = tuple[float, float, float, float]

# Two rooms of 4 by 4 m; the wall between them is open from y = 1 to y = 1.9, in metres.
WALLS: list[Line] = [
    *((0, 0, 8, 0), (8, 0, 8, 4), (8, 4, 0, 4), (0, 4, 0, 0)),
    *((4, 0, 4, 1), (4, 1.9, 4, 4)),
]


def swing(steps: int, sweep: float = 90.0) -> list[Line]:
    """A leaf that is hinged at (4, 1) and its swing, in short lines; the latch is at (4, 1.9)."""
    turns = [math.radians(90 - sweep * k / steps) for k in range(steps + 1)]
    points = [(4 + 0.9 * math.cos(turn), 1 + 0.9 * math.sin(turn)) for turn in turns]
    return [(4, 1, *points[-1]), *((*a, *b) for a, b in pairwise(points))]


def svg(layers: dict[str, list[Line]]) -> Imported:
    groups = "".join(
        f'<g id="{name}">'
        + "".join(f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}"/>' for a, b, c, d in lines)
        + "</g>"
        for name, lines in layers.items()
    )
    return read(f"<svg>{groups}</svg>".encode(), format="svg", units="m")


@pytest.mark.parametrize(("steps", "sweep"), [(4, 90), (9, 90), (24, 90), (6, 45), (7, 110)])
def test_a_chain_of_short_lines_is_a_swing(steps: int, sweep: float) -> None:
    plan = svg({"walls": WALLS, "doors": swing(steps, sweep)}).plan
    (door,) = plan["drawn_openings"]
    assert door["kind"] == "door"
    assert door["start"] == pytest.approx([4, -1], abs=0.01)  # y of an SVG points down
    assert door["end"] == pytest.approx([4, -1.9], abs=0.01)
    rooms = detect_rooms(plan).to_document()
    assert [opening["kind"] for opening in rooms["openings"]] == ["door"]
    assert sorted(round(room["area"]) for room in rooms["rooms"]) == [16, 16]


def test_swings_on_the_layer_of_walls_are_no_walls() -> None:
    imported = svg({"walls": WALLS + swing(9)})
    assert len(imported.plan["walls"]) == len(WALLS)
    assert [(each.count, each.why) for each in imported.ignored] == [
        (10, "draws the swing or leaf of a door")
    ]


def test_a_curved_wall_without_a_leaf_is_no_door() -> None:
    bay = [line for line in swing(24) if line[:2] != (4, 1)]
    bigger: list[Line] = [(3 * a, 3 * b, 3 * c, 3 * d) for a, b, c, d in bay]  # a radius of 2.7 m
    assert "drawn_openings" not in svg({"walls": [*WALLS, *bigger]}).plan


def test_round_tables_and_columns_are_no_doors() -> None:
    turns = [math.radians(15 * k) for k in range(25)]
    ring = [
        (2 + 0.6 * math.cos(a), 2 + 0.6 * math.sin(a), 2 + 0.6 * math.cos(b), 2 + 0.6 * math.sin(b))
        for a, b in pairwise(turns)
    ]
    cross: list[Line] = [(1.4, 2, 2.6, 2), (2, 1.4, 2, 2.6)]
    assert "drawn_openings" not in svg({"walls": WALLS, "things": [*ring, *cross]}).plan


def test_a_leaf_may_be_a_thin_rectangle() -> None:
    arc = swing(9)[1:]
    leaf: list[Line] = [(4, 1, 4.9, 1), (4.9, 1, 4.9, 1.04), (4.9, 1.04, 4, 1.04), (4, 1.04, 4, 1)]
    imported = svg({"walls": WALLS + arc + leaf})
    assert len(imported.plan["walls"]) == len(WALLS)


def test_arcs_of_a_block_of_a_door_tell_where_it_is() -> None:
    ezdxf = pytest.importorskip("ezdxf")
    document = ezdxf.new(units=6)
    door = document.blocks.new("DOOR-90")
    door.add_arc((0, 0), 0.9, 0, 90)
    door.add_line((0, 0), (0.9, 0))
    space = document.modelspace()
    for a, b, c, d in WALLS:
        space.add_line((a, b), (c, d), dxfattribs={"layer": "A-WALL"})
    space.add_blockref("DOOR-90", (4, 1), dxfattribs={"layer": "A-DOOR"})
    file = io.StringIO()
    document.write(file)
    (found,) = read(file.getvalue().encode(), format="dxf").plan["drawn_openings"]
    assert found["start"] == pytest.approx([4, 1])
    assert found["end"] == pytest.approx([4, 1.9])
