"""Walls as bodies: outlines, rectangles, pairs of lines, columns, layers, and signs in openings."""

import math
from contextlib import nullcontext
from typing import Any

import numpy as np
import pytest
import shapely
import shapely.affinity

from detection import Options, detect_rooms
from detection.kernels.library import plain
from detection.walls.axes import find_axes

T = 0.2
# two rooms, 6 x 5 metres each, a door between them and a window
Walls = list[list[float]]
AXES: Walls = [[0, 0, 12, 0], [12, 0, 12, 5], [12, 5, 0, 5], [0, 5, 0, 0], [6, 0, 6, 5]]
CUT: Walls = [
    [0, 0, 2, 0], [3.5, 0, 12, 0], [12, 0, 12, 5], [12, 5, 0, 5], [0, 5, 0, 0],
    [6, 0, 6, 3], [6, 3.9, 6, 5],
]  # fmt: skip


def document(walls: Walls, units: str | None = "m", **members: Any) -> dict[str, Any]:
    rows = [{"type": "line", "start": w[:2], "end": w[2:]} for w in walls]
    return detect_rooms({"walls": rows, "units": units, **members}).to_document()


def sides(shape: Any) -> Walls:
    """The sides of a shape, as walls."""
    return [
        [*a, *b]
        for ring in shapely.get_rings(shapely.get_parts(shape))
        for a, b in zip(ring.coords[:-1], ring.coords[1:], strict=True)
    ]


def poche(axes: Walls, thickness: float = T) -> Any:
    """All walls as one body: flat at openings, square at corners."""
    bars = shapely.buffer(
        shapely.linestrings(np.array(axes).reshape(-1, 2, 2)), thickness / 2, cap_style="flat"
    )
    corners = np.array(AXES).reshape(-1, 2)
    squares = shapely.box(*(corners - thickness / 2).T, *(corners + thickness / 2).T)
    return shapely.simplify(shapely.union_all(np.concatenate([bars, squares])), 1e-9)


def areas(found: dict[str, Any], key: str = "net_area") -> list[float]:
    return [room[key] for room in found["rooms"]]


@pytest.mark.parametrize("units", ["m", None])
def test_rooms_between_outlines_with_openings(units: str | None) -> None:
    found = document(sides(poche(CUT)), units)
    assert areas(found) == pytest.approx([5.8 * 4.8] * 2)
    assert areas(found, "area") == pytest.approx([30, 30])
    door, window = sorted(found["openings"], key=lambda opening: opening["width"])
    assert (door["rooms"], door["width"]) == (["room-1", "room-2"], pytest.approx(0.9))
    assert (window["rooms"], window["width"]) == (["room-1", None], pytest.approx(1.5))
    assert window["point"] == pytest.approx([2.75, 0])


@pytest.mark.parametrize("axes", [AXES, CUT])
def test_a_room_beside_a_narrow_shaft_is_found(axes: Walls) -> None:
    """Filled with its walls, the shaft would be a wall thicker than any, without an axis."""
    found = document(sides(poche([*axes, [11.65, 0, 11.65, 5]])))
    assert areas(found) == pytest.approx([5.8 * 4.8, 5.45 * 4.8])


def test_a_lone_wide_way_between_nibs_is_left_open() -> None:
    """Nothing else in the drawing is an opening: likelier one room than two, and the way is told."""
    found = document(sides(poche([*AXES[:4], [6, 0, 6, 1], [6, 4, 6, 5]])))
    assert areas(found, "area") == pytest.approx([60])
    (leak,) = [each for each in found["diagnostics"] if each["kind"] == "leak"]
    assert (leak["from"], leak["to"]) == ([6, 1], [6, 4])
    assert found["rooms"][0]["confidence"] < 0.97


