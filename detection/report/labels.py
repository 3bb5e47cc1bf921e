"""Contradictions between the labels and spaces of a plan and its rooms."""

from typing import Any

import numpy as np
import shapely

from detection.closing.openings import VIRTUAL
from detection.plan.annotations import Space
from detection.report.rounding import rounded
from detection.rooms.confidence import place_of
from detection.rooms.names import title_of
from detection.rooms.rooms import Rooms

Document = dict[str, Any]
AGREES = 0.05  # of a stated area: a smaller difference from the measured one is none
GROSS_AGREES = 0.2  # the same where only the area out to the middle of walls is known


def label_findings(result: Rooms) -> list[Document]:
    """Labels and spaces in no room, names of several rooms in one, and areas that differ from the stated."""
    return _outside(result) + _several(result) + _stated(result)


def _outside(result: Rooms) -> list[Document]:
    found = []
    for number in result.names.outside:
        label = result.plan.labels[number]
        x, y = label.point
        found.append(
            {
                "kind": "label_outside",
                "label": number,
                "at": [x, y],
                "detail": f"the label {label.text!r} at ({x:.10g}, {y:.10g}) lies in no room: "
                "a wall around it may be missing, or a door not closed",
            }
        )
    return found


def space_findings(result: Rooms) -> list[Document]:
    """Rooms that spaces part without a wall, and spaces that are no room or of another size than theirs."""
    return _virtual(result) + _lost(result) + _other_sizes(result)


def _virtual(result: Rooms) -> list[Document]:
    ids, closing = list(result.room_ids.values()), result.closing
    found = []
    for row in np.flatnonzero(closing.kind == VIRTUAL).tolist():
        rooms: list[str | None] = [ids[room] for room in result.rooms_beside_closing.get(row, ())]
        if not rooms:
            continue
        x0, y0, x1, y1 = closing.segments[row].tolist()
        sides = [*rooms, "the outside"][:2]
        found.append(
            {
                "kind": "virtual_boundary",
                "at": [(x0 + x1) / 2, (y0 + y1) / 2],
                "from": [x0, y0],
                "to": [x1, y1],
                "rooms": [*rooms, None][:2],
                "detail": f"no wall parts {' and '.join(map(str, sides))} at "
                f"{place_of(closing.segments[row])}, but two spaces of the plan that meet there",
            }
        )
    return found


def _lost(result: Rooms) -> list[Document]:
    found = []
    for number, shared in result.names.lost.items():
        space = result.plan.spaces[number]
        x, y = _inside(space)
        where = f"covers parts of {shared} rooms" if shared > 1 else "covers a small part of one room"
        found.append(
            {
                "kind": "space_lost",
                "space": number,
                "at": [x, y],
                "detail": f"the space {title_of(space, number)!r} around ({x:.10g}, {y:.10g}) "
                f"{where if shared else 'lies in no room'}: a wall may be missing or misplaced",
            }
        )
    return found


def _inside(space: Space) -> tuple[float, float]:
    """A point inside of a space."""
    point = shapely.point_on_surface(shapely.make_valid(shapely.Polygon(space.polygon)))
    return float(point.x), float(point.y)


def _other_sizes(result: Rooms) -> list[Document]:
    ids, unit = list(result.room_ids.values()), result.plan.units
    found = []
    for row, number in result.names.space.items():
        space = result.plan.spaces[number]
        stated = float(shapely.make_valid(shapely.Polygon(space.polygon)).area)
        measured = _measured_unlike(result, row, stated)
        if measured is None:
            continue
        square = f" {unit}²" if unit else ""
        found.append(
            {
                "kind": "space_area",
                "space": number,
                "room": ids[row],
                "at": rounded(result.label_point[row], result.tolerance).tolist(),
                "stated": stated,
                "measured": measured,
                "detail": f"the space {title_of(space, number)!r} has {stated:.4g}{square}, "
                f"but {ids[row]} measures {measured:.4g}{square}",
            }
        )
    return found


def _measured_unlike(result: Rooms, row: int, stated: float) -> float | None:
    """The area of a room that differs from a stated one; None where net or gross area agrees with it."""
    gross = float(result.sizes.area[row])
    net = float(result.net[row].area) if result.net is not None else None
    measured, most = (gross, GROSS_AGREES) if net is None else (net, AGREES)
    differs = abs(measured - stated) > most * stated and abs(gross - stated) > AGREES * stated
    return measured if differs else None


def _several(result: Rooms) -> list[Document]:
    ids = list(result.room_ids.values())
    return [
        {
            "kind": "several_names",
            "room": ids[row],
            "at": rounded(result.label_point[row], result.tolerance).tolist(),
            "names": names,
            "detail": f"{ids[row]} holds the names of {len(names)} rooms, {', '.join(map(repr, names))}: "
            "a wall or a door between them may be missing",
        }
        for row, names in result.names.several.items()
    ]


def _stated(result: Rooms) -> list[Document]:
    ids, unit = list(result.room_ids.values()), result.plan.units
    found = []
    for row, stated in enumerate(result.names.stated_area):
        if stated is None:
            continue
        measured = _measured_unlike(result, row, stated)
        if measured is not None:
            found.append(
                {
                    "kind": "stated_area",
                    "room": ids[row],
                    "at": rounded(result.label_point[row], result.tolerance).tolist(),
                    "stated": stated,
                    "measured": measured,
                    "detail": f"{ids[row]} is labelled with {stated:.4g} {unit}², "
                    f"but measures {measured:.4g} {unit}²",
                }
            )
    return found
