"""
Decodes and checks at once the plans that most clients send: straight walls, and no more than names and units.

msgspec then checks every value while it decodes, in a fifth of the time of `find_faults`. Whatever is not
certain to be valid is left to that: it may be a valid plan of another kind, and its faults want words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from detection.options import SHORTEST, Limits

if TYPE_CHECKING:
    from collections.abc import Iterable

_DEFAULTS = Limits()
_BOUND = _DEFAULTS.coordinate
_Number = Annotated[float, msgspec.Meta(ge=-_BOUND, le=_BOUND)]
_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=_DEFAULTS.text)]


class _Line(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    type: Literal["line"]
    start: tuple[_Number, _Number]
    end: tuple[_Number, _Number]
    is_load_bearing: bool = False


class _Plan(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    walls: Annotated[list[_Line], msgspec.Meta(min_length=1)]
    name: _Text | None = None
    units: Literal["m", "cm", "mm", "ft", "in"] | None = None


_decoder = msgspec.json.Decoder(_Plan)


def plain_plan(body: bytes, limits: Limits) -> dict[str, Any] | None:
    """
    The decoded plan if it is plain and certainly valid, else None.

    Parameters
    ----------
    body
        JSON text.
    limits
        What a plan may cost.

    Examples
    --------
    >>> wall = b'{"type": "line", "start": [0, 0], "end": [4, 0]}'
    >>> plain_plan(b'{"walls": [' + wall + b"]}", Limits())
    {'walls': [{'type': 'line', 'start': [0, 0], 'end': [4, 0]}]}
    >>> plain_plan(b'{"walls": [' + wall + b'], "labels": []}', Limits()) is None
    True
    """
    if b"\\" in body:  # an escaped colon would hide a member that is there twice
        return None
    try:
        plan = _decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    bounds = (len(plan.walls), limits.walls, limits.pieces)
    if bounds[0] > min(bounds) or limits.coordinate < _BOUND or not _any_has_length(plan.walls):
        return None
    document: dict[str, Any] = msgspec.json.decode(body)
    # Of a member that is there twice only the last is left, and its colon is one too many.
    members = len(document) + sum(map(len, document["walls"]))
    if body.count(b":") != members + (plan.name or "").count(":"):
        return None
    return document


def _any_has_length(walls: Iterable[_Line]) -> bool:
    return any(
        abs(wall.end[0] - wall.start[0]) + abs(wall.end[1] - wall.start[1]) > SHORTEST for wall in walls
    )
