"""Lengths and areas without the noise of floating point: 0.9, not 0.8999999999999999."""

import math

import numpy as np

from detection.segments.segments import FloatArray

_MOST = 15  # decimals that a number of 64 bits has


def decimals_of(tolerance: float) -> int:
    """How many decimals a plan warrants, within whose tolerance two points are one.

    >>> decimals_of(7e-9), decimals_of(0.0004), decimals_of(20.0), decimals_of(0.0)
    (9, 4, 0, 15)
    """
    return _MOST if tolerance <= 0 else min(_MOST, max(0, math.ceil(-math.log10(tolerance))))


def rounded(values: FloatArray, tolerance: float) -> FloatArray:
    """Values of any shape, to the decimals that the tolerance of their plan warrants.

    >>> rounded(np.array([2.4 - 1.5, 16.0]), 7e-9).tolist()
    [0.9, 16.0]
    """
    return np.asarray(np.round(values, decimals_of(tolerance)), dtype=np.float64)
