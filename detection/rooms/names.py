"""Names of rooms: by the labels that lie in them, or by the spaces of the plan."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from detection.plan.annotations import parts_of, stated_area
from detection.plan.parse import Plan
from detection.plan.units import metres_of
from detection.segments.segments import FloatArray, Geometries

COVERED = 0.5  # of a space, or of a room, that the two must share for the space to name the room
ONE_LABEL = 0.2  # of the clearance: texts nearer to each other than this are lines of one label


@dataclass
class Names:
    """What each room is called, one entry a room."""

    name: list[str | None]
    number: list[str | None]
    usage: list[str | None]
    stated_area: list[float | None]  # in square units of the plan
    several: dict[int, list[str]] = field(default_factory=dict)  # rooms in which the names of several lie
    outside: list[int] = field(default_factory=list)  # labels that lie in no room
    lost: list[int] = field(default_factory=list)  # spaces that are no room


def name_rooms(polygons: Geometries, plan: Plan, clearance: float) -> Names:
    """Give each room (r,) the labels that lie in it, and where it has none the name of its space."""
    count = len(polygons)
    names = Names([None] * count, [None] * count, [None] * count, [None] * count)
    if not plan.labels and not plan.spaces:
        return names
    tree = shapely.STRtree(polygons)
    _read_labels(names, tree, plan, clearance)
    _read_spaces(names, tree, plan)
    return names


def _read_labels(names: Names, tree: shapely.STRtree, plan: Plan, clearance: float) -> None:
    points = np.array([label.point for label in plan.labels]).reshape(-1, 2)
    label, room = tree.query(shapely.points(points), predicate="intersects")
    room_of = dict(zip(label[::-1].tolist(), room[::-1].tolist(), strict=True))
    said: dict[int, dict[str, list[int]]] = {}
    texts: dict[tuple[int, str], str] = {}
    for number, each in enumerate(plan.labels):
        parts = parts_of(each)
        if number not in room_of:
            if any(kind in ("name", "number") for kind, _ in parts):
                names.outside.append(number)
            continue
        for kind, text in parts:
            said.setdefault(room_of[number], {}).setdefault(kind, []).append(number)
            key = (number, kind)
            texts[key] = f"{texts[key]} {text}" if key in texts else text
    scale = metres_of(plan.units)
    for row, kinds in said.items():
        called = _labels(kinds.get("name", []), "name", texts, points, ONE_LABEL * clearance)
        numbers = _labels(kinds.get("number", []), "number", texts, points, 0.0)
        if len(called) > 1 or (len(numbers) > 1 and len(called) != 1):
            names.several[row] = called if len(called) > 1 else numbers
        names.name[row] = " / ".join(called) or None
        names.number[row] = " / ".join(numbers) or None
        names.usage[row] = " / ".join(_labels(kinds.get("usage", []), "usage", texts, points, 0.0)) or None
        stated = [stated_area(texts[number, "area"]) for number in dict.fromkeys(kinds.get("area", []))]
        if scale is not None and len(stated) == 1 and stated[0] is not None:
            names.stated_area[row] = stated[0] / scale**2


def _labels(
    numbers: list[int], kind: str, texts: dict[tuple[int, str], str], points: FloatArray, near: float
) -> list[str]:
    """The different texts of labels of one kind; those that stand close to each other are one."""
    groups: list[list[int]] = []
    for number in dict.fromkeys(numbers):
        beside = [g for g in groups if any(np.hypot(*(points[k] - points[number])) < near for k in g)]
        if beside:
            beside[0].append(number)
        else:
            groups.append([number])
    return list(dict.fromkeys(" ".join(texts[number, kind] for number in group) for group in groups))


def _read_spaces(names: Names, tree: shapely.STRtree, plan: Plan) -> None:
    if not plan.spaces:
        return
    shapes = shapely.make_valid(np.array([shapely.Polygon(space.polygon) for space in plan.spaces]))
    space, room = tree.query(shapes, predicate="intersects")
    rooms = tree.geometries
    shared = shapely.area(shapely.intersection(shapes[space], rooms[room]))
    named: dict[int, list[int]] = {}
    found = set()
    for row in np.lexsort((-shared, space)).tolist():
        number, where = int(space[row]), int(room[row])
        least = COVERED * min(shapes[number].area, rooms[where].area)
        if number not in found and shared[row] > 0 and shared[row] >= least:
            found.add(number)
            named.setdefault(where, []).append(number)
    names.lost += [k for k in range(len(plan.spaces)) if k not in found]
    for where, numbers in named.items():
        for column, values in (
            (names.name, [plan.spaces[k].name for k in numbers]),
            (names.number, [plan.spaces[k].number for k in numbers]),
        ):
            given = list(dict.fromkeys(value for value in values if value))
            if given and column[where] is None:
                column[where] = " / ".join(given)
        if len(numbers) > 1:
            names.several[where] = [
                plan.spaces[k].name or plan.spaces[k].number or f"space {k}" for k in numbers
            ]
