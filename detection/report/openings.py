"""Doors, windows and other openings of rooms."""

from typing import Any

import numpy as np
import shapely

from detection.closing.openings import VIRTUAL
from detection.report.rounding import decimals_of
from detection.rooms.rooms import Rooms
from detection.segments.segments import FloatArray
from detection.walls.hints import matching

Document = dict[str, Any]
BESIDE = 0.01  # of the clearance: so far from a pane its two rooms are looked for


def openings_of(result: Rooms) -> list[Document]:
    """Every opening in the boundary of a room, with the rooms on its sides.

    Its kind is ``door`` or ``window`` where a sign of one is drawn in it, ``virtual`` where two spaces of the
    plan part rooms without a wall, and else ``opening``.
    """
    names, closing, beside = list(result.room_ids.values()), result.closing, result.rooms_beside_closing
    kinds, types = _kinds(result), _types(result, closing.segments)
    openings: list[Document] = []
    decimals = decimals_of(result.tolerance)
    for row in np.flatnonzero(closing.is_opening | (closing.kind == VIRTUAL)).tolist():
        if row in beside:
            rooms: list[str | None] = [names[room] for room in beside[row]]
            probability = round(float(closing.probability[row]), 3)
            openings.append(_opening(kinds[row], closing.segments[row], rooms, probability, decimals))
            if types[row] is not None:
                openings[-1]["type"] = types[row]
    doors = matching(result.hints.doors, result.panes, np.zeros(len(result.panes))) >= 0
    sides, types = _rooms_beside(result, names), _types(result, result.panes)
    for pane, is_door, rooms, type_ in zip(result.panes, doors.tolist(), sides, types, strict=True):
        if any(rooms):
            openings.append(_opening("door" if is_door else "window", pane, rooms, 1.0, decimals))
            if type_ is not None:
                openings[-1]["type"] = type_
    for number, opening in enumerate(openings, start=1):
        opening["id"] = f"opening-{number}"
    return openings


def _opening(
    kind: str, segment: FloatArray, rooms: list[str | None], probability: float, decimals: int
) -> Document:
    x0, y0, x1, y1 = segment.tolist()
    return {
        "id": "",
        "kind": kind,
        "point": [round((x0 + x1) / 2, decimals), round((y0 + y1) / 2, decimals)],
        "width": round(float(np.hypot(x1 - x0, y1 - y0)), decimals),
        "start": [x0, y0],
        "end": [x1, y1],
        "rooms": [*rooms, None, None][:2],
        "probability": probability,
    }


def _kinds(result: Rooms) -> list[str]:
    """The kind of each inferred segment, (k,), by what is drawn in it."""
    segments = result.closing.segments
    if not len(result.hints.doors) and not len(result.hints.windows):
        return ["virtual" if virtual else "opening" for virtual in result.closing.is_virtual.tolist()]
    slack = np.full(len(segments), result.reading.thickness or 0.0)
    doors = matching(result.hints.doors, segments, slack) >= 0
    windows = matching(result.hints.windows, segments, slack) >= 0
    kinds = np.where(doors, "door", np.where(windows, "window", "opening"))
    kinds = np.where(result.closing.is_virtual, "virtual", kinds)
    return [str(kind) for kind in kinds.tolist()]


def _types(result: Rooms, segments: FloatArray) -> list[str | None]:
    """The type of each opening, (k, 4), where the drawing says it."""
    slack = np.full(len(segments), result.reading.thickness or 0.0)
    found = matching(result.hints.typed, segments, slack).tolist()
    return [result.hints.types[at] if at >= 0 else None for at in found]


def _rooms_beside(result: Rooms, names: list[str]) -> list[list[str | None]]:
    """The rooms on the two sides of each pane, in the order of rooms; None is the outside."""
    panes = result.panes
    if not len(panes):
        return []
    along = panes[:, 2:] - panes[:, :2]
    left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
    middle, off = (panes[:, :2] + panes[:, 2:]) / 2, BESIDE * result.proposed.clearance * left
    tree = shapely.STRtree(result.polygons)
    sides: list[list[int]] = []
    outside = len(names)
    for points in (middle + off, middle - off):
        place, room = tree.query(shapely.points(points), predicate="within")
        found = [outside] * len(panes)
        for where, which in zip(place.tolist(), room.tolist(), strict=True):
            found[where] = which
        sides.append(found)
    called = [*names, None]
    return [[called[row] for row in sorted({*pair})] for pair in zip(*sides, strict=True)]
