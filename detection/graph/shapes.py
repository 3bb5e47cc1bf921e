"""Shapes of faces: their sides as arrays, and Shapely's polygons only where they are asked for."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from detection.graph.faces import following
from detection.graph.measure import CRAMPED, Corners, Measures, face_polygons, face_rings, roomiest
from detection.graph.nesting import Faces
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray
from detection.segments.vectors import distance_to_segment

FEW = 30_000  # points times sides: fewer are held against each other without a tree


@dataclass(frozen=True)
class Shapes:
    """The shapes of some faces (k,), which have three corners or more."""

    corners: Corners
    faces: Faces
    chosen: IntArray  # (k,)

    def __len__(self) -> int:
        return len(self.chosen)

    @cached_property
    def polygons(self) -> Geometries:
        """Shapely's polygons (k,), with their holes."""
        return face_polygons(self.corners, self.faces, self.chosen)

    def taken(self, kept: BoolArray) -> "Shapes":
        """Some of the shapes, (k,) bool, whose polygons are known."""
        some = Shapes(self.corners, self.faces, self.chosen[kept])
        vars(some)["polygons"] = self.polygons[kept]
        return some

    @cached_property
    def sides(self) -> tuple[FloatArray, IntArray]:
        """Sides (s, 4) of all rings, face after face, and where those of each face begin, (k,)."""
        points, sizes, owner = face_rings(self.corners, self.faces, self.chosen)
        ends = points[following(np.concatenate([[0], np.cumsum(sizes)]))] if len(points) else points
        first = np.searchsorted(np.repeat(owner, sizes), np.arange(len(self.chosen)))
        return np.hstack([points, ends]), first

    def holding(self, points: FloatArray) -> tuple[IntArray, IntArray]:
        """Points (p, 2), and the shapes within which each lies; those on a side lie in none."""
        if not len(points) or not len(self):
            none = np.zeros(0, dtype=np.int64)
            return none, none
        sides, first = self.sides
        if len(points) * len(sides) > FEW:
            place, row = shapely.STRtree(self.polygons).query(shapely.points(points), predicate="within")
            order = np.lexsort((row, place))
            return place[order], row[order]
        (x0, y0, x1, y1), (x, y) = sides.T, points.T[:, :, None]
        above_start, above_end = y0 > y, y1 > y
        turn = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
        crossed = (above_start != above_end) & ((turn > 0) == above_end)
        on_it = (turn == 0) & (np.minimum(x0, x1) <= x) & (x <= np.maximum(x0, x1))
        on_it &= (np.minimum(y0, y1) <= y) & (y <= np.maximum(y0, y1))
        crossings = np.add.reduceat(crossed, first, axis=1, dtype=np.int64)
        place, row = np.nonzero((crossings % 2 == 1) & ~np.logical_or.reduceat(on_it, first, axis=1))
        return place, row

    def label_points(self, sizes: Measures) -> FloatArray:
        """A point (k, 2) well inside every face: its centroid, or the roomiest spot where that is cramped."""
        points = sizes.centroid.copy()
        if not len(self):
            return points
        sides, first = self.sides
        count = np.diff(np.append(first, len(sides)))
        asked = np.repeat(points, count, axis=0)
        (x0, y0, x1, y1), (x, y) = sides.T, asked.T
        above_end = y1 > y
        crossed = ((y0 > y) != above_end) & (((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0) > 0) == above_end)
        inside = np.add.reduceat(crossed, first, dtype=np.int64) % 2 == 1
        free = np.minimum.reduceat(distance_to_segment(asked, sides), first)
        width = 2 * sizes.area / np.maximum(sizes.perimeter, np.finfo(np.float64).tiny)
        cramped = np.flatnonzero(~inside | (free < CRAMPED * width))
        if len(cramped):
            shapes = face_polygons(self.corners, self.faces, self.chosen[cramped])
            points[cramped] = roomiest(shapes, width[cramped])
        return points
