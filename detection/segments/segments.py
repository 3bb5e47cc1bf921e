"""Straight segments in canonical order, the input of all later steps of the pipeline.

Segments are directed and sorted by their coordinates, so that nothing downstream can depend on the order or
the direction in which the walls were listed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detection.options import SHORTEST
from detection.plan.parse import Plan

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
Geometries = NDArray[np.object_]  # Shapely's arrays

NO_WALL = -1  # what parts two spaces of a plan where no wall stands
ARC_STEP = np.pi / 64  # an arc becomes chords of at most this sweep: off the curve by 0.03 % of its radius


@dataclass(frozen=True)
class Segments:
    """Straight segments and where they came from."""

    ends: FloatArray  # (n, 4): x and y of the start, x and y of the end
    wall: IntArray  # (n,): input wall, NO_WALL if none; of the one on the left where it stands for a bar
    reversed: BoolArray  # (n,): whether the wall runs from the segment's end to its start
    inferred: BoolArray  # (n,): whether the detector added the segment, in continuation of its wall
    thickness: FloatArray  # (n,): of the wall, 0 where it is not known
    right_wall: IntArray  # (n,): the wall on the right: another one where a segment stands for a bar
    right_reversed: BoolArray  # (n,)

    def __len__(self) -> int:
        return len(self.ends)

    def chosen(self, rows: BoolArray | IntArray) -> "Segments":
        """Some of the segments."""
        return Segments(*(column[rows] for column in vars(self).values()))

    def merged(self, other: "Segments") -> "Segments":
        """These and other segments, sorted by their coordinates."""
        columns = zip(vars(self).values(), vars(other).values(), strict=True)
        every = Segments(*(np.concatenate(pair) for pair in columns))
        return every.chosen(np.lexsort((every.wall, *every.ends.T[::-1])))

    def extended(self, ends: FloatArray, continues: IntArray) -> "Segments":
        """The segments and inferred ones, (k, 4), each in continuation of a segment (k,) or NO_WALL."""
        none, is_wall = np.zeros(len(ends), dtype=bool), continues != NO_WALL
        wall, right_wall = (
            np.where(is_wall, column[continues], NO_WALL) for column in (self.wall, self.right_wall)
        )
        return Segments(
            np.vstack([self.ends, ends]),
            np.concatenate([self.wall, wall]),
            np.concatenate([self.reversed, none]),
            np.concatenate([self.inferred, ~none]),
            np.concatenate([self.thickness, np.where(is_wall, self.thickness[continues], 0.0)]),
            np.concatenate([self.right_wall, right_wall]),
            np.concatenate([self.right_reversed, none]),
        )


def pieces_of(plan: Plan) -> tuple[FloatArray, IntArray]:
    """The pieces (p, 5) of the walls of a plan, each with its bulge, and the wall (p,) of each."""
    pieces = np.frombuffer(plan.pieces, dtype=np.float64).reshape(-1, 5)
    return pieces, np.frombuffer(plan.owners, dtype=np.int64)


def segments_of_plan(plan: Plan, left_out: BoolArray | None = None) -> Segments:
    """Lay out the walls of a plan as segments; arcs become chains of chords.

    ``left_out``, (p,), says which pieces of walls are none, but signs drawn beside them.
    """
    pieces, owners = pieces_of(plan)
    if left_out is not None and left_out.any():
        pieces, owners = pieces[~left_out], owners[~left_out]
    ends, owners, against = _flatten_arcs(pieces, owners)
    thickness = np.array([0.0 if t is None else t for t in plan.thickness])
    return canonical(ends, owners, thickness[owners], against)


def canonical(
    ends: FloatArray,
    wall: IntArray,
    thickness: FloatArray | None = None,
    against: BoolArray | None = None,
) -> Segments:
    """Drop segments without length, direct the others from their smaller end, and sort them by coordinates.

    Parameters
    ----------
    ends : (n, 4) float64
    wall : (n,) int64
    thickness : (n,) float64, optional
    against : (n,) bool, optional
        Whether the segment is given against the direction of its wall.
    """
    x0, y0, x1, y1 = ends.T
    has_length = np.abs(x1 - x0) + np.abs(y1 - y0) > SHORTEST
    backwards = _from_larger_end(ends)
    directed = np.where(backwards[:, None], ends[:, [2, 3, 0, 1]], ends)
    order = np.lexsort((wall, *directed.T[::-1]))
    order = order[has_length[order]]
    none = np.zeros(len(order))
    wall, backwards = wall[order], (backwards if against is None else backwards ^ against)[order]
    return Segments(
        directed[order] + 0.0,  # -0.0 becomes 0.0
        wall,
        backwards,
        none.astype(bool),
        none if thickness is None else thickness[order],
        wall,
        backwards,
    )


def _from_larger_end(ends: FloatArray) -> BoolArray:
    """Whether each segment (n, 4) starts at the larger of its ends, by x, then y."""
    x0, y0, x1, y1 = ends.T
    return np.asarray((x1 < x0) | ((x1 == x0) & (y1 < y0)))


def _flatten_arcs(pieces: FloatArray, owners: IntArray) -> tuple[FloatArray, IntArray, BoolArray]:
    """Replace pieces with a bulge, (n, 5), by chords, (m, 4).

    Also the owner of each chord, and whether it runs against its wall: arcs are walked from their smaller
    end, so that rounding is the same for an arc that is listed in the other direction.
    """
    sweep, steps = 4 * np.arctan(pieces[:, 4]), chords_of(pieces[:, 4])
    against = _from_larger_end(pieces[:, :4])
    if steps.max(initial=1) == 1:
        return pieces[:, :4], owners, np.zeros(len(pieces), dtype=bool)
    pieces = np.where(against[:, None], pieces[:, [2, 3, 0, 1, 4]], pieces)
    sweep = np.where(against, -sweep, sweep)
    piece = np.repeat(np.arange(len(pieces)), steps)
    first = np.cumsum(steps) - steps
    k = np.arange(len(piece)) - first[piece]
    start = _along_arc(pieces[piece], sweep[piece], k / steps[piece])
    end = _along_arc(pieces[piece], sweep[piece], (k + 1) / steps[piece])
    return np.hstack([start, end]), owners[piece], against[piece]


def chords_of(bulge: FloatArray) -> IntArray:
    """Number (n,) of chords that take the place of pieces with a bulge, (n,)."""
    sweep = np.abs(4 * np.arctan(bulge))
    return np.asarray(np.maximum(1, np.ceil(sweep / ARC_STEP)), dtype=np.int64)


def _along_arc(pieces: FloatArray, sweep: FloatArray, share: FloatArray) -> FloatArray:
    """Points (n, 2) at a share of the way along each piece; its ends are met exactly."""
    start, chord = pieces[:, :2], pieces[:, 2:4] - pieces[:, :2]
    # The angle between chord and the line to the point on the arc is (1 - share) * sweep / 2; its length is
    # sin(share * sweep / 2) / sin(sweep / 2) chords.
    half = np.where(sweep == 0, 1.0, sweep / 2)
    length = np.where(sweep == 0, share, np.sin(share * half) / np.sin(half))
    turn = -np.where(sweep == 0, 0.0, (1 - share) * half)
    cos, sin = length * np.cos(turn), length * np.sin(turn)
    x = start[:, 0] + cos * chord[:, 0] - sin * chord[:, 1]
    y = start[:, 1] + sin * chord[:, 0] + cos * chord[:, 1]
    points = np.column_stack([x, y])
    points[share == 0] = start[share == 0]
    points[share == 1] = pieces[share == 1, 2:4]
    return points