@pytest.mark.parametrize("degrees", [15, 27, 45, 70])
def test_corners_of_posts_are_no_ends(degrees: float) -> None:
    """Square posts, turned against the walls, stick out of them a little; no opening begins there."""
    joints = np.array(AXES).reshape(-1, 2)
    walls = shapely.buffer(shapely.linestrings(np.array(AXES).reshape(-1, 2, 2)), T / 2, cap_style="flat")
    turned = shapely.affinity.rotate(shapely.union_all(walls), degrees, origin=(0, 0))
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    at = joints @ np.array([[c, s], [-s, c]])
    posts = shapely.box(*(at - T / 2).T, *(at + T / 2).T)
    shape = shapely.simplify(shapely.union_all([turned, *posts]), 1e-9)
    axes = find_axes(np.array([shape]), 1.15 * T, np.array([shape]))
    assert not axes.free.any()
    assert np.hypot(*(axes.ends[:, 2:] - axes.ends[:, :2]).T).sum() == pytest.approx(39, rel=0.01)


@pytest.mark.parametrize("depth", [0.02, 0.05, 0.15])
def test_an_opening_begins_at_a_nib_on_the_face_of_a_wall(depth: float) -> None:
    """The wall behind the nib seems to be thicker there, but its axis does not bend around the nib."""
    end = round(T / 2 + depth, 9)
    shape = poche([*AXES[:3], [0, 5, 0, 4], [0, 0, 0, 2], [6, 0, 6, end], [6, 2, 6, 5]])
    bodies = np.array(shapely.get_parts(shape))
    axes = find_axes(bodies, 2 * T, bodies)
    assert [6, end] in axes.ends.reshape(-1, 2, 2)[axes.free].round(9).tolist()
    assert set(np.unique(axes.ends[:, 1].round(9))) <= {0, 2, end, 4, 5}
    assert areas(document(sides(shape)), "area") == pytest.approx([30, 30])


def test_ends_of_one_post_have_no_gap_between_them() -> None:
    """A wall that is wider at its end, as a T, has three ends: openings may begin at each of them."""
    head = [5.8, 1.4, 6.2, 1.4]
    shape = poche([*AXES[:4], [6, 1.4, 6, 5], head])
    assert {each["kind"] for each in document(sides(shape))["repairs"]} <= {"overshoot", "stub"}


def test_two_lines_without_caps_are_walls() -> None:
    """As an exploded multiline leaves them: open at doors, with hair gaps at their corners."""
    walls = [w for w in sides(poche(CUT)) if math.dist(w[:2], w[2:]) > T + 1e-6]
    shorter = [(np.array(w) + np.array([0.01, 0, -0.01, 0])).tolist() if w[0] < w[2] else w for w in walls]
    found = document(shorter)
    assert areas(found) == pytest.approx([5.8 * 4.8] * 2, rel=0.02)


def test_walls_of_layers_are_one_body() -> None:
    layers = [side for t in (0.4, 0.2, 0.1) for side in sides(poche(AXES, t))]
    found = document(layers)
    assert areas(found) == pytest.approx([5.6 * 4.6] * 2)


def test_a_lining_before_the_thickest_wall_parts_rooms() -> None:
    """Brickwork with a lining is thicker than any wall of one layer."""
    lining = shapely.box(6 + T / 2, T / 2, 6 + 1.3 * T, 5 - T / 2)
    found = document([*sides(poche(AXES)), *sides(lining)])
    assert areas(found) == pytest.approx([5.8 * 4.8, 5.64 * 4.8])


def test_curved_walls_are_bodies() -> None:
    turn = np.linspace(0, math.pi, 33)
    arc = np.column_stack([6 + 3 * np.cos(turn), 5 + 3 * np.sin(turn)])
    shape = shapely.union(poche(AXES), shapely.LineString(arc).buffer(T / 2, cap_style="flat"))
    found = document(sides(shape))
    assert min(areas(found)) == pytest.approx(math.pi * 2.9**2 / 2 - 0.1 * 5.8, rel=0.02)
    assert len(found["rooms"]) == 3


