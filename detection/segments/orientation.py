"""Prevailing direction of walls; in a drawing turned by it, bounding boxes are thin, like walls."""

import math

import numpy as np
import shapely

from detection.segments.segments import FloatArray, Geometries

BINS = 360  # of a quarter of a degree, in which directions are counted; a right angle counts as none


def prevailing_turn(ends: FloatArray) -> FloatArray | None:
    """Matrix (2, 2) that makes the most of the length of the segments (n, 4) level or upright.

    To be applied from the right. None where most of them are so already: they stay what they are, to the
    last bit.
    """
    way = ends[:, 2:] - ends[:, :2]
    length = np.hypot(way[:, 0], way[:, 1])
    angle = np.arctan2(way[:, 1], way[:, 0])
    place = np.round(angle / (np.pi / 2) * BINS).astype(np.int64) % BINS
    most = int(np.bincount(place, length, minlength=1).argmax())  # the first of none
    if most == 0:
        return None
    back = float(angle[np.where(place == most, length, 0.0).argmax()])
    cos, sin = math.cos(back), math.sin(back)
    return np.array([[cos, -sin], [sin, cos]])


def turned(ends: FloatArray, turn: FloatArray | None) -> FloatArray:
    """Points or segments, (n, 2 k), turned by a matrix (2, 2)."""
    return ends if turn is None else np.asarray((ends.reshape(-1, 2) @ turn).reshape(ends.shape))


def bounding_boxes(ends: FloatArray, margin: FloatArray | float) -> Geometries:
    """Boxes (n,) around segments (n, 4), wider by the margin (n,) on every side."""
    low, high = np.minimum(ends[:, :2], ends[:, 2:]), np.maximum(ends[:, :2], ends[:, 2:])
    (x0, y0), (x1, y1) = low.T - margin, high.T + margin
    return np.asarray(shapely.box(x0, y0, x1, y1))
