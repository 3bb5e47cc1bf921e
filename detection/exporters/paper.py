"""Scales, sheets and pens for plans on paper."""

import math
from itertools import count
from statistics import median
from typing import Any

LONG_SIDE, SHORT_SIDE = 400.0, 277.0  # millimetres of A3, without 10 on each side
_FIRST = (20, 50, 100)  # and ten times as much, and so on
_LEAST = 40.0  # millimetres: what is smaller than that at 1:20 is enlarged
_ENLARGED = (10.0, 5.0, 2.0)  # and a tenth of that, and so on


def scale_of(metres: float, width: float, height: float) -> float:
    """The largest usual scale at which a plan fits on A3; a plan as small as a stamp is enlarged.

    Parameters
    ----------
    metres
        Of one unit of the plan.
    width, height
        Of the plan, in its units.

    Returns
    -------
    float
        What 1 stands for: 20, 50, 100, 200, 500 and so on; of an enlarged plan 10, 5, 2, 1, 0.5 and so on.

    Examples
    --------
    >>> scale_of(1.0, 12, 9), scale_of(0.001, 90_000, 40_000), scale_of(1.0, 0.01, 0.01)
    (50, 500, 0.05)
    """
    short, long = sorted(1000 * metres * length for length in (width, height))

    def fits(scale: float) -> bool:
        return long <= LONG_SIDE * scale and short <= SHORT_SIDE * scale

    if 0 < long < _LEAST * _FIRST[0]:
        smaller = (first * 10.0**-power for power in count() for first in _ENLARGED)
        scale: float = _FIRST[0]
        while fits(next_ := next(smaller)):
            scale = next_
        return scale
    return next(scale for power in count() for first in _FIRST if fits(scale := first * 10**power))


def words_of(scale: float) -> str:
    """A scale as it is written on sheets.

    >>> words_of(50), words_of(0.05)
    ('1:50', '20:1')
    """
    return f"1:{scale:.0f}" if scale >= 1 else f"{1 / scale:.0f}:1"


def room_width(result: dict[str, Any]) -> float:
    """About how wide half of the rooms are at least, in units of the plan; infinite without rooms.

    Of a rectangle it is what it is wide, if it is far longer than that. A pen must be finer, or all is black.

    >>> room_width({"rooms": [{"area": 20.0, "perimeter": 42.0}]})
    0.9523809523809523
    """
    widths = [2 * room["area"] / room["perimeter"] for room in result["rooms"] if room["perimeter"] > 0]
    return median(widths) if widths else math.inf