def test_a_grid_of_columns_bounds_nothing() -> None:
    columns = [shapely.box(x, y, x + 0.4, y + 0.4) for x in range(0, 30, 6) for y in range(0, 18, 6)]
    assert document(sides(np.array(columns)))["rooms"] == []


def test_a_free_column_stands_in_a_room() -> None:
    hall = sides(poche(AXES[:4])) + sides(shapely.box(5.9, 2.4, 6.1, 2.6))
    [room] = document(hall)["rooms"]
    assert room["net_area"] == pytest.approx(11.8 * 4.8 - 0.04)


def test_piers_between_windows_are_walls() -> None:
    rectangles = [
        *(shapely.box(x, y - 0.15, x + 0.5, y + 0.15) for x in (1.5, 3.5, 5.5, 7.5) for y in (0, 6)),
        *(shapely.box(x - 0.15, -0.15, x + 0.15, 6.15) for x in (0, 4.5, 9)),
    ]
    found = document(sides(np.array(rectangles)))
    assert areas(found, "area") == pytest.approx([27, 27], rel=0.02)
    assert {opening["rooms"][1] for opening in found["openings"]} == {None}


def test_partitions_of_one_line_part_rooms_between_bodies() -> None:
    found = document([*sides(poche(AXES[:4])), [6, 0.1, 6, 4.9]])
    assert areas(found, "area") == pytest.approx([30, 30])


@pytest.mark.parametrize("kind", ["double", "single"])
def test_a_door_swing_is_no_wall(kind: str) -> None:
    walls = sides(poche(CUT)) if kind == "double" else CUT
    quarter = math.tan(math.pi / 8)
    plan = {
        "units": "m",
        "walls": [
            *({"type": "line", "start": w[:2], "end": w[2:]} for w in walls),
            {"type": "line", "start": [6, 3], "end": [6.9, 3]},
            {"type": "arc", "start": [6.9, 3], "end": [6, 3.9], "bulge": quarter},
        ],
    }
    found = detect_rooms(plan).to_document()
    assert areas(found, "area") == pytest.approx([30, 30])
    [door] = [opening for opening in found["openings"] if opening["kind"] == "door"]
    assert (sorted(door["rooms"]), door["width"]) == (["room-1", "room-2"], pytest.approx(0.9))
    assert not [finding for finding in found["diagnostics"] if finding["kind"] == "empty_wall"]


def test_a_round_corner_of_a_room_is_no_door() -> None:
    plan = {
        "walls": [
            {"type": "line", "start": [0, 0], "end": [3, 0]},
            {"type": "line", "start": [0, 0], "end": [0, 3]},
            {"type": "arc", "start": [3, 0], "end": [0, 3], "bulge": math.tan(math.pi / 8)},
        ]
    }
    [room] = detect_rooms(plan).to_document()["rooms"]
    assert room["area"] == pytest.approx(math.pi * 9 / 4, rel=0.01)


@pytest.mark.parametrize("window", [0.8, 1.2])
def test_a_round_room_with_a_window_is_no_door(window: float) -> None:
    """Its straight wall looks like a leaf, but walls stand where a door would be open."""
    low = 5 + (1.8 - window) / 2
    lines: Walls = [[0, 0, low, 0], [low + window, 0, 10, 0], [10, 0, 10, 8], [10, 8, 0, 8], [0, 8, 0, 0]]
    lines.append([5, 0, 5, 1.8])
    walls = [{"type": "line", "start": w[:2], "end": w[2:]} for w in lines]
    arc = {"type": "arc", "start": [6.8, 0], "end": [5, 1.8], "bulge": math.tan(math.pi / 8)}
    found = detect_rooms({"walls": [*walls, arc]}).to_document()
    assert areas(found, "area")[1] == pytest.approx(math.pi * 1.8**2 / 4, rel=0.01)


