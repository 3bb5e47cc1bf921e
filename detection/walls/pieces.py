"""Pieces of the axes of walls: the lines halfway between two sides of a body that run against each other."""

import numpy as np
import shapely

from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray
from detection.segments.vectors import cross

PARALLEL = 0.1  # sine of the angle between the two sides of a wall, at most
PROBE = 0.05  # of the thickness: distance beyond an end at which the body is probed
SHORTEST_PIECE = 0.05  # of its thickness: shorter pieces of axis are dropped
LAYERED = 1.5  # times the widest wall: thickest wall of several layers
LONG = 2.0  # times its thickness: shortest piece of such a wall
BULGE = 2.5  # times its thickness: longest piece of a wall that a nib on one of its faces makes thicker ...
FLUSH = 0.1  # ... of which the other face is in line with that of the wall, up to this share of its thickness


def find_pieces(
    bodies: Geometries, widest: float, layers: Geometries
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Pieces of axis, (k, 4), of bodies, (b,) polygons: their thickness, (k,), and the body, (k,), of each.

    Walls are no thicker than ``widest``, but where several layers, of (l,) polygons, make one wall.
    """
    edges, body = _edges(bodies)
    ends, thickness, owner = _pieces(edges, body, LAYERED * widest)
    kept = (thickness <= widest) | _of_layers(ends, thickness, layers)
    ends, thickness, owner = ends[kept], thickness[kept], owner[kept]
    return (*_through_nibs(ends, thickness, owner), owner)


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
    kept = (np.einsum("ij,ij->i", way[i], way[j]) < 0) & (np.abs(cross(way[i], way[j])) < PARALLEL)
    i, j = i[kept], j[kept]
    to_start, to_end = edges[j, :2] - start[i], edges[j, 2:] - start[i]
    first = np.maximum(np.einsum("ij,ij->i", to_end, way[i]), 0.0)
    last = np.minimum(np.einsum("ij,ij->i", to_start, way[i]), length[i])
    # the distance of the other side over the first and the last point of the common stretch
    slope = cross(way[i], way[j]) / np.einsum("ij,ij->i", way[i], way[j])
    base = cross(way[i], to_end) - slope * np.einsum("ij,ij->i", to_end, way[i])
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


def _through_nibs(ends: FloatArray, thickness: FloatArray, body: IntArray) -> tuple[FloatArray, FloatArray]:
    """The pieces (k, 4), with those beside nibs in line with their walls, and the thickness (k,) of all.

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
    kept &= np.abs(cross(way[row], along)) < PARALLEL * length[row]
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
