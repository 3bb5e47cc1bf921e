"""What was repaired, and what the person who drew the plan should look at."""

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from detection.confidence import DOUBTFUL, place_of
from detection.strokes import FloatArray
from detection.tips import find_tips

if TYPE_CHECKING:
    from detection.result import DetectionResult

Document = dict[str, Any]


def repairs_of(result: "DetectionResult") -> list[Document]:
    """Each stretch that was inferred and each that was left out, with coordinates."""
    return _closed(result) + _loose_ends(result) + _slivers(result)


def diagnostics_of(result: "DetectionResult") -> list[Document]:
    """Leaks, doubts, and walls that do nothing."""
    return _leaks(result) + _unused_walls(result) + _duplicate_walls(result)


def _closed(result: "DetectionResult") -> list[Document]:
    closing, names = result.closing, list(result.room_ids.values())
    repairs = []
    for row, stroke in enumerate(closing.strokes):
        kind = "opening" if closing.is_opening[row] else "gap"
        parted = [names[room] for room in result.rooms_beside_closing.get(row, [])]
        between = f" between {' and '.join([*parted, 'the outside'][:2])}" if parted else ""
        repairs.append(
            {
                "kind": kind,
                "at": stroke[:2].tolist(),
                "to": stroke[2:].tolist(),
                "wall": int(result.strokes.wall[closing.continues[row]]),
                "length": _length(stroke),
                "probability": float(closing.probability[row]),
                "detail": f"closed {_a(kind)} of {_measure(result, stroke)} at {place_of(stroke)}{between}",
            }
        )
    return repairs


def _loose_ends(result: "DetectionResult") -> list[Document]:
    """Ends that stick out of a junction, and walls that lead nowhere: they bound no room."""
    drawn = ~result.strokes.inferred
    tips = find_tips(result.drawn, result.strokes.ends, drawn)
    repairs = []
    for row in range(len(tips)):
        start = result.drawn.points[tips.junction[row]]
        stroke = np.concatenate([start, tips.point[row]])
        kind = "overshoot" if tips.sticks_out[row] else "stub"
        repairs.append(
            {
                "kind": kind,
                "at": tips.point[row].tolist(),
                "to": start.tolist(),
                "wall": int(result.strokes.wall[tips.stroke[row]]),
                "length": _length(stroke),
                "detail": f"left out {_a(kind)} of {_measure(result, stroke)} that ends at "
                f"({tips.point[row][0]:.10g}, {tips.point[row][1]:.10g})",
            }
        )
    return repairs


def _slivers(result: "DetectionResult") -> list[Document]:
    """Faces too narrow for a room; in a drawing with two lines a wall these are the walls, and not listed."""
    if result.reading.double:
        return []
    measures = result.measures
    narrow = np.setdiff1d(np.arange(len(result.faces)), result.rooms)
    return [
        {
            "kind": "sliver",
            "at": measures.centroid[face].tolist(),
            "area": float(measures.area[face]),
            "detail": f"left out a face of area {measures.area[face]:.4g}, too narrow for a room",
        }
        for face in narrow
    ]


def _leaks(result: "DetectionResult") -> list[Document]:
    """Gaps that were left open: all that would have been closed, and others that are not unlikely."""
    closing = result.closing
    rows = np.flatnonzero(closing.rejected_probability >= DOUBTFUL)
    names = list(result.room_ids.values())
    middle = (closing.rejected[rows, :2] + closing.rejected[rows, 2:]) / 2
    place, room = shapely.STRtree(result.polygons).query(shapely.points(middle), predicate="within")
    inside = dict(zip(place.tolist(), room.tolist(), strict=True))
    leaks = []
    for number, row in enumerate(rows):
        stroke, likely = closing.rejected[row], float(closing.rejected_probability[row])
        where = f"{names[inside[number]]} may be two rooms" if number in inside else "it may keep a room open"
        leaks.append(
            {
                "kind": "leak",
                "at": middle[number].tolist(),
                "from": stroke[:2].tolist(),
                "to": stroke[2:].tolist(),
                "length": _length(stroke),
                "probability": likely,
                "detail": f"a gap of {_measure(result, stroke)} at {place_of(stroke)} is left open: {where} "
                f"({likely:.0%} likely)",
            }
        )
    return leaks


def _unused_walls(result: "DetectionResult") -> list[Document]:
    sides, lines = result.sides, result.lines
    # Of a wall of two lines, one may bound nothing but the inside of the wall.
    bounding = (np.isin(sides.face, result.rooms) | result.reading.double) & ~sides.inferred
    used = set(sides.wall[bounding].tolist())
    if result.bars is not None:  # a bar that bounds a room on one side does so with all its lines
        walls_of_bars = lines.wall[result.bars.members]
        bounds_room = np.isin(walls_of_bars, list(used)).any(axis=1)
        used |= set(walls_of_bars[bounds_room].ravel().tolist())
    first = dict(zip(lines.wall[::-1].tolist(), range(len(lines) - 1, -1, -1), strict=True))
    diagnostics = []
    for wall in range(len(result.plan.load_bearing)):
        if wall not in first:
            diagnostics.append({"kind": "empty_wall", "wall": wall, "detail": f"wall {wall} has no length"})
        elif wall not in used:
            x0, y0, x1, y1 = lines.ends[first[wall]].tolist()
            diagnostics.append(
                {
                    "kind": "unused_wall",
                    "wall": wall,
                    "at": [(x0 + x1) / 2, (y0 + y1) / 2],
                    "detail": f"wall {wall} bounds no room",
                }
            )
    return diagnostics


def _duplicate_walls(result: "DetectionResult") -> list[Document]:
    """Walls that run over another one all along."""
    graph, strokes = result.drawn, result.strokes
    drawn = ~strokes.inferred[graph.cover_stroke]
    pairs = np.unique(
        np.column_stack([graph.cover_edge[drawn], strokes.wall[graph.cover_stroke[drawn]]]), axis=0
    )
    edges_of = np.bincount(pairs[:, 1], minlength=len(result.plan.load_bearing))
    starts = np.flatnonzero(np.diff(pairs[:, 0], prepend=-1))
    shared: Counter[tuple[int, int]] = Counter()
    for walls in np.split(pairs[:, 1], starts[1:]):
        if len(walls) > 1:
            shared.update((a, b) for a in walls.tolist() for b in walls.tolist() if a != b)
    found: dict[int, int] = {}
    for (wall, other), count in sorted(shared.items()):
        same = count == edges_of[wall] == edges_of[other]
        if count == edges_of[wall] and wall not in found and (not same or other < wall):
            found[wall] = other
    return [
        {
            "kind": "duplicate_wall",
            "wall": wall,
            "of": other,
            "detail": f"wall {wall} lies on wall {other} all along",
        }
        for wall, other in found.items()
    ]


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _length(stroke: FloatArray) -> float:
    return float(np.hypot(stroke[2] - stroke[0], stroke[3] - stroke[1]))


def _measure(result: "DetectionResult", stroke: FloatArray) -> str:
    return f"{_length(stroke):.4g} {result.plan.units}" if result.plan.units else f"{_length(stroke):.4g}"
