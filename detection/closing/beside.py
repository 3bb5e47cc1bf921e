"""What closing would leave on both sides of each hypothesis: the faces, their sizes and their names."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from detection.graph.arrangement import beside_by_kernel
from detection.graph.faces import Rings, trace_rings
from detection.graph.measure import face_polygons, find_corners
from detection.graph.nesting import Faces, nest
from detection.graph.noding import Graph, node
from detection.kernels.library import kernels
from detection.progress import Beat
from detection.segments.segments import BoolArray, FloatArray, IntArray

# In square multiples of the typical clearance across a room.
OUTSIDE_AREA = 100.0  # area given to the outside
MOST_AREA = 4.0  # largest area of a face that is told from larger ones


@dataclass(frozen=True)
class Beside:
    """The faces on both sides of each of k hypotheses, in a drawing in which others are closed as well."""

    least_area: FloatArray  # (k,): of the smaller one
    parts: BoolArray  # (k,): whether there are two
    outside: BoolArray  # (k,): whether one is the outside
    width: FloatArray  # (k,): of the smaller one, twice its area over its perimeter

    @staticmethod
    def joined(parts: "list[Beside]") -> "Beside":
        """All rows of several lists."""
        return Beside(
            *(np.concatenate(columns) for columns in zip(*(vars(p).values() for p in parts), strict=True))
        )

    def within(self, alone: "Beside", first: int) -> "Beside":
        """The same; from a row on, with the outside and widths of a drawing without the others."""
        return Beside(
            self.least_area,
            self.parts,
            np.concatenate([self.outside[:first], alone.outside]),
            np.concatenate([self.width[:first], alone.width]),
        )

    def rows(self, chosen: slice) -> "Beside":
        """Some of the hypotheses."""
        return Beside(*(column[chosen] for column in vars(self).values()))


@dataclass(frozen=True)
class Closed:
    """A drawing in which every hypothesis is closed."""

    graph: Graph
    rings: Rings
    faces: Faces
    drawn: int  # number of segments before those of the hypotheses
    count: int  # number of hypotheses

    @cached_property
    def sides(self) -> tuple[IntArray, IntArray, IntArray]:
        """Hypotheses, and the faces on both sides of each of their edges; OUTSIDE is -1."""
        face = self.faces.face_of_ring[self.rings.ring_of_half_edge(2 * len(self.graph.edges))]
        covers = self.graph.cover_segment >= self.drawn
        edge = self.graph.cover_edge[covers]
        return self.graph.cover_segment[covers] - self.drawn, face[2 * edge], face[2 * edge + 1]

    def beside(self, clearance: float) -> Beside:
        """The faces beside each hypothesis (k,)."""
        row, left, right = self.sides
        graph, rings = self.graph, self.rings
        length = np.repeat(
            np.hypot(*(graph.points[graph.edges[:, 1]] - graph.points[graph.edges[:, 0]]).T), 2
        )
        around = np.bincount(rings.ring_of_half_edge(len(length)), length, len(rings.area))[self.faces.outer]
        area = np.append(rings.area[self.faces.outer], OUTSIDE_AREA * clearance**2)  # OUTSIDE is the last
        width = np.append(2 * area[:-1] / np.maximum(around, 1e-300), np.inf)
        least, narrow = np.full(self.count, np.inf), np.full(self.count, np.inf)
        np.minimum.at(least, row, np.minimum(area[left], area[right]))
        np.minimum.at(narrow, row, np.where(area[left] <= area[right], width[left], width[right]))
        outside = np.zeros(self.count, dtype=bool)
        outside[row[(left < 0) | (right < 0)]] = True
        most = MOST_AREA * clearance**2
        return Beside(np.minimum(least, most), np.isfinite(least), outside, np.minimum(narrow, 2 * clearance))

    def part_names(self, names: FloatArray, tolerance: float) -> BoolArray:
        """Whether each hypothesis (k,) has names of rooms, (l, 2), on both sides."""
        parts = np.zeros(self.count, dtype=bool)
        if not len(names):
            return parts
        corners = find_corners(self.graph, self.rings, tolerance)
        shaped = np.flatnonzero(np.diff(corners.offsets)[self.faces.outer] >= 3)
        tree = shapely.STRtree(face_polygons(corners, self.faces, shaped))
        named = np.zeros(len(self.faces) + 1, dtype=bool)  # the last is OUTSIDE
        named[shaped[tree.query(shapely.points(names), predicate="within")[1]]] = True
        row, left, right = self.sides
        parts[row[named[left] & named[right] & (left != right)]] = True
        return parts


def try_all(
    ends: FloatArray,
    segment: FloatArray,
    tolerance: float,
    clearance: float,
    names: FloatArray,
    beat: Beat,
) -> tuple[Beside, BoolArray]:
    """What is beside each of k hypotheses if all are closed, and whether it parts names of rooms, (l, 2)."""
    compiled = kernels()
    if compiled is not None and not len(names):
        limits = (OUTSIDE_AREA * clearance**2, MOST_AREA * clearance**2, 2 * clearance)
        every = np.vstack([ends, segment])
        found = Beside(*beside_by_kernel(compiled, every, len(ends), tolerance, limits, beat))
        return found, np.zeros(len(segment), dtype=bool)
    closed = close_all(ends, segment, tolerance, beat)
    return closed.beside(clearance), closed.part_names(names, tolerance)


def close_all(ends: FloatArray, segment: FloatArray, tolerance: float, beat: Beat) -> Closed:
    """A drawing of segments (n, 4) with all hypotheses, (k, 4), closed."""
    graph, rings = trace_rings(node(np.vstack([ends, segment]), tolerance, beat), beat)
    beat()
    return Closed(graph, rings, nest(graph, rings), len(ends), len(segment))
