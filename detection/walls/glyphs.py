"""Door leaves and their swings: signs drawn in the openings of walls, which are no walls themselves.

A swing is an arc of about a quarter circle whose centre is the hinge. Its leaf is a straight line, or a thin
rectangle, from the hinge to one end of the arc; from the hinge to the other end the wall is open.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.plan.parse import Plan
from detection.segments.orientation import bounding_boxes
from detection.segments.segments import BoolArray, FloatArray, IntArray, pieces_of

SWEEP = (50.0, 130.0)  # least and largest sweep of a swing, degrees
NEAR = 0.15  # of the radius: tolerance of the position of a leaf relative to its arc
ROUND = 0.02  # of the radius: largest spread of the radii of a polyline's corners
FEWEST_CHORDS = 4  # fewest sides of a polyline that is taken as an arc
AROUND = 1.5  # radii around a hinge, within which its leaf and the walls beside it lie
LARGEST = 0.25  # of the size of the drawing: a larger arc is a wall
COVERED = 0.2  # share of the way from hinge to latch: if walls cover more of it, there is no door


@dataclass(frozen=True)
class Doors:
    """Doors whose swing is drawn."""

    hinge: FloatArray  # (d, 2)
    latch: FloatArray  # (d, 2): the other jamb
    piece: BoolArray  # (p,): the pieces of walls that are leaves and swings

    def __len__(self) -> int:
        return len(self.hinge)


def find_doors(plan: Plan) -> Doors:
    """The doors among the walls of a plan."""
    pieces, owner = pieces_of(plan)
    sign = np.zeros(len(pieces), dtype=bool)
    hinges, latches = [], []
    size = float(np.ptp(pieces[:, :4].reshape(-1, 2), axis=0).max(initial=0.0))
    straight = np.flatnonzero(pieces[:, 4] == 0)
    near = shapely.STRtree(bounding_boxes(pieces[straight, :4], 0.0))
    for members, centre, one, other in _arcs(pieces, owner):
        radius = float(np.hypot(*(one - centre)))
        if not 0 < radius <= LARGEST * size:
            continue
        beside = shapely.box(*(centre - AROUND * radius), *(centre + AROUND * radius))
        lines = np.sort(straight[near.query(beside)])
        lines = lines[~np.isin(lines, members)]
        leaves = [_leaf(pieces, lines, centre, end, radius) for end in (one, other)]
        if len(leaves[0]) == len(leaves[1]) or min(map(len, leaves)) > 0:
            continue  # no leaf, or a room in the shape of a pie
        closed, latch = (leaves[0], other) if len(leaves[0]) else (leaves[1], one)
        rest = np.setdiff1d(lines, closed)
        if _covered(pieces[rest, :4], centre, latch) > COVERED:
            continue
        sign[members] = True
        sign[closed] = True
        hinges.append(centre)
        latches.append(latch)
    return Doors(np.array(hinges).reshape(-1, 2), np.array(latches).reshape(-1, 2), sign)


def _arcs(pieces: FloatArray, owner: IntArray) -> list[tuple[IntArray, FloatArray, FloatArray, FloatArray]]:
    """Arcs of about a quarter circle: their pieces, centre and two ends."""
    found = []
    low, high = (np.tan(np.radians(degrees) / 4) for degrees in SWEEP)
    bulge = np.abs(pieces[:, 4])
    for k in np.flatnonzero((bulge >= low) & (bulge <= high)).tolist():
        start, end = pieces[k, :2], pieces[k, 2:4]
        b = pieces[k, 4]
        chord = end - start
        centre = (start + end) / 2 + (1 - b * b) / (4 * b) * np.array([-chord[1], chord[0]])
        found.append((np.array([k]), centre, start, end))
    count = np.bincount(owner)
    by_wall, first = np.argsort(owner, kind="stable"), np.cumsum(count) - count
    for wall in np.flatnonzero(count >= FEWEST_CHORDS).tolist():
        members = by_wall[first[wall] : first[wall] + count[wall]]
        points = np.vstack([pieces[members, :2], pieces[members[-1:], 2:4]])
        arc = _circle(points) if (pieces[members, 4] == 0).all() else None
        if arc is not None:
            found.append((members, arc, points[0], points[-1]))
    return found


def _circle(points: FloatArray) -> FloatArray | None:
    """The centre of the circle through a chain of points, if they lie on a part of one."""
    a, b, c = points[0], points[len(points) // 2], points[-1]
    turn = 2 * ((b - a)[0] * (c - a)[1] - (b - a)[1] * (c - a)[0])
    if turn == 0:
        return None
    ab, ac = ((p - a) @ (p - a) for p in (b, c))
    centre = a + np.array([(c - a)[1] * ab - (b - a)[1] * ac, (b - a)[0] * ac - (c - a)[0] * ab]) / turn
    spokes = points - centre
    radius = np.hypot(*spokes.T)
    angle = np.unwrap(np.arctan2(spokes[:, 1], spokes[:, 0]))
    steps = np.diff(angle)
    sweep = np.degrees(abs(angle[-1] - angle[0]))
    even = (steps > 0).all() or (steps < 0).all()
    round_ = np.ptp(radius) <= ROUND * radius.mean()
    return centre if even and round_ and SWEEP[0] <= sweep <= SWEEP[1] else None


def _leaf(pieces: FloatArray, lines: IntArray, hinge: FloatArray, end: FloatArray, radius: float) -> IntArray:
    """The lines that lie along the way from the hinge to an end of the arc, and no farther."""
    way = (end - hinge) / radius
    ends = pieces[lines, :4].reshape(-1, 2, 2) - hinge
    along, aside = ends @ way, np.abs(ends @ np.array([-way[1], way[0]]))
    inside = (aside <= NEAR * radius) & (along >= -NEAR * radius) & (along <= (1 + NEAR) * radius)
    inside = inside.all(axis=1)
    reaches = inside & (np.abs(np.diff(along, axis=1))[:, 0] >= (1 - 2 * NEAR) * radius)
    return lines[inside] if reaches.any() else lines[:0]


def _covered(lines: FloatArray, hinge: FloatArray, latch: FloatArray) -> float:
    """The share of the way from hinge to latch that lines (n, 4) run over."""
    width = float(np.hypot(*(latch - hinge)))
    way = (latch - hinge) / width
    ends = lines.reshape(-1, 2, 2) - hinge
    along, aside = ends @ way, np.abs(ends @ np.array([-way[1], way[0]]))
    on_it = (aside <= NEAR * width).all(axis=1)
    spans = np.clip(np.sort(along[on_it], axis=1), 0, width)
    return float((spans[:, 1] - spans[:, 0]).sum() / width)
