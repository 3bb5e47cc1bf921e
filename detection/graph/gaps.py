"""Close the small gaps that drawing by hand leaves: free ends that stop just short of what they should meet.

Gap closing adds short inferred segments and never moves a wall. Each of them starts at a dangle, so a drawing
without dangles is not changed. The passes have a growing reach, and the drawing is noded again after each: an
end that was tied to a near wall is no longer a dangle when farther walls are tried.
"""

from dataclasses import dataclass

import numpy as np

from detection.graph.arrangement import close_gaps_by_kernel
from detection.graph.dangles import Dangles, find_dangles, repeated_ends
from detection.graph.noding import WIDER, Graph, node
from detection.kernels.library import kernels
from detection.progress import Beat, silent
from detection.scipy_functions import connected_components, coo_array, minimum_spanning_tree, tree_of
from detection.segments.rays import SegmentTree
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import cross, distance_to_segment, dot, lengths, order_keys

# In multiples of the typical clearance across a room, which is some four metres in a dwelling.
PASSES = (0.006, 0.015, 0.035, 0.075)
SIDEWAYS = 0.05  # an end is drawn to the end of a wall beside it from no farther than this ...
SIDEWAYS_MIDDLE = 0.02  # ... and to the middle of one from no farther than this
OVERSHOOT = 0.1  # an end that sticks out of a junction by less than this may be there by mistake ...
OVERSHOOT_REACH = 0.02  # ... and is tied to nothing farther away than this, ...
OVERSHOOTING = 0.8  # ... and where more than this share of all free ends stick out so, ...
OVERSHOOTING_REACH = 0.006  # ... to nothing farther than this: such drawings have no gaps
MUTUAL_REACH = 1.5  # reach factor for two dangles that point at each other or at one corner
SEAM = 0.02  # no way leads through between two ends that are nearer to each other than this
STRAIGHT = 0.3  # sine of the angle below which two ends continue each other instead of meeting at a corner


@dataclass(frozen=True)
class Links:
    """Links from dangles to targets, by way of a corner; without one, ``via`` is the target itself."""

    dangle: IntArray  # (k,)
    via: FloatArray  # (k, 2)
    target: FloatArray  # (k, 2)
    cost: FloatArray  # (k,): length that has to be added, less where both ends agree
    legs: BoolArray  # (k, 2): whether the way to the corner and the way on to the target are missing

    @staticmethod
    def joined(parts: "list[Links]") -> "Links":
        """All links of several lists."""
        return Links(
            *(np.concatenate(columns) for columns in zip(*(vars(p).values() for p in parts), strict=True))
        )


def close_gaps(
    ends: FloatArray,
    tolerance: float,
    clearance: float,
    beat: Beat = silent,
    thickness: FloatArray | None = None,
) -> tuple[FloatArray, IntArray, Graph, Dangles]:
    """Close the small gaps between segments (n, 4), of which some may have the thickness (n,) of a body.

    Returns
    -------
    added : (k, 4) float64, inferred segments
    continues : (k,) int64, the segment that each of them continues
    graph : Graph, of the segments and the inferred ones after them
    dangles : Dangles, free ends of the segments that are left
    """
    every, continues = ends, np.zeros(0, dtype=np.int64)
    if (compiled := kernels()) is not None:
        solid = np.zeros(len(ends)) if thickness is None else thickness
        columns, free_ends = close_gaps_by_kernel(compiled, ends, solid, tolerance, clearance, beat)
        added, continues, *layout, has_repeats = columns
        graph, dangles = Graph(*layout), Dangles(*free_ends)
        if not has_repeats:  # the kernel closes no gaps where walls are repeated
            return added, continues, graph, dangles
    else:
        graph = node(ends, tolerance, beat)
        dangles = find_dangles(graph, ends, np.ones(len(ends), dtype=np.bool_), thickness)
    repeated = repeated_ends(dangles, ends, clearance)
    first = single = dangles.without(repeated)
    overshooting = bool(_overshoots(first, clearance).sum() > OVERSHOOTING * len(first))
    overshoot_reach = OVERSHOOTING_REACH if overshooting else OVERSHOOT_REACH
    for reach in PASSES:
        beat()
        if not len(single):
            break
        loose = single if reach <= overshoot_reach else single.chosen(~_overshoots(single, clearance))
        legs, dangle = chosen_legs(every, loose, reach * clearance, clearance)
        beat()
        if len(legs):
            every = np.vstack([every, legs])
            continues = np.concatenate([continues, loose.segment[dangle]])
            graph = node(every, tolerance, beat)
            dangles = find_dangles(graph, every, np.arange(len(every)) < len(ends), thickness)
            single = dangles.without(repeated_ends(dangles, every, clearance))
    beat()
    legs, dangle = _seams(first, graph, every[len(ends) :], SEAM * clearance, beat)
    if len(legs):
        every = np.vstack([every, legs])
        continues = np.concatenate([continues, first.segment[dangle]])
        graph = node(every, tolerance, beat)
        dangles = find_dangles(graph, every, np.arange(len(every)) < len(ends), thickness)
    return every[len(ends) :], continues, graph, dangles


