"""What rooms a drawing has: one small plan for each behaviour."""

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from benchmarks.detection_speed import noisy_block
from detection import InvalidPlanError, Limits, Options, detect_rooms, detect_segments
from detection.graph.noding import near_pairs

Draw = Callable[[str], dict[str, Any]]


def rooms(plan: dict[str, Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = detect_rooms(plan).to_document()["rooms"]
    return found


def areas(plan: dict[str, Any]) -> list[float]:
    return [room["area"] for room in rooms(plan)]


def test_one_room(draw: Draw) -> None:
    [room] = rooms(
        draw("""
+---+
|   |
+---+
""")
    )
    assert room == {
        "id": "room-1",
        "name": None,
        "number": None,
        "usage": None,
        "net_area": None,
        "stated_area": None,
        "polygon": [[0, 0], [4, 0], [4, 2], [0, 2]],
        "holes": [],
        "area": 8,
        "perimeter": 12,
        "centroid": [2, 1],
        "label_point": [2, 1],
        "bounding_box": [0, 0, 4, 2],
        "walls": [
            {"wall": 0, "side": "left", "length": 4, "inferred": False},
            {"wall": 1, "side": "right", "length": 4, "inferred": False},
            {"wall": 2, "side": "right", "length": 2, "inferred": False},
            {"wall": 3, "side": "left", "length": 2, "inferred": False},
        ],
        "adjacent": [],
        "openings": [],
        "sealed": True,
        "load_bearing_share": 0,
        "confidence": pytest.approx(1, abs=0.01),
        "confidence_reasons": [],
    }


def test_walls_that_end_on_the_middle_of_others(draw: Draw) -> None:
    plan = draw("""
+---+---+
|   |   |
|   +---+
|   |   |
+---+---+
""")
    assert areas(plan) == [16, 8, 8]


def test_walls_that_cross() -> None:
    hash_sign = np.array([[0, 1, 3, 1], [0, 2, 3, 2], [1, 0, 1, 3], [2, 0, 2, 3]])
    [room] = detect_segments(hash_sign).to_document()["rooms"]
    assert room["polygon"] == [[1, 1], [2, 1], [2, 2], [1, 2]]


def test_a_wall_that_leads_nowhere_bounds_no_room(draw: Draw) -> None:
    plan = draw("""
+-----+
|  |  |
|  |  |
|     |---
+-----+
""")
    [room] = rooms(plan)
    assert room["polygon"] == [[0, 0], [6, 0], [6, 4], [0, 4]]
    assert {side["wall"] for side in room["walls"]} == {0, 2, 3, 5}


def test_a_free_standing_room_is_a_hole_in_another(draw: Draw) -> None:
    document = detect_rooms(
        draw("""
+-------+
|       |
|  +-+  |
|  | |  |
|  +-+  |
|       |
+-------+
""")
    ).to_document()
    outer, inner = document["rooms"]
    assert (outer["area"], inner["area"]) == (8 * 6 - 4, 4)
    assert outer["holes"] == [[[3, 2], [3, 4], [5, 4], [5, 2]]]
    assert outer["perimeter"] == 28 + 8
    assert outer["adjacent"] == [{"room": "room-2", "shared_length": 8}]
    assert document["nesting"] == {"room-1": None, "room-2": "room-1"}
    assert document["outline"] == [{"polygon": [[0, 0], [8, 0], [8, 6], [0, 6]], "holes": []}]


def test_a_hole_that_touches_the_wall_in_one_point() -> None:
    square = [[0, 0, 6, 0], [6, 0, 6, 6], [6, 6, 0, 6], [0, 6, 0, 0]]
    kite = [[0, 0, 3, 1], [3, 1, 1, 3], [1, 3, 0, 0]]
    document = detect_segments(np.array(square + kite)).to_document()
    inner, outer = document["rooms"]
    assert (inner["area"], outer["area"]) == (4, 32)
    assert outer["holes"] == [[[0, 0], [1, 3], [3, 1]]]
    assert document["nesting"] == {"room-1": "room-2", "room-2": None}


def test_rooms_within_rooms_within_rooms() -> None:
    frames = [[[k, k, 20 - k, 20 - k]] for k in (0, 2, 4, 6)]
    walls = [
        side for [[a, b, c, d]] in frames for side in ([a, b, c, b], [c, b, c, d], [c, d, a, d], [a, d, a, b])
    ]
    document = detect_segments(np.array(walls)).to_document()
    assert [room["area"] for room in document["rooms"]] == [400 - 256, 256 - 144, 144 - 64, 64]
    assert document["nesting"] == {
        "room-1": None,
        "room-2": "room-1",
        "room-3": "room-2",
        "room-4": "room-3",
    }


def test_two_buildings_have_two_outlines(draw: Draw) -> None:
    plan = draw("""
+--+  +--+
|  |  |  |
+--+  +--+
""")
    assert len(detect_rooms(plan).to_document()["outline"]) == 2


def test_neighbours_share_a_length(draw: Draw) -> None:
    left, right = rooms(
        draw("""
+---+
|   +--+
|   |  |
|   +--+
+---+
""")
    )
    assert left["adjacent"] == [{"room": right["id"], "shared_length": 2}]
    assert right["adjacent"] == [{"room": left["id"], "shared_length": 2}]


def test_a_bent_room_is_labelled_inside(draw: Draw) -> None:
    [room] = rooms(
        draw("""
+--------+
|        |
| +------+
| |
| |
| |
| |
+-+
""")
    )
    x, y = room["label_point"]
    assert (0 < x < 2 and 0 < y < 7) or (2 <= x < 9 and 5 < y < 7)


def test_a_label_keeps_clear_of_a_reflex_corner(draw: Draw) -> None:
    [room] = rooms(
        draw("""
+--------+
|        |
|        |
|        |
|   +----+
|   |
|   |
|   |
|   |
+---+
""")
    )
    assert np.hypot(room["centroid"][0] - 4, room["centroid"][1] - 5) < 0.6  # inside, but no place for a name
    x, y = room["label_point"]
    assert np.hypot(x - 4, y - 5) > 1.2
    assert 1.2 < x < 7.8
    assert 1.2 < y < 7.8


def test_duplicate_and_overlapping_walls_change_no_room(draw: Draw) -> None:
    plan = draw("""
+---+---+
|   |   |
+---+---+
""")
    again = [{**wall, "start": wall["end"], "end": wall["start"]} for wall in plan["walls"]]
    overlap = [{"type": "line", "start": [2, 0], "end": [6, 0]}]
    assert areas({"walls": plan["walls"] + again + overlap}) == areas(plan) == [8, 8]


def test_the_share_of_load_bearing_walls(draw: Draw) -> None:
    plan = draw("""
+---+
|   |
+---+
""")
    plan["walls"][0]["is_load_bearing"] = True
    [room] = rooms(plan)
    assert room["load_bearing_share"] == pytest.approx(4 / 12)
    plan["walls"].append(plan["walls"][0])
    assert rooms(plan)[0]["load_bearing_share"] == pytest.approx(4 / 12)  # counted once


def test_an_arc_encloses_a_half_disc() -> None:
    half_disc = [
        {"type": "line", "start": [0, 0], "end": [2, 0]},
        {"type": "arc", "start": [2, 0], "end": [0, 0], "bulge": 1},
    ]
    [room] = rooms({"walls": half_disc})
    assert room["area"] == pytest.approx(np.pi / 2, rel=1e-3)
    assert room["bounding_box"] == pytest.approx([0, 0, 2, 1], abs=1e-9)
    assert {side["wall"] for side in room["walls"]} == {0, 1}


def test_a_polyline_is_one_wall() -> None:
    [room] = rooms(
        {"walls": [{"type": "polyline", "points": [[0, 0], [3, 0], [3, 3], [0, 3]], "closed": True}]}
    )
    assert room["walls"] == [{"wall": 0, "side": "left", "length": 12, "inferred": False}]


def test_walls_without_rooms() -> None:
    document = detect_segments(np.array([[0, 0, 1, 0], [0, 1, 1, 1]])).to_document()
    assert (document["rooms_count"], document["rooms"], document["outline"]) == (0, [], [])


@pytest.mark.parametrize(
    ("walls", "message"),
    [
        (np.zeros((2, 3)), "shape"),
        (np.full((1, 4), np.nan), "finite"),
        (np.full((1, 4), 1e300), "finite"),
        (np.zeros((2, 4)), "distinct ends"),
        (np.zeros((0, 4)), "distinct ends"),
    ],
)
def test_bad_arrays_are_refused(walls: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        detect_segments(walls)


def test_a_plan_of_too_many_crossings_is_refused() -> None:
    lines = [[k, 0, k, 100] for k in range(100)] + [[0, k, 100, k] for k in range(100)]
    with pytest.raises(
        InvalidPlanError, match=r"/walls: too many walls may meet: about 10.* pairs, at most 5000 are allowed"
    ):
        detect_segments(np.array(lines, dtype=float), Options(limits=Limits(near_pairs=5000)))


def test_every_step_of_closing_can_be_aborted() -> None:
    """A large drawing is in each step for a tenth of a second or so; kernels call back in large ones too."""
    seen: list[str] = []
    detect_segments(noisy_block(60, 1), progress=lambda stage, _share: seen.append(stage))
    assert seen.count("close") > 15
    assert seen.count("describe") > 4


def test_progress_grows_and_may_abort(draw: Draw) -> None:
    plan = draw("""
+--+
|  |
+--+
""")
    seen: list[tuple[str, float]] = []
    detect_rooms(plan, progress=lambda stage, share: seen.append((stage, share)))
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)

    def abort(_stage: str, share: float) -> None:
        if share > 0.3:
            raise TimeoutError

    with pytest.raises(TimeoutError):
        detect_rooms(plan, progress=abort)


def test_long_work_gives_signs_of_life() -> None:
    steps = np.arange(31.0)
    none = np.zeros_like(steps)
    grid = np.vstack(
        [np.column_stack([steps, none, steps, none + 30]), np.column_stack([none, steps, none + 30, steps])]
    )
    seen: list[str] = []
    detect_segments(grid, progress=lambda stage, _: seen.append(stage))
    assert all(seen.count(stage) >= 2 for stage in ("scale", "node", "faces"))

    class StoppedError(Exception):
        """Somebody cancelled."""

    for last in range(len(seen)):
        heard: list[str] = []

        def stop(stage: str, _share: float, heard: list[str] = heard, last: int = last) -> None:
            heard.append(stage)
            if len(heard) > last:
                raise StoppedError

        with pytest.raises(StoppedError):
            detect_segments(grid, progress=stop)
        assert len(heard) == last + 1


def test_rooms_that_their_walls_fill_are_doubted() -> None:
    """A thickness in millimetres, in a plan in metres: what is left of the rooms is nothing."""
    ends = [[0, 0, 8, 0], [8, 0, 8, 5], [8, 5, 0, 5], [0, 5, 0, 0], [4, 0, 4, 5]]
    walls = [{"type": "line", "start": e[:2], "end": e[2:], "thickness": 200} for e in ends]
    found = detect_rooms({"units": "m", "walls": walls}).to_document()
    assert [(room["net_area"], room["confidence"]) for room in found["rooms"]] == [(0, 0.5), (0, 0.5)]
    assert [each["why"] for each in found["diagnostics"]] == ["filled_by_walls"]


def test_equal_walls_are_found_to_repeat_the_first() -> None:
    square = [[0, 0, 4, 0], [4, 0, 4, 4], [4, 4, 0, 4], [0, 4, 0, 0]]
    # Each pair of equal walls meets, so the work grows with their square: 400 take a second without kernels.
    stack = np.array(square + [[0, 0, 4, 0]] * 400, dtype=float)
    found = detect_segments(stack).to_document()["diagnostics"]
    assert [(d["kind"], d["wall"], d["of"]) for d in found] == [
        ("duplicate_wall", wall, 0) for wall in range(4, 404)
    ]


def test_many_close_diagonals_that_never_meet_are_no_pairs() -> None:
    shift = np.arange(600) * 0.01
    diagonals = np.column_stack([shift, 0 * shift, shift + 100, 0 * shift + 100])
    assert len(near_pairs(diagonals, 1e-7)[0]) == 0
    crossed = np.vstack([diagonals, [[0, 50, 110, 50]]])
    assert len(near_pairs(crossed, 1e-7)[0]) == 600


def test_json_says_what_the_document_says(draw: Draw) -> None:
    plan = draw("+---+---+\n|   |   |\n+---+---+")
    plan["walls"][0]["id"] = "north"
    plan["walls"].append({"type": "line", "start": [1, 0], "end": [1, 1], "thickness": 0.1})
    result = detect_rooms(plan)
    assert json.loads(result.to_json()) == result.to_document()


def test_a_plan_far_from_the_origin_can_be_written_as_json() -> None:
    """Its tolerance comes from the rounding of its coordinates, which once was no number that JSON knows."""
    corners = [(5e5, 5.5e6), (5e5 + 4, 5.5e6), (5e5 + 4, 5.5e6 + 3), (5e5, 5.5e6 + 3)]
    walls = [[*start, *end] for start, end in zip(corners, corners[1:] + corners[:1], strict=True)]
    document = json.loads(detect_segments(np.array(walls)).to_json())
    assert document["tolerances"]["node"] > 1e-8
