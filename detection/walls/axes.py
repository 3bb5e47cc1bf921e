"""Axes of wall bodies: the lines along their middle.

Two sides of a body that run against each other, with nothing but wall between them, have a piece of axis
halfway. Where walls meet, pieces stop short: collinear ones are linked, others are extended to the axis of
the wall that they meet.
"""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray

PARALLEL = 0.1  # sine of the angle between the two sides of a wall, at most
SHORTEST_PIECE = 0.05  # of its thickness: shorter pieces of axis are dropped
PROBE = 0.05  # of the thickness: distance beyond an end at which the body is probed
IN_LINE = 0.6  # of the thickness: largest offset between collinear axes
STRAIGHT = 0.97  # cosine of the angle between axes in line
LINK = 4.0  # times the widest wall: longest link between collinear axes
LEAD = 2.5  # times the widest wall: longest extension of an axis to another one
OBLIQUE = (0.15, 0.98)  # cosines of angles between walls that are neither at right angles nor parallel
LAYERED = 1.5  # times the widest wall: thickest wall of several layers
LONG = 2.0  # times its thickness: shortest piece of such a wall
POST = 1.5  # times its thickness: longest axis of a post, between a corner that sticks out and the wall
STICKS_OUT = 0.85  # times its thickness: farthest such corner from the axis of the wall
JOG = 0.01  # of the thickness: pieces farther off line than this are linked aslant
BULGE = 2.5  # times its thickness: longest piece of a wall that a nib on one of its faces makes thicker ...
FLUSH = 0.1  # ... of which the other face is in line with that of the wall, up to this share of its thickness


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
    edges, body = _edges(bodies)
    ends, thickness, owner = _pieces(edges, body, LAYERED * widest)
    kept = (thickness <= widest) | _of_layers(ends, thickness, layers)
    ends, thickness, owner = ends[kept], thickness[kept], owner[kept]
    if not len(ends):
        return Axes(ends, thickness, owner, np.zeros((0, 2), dtype=bool), np.zeros(0, dtype=bool))
    ends, thickness = _through_nibs(ends, thickness, owner)
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
    aslant = np.abs(_cross(piece_ends.way[link_of], links[:, 2:] - links[:, :2]))
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
    share = _cross(axes.ends[other, :2] - axes.ends[row[one], :2], across) / _cross(way, across)
    crossing = axes.ends[row[one], :2] + share[:, None] * way
    near = np.flatnonzero(np.hypot(*(crossing - point[one]).T) <= 2 * reach[one])
    first = near[np.unique(one[near], return_index=True)[1]]
    return row[one[first]], at_end[one[first]], other[first], crossing[first]


def _edges(bodies: Geometries) -> tuple[FloatArray, IntArray]:
    """Sides (n, 4) of the bodies, with the wall on their left, and the body of each."""
    rings, body = shapely.get_rings(shapely.orient_polygons(bodies), return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    edges = np.hstack([points[:-1], points[1:]])[same]
    owner = body[ring[:-1]][same].astype(np.int64)
    kept = (edges[:, :2] != edges[:, 2:]).any(axis=1)
    return edges[kept], owner[kept]


def _pieces(edges: FloatArray, body: IntArray, widest: float) -> tuple[FloatArray, FloatArray, IntArray]:
    """Axes between sides that run against each other: ends (k, 4), thickness, body."""
    start, way = edges[:, :2], edges[:, 2:] - edges[:, :2]
    length = np.hypot(*way.T)
    way = way / length[:, None]
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    boxes = np.asarray(shapely.box(*(low - widest / 2).T, *(high + widest / 2).T))
    i, j = shapely.STRtree(boxes).query(boxes)
    kept = (i < j) & (body[i] == body[j])
    i, j = i[kept], j[kept]
    kept = (np.einsum("ij,ij->i", way[i], way[j]) < 0) & (np.abs(_cross(way[i], way[j])) < PARALLEL)
    i, j = i[kept], j[kept]
    to_start, to_end = edges[j, :2] - start[i], edges[j, 2:] - start[i]
    first = np.maximum(np.einsum("ij,ij->i", to_end, way[i]), 0.0)
    last = np.minimum(np.einsum("ij,ij->i", to_start, way[i]), length[i])
    # the distance of the other side over the first and the last point of the common stretch
    slope = _cross(way[i], way[j]) / np.einsum("ij,ij->i", way[i], way[j])
    base = _cross(way[i], to_end) - slope * np.einsum("ij,ij->i", to_end, way[i])
    apart = base + slope * (first + last) / 2
    kept = (last - first > 1e-9 * widest) & (apart > 0) & (apart <= widest)
    i, j, first, last, slope, base, apart = (
        column[kept] for column in (i, j, first, last, slope, base, apart)
    )
    row, first, last = _visible(i, j, first, last, apart, start, way)
    i, slope, base, apart = i[row], slope[row], base[row], apart[row]
    kept = last - first > SHORTEST_PIECE * apart
    i, first, last, slope, base, apart = (column[kept] for column in (i, first, last, slope, base, apart))
    normal = np.column_stack([-way[i, 1], way[i, 0]])
    a, b = (
        start[i] + at[:, None] * way[i] + ((base + slope * at) / 2)[:, None] * normal for at in (first, last)
    )
    return np.hstack([a, b]), apart, body[i]


def _of_layers(ends: FloatArray, thickness: FloatArray, layers: Geometries) -> BoolArray:
    """Whether several layers, of (l,) polygons, lie between the two sides of each piece of axis, (k, 4).

    Where walls meet, their overlaps look like layers, but are no longer than wide.
    """
    way = ends[:, 2:] - ends[:, :2]
    length = np.hypot(*way.T)
    across = np.column_stack([-way[:, 1], way[:, 0]]) / length[:, None]
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    reach = across * (thickness * (0.5 - PROBE))[:, None]
    lines = np.stack([middle - reach, middle + reach], axis=1)
    piece, _ = shapely.STRtree(layers).query(np.asarray(shapely.linestrings(lines)), predicate="intersects")
    return np.asarray((np.bincount(piece, minlength=len(ends)) > 1) & (length > LONG * thickness))


def _through_nibs(
    ends: FloatArray, thickness: FloatArray, body: IntArray
) -> tuple[FloatArray, FloatArray]:
    """The pieces (k, 4) and their thickness, those beside nibs in line with the walls on whose faces the nibs stand.

    Where a nib stands on one face of a wall, up to the opening that begins there, the other face is opposite
    to the end of the nib: the wall seems to be thicker, and its axis would bend around the nib.
    """
    way = ends[:, 2:] - ends[:, :2]
    length = np.hypot(*way.T)
    short = np.flatnonzero(length <= BULGE * thickness)
    lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)))
    row, other = shapely.STRtree(lines).query(lines[short], predicate="dwithin", distance=thickness[short])
    row = short[row]
    along = way[other] / length[other, None]
    offset = ends[row].reshape(-1, 2, 2) - ends[other, None, :2]
    forward = np.sort(np.einsum("ijk,ik->ij", offset, along), axis=1)
    apart = np.maximum(forward[:, 0] - length[other], -forward[:, 1])
    middle = offset.mean(axis=1)
    aside = np.abs(along[:, 0] * middle[:, 1] - along[:, 1] * middle[:, 0])
    thick, thin = thickness[row], thickness[other]
    kept = (
        (body[row] == body[other]) & (thin < thick) & (thick < 2 * thin) & (length[other] > length[row] / 2)
    )
    kept &= np.abs(_cross(way[row], along)) < PARALLEL * length[row]
    kept &= (np.abs(apart) <= FLUSH * thin) & (np.abs(aside - (thick - thin) / 2) <= FLUSH * thin)
    row, other = row[kept], other[kept]
    order = np.lexsort((other, -length[other], row))
    row, first = np.unique(row[order], return_index=True)
    other = other[order][first]
    along = way[other] / length[other, None]
    offset = ends[row].reshape(-1, 2, 2) - ends[other, None, :2]
    share = np.einsum("ijk,ik->ij", offset, along)
    ends, thickness = ends.copy(), thickness.copy()
    ends[row] = (ends[other, None, :2] + share[:, :, None] * along[:, None, :]).reshape(-1, 4)
    thickness[row] = thickness[other]
    return ends, thickness


