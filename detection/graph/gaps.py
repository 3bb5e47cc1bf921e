"""Close the small gaps that drawing by hand leaves: free ends that stop just short of what they should meet.

Healing adds short inferred strokes and never moves a wall. Only free ends start one, so that a drawing
without free ends stays as it is. It goes in passes of growing reach, with the drawing noded anew after each:
an end that a near wall explains is not free any more when farther ones are tried.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree
from scipy.spatial import cKDTree

from detection.graph.dangles import Tips, find_tips
from detection.graph.noding import Graph, node
from detection.progress import Beat, silent
from detection.segments.rays import StrokeTree
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import distance_to_stroke

# In units of the typical clearance across a room, which is some four metres in a dwelling.
PASSES = (0.006, 0.015, 0.035, 0.075)
SIDEWAYS = 0.05  # an end is drawn to the end of a wall beside it from no farther than this ...
SIDEWAYS_MIDDLE = 0.02  # ... and to the middle of one from no farther than this
OVERSHOOT = 0.1  # an end that sticks out of a junction by less than this may be there by mistake ...
OVERSHOOT_REACH = 0.02  # ... and is tied to nothing farther away than this, ...
OVERSHOOTING = 0.8  # ... and where more than this share of all free ends stick out so, ...
OVERSHOOTING_REACH = 0.006  # ... to nothing farther than this: such drawings have no gaps
BOTH = (
    1.5  # two free ends that point at one corner, or at each other, say so twice: they may be farther apart
)
SEAM = 0.02  # no way leads through between two ends that are nearer to each other than this
STRAIGHT = 0.3  # sine of the angle below which two ends continue each other instead of meeting at a corner


@dataclass(frozen=True)
class Links:
    """Ways to tie tips to something: the tip, a corner to go through (or the target itself), the target."""

    tip: IntArray  # (k,)
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


def heal(
    ends: FloatArray,
    graph: Graph,
    tolerance: float,
    unit: float,
    beat: Beat = silent,
    thickness: FloatArray | None = None,
) -> tuple[FloatArray, IntArray, Graph]:
    """Close the small gaps between strokes (n, 4), of which some may have the thickness (n,) of a body.

    Returns
    -------
    added : (k, 4) float64, inferred strokes
    continues : (k,) int64, the stroke that each of them continues
    graph : Graph, of the strokes and the inferred ones after them
    """
    every, continues = ends, np.zeros(0, dtype=np.int64)
    first = tips = find_tips(graph, ends, np.ones(len(ends), dtype=np.bool_), thickness)
    overshooting = bool(_overshoots(tips, unit).sum() > OVERSHOOTING * len(tips))
    overshoot_reach = OVERSHOOTING_REACH if overshooting else OVERSHOOT_REACH
    for reach in PASSES:
        beat()
        if not len(tips):
            break
        loose = tips if reach <= overshoot_reach else tips.chosen(~_overshoots(tips, unit))
        links = cheapest(find_links(graph, every, loose, reach * unit, unit))
        legs, tip = strokes_of(links, loose)
        if len(legs):
            every = np.vstack([every, legs])
            continues = np.concatenate([continues, loose.stroke[tip]])
            graph = node(every, tolerance, beat)
            tips = find_tips(graph, every, np.arange(len(every)) < len(ends), thickness)
    legs, tip = _seams(first, graph, every[len(ends) :], SEAM * unit)
    if len(legs):
        every = np.vstack([every, legs])
        continues = np.concatenate([continues, first.stroke[tip]])
        graph = node(every, tolerance, beat)
    return every[len(ends) :], continues, graph


def _overshoots(tips: Tips, unit: float) -> BoolArray:
    """Which tips (t,) may stick out of a junction by mistake."""
    return np.asarray(tips.sticks_out & (tips.reach_back < OVERSHOOT * unit))


def _seams(first: Tips, graph: Graph, legs: FloatArray, reach: float) -> tuple[FloatArray, IntArray]:
    """Strokes (s, 4) between ends that still leave a way through, and the tip (s,) that each starts from.

    Where four walls meet, two and two may have been tied, or cross, with a gap between the pairs.
    """
    pairs: IntArray = cKDTree(first.point).query_pairs(reach, output_type="ndarray")
    if not len(pairs):
        return legs[:0], np.zeros(0, dtype=np.int64)
    a, b = pairs.T
    tree = cKDTree(graph.points)
    vertex: IntArray = np.asarray(tree.query(first.point)[1])
    leg_end: IntArray = np.asarray(tree.query(legs.reshape(-1, 2))[1])
    crosses = first.reach_back <= reach
    junction: IntArray = np.asarray(tree.query(first.junction_point)[1])
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
    gaps = coo_array((apart[row], (between[:, 0], between[:, 1])), shape=(count, count))
    used = minimum_spanning_tree(gaps.tocsr()).tocoo()
    in_tree = np.isin(between @ [count, 1], used.row.astype(np.int64) * count + used.col)
    a, b = a[row[in_tree]], b[row[in_tree]]
    return np.hstack([first.point[a], first.point[b]]), a


def _parts(a: IntArray, b: IntArray, count: int) -> IntArray:
    """Number (count,) of the connected part that each vertex is in."""
    links = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(count, count))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def find_links(graph: Graph, ends: FloatArray, tips: Tips, reach: float, unit: float) -> Links:
    """All ways to tie a tip to a stroke or another tip within the reach."""
    tree = StrokeTree(ends)
    aside, middle = min(reach, SIDEWAYS * unit), min(reach, SIDEWAYS_MIDDLE * unit)
    return Links.joined(
        [
            _to_walls_beside(graph, tree, tips, aside, middle=middle),
            _to_walls_ahead(tree, tips, reach, longer=middle),
            _to_tips(tips, BOTH * reach),
        ]
    )


def cheapest(links: Links) -> Links:
    """The cheapest link of each tip."""
    order = np.lexsort((links.cost, links.tip))
    _, first = np.unique(links.tip[order], return_index=True)
    chosen = order[first]
    return Links(*(column[chosen] for column in vars(links).values()))


def strokes_of(links: Links, tips: Tips) -> tuple[FloatArray, IntArray]:
    """The links as strokes (s, 4), none of them without length, and the tip (s,) that each starts from."""
    legs = np.vstack([np.hstack([tips.point[links.tip], links.via]), np.hstack([links.via, links.target])])
    kept = links.legs.T.reshape(-1) & (legs[:, :2] != legs[:, 2:]).any(axis=1)
    legs, tip = legs[kept], np.tile(links.tip, 2)[kept]
    if len(legs) < 2:
        return legs, tip
    # two tips that chose each other propose the same way
    backwards = (legs[:, 0] > legs[:, 2]) | ((legs[:, 0] == legs[:, 2]) & (legs[:, 1] > legs[:, 3]))
    directed = np.where(backwards[:, None], legs[:, [2, 3, 0, 1]], legs)
    _, first = np.unique(directed, axis=0, return_index=True)
    first.sort()
    return legs[first], tip[first]


def _to_walls_beside(graph: Graph, tree: StrokeTree, tips: Tips, reach: float, *, middle: float) -> Links:
    """Straight to the nearest point of a stroke that is not the tip's own.

    The middle of a stroke counts within a smaller reach, ``middle``, than its ends.
    """
    tip, stroke = tree.near(tips.point, reach)
    ends = tree.ends[stroke]
    distance = distance_to_stroke(tips.point[tip], ends)
    # its own stroke, others through the tip, and those through the vertex that a short tip sticks out of
    at_junction = distance_to_stroke(graph.points[tips.junction[tip]], ends) <= 1e-3 * reach
    own = (stroke == tips.stroke[tip]) | (distance == 0)
    own |= at_junction & (tips.reach_back[tip] <= 2 * reach)
    start, along = ends[:, :2], ends[:, 2:] - ends[:, :2]
    share = np.einsum("ij,ij->i", tips.point[tip] - start, along) / np.einsum("ij,ij->i", along, along)
    at_end = (share <= 0) | (share >= 1)
    kept = (
        ~own
        & ~_runs_alongside(tips, tip, ends, longer=middle)
        & (distance <= np.where(at_end, reach, middle))
    )
    foot = (start + np.clip(share, 0, 1)[:, None] * along)[kept]
    return Links(tip[kept], foot, foot, distance[kept], _one_leg(int(kept.sum())))


def _runs_alongside(tips: Tips, tip: IntArray, ends: FloatArray, *, longer: float) -> BoolArray:
    """Whether a stroke, (k, 4), only repeats the wall of a tip, (k,): parallel, and not much longer.

    Tying the two ends of a wall that was drawn twice to each other would leave both of them in the open.
    """
    direction, along = tips.direction[tip], ends[:, 2:] - ends[:, :2]
    sine = direction[:, 0] * along[:, 1] - direction[:, 1] * along[:, 0]
    ahead = [np.einsum("ij,ij->i", end - tips.point[tip], direction) for end in (ends[:, :2], ends[:, 2:])]
    parallel = np.abs(sine) < STRAIGHT * np.hypot(along[:, 0], along[:, 1])
    return np.asarray(parallel & (np.maximum(*ahead) < longer) & (np.minimum(*ahead) < 0))


def _to_walls_ahead(tree: StrokeTree, tips: Tips, reach: float, *, longer: float) -> Links:
    """Straight on to whatever the wall would hit."""
    hits = tree.shoot(tips.point, tips.direction, reach)
    kept = ~_runs_alongside(tips, hits.ray, tree.ends[hits.stroke], longer=longer)
    tip, distance = hits.ray[kept], hits.distance[kept]
    target = tips.point[tip] + distance[:, None] * tips.direction[tip]
    return Links(tip, target, target, distance, _one_leg(len(tip)))


def _to_tips(tips: Tips, reach: float) -> Links:
    """To another tip: through the corner where both walls would meet, or straight when they are in line."""
    pairs: IntArray = cKDTree(tips.point).query_pairs(1.5 * reach, output_type="ndarray")
    if not len(pairs):
        return Links(pairs[:, 0], tips.point[:0], tips.point[:0], np.zeros(0), _one_leg(0))
    a, b = np.concatenate([pairs, pairs[:, ::-1]]).T
    offset = tips.point[b] - tips.point[a]
    apart = np.hypot(offset[:, 0], offset[:, 1])
    u, v = tips.direction[a], tips.direction[b]
    sine = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    corner = np.abs(sine) > STRAIGHT
    safe = np.where(corner, sine, 1.0)
    ahead_a = (offset[:, 0] * v[:, 1] - offset[:, 1] * v[:, 0]) / safe
    ahead_b = (offset[:, 0] * u[:, 1] - offset[:, 1] * u[:, 0]) / safe
    meets = corner & (np.minimum(ahead_a, ahead_b) > -0.3 * reach)
    via = np.where(meets[:, None], tips.point[a] + ahead_a[:, None] * u, tips.point[b])
    cost = np.where(meets, np.maximum(np.abs(ahead_a), np.abs(ahead_b)), apart) / BOTH
    facing = np.einsum("ij,ij->i", u, v) < 0
    kept = (meets | (~corner & facing)) & (BOTH * cost <= reach)
    # a corner behind a tip lies on its wall already
    legs = np.where(meets[:, None], np.column_stack([ahead_a > 0, ahead_b > 0]), _one_leg(len(a)))
    return Links(a[kept], via[kept], tips.point[b[kept]], cost[kept], legs[kept])


def _one_leg(count: int) -> BoolArray:
    return np.tile([True, False], (count, 1))
