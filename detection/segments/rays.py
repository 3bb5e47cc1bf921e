"""Shoot rays at segments, many at once."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from detection.kernels.library import kernels
from detection.segments.orientation import bounding_boxes, prevailing_turn, turned
from detection.segments.segments import FloatArray, IntArray
from detection.segments.vectors import cross, distance_to_segment, dot, lengths

FORWARD = 1e-6  # of the reach or of the segment: above rounding, below anything drawn on purpose

PIECE = 4.0  # times the spacing of lines: a slanted segment that is wider and higher goes in pieces
MOST_PIECES = 64


@dataclass(frozen=True)
class Hits:
    """All crossings of rays with segments, by ascending ray and segment."""

    ray: IntArray  # (h,)
    segment: IntArray  # (h,)
    distance: FloatArray  # (h,), along the ray
    share: FloatArray  # (h,), along the segment, 0 at its start and 1 at its end

    @staticmethod
    def none() -> "Hits":
        """No crossing at all."""
        return Hits(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


def spacing(ends: FloatArray) -> float:
    """Typical distance between the lines of segments (n, 4)."""
    ends = turned(ends, prevailing_turn(ends))
    size = np.ptp(ends.reshape(-1, 2), axis=0)
    length = lengths(ends[:, 2:] - ends[:, :2])
    return max(float(size.prod() / length.sum()), 1e-6 * float(size.max()))


class SegmentTree:
    """Segments, (n, 4), in a spatial index."""

    def __init__(self, ends: FloatArray) -> None:
        self.ends = ends
        found = kernels()
        self.compiled = None if found is None else found.index(ends)

    def near(self, points: FloatArray, reach: float) -> tuple[IntArray, IntArray]:
        """Points (p, 2) and the segments within the reach of them, by ascending point and segment."""
        if self.compiled is not None:
            return self.compiled.near(points, reach)
        point, segment = self._boxes.query(np.hstack([points, points]), (1 + FORWARD) * reach)
        within = distance_to_segment(points[point], self.ends[segment]) <= reach
        return point[within], segment[within]

    def shoot(self, origins: FloatArray, directions: FloatArray, reach: FloatArray | float) -> Hits:
        """Crossings of the rays from origins (r, 2) along unit directions (r, 2) within their reach (r,)."""
        reaches = np.full(len(origins), reach, dtype=np.float64)
        if self.compiled is not None:
            return Hits(*self.compiled.shoot(origins, directions, reaches))
        far = origins + directions * reaches[:, None]
        ray, segment = self._boxes.query(np.hstack([origins, far]), FORWARD * reaches)
        along = self.ends[segment, 2:] - self.ends[segment, :2]
        offset = self.ends[segment, :2] - origins[ray]
        direction = directions[ray]
        turn = cross(direction, along)
        crossing = np.abs(turn) > 1e-6 * lengths(along)
        safe = np.where(crossing, turn, 1.0)
        distance, share = cross(offset, along) / safe, cross(offset, direction) / safe
        limit = reaches[ray]
        hit = (
            crossing
            & (distance > FORWARD * limit)
            & (distance <= limit)
            & (share >= -FORWARD)
            & (share <= 1 + FORWARD)
        )
        return Hits(ray[hit], segment[hit], distance[hit], share[hit])

    def first_hits(
        self, origins: FloatArray, directions: FloatArray, reach: FloatArray | float
    ) -> FloatArray:
        """Distance (r,) to the first segment that each ray hits; infinite where it hits none."""
        if self.compiled is not None:
            return self.compiled.first_hits(
                origins, directions, np.full(len(origins), reach, dtype=np.float64)
            )
        hits = self.shoot(origins, directions, reach)
        first = np.full(len(origins), np.inf)
        np.minimum.at(first, hits.ray, hits.distance)
        return first

    @cached_property
    def _boxes(self) -> "_Boxes":
        turn = prevailing_turn(self.ends)
        return _Boxes(turned(self.ends, turn), turn, spacing(self.ends))


def points_ahead(
    points: FloatArray,
    origins: FloatArray,
    directions: FloatArray,
    reach: float,
    *,
    aside: float,
    cone: float,
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Points, (p, 2), close to the rays from origins (r, 2) along unit directions (r, 2).

    A point that lies a distance ahead is close if it is no farther beside the ray than ``aside`` and the
    distance times ``cone``, and no farther than the distance itself.

    Returns
    -------
    ray, point : (h,) int64, ascending
    forward, beside : (h,) float64, distances along the ray and at right angles to it
    """
    if (compiled := kernels()) is not None:
        index = compiled.index(np.hstack([points, points]))
        return index.ahead(origins, directions, reach, aside, cone)
    margin = aside + cone * reach
    ways = np.hstack([origins, origins + reach * directions])
    tree = shapely.STRtree(np.asarray(shapely.points(points)))
    ray, point = tree.query(bounding_boxes(ways, (1 + FORWARD) * margin))
    order = np.lexsort((point, ray))
    ray, point = ray[order], point[order]
    offset, direction = points[point] - origins[ray], directions[ray]
    forward, beside = dot(offset, direction), np.abs(cross(offset, direction))
    close = (forward > 0) & (forward <= reach) & (beside <= forward) & (beside <= aside + cone * forward)
    return ray[close], point[close], forward[close], beside[close]


class _Boxes:
    """Segments in a tree of their bounding boxes; long slanted ones in pieces, whose boxes are less empty."""

    def __init__(self, ends: FloatArray, turn: FloatArray | None, spacing: float) -> None:
        self.turn, self.count = turn, len(ends)
        way = 2 * FORWARD * (ends[:, 2:] - ends[:, :2])
        ends = ends + np.hstack([-way, way])  # by what a hit may lie beyond an end
        slant = np.abs(ends[:, 2:] - ends[:, :2]).min(axis=1)
        pieces = np.clip(np.ceil(slant / (PIECE * spacing)), 1, MOST_PIECES).astype(np.int64)
        self.segment = np.repeat(np.arange(len(ends)), pieces)
        if len(self.segment) > len(ends):
            share = (np.arange(len(self.segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[
                self.segment
            ]
            start, way = ends[self.segment, :2], (ends[:, 2:] - ends[:, :2])[self.segment]
            first = start + share[:, None] * way
            ends = np.hstack([first, first + way / pieces[self.segment, None]])
        self.rounding = 16 * np.finfo(np.float64).eps * float(np.abs(ends).max(initial=0.0))
        self.tree = shapely.STRtree(bounding_boxes(ends, self.rounding))

    def query(self, ways: FloatArray, margin: FloatArray | float) -> tuple[IntArray, IntArray]:
        """Ways (w, 4) and the segments that may come within the margin (w,) of them, each once, in order."""
        way, piece = self.tree.query(bounding_boxes(turned(ways, self.turn), margin))
        pair = np.sort(way * self.count + self.segment[piece])
        pair = pair[np.diff(pair, prepend=-1) > 0]
        return pair // max(self.count, 1), pair % max(self.count, 1)
