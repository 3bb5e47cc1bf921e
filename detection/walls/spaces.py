"""Spaces of a plan, as polygons: on which sides of a line they lie."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from detection.plan.annotations import Space
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray
from detection.segments.vectors import lengths

NOWHERE = -1  # no space
PLACES = (0.2, 0.5, 0.8)  # along a line, where its sides are looked at


@dataclass(frozen=True)
class Outlines:
    """Valid polygons of the spaces of a plan."""

    polygons: Geometries  # (p,)
    space: IntArray  # (p,): a space whose outline crosses itself has several polygons

    @staticmethod
    def of(spaces: Sequence[Space]) -> "Outlines":
        """The polygons of these spaces."""
        if not spaces:
            return Outlines(np.zeros(0, dtype=object), np.zeros(0, dtype=np.int64))
        drawn = np.array([shapely.Polygon(space.polygon) for space in spaces], dtype=object)
        whole, owner = shapely.get_parts(shapely.make_valid(drawn), return_index=True)
        parts, collection = shapely.get_parts(whole, return_index=True)
        solid = shapely.area(parts) > 0
        return Outlines(np.asarray(parts[solid]), np.asarray(owner[collection][solid], dtype=np.int64))

    def beside(self, lines: FloatArray, off: FloatArray) -> tuple[BoolArray, BoolArray]:
        """Whether each line (k, 4) runs between two spaces, and whether it runs through one.

        The sides are looked at a distance off, (k,), from the line; all along it must be so.
        """
        between, through = np.ones(len(lines), dtype=bool), np.ones(len(lines), dtype=bool)
        if not len(self.polygons) or not len(lines):
            return ~between, ~through
        tree = shapely.STRtree(self.polygons)
        way = lines[:, 2:] - lines[:, :2]
        aside = np.column_stack([-way[:, 1], way[:, 0]]) / np.maximum(lengths(way), 1e-300)[:, None]
        for share in PLACES:
            middle = lines[:, :2] + share * way
            left, right = (self._at(tree, middle + side * off[:, None] * aside) for side in (1, -1))
            known = (left != NOWHERE) & (right != NOWHERE)
            between &= known & (left != right)
            through &= known & (left == right)
        return between, through

    def _at(self, tree: shapely.STRtree, points: FloatArray) -> IntArray:
        """The smallest space around each point (k, 2), or NOWHERE."""
        point, polygon = tree.query(shapely.points(points), predicate="within")
        order = np.lexsort((polygon, -shapely.area(self.polygons[polygon])))
        found = np.full(len(points), NOWHERE)
        found[point[order]] = self.space[polygon[order]]  # the last, smallest one stays
        return found
