"""Ways in which a wall that ends at a dangle may continue: ahead, from its side, and around a corner."""

from dataclasses import dataclass, replace

import numpy as np

from detection.graph.dangles import STRAIGHT, Dangles, straightest
from detection.graph.faces import origins
from detection.graph.noding import WIDER, Graph
from detection.progress import Beat, silent
from detection.scipy_functions import tree_of
from detection.segments.rays import SegmentTree, points_ahead
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import ALIKE, cross, dot, lengths, order_keys

# In multiples of the typical clearance across a room.
REACH = 2.2  # widest opening
REACH_ASIDE = 0.9  # widest opening without a jamb
ELBOW = 0.5  # longest leg around a missing corner
ASIDE = 0.03  # largest distance of a vertex from the line ahead ...
CONE = 0.06  # ... or tangent of its angle with that line
OVERSHOOT = 0.1  # an end that sticks out of a junction by less than this may be there by mistake
BENT = 0.499  # least sine of the angle at a missing corner: clearly below that of 30 degrees


@dataclass(frozen=True)
class Ways:
    """Continuations of dangles to what they meet; all columns have k rows."""

    dangle: IntArray
    other: IntArray  # the dangle that is met, or -1
    mutual: BoolArray
    segment: FloatArray  # (k, 4)
    corner: FloatArray  # (k, 2)
    direction: FloatArray  # (k, 2)
    vertex: IntArray
    aside: FloatArray
    cosine: FloatArray
    sideways: BoolArray

    @staticmethod
    def joined(parts: "list[Ways]") -> "Ways":
        return Ways(
            *(np.concatenate(columns) for columns in zip(*(vars(p).values() for p in parts), strict=True))
        )

    def without(self, others: "Ways") -> "Ways":
        """Those that do not join the same two dangles as one of the others."""
        ours, theirs = (
            np.sort(np.column_stack([ways.dangle, ways.other]), axis=1) @ [1 << 32, 1]
            for ways in (self, others)
        )
        kept = (self.other < 0) | ~np.isin(ours, theirs[others.other >= 0])
        return Ways(*(column[kept] for column in vars(self).values()))


def find_ways(
    graph: Graph, tree: SegmentTree, dangles: Dangles, clearance: float, beat: Beat = silent
) -> tuple[Ways, list[int]]:
    """All ways: ahead, sideways, around corners to dangles, and to other ends of walls; and their numbers."""
    if tree.compiled is not None:
        reaches = (REACH * clearance, REACH_ASIDE * clearance, ELBOW * clearance, OVERSHOOT * clearance)
        counts, columns = tree.compiled.find_ways(
            graph.points, graph.edges, dangles.columns, reaches, clearance, beat
        )
        return Ways(*columns), counts
    dangle_at = np.full(len(graph.points), -1)
    dangle_at[dangles.vertex] = np.arange(len(dangles))
    ahead = ways_ahead(graph, tree, dangles, dangle_at, clearance)
    beat()
    paired = np.zeros(len(dangles), dtype=bool)
    paired[ahead.dangle[ahead.mutual]] = paired[ahead.other[ahead.mutual]] = True
    # what may stick out of a junction by mistake leads nowhere but ahead
    paired |= dangles.sticks_out & (dangles.reach_back < OVERSHOOT * clearance)
    sideways = ways_sideways(graph, tree, dangles, dangle_at, paired, clearance).without(ahead)
    beat()
    around = ways_around(tree, dangles, paired, clearance)
    to_corners = ways_around_to_corners(graph, tree, dangles, paired, clearance)
    found = [ahead, sideways, around, to_corners]
    return Ways.joined(found), [len(each.dangle) for each in found]


@dataclass(frozen=True)
class _Ahead:
    """The nearest thing ahead of each dangle, (t,) each; without one the distance is infinite."""

    distance: FloatArray
    aside: FloatArray
    point: FloatArray  # (t, 2)
    vertex: IntArray  # the vertex that is met, or -1 for the middle of a wall
    cosine: FloatArray  # of the angle between the way and the wall that is met, in absolute value