def _visible(
    i: IntArray,
    j: IntArray,
    first: FloatArray,
    last: FloatArray,
    apart: FloatArray,
    start: FloatArray,
    way: FloatArray,
) -> tuple[IntArray, FloatArray, FloatArray]:
    """The stretches, along the first side, in which no nearer pair of sides stands between: pair, ends."""
    count = len(i)
    points = [start[i] + at[:, None] * way[i] for at in (first, last)]
    on_other = np.sort([np.einsum("ij,ij->i", p - start[j], way[j]) for p in points], axis=0)
    side = np.concatenate([i, j])
    low, high = np.concatenate([first, on_other[0]]), np.concatenate([last, on_other[1]])
    order = np.lexsort((low, side))
    side, low, high, pair = side[order], low[order], high[order], np.tile(np.arange(count), 2)[order]
    shared = (side[1:] == side[:-1]) & (low[1:] < high[:-1] - 1e-9 * (high[:-1] - low[:-1]))
    # a long stretch may reach over several short ones
    crowded = np.isin(side, side[1:][shared])
    doubtful = np.zeros(count, dtype=bool)
    doubtful[pair[crowded]] = True
    rows, lows, highs = [np.flatnonzero(~doubtful)], [first[~doubtful]], [last[~doubtful]]
    taken: dict[int, list[tuple[float, float]]] = {}
    for row in np.flatnonzero(doubtful)[np.argsort(apart[doubtful], kind="stable")].tolist():
        one, other = int(i[row]), int(j[row])
        shift = float((start[one] - start[other]) @ way[other])
        cosine = float(way[one] @ way[other])
        left = _without([(float(first[row]), float(last[row]))], taken.get(one, []))
        mapped = [tuple(sorted((shift + a * cosine, shift + b * cosine))) for a, b in left]
        back = _without([(a, b) for a, b in mapped], taken.get(other, []))
        taken.setdefault(other, []).extend(back)
        final = [tuple(sorted(((a - shift) / cosine, (b - shift) / cosine))) for a, b in back]
        taken.setdefault(one, []).extend([(a, b) for a, b in final])
        if final:
            rows.append(np.full(len(final), row))
            lows.append(np.array([a for a, _ in final]))
            highs.append(np.array([b for _, b in final]))
    return np.concatenate(rows), np.concatenate(lows), np.concatenate(highs)


def _without(
    stretches: list[tuple[float, float]], taken: list[tuple[float, float]]
) -> list[tuple[float, float]]:
    """The parts of some stretches that are not taken."""
    for low, high in taken:
        stretches = [
            part
            for a, b in stretches
            for part in ((a, min(b, low)), (max(a, high), b))
            if part[1] - part[0] > 1e-9 * (b - a)
        ]
    return stretches


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
    aside = np.abs(_cross(piece_ends.way[a], offset))
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
    turn = _cross(way, along)
    crossing = np.abs(turn) > PARALLEL * np.hypot(*along.T)
    distance = _cross(offset, along) / np.where(crossing, turn, 1.0)
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


def _cross(a: FloatArray, b: FloatArray) -> FloatArray:
    return np.asarray(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])
