"""The plan that the API takes."""

from __future__ import annotations

from typing import Annotated

import msgspec

Point = Annotated[tuple[float, float], msgspec.Meta(description="x and y in the units of the plan")]


class _Wall(msgspec.Struct, kw_only=True):
    is_load_bearing: bool = False
    thickness: Annotated[float, msgspec.Meta(ge=0, description="in the units of the plan")] | None = None
    id: Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | None = None


class Line(_Wall, tag="line"):
    """A straight wall."""

    start: Point
    end: Point


class Arc(_Wall, tag="arc"):
    """A wall that is a part of a circle."""

    start: Point
    end: Point
    bulge: Annotated[
        float,
        msgspec.Meta(description="tangent of a quarter of the sweep, positive counter-clockwise, as in DXF"),
    ]


class Polyline(_Wall, tag="polyline"):
    """A wall of several straight sides."""

    points: Annotated[list[Point], msgspec.Meta(min_length=2)]
    closed: bool = False


class Plan(msgspec.Struct):
    """A floor plan: its walls, in any order and direction."""

    walls: Annotated[list[Line | Arc | Polyline], msgspec.Meta(min_length=1)]
    units: (
        Annotated[
            str,
            msgspec.Meta(
                min_length=1, max_length=200, description="what one unit of length is, for example mm"
            ),
        ]
        | None
    ) = None
    name: (
        Annotated[
            str, msgspec.Meta(min_length=1, max_length=200, description="what people call it; lists show it")
        ]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
