"""Shoot rays at strokes, many at once."""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.segments.orientation import bounding_boxes, prevailing_turn, turned
from detection.segments.segments import FloatArray, Geometries, IntArray

FORWARD = 1e-6  # of the reach or of the stroke: above rounding, below anything drawn on purpose

PIECE = 4.0  # times the spacing of lines: a slanted stroke that is wider and higher goes in pieces
MOST_PIECES = 64


@dataclass(frozen=True)
class Hits:
    """All crossings of rays with strokes, in no particular order."""

    ray: IntArray  # (h,)
    stroke: IntArray  # (h,)
    distance: FloatArray  # (h,), along the ray
    share: FloatArray  # (h,), along the stroke, 0 at its start and 1 at its end

    @staticmethod
    def none() -> "Hits":
        """No crossing at all."""
        return Hits(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0), np.zeros(0))


class StrokeTree:
    """Strokes, (n, 4), in a spatial index; long slanted ones in pieces, for their boxes are nearly empty."""

    def __init__(self, ends: FloatArray) -> None:
        self.ends = ends
        self.turn = prevailing_turn(ends)
        ends = turned(ends, self.turn)
        size, length = np.ptp(ends.reshape(-1, 2), axis=0), np.hypot(*(ends[:, 2:] - ends[:, :2]).T)
        self.spacing = max(float(size.prod() / length.sum()), 1e-6 * float(size.max()))  # between lines
        slant = np.abs(ends[:, 2:] - ends[:, :2]).min(axis=1)
        pieces = np.clip(np.ceil(slant / (PIECE * self.spacing)), 1, MOST_PIECES).astype(np.int64)
        self.stroke = np.repeat(np.arange(len(ends)), pieces)
        self.in_pieces = len(self.stroke) > len(ends)
        if self.in_pieces:
            share = (np.arange(len(self.stroke)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) / pieces[
                self.stroke
            ]
            start, way = ends[self.stroke, :2], (ends[:, 2:] - ends[:, :2])[self.stroke]
            first = start + share[:, None] * way
            ends = np.hstack([first, first + way / pieces[self.stroke, None]])
        self.tree = shapely.STRtree(bounding_boxes(ends, 0.0))

    def _query(self, boxes: Geometries) -> tuple[IntArray, IntArray]:
        """Boxes and the strokes that may reach into them."""
        box, piece = self.tree.query(boxes)
        if not self.in_pieces:
            return box, piece
        pair = np.sort(box * len(self.ends) + self.stroke[piece])
        pair = pair[np.diff(pair, prepend=-1) > 0]
        return pair // len(self.ends), pair % len(self.ends)

    def near(self, points: FloatArray, reach: float) -> tuple[IntArray, IntArray]:
        """Points (p, 2) and the strokes whose bounding boxes lie within the reach."""
        return self._query(bounding_boxes(turned(np.hstack([points, points]), self.turn), reach))

    def shoot(self, origins: FloatArray, directions: FloatArray, reach: FloatArray | float) -> Hits:
        """Crossings of the rays from origins (r, 2) along unit directions (r, 2) within their reach (r,)."""
        reaches = np.broadcast_to(reach, len(origins))
        far = origins + directions * reaches[:, None]
        ways = turned(np.hstack([origins, far]), self.turn)
        ray, stroke = self._query(bounding_boxes(ways, FORWARD * reaches))
        along = self.ends[stroke, 2:] - self.ends[stroke, :2]
        offset = self.ends[stroke, :2] - origins[ray]
        direction = directions[ray]
        turn = direction[:, 0] * along[:, 1] - direction[:, 1] * along[:, 0]
        length = np.hypot(along[:, 0], along[:, 1])
        crossing = np.abs(turn) > 1e-6 * length
        safe = np.where(crossing, turn, 1.0)
        distance = (offset[:, 0] * along[:, 1] - offset[:, 1] * along[:, 0]) / safe
        share = (offset[:, 0] * direction[:, 1] - offset[:, 1] * direction[:, 0]) / safe
        limit = np.broadcast_to(reach, len(origins))[ray]
        hit = (
            crossing
            & (distance > FORWARD * limit)
            & (distance <= limit)
            & (share >= -FORWARD)
            & (share <= 1 + FORWARD)
        )
        return Hits(ray[hit], stroke[hit], distance[hit], share[hit])

    def first_hits(
        self, origins: FloatArray, directions: FloatArray, reach: FloatArray | float
    ) -> FloatArray:
        """Distance (r,) to the first stroke that each ray hits; infinite where it hits none."""
        hits = self.shoot(origins, directions, reach)
        first = np.full(len(origins), np.inf)
        np.minimum.at(first, hits.ray, hits.distance)
        return first
