"""Cut paths at the edge of what a page or a viewport of it shows."""

import math
from itertools import pairwise

import shapely

from detection.importers.paths import Vertex, arc_points

Box = tuple[float, float, float, float]  # left, bottom, right, top
FixedPath = tuple[tuple[Vertex, ...], bool]  # the vertices, and whether it is closed

_NEAR = 0.1  # millimetres beyond the edge that do not matter


def within(path: FixedPath, shown: Box, *, filled: bool) -> list[FixedPath]:
    """The parts of a path that lie within a box: the path itself where nothing is cut off.

    Parameters
    ----------
    path
        In millimetres.
    shown
        The box; one that is empty shows nothing.
    filled
        Whether the path bounds an area, of which the parts are areas, too.

    Returns
    -------
    list of FixedPath
        None where all of it is outside.

    Examples
    --------
    >>> line = ((0.0, 5.0, 0.0), (20.0, 5.0, 0.0)), False
    >>> within(line, (10.0, 0.0, 30.0, 30.0), filled=False)
    [(((10.0, 5.0, 0.0), (20.0, 5.0, 0.0)), False)]
    """
    left, bottom, right, top = shown[0] - _NEAR, shown[1] - _NEAR, shown[2] + _NEAR, shown[3] + _NEAR
    if left > right or bottom > top:
        return []
    vertices, closed = path
    xs, ys = [x for x, _, _ in vertices], [y for _, y, _ in vertices]
    bent = any(bulge for _, _, bulge in vertices)
    more = max(xs) - min(xs) + max(ys) - min(ys) if bent else 0.0  # arcs reach beyond their ends
    low_x, high_x, low_y, high_y = min(xs) - more, max(xs) + more, min(ys) - more, max(ys) + more
    if low_x >= left and high_x <= right and low_y >= bottom and high_y <= top:
        return [path]
    if low_x > right or high_x < left or low_y > top or high_y < bottom:
        return []
    points = _straight(vertices, closed=closed)
    if bent and all(left <= x <= right and bottom <= y <= top for x, y in points):
        return [path]
    inner = (shown[0], shown[1], shown[2], shown[3])
    if filled:
        area = shapely.make_valid(shapely.Polygon(points) if len(points) > 3 else shapely.LineString(points))
        return [
            (tuple((x, y, 0.0) for x, y in part.exterior.coords[:-1]), True)
            for part in _parts(shapely.intersection(area, shapely.box(*inner)))
            if isinstance(part, shapely.Polygon) and part.area > 0
        ]
    kept = shapely.line_merge(_cut_lines(points, inner))
    return [
        (tuple((x, y, 0.0) for x, y in part.coords), False)
        for part in _parts(kept)
        if isinstance(part, shapely.LineString) and part.length > 0
    ]


def _straight(vertices: tuple[Vertex, ...], *, closed: bool) -> list[tuple[float, float]]:
    """Points along a path, arcs as short lines."""
    ring = [*vertices, vertices[0]] if closed else list(vertices)
    points = []
    for start, end in pairwise(ring):
        if start[2] and math.dist(start[:2], end[:2]) > 0:
            points += [(x, y) for x, y, _ in arc_points(start, end)]
        else:
            points.append((start[0], start[1]))
    return [*points, (ring[-1][0], ring[-1][1])]


def _cut_lines(points: list[tuple[float, float]], box: Box) -> shapely.MultiLineString:
    """The pieces of a line within a box; the whole pieces come out as they are, to the last digit."""
    pieces = [cut for start, end in pairwise(points) if (cut := _cut(start, end, box)) is not None]
    return shapely.MultiLineString(pieces)


def _cut(
    start: tuple[float, float], end: tuple[float, float], box: Box
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The piece of a segment within a box, after Liang and Barsky (1984); None without one."""
    (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
    first, last = 0.0, 1.0
    for way, room in ((-dx, x - box[0]), (dx, box[2] - x), (-dy, y - box[1]), (dy, box[3] - y)):
        if way == 0:
            if room < 0:
                return None
        elif way < 0:
            first = max(first, room / way)
        else:
            last = min(last, room / way)
    if first >= last:
        return None
    begin = start if first == 0 else (x + first * dx, y + first * dy)
    return begin, (end if last == 1 else (x + last * dx, y + last * dy))


def _parts(shape: shapely.Geometry) -> list[shapely.Geometry]:
    return [part for part in shapely.get_parts(shape).tolist() if not part.is_empty]
