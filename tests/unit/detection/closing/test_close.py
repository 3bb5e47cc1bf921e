"""Gaps, openings, stubs and double lines: one small plan for each behaviour."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from detection import Options, detect_rooms, detect_segments
from detection.closing import close
from detection.closing.openings import Hypotheses, find_hypotheses
from detection.exporters.graph import room_graph
from detection.graph.dangles import Dangles
from detection.graph.noding import Graph
from detection.segments.segments import FloatArray

STRICT = Options(strict=True)

# a dwelling of six rooms, 12 x 8 metres
OUTER: list[list[float]] = [[0, 0, 12, 0], [12, 0, 12, 8], [12, 8, 0, 8], [0, 8, 0, 0]]
INNER: list[list[float]] = [[0, 4, 12, 4], [4, 0, 4, 4], [8, 0, 8, 4], [5, 4, 5, 8], [9, 4, 9, 8]]
AREAS: list[float] = [16, 20, 16, 16, 16, 12]


def document(walls: list[list[float]], options: Options | None = None) -> dict[str, Any]:
    return detect_segments(np.array(walls, dtype=float), options).to_document()


def areas(found: dict[str, Any]) -> list[float]:
    return [room["area"] for room in found["rooms"]]


def kinds(found: dict[str, Any]) -> list[str]:
    return [repair["kind"] for repair in found["repairs"]]


def test_a_drawing_without_free_ends_is_left_as_it_is() -> None:
    found = document(OUTER + INNER)
    assert areas(found) == AREAS
    assert found["repairs"] == []
    assert found["diagnostics"] == []


def test_a_wall_that_stops_short_is_led_on() -> None:
    short: list[list[float]] = [[5, 4.1, 5, 8] if wall == [5, 4, 5, 8] else wall for wall in INNER]
    found = document(OUTER + short)
    assert areas(found) == AREAS
    [repair] = found["repairs"]
    assert (repair["kind"], repair["at"], repair["to"], repair["wall"]) == ("gap", [5, 4.1], [5, 4], 7)
    assert repair["detail"] == "closed a gap of 0.1 at (5, 4.05) between room-2 and room-4"
    inferred = [side for side in found["rooms"][3]["walls"] if side["inferred"]]
    assert [(side["wall"], pytest.approx(0.1)) for side in inferred] == [
        (7, side["length"]) for side in inferred
    ]


def test_two_walls_short_of_their_corner_meet() -> None:
    outer: list[list[float]] = [[0.15, 0, 12, 0], [12, 0, 12, 8], [12, 8, 0, 8], [0, 8, 0, 0.15]]
    found = document(outer + INNER)
    assert areas(found) == pytest.approx(AREAS)
    assert found["rooms"][0]["polygon"][0] == pytest.approx([0, 0])


@pytest.mark.parametrize(
    "right",
    [
        [[4.012, 3.01, 8, 3.01], [4.01, 3.014, 4.01, 6]],  # not quite meeting
        [[4.005, 3.01, 8, 3.01], [4.01, 3.005, 4.01, 6]],  # crossing
    ],
)
def test_walls_that_meet_in_pairs_leave_no_way(right: list[list[float]]) -> None:
    around: list[list[float]] = [[0, 0, 8, 0], [8, 0, 8, 6], [8, 6, 0, 6], [0, 6, 0, 0]]
    left = [[0, 3, 3.998, 3], [4, 0, 4, 2.997]]
    assert areas(document([*around, *left, *right])) == pytest.approx([12] * 4, rel=0.01)


def test_walls_that_overshoot_their_junctions_make_no_room() -> None:
    long: list[list[float]] = [
        [0, 4, 12.2, 4],
        [4, -0.2, 4, 4.2],
        [8, 0, 8, 4.1],
        [5, 3.9, 5, 8],
        [9, 4, 9, 8.2],
    ]
    found = document(OUTER + long)
    assert areas(found) == AREAS
    assert kinds(found) == ["overshoot"] * 6


OVERSHOOTING: list[list[float]] = [
    [-0.2, 0, 12.2, 0],
    [12, -0.2, 12, 8.2],
    [12.2, 8, -0.2, 8],
    [0, 8.2, 0, -0.2],
]


def test_overshoots_are_not_led_across_a_passage() -> None:
    passage: list[list[float]] = [[4, 4, 8, 4], [4, 4.3, 8, 4.3]]
    beside: list[list[float]] = [[4, 0, 4, 4], [8, 0, 8, 4], [4, 4.3, 4, 8], [8, 4.3, 8, 8]]
    found = document([*OVERSHOOTING, *passage, *beside, [6, 0, 6, 4.25]])
    assert areas(found) == pytest.approx([65.2, 8, 14.8, 8])
    assert set(kinds(found)) == {"overshoot"}


@pytest.mark.parametrize("width", [0.9, 1.1, 1.3])
@pytest.mark.parametrize("by", [0.05, 0.1, 0.2])
def test_overshoots_across_a_passage_are_no_door(width: float, by: float) -> None:
    low, high = 3.4, 3.4 + width
    passage = [[-0.1, low, 12.1, low], [-0.1, high, 12.1, high]]
    facing = [[4, -0.1, 4, low + by], [4, 8.1, 4, high - by]]
    beside = [[8, -0.1, 8, low + 0.05], [9, 8.1, 9, high - 0.05]]
    found = document([*OVERSHOOTING, *passage, *facing, *beside])
    assert len(found["rooms"]) == 7
    assert set(kinds(found)) == {"overshoot"}


@pytest.mark.parametrize("at", [1.0, 2.0, 4.0])
def test_a_door_among_overshoots_is_closed(at: float) -> None:
    walls = [[5, -0.1, 5, at], [5, at + 0.9, 5, 8.1], [9, -0.1, 9, 8.1], [-0.1, 5.5, 5.1, 5.5]]
    found = document([*OVERSHOOTING, *walls])
    assert [opening["width"] for opening in found["openings"]] == pytest.approx([0.9])
    assert len(found["rooms"]) == 4


def test_a_stub_inside_a_room_is_left_out_and_reported() -> None:
    found = document([*OUTER, *INNER, [2, 0, 2, 1]])
    assert areas(found) == AREAS
    assert [(r["kind"], r["at"], r["length"]) for r in found["repairs"]] == [("stub", [2, 1], 1)]
    assert [(d["kind"], d["wall"]) for d in found["diagnostics"]] == [("unused_wall", 9)]


def test_doors_are_closed_and_lead_from_room_to_room() -> None:
    doors: list[list[float]] = [
        [0, 4, 1.5, 4], [2.4, 4, 5.5, 4], [6.4, 4, 10, 4], [10.9, 4, 12, 4],
        [4, 0, 4, 1.5], [4, 2.4, 4, 4], [8, 0, 8, 2], [8, 2.9, 8, 4], [5, 4, 5, 8], [9, 4, 9, 8],
    ]  # fmt: skip
    found = document(OUTER + doors)
    assert areas(found) == AREAS
    assert kinds(found) == ["opening"] * 5
    first = found["rooms"][0]
    leads = {opening["to"]: opening["width"] for opening in first["openings"]}
    assert leads == pytest.approx({"room-2": 0.9, "room-3": 0.9})
    assert not any(room["sealed"] for room in found["rooms"])
    assert not any(room["confidence_reasons"] for room in found["rooms"])  # nobody doubts such doors


def test_strict_repairs_nothing_and_reports_leaks() -> None:
    short: list[list[float]] = [[5, 4.1, 5, 8] if wall == [5, 4, 5, 8] else wall for wall in INNER]
    found = document(OUTER + short, STRICT)
    assert areas(found) == [16, 36, 16, 16, 12]
    assert found["repairs"] == []
    [leak] = [finding for finding in found["diagnostics"] if finding["kind"] == "leak"]
    assert (leak["room"], [room["area"] for room in leak["merges"]]) == ("room-2", [20, 16])
    assert leak["detail"].startswith(
        "a gap of 0.1 at (5, 4.05) merges A (20 around (2.5, 6)) and B (16 around (7, 6)) into room-2"
    )
    merged = found["rooms"][1]
    assert merged["confidence"] < 0.5
    assert merged["confidence_reasons"][0].startswith("may be two rooms, parted at (5, 4.05)")


def test_leaks_name_the_rooms_on_both_sides() -> None:
    short: list[list[float]] = [[5, 4.1, 5, 8], [9, 4.2, 9, 8], *INNER[:3]]
    leaks = [d for d in document(OUTER + short, STRICT)["diagnostics"] if d["kind"] == "leak"]
    assert [(leak["room"], [room["area"] for room in leak["merges"]]) for leak in leaks] == [
        ("room-2", [20, 16]),
        ("room-2", [16, 12]),
    ]


def test_strict_finds_loose_ends_and_leaves_nothing_out() -> None:
    found = document([*OUTER, *INNER, [2, 0, 2, 1], [4, -0.2, 4, 0]], STRICT)
    assert areas(found) == AREAS
    assert found["repairs"] == []
    loose = [(d["kind"], d["at"], d["detail"]) for d in found["diagnostics"] if "wall" in d and "at" in d]
    assert ("stub", [2, 1], "a stub of 1 bounds no room; it ends at (2, 1)") in loose
    assert ("overshoot", [4, -0.2], "an overshoot of 0.2 bounds no room; it ends at (4, -0.2)") in loose


def test_a_room_that_rests_on_a_guess_is_less_sure() -> None:
    sure = document(OUTER + INNER)["rooms"][0]["confidence"]
    opened: list[list[float]] = [[0, 4, 1, 4], [3.2, 4, 12, 4], *INNER[1:]]
    unsure = document(OUTER + opened)["rooms"][0]["confidence"]
    assert unsure < sure


def test_the_place_of_a_gap_is_exact_far_from_the_origin() -> None:
    short: list[list[float]] = [[5, 4, 5, 7.98] if wall == [5, 4, 5, 8] else wall for wall in INNER]
    shifted = np.array(OUTER + short) + np.array([5e5, 5.5e6, 5e5, 5.5e6])
    texts = [repair["detail"] for repair in document(shifted.tolist())["repairs"]]
    assert any("(500005, 5500007.99)" in text for text in texts)


@pytest.mark.parametrize(
    "segments",
    [
        [[0, 0, 1e-7, 0], [1000, 0, 1000, 1e-7]],
        [[9e11, 0, 9e11, 1e-3]],
        [[0, 0, 1e-170, 0], [0, 0, 1, 0]],
    ],
    ids=["two specks", "a speck far away", "a speck of a speck"],
)
def test_walls_below_the_tolerance_break_nothing(segments: list[list[float]]) -> None:
    assert document(segments)["rooms"] == []


def test_narrow_rooms_between_single_lines_are_rooms() -> None:
    closet: list[list[float]] = [[4, 0.3, 8, 0.3], [0, 4.4, 5, 4.4]]
    found = document(OUTER + INNER + closet)
    assert found["tolerances"]["wall_thickness"] is None
    assert len(found["rooms"]) == len(AREAS) + 2


def test_a_wall_drawn_twice_by_hand_leaves_no_sliver() -> None:
    again: list[list[float]] = [[5.02, 3.99, 4.99, 8.01], [0.01, 4.02, 11.99, 3.99]]
    found = document(OUTER + INNER + again)
    assert areas(found) == pytest.approx(AREAS, rel=0.02)


TWICE: list[list[float]] = [[5.15, 4.05, 5.15, 7.9]]  # beside a wall: drawn twice, or a shaft?


def test_a_narrow_face_that_is_hardly_a_room_is_a_sliver() -> None:
    found = document(OUTER + INNER + TWICE)
    assert areas(found) == pytest.approx([16, 20, 16, 15.4, 16, 12])
    assert kinds(found) == ["gap", "gap", "sliver"]
    [sliver] = [repair for repair in found["repairs"] if repair["kind"] == "sliver"]
    assert sliver["area"] == pytest.approx(0.6)
    assert {opening["to"] for room in found["rooms"] for opening in room["openings"]} <= {None}


def test_a_narrow_face_with_a_label_or_a_clean_one_is_a_room() -> None:
    walls = [{"type": "line", "start": row[:2], "end": row[2:]} for row in OUTER + INNER + TWICE]
    labels = [{"text": "S 1", "point": [5.07, 6]}]
    named = detect_rooms({"walls": walls, "labels": labels}).to_document()
    assert [room["area"] for room in named["rooms"] if room["name"] or room["number"]] == pytest.approx([0.6])
    clean: list[list[float]] = [[5.15, 4, 5.15, 8]]
    assert len(document(OUTER + INNER + clean)["rooms"]) == len(AREAS) + 1


DOORS: list[list[float]] = [
    [0, 4, 1, 4], [2, 4, 12, 4], [4, 0, 4, 1], [4, 2, 4, 4], [8, 0, 8, 1], [8, 2, 8, 4],
    [5, 4, 5, 6], [5, 7, 5, 8], [9, 4, 9, 6], [9, 7, 9, 8],
]  # fmt: skip


def test_walls_drawn_twice_by_hand_keep_their_doors() -> None:
    """The two ends at a jamb are not tied to each other: they are one end."""
    again = [
        [1.03, 4.02, 0.05, 4.02],
        [1.97, 4.03, 4.5, 4.02],
        [4.02, 0.01, 4.03, 1.04],
        [9.02, 7.97, 9.01, 6.98],
    ]
    found = document(OUTER + DOORS + again)
    assert areas(found) == pytest.approx(AREAS, rel=0.01)
    assert len(found["openings"]) == 5


def test_of_two_ends_that_diverge_one_is_led_on() -> None:
    """Seen along either line, the end of the other lies a little ahead; not both repeat each other."""
    box: list[list[float]] = [[0, 0, 10, 0], [10, 0, 10, 8], [10, 8, 0, 8], [0, 8, 0, 0]]
    found = document([*box, [0, 4, 9.99, 4.03], [0, 4, 9.99, 3.97]])
    assert areas(found) == pytest.approx([40, 40], rel=0.01)


def test_a_door_to_a_corner_off_line_has_one_way() -> None:
    """One end leads to the tip of the wall at the corner, the end beside it leads back: the same way."""
    outer: list[list[float]] = [
        [0, 0, 12, 0], [12, 0, 12, 8], [0, 8, 0, 0], [0, 8, 3.8, 8.005], [4.96, 7.97, 12, 7.99],
    ]  # fmt: skip
    doors = [wall for wall in DOORS if wall not in ([5, 4, 5, 6], [5, 7, 5, 8])]
    found = document([*outer, *doors, [5.01, 4, 5, 6], [5, 6.8, 5, 8.02]])
    assert areas(found) == pytest.approx(AREAS, rel=0.01)


def test_duplicate_walls_are_named() -> None:
    found = document([*OUTER, *INNER, [2, 0, 6, 0], [8, 4, 8, 0], [3, 3, 3, 3]])
    findings = {(d["kind"], d["wall"], d.get("of")) for d in found["diagnostics"]}
    assert findings == {("duplicate_wall", 9, 0), ("duplicate_wall", 10, 6), ("empty_wall", 11, None)}


@pytest.mark.parametrize("name", ["r2v_gaps__69d0479e", "r2v_gaps__16bbfcff", "r2v_diag__685eb4da"])
def test_real_gaps_are_closed(name: str) -> None:
    path = Path(__file__).parents[3] / "data" / "plans" / f"{name}.json"
    plan = json.loads(path.read_text())
    found = detect_rooms(plan).to_document()
    labelled = len(plan["rooms"])
    assert labelled <= found["rooms_count"] <= labelled + len(plan.get("ignore", []))


def test_neighbours_as_a_graph() -> None:
    graph = room_graph(detect_segments(np.array(OUTER + INNER, dtype=float)).to_document())
    assert graph.number_of_nodes() == 6
    assert graph.edges["room-1", "room-3"]["shared_length"] == 4


def test_hypotheses_are_sought_again_after_closing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[tuple[bytes, float]] = []

    def spied(graph: Graph, ends: FloatArray, dangles: Dangles, clearance: float, *others: Any) -> Hypotheses:
        seen.append((ends.tobytes(), clearance))
        return find_hypotheses(graph, ends, dangles, clearance, *others)

    monkeypatch.setattr(close, "find_hypotheses", spied)
    document([*OUTER, *INNER, [2, 4, 2, 6.5], [10.5, 4, 10.5, 6]])
    assert seen
    assert len(seen) == len(set(seen))


def test_a_large_drawing_is_closed_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the size of rooms is estimated in some places only, the same gaps are closed."""
    rows = np.arange(12.0)
    walls = [[4 * x, 4 * y, 4 * x + 3.97, 4 * y] for x in rows for y in np.arange(13.0)]
    walls += [[4 * x, 4 * y, 4 * x, 4 * y + 3.97] for x in np.arange(13.0) for y in rows]
    whole = document(walls)
    monkeypatch.setattr(close, "MANY", 20)
    monkeypatch.setattr(close, "NEAREST", 30)
    assert len(whole["rooms"]) == 144
    assert document(walls)["rooms"] == whole["rooms"]


def test_no_second_look_where_the_scale_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few rooms to tell their size leave the scale as it is, and what was closed with it."""
    seen: list[float] = []

    def spied(ends: FloatArray, tolerance: float, clearance: float, *others: Any) -> Any:
        seen.append(clearance)
        return closed_by(ends, tolerance, clearance, *others)

    closed_by = close._close
    monkeypatch.setattr(close, "_close", spied)
    document([[0, 0, 4, 0], [4, 0, 4, 3], [4, 3, 0, 3], [0, 3, 0, 0.02]])
    assert len(seen) == 1
