"""Virtual boundaries: where two spaces of a plan share an edge and no wall stands between them.

A building model parts an open kitchen from the living room by the outlines of two spaces. Where their edges
run against each other, halfway between them is a boundary; what of it lies along a wall is left out, and the
rest is led on to the walls and to other boundaries, as spaces reach to the faces of walls only.
"""

import numpy as np
import shapely

from detection.faults import Fault, InvalidPlanError
from detection.graph.crowding import refuse_crowded_lines
from detection.segments.rays import SegmentTree
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray
from detection.segments.vectors import cross, dot, lengths
from detection.walls.spaces import Outlines

PARALLEL = 0.05  # sine of the angle between two edges that are one boundary, at most
# In multiples of the typical clearance across a room.
APART = 0.12  # largest distance between the edges of two spaces beside each other
BESIDE = 0.03  # from the faces of a wall: a boundary nearer to them is that wall
SHARE = 0.25  # of the side of a square as large as the median space: the same, where spaces are small
SAMPLES = 50  # edges of spaces that are looked up to estimate their pairs
MOST_PAIRS = 4_000_000  # of edges of spaces that may meet, in any plan
MOST_EACH = 40  # the same for each edge, in large plans
NAMED = 5  # spaces that a refusal lists
SHORTEST = 0.02  # a shorter boundary parts nothing


def virtual_bounds(
    outlines: Outlines,
    walls: FloatArray,
    thickness: FloatArray,
    tolerance: float,
    clearance: float,
    most: int,
) -> tuple[FloatArray, BoolArray]:
    """Stretches (k, 4) that part spaces where no wall does, and which of them, (k,), only lead on to a wall.

    Parameters
    ----------
    outlines : of the spaces of the plan
    walls : (n, 4) float64, all walls, with their gaps and openings closed
    thickness : (n,) float64, of the walls, 0 where it is not known
    tolerance, clearance : float, in drawing units
    most : int, pairs of boundaries that may meet
    """
    size = float(np.sqrt(np.median(shapely.area(outlines.polygons))))
    ends, apart = _shared_edges(outlines, min(APART * clearance, SHARE * size))
    refuse_crowded_lines(ends, most, "/spaces", "boundaries of spaces")
    if not len(ends) or not len(walls):
        return np.zeros((0, 4)), np.zeros(0, dtype=bool)
    ends = _without_walls(ends, apart, walls, thickness, BESIDE * clearance)
    ends = ends[lengths(ends[:, 2:] - ends[:, :2]) > max(SHORTEST * clearance, tolerance)]
    if not len(ends):
        return ends, np.zeros(0, dtype=bool)
    reach = APART * clearance + float(thickness.max()) / 2
    leads = _leads(ends, walls, reach, tolerance)
    return np.vstack([ends, leads]), np.arange(len(ends) + len(leads)) >= len(ends)


def _shared_edges(outlines: Outlines, reach: float) -> tuple[FloatArray, FloatArray]:
    """Lines halfway between edges of two spaces that face each other, (k, 4), and how far those are apart."""
    rings = shapely.get_exterior_ring(shapely.orient_polygons(outlines.polygons))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    kept = (ring[1:] == ring[:-1]) & (points[1:] != points[:-1]).any(axis=1)
    edges = np.hstack([points[:-1], points[1:]])[kept]
    owner = outlines.space[ring[:-1]][kept]
    low, high = np.minimum(edges[:, :2], edges[:, 2:]), np.maximum(edges[:, :2], edges[:, 2:])
    tree = shapely.STRtree(np.asarray(shapely.box(*low.T, *high.T)))
    wide = np.asarray(shapely.box(*(low - reach).T, *(high + reach).T))
    _refuse_crowded(tree, wide, owner)
    i, j = tree.query(wide)
    once = owner[i] < owner[j]
    i, j = i[once], j[once]
    order = np.lexsort((j, i))
    i, j = i[order], j[order]
    way = edges[:, 2:] - edges[:, :2]
    length = lengths(way)
    way = way / length[:, None]
    against = (dot(way[i], way[j]) < 0) & (np.abs(cross(way[i], way[j])) < PARALLEL)
    i, j = i[against], j[against]
    to_start, to_end = edges[j, :2] - edges[i, :2], edges[j, 2:] - edges[i, :2]
    first, last = np.maximum(dot(to_end, way[i]), 0.0), np.minimum(dot(to_start, way[i]), length[i])
    off = [cross(way[i], to_start), cross(way[i], to_end)]  # negative: on the outer side of the first edge
    beside = -(off[0] + off[1]) / 2
    facing = (last > first) & (beside <= reach) & (beside >= -reach / 4)
    i, first, last, beside = i[facing], first[facing], last[facing], beside[facing]
    normal = np.column_stack([way[i, 1], -way[i, 0]]) * (beside / 2)[:, None]
    start, end = (edges[i, :2] + at[:, None] * way[i] + normal for at in (first, last))
    found, kept = np.unique(np.column_stack([start, end, np.abs(beside)]), axis=0, return_index=True)
    order = np.argsort(kept)  # each once, as spaces may repeat others
    return found[order, :4], found[order, 4]


