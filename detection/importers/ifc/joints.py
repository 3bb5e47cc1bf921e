"""Extend axes of walls to the axes that they join: many programs end them at the face of the other wall.

The thickness of the other wall says how far. Source: IFC, IfcRelConnectsPathElements and IfcWallStandardCase,
whose axes need not meet where the bodies do.
"""

import math

import numpy as np
import shapely

from detection.importers.paths import Vertex

_SLACK = 0.03  # metres between bodies that are meant to touch
_LEAST_SINE = 0.3  # of the angle of two walls that join; others run beside each other

Drawn = tuple[list[Vertex], bool, float | None]  # vertices in metres, whether closed, thickness in metres


def joined(walls: list[Drawn]) -> list[Drawn]:
    """The same walls, with open ends extended to the middle of the walls that they touch.

    >>> cross, stem = ([(0, 0, 0), (4, 0, 0)], False, 0.4), ([(2, 0.2, 0), (2, 3, 0)], False, 0.1)
    >>> joined([cross, stem])[1][0]
    [(2.0, 0.0, 0), (2, 3, 0)]
    """
    lines = [
        (shapely.LineString([vertex[:2] for vertex in path]), thickness or 0.0)
        for path, _, thickness in walls
        if len(path) > 1
    ]
    if not lines:
        return walls
    tree, widest = shapely.STRtree([line for line, _ in lines]), max(thickness for _, thickness in lines)
    ends = _Ends(lines, tree, widest / 2 + _SLACK)
    return [
        (path if closed else _extended(path, thickness, ends), closed, thickness)
        for path, closed, thickness in walls
    ]


class _Ends:
    """Finds where the end of a wall meets the middle of another one."""

    def __init__(
        self, lines: list[tuple[shapely.LineString, float]], tree: shapely.STRtree, reach: float
    ) -> None:
        self.lines, self.tree, self.reach = lines, tree, reach

    def meeting(self, end: Vertex, before: Vertex, own: float) -> tuple[float, float] | None:
        """The point on the axis of another wall that lies ahead of ``end``, seen from ``before``."""
        x, y = end[0], end[1]
        along = math.hypot(x - before[0], y - before[1])
        if along == 0:
            return None
        dx, dy = (x - before[0]) / along, (y - before[1]) / along
        best: tuple[float, tuple[float, float]] | None = None
        for index in self.tree.query(shapely.Point(x, y).buffer(self.reach)).tolist():
            line, thickness = self.lines[index]
            corners = np.asarray(line.coords)
            for (ax, ay), (bx, by) in zip(corners[:-1].tolist(), corners[1:].tolist(), strict=True):
                ahead = _ahead((x, y), (dx, dy), (ax, ay), (bx, by), own / 2 + _SLACK)
                if ahead is None:
                    continue
                distance, sine = ahead
                if 1e-6 < distance <= (thickness / 2 + _SLACK) / sine and (
                    best is None or distance < best[0]
                ):
                    best = distance, (x + distance * dx, y + distance * dy)
        return None if best is None else best[1]


def _ahead(
    point: tuple[float, float],
    direction: tuple[float, float],
    start: tuple[float, float],
    end: tuple[float, float],
    beyond: float,
) -> tuple[float, float] | None:
    """How far ahead a ray meets a segment, or what is ``beyond`` its ends; and the sine of the angle."""
    ux, uy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(ux, uy)
    if length == 0:
        return None
    ux, uy = ux / length, uy / length
    sine = direction[0] * uy - direction[1] * ux
    if abs(sine) < _LEAST_SINE:
        return None
    px, py = start[0] - point[0], start[1] - point[1]
    distance = (px * uy - py * ux) / sine
    place = (px * direction[1] - py * direction[0]) / sine
    return (distance, abs(sine)) if -beyond <= place <= length + beyond else None


def _extended(path: list[Vertex], thickness: float | None, ends: _Ends) -> list[Vertex]:
    """A path with its straight ends extended."""
    if len(path) < 2:
        return path
    path, own = list(path), thickness or 0.0
    for place, beside in ((0, 1), (-1, -2)):
        bulge = path[0][2] if place == 0 else path[-2][2]
        if (
            len(path) > 1
            and bulge == 0
            and (point := ends.meeting(path[place], path[beside], own)) is not None
        ):
            path[place] = (*point, path[place][2])
    return path
