"""Repairs of the drawing, and findings for the person who drew it."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from detection.graph.dangles import find_dangles
from detection.options import SHORTEST
from detection.plan.parse import Plan
from detection.report.labels import label_findings, space_findings
from detection.report.leaks import find_leaks, leaks_of
from detection.report.lost import find_lost_rooms
from detection.report.rounding import decimals_of
from detection.rooms.confidence import place_of
from detection.rooms.plausibility import Doubt
from detection.rooms.rooms import Rooms
from detection.segments.segments import BoolArray

Document = dict[str, Any]
NAMED = 5  # rooms that a doubt lists
TRIED = 8  # of the walls over one place, whether another one lies on them all along


def repairs_of(result: Rooms) -> Iterator[Document]:
    """Each stretch that was inferred and each that was left out, with coordinates; nothing when strict."""
    if not result.strict:
        yield from _closed(result)
        yield from _loose_ends(result)
        yield from _slivers(result)


def diagnostics_of(result: Rooms) -> list[Document]:
    """Doubts about the reading, leaks, and walls that bound no room; in strict mode also dangles."""
    loose = list(_loose_ends(result)) if result.strict else []
    walls = _unused_walls(result) + _duplicate_walls(result)
    said: list[Document] = [dict(finding) for finding in result.plan.findings]
    named = label_findings(result) + space_findings(result)
    return said + _reading(result) + find_leaks(result) + find_lost_rooms(result) + named + loose + walls


def _reading(result: Rooms) -> list[Document]:
    """How walls were read, if another reading is possible, and implausible rooms."""
    doubts: list[Document] = []
    ids = list(result.room_ids.values())
    for doubt in result.doubts:
        rooms = [name for name, doubted in zip(ids, doubt.rooms.tolist(), strict=True) if doubted]
        doubts.append(
            {"kind": "doubt", "why": doubt.kind, "rooms": rooms, "detail": _doubt(doubt, rooms, ids)}
        )
    reading = result.reading
    if reading.apart is None or reading.chosen:
        return doubts
    apart = f"{reading.apart:.4g} {result.plan.units or ''}".rstrip()
    count = "" if result.other_count is None else f" and finds {result.other_count} rooms"
    detail = (
        f"walls are read as drawn with two sides, up to {apart} apart, with {len(ids)} rooms; "
        f"the option walls='single' reads every line as a wall{count}"
        if reading.double
        else f"every line is read as a wall, with {len(ids)} rooms, but two lines {apart} apart may be the "
        f"sides of one; the option walls='double' reads them as such{count}"
    )
    return [
        *doubts,
        {
            "kind": "reading",
            "walls": "double" if reading.double else "single",
            "apart": reading.apart,
            "rooms_count": len(ids),
            "other_rooms_count": result.other_count,
            "detail": detail,
        },
    ]


def _doubt(doubt: Doubt, rooms: list[str], ids: list[str]) -> str:
    if not rooms:
        return doubt.detail
    some = "all rooms" if len(rooms) == len(ids) else ", ".join(rooms[:NAMED])
    more = f" and {len(rooms) - NAMED} more" if len(rooms) > NAMED and len(rooms) < len(ids) else ""
    return f"{some}{more}: {doubt.detail}"


def _closed(result: Rooms) -> Iterator[Document]:
    closing, names, beside = result.closing, list(result.room_ids.values()), result.rooms_beside_closing
    columns = (
        closing.segments.tolist(),
        np.where(closing.is_opening, "opening", "gap").tolist(),
        result.segments.wall[closing.continues].tolist(),
        np.round(closing.probability, 3).tolist(),
        closing.is_virtual.tolist(),
    )
    decimals = decimals_of(result.tolerance)
    for row, (segment, kind, wall, probability, virtual) in enumerate(zip(*columns, strict=True)):
        if virtual:  # given by the plan, and told among the openings
            continue
        parted = [names[room] for room in beside.get(row, ())]
        between = f" between {' and '.join([*parted, 'the outside'][:2])}" if parted else ""
        length = _length(segment)
        yield {
            "kind": kind,
            "at": segment[:2],
            "to": segment[2:],
            "wall": wall,
            "length": round(length, decimals),
            "probability": probability,
            "detail": f"closed {_a(kind)} of {_measure(result, length)} at {place_of(segment)}{between}",
        }


def _loose_ends(result: Rooms) -> Iterator[Document]:
    """Overshoots and stubs: parts of walls with a free end, which bound no room."""
    dangles = find_dangles(result.drawn, result.segments.ends, ~result.segments.inferred)
    leaking = set(map(tuple, leaks_of(result.closing).reshape(-1, 2).tolist())) if result.strict else set()
    columns = (
        dangles.junction_point.tolist(),
        dangles.point.tolist(),
        np.where(dangles.sticks_out, "overshoot", "stub").tolist(),
        result.segments.wall[dangles.segment].tolist(),
    )
    decimals = decimals_of(result.tolerance)
    for start, (x, y), kind, wall in zip(*columns, strict=True):
        if (x, y) in leaking:
            continue
        length = _length([*start, x, y])
        size = f"{_a(kind)} of {_measure(result, length)}"
        what = f"{size} bounds no room; it" if result.strict else f"left out {size} that"
        yield {
            "kind": kind,
            "at": [x, y],
            "to": start,
            "wall": wall,
            "length": round(length, decimals),
            "detail": f"{what} ends at ({x:.10g}, {y:.10g})",
        }


def _slivers(result: Rooms) -> Iterator[Document]:
    """Faces too narrow for a room; in a drawing with two lines a wall these are the walls, and not listed."""
    if result.reading.double:
        return
    measures = result.measures
    for face in np.flatnonzero(~result.is_room[:-1]):
        yield {
            "kind": "sliver",
            "at": measures.centroid[face].tolist(),
            "area": float(measures.area[face]),
            "detail": f"left out a face of area {measures.area[face]:.4g}, too narrow for a room",
        }


def _unused_walls(result: Rooms) -> list[Document]:
    sides, lines = result.sides, result.lines
    # Of a wall of two lines, one may bound nothing but the inside of the wall.
    bounding = (result.is_room[sides.face] | result.reading.double) & ~sides.inferred
    used = np.zeros(len(result.plan.load_bearing), dtype=bool)
    used[sides.wall[bounding]] = True
    if result.bodies is not None:  # a body that bounds a room on one side does so with all its lines
        middle = (lines.ends[:, :2] + lines.ends[:, 2:]) / 2
        line, body = shapely.STRtree(result.bodies.shapes).query(
            shapely.points(middle), predicate="dwithin", distance=result.tolerance
        )
        bounds_room = np.unique(body[used[lines.wall[line]]])
        used[lines.wall[line[np.isin(body, bounds_room)]]] = True
    first = np.full(len(used), -1)  # line of each wall
    first[lines.wall[::-1]] = np.arange(len(lines))[::-1]
    has_length = _have_length(result.plan)
    diagnostics = []
    for wall in np.flatnonzero(~used | (first < 0)).tolist():
        if first[wall] >= 0:
            x0, y0, x1, y1 = lines.ends[first[wall]].tolist()
            diagnostics.append(
                {
                    "kind": "unused_wall",
                    "wall": wall,
                    "at": [(x0 + x1) / 2, (y0 + y1) / 2],
                    "detail": f"wall {wall} bounds no room",
                }
            )
        elif not has_length[wall]:  # otherwise it is no wall, but the leaf or the swing of a door
            diagnostics.append({"kind": "empty_wall", "wall": wall, "detail": f"wall {wall} has no length"})
    return diagnostics


def _have_length(plan: Plan) -> BoolArray:
    """Whether each wall (w,) has any length in the plan; none has where there are segments alone."""
    x0, y0, x1, y1, _ = np.array(plan.pieces).reshape(-1, 5).T
    long = np.abs(x1 - x0) + np.abs(y1 - y0) > SHORTEST
    found = np.zeros(len(plan.load_bearing), dtype=bool)
    found[np.array(plan.owners)[long]] = True
    return found


def _duplicate_walls(result: Rooms) -> list[Document]:
    """Walls that run over another one all along; the longest one stays, or of equal ones the first."""
    graph, segments = result.drawn, result.segments
    drawn = ~segments.inferred[graph.cover_segment]
    on = graph.cover_edge[drawn]
    if not (on[1:] == on[:-1]).any():  # no edge is that of two segments
        return []
    walls, edges = len(result.plan.load_bearing), len(graph.edges)
    edges_of = np.zeros(walls, dtype=np.int64)
    pair = np.unique(on * walls + segments.wall[graph.cover_segment[drawn]])
    edge, wall = np.divmod(pair, walls)
    np.add.at(edges_of, wall, 1)
    covers = np.bincount(edge, minlength=edges)
    # A wall that covers another one covers its least covered edge: only the longest walls there are tried.
    order = np.lexsort((wall, -edges_of[wall], edge))
    first = np.cumsum(covers) - covers
    by_covers = np.argsort(-covers[edge], kind="stable")
    least = np.zeros(walls, dtype=np.int64)
    least[wall[by_covers]] = edge[by_covers]  # the last, least covered one stays
    suspects = np.unique(wall)
    suspects = suspects[covers[least[suspects]] > 1]
    of = np.full(walls, -1)
    for rank in range(TRIED):
        open_ = suspects[(of[suspects] < 0) & (covers[least[suspects]] > rank)]
        if not len(open_):
            break
        other = wall[order[first[least[open_]] + rank]]
        longer = (edges_of[other] > edges_of[open_]) | (
            (edges_of[other] == edges_of[open_]) & (other < open_)
        )
        open_, other = open_[longer], other[longer]
        row = np.flatnonzero(np.isin(wall, open_))
        cover = np.zeros(walls, dtype=np.int64)
        cover[open_] = other
        wanted = edge[row] * walls + cover[wall[row]]
        shared = np.bincount(wall[row][np.isin(wanted, pair)], minlength=walls)
        same = shared[open_] == edges_of[open_]
        of[open_[same]] = other[same]
    return [
        {
            "kind": "duplicate_wall",
            "wall": int(number),
            "of": int(of[number]),
            "detail": f"wall {number} lies on wall {of[number]} all along",
        }
        for number in np.flatnonzero(of >= 0)
    ]


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _length(segment: list[float]) -> float:
    x0, y0, x1, y1 = segment
    return math.hypot(x1 - x0, y1 - y0)


def _measure(result: Rooms, length: float) -> str:
    return f"{length:.4g} {result.plan.units}" if result.plan.units else f"{length:.4g}"
