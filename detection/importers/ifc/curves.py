"""Curves of IFC as vertices: polylines, arcs, and composites of them."""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from detection.importers.paths import Vertex

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema
Point = tuple[float, float]


def curve_of(curve: Entity, angle: float = 1.0) -> list[Vertex] | None:
    """The vertices of a plane curve; None for another kind. ``angle`` is its unit in radians."""
    if curve.is_a("IfcPolyline"):
        return [(*point.Coordinates[:2], 0.0) for point in curve.Points]
    if curve.is_a("IfcIndexedPolyCurve"):
        return list(_indexed(curve))
    if curve.is_a("IfcTrimmedCurve"):
        return _trimmed(curve, angle)
    if curve.is_a("IfcCompositeCurve"):
        return _composite(curve, angle)
    return None


def moved_aside(path: list[Vertex], distance: float) -> list[Vertex]:
    """The path shifted to its left; corners stay corners, arcs stay round."""
    if len(path) < 2 or distance == 0:
        return path
    pieces = list(pairwise(path))
    normals = [_normals(start, end) for start, end in pieces]
    moved: list[Vertex] = []
    for k, (x, y, bulge) in enumerate(path):
        before = normals[k - 1][1] if k > 0 else None
        after = normals[k][0] if k < len(normals) else None
        nx, ny = _mitre(before, after)
        moved.append((x + distance * nx, y + distance * ny, bulge))
    return moved


def _normals(start: Vertex, end: Vertex) -> tuple[Point, Point]:
    """The directions to the left where a piece starts and where it ends."""
    along = math.atan2(end[1] - start[1], end[0] - start[0])
    half = 2 * math.atan(start[2])  # of the sweep
    return _left(along - half), _left(along + half)


def _left(direction: float) -> Point:
    return -math.sin(direction), math.cos(direction)


def _mitre(before: Point | None, after: Point | None) -> Point:
    if before is None or after is None:
        return before or after or (0.0, 0.0)
    x, y = before[0] + after[0], before[1] + after[1]
    share = 1 + before[0] * after[0] + before[1] * after[1]
    return (x / share, y / share) if share > 0.1 else after


def _indexed(curve: Entity) -> Iterator[Vertex]:
    points = [point[:2] for point in curve.Points.CoordList]
    if not curve.Segments:
        yield from ((x, y, 0.0) for x, y in points)
        return
    last: Point = points[0]
    for segment in curve.Segments:
        at = [points[index - 1] for index in segment[0]]
        if segment.is_a("IfcArcIndex"):
            start, middle, last = at
            yield (*start, _bulge(start, middle, last))
        else:
            yield from ((x, y, 0.0) for x, y in at[:-1])
            last = at[-1]
    yield (*last, 0.0)


def _bulge(start: Point, middle: Point, end: Point) -> float:
    """Of the arc through three points: the angle at the middle is half a turn less half the sweep."""
    ax, ay, bx, by = start[0] - middle[0], start[1] - middle[1], end[0] - middle[0], end[1] - middle[1]
    angle = math.atan2(ax * by - ay * bx, ax * bx + ay * by)
    return -math.copysign(math.tan((math.pi - abs(angle)) / 2), angle)


def _trimmed(curve: Entity, angle: float) -> list[Vertex] | None:
    basis = curve.BasisCurve
    ends = [_trim_point(each) for each in (curve.Trim1, curve.Trim2)]
    if basis.is_a("IfcLine"):
        ends = [
            end or _on_line(basis, each) for end, each in zip(ends, (curve.Trim1, curve.Trim2), strict=True)
        ]
        return [(*end, 0.0) for end in ends if end is not None] if None not in ends else None
    if not basis.is_a("IfcCircle"):
        return None
    centre, first, radius = _frame(basis.Position), 0.0, float(basis.Radius)
    (cx, cy), first = centre[0], math.atan2(centre[1][1], centre[1][0])
    turns = []
    for end, trims in zip(ends, (curve.Trim1, curve.Trim2), strict=True):
        if end is not None:
            turns.append(math.atan2(end[1] - cy, end[0] - cx))
        else:
            value = _parameter(trims)
            if value is None:
                return None
            turns.append(first + value * angle)
    sweep = (turns[1] - turns[0]) % math.tau or math.tau
    if not curve.SenseAgreement:
        sweep -= math.tau
    middle = turns[0] + sweep / 2
    points = [
        (cx + radius * math.cos(turn), cy + radius * math.sin(turn))
        for turn in (turns[0], middle, turns[0] + sweep)
    ]
    bulge = math.tan(sweep / 8)
    return [(*points[0], bulge), (*points[1], bulge), (*points[2], 0.0)]


def _composite(curve: Entity, angle: float) -> list[Vertex] | None:
    whole: list[Vertex] = []
    for segment in curve.Segments:
        path = curve_of(segment.ParentCurve, angle)
        if path is None:
            return None
        if not segment.SameSense:
            bulges = [-bulge for _, _, bulge in path[:-1]][::-1]
            path = [(x, y, bulge) for (x, y, _), bulge in zip(path[::-1], [*bulges, 0.0], strict=True)]
        whole = [*whole[:-1], *path] if whole else path
    return whole


def _trim_point(trims: tuple[Entity, ...]) -> Point | None:
    for trim in trims:
        if hasattr(trim, "is_a") and trim.is_a("IfcCartesianPoint"):
            x, y = trim.Coordinates[:2]
            return x, y
    return None


def _parameter(trims: tuple[Entity, ...]) -> float | None:
    for trim in trims:
        value = getattr(trim, "wrappedValue", trim)
        if isinstance(value, (int, float)):
            return float(value)
    return None


def _on_line(line: Entity, trims: tuple[Entity, ...]) -> Point | None:
    value = _parameter(trims)
    if value is None:
        return None
    (x, y), (dx, dy) = line.Pnt.Coordinates[:2], line.Dir.Orientation.DirectionRatios[:2]
    length = float(line.Dir.Magnitude) / (math.hypot(dx, dy) or 1.0)
    return x + value * dx * length, y + value * dy * length


def _frame(placement: Entity) -> tuple[Point, Point]:
    x, y = placement.Location.Coordinates[:2]
    direction = placement.RefDirection.DirectionRatios[:2] if placement.RefDirection else (1.0, 0.0)
    return (x, y), direction