def _overshoots(dangles: Dangles, clearance: float) -> BoolArray:
    """Which dangles (t,) may stick out of a junction by mistake."""
    return np.asarray(dangles.sticks_out & (dangles.reach_back < OVERSHOOT * clearance))


def _seams(
    first: Dangles, graph: Graph, legs: FloatArray, reach: float, beat: Beat
) -> tuple[FloatArray, IntArray]:
    """Segments (s, 4) between ends that still leave a way through, and the dangle (s,) that each starts from.

    Where four walls meet, two and two may have been tied, or cross, with a gap between the pairs.
    """
    pairs: IntArray = tree_of(first.point).query_pairs(WIDER * reach, output_type="ndarray")
    pairs = pairs[lengths(first.point[pairs[:, 1]] - first.point[pairs[:, 0]]) <= reach]
    if not len(pairs):
        return legs[:0], np.zeros(0, dtype=np.int64)
    a, b = pairs.T
    crosses = first.reach_back <= reach
    beat()
    vertex, leg_end, junction = (
        _vertices_at(graph, points) for points in (first.point, legs.reshape(-1, 2), first.junction_point)
    )
    beat()
    count = len(graph.points)
    part = _parts(
        np.concatenate([leg_end[0::2], vertex[crosses]]),
        np.concatenate([leg_end[1::2], junction[crosses]]),
        count,
    )
    ends = np.sort(np.column_stack([part[vertex[a]], part[vertex[b]]]), axis=1)
    apart = np.hypot(*(first.point[b] - first.point[a]).T)
    order = np.lexsort((b, a, apart, ends[:, 1], ends[:, 0]))
    order = order[ends[order, 0] != ends[order, 1]]
    between, shortest = np.unique(ends[order], axis=0, return_index=True)
    row = order[shortest]
    rank = np.empty(len(row))  # of equal lengths, the first counts as the shorter
    rank[np.argsort(apart[row], kind="stable")] = np.arange(1, len(row) + 1)
    gaps = coo_array((rank, (between[:, 0], between[:, 1])), shape=(count, count))
    used = minimum_spanning_tree(gaps.tocsr()).tocoo()
    in_tree = np.isin(between @ [count, 1], used.row.astype(np.int64) * count + used.col)
    a, b = a[row[in_tree]], b[row[in_tree]]
    return np.hstack([first.point[a], first.point[b]]), a


def _vertices_at(graph: Graph, points: FloatArray) -> IntArray:
    """The vertex (k,) at each point (k, 2): one with its coordinates, or else the nearest."""
    # vertices are in ascending order, by x and then by y, as complex numbers are
    known, wanted = (np.ascontiguousarray(each).view(np.complex128)[:, 0] for each in (graph.points, points))
    vertex = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    merged = known[vertex] != wanted
    if merged.any():
        vertex[merged] = tree_of(graph.points).query(points[merged])[1]
    return vertex


def _parts(a: IntArray, b: IntArray, count: int) -> IntArray:
    """Number (count,) of the connected part that each vertex is in."""
    links = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def chosen_legs(
    ends: FloatArray, dangles: Dangles, reach: float, clearance: float
) -> tuple[FloatArray, IntArray]:
    """Segments (s, 4) that the cheapest link of each dangle adds to segments (n, 4), and the dangle (s,)."""
    return segments_of(cheapest(find_links(ends, dangles, reach, clearance), dangles, clearance), dangles)


def find_links(ends: FloatArray, dangles: Dangles, reach: float, clearance: float) -> Links:
    """All links from a dangle to a segment or to another dangle within the reach."""
    tree = SegmentTree(ends)
    aside, middle = min(reach, SIDEWAYS * clearance), min(reach, SIDEWAYS_MIDDLE * clearance)
    return Links.joined(
        [
            _to_walls_beside(tree, dangles, aside, middle=middle),
            _to_walls_ahead(tree, dangles, reach, longer=middle),
            _to_dangles(dangles, MUTUAL_REACH * reach),
        ]
    )


def cheapest(links: Links, dangles: Dangles, clearance: float) -> Links:
    """The cheapest link of each dangle; of equally cheap ones the straightest, then the left one.

    No rounding chooses among them, so that a drawing that is turned or scaled keeps its links.
    """
    offset, way = links.via - dangles.point[links.dangle], dangles.direction[links.dangle]
    columns = (-cross(way, offset), -dot(way, offset), links.cost)
    order = np.lexsort((*(order_keys(each, clearance) for each in columns), links.dangle))
    _, first = np.unique(links.dangle[order], return_index=True)
    chosen = order[first]
    return Links(*(column[chosen] for column in vars(links).values()))


