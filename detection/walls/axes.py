"""Axes of wall bodies: the lines along their middle.

Two sides of a body that run against each other, with nothing but wall between them, have a piece of axis
halfway. Where walls meet, pieces stop short: collinear ones are linked, others are extended to the axis of
the wall that they meet.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray
from detection.segments.vectors import cross
from detection.walls.pieces import PARALLEL, PROBE, find_pieces

IN_LINE = 0.6  # of the thickness: largest offset between collinear axes
STRAIGHT = 0.97  # cosine of the angle between axes in line
LINK = 4.0  # times the widest wall: longest link between collinear axes
LEAD = 2.5  # times the widest wall: longest extension of an axis to another one
OBLIQUE = (0.15, 0.98)  # cosines of angles between walls that are neither at right angles nor parallel
POST = 1.5  # times its thickness: longest axis of a post, between a corner that sticks out and the wall
STICKS_OUT = 0.85  # times its thickness: farthest such corner from the axis of the wall
JOG = 0.01  # of the thickness: pieces farther off line than this are linked aslant


@dataclass(frozen=True)
class Axes:
    """Straight pieces of axis."""

    ends: FloatArray  # (k, 4)
    thickness: FloatArray  # (k,)
    body: IntArray  # (k,): the body whose axis it is
    free: BoolArray  # (k, 2): whether the wall ends at the start, and at the end, of the piece
    jog: BoolArray  # (k,): it links two pieces that are not quite in line, aslant

    def __len__(self) -> int:
        return len(self.ends)

    def chosen(self, rows: BoolArray) -> "Axes":
        """Some of the pieces."""
        return Axes(*(column[rows] for column in vars(self).values()))


def find_axes(bodies: Geometries, widest: float, layers: Geometries) -> Axes:
    """Axes of bodies, (b,) polygons, whose walls are no thicker than the widest.

    Walls of several layers, of (l,) polygons, may be thicker: brickwork with a lining in front of it.
    """
    ends, thickness, owner = find_pieces(bodies, widest, layers)
    if not len(ends):
        return Axes(ends, thickness, owner, np.zeros((0, 2), dtype=bool), np.zeros(0, dtype=bool))
    shapely.prepare(bodies)
    axes = _joined(bodies, ends, thickness, owner, widest)
    post = _posts(axes)[: len(ends)]
    if post.any():
        axes = _joined(bodies, ends[~post], thickness[~post], owner[~post], widest)
    return _without_nibs(axes)


def _joined(
    bodies: Geometries, ends: FloatArray, thickness: FloatArray, body: IntArray, widest: float
) -> Axes:
    """Axes of pieces (k, 4), with the links between those in line, and extended to each other."""
    piece_ends = _PieceEnds(ends, thickness, body)
    inside = piece_ends.inside(bodies, PROBE)
    linked, links, link_of = _links(piece_ends, inside, bodies, widest)
    ends, met = _extend(piece_ends, inside & ~linked, links, body[link_of], bodies, LEAD * widest)
    free = ~(linked | met).reshape(2, -1).T
    aslant = np.abs(cross(piece_ends.way[link_of], links[:, 2:] - links[:, :2]))
    return Axes(
        np.vstack([ends, links]),
        np.concatenate([thickness, thickness[link_of]]),
        np.concatenate([body, body[link_of]]),
        np.vstack([free, np.zeros((len(links), 2), dtype=bool)]),
        np.concatenate([np.zeros(len(ends), dtype=bool), aslant > JOG * thickness[link_of]]),
    )


def _posts(axes: Axes) -> BoolArray:
    """Axes, (k,), of posts: squares at oblique walls, whose corners stick out of the walls a little.

    No wall begins there: what sticks out at an angle, by less than a wall is thick, leads to no opening.
    """
    row, _, other, _ = _stuck_out(axes)
    length = np.hypot(*(axes.ends[:, 2:] - axes.ends[:, :2]).T)
    post = np.zeros(len(axes), dtype=bool)
    post[row[(length[row] <= POST * axes.thickness[row]) & (length[other] > length[row])]] = True
    return post


def _without_nibs(axes: Axes) -> Axes:
    """Axes that end at the oblique axis that they cross, where they would end just behind it."""
    row, at_end, _, crossing = _stuck_out(axes)
    ends, free = axes.ends.copy(), axes.free.copy()
    free[row, at_end] = False
    ends.reshape(-1, 2, 2)[row, at_end] = crossing
    return replace(axes, ends=ends, free=free)


def _stuck_out(axes: Axes) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
    """Free ends close to an oblique axis of their body: axis (s,), its end, the other axis, the crossing."""
    row, at_end = np.nonzero(axes.free)
    lines = np.asarray(shapely.linestrings(axes.ends.reshape(-1, 2, 2)))
    point = axes.ends.reshape(-1, 2, 2)[row, at_end]
    reach = STICKS_OUT * axes.thickness[row]
    one, other = shapely.STRtree(lines).query(
        np.asarray(shapely.points(point)), predicate="dwithin", distance=reach
    )
    along = axes.ends[:, 2:] - axes.ends[:, :2]
    way, across = along[row[one]], along[other]
    size = np.hypot(*way.T) * np.hypot(*across.T)
    cosine = np.abs(np.einsum("ij,ij->i", way, across)) / np.maximum(size, 1e-300)
    kept = (cosine > OBLIQUE[0]) & (cosine < OBLIQUE[1]) & (axes.body[row[one]] == axes.body[other])
    kept &= ~axes.jog[other]
    one, other, way, across = one[kept], other[kept], way[kept], across[kept]
    share = cross(axes.ends[other, :2] - axes.ends[row[one], :2], across) / cross(way, across)
    crossing = axes.ends[row[one], :2] + share[:, None] * way
    near = np.flatnonzero(np.hypot(*(crossing - point[one]).T) <= 2 * reach[one])
    first = near[np.unique(one[near], return_index=True)[1]]
    return row[one[first]], at_end[one[first]], other[first], crossing[first]


class _PieceEnds:
    """Both ends of each piece: those of all starts first."""

    def __init__(self, ends: FloatArray, thickness: FloatArray, body: IntArray) -> None:
        along = ends[:, 2:] - ends[:, :2]
        along = along / np.hypot(*along.T)[:, None]
        self.ends = ends
        self.point = np.vstack([ends[:, :2], ends[:, 2:]])
        self.way = np.vstack([-along, along])
        self.thickness, self.body = np.tile(thickness, 2), np.tile(body, 2)

    def inside(self, bodies: Geometries, share: float) -> BoolArray:
        """Whether the body continues beyond each end, by a share of its thickness."""
        x, y = (self.point + (share * self.thickness)[:, None] * self.way).T
        return np.asarray(shapely.contains_xy(bodies[self.body], x, y))


def _links(
    piece_ends: _PieceEnds, inside: BoolArray, bodies: Geometries, widest: float
) -> tuple[BoolArray, FloatArray, IntArray]:
    """Stretches between pieces in line: which ends are linked, the links (l, 4), and the piece of each."""
    count = len(piece_ends.point) // 2
    open_ = np.flatnonzero(inside)
    tree = shapely.STRtree(np.asarray(shapely.points(piece_ends.point[open_])))
    reach = LINK * widest
    x, y = piece_ends.point[open_].T
    a, b = tree.query(shapely.box(x - reach, y - reach, x + reach, y + reach))
    a, b = open_[a], open_[b]
    kept = (a % count != b % count) & (piece_ends.body[a] == piece_ends.body[b])
    kept &= np.einsum("ij,ij->i", piece_ends.way[a], piece_ends.way[b]) < -STRAIGHT
    a, b = a[kept], b[kept]
    offset = piece_ends.point[b] - piece_ends.point[a]
    forward = np.einsum("ij,ij->i", offset, piece_ends.way[a])
    aside = np.abs(cross(piece_ends.way[a], offset))
    thin = np.minimum(piece_ends.thickness[a], piece_ends.thickness[b])
    kept = (forward > -IN_LINE * thin) & (forward <= reach) & (aside <= IN_LINE * np.maximum(thin, 1e-300))
    a, b, forward, aside = a[kept], b[kept], forward[kept], aside[kept]
    within = np.ones(len(a), dtype=bool)
    for share in (0.25, 0.5, 0.75):
        px, py = (piece_ends.point[a] + share * (piece_ends.point[b] - piece_ends.point[a])).T
        within &= shapely.contains_xy(bodies[piece_ends.body[a]], px, py) | (np.abs(forward) < 1e-6 * widest)
    a, b, cost = a[within], b[within], (np.abs(forward) + 2 * aside)[within]
    best = np.full(2 * count, -1)
    order = np.lexsort((b, cost, a))
    first = np.unique(a[order], return_index=True)[1]
    best[a[order][first]] = b[order][first]
    one = np.flatnonzero(best >= 0)
    mutual = one[best[best[one]] == one]
    linked = np.zeros(2 * count, dtype=bool)
    linked[mutual] = True
    one = mutual[mutual < best[mutual]]
    links = np.hstack([piece_ends.point[one], piece_ends.point[best[one]]])
    long = (links[:, :2] != links[:, 2:]).any(axis=1)
    return linked, links[long], (one % count)[long]


def _extend(
    piece_ends: _PieceEnds,
    open_: BoolArray,
    links: FloatArray,
    body_of_link: IntArray,
    bodies: Geometries,
    reach: float,
) -> tuple[FloatArray, BoolArray]:
    """Pieces extended to the axes, links and extensions that they meet; and which ends were extended."""
    count = len(piece_ends.point) // 2
    ray = np.flatnonzero(open_)
    far = piece_ends.point[ray] + reach * piece_ends.way[ray]
    rays = np.hstack([piece_ends.point[ray], far])
    lines = np.vstack([piece_ends.ends, links, rays])
    body = np.concatenate([piece_ends.body[:count], body_of_link, piece_ends.body[ray]])
    owner = np.concatenate([np.arange(count), np.full(len(links), -1), ray % count])
    met = np.zeros(2 * count, dtype=bool)
    ends = piece_ends.ends.copy()
    if not len(ray):
        return ends, met
    tree = shapely.STRtree(np.asarray(shapely.linestrings(lines.reshape(-1, 2, 2))))
    one, other = tree.query(np.asarray(shapely.linestrings(rays.reshape(-1, 2, 2))), predicate="intersects")
    kept = (body[other] == piece_ends.body[ray[one]]) & (owner[other] != ray[one] % count)
    one, other = one[kept], other[kept]
    way, along = piece_ends.way[ray[one]], lines[other, 2:] - lines[other, :2]
    offset = lines[other, :2] - piece_ends.point[ray[one]]
    turn = cross(way, along)
    crossing = np.abs(turn) > PARALLEL * np.hypot(*along.T)
    distance = cross(offset, along) / np.where(crossing, turn, 1.0)
    # an extension is met only within the reach that it has itself
    point = piece_ends.point[ray[one]] + distance[:, None] * way
    middle = piece_ends.point[ray[one]] + (distance / 2)[:, None] * way
    kept = crossing & (distance >= 0)
    for p in (point, middle):
        kept &= shapely.contains_xy(bodies[piece_ends.body[ray[one]]], *p.T)
    back = other >= count + len(links)
    start = np.where(back[:, None], lines[other, :2], point)
    kept &= shapely.contains_xy(bodies[piece_ends.body[ray[one]]], *((start + point) / 2).T) | ~back
    one, distance = one[kept], distance[kept]
    order = np.lexsort((distance, one))
    last = np.full(len(ray), np.nan)
    last[one[order]] = distance[order]
    has = np.flatnonzero(np.isfinite(last))
    met_end = ray[has]
    met[met_end] = True
    moved = piece_ends.point[met_end] + last[has][:, None] * piece_ends.way[met_end]
    at_start = met_end < count
    ends[met_end[at_start], :2] = moved[at_start]
    ends[met_end[~at_start] - count, 2:] = moved[~at_start]
    return ends, met