def _refuse_crowded(tree: shapely.STRtree, wide: Geometries, owner: IntArray) -> None:
    """Refuse spaces of which too many edges are close to each other: their pairs would fill the memory."""
    count = len(wide)
    chosen = np.unique(np.linspace(0, count - 1, min(count, SAMPLES)).astype(np.int64))
    row, other = tree.query(wide[chosen])
    if len(row) * count // max(1, len(chosen)) > max(MOST_PAIRS, MOST_EACH * count):
        densest = np.bincount(row).argmax()
        several = np.unique(owner[other[row == densest]])
        first = ", ".join(map(str, several[:NAMED].tolist()))
        detail = f"{len(several)} spaces lie on or close to each other around spaces {first}: leave some out"
        raise InvalidPlanError((Fault("/spaces", detail),))


def _without_walls(
    ends: FloatArray, apart: FloatArray, walls: FloatArray, thickness: FloatArray, slack: float
) -> FloatArray:
    """The parts of lines (k, 4) along which no wall (n, 4) runs."""
    way = ends[:, 2:] - ends[:, :2]
    length = lengths(way)
    way = way / length[:, None]
    margin = float(apart.max()) / 2 + float(thickness.max()) / 2 + slack
    tree = shapely.STRtree(np.asarray(shapely.linestrings(walls.reshape(-1, 2, 2))))
    line, wall = tree.query(
        np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2))), predicate="dwithin", distance=margin
    )
    along = walls[wall, 2:] - walls[wall, :2]
    parallel = np.abs(cross(way[line], along)) < PARALLEL * lengths(along)
    line, wall = line[parallel], wall[parallel]
    offset = [walls[wall, k : k + 2] - ends[line, :2] for k in (0, 2)]
    off = np.abs(cross(way[line], offset[0]) + cross(way[line], offset[1])) / 2
    near = off <= apart[line] / 2 + thickness[wall] / 2 + slack
    line = line[near]
    shares = np.sort([dot(each[near], way[line]) / length[line] for each in offset], axis=0)
    return _uncovered(ends, line, np.clip(shares[0], 0, 1), np.clip(shares[1], 0, 1))


def _uncovered(ends: FloatArray, line: IntArray, first: FloatArray, last: FloatArray) -> FloatArray:
    """The parts of lines (k, 4) that none of some stretches, shares (h,) of lines (h,), covers."""
    count = np.arange(len(ends))
    line = np.concatenate([count, line, count])  # each line begins and ends with a stretch of no length
    first = np.concatenate([np.zeros(len(ends)), first, np.ones(len(ends))])
    last = np.concatenate([np.zeros(len(ends)), last, np.ones(len(ends))])
    order = np.lexsort((last, first, line))
    line, first, last = line[order], first[order], last[order]
    covered = np.maximum.accumulate(2 * line + last) - 2 * line  # how far each line is covered so far
    open_ = np.flatnonzero((line[1:] == line[:-1]) & (first[1:] > covered[:-1]))
    row, way = line[open_], (ends[:, 2:] - ends[:, :2])[line[open_]]
    return np.hstack([ends[row, :2] + share[:, None] * way for share in (covered[open_], first[open_ + 1])])


def _leads(ends: FloatArray, walls: FloatArray, reach: float, tolerance: float) -> FloatArray:
    """What leads ends of lines (k, 4) on to the wall or line that they stop before, (l, 4)."""
    every, count = np.vstack([walls, ends]), len(ends)
    way = ends[:, 2:] - ends[:, :2]
    way = way / lengths(way)[:, None]
    points, outwards = np.vstack([ends[:, :2], ends[:, 2:]]), np.vstack([-way, way])
    own = np.tile(np.arange(count), 2) + len(walls)
    distance, nearest = _nearest(every, own, points, reach)
    ahead = SegmentTree(every).first_hits(points, outwards, reach)
    open_ = distance > tolerance
    straight, aside = open_ & np.isfinite(ahead), open_ & ~np.isfinite(ahead) & np.isfinite(distance)
    to = np.where(straight[:, None], points + np.where(straight, ahead, 0.0)[:, None] * outwards, nearest)
    led = straight | aside
    return np.hstack([points[led], to[led]])


def _nearest(
    every: FloatArray, own: IntArray, points: FloatArray, reach: float
) -> tuple[FloatArray, FloatArray]:
    """Distance (p,) and place (p, 2) of the line, of (n, 4), nearest to each point, but not its own (p,)."""
    lines, spots = (
        np.asarray(shapely.linestrings(every.reshape(-1, 2, 2))),
        np.asarray(shapely.points(points)),
    )
    point, line = shapely.STRtree(lines).query(spots, predicate="dwithin", distance=reach)
    other = line != own[point]
    point, line = point[other], line[other]
    apart = shapely.distance(spots[point], lines[line])
    order = np.lexsort((-line, -apart, point))
    point, line, apart = point[order], line[order], apart[order]  # of each point, the nearest comes last
    distance, place = np.full(len(points), np.inf), points.copy()
    distance[point] = apart
    at = shapely.line_interpolate_point(lines[line], shapely.line_locate_point(lines[line], spots[point]))
    place[point] = shapely.get_coordinates(at)
    return distance, place
