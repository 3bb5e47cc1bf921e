"""Walls that are drawn as bars, each a closed rectangle of its own: find the line along the middle of each.

Building models write walls like this. The middle lines are a drawing with one line a wall, and everything
that is known about such drawings holds for them: gaps and doors between bars can be closed.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.graph.noding import merge_points
from detection.segments.rays import StrokeTree
from detection.segments.segments import FloatArray, Geometries, IntArray, Strokes

SQUARE = 1e-3  # of its thickness: how exactly a bar is a rectangle, and how exactly its end meets a wall
COVER = 0.9  # of the length of all strokes must belong to bars, and of them to one bar only
MEETING = 0.5  # of the ends of bars must meet another one
FAR = 1.6  # thicknesses beyond the end of a bar, within which it may be meant to meet another


@dataclass(frozen=True)
class Bars:
    """Rectangles between four strokes each."""

    axis: FloatArray  # (b, 4): from the middle of one short side to that of the other, from the smaller end
    thickness: FloatArray  # (b,)
    left: IntArray  # (b,): the stroke along the left of the axis ...
    right: IntArray  # (b,): ... and along its right
    members: IntArray  # (b, 4): all its strokes
    shapes: Geometries  # (b,)

    def __len__(self) -> int:
        return len(self.axis)


def find_bars(ends: FloatArray, tolerance: float, thickest: float) -> Bars:
    """All rectangles whose short sides are no longer than the thickest wall, between strokes (n, 4)."""
    _, vertex = merge_points(ends.reshape(-1, 2), tolerance)
    strokes = np.arange(len(ends))
    at = np.concatenate([vertex[0::2], vertex[1::2]])  # half-strokes: the first n leave their start
    order = np.argsort(at, kind="stable")
    degree = np.bincount(at)
    first = np.cumsum(degree) - degree
    way = np.concatenate([ends[:, 2:] - ends[:, :2], ends[:, :2] - ends[:, 2:]])
    length = np.hypot(*way.T)
    slack = max(SQUARE * thickest, 4 * tolerance)

    cap = np.flatnonzero(length[: len(ends)] <= thickest * (1 + SQUARE))
    # at the start of a cap every half-stroke at right angles to it ...
    row, side = _join(cap, first[at[cap]], degree[at[cap]], order)
    square = np.abs(np.einsum("ij,ij->i", way[row], way[side])) <= slack * length[side]
    row, side = row[square & (side % len(ends) != row)], side[square & (side % len(ends) != row)]
    # ... and at its end every one that runs alongside
    end = at[row + len(ends)]
    place, other = _join(np.arange(len(row)), first[end], degree[end], order)
    row, side = row[place], side[place]
    alongside = (np.abs(way[side] - way[other]) <= slack).all(axis=1) & (other % len(ends) != row)
    row, side, other = row[alongside], side[alongside], other[alongside]
    # the far ends of the two must be joined by a stroke as well
    count = int(vertex.max()) + 1
    key = np.minimum(vertex[0::2], vertex[1::2]) * count + np.maximum(vertex[0::2], vertex[1::2])
    far = np.stack([at[(half + len(ends)) % len(at)] for half in (side, other)])
    wanted = far.min(axis=0) * count + far.max(axis=0)
    by_key = np.argsort(key, kind="stable")
    found = np.minimum(np.searchsorted(key[by_key], wanted), len(ends) - 1)
    closing = strokes[by_key[found]]
    closed = key[closing] == wanted
    row, side, other, closing = row[closed], side[closed], other[closed], closing[closed]
    return _distinct(ends, row, side % len(ends), other % len(ends), closing)


def _join(rows: IntArray, first: IntArray, count: IntArray, order: IntArray) -> tuple[IntArray, IntArray]:
    """Each row with each of the half-strokes that leave its vertex."""
    row = np.repeat(rows, count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, order[np.repeat(first, count) + place]


def _distinct(ends: FloatArray, cap: IntArray, side: IntArray, other: IntArray, far_cap: IntArray) -> Bars:
    """Each rectangle once: across the shorter way, or where both are short, across the more common one."""
    members = np.sort(np.column_stack([cap, side, other, far_cap]), axis=1)
    thickness, length = _lengths(ends[cap]), _lengths(ends[side])
    common = float(np.median(thickness[length > 2 * thickness])) if (length > 2 * thickness).any() else 0.0
    order = np.lexsort((cap, np.abs(thickness - common), *members.T))
    _, once = np.unique(members[order], axis=0, return_index=True)
    chosen = order[once]
    cap, side, other, far_cap = cap[chosen], side[chosen], other[chosen], far_cap[chosen]
    start, end = _middles(ends[cap]), _middles(ends[far_cap])
    backwards = ((end < start) & (np.abs(end - start) > 0))[:, 0] | (
        (end[:, 0] == start[:, 0]) & (end[:, 1] < start[:, 1])
    )
    axis = np.where(backwards[:, None], np.hstack([end, start]), np.hstack([start, end]))
    along, offset = axis[:, 2:] - axis[:, :2], _middles(ends[side]) - axis[:, :2]
    on_left = along[:, 0] * offset[:, 1] - along[:, 1] * offset[:, 0] > 0
    return Bars(
        axis,
        thickness[chosen],
        np.where(on_left, side, other),
        np.where(on_left, other, side),
        members[chosen],
        np.asarray(
            shapely.convex_hull(shapely.multipoints(np.stack([ends[side], ends[other]], 1).reshape(-1, 4, 2)))
        ),
    )


def middle_lines(strokes: Strokes, bars: Bars, tolerance: float) -> Strokes | None:
    """The strokes with the bars among them replaced by their middle lines.

    None if many strokes belong to no bar or to two, as the walls of a row of cells do, or if most bars meet
    no other: then they are no walls.
    """
    length = _lengths(strokes.ends)
    in_bar = np.zeros(len(strokes), dtype=bool)
    in_bar[bars.members.ravel()] = True
    if length[in_bar].sum() < COVER * length.sum() or in_bar.sum() < COVER * bars.members.size:
        return None
    single = np.flatnonzero(~in_bar)
    axis, meeting = _meeting(bars, tolerance)
    if meeting < MEETING:
        return None
    left, right = (np.concatenate([side, single]) for side in (bars.left, bars.right))
    ends = np.vstack([axis, strokes.ends[single]])
    against = [  # whether a wall runs against the stroke that stands for it
        strokes.reversed[side]
        ^ (np.einsum("ij,ij->i", *(e[:, 2:] - e[:, :2] for e in (ends, strokes.ends[side]))) < 0)
        for side in (left, right)
    ]
    thickness = np.concatenate([bars.thickness, np.zeros(len(single))])
    order = np.lexsort((strokes.wall[left], *ends.T[::-1]))
    order = order[_lengths(ends[order]) > 0]
    return Strokes(
        ends[order],
        strokes.wall[left][order],
        against[0][order],
        np.zeros(len(order), dtype=bool),
        thickness[order],
        strokes.wall[right][order],
        against[1][order],
    )


def _meeting(bars: Bars, tolerance: float) -> tuple[FloatArray, float]:
    """Axes (b, 4) that end where they meet, and the share of ends that do.

    Bars end behind the axis that they meet (with square caps, half a wall beyond it), on it or before it (at
    the face of that wall). One drawing does it in one way: that which fits most ends exactly also goes for
    ends that meet nothing.
    """
    count = len(bars)
    half = bars.thickness / 2
    along = bars.axis[:, 2:] - bars.axis[:, :2]
    along = along / np.hypot(*along.T)[:, None]
    tip = np.vstack([bars.axis[:, :2], bars.axis[:, 2:]])
    outwards = np.vstack([-along, along])
    own = np.tile(half, 2)
    reach = FAR * float(half.max(initial=0.0)) + tolerance
    # axes grown by half a wall, so that those that end in a corner are met as well
    grown = np.hstack([bars.axis[:, :2] - along * half[:, None], bars.axis[:, 2:] + along * half[:, None]])
    hits = StrokeTree(grown).shoot(tip - reach * outwards, outwards, 2 * reach)
    other = hits.stroke != hits.ray % count
    end, met, place = hits.ray[other], hits.stroke[other], hits.distance[other] - reach
    styles = np.stack([-own[end], np.zeros(len(end)), half[met]])
    miss = np.abs(place - styles)
    exact = miss <= SQUARE * own[end]
    style = int(exact.sum(axis=1).argmax()) if len(end) else 1
    order = np.lexsort((np.where(exact[style], 0.0, 1.0), miss.min(axis=0), end))
    order = order[exact.any(axis=0)[order]]
    met_end, first = np.unique(end[order], return_index=True)
    shift = np.stack([-own, np.zeros(2 * count), np.zeros(2 * count)])[style]
    shift[met_end] = place[order[first]]
    moved = tip + shift[:, None] * outwards
    return np.hstack([moved[:count], moved[count:]]), len(met_end) / len(tip)


def _lengths(ends: FloatArray) -> FloatArray:
    return np.asarray(np.hypot(*(ends[:, 2:] - ends[:, :2]).T))


def _middles(ends: FloatArray) -> FloatArray:
    return np.asarray((ends[:, :2] + ends[:, 2:]) / 2)
