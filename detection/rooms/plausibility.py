"""Plausibility of rooms: sizes of buildings, walls that touch others, names inside of rooms.

A drawing that is read wrongly may have rooms without any doubtful decision. Properties that no building has
limit the confidence of such rooms, and are stated as reasons.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.plan.units import metres_of
from detection.segments.segments import BoolArray, FloatArray
from detection.segments.vectors import median

LEAST, MOST = 0.001, 0.999  # bounds of every confidence
BUILDING = (1.5, 5000.0)  # least and largest extent of a drawing of a building, metres
ROOM = (0.3, 50_000.0)  # least and largest area of the median room, square metres
DOUBTED = 0.5  # highest confidence of implausible rooms
LIKE_A_WALL = 0.3  # highest confidence of rooms no wider than two lines that may be one wall
FIXTURE = 0.3  # highest confidence of what is likelier furniture or the like
NAMED = 0.5  # highest confidence of a room that holds the names of several rooms
WALL_WIDTHS = 1.6  # times the distance of two such lines: rooms up to this width may be walls
FEW = 4  # fewest closed shapes that may be symbols
LARGEST = 0.1  # share of the same area that the largest of them fills, at most
ABOVE_ROUNDING = 1 + 1e-9
SYMBOLS = 0.3  # share of the area around a drawing that symbols fill, at most


@dataclass(frozen=True)
class Doubt:
    """A reason why rooms are implausible."""

    kind: str
    detail: str
    rooms: BoolArray  # (r,)
    most: float  # confidence of these rooms


def find_doubts(
    area: FloatArray,
    perimeter: FloatArray,
    lines: FloatArray,
    *,
    units: str | None,
    apart: float | None,
    touching: BoolArray,
    several_names: BoolArray,
    names_outside: int,
    names: int,
    fixtures: tuple[BoolArray, BoolArray],
    unlike: BoolArray,
    filled: BoolArray,
) -> list[Doubt]:
    """What speaks against the rooms (r,) that were found between lines (n, 4).

    Parameters
    ----------
    area, perimeter : (r,) float64
        Of the rooms, out to the middle of their walls.
    units : str or None
        What the plan says its unit is.
    apart : float or None
        Distance of two lines that may be the sides of a wall, where each was read as a wall.
    touching : (r,) bool
        Whether each room shares a wall with another one.
    several_names : (r,) bool
        Whether each room holds the names of several.
    names_outside, names : int
        Names of rooms that lie in none, and all names.
    fixtures : two of (r,) bool
        Rooms that are likelier fixtures, and those that they take their area from.
    unlike : (r,) bool
        Whether another reading of the walls, which is nearly as likely, has no such room.
    filled : (r,) bool
        Whether walls of the given thickness leave nothing of the room.
    """
    doubts: list[Doubt] = []
    every = np.ones(len(area), dtype=bool)
    doubts += _sizes(area, lines, units, every)
    if not len(area):
        return doubts
    if apart is not None:
        narrow = 2 * area <= WALL_WIDTHS * apart * perimeter
        if narrow.any():
            detail = f"no wider than {apart:.4g}, which may be the thickness of a wall"
            doubts.append(Doubt("like_a_wall", detail, narrow, LIKE_A_WALL))
    if len(area) >= FEW and _are_symbols(area, touching, lines):
        detail = "they fill little of the drawing: symbols, columns or furniture rather than rooms"
        doubts.append(Doubt("symbols", detail, every, DOUBTED))
    likelier, taken_from = fixtures
    doubts += [
        doubt
        for doubt in (
            Doubt(
                "other_reading",
                "no such rooms where two lines are read as the sides of one wall",
                unlike,
                DOUBTED,
            ),
            Doubt(
                "filled_by_walls",
                "walls of the given thickness fill them: is the thickness in the unit of the plan?",
                filled,
                DOUBTED,
            ),
            Doubt(
                "fixtures",
                "small or narrow beside the others: furniture, treads, tiles or walls rather than rooms",
                likelier,
                FIXTURE,
            ),
            Doubt(
                "parted_by_fixtures",
                "shapes that may be furniture or stairs are left out of it, but may belong to it",
                taken_from,
                NAMED,
            ),
            Doubt("several_names", "holds the names of several rooms", several_names, NAMED),
        )
        if doubt.rooms.any()
    ]
    if names_outside > names / 2:
        detail = f"{names_outside} of {names} names of rooms lie in no room"
        doubts.append(Doubt("names_outside", detail, every, DOUBTED))
    return doubts


def _are_symbols(area: FloatArray, touching: BoolArray, lines: FloatArray) -> bool:
    """Whether the rooms fill little of the convex hull of the lines, (n, 4), and lie apart or are small."""
    apart, largest, total = not touching.any(), float(area.max()), float(area.sum())

    def fill_little(around: float) -> bool:
        return total <= SYMBOLS * around and (apart or largest <= LARGEST * around)

    box = float(np.ptp(lines.reshape(-1, 2), axis=0).prod())  # holds the hull, and is quick
    return fill_little(ABOVE_ROUNDING * box) and fill_little(_hull_area(lines))


def _hull_area(lines: FloatArray) -> float:
    """Area of the convex hull of lines (n, 4)."""
    return float(shapely.area(shapely.convex_hull(shapely.multipoints(lines.reshape(-1, 2)))))


def limited(confidence: FloatArray, doubts: list[Doubt]) -> FloatArray:
    """Confidence (r,), limited by the doubts, rounded to three digits."""
    for doubt in doubts:
        confidence = np.where(doubt.rooms, np.minimum(confidence, doubt.most), confidence)
    return np.asarray(np.round(np.clip(confidence, LEAST, MOST), 3))


def _sizes(area: FloatArray, lines: FloatArray, units: str | None, every: BoolArray) -> list[Doubt]:
    metre = metres_of(units)
    if metre is None:
        return []
    extent = float(np.ptp(lines.reshape(-1, 2), axis=0).max())
    if not BUILDING[0] <= extent * metre <= BUILDING[1]:
        size = "small" if extent * metre < BUILDING[0] else "large"
        detail = (
            f"the drawing is {extent:.4g} {units} wide, too {size} for a building: its units may be others"
        )
        return [Doubt("units", detail, every, DOUBTED)]
    if len(area):
        middle = median(area) * metre**2
        if not ROOM[0] <= middle <= ROOM[1]:
            detail = f"most rooms have an area of {middle:.3g} m², which is implausible"
            return [Doubt("implausible", detail, every, DOUBTED)]
    return []
