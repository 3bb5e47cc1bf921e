"""Products of vectors, row by row; written out, so that the compiled kernels round in the same way."""

import numpy as np

from detection.segments.segments import FloatArray

ALIKE = 1e-6  # largest difference of two equal lengths, as a share of a typical length


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


def median(values: FloatArray) -> float:
    """The median of numbers (n,), at least one; NumPy's takes ten times as long for a few.

    >>> median(np.array([4.0, 1.0, 3.0])), median(np.array([4.0, 1.0]))
    (3.0, 2.5)
    """
    ordered, half = np.sort(values), len(values) // 2
    upper = float(ordered[half])
    return upper if len(values) % 2 else (float(ordered[half - 1]) + upper) / 2


def order_keys(lengths: FloatArray, typical: float) -> FloatArray:
    """Lengths as keys of an order in which rounding decides nothing: those that are alike are the same.

    Parameters
    ----------
    lengths : (n,) float64
    typical : float, a typical length of the drawing, in the same unit

    Returns
    -------
    (n,) float64, whole numbers

    Examples
    --------
    >>> order_keys(np.array([0.3, 0.1 + 0.2, 0.4]), 4.0).tolist()
    [75000.0, 75000.0, 100000.0]
    """
    return np.asarray(np.round(lengths / (ALIKE * typical)))
