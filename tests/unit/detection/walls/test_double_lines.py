"""Walls drawn with two lines: when they are taken for such, and what their rooms are."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from benchmarks.noise import CONDITIONS, THICKNESS, case_of, noisy
from detection import Options, detect_rooms, detect_segments
from detection.walls.net_area import net_polygons, solid

# a dwelling of six rooms, 12 x 8 metres
OUTER: list[list[float]] = [[0, 0, 12, 0], [12, 0, 12, 8], [12, 8, 0, 8], [0, 8, 0, 0]]
INNER: list[list[float]] = [[0, 4, 12, 4], [4, 0, 4, 4], [8, 0, 8, 4], [5, 4, 5, 8], [9, 4, 9, 8]]
AREAS: list[float] = [16, 20, 16, 16, 16, 12]
PLANS = sorted((Path(__file__).parents[3] / "data" / "plans").glob("*.json"))


def document(walls: list[list[float]], options: Options | None = None) -> dict[str, Any]:
    return detect_segments(np.array(walls, dtype=float), options).to_document()


def plan_of(walls: list[list[float]], **members: Any) -> dict[str, Any]:
    """A plan in which each wall has the members."""
    return {"walls": [{"type": "line", "start": w[:2], "end": w[2:], **members} for w in walls]}


def areas(found: dict[str, Any]) -> list[float]:
    """Inside of walls, where these have a thickness."""
    return [room["area"] if room["net_area"] is None else room["net_area"] for room in found["rooms"]]


def readings(found: dict[str, Any]) -> list[str]:
    return [finding["walls"] for finding in found["diagnostics"] if finding["kind"] == "reading"]


def double(walls: list[list[float]], thickness: float) -> list[list[float]]:
    """Outline every wall; both ends are capped half a thickness beyond it, so that corners are filled."""
    t = thickness / 2
    outlines: list[list[float]] = []
    for x0, y0, x1, y1 in walls:
        a, b, c, d = min(x0, x1) - t, min(y0, y1) - t, max(x0, x1) + t, max(y0, y1) + t
        outlines += [[a, b, c, b], [c, b, c, d], [c, d, a, d], [a, d, a, b]]
    return outlines


def test_double_lines_enclose_no_rooms_themselves() -> None:
    found = document(double(OUTER + INNER, 0.2))
    assert found["tolerances"]["wall_thickness"] == pytest.approx(0.2)
    assert areas(found) == pytest.approx([3.8 * 3.8, 3.8 * 4.8, 3.8 * 3.8, 3.8 * 3.8, 3.8 * 3.8, 3.8 * 2.8])
    assert [room["area"] for room in found["rooms"]] == pytest.approx(AREAS)


def neighbours(found: dict[str, Any]) -> dict[tuple[str, str], float]:
    return {
        (room["id"], other["room"]): other["shared_length"]
        for room in found["rooms"]
        for other in room["adjacent"]
    }


def test_rooms_are_neighbours_across_thick_walls() -> None:
    assert neighbours(document(double(OUTER + INNER, 0.2))) == pytest.approx(
        neighbours(document(OUTER + INNER))
    )


def test_an_inner_room_is_a_neighbour_all_around() -> None:
    box: list[list[float]] = [[0, 0, 12, 0], [12, 0, 12, 8], [12, 8, 0, 8], [0, 8, 0, 0]]
    core: list[list[float]] = [[4, 3, 8, 3], [8, 3, 8, 6], [8, 6, 4, 6], [4, 6, 4, 3]]
    shared = neighbours(document(double(box + core, 0.2)))
    assert shared == pytest.approx({("room-1", "room-2"): 14.0, ("room-2", "room-1"): 14.0})


def rectangle(x0: float, y0: float, x1: float, y1: float) -> list[list[float]]:
    return [[x0, y0, x1, y0], [x1, y0, x1, y1], [x1, y1, x0, y1], [x0, y1, x0, y0]]


def test_the_inside_of_outlined_walls_is_no_room() -> None:
    outlines = [
        *rectangle(-0.1, -0.1, 12.1, 8.1),
        *rectangle(0.1, 0.1, 5.9, 7.9),
        *rectangle(6.1, 0.1, 11.9, 7.9),
    ]
    found = document(outlines)
    assert areas(found) == pytest.approx([5.8 * 7.8, 5.8 * 7.8])
    assert not [finding for finding in found["diagnostics"] if finding["kind"] == "unused_wall"]


def test_a_veranda_around_a_hall_is_no_wall() -> None:
    found = document([*rectangle(0, 0, 12, 8), *rectangle(1, 1, 11, 7)])
    assert areas(found) == [36, 60]


@pytest.mark.parametrize("width", [0.2, 0.5, 0.9])
def test_a_gallery_stays_and_the_other_reading_is_named(width: float) -> None:
    ring = [*rectangle(0, 0, 12, 8), *rectangle(width, width, 12 - width, 8 - width)]
    hall = (12 - 2 * width) * (8 - 2 * width)
    found = document(ring)
    assert areas(found) == pytest.approx([96 - hall, hall])
    [reading] = [finding for finding in found["diagnostics"] if finding["kind"] == "reading"]
    assert (reading["walls"], reading["apart"]) == ("single", pytest.approx(width))
    assert "walls='double'" in reading["detail"]
    assert areas(document(ring, Options(walls="double"))) == pytest.approx([hall])


def test_walls_of_several_rooms_are_read_as_two_lines() -> None:
    outlines = [*rectangle(0, 0, 10, 6), *rectangle(0.3, 0.3, 4.8, 5.7), *rectangle(5.1, 0.3, 9.7, 5.7)]
    found = document(outlines)
    assert areas(found) == pytest.approx([4.5 * 5.4, 4.6 * 5.4])
    assert readings(found) == ["double"]
    single = document(outlines, Options(walls="single"))
    assert (len(single["rooms"]), readings(single)) == (3, [])


@pytest.mark.parametrize(
    ("units", "scale", "rooms"), [("m", 1, 1), ("mm", 1000, 1), ("m", 10, 2), ("mm", 1, 2), ("px", 1, 2)]
)
def test_units_tell_a_wall_from_a_gallery(units: str, scale: float, rooms: int) -> None:
    ring = np.array([*rectangle(0, 0, 12, 8), *rectangle(0.3, 0.3, 11.7, 7.7)]) * scale
    assert len(detect_rooms({**plan_of(ring.tolist()), "units": units}).rooms) == rooms


@pytest.mark.parametrize(("thickness", "rooms"), [(0.3, 1), (0.1, 2)])
def test_a_given_thickness_tells_walls_from_galleries(thickness: float, rooms: int) -> None:
    ring = [*rectangle(0, 0, 12, 8), *rectangle(0.3, 0.3, 11.7, 7.7)]
    assert len(detect_rooms(plan_of(ring, thickness=thickness)).rooms) == rooms


def test_a_narrow_corridor_and_its_rooms_are_rooms() -> None:
    found = document([*OUTER, [0, 3.7, 12, 3.7], [0, 4.3, 12, 4.3], [6, 0, 6, 3.7], [6, 4.3, 6, 8]])
    assert len(found["rooms"]) == 5
    assert readings(found) == []


def test_outer_walls_may_be_thicker_than_inner_ones() -> None:
    outlines = [
        *rectangle(0, 0, 12.6, 8.6),
        *rectangle(0.3, 0.3, 6.2, 8.3),
        *rectangle(6.3, 0.3, 12.3, 4.2),
        *rectangle(6.3, 4.3, 12.3, 8.3),
    ]
    found = document(outlines)
    assert areas(found) == pytest.approx([5.9 * 8, 6 * 3.9, 6 * 4])
    assert readings(found) == ["double"]


def test_a_gap_in_a_wall_between_outlines_is_closed() -> None:
    outlines = [
        *rectangle(0, 0, 15.4, 4.6),
        *rectangle(10.3, 0.3, 15.1, 4.3),
        *([0.3, 0.3, 5, 0.3], [5, 0.3, 5, 2], [5, 2, 5.3, 2], [5.3, 2, 5.3, 0.3], [5.3, 0.3, 10, 0.3]),
        *([10, 0.3, 10, 4.3], [10, 4.3, 5.3, 4.3], [5.3, 4.3, 5.3, 2.2], [5.3, 2.2, 5, 2.2]),
        *([5, 2.2, 5, 4.3], [5, 4.3, 0.3, 4.3], [0.3, 4.3, 0.3, 0.3]),
    ]
    found = document(outlines)
    assert areas(found) == pytest.approx([4.7 * 4, 4.7 * 4, 4.8 * 4], rel=0.01)
    assert len(found["repairs"]) == 1


def test_bars_may_differ_in_thickness() -> None:
    found = document(double(OUTER, 0.3) + double(INNER, 0.1))
    assert [room["area"] for room in found["rooms"]] == pytest.approx(AREAS)
    assert areas(found)[0] == pytest.approx((4 - 0.2) * (4 - 0.2))


def test_bars_that_end_at_the_faces_of_others_meet_them() -> None:
    bars = [
        *rectangle(0, 0, 12, 0.2), *rectangle(0, 7.8, 12, 8),
        *rectangle(0, 0.2, 0.2, 7.8), *rectangle(11.8, 0.2, 12, 7.8), *rectangle(5.9, 0.2, 6.1, 7.8),
    ]  # fmt: skip
    found = document(bars)
    assert areas(found) == pytest.approx([5.7 * 7.6, 5.7 * 7.6])
    assert [room["area"] for room in found["rooms"]] == pytest.approx([5.9 * 7.8, 5.9 * 7.8])
    assert found["outline"][0]["polygon"] == [[0, 0], [12, 0], [12, 8], [0, 8]]


def test_doors_between_bars_are_closed() -> None:
    doors: list[list[float]] = [[0, 4, 1.5, 4], [2.4, 4, 5.5, 4], [6.4, 4, 10, 4], [10.9, 4, 12, 4]]
    found = document(double([*OUTER, *doors, *INNER[1:]], 0.2))
    assert [room["area"] for room in found["rooms"]] == pytest.approx(AREAS)
    assert [opening["to"] for opening in found["rooms"][0]["openings"]] == ["room-2"]


def test_the_lines_of_a_bar_bound_the_rooms_on_their_sides() -> None:
    found = document(double([*OUTER, [6, 0, 6, 8]], 0.2))
    west, east = ({side["wall"] for side in room["walls"]} for room in found["rooms"])
    # the bar between them is walls 16 to 19; the second of its lines faces east, the last one west
    assert (19 in west, 17 in west) == (True, False)
    assert (17 in east, 19 in east) == (True, False)
    assert not [finding for finding in found["diagnostics"] if finding["kind"] == "unused_wall"]


def test_thick_walls_of_one_line_leave_a_net_room() -> None:
    [room] = detect_rooms(plan_of(rectangle(0, 0, 5, 4), thickness=0.4)).to_document()["rooms"]
    assert (room["area"], room["net_area"]) == pytest.approx((20, 4.6 * 3.6))
    assert room["net_polygon"] == pytest.approx(np.array([[0.2, 0.2], [4.8, 0.2], [4.8, 3.8], [0.2, 3.8]]))
    assert room["net_holes"] == []


@pytest.mark.parametrize("condition", [name for name in CONDITIONS if name not in THICKNESS])
def test_single_lines_are_not_read_as_double(condition: str) -> None:
    for path in PLANS:
        drawn = noisy(case_of(json.loads(path.read_text())), condition, path.stem)
        if drawn is not None:
            assert not detect_segments(drawn.walls).reading.double, path.stem


@pytest.mark.parametrize("condition", THICKNESS)
def test_buildings_with_two_lines_a_wall_are_read_as_such(condition: str) -> None:
    for path in PLANS:
        if path.stem.startswith(("r2v", "floorspace")):
            drawn = noisy(case_of(json.loads(path.read_text())), condition, path.stem)
            if drawn is not None:
                assert detect_segments(drawn.walls).reading.double, path.stem


@pytest.mark.parametrize("walls", [[[-50, 0, 50, 0]], [[0, 0, 5, 0]] * 41])
def test_walls_that_cover_a_room_are_not_united(
    walls: list[list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapely, "union_all", None)  # its time would grow with the square of the walls
    thick = solid(np.array(walls, dtype=float), np.full(len(walls), 200.0), capped=True)
    [net] = net_polygons(np.array([shapely.box(0, 0, 5, 4)]), thick, 1e-9)
    assert net.is_empty
