"""Read a plan: check every wall, and lay the walls out as flat arrays.

Standard library only, so that a service can validate plans without loading NumPy.

A plan is a JSON object ``{"walls": [wall, ...], "units": "mm", "name": "Flat 7"}``; ``units`` and ``name``
are optional, and the name is for people alone. A wall is one of

- ``{"type": "line", "start": [x, y], "end": [x, y]}``
- ``{"type": "arc", "start": [x, y], "end": [x, y], "bulge": b}``, where ``b`` is the tangent of a quarter of
  the arc's sweep, positive when it runs counter-clockwise (the convention of DXF)
- ``{"type": "polyline", "points": [[x, y], ...], "closed": false}``

and may carry ``is_load_bearing`` (boolean), ``thickness`` (in plan units) and ``id`` (text). A plan may also
hold ``wall_thickness``, how thick its thickest walls are, and ``labels``, ``spaces``, ``drawn_openings``,
``findings`` and ``projection``, see :mod:`detection.plan.annotations`. Other members are ignored; a finding
tells of those that may be misspelt.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from detection.faults import Fault, InvalidPlanError
from detection.options import SHORTEST, Limits
from detection.plan import members
from detection.plan.annotations import (
    DrawnOpening,
    Label,
    Space,
    check_projection,
    read_findings,
    read_labels,
    read_openings,
    read_spaces,
)
from detection.plan.checks import NUMBERS, Checks, is_list, name_of, quote
from detection.plan.plain_walls import PlainWalls
from detection.plan.units import doubt_of

WALL_TYPES = ("line", "arc", "polyline")


@dataclass(frozen=True, slots=True)
class Plan:
    """A valid plan: one *piece* for each line, arc or side of a polyline.

    ``pieces`` holds five numbers a piece (x and y of its start, x and y of its end, bulge) and ``owners`` the
    index of the wall that each piece belongs to. The other lists have one entry a wall.
    """

    pieces: "array[float]" = field(default_factory=lambda: array("d"))
    owners: "array[int]" = field(default_factory=lambda: array("q"))
    load_bearing: list[bool] = field(default_factory=list)
    thickness: list[float | None] = field(default_factory=list)
    ids: list[str | None] = field(default_factory=list)
    units: str | None = None
    labels: list[Label] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    findings: list[dict[str, str]] = field(
        default_factory=list
    )  # of the importer of the drawing, and of this
    openings: list[DrawnOpening] = field(default_factory=list)
    wall_thickness: float | None = None  # of the thickest walls


def parse_plan(document: object, limits: Limits | None = None) -> Plan:
    """Turn a decoded JSON document into a plan.

    Raises
    ------
    InvalidPlanError
        With every fault of the document, not just the first.
    """
    reader = _Reader(limits or Limits())
    plan = reader.read(document)
    if reader.faults:
        raise InvalidPlanError(tuple(reader.faults))
    return plan


def find_faults(document: object, limits: Limits | None = None) -> list[Fault]:
    """Check a plan without finding its rooms.

    Parameters
    ----------
    document
        A decoded JSON document.
    limits
        What a plan may cost; the defaults are those of detection.

    Returns
    -------
    list of Fault
        Every fault in the order of the document, each with a JSON pointer (RFC 6901) to the member that is
        wrong; empty when the document is a valid plan.

    Examples
    --------
    >>> [fault.pointer for fault in find_faults({"walls": [{"type": "line", "start": [0, 0]}]})]
    ['/walls/0/end']
    """
    reader = _Reader(limits or Limits())
    reader.read(document)
    return reader.faults


class _Reader(Checks):
    """One pass over a document, which collects the plan and its faults."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(limits)
        self.plan = Plan()

    def read(self, document: object) -> Plan:
        if not isinstance(document, Mapping):
            self.fault("", f'must be an object with a member "walls", is {name_of(document)}')
            return self.plan
        self.members.note(document, members.PLAN, "plan", "")
        units = self.text(document.get("units"), "/units")
        self.text(document.get("name"), "/name")
        walls = document.get("walls")
        if "walls" not in document:
            self.fault("/walls", "is missing; give a list of walls")
        elif not (is_list(walls) or isinstance(walls, PlainWalls)):
            self.fault("/walls", f"must be a list of walls, is {name_of(walls)}")
        elif not walls:
            self.fault("/walls", "is empty; give at least one wall")
        elif len(walls) > self.limits.walls:
            self.fault("/walls", f"has {len(walls)} walls, more than the {self.limits.walls} allowed")
        else:
            self.read_walls(walls)
        labels = read_labels(document.get("labels"), self)
        spaces = read_spaces(document.get("spaces"), self)
        findings = read_findings(document.get("findings"), self)
        findings += self.members.findings()
        doubt = doubt_of(units)
        if doubt:
            findings.append({"kind": "units", "detail": doubt})
        openings = read_openings(document.get("drawn_openings"), self)
        check_projection(document.get("projection"), self)
        if self.unlisted:
            self.faults.append(Fault("", f"has {self.unlisted} more faults that are not listed"))
        return Plan(
            self.plan.pieces,
            self.plan.owners,
            self.plan.load_bearing,
            self.plan.thickness,
            self.plan.ids,
            units,
            labels,
            spaces,
            findings,
            openings,
            self.size(document.get("wall_thickness"), "/wall_thickness"),
        )

    def read_walls(self, walls: Sequence[object]) -> None:
        found = len(self.faults)
        for index, wall in enumerate(() if self.read_plain_walls(walls) else walls):
            if not self.read_plain_line(index, wall):
                self.read_wall(index, wall)
            if len(self.plan.owners) > self.limits.pieces:
                self.fault(
                    f"/walls/{index}", f"brings the plan to more than {self.limits.pieces} pieces of wall"
                )
                return
        if len(self.faults) == found and not _any_has_length(self.plan.pieces):
            self.fault(
                "/walls",
                f"all have zero length (less than {SHORTEST:g}); give at least one wall with distinct ends",
            )

    def read_plain_walls(self, walls: Sequence[object]) -> bool:
        """Take all walls at once, if they are numbers already and within the limits."""
        count, limits = len(walls), self.limits
        if not isinstance(walls, PlainWalls) or walls.bound > limits.coordinate or count > limits.pieces:
            return False
        self.plan.pieces.extend(walls.pieces)
        self.plan.owners.extend(range(count))
        self.plan.load_bearing.extend(map(bool, walls.bearing))
        self.plan.thickness.extend([None] * count)
        self.plan.ids.extend([None] * count)
        return True

    def read_plain_line(self, index: int, wall: object) -> bool:
        """Take a straight wall with nothing unusual about it, as nearly all are, three times as fast."""
        if type(wall) is not dict or wall.get("type") != "line":
            return False
        start, end = wall.get("start"), wall.get("end")
        if type(start) is not list or len(start) != 2 or type(end) is not list or len(end) != 2:
            return False
        bearing = wall.get("is_load_bearing", False)
        if type(bearing) is not bool or "thickness" in wall or "id" in wall:
            return False
        bound = self.limits.coordinate
        for number in (*start, *end):
            if type(number) not in NUMBERS or not -bound <= number <= bound:
                return False
        if len(wall) > 3 + ("is_load_bearing" in wall):
            self.members.note(wall, members.WALL, "walls", f"/walls/{index}")
        plan = self.plan
        plan.pieces.extend((*start, *end, 0.0))
        plan.owners.append(index)
        plan.load_bearing.append(bearing)
        plan.thickness.append(None)
        plan.ids.append(None)
        return True

    def read_wall(self, index: int, wall: object) -> None:
        at = f"/walls/{index}"
        if not isinstance(wall, Mapping):
            self.fault(at, f"must be an object, is {name_of(wall)}")
            return
        self.members.note(wall, members.WALL, "walls", at)
        kind = wall.get("type")
        if kind == "line":
            self.add_piece(index, self.point(wall, "start", at), self.point(wall, "end", at), 0.0)
        elif kind == "arc":
            start, end = self.point(wall, "start", at), self.point(wall, "end", at)
            self.add_piece(index, start, end, self.bulge(wall, at))
        elif kind == "polyline":
            self.read_polyline(index, wall, at)
        elif "type" not in wall:
            self.fault(f"{at}/type", f"is missing; give one of {', '.join(WALL_TYPES)}")
        else:
            self.fault(f"{at}/type", f"must be one of {', '.join(WALL_TYPES)}, is {quote(kind)}")
        self.plan.load_bearing.append(self.flag(wall, "is_load_bearing", at))
        self.plan.thickness.append(self.size(wall.get("thickness"), f"{at}/thickness"))
        self.plan.ids.append(self.text(wall.get("id"), f"{at}/id"))

    def read_polyline(self, index: int, wall: Mapping[str, Any], at: str) -> None:
        closed = self.flag(wall, "closed", at)
        points = wall.get("points")
        if "points" not in wall:
            self.fault(f"{at}/points", "is missing; give a list of two or more points [x, y]")
            return
        if not is_list(points) or len(points) < 2:
            self.fault(f"{at}/points", "must be a list of two or more points [x, y]")
            return
        room = self.limits.pieces - len(self.plan.owners)
        corners = [self.check_point(point, f"{at}/points/{k}") for k, point in enumerate(points[: room + 2])]
        following = corners[1:] + corners[:1] if closed else corners[1:]
        for start, end in zip(corners, following, strict=False):
            self.add_piece(index, start, end, 0.0)

    def add_piece(
        self, index: int, start: Sequence[float] | None, end: Sequence[float] | None, bulge: float | None
    ) -> None:
        if start is not None and end is not None and bulge is not None:
            self.plan.pieces.extend((start[0], start[1], end[0], end[1], bulge))
            self.plan.owners.append(index)

    def point(self, wall: Mapping[str, Any], name: str, at: str) -> Sequence[float] | None:
        point = wall.get(name)
        if type(point) is list and len(point) == 2:
            x, y = point
            bound = self.limits.coordinate
            if type(x) in NUMBERS and type(y) in NUMBERS and -bound <= x <= bound and -bound <= y <= bound:
                return point
        if name not in wall:
            self.fault(f"{at}/{name}", "is missing; give a point [x, y]")
            return None
        return self.check_point(point, f"{at}/{name}")

    def bulge(self, wall: Mapping[str, Any], at: str) -> float | None:
        if "bulge" not in wall:
            self.fault(f"{at}/bulge", "is missing; give the tangent of a quarter of the arc's sweep")
            return None
        bound = self.limits.bulge
        return wall["bulge"] if self.number(wall["bulge"], f"{at}/bulge", -bound, bound) else None

    def size(self, value: float | None, at: str) -> float | None:
        if value is None or not self.number(value, at, 0.0, self.limits.coordinate):
            return None
        return float(value)

    def flag(self, wall: Mapping[str, Any], name: str, at: str) -> bool:
        value = wall.get(name)
        if value is None or isinstance(value, bool):
            return bool(value)
        self.fault(f"{at}/{name}", f"must be true or false, is {name_of(value)}")
        return False


def _any_has_length(pieces: "array[float]") -> bool:
    """Whether any piece is longer than the shortest length that can be computed with."""
    return any(
        abs(x1 - x0) + abs(y1 - y0) > SHORTEST
        for x0, y0, x1, y1 in zip(pieces[0::5], pieces[1::5], pieces[2::5], pieces[3::5], strict=True)
    )
