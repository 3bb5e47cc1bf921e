"""The plan that the API takes, and what it says of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from roomjobs.rest.schemas.problems import FaultOut

if TYPE_CHECKING:
    from detection import Fault
    from detection.plan.summary import Summary

Point = Annotated[  # a list of two, since generators of clients know no `prefixItems`
    list[float], msgspec.Meta(min_length=2, max_length=2, description="x and y in the units of the plan")
]


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


_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Label(msgspec.Struct):
    """A text in a drawing; it belongs to the room that its point lies in."""

    text: _Text
    point: Point
    kind: (
        Annotated[
            _Text, msgspec.Meta(description="name, number, usage or area; with another one, the text tells")
        ]
        | None
    ) = None


class Space(msgspec.Struct):
    """A room as the maker of a building model drew it."""

    polygon: Annotated[list[Point], msgspec.Meta(min_length=3)]
    name: _Text | None = None
    number: _Text | None = None


class DrawnOpening(msgspec.Struct):
    """A door or window that a drawing names or draws: evidence that the wall is open there."""

    kind: Literal["door", "window"]
    start: Annotated[Point, msgspec.Meta(description="one jamb")]
    end: Annotated[Point, msgspec.Meta(description="the other jamb")]
    type: Annotated[_Text, msgspec.Meta(description="as the drawing calls it")] | None = None


class PlanFinding(msgspec.Struct):
    """What is to be known of the drawing that a plan was made of; the result repeats it."""

    kind: _Text
    detail: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Projection(msgspec.Struct):
    """Where on Earth the origin of a plan in metres lies, if its drawing was in degrees."""

    longitude: Annotated[float, msgspec.Meta(ge=-540, le=540)]
    latitude: Annotated[float, msgspec.Meta(gt=-90, lt=90)]


class ImportedLayer(msgspec.Struct):
    """Segments that a drawing keeps together, as its layer or storey."""

    name: str
    walls: int
    taken: Annotated[bool, msgspec.Meta(description="whether its walls are in the plan")]


class IgnoredThings(msgspec.Struct):
    """Things of a drawing that became no walls."""

    what: Annotated[str, msgspec.Meta(description="for example TEXT")]
    count: int
    why: str


class DrawingSource(msgspec.Struct):
    """The drawing that the worker made a plan of; submitted again, it is ignored."""

    format: str
    layers: list[ImportedLayer]
    ignored: list[IgnoredThings]


class Plan(msgspec.Struct):
    """A floor plan: its walls, in any order and direction, and what it says of its rooms."""

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
    labels: list[Label] | msgspec.UnsetType | None = msgspec.UNSET
    spaces: list[Space] | msgspec.UnsetType | None = msgspec.UNSET
    drawn_openings: list[DrawnOpening] | msgspec.UnsetType | None = msgspec.UNSET
    wall_thickness: (
        Annotated[float, msgspec.Meta(ge=0, description="of the thickest walls that are drawn as areas")]
        | msgspec.UnsetType
        | None
    ) = msgspec.UNSET
    findings: list[PlanFinding] | msgspec.UnsetType | None = msgspec.UNSET
    projection: Projection | msgspec.UnsetType | None = msgspec.UNSET
    drawing: DrawingSource | msgspec.UnsetType | None = msgspec.UNSET


TWO_ROOMS = {  # an example, of 4 × 3 and 2 × 3 metres
    "name": "Flat 7",
    "units": "m",
    "walls": [
        {"type": "polyline", "points": [[0, 0], [6, 0], [6, 3], [0, 3]], "closed": True},
        {"type": "line", "start": [4, 0], "end": [4, 3], "is_load_bearing": True},
    ],
    "labels": [{"text": "Kitchen", "point": [5, 1.5]}],
}


class PlanSummary(msgspec.Struct):
    """What a plan holds, before its rooms are known."""

    walls_count: int
    pieces_count: Annotated[int, msgspec.Meta(description="lines, arcs and sides of polylines")]
    load_bearing_count: int
    length: Annotated[float, msgspec.Meta(description="of all walls together, in the units of the plan")]
    bounding_box: Annotated[
        list[float], msgspec.Meta(min_length=4, max_length=4, description="min x, min y, max x, max y")
    ]
    units: str | None


class PlanChecked(msgspec.Struct):
    """Whether a plan could be submitted."""

    valid: bool
    errors: Annotated[list[FaultOut], msgspec.Meta(description="everything that is wrong with it")]
    summary: Annotated[PlanSummary, msgspec.Meta(description="null when it is not valid")] | None
    findings: Annotated[list[str], msgspec.Meta(description="what a person should check, in sentences")] = []


class PlanImported(msgspec.Struct):
    """A plan out of a drawing, ready to be submitted, and what it was taken from."""

    plan: Plan
    layers: list[ImportedLayer]
    units: str | None
    ignored: list[IgnoredThings]
    findings: Annotated[list[str], msgspec.Meta(description="what a person should check, in sentences")]


def checked(summary: Summary, findings: list[dict[str, str]]) -> PlanChecked:
    return PlanChecked(
        valid=True,
        errors=[],
        summary=msgspec.convert(summary, PlanSummary, from_attributes=True),
        findings=[finding["detail"] for finding in findings],
    )


def refused(faults: tuple[Fault, ...]) -> PlanChecked:
    errors = [FaultOut(pointer=fault.pointer, detail=fault.detail) for fault in faults]
    return PlanChecked(valid=False, errors=errors, summary=None)
