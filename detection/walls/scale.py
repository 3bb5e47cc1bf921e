"""Scale of a drawing: the typical clearance across a room, and the thickness of two-lined walls."""

import math
from dataclasses import dataclass

import numpy as np

from detection.kernels.library import kernels
from detection.progress import Beat, silent
from detection.segments.rays import Hits, SegmentTree, spacing
from detection.segments.segments import FloatArray
from detection.segments.vectors import lengths, median

SAMPLES = 512  # segments in the sample; a larger sample changes the scale by less than its tolerance
NEAR = 0.06  # of the clearance: walls nearer than this are two lines of one wall, or repeat each other
SHARE = 0.4  # of the rays end within the clearance; many of the others leave the drawing
PARALLEL = 0.05  # sine of the angle between the two lines of a wall, at most
THICKEST = 4.0  # times the median: no wall of one drawing is thicker
DOUBLE_SHARE = 0.6  # of the length of all segments, that must have the second line of a wall beside it
MOST = 0.95  # of the length of two-lined walls; a few segments have another wall beside them
BEYOND = 3.0  # thicknesses: what is farther away than this is not the second line of the same wall
THIN = 0.15  # of the clearance: the two lines of a wall are nearer than this


@dataclass(frozen=True)
class Scale:
    """Lengths, in drawing units, from which all distances of the detector are derived."""

    clearance: float  # typical distance from a line to the next one across a room
    thickness: float | None = None  # of the thickest walls, if they may be drawn as two lines
    across: float = 0.0  # the clearance if they are


def measure_scale(ends: FloatArray, beat: Beat = silent, *, forced: bool = False) -> Scale:
    """Look from the segments, (n, 4), at right angles to both sides.

    Unlike the lengths of segments, the clearance does not depend on how they are cut; small gaps, stubs and
    repeated segments hardly change it. ``forced`` takes walls for drawn as two lines, however thick that
    makes them.
    """
    chosen = ends
    if len(ends) > SAMPLES:
        chosen = ends[np.linspace(0, len(ends) - 1, SAMPLES).astype(np.int64)]
    way = chosen[:, 2:] - chosen[:, :2]
    reach = min(median(lengths(way)), spacing(ends))
    width, height = np.ptp(ends.reshape(-1, 2), axis=0).tolist()
    size, least_share = math.hypot(width, height), 0.0 if forced else DOUBLE_SHARE
    across = 0.0
    thickness: float | None
    if (compiled := kernels()) is not None:
        beat()
        clearance, thickness, across = compiled.measure_scale(ends, chosen, (reach, size, least_share), beat)
        thickness = None if math.isnan(thickness) else thickness
    else:
        rays = _Rays(ends, chosen, reach, size, beat)
        clearance = rays.clearance(0.0)
        thickness = rays.second_line(least_share)
        if thickness is not None:
            across = rays.clearance(BEYOND * thickness)
    if thickness is not None and (forced or thickness < THIN * across):
        return Scale(clearance, thickness, across)
    return Scale(clearance)


class _Rays:
    """Rays from three points on each of a sample of segments, to the left and to the right."""

    def __init__(self, ends: FloatArray, chosen: FloatArray, reach: float, size: float, beat: Beat) -> None:
        self.along = chosen[:, 2:] - chosen[:, :2]
        length = lengths(self.along)
        self.along = self.along / length[:, None]
        left = np.column_stack([-self.along[:, 1], self.along[:, 0]])
        step = self.along * length[:, None]
        self.origins = np.concatenate([chosen[:, :2] + share * step for share in (0.2, 0.5, 0.8)] * 2)
        self.directions = np.concatenate([left] * 3 + [-left] * 3)
        self.weight = np.tile(length, 6)
        self.reach, self.size = reach, size
        self.beat = beat
        beat()
        self.tree = SegmentTree(ends)
        beat()
        self.hits = Hits.none()

    def clearance(self, least: float) -> float:
        """Distance within which the nearest wall beyond the least distance lies for a share of the rays."""
        reach = max(self.reach, 2 * least)
        while True:  # short rays first: long ones are costly in a large drawing
            self.beat()
            reach = min(4 * reach, self.size)
            self.hits = self.tree.shoot(self.origins, self.directions, reach)
            typical = 0.0
            for _ in range(3):
                far = self.hits.distance > max(NEAR * typical, least)
                first = np.full(len(self.origins), np.inf)
                np.minimum.at(first, self.hits.ray[far], self.hits.distance[far])
                typical = _quantile(first, self.weight, SHARE)
                if not np.isfinite(typical):
                    break
            if np.isfinite(typical):
                return typical
            if reach >= self.size:
                return self.size

    def second_line(self, least_share: float) -> float | None:
        """Distance within which most segments have a parallel one beside them; None if there is none."""
        target = self.tree.ends[self.hits.segment, 2:] - self.tree.ends[self.hits.segment, :2]
        along = self.along[self.hits.ray % len(self.along)]
        sine = along[:, 0] * target[:, 1] - along[:, 1] * target[:, 0]
        parallel = np.abs(sine) < PARALLEL * np.hypot(target[:, 0], target[:, 1])
        first = np.full(len(self.origins), np.inf)
        np.minimum.at(first, self.hits.ray[parallel], self.hits.distance[parallel])
        nearer = first.reshape(2, -1).min(axis=0)
        weight = self.weight[: len(nearer)]
        typical = _quantile(nearer, weight, 0.5)
        beside = nearer <= THICKEST * typical
        if not np.isfinite(typical) or _total(weight[beside]) < least_share * _total(weight):
            return None
        return _quantile(nearer[beside], weight[beside], MOST)


def _total(weight: FloatArray) -> float:
    """The sum, one after the other, as the kernels add; NumPy's own adds in pairs."""
    return float(np.cumsum(weight)[-1])


def _quantile(values: FloatArray, weight: FloatArray, share: float) -> float:
    order = np.argsort(values, kind="stable")
    total = np.cumsum(weight[order])
    # less than rounding below the share: where weights make it up exactly, that decides nothing
    return float(values[order][np.searchsorted(total, (1 - 1e-9) * share * total[-1])])
