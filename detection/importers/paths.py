"""Paths of a drawing: vertices joined by lines or arcs, and the walls of a plan that they become."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

Vertex = tuple[float, float, float]  # x, y and the bulge of the piece to the next vertex, 0 when straight
DrawnPath = tuple[list[Vertex], bool]  # the vertices of a path, and whether it is closed
Wall = dict[str, Any]


def plain_vertices(vertices: Iterable[Vertex]) -> Iterator[Vertex]:
    """The same vertices as ``float``, whatever number type a library uses."""
    return ((float(x), float(y), float(bulge)) for x, y, bulge in vertices)


def without_repeats(vertices: Iterable[Vertex], *, closed: bool) -> list[Vertex]:
    """The vertices without those that repeat their predecessor."""
    path: list[Vertex] = []
    for vertex in vertices:
        if path and path[-1][:2] == vertex[:2]:
            path[-1] = vertex
        else:
            path.append(vertex)
    if closed and len(path) > 1 and path[0][:2] == path[-1][:2]:
        path.pop()
    return path


def walls_of(path: list[Vertex], *, closed: bool) -> list[Wall]:
    """A line, a polyline, or one wall for each piece where some are curved."""
    if len(path) == 2 and closed and path[0][2] == path[1][2] == 0:
        closed = False
    if not any(bulge for _, _, bulge in (path if closed else path[:-1])):
        points = [[x, y] for x, y, _ in path]
        if len(points) == 2:
            return [{"type": "line", "start": points[0], "end": points[1]}]
        return [{"type": "polyline", "points": points, **({"closed": True} if closed else {})}]
    following = [*path[1:], path[0]] if closed else path[1:]
    return [_piece(vertex, end) for vertex, end in zip(path, following, strict=False)]


def pieces_of(wall: Wall) -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    """Start and end of each piece of a wall."""
    if wall["type"] != "polyline":
        yield wall["start"], wall["end"]
        return
    points = wall["points"]
    yield from pairwise(points)
    if wall.get("closed"):
        yield points[-1], points[0]


def arc_points(start: Vertex, end: Sequence[float], *, step: float = math.radians(7.5)) -> list[Vertex]:
    """Points on the arc from ``start``, with its bulge, to ``end``; without the end itself."""
    x0, y0, bulge = start
    x1, y1 = end[0], end[1]
    sweep = 4 * math.atan(bulge)
    count = max(1, math.ceil(abs(sweep) / step - 1e-9))
    off = (1 - bulge * bulge) / (4 * bulge)
    cx, cy = (x0 + x1) / 2 - off * (y1 - y0), (y0 + y1) / 2 + off * (x1 - x0)
    turns = [(math.cos(sweep * k / count), math.sin(sweep * k / count)) for k in range(count)]
    return [
        (cx + (x0 - cx) * cos - (y0 - cy) * sin, cy + (x0 - cx) * sin + (y0 - cy) * cos, 0.0)
        for cos, sin in turns
    ]


def _piece(vertex: Vertex, end: Vertex) -> Wall:
    x, y, bulge = vertex
    ends = {"start": [x, y], "end": [end[0], end[1]]}
    return {"type": "arc", **ends, "bulge": bulge} if bulge else {"type": "line", **ends}
