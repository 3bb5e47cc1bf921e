"""Products of vectors, row by row; written out, so that the compiled kernels round in the same way."""

import numpy as np

from detection.segments.segments import FloatArray


def dot(a: FloatArray, b: FloatArray) -> FloatArray:
    """Scalar products (n,) of vectors (n, 2)."""
    return np.asarray(a[:, 0] * b[:, 0] + a[:, 1] * b[:, 1])


def cross(a: FloatArray, b: FloatArray) -> FloatArray:
    """Areas (n,) of the parallelograms that vectors (n, 2) span, positive where b is on the left of a."""
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])


def lengths(a: FloatArray) -> FloatArray:
    """Lengths (n,) of vectors (n, 2)."""
    return np.asarray(np.hypot(a[:, 0], a[:, 1]))


def distance_to_segment(points: FloatArray, ends: FloatArray) -> FloatArray:
    """Distance (n,) of each point (n, 2) from its segment (n, 4)."""
    start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
    offset = points - start
    share = dot(offset, along) / dot(along, along)
    return lengths(offset - np.clip(share, 0, 1)[:, None] * along)
