"""Arcs among the lines of a drawing: curved ones, and chains of short lines.

Many programs draw an arc as a chain of short lines, each a little turned against the one before. A chain
whose corners lie on a circle is an arc.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from detection.scipy_functions import tree_of

Lines = npt.NDArray[np.float64]  # (n, 4): x and y of both ends
Point = tuple[float, float]
Following = dict[int, list[tuple[float, int]]]  # the turn and the way, for each way along a line

WIDEST = 190.0  # degrees, the largest sweep of an arc that is of use
_LEAST_TURN, _MOST_TURN = math.radians(0.8), math.radians(31.0)  # from one line of a chain to the next
_ALIKE = 2.5  # times, by which the lengths of neighbours in a chain may differ
_EVEN = 0.4  # of a turn, by which the next one may differ
_FEWEST = 3  # lines of a chain
_ROUND = 0.03  # of the radius: spread of the corners around their circle
_MOST_PLACES = 8  # ends at one place, beyond which it belongs to no chain
_GAP = 0.06  # of the radius, between two parts of one arc
_CELLS = 200_000  # along the drawing, within one of which ends are one point


@dataclass(frozen=True, slots=True)
class Arc:
    """A part of a circle, and the lines that draw it."""

    centre: Point
    start: Point
    end: Point
    lines: tuple[int, ...] = ()
    corners: Lines = field(default_factory=lambda: np.zeros((0, 2)), compare=False)  # (n, 2) of a chain

    @property
    def radius(self) -> float:
        return math.dist(self.centre, self.start)


def arcs_among(lines: Lines, bulges: Lines) -> list[Arc]:
    """The arcs of a drawing: curved lines, and chains of straight ones; parts that follow each other as one.

    Parameters
    ----------
    lines
        Both ends of each, (n, 4).
    bulges
        The tangent of a quarter of the sweep of each, (n,); 0 for a straight line.

    Examples
    --------
    >>> turns = np.radians(np.arange(0, 91, 15))
    >>> points = np.column_stack([np.cos(turns), np.sin(turns)])
    >>> [arc] = arcs_among(np.hstack([points[:-1], points[1:]]), np.zeros(6))
    >>> round(arc.radius, 6), len(arc.lines)
    (1.0, 6)
    """
    found = [
        arc
        for at in np.flatnonzero(bulges).tolist()
        if (arc := _curved(lines[at], bulges[at], at)) is not None
    ]
    straight = np.flatnonzero(bulges == 0)
    bare = lines[straight]
    following = _following(bare)
    used: set[int] = set()
    for first in following:
        if first // 2 in used:
            continue
        chain = _chain(first, following, used)
        if len(chain) < _FEWEST:
            continue
        used.update(way // 2 for way in chain)
        members = straight[[way // 2 for way in chain]].tolist()
        arc = _fitted(_corners(bare, chain), tuple(members))
        if arc is not None:
            found.append(arc)
    return _joined(found)


def _curved(line: Lines, bulge: float, number: int) -> Arc | None:
    if not math.radians(5) <= 4 * math.atan(abs(bulge)) <= math.radians(WIDEST):
        return None
    start, end = line[:2], line[2:]
    normal = np.array([line[1] - line[3], line[2] - line[0]])
    middle = (start + end) / 2
    corners = np.vstack([start, middle - bulge / 2 * normal, end])
    x, y = (middle + (1 - bulge * bulge) / (4 * bulge) * normal).tolist()
    return Arc((x, y), tuple(start.tolist()), tuple(end.tolist()), (number,), corners)


def _following(lines: Lines) -> Following:
    """For each way along a line, those that may continue it in an arc, and by which turn.

    A way is twice the number of its line, plus 1 if it runs backwards.
    """
    if len(lines) < _FEWEST:
        return {}
    ends = lines.reshape(-1, 2)
    cell = float(np.ptp(ends, axis=0).max()) / _CELLS or 1.0
    cells = np.round((ends - ends.min(axis=0)) / cell).astype(np.int64) @ np.array([4 * _CELLS, 1])
    _, place, count = np.unique(cells, return_inverse=True, return_counts=True)
    place = place.ravel()
    along = lines[:, 2:] - lines[:, :2]
    length, angle = np.hypot(*along.T), np.arctan2(along[:, 1], along[:, 0])
    order = np.argsort(place, kind="stable")
    found: Following = {}
    for step in range(1, _MOST_PLACES):
        one, other = order[:-step], order[step:]
        together = (place[one] == place[other]) & (count[place[one]] <= _MOST_PLACES)
        one, other = one[together], other[together]
        a, b = one // 2, other // 2
        heading = angle[a] + np.where(one % 2 == 1, 0.0, math.pi)  # towards the place
        leaving = angle[b] + np.where(other % 2 == 0, 0.0, math.pi)
        turn = (leaving - heading + math.pi) % math.tau - math.pi
        alike = np.maximum(length[a], length[b]) <= _ALIKE * np.minimum(length[a], length[b])
        fits = alike & (a != b) & (np.abs(turn) >= _LEAST_TURN) & (np.abs(turn) <= _MOST_TURN)
        for p, q, by in zip(one[fits].tolist(), other[fits].tolist(), turn[fits].tolist(), strict=True):
            come, go = (
                p ^ 1,
                q,
            )  # an end is the way that starts there: the end 0 of a line that of its way forward
            found.setdefault(come, []).append((by, go))
            found.setdefault(go ^ 1, []).append((-by, come ^ 1))
    return found


def _chain(first: int, following: Following, used: set[int]) -> list[int]:
    """The ways that continue ``first`` in an arc, on both of its sides."""
    lines = {first // 2}

    def onwards(way: int, turn: float | None) -> Iterator[tuple[float, int]]:
        while True:
            fits = [
                (abs(by - turn) if turn is not None else abs(by), by, after)
                for by, after in following.get(way, ())
                if after // 2 not in lines
                and after // 2 not in used
                and (turn is None or abs(by - turn) <= max(0.02, _EVEN * abs(turn)))
            ]
            if not fits:
                return
            _, turn, way = min(fits)
            lines.add(way // 2)
            yield turn, way

    ahead = list(onwards(first, None))
    behind = list(onwards(first ^ 1, -ahead[0][0] if ahead else None))
    return [*(way ^ 1 for _, way in reversed(behind)), first, *(way for _, way in ahead)]


def _corners(lines: Lines, chain: Sequence[int]) -> Lines:
    """The corners (n + 1, 2) along n ways."""
    turned = [lines[way // 2, [2, 3, 0, 1]] if way % 2 else lines[way // 2] for way in chain]
    return np.array([turned[0][:2], *(each[2:] for each in turned)])


def _centre(points: Lines) -> Point | None:
    """The centre of the circle that corners lie on, by least squares; None where they do not."""
    middle = points.mean(axis=0)
    moved = points - middle
    solved, _, rank, _ = np.linalg.lstsq(
        np.column_stack([2 * moved, np.ones(len(moved))]), (moved**2).sum(axis=1), rcond=None
    )
    if rank < 3:
        return None
    radius = np.hypot(*(moved - solved[:2]).T)
    if np.ptp(radius) > _ROUND * radius.mean():
        return None
    x, y = (solved[:2] + middle).tolist()
    return x, y


def _joined(chains: list[Arc]) -> list[Arc]:
    """The arcs, those as one whose ends meet and whose corners lie on one circle."""
    if len(chains) < 2:
        return chains
    ends = np.array([end for arc in chains for end in (arc.start, arc.end)])
    reach = _GAP * np.repeat([arc.radius for arc in chains], 2)
    pairs = tree_of(ends).query_pairs(float(np.quantile(reach, 0.95)), output_type="ndarray")
    near = np.hypot(*(ends[pairs[:, 0]] - ends[pairs[:, 1]]).T) <= reach[pairs].min(axis=1)
    merged, owner = dict(enumerate(chains)), list(range(len(chains)))

    def arc_at(number: int) -> int:
        while owner[number] != number:
            owner[number] = owner[owner[number]]
            number = owner[number]
        return number

    for one, other in (pairs[near] // 2).tolist():
        a, b = arc_at(one), arc_at(other)
        whole = None if a == b else _union(merged[a], merged[b])
        if whole is not None:
            merged[a] = whole
            del merged[b]
            owner[b] = a
    return list(merged.values())


def _union(one: Arc, other: Arc) -> Arc | None:
    """The arc through the corners of two that follow each other; None where they lie on no circle."""
    ways = [
        (math.dist(a, b), at, to)
        for at, a in enumerate((one.start, one.end))
        for to, b in enumerate((other.start, other.end))
    ]
    _, at, to = min(ways)
    first = one.corners if at == 1 else one.corners[::-1]
    then = other.corners if to == 0 else other.corners[::-1]
    return _fitted(np.vstack([first, then]), (*one.lines, *other.lines))


def _fitted(corners: Lines, lines: tuple[int, ...]) -> Arc | None:
    """The arc through corners (n, 2) in a row; None where they turn back or lie on no circle."""
    centre = _centre(corners)
    if centre is None:
        return None
    turns = np.unwrap(np.arctan2(*(corners - centre).T[::-1]))
    steps = np.diff(turns)
    if min(-steps.min(), steps.max()) > math.radians(2) or abs(turns[-1] - turns[0]) > math.tau * 0.55:
        return None
    (x0, y0), (x1, y1) = corners[0].tolist(), corners[-1].tolist()
    return Arc(centre, (x0, y0), (x1, y1), lines, corners)


def sweep_of(arc: Arc) -> float:
    """Degrees between the ends of an arc, at most 180."""
    a, b = (math.atan2(end[1] - arc.centre[1], end[0] - arc.centre[0]) for end in (arc.start, arc.end))
    return math.degrees(abs((a - b + math.pi) % math.tau - math.pi))
