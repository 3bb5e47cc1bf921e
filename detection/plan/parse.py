"""Read a plan: check every wall, and lay the walls out as flat arrays.

Standard library only, so that a service can validate plans without loading NumPy.

A plan is a JSON object ``{"walls": [wall, ...], "units": "mm", "name": "Flat 7"}``; ``units`` and ``name``
are optional, and the name is for people alone. A wall is one of

- ``{"type": "line", "start": [x, y], "end": [x, y]}``
- ``{"type": "arc", "start": [x, y], "end": [x, y], "bulge": b}``, where ``b`` is the tangent of a quarter of
  the arc's sweep, positive when it runs counter-clockwise (the convention of DXF)
- ``{"type": "polyline", "points": [[x, y], ...], "closed": false}``

and may carry ``is_load_bearing`` (boolean), ``thickness`` (in plan units) and ``id`` (text). Other members
are ignored.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeGuard

from detection.faults import Fault, InvalidPlanError
from detection.options import Limits

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
    """Every fault of a decoded JSON document, in the order of the document; empty when it is a valid plan."""
    reader = _Reader(limits or Limits())
    reader.read(document)
    return reader.faults


class _Reader:
    """One pass over a document, which collects the plan and its faults."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.faults: list[Fault] = []
        self.unlisted = 0
        self.plan = Plan()

    def fault(self, pointer: str, detail: str) -> None:
        if len(self.faults) < self.limits.faults:
            self.faults.append(Fault(pointer, detail))
        else:
            self.unlisted += 1

    def read(self, document: object) -> Plan:
        if not isinstance(document, Mapping):
            self.fault("", f'must be an object with a member "walls", is {_name(document)}')
            return self.plan
        units = self.text(document.get("units"), "/units")
        self.text(document.get("name"), "/name")
        walls = document.get("walls")
        if "walls" not in document:
            self.fault("/walls", "is missing; give a list of walls")
        elif not _is_list(walls):
            self.fault("/walls", f"must be a list of walls, is {_name(walls)}")
        elif not walls:
            self.fault("/walls", "is empty; give at least one wall")
        elif len(walls) > self.limits.walls:
            self.fault("/walls", f"has {len(walls)} walls, more than the {self.limits.walls} allowed")
        else:
            self.read_walls(walls)
        if self.unlisted:
            self.faults.append(Fault("/walls", f"has {self.unlisted} more faults that are not listed"))
        return Plan(
            self.plan.pieces,
            self.plan.owners,
            self.plan.load_bearing,
            self.plan.thickness,
            self.plan.ids,
            units,
        )

    def read_walls(self, walls: Sequence[object]) -> None:
        found = len(self.faults)
        for index, wall in enumerate(walls):
            self.read_wall(index, wall)
            if len(self.plan.owners) > self.limits.pieces:
                self.fault(
                    f"/walls/{index}", f"brings the plan to more than {self.limits.pieces} pieces of wall"
                )
                return
        pieces = self.plan.pieces
        if len(self.faults) == found and pieces[0::5] == pieces[2::5] and pieces[1::5] == pieces[3::5]:
            self.fault("/walls", "all have zero length; give at least one wall with two distinct ends")

    def read_wall(self, index: int, wall: object) -> None:
        at = f"/walls/{index}"
        if not isinstance(wall, Mapping):
            self.fault(at, f"must be an object, is {_name(wall)}")
            return
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
            self.fault(f"{at}/type", f"must be one of {', '.join(WALL_TYPES)}, is {_quote(kind)}")
        self.plan.load_bearing.append(self.flag(wall, "is_load_bearing", at))
        self.plan.thickness.append(self.size(wall.get("thickness"), f"{at}/thickness"))
        self.plan.ids.append(self.text(wall.get("id"), f"{at}/id"))

    def read_polyline(self, index: int, wall: Mapping[str, Any], at: str) -> None:
        closed = self.flag(wall, "closed", at)
        points = wall.get("points")
        if "points" not in wall:
            self.fault(f"{at}/points", "is missing; give a list of two or more points [x, y]")
            return
        if not _is_list(points) or len(points) < 2:
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
            if type(x) in _NUMBERS and type(y) in _NUMBERS and -bound <= x <= bound and -bound <= y <= bound:
                return point
        if name not in wall:
            self.fault(f"{at}/{name}", "is missing; give a point [x, y]")
            return None
        return self.check_point(point, f"{at}/{name}")

    def check_point(self, point: object, at: str) -> Sequence[float] | None:
        if not _is_list(point):
            self.fault(at, f"must be a point [x, y], is {_name(point)}")
            return None
        if len(point) != 2:
            self.fault(at, f"must be a point [x, y] of two numbers, has {len(point)}")
            return None
        bound = self.limits.coordinate
        good = [self.number(value, f"{at}/{k}", -bound, bound) for k, value in enumerate(point)]
        return point if all(good) else None

    def number(self, value: object, at: str, low: float, high: float) -> bool:
        if not isinstance(value, (int, float)) or isinstance(value, bool):
            self.fault(at, f"must be a number, is {_name(value)}")
        elif not low <= value <= high:
            self.fault(at, f"must be a finite number from {low:g} to {high:g}, is {_quote(value)}")
        else:
            return True
        return False

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
        self.fault(f"{at}/{name}", f"must be true or false, is {_name(value)}")
        return False

    def text(self, value: object, at: str) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(at, f"must be text, is {_name(value)}")
        elif not 1 <= len(value) <= self.limits.text:
            self.fault(at, f"must have 1 to {self.limits.text} characters, has {len(value)}")
        else:
            return value
        return None


_NUMBERS = (int, float)


def _is_list(value: object) -> TypeGuard[Sequence[Any]]:
    return isinstance(value, (list, tuple))


def _name(value: object) -> str:
    """What a JSON value is called."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, Mapping) else "a list"


def _quote(value: object) -> str:
    """Short form of an offending value."""
    if isinstance(value, int) and abs(value) >= 10**30:  # printing a huge integer takes quadratic time
        return "a very large integer"
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
