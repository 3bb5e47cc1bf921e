"""Scales and sheets of paper for plans."""

from itertools import count

LONG_SIDE, SHORT_SIDE = 400.0, 277.0  # millimetres of A3, without 10 on each side
_FIRST = (20, 50, 100)  # and ten times as much, and so on


def scale_of(metres: float, width: float, height: float) -> int:
    """The largest usual scale at which a plan fits on A3.

    Parameters
    ----------
    metres
        Of one unit of the plan.
    width, height
        Of the plan, in its units.

    Returns
    -------
    int
        What 1 stands for: 20, 50, 100, 200, 500 and so on.

    Examples
    --------
    >>> scale_of(1.0, 12, 9), scale_of(0.001, 90_000, 40_000)
    (50, 500)
    """
    for power in count():
        for first in _FIRST:
            scale = first * int(10**power)
            short, long = sorted(1000 * metres * length / scale for length in (width, height))
            if long <= LONG_SIDE and short <= SHORT_SIDE:
                return scale
    raise AssertionError("every plan fits at some scale")
