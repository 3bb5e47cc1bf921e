"""Extend axes of walls to the axes that they join: many programs end them at the face of the other wall.

The thickness of the other wall says how far. Source: IFC, IfcRelConnectsPathElements and IfcWallStandardCase,
whose axes need not meet where the bodies do.
"""

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import numpy as np
import shapely

from detection.importers.paths import Vertex

_SLACK = 0.03  # metres between bodies that are meant to touch
_TOLD_SLACK = 0.5  # metres between those of which the file says that they are connected
_LEAST_SINE = 0.3  # of the angle of two walls that join; others run beside each other

Drawn = tuple[list[Vertex], bool, float | None]  # vertices in metres, whether closed, thickness in metres


def joined(walls: list[Drawn], told: Mapping[int, AbstractSet[int]] | None = None) -> list[Drawn]:
    """The same walls, with open ends extended to the middle of the walls that they touch.

    ``told`` has for some walls the places of those that the file connects them to: these may be farther away.

    >>> cross, stem = ([(0, 0, 0), (4, 0, 0)], False, 0.4), ([(2, 0.2, 0), (2, 3, 0)], False, 0.1)
    >>> joined([cross, stem])[1][0]
    [(2.0, 0.0, 0), (2, 3, 0)]
    """
    places = [place for place, (path, _, _) in enumerate(walls) if len(path) > 1]
    if not places:
        return walls
    lines = [
        _Line(place, shapely.LineString([vertex[:2] for vertex in walls[place][0]]), walls[place][2] or 0.0)
        for place in places
    ]
    ends = _Ends(lines, told or {})
    return [
        (path if closed else _extended(place, path, thickness, ends), closed, thickness)
        for place, (path, closed, thickness) in enumerate(walls)
    ]


class _Line(NamedTuple):
    place: int  # of the wall among all
    axis: shapely.LineString
    thickness: float


class _Ends:
    """Finds where the end of a wall meets the middle of another one."""

    def __init__(self, lines: list[_Line], told: Mapping[int, AbstractSet[int]]) -> None:
        self.lines, self.told = lines, told
        self.tree = shapely.STRtree([line.axis for line in lines])
        self.widest = max(line.thickness for line in lines)

    def meeting(self, place: int, end: Vertex, before: Vertex, own: float) -> tuple[float, float] | None:
        """The point on the axis of another wall that lies ahead of ``end``, seen from ``before``."""
        told = self.told.get(place, frozenset())
        reach = self.widest / 2 + (_TOLD_SLACK if told else _SLACK)
        x, y = end[0], end[1]
        along = math.hypot(x - before[0], y - before[1])
        if along == 0:
            return None
        dx, dy = (x - before[0]) / along, (y - before[1]) / along
        best: tuple[float, tuple[float, float]] | None = None
        for index in self.tree.query(shapely.Point(x, y).buffer(reach)).tolist():
            other, line, thickness = self.lines[index]
            slack = _TOLD_SLACK if other in told else _SLACK
            corners = np.asarray(line.coords)
            for (ax, ay), (bx, by) in zip(corners[:-1].tolist(), corners[1:].tolist(), strict=True):
                ahead = _ahead((x, y), (dx, dy), (ax, ay), (bx, by), own / 2 + slack)
                if ahead is None:
                    continue
                distance, sine = ahead
                if 1e-6 < distance <= (thickness / 2 + slack) / sine and (best is None or distance < best[0]):
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


def _extended(place: int, path: list[Vertex], thickness: float | None, ends: _Ends) -> list[Vertex]:
    """A path with its straight ends extended."""
    if len(path) < 2:
        return path
    path, own = list(path), thickness or 0.0
    for end, beside in ((0, 1), (-1, -2)):
        bulge = path[0][2] if end == 0 else path[-2][2]
        if (
            len(path) > 1
            and bulge == 0
            and (point := ends.meeting(place, path[end], path[beside], own)) is not None
        ):
            path[end] = (*point, path[end][2])
    return path
