"""
The result of a job, as the detector writes it and as clients read it.

It stands here once more, apart from `detection.report`, because an API in a Lambda loads no NumPy; a test
holds results of real plans against it, so that no field is missing and none has another type.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from roomjobs.rest.schemas.plans import Point

Ring = Annotated[
    list[Point],
    msgspec.Meta(description="corners of a polygon, the first not repeated, in the units of the plan"),
]
Length = Annotated[float, msgspec.Meta(ge=0, description="in the units of the plan")]
Area = Annotated[float, msgspec.Meta(ge=0, description="in the units of the plan, squared")]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Polygon(msgspec.Struct):
    """An area with holes."""

    polygon: Ring
    holes: list[Ring]


class WallSide(msgspec.Struct):
    """A stretch of wall along a room."""

    wall: Annotated[int, msgspec.Meta(ge=0, description="its place among the walls of the plan")]
    side: Annotated[Literal["left", "right"], msgspec.Meta(description="of the wall, seen from its start")]
    length: Length
    inferred: Annotated[bool, msgspec.Meta(description="whether the detector closed it and nobody drew it")]
    id: Annotated[str, msgspec.Meta(description="of the wall, if the plan gives one")] | msgspec.UnsetType = (
        msgspec.UNSET
    )


class Neighbour(msgspec.Struct):
    """Another room with a common boundary."""

    room: Annotated[str, msgspec.Meta(description="its id")]
    shared_length: Length


class Opening(msgspec.Struct, kw_only=True):
    """A door, window or passage: a stretch of a room's boundary that no wall covers."""

    id: str
    kind: Annotated[
        str,
        msgspec.Meta(
            description="door, window, virtual where two spaces of the plan part rooms without a wall, "
            "or opening where that is not known"
        ),
    ]
    point: Annotated[Point, msgspec.Meta(description="its middle")]
    width: Length
    start: Point
    end: Point
    rooms: Annotated[
        list[str | None],
        msgspec.Meta(min_length=2, max_length=2, description="ids on both sides; null is the outside"),
    ]
    probability: Annotated[
        Share, msgspec.Meta(description="that it is an opening and no fault of the drawing")
    ]
    type: (
        Annotated[str, msgspec.Meta(description="of the door or window, as the drawing calls it")]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class RoomOpening(Opening, kw_only=True):
    """An opening, seen from one room."""

    to: Annotated[str, msgspec.Meta(description="id of the room it leads to; null is the outside")] | None


class ResultRoom(msgspec.Struct):
    """One room."""

    id: str
    name: Annotated[str, msgspec.Meta(description="from a label or a space of the plan")] | None
    number: Annotated[str, msgspec.Meta(description="from a label or a space of the plan")] | None
    usage: Annotated[str, msgspec.Meta(description="what it is used for, as far as its name tells")] | None
    polygon: Ring
    holes: list[Ring]
    area: Annotated[
        Area, msgspec.Meta(description="gross: to the middle of the walls where they have two sides")
    ]
    net_area: (
        Annotated[Area, msgspec.Meta(description="between the walls; null where they have no thickness")]
        | None
    )
    stated_area: Annotated[Area, msgspec.Meta(description="what a label says")] | None
    perimeter: Length
    centroid: Point
    label_point: Annotated[Point, msgspec.Meta(description="well inside the room")]
    bounding_box: Annotated[
        list[float], msgspec.Meta(min_length=4, max_length=4, description="min x, min y, max x, max y")
    ]
    walls: list[WallSide]
    adjacent: list[Neighbour]
    openings: list[RoomOpening]
    sealed: Annotated[bool, msgspec.Meta(description="whether its boundary was drawn closed")]
    load_bearing_share: Annotated[Share, msgspec.Meta(description="of its perimeter")]
    confidence: Share
    confidence_reasons: list[str]
    net_polygon: Ring | msgspec.UnsetType = msgspec.UNSET
    net_holes: list[Ring] | msgspec.UnsetType = msgspec.UNSET
    net_parts: (
        Annotated[list[Polygon], msgspec.Meta(description="where walls cut the room into several")]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class Part(msgspec.Struct):
    """A part of a room, on one side of a leak."""

    area: Area
    label_point: Point


class Finding(msgspec.Struct):
    """Something that the detector changed in the drawing (repairs), or left as it is (diagnostics)."""

    kind: Annotated[str, msgspec.Meta(description="for example gap, opening, stub, leak, unused_wall")]
    detail: Annotated[str, msgspec.Meta(description="a sentence for people")]
    at: Annotated[Point, msgspec.Meta(description="where")] | msgspec.UnsetType = msgspec.UNSET
    from_: Annotated[Point, msgspec.Meta(description="its beginning")] | msgspec.UnsetType = msgspec.field(
        name="from", default=msgspec.UNSET
    )
    to: Annotated[Point, msgspec.Meta(description="its other end")] | msgspec.UnsetType = msgspec.UNSET
    wall: Annotated[int, msgspec.Meta(description="which wall of the plan")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    of: Annotated[int, msgspec.Meta(description="the wall that a duplicate lies on")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    length: Length | msgspec.UnsetType = msgspec.UNSET
    area: Area | msgspec.UnsetType = msgspec.UNSET
    probability: Share | msgspec.UnsetType = msgspec.UNSET
    room: (
        Annotated[str, msgspec.Meta(description="id of the room that a leak is in")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
    merges: (
        Annotated[
            list[Part | None], msgspec.Meta(description="what a leak makes one of; null is the outside")
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    walls: (
        Annotated[
            Literal["single", "double"], msgspec.Meta(description="how walls were read: by one line or two")
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    apart: (
        Annotated[float, msgspec.Meta(description="distance of two lines that may be one wall")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
    rooms_count: Annotated[int, msgspec.Meta(ge=0)] | msgspec.UnsetType = msgspec.UNSET
    other_rooms_count: (
        Annotated[int, msgspec.Meta(description="rooms that the other reading has")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
    why: Annotated[str, msgspec.Meta(description="what makes rooms doubtful")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    rooms: (
        Annotated[
            list[str | None], msgspec.Meta(description="ids of the rooms concerned; null is the outside")
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    names: (
        Annotated[list[str], msgspec.Meta(description="names of several rooms in one")] | msgspec.UnsetType
    ) = msgspec.UNSET
    label: Annotated[int, msgspec.Meta(description="which label of the plan")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    space: Annotated[int, msgspec.Meta(description="which space of the plan")] | msgspec.UnsetType = (
        msgspec.UNSET
    )
    stated: (
        Annotated[float, msgspec.Meta(description="area by a label or a space of the plan")]
        | msgspec.UnsetType
    ) = msgspec.UNSET
    measured: Annotated[float, msgspec.Meta(description="area of the room")] | msgspec.UnsetType = (
        msgspec.UNSET
    )


class Tolerances(msgspec.Struct):
    """The distances that the detector worked with, in the units of the plan."""

    node: float
    unit: float
    least_width: float
    wall_thickness: float | None


class Result(msgspec.Struct):
    """The rooms of a plan, and what else was found."""

    version: Literal[1]
    units: Annotated[str, msgspec.Meta(description="of the plan")] | None
    walls_count: int
    rooms_count: int
    confidence_score: Annotated[Share, msgspec.Meta(description="mean over the rooms")] | None
    rooms: list[ResultRoom]
    openings: list[Opening]
    outline: Annotated[list[Polygon], msgspec.Meta(description="of each building")]
    nesting: Annotated[dict[str, str | None], msgspec.Meta(description="the room in whose hole a room lies")]
    tolerances: Tolerances
    repairs: list[Finding]
    diagnostics: list[Finding]
