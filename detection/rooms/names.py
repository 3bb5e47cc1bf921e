"""Names of rooms: by the labels that lie in them, or by the spaces of the plan."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from detection.graph.shapes import Shapes
from detection.plan.annotations import Space, parts_of, stated_area
from detection.plan.parse import Plan
from detection.plan.units import metres_of
from detection.segments.segments import FloatArray
from detection.walls.spaces import Outlines

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
    lost: dict[int, int] = field(default_factory=dict)  # spaces that are no room, and how many they share
    space: dict[int, int] = field(default_factory=dict)  # the only space of rooms that have one


def name_rooms(shapes: Shapes, plan: Plan, clearance: float) -> Names:
    """Give each room (r,) the labels that lie in it, and where it has none the name of its space."""
    count = len(shapes)
    names = Names([None] * count, [None] * count, [None] * count, [None] * count)
    if not plan.labels and not plan.spaces:
        return names
    tree = shapely.STRtree(shapes.polygons)
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
    outlines = Outlines.of(plan.spaces)
    part, room = tree.query(outlines.polygons, predicate="intersects")
    rooms = tree.geometries
    shared = shapely.area(shapely.intersection(outlines.polygons[part], rooms[room]))
    # the polygons of one space count together
    pairs, row = np.unique(np.column_stack([outlines.space[part], room]), axis=0, return_inverse=True)
    both = np.bincount(row.ravel(), shared, len(pairs))
    own = np.bincount(outlines.space, shapely.area(outlines.polygons), len(plan.spaces))
    named: dict[int, list[int]] = {}
    found = set()
    for row in np.lexsort((-both, pairs[:, 0])).tolist():
        number, where = pairs[row].tolist()
        least = COVERED * min(own[number], rooms[where].area)
        if number not in found and both[row] > 0 and both[row] >= least:
            found.add(number)
            named.setdefault(where, []).append(number)
    touched = np.bincount(pairs[both > 0, 0], minlength=len(plan.spaces)).tolist()
    names.lost.update((k, touched[k]) for k in range(len(plan.spaces)) if k not in found)
    for where, numbers in named.items():
        for column, values in (
            (names.name, [plan.spaces[k].name for k in numbers]),
            (names.number, [plan.spaces[k].number for k in numbers]),
        ):
            given = list(dict.fromkeys(value for value in values if value))
            if given and column[where] is None:
                column[where] = " / ".join(given)
        if len(numbers) > 1:
            names.several[where] = [title_of(plan.spaces[k], k) for k in numbers]
        else:
            names.space[where] = numbers[0]


def title_of(space: Space, number: int) -> str:
    """What a space is called: by its name, else by its number, else by its place in the list."""
    return space.name or space.number or f"space {number}"