def segments_of(links: Links, dangles: Dangles) -> tuple[FloatArray, IntArray]:
    """The links as segments (s, 4) of positive length, and the dangle (s,) that each starts from."""
    legs = np.vstack(
        [np.hstack([dangles.point[links.dangle], links.via]), np.hstack([links.via, links.target])]
    )
    kept = links.legs.T.reshape(-1) & (legs[:, :2] != legs[:, 2:]).any(axis=1)
    legs, dangle = legs[kept], np.tile(links.dangle, 2)[kept]
    if len(legs) < 2:
        return legs, dangle
    # two dangles that chose each other propose the same way, but for rounding
    keys = order_keys(legs, float(np.hypot(*(legs[:, 2:] - legs[:, :2]).T).max()))
    backwards = (keys[:, 0] > keys[:, 2]) | ((keys[:, 0] == keys[:, 2]) & (keys[:, 1] > keys[:, 3]))
    directed = np.where(backwards[:, None], keys[:, [2, 3, 0, 1]], keys)
    _, first = np.unique(directed, axis=0, return_index=True)
    first.sort()
    return legs[first], dangle[first]


def _to_walls_beside(tree: SegmentTree, dangles: Dangles, reach: float, *, middle: float) -> Links:
    """Straight to the nearest point of a segment that is not the dangle's own.

    The middle of a segment counts within a smaller reach, ``middle``, than its ends.
    """
    dangle, segment = tree.near(dangles.point, reach)
    ends = tree.ends[segment]
    distance = distance_to_segment(dangles.point[dangle], ends)
    # its own segment, others through the dangle, and those through the junction that it sticks out of,
    # where a body's junction is as wide as the body
    width = np.maximum(1e-3 * reach, dangles.thickness[dangle] / 2)
    at_junction = distance_to_segment(dangles.junction_point[dangle], ends) <= width
    own = (segment == dangles.segment[dangle]) | (distance == 0)
    own |= at_junction & (dangles.reach_back[dangle] <= 2 * reach)
    start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
    share = dot(dangles.point[dangle] - start, along) / dot(along, along)
    at_end = (share <= 0) | (share >= 1)
    kept = (
        ~own
        & ~_runs_alongside(dangles, dangle, ends, longer=middle)
        & (distance <= np.where(at_end, reach, middle))
    )
    foot = (start + np.clip(share, 0, 1)[:, None] * along)[kept]
    return Links(dangle[kept], foot, foot, distance[kept], _one_leg(int(kept.sum())))


def _runs_alongside(dangles: Dangles, dangle: IntArray, ends: FloatArray, *, longer: float) -> BoolArray:
    """Whether a segment, (k, 4), only repeats the wall of a dangle, (k,): parallel, and not much longer.

    Tying the two ends of a wall that was drawn twice to each other would leave both of them in the open.
    """
    direction, along = dangles.direction[dangle], ends[:, 2:] - ends[:, :2]
    ahead = [dot(end - dangles.point[dangle], direction) for end in (ends[:, :2], ends[:, 2:])]
    parallel = np.abs(cross(direction, along)) < STRAIGHT * lengths(along)
    return np.asarray(parallel & (np.maximum(*ahead) < longer) & (np.minimum(*ahead) < 0))


def _to_walls_ahead(tree: SegmentTree, dangles: Dangles, reach: float, *, longer: float) -> Links:
    """Straight on to whatever the wall would hit."""
    hits = tree.shoot(dangles.point, dangles.direction, reach)
    kept = ~_runs_alongside(dangles, hits.ray, tree.ends[hits.segment], longer=longer)
    dangle, distance = hits.ray[kept], hits.distance[kept]
    target = dangles.point[dangle] + distance[:, None] * dangles.direction[dangle]
    return Links(dangle, target, target, distance, _one_leg(len(dangle)))


def _to_dangles(dangles: Dangles, reach: float) -> Links:
    """To another dangle: through the corner where both walls would meet, or straight if they are in line."""
    pairs: IntArray = tree_of(dangles.point).query_pairs(1.5 * WIDER * reach, output_type="ndarray")
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    a, b = np.concatenate([pairs, pairs[:, ::-1]]).T
    offset = dangles.point[b] - dangles.point[a]
    apart = lengths(offset)
    u, v = dangles.direction[a], dangles.direction[b]
    sine = cross(u, v)
    corner = np.abs(sine) > STRAIGHT
    safe = np.where(corner, sine, 1.0)
    ahead_a, ahead_b = cross(offset, v) / safe, cross(offset, u) / safe
    meets = corner & (np.minimum(ahead_a, ahead_b) > -0.3 * reach)
    via = np.where(meets[:, None], dangles.point[a] + ahead_a[:, None] * u, dangles.point[b])
    cost = np.where(meets, np.maximum(np.abs(ahead_a), np.abs(ahead_b)), apart) / MUTUAL_REACH
    kept = (meets | (~corner & (dot(u, v) < 0))) & (MUTUAL_REACH * cost <= reach) & (apart <= 1.5 * reach)
    # two ends of one post have no gap between them
    thin = np.minimum(dangles.thickness[a], dangles.thickness[b])
    kept &= (thin == 0) | (lengths(dangles.junction_point[b] - dangles.junction_point[a]) > thin / 2)
    # a corner behind a dangle lies on its wall already
    legs = np.where(meets[:, None], np.column_stack([ahead_a > 0, ahead_b > 0]), _one_leg(len(a)))
    return Links(a[kept], via[kept], dangles.point[b[kept]], cost[kept], legs[kept])


def _one_leg(count: int) -> BoolArray:
    return np.tile([True, False], (count, 1))
