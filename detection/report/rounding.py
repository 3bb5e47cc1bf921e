"""Lengths and areas without the noise of floating point: 0.9, not 0.8999999999999999."""

import math

import numpy as np

from detection.segments.segments import FloatArray

_EXACT = 15  # decimals where no tolerance says how many
_MOST = 300  # decimals of the smallest numbers of 64 bits


def decimals_of(tolerance: float) -> int:
    """How many decimals a plan warrants, within whose tolerance two points are one.

    >>> decimals_of(7e-9), decimals_of(0.0004), decimals_of(20.0), decimals_of(4e-20), decimals_of(0.0)
    (9, 4, 0, 20, 15)
    """
    return _EXACT if tolerance <= 0 else min(_MOST, max(0, math.ceil(-math.log10(tolerance))))


def rounded(values: FloatArray, tolerance: float) -> FloatArray:
    """Values of any shape, to the decimals that the tolerance of their plan warrants.

    >>> rounded(np.array([2.4 - 1.5, 16.0]), 7e-9).tolist()
    [0.9, 16.0]
    """
    return np.asarray(np.round(values, decimals_of(tolerance)), dtype=np.float64)


def rounded_areas(areas: FloatArray, tolerance: float, clearance: float) -> FloatArray:
    """Areas (r,), to the decimals that the tolerance and the typical clearance of their plan warrant.

    Where rooms are smaller than the unit of the plan, their areas are smaller still, and need more decimals
    than their lengths.

    >>> rounded_areas(np.array([1.5 * 2.0]) * 1e-6, 7e-12, 0.002).tolist()
    [3e-06]
    """
    return rounded(areas, tolerance * min(1.0, clearance))
