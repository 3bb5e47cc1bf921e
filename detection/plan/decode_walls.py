"""Decode plans of plain walls without a Python object for each.

A compiled kernel reads them from the text; the decoder of all plans reads what is around them. Where there
are no kernels, and where a wall is anything but a plain line, that decoder reads the whole text.
"""

from array import array
from collections.abc import Callable

from detection.faults import InvalidPlanError
from detection.kernels.library import kernels
from detection.options import Limits
from detection.plan.plain_walls import PlainWalls


def with_plain_walls(text: bytes, decode: Callable[[bytes], object]) -> object:
    """Decode the text of a plan; its walls become :class:`PlainWalls` where all of them are straight.

    Parameters
    ----------
    text
        JSON, of whatever it holds.
    decode
        The decoder of all JSON, such as :func:`detection.plan.decode.decode_plan`. It refuses what is wrong.

    Examples
    --------
    >>> from detection.plan.decode import decode_plan
    >>> text = b'{"units": "m", "walls": [{"type": "line", "start": [0, 0], "end": [4, 0]}]}'
    >>> plan = with_plain_walls(text, decode_plan)
    >>> plan["units"], len(plan["walls"])
    ('m', 1)
    """
    compiled, bound = kernels(), Limits().coordinate
    found = None if compiled is None else compiled.plain_walls(text, bound)
    if found is None:
        return decode(text)
    place, pieces, bearing = found
    try:
        document = decode(text[: place.start] + b"[]" + text[place.stop :])
    except InvalidPlanError:
        return decode(text)  # where each fault stands in the whole text
    if not isinstance(document, dict) or document.get("walls") != []:
        return decode(text)
    numbers = array("d")
    numbers.frombytes(pieces)
    document["walls"] = PlainWalls(numbers, bearing, bound)
    return document