def test_chords_of_thick_arcs_end_at_no_face() -> None:
    """Where two arcs with a thickness are close, none of their chords is led on to the other arc."""
    arcs = [
        {"type": "arc", "start": [0, 0], "end": [6, 0], "bulge": bulge, "thickness": 0.15}
        for bulge in (0.8, 0.86)
    ]
    assert len(detect_rooms({"walls": arcs, "units": "m"}).rooms) == 1


def test_a_pane_between_jambs_is_a_window() -> None:
    for pane in ([[2, 0, 3.5, 0]], [[2, 0.03, 3.5, 0.03], [2, -0.03, 3.5, -0.03]]):
        found = document(sides(poche(CUT)) + [[float(x) for x in line] for line in pane])
        assert areas(found, "area") == pytest.approx([30, 30])


def test_rooms_beside_panes_are_in_the_order_of_rooms() -> None:
    """And not in that of a set of texts, which differs from process to process."""
    panes = [[6.0, 0.5 * k, 6.0, 0.5 * k + 0.3] for k in range(1, 9)]
    found = document(sides(poche(AXES)) + panes)
    assert [opening["rooms"] for opening in found["openings"]] == [["room-1", "room-2"]] * len(panes)


def test_walls_that_end_at_the_faces_of_others_meet_them() -> None:
    walls = [
        {"type": "line", "start": a, "end": b, "thickness": 0.4}
        for a, b in [
            *(([0, 0], [10, 0]), ([10, 0.2], [10, 4.8]), ([10, 5], [0, 5]), ([0, 4.8], [0, 0.2])),
            ([5, 0.2], [5, 4.8]),
        ]
    ]
    found = detect_rooms({"walls": walls, "units": "m"}).to_document()
    assert areas(found) == pytest.approx([4.6 * 4.6] * 2)
    assert not found["repairs"]


def test_a_wall_meets_the_one_at_whose_face_it_ends() -> None:
    """Led on to the nearer axis only, it would leave a gap to the other one."""
    ends: Walls = [
        [0, 0, 10, 0], [10, 0.2, 10, 5], [0, 5, 10, 5], [0, 0.2, 0, 5],
        [5.3, 0.2, 5.3, 2.9], [5.2, 3, 5.2, 4.8], [0.2, 3, 5.1, 3], [5.5, 2.9, 9.8, 2.9],
    ]  # fmt: skip
    walls = [{"type": "line", "start": w[:2], "end": w[2:], "thickness": 0.4} for w in ends]
    found = detect_rooms({"walls": walls, "units": "m"}).to_document()
    assert len(found["rooms"]) == 4


@pytest.mark.parametrize(("units", "scale"), [("mm", 1), ("m", 2000)])
def test_sizes_that_no_building_has_are_doubted(units: str, scale: float) -> None:
    found = document([[scale * 0.4 * x for x in wall] for wall in AXES], units)
    [doubt] = [finding for finding in found["diagnostics"] if finding["kind"] == "doubt"]
    assert doubt["why"] == "units"
    assert all(room["confidence"] <= 0.5 for room in found["rooms"])


def test_the_other_reading_is_counted() -> None:
    [reading] = [f for f in document(sides(poche(AXES)))["diagnostics"] if f["kind"] == "reading"]
    assert (reading["walls"], reading["rooms_count"], reading["other_rooms_count"]) == ("double", 2, 3)


@pytest.mark.parametrize("path", [nullcontext, plain])
@pytest.mark.parametrize("others", [[], [{"type": "line", "start": [3, 0], "end": [4, 0]}]])
def test_bodies_without_an_axis_leave_no_room(path: Any, others: list[dict[str, Any]]) -> None:
    around = [[math.cos(turn), math.sin(turn)] for turn in np.arange(24) * math.tau / 24]
    column = {"type": "polyline", "points": around, "closed": True}
    with path():
        found = detect_rooms({"walls": [column, *others]}, Options(walls="double")).to_document()
    assert found["rooms"] == []