def ways_ahead(
    graph: Graph, tree: SegmentTree, dangles: Dangles, dangle_at: IntArray, clearance: float
) -> Ways:
    """Straight ahead to the nearest vertex or wall; two dangles that meet each other share one way."""
    ahead = _look_ahead(graph, tree, dangles, clearance, REACH)
    number = np.arange(len(dangles))
    target = np.where(ahead.vertex >= 0, dangle_at[ahead.vertex], -1)
    mutual = (target >= 0) & (target[np.maximum(target, 0)] == number)
    row = np.flatnonzero(
        np.isfinite(ahead.distance) & (~mutual | represents(dangles, number, target, clearance))
    )
    other = target[row]
    aside = ahead.aside[row]
    return Ways(
        row,
        other,
        mutual[row],
        np.hstack([dangles.point[row], ahead.point[row]]),
        np.full((len(row), 2), np.nan),
        dangles.direction[row],
        ahead.vertex[row],
        np.where(mutual[row], np.maximum(aside, ahead.aside[other]), aside),
        ahead.cosine[row],
        np.zeros(len(row), dtype=bool),
    )


def ways_sideways(
    graph: Graph,
    tree: SegmentTree,
    dangles: Dangles,
    dangle_at: IntArray,
    paired: BoolArray,
    clearance: float,
) -> Ways:
    """From the side of each dangle at a right angle, to the left and to the right."""
    dangle = np.tile(np.flatnonzero(~paired), 2)
    side = np.repeat([1.0, -1.0], len(dangle) // 2)[:, None]
    direction = np.column_stack([-dangles.direction[dangle, 1], dangles.direction[dangle, 0]]) * side
    # the middle of a body's corner lies half its thickness before its end
    origin = dangles.point[dangle] - (dangles.thickness[dangle] / 2)[:, None] * dangles.direction[dangle]
    seen = replace(dangles.chosen(dangle), point=origin, direction=direction)
    ahead = _look_ahead(graph, tree, seen, clearance, REACH_ASIDE)
    other = np.where(ahead.vertex >= 0, dangle_at[ahead.vertex], -1)
    row = np.flatnonzero(np.isfinite(ahead.distance) & (other != dangle))
    # of two dangles abreast, the one with the longer wall represents both, whatever their numbers are
    sizes = (ahead.distance[row], ahead.aside[row], -dangles.thickness[dangle[row]])
    keys = [order_keys(each, clearance) for each in (*sizes, -dangles.reach_back[dangle[row]])]
    row = row[np.lexsort((*keys, ~dangles.sticks_out[dangle[row]]))]
    segment = np.hstack([origin, ahead.point])[row]
    twice = other[row] >= 0
    pair = np.sort(np.column_stack([dangle[row], other[row]]), axis=1)
    first = np.zeros(len(row), dtype=bool)
    first[np.unique(pair, axis=0, return_index=True)[1]] = True
    row, segment = row[~twice | first], segment[~twice | first]
    return Ways(
        dangle[row],
        other[row],
        np.zeros(len(row), dtype=bool),
        segment,
        np.full((len(row), 2), np.nan),
        direction[row],
        ahead.vertex[row],
        ahead.aside[row],
        ahead.cosine[row],
        np.ones(len(row), dtype=bool),
    )


def ways_around(tree: SegmentTree, dangles: Dangles, paired: BoolArray, clearance: float) -> Ways:
    """Around the corner at which two dangles point."""
    a, b, corner = _corners_of_dangles(tree, dangles, np.flatnonzero(~paired), clearance)
    none = np.zeros(len(a))
    return Ways(
        a,
        b,
        none.astype(bool),
        np.hstack([dangles.point[a], dangles.point[b]]),
        corner,
        dangles.direction[a],
        dangles.vertex[b],
        none,
        none,
        none.astype(bool),
    )


def _corners_of_dangles(
    tree: SegmentTree, dangles: Dangles, chosen: IntArray, clearance: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Two dangles (k,) each of those chosen, and the corner (k, 2) at which both point, with a free way."""
    reach = ELBOW * clearance
    pairs: IntArray = tree_of(dangles.point[chosen]).query_pairs(1.5 * WIDER * reach, output_type="ndarray")
    a, b = chosen[pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]].T
    # the one with the longer wall represents both
    longer, sticks_out, thicker = _differences(dangles, b, a, clearance)
    swapped = _first_difference(longer, sticks_out, thicker) > 0
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    offset = dangles.point[b] - dangles.point[a]
    u, v = dangles.direction[a], dangles.direction[b]
    sine = cross(u, v)
    bent = np.abs(sine) > BENT
    safe = np.where(bent, sine, 1.0)
    along_a, along_b = cross(offset, v) / safe, cross(offset, u) / safe
    near = bent & (np.minimum(along_a, along_b) > ASIDE * clearance) & (np.maximum(along_a, along_b) <= reach)
    near &= lengths(offset) <= 1.5 * reach
    a, b, along_a, along_b, u, v = a[near], b[near], along_a[near], along_b[near], u[near], v[near]
    corner = dangles.point[a] + along_a[:, None] * u
    free = np.ones(len(a), dtype=bool)  # nothing stands in the way of either
    for dangle, way, along in ((a, u, along_a), (b, v, along_b)):
        free &= tree.first_hits(dangles.point[dangle], way, along * (1 - 1e-3)) > along * (1 - 1e-3)
    return a[free], b[free], corner[free]


def ways_around_to_corners(
    graph: Graph, tree: SegmentTree, dangles: Dangles, paired: BoolArray, clearance: float
) -> Ways:
    """Around the corner to where a wall that ends at a corner or junction would lead on; the nearest one."""
    dangle, vertex, ahead = _corners_of_walls(graph, tree, dangles, np.flatnonzero(~paired), clearance)
    none = np.zeros(len(dangle))
    start, way = dangles.point[dangle], dangles.direction[dangle]
    return Ways(
        dangle,
        np.full(len(dangle), -1),
        none.astype(bool),
        np.hstack([start, graph.points[vertex]]),
        start + ahead[:, None] * way,
        way,
        vertex,
        none,
        none,
        none.astype(bool),
    )


def _corners_of_walls(
    graph: Graph, tree: SegmentTree, dangles: Dangles, chosen: IntArray, clearance: float
) -> tuple[IntArray, IntArray, FloatArray]:
    """Dangles (k,) of those chosen, a vertex whose wall would lead on to a corner, and how far that is."""
    reach = ELBOW * clearance
    leaving = origins(graph.edges)
    into = leaving[np.arange(len(leaving)) ^ 1]  # the vertex that each half-edge leads to
    degree = np.bincount(leaving, minlength=len(graph.points))
    half = np.flatnonzero(degree[into] > 1)
    near = tree_of(graph.points[into[half]]).sparse_distance_matrix(
        tree_of(dangles.point[chosen]), 1.5 * WIDER * reach, output_type="ndarray"
    )
    near = near[np.lexsort((near["i"], near["j"]))]
    dangle, half = chosen[near["j"]], half[near["i"]]
    vertex = into[half]
    along = graph.points[vertex] - graph.points[leaving[half]]
    along = along / lengths(along)[:, None]
    offset, u = graph.points[vertex] - dangles.point[dangle], dangles.direction[dangle]
    sine = cross(u, along)
    bent = np.abs(sine) > BENT
    safe = np.where(bent, sine, 1.0)
    ahead, on = cross(offset, along) / safe, cross(offset, u) / safe
    kept = bent & (np.minimum(ahead, on) > ASIDE * clearance) & (np.maximum(ahead, on) <= reach)
    kept &= lengths(offset) <= 1.5 * reach
    dangle, vertex, along, u, ahead, on = (
        dangle[kept],
        vertex[kept],
        along[kept],
        u[kept],
        ahead[kept],
        on[kept],
    )
    _, goes_on = straightest(graph, vertex, along)
    free = goes_on < STRAIGHT
    for start, way, length in (
        (dangles.point[dangle], u, ahead),
        (graph.points[vertex] + 1e-3 * on[:, None] * along, along, on),
    ):
        free &= tree.first_hits(start, way, length * (1 - 2e-3)) > length * (1 - 2e-3)
    dangle, vertex, ahead, on = dangle[free], vertex[free], ahead[free], on[free]
    order = np.lexsort((order_keys(ahead, clearance), order_keys(ahead + on, clearance), dangle))
    _, first = np.unique(dangle[order], return_index=True)
    row = order[first]
    return dangle[row], vertex[row], ahead[row]


def represents(dangles: Dangles, one: IntArray, other: IntArray, clearance: float) -> BoolArray:
    """Whether the first of two dangles, (k,) each, represents both: it is the likelier overshoot."""
    longer, sticks_out, thicker = _differences(dangles, one, other, clearance)
    return np.asarray(_first_difference(sticks_out, -longer, thicker, other - one) > 0)


def _differences(
    dangles: Dangles, one: IntArray, other: IntArray, clearance: float
) -> tuple[FloatArray, IntArray, FloatArray]:
    """How much longer, more sticking out and thicker the first of two dangles, (k,) each, is."""
    return (
        (dangles.reach_back[one] - dangles.reach_back[other]) / clearance,
        dangles.sticks_out[one].astype(np.int64) - dangles.sticks_out[other],
        (dangles.thickness[one] - dangles.thickness[other]) / clearance,
    )


def _first_difference(*differences: FloatArray | IntArray) -> FloatArray:
    """Sign, (k,), of the first difference that rounding cannot have made; 0 where there is none."""
    sign = np.zeros(len(differences[0]))
    for each in differences:
        sign = np.where((sign == 0) & (np.abs(each) > ALIKE), np.sign(each), sign)
    return sign


def _look_ahead(
    graph: Graph, tree: SegmentTree, dangles: Dangles, clearance: float, farthest: float
) -> _Ahead:
    """Find the nearest vertex or wall in the way of each dangle."""
    count, reach = len(dangles), farthest * clearance
    hits = tree.shoot(dangles.point, dangles.direction, reach)
    along = tree.ends[hits.segment, 2:] - tree.ends[hits.segment, :2]
    length = np.maximum(lengths(along), 1e-300)
    hit_cosine = np.abs(dot(along, dangles.direction[hits.ray])) / length
    # of walls that are hit at the same place, the one that lies most across the way counts
    order = np.lexsort((hit_cosine, order_keys(hits.distance, clearance), hits.ray))
    ray, first = np.unique(hits.ray[order], return_index=True)
    nearest = order[first]
    distance = np.full(count, np.inf)
    distance[ray] = hits.distance[nearest]
    cosine = np.zeros(count)
    cosine[ray] = hit_cosine[nearest]
    wall_point = dangles.point + np.where(np.isfinite(distance), distance, 0.0)[:, None] * dangles.direction

    at_axis = np.where(cosine < BENT, distance, np.inf)
    dangle, vertex, forward, aside = _vertices_ahead(graph, dangles, reach, clearance)
    # a vertex counts when it is not behind the wall that is hit
    seen = forward <= distance[dangle] + ASIDE * clearance
    dangle, vertex, forward, aside = dangle[seen], vertex[seen], forward[seen], aside[seen]
    # of two vertices as near, the nearer one along the way counts, of two on both sides the left one
    offset, way = graph.points[vertex] - dangles.point[dangle], dangles.direction[dangle]
    keys = (
        cross(way, offset) < 0,
        order_keys(forward, clearance),
        order_keys(forward + 2 * aside, clearance),
    )
    order = np.lexsort((*keys, dangle))
    dangle_first, first = np.unique(dangle[order], return_index=True)
    chosen = order[first]
    met = np.full(count, -1)
    met[dangle_first] = vertex[chosen]
    off = np.zeros(count)
    off[dangle_first] = aside[chosen]
    distance[dangle_first] = forward[chosen]
    # a solid wall that ends within its corner is met at its axis, not at its end
    at_wall = np.isfinite(at_axis) & (dangles.thickness > 0)
    farther = np.abs(distance[at_wall] - at_axis[at_wall])
    at_wall[at_wall] = farther <= dangles.thickness[at_wall] + ALIKE * clearance
    point = np.where(((met >= 0) & ~at_wall)[:, None], graph.points[met], wall_point)
    return _Ahead(distance, off, point, met, np.where(met >= 0, 0.0, cosine))


def _vertices_ahead(
    graph: Graph, dangles: Dangles, reach: float, clearance: float
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Dangles and the vertices close to the line ahead of them, with distances along and beside it."""
    used = np.flatnonzero(np.bincount(origins(graph.edges), minlength=len(graph.points)))
    dangle, place, forward, aside = points_ahead(
        graph.points[used], dangles.point, dangles.direction, reach, aside=ASIDE * clearance, cone=CONE
    )
    return dangle, used[place], forward, aside
