"""Hypotheses about openings: where a wall that ends at a dangle may continue behind a door or window.

Each dangle has a hypothesis that its wall continues straight ahead, to the nearest vertex or wall. If an
opening reaches to a corner, no dangle points into it. Therefore each dangle also has hypotheses that a wall
began at its side, and each two dangles that point at the same corner have one that both continue to it. The
two ends, the gap between them and the rooms that closing would make are evidence for or against a hypothesis.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from scipy.spatial import cKDTree

from detection.graph.dangles import STRAIGHT, Dangles, count_spans, straightest
from detection.graph.faces import Rings, origins, trace_rings
from detection.graph.measure import face_polygons, find_corners
from detection.graph.nesting import Faces, nest
from detection.graph.noding import Graph, node
from detection.progress import Beat, silent
from detection.segments.rays import SegmentTree, points_ahead
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import ALIKE, cross, order_keys

# In multiples of the typical clearance across a room.
REACH = 2.2  # widest opening
REACH_ASIDE = 0.9  # widest opening without a jamb
ELBOW = 0.5  # longest leg around a missing corner
ASIDE = 0.03  # largest distance of a vertex from the line ahead ...
CONE = 0.06  # ... or tangent of its angle with that line
OVERSHOOT = 0.1  # an end that sticks out of a junction by less than this may be there by mistake
FAR_OVERSHOOT = 0.8  # quantile of the overshoots of a drawing that represents their length
WIDE = 0.35  # wider openings are no doors
BENT = 0.499  # least sine of the angle at a missing corner: clearly below that of 30 degrees
FACING = -0.94  # largest cosine between two ends that point at each other
ALIKE_THICKNESS = 0.15  # of the thicker wall: largest difference of two equal thicknesses


@dataclass(frozen=True)
class Evidence:
    """Evidence on each of k hypotheses; all columns (k,), lengths in multiples of the clearance."""

    gap: FloatArray  # length of the missing stretch
    mutual: BoolArray  # it joins two ends that point at each other, each the other's nearest
    faces: BoolArray  # the end that is met points back, but has something nearer
    blunt: BoolArray  # the end that is met points elsewhere
    goes_on: BoolArray  # no end is met, and a wall continues straight behind the place that is met
    corner: BoolArray  # what is met is another corner or junction
    cosine: FloatArray  # of the angle with the wall that is met
    aside: FloatArray  # distance of what is met from the line ahead
    back: FloatArray  # from the end back to the last junction
    back_other: FloatArray  # the same of the end that is met; 10 without one
    other_sticks_out: BoolArray  # the end that is met may overshoot a junction
    continues: BoolArray  # the wall continues straight behind its last junction
    room_beside: FloatArray  # free distance from the middle of the gap to the nearer side
    least_area: FloatArray  # of the smaller face that closing would leave beside it
    parts: BoolArray  # closing parts two faces
    solid: BoolArray  # the wall that ends is a solid body
    alike: BoolArray  # ... and so is the one that is met, of the same thickness
    sideways: BoolArray  # the missing stretch begins at the side of the end
    abreast: BoolArray  # ... and ends at the side of another one that points the same way
    elbow: BoolArray  # it goes around a corner to the end that is met


@dataclass(frozen=True)
class Style:
    """Statistics of the whole drawing, on which the weights of the evidence depend."""

    overshooting: float  # share of the free ends that stick out of a junction just a little
    pairs: float  # pairs of ends that credibly face each other, an edge
    wide_pairs: float  # those of them that are wider than a door, an edge
    dangles: float  # free ends an edge
    overshoot: float  # length of overshoots, in multiples of the clearance
    solid: float  # share of the free ends that are those of solid bodies


@dataclass(frozen=True)
class Hypotheses:
    """Hypotheses: how dangles continue, and what they meet; two dangles that meet each other share one."""

    dangle: IntArray  # (k,)
    other: IntArray  # (k,): the dangle at the far end, or -1
    segment: FloatArray  # (k, 4): the missing stretch of wall
    corner: FloatArray  # (k, 2): the corner that it goes around, NaN where it is straight
    parts_names: BoolArray  # (k,): closing would part the names of two rooms
    evidence: Evidence
    style: Style

    def legs(self, chosen: BoolArray) -> tuple[FloatArray, IntArray]:
        """The straight stretches (s, 4) of some hypotheses, (k,) bool, and the row of each."""
        row = np.flatnonzero(chosen)
        bent = np.isfinite(self.corner[row, 0])
        straight, around = row[~bent], row[bent]
        first = np.hstack([self.segment[around, :2], self.corner[around]])
        second = np.hstack([self.corner[around], self.segment[around, 2:]])
        legs = np.vstack([self.segment[straight], first, second])
        return legs, np.concatenate([straight, around, around])


@dataclass(frozen=True)
class _Ways:
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
    def joined(parts: "list[_Ways]") -> "_Ways":
        return _Ways(
            *(np.concatenate(columns) for columns in zip(*(vars(p).values() for p in parts), strict=True))
        )

    def without(self, others: "_Ways") -> "_Ways":
        """Those that do not join the same two dangles as one of the others."""
        ours, theirs = (
            np.sort(np.column_stack([ways.dangle, ways.other]), axis=1) @ [1 << 32, 1]
            for ways in (self, others)
        )
        kept = (self.other < 0) | ~np.isin(ours, theirs[others.other >= 0])
        return _Ways(*(column[kept] for column in vars(self).values()))


@dataclass(frozen=True)
class _Ahead:
    """The nearest thing ahead of each dangle, (t,) each; without one the distance is infinite."""

    distance: FloatArray
    aside: FloatArray
    point: FloatArray  # (t, 2)
    vertex: IntArray  # the vertex that is met, or -1 for the middle of a wall
    cosine: FloatArray  # of the angle between the way and the wall that is met, in absolute value


def find_hypotheses(
    graph: Graph,
    ends: FloatArray,
    dangles: Dangles,
    clearance: float,
    tolerance: float,
    names: FloatArray,
    beat: Beat = silent,
) -> Hypotheses:
    """The hypotheses of every dangle that has something ahead of it or beside it within reach.

    ``names``, (l, 2), are the places of the names of rooms; ``beat`` is called often, and raises to abort.
    """
    tree = SegmentTree(ends)
    dangle_at = np.full(len(graph.points), -1)
    dangle_at[dangles.vertex] = np.arange(len(dangles))
    ahead = _ahead(graph, tree, dangles, dangle_at, clearance)
    beat()
    paired = np.zeros(len(dangles), dtype=bool)
    paired[ahead.dangle[ahead.mutual]] = paired[ahead.other[ahead.mutual]] = True
    # what may stick out of a junction by mistake leads nowhere but ahead
    paired |= dangles.sticks_out & (dangles.reach_back < OVERSHOOT * clearance)
    beside = _sideways(graph, tree, dangles, dangle_at, paired, clearance).without(ahead)
    beat()
    ways = _Ways.joined([ahead, beside, _elbows(tree, dangles, paired, clearance)])
    beat()
    context = _Context(graph, dangles, tree, clearance, tolerance, beat)
    closed = context.close_all(ways.segment)
    least_area, parts = context.faces_beside(closed)
    # ways beside others cut slivers from the faces of those that lead straight on
    only_ahead = context.faces_beside(context.close_all(ahead.segment))
    least_area[: len(ahead.dangle)], parts[: len(ahead.dangle)] = only_ahead
    evidence = context.evidence(ways, least_area, parts)
    style = context.style(evidence, ways.dangle, ways.other)
    parts_names = closed.part_names(names, tolerance)
    return Hypotheses(ways.dangle, ways.other, ways.segment, ways.corner, parts_names, evidence, style)


def _ahead(graph: Graph, tree: SegmentTree, dangles: Dangles, dangle_at: IntArray, clearance: float) -> _Ways:
    """Straight ahead to the nearest vertex or wall; two dangles that meet each other share one way."""
    ahead = _look_ahead(graph, tree, dangles, clearance, REACH)
    number = np.arange(len(dangles))
    target = np.where(ahead.vertex >= 0, dangle_at[ahead.vertex], -1)
    mutual = (target >= 0) & (target[np.maximum(target, 0)] == number)
    row = np.flatnonzero(
        np.isfinite(ahead.distance) & (~mutual | _before(dangles, number, target, clearance))
    )
    other = target[row]
    aside = ahead.aside[row]
    return _Ways(
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


def _sideways(
    graph: Graph,
    tree: SegmentTree,
    dangles: Dangles,
    dangle_at: IntArray,
    paired: BoolArray,
    clearance: float,
) -> _Ways:
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
    lengths = (ahead.distance[row], ahead.aside[row], -dangles.thickness[dangle[row]])
    keys = [order_keys(each, clearance) for each in (*lengths, -dangles.reach_back[dangle[row]])]
    row = row[np.lexsort((*keys, ~dangles.sticks_out[dangle[row]]))]
    segment = np.hstack([origin, ahead.point])[row]
    twice = other[row] >= 0
    pair = np.sort(np.column_stack([dangle[row], other[row]]), axis=1)
    first = np.zeros(len(row), dtype=bool)
    first[np.unique(pair, axis=0, return_index=True)[1]] = True
    row, segment = row[~twice | first], segment[~twice | first]
    return _Ways(
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


def _elbows(tree: SegmentTree, dangles: Dangles, paired: BoolArray, clearance: float) -> _Ways:
    """Around the corner at which two dangles point."""
    open_ = np.flatnonzero(~paired)
    reach = ELBOW * clearance
    pairs: IntArray = cKDTree(dangles.point[open_]).query_pairs(1.5 * reach, output_type="ndarray")
    a, b = open_[pairs.reshape(-1, 2)].T
    # the one with the longer wall represents both
    longer, sticks_out, thicker = _differences(dangles, b, a, clearance)
    swapped = _first_difference(longer, sticks_out, thicker) > 0
    a, b = np.where(swapped, b, a), np.where(swapped, a, b)
    offset = dangles.point[b] - dangles.point[a]
    u, v = dangles.direction[a], dangles.direction[b]
    sine = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    bent = np.abs(sine) > BENT
    safe = np.where(bent, sine, 1.0)
    along_a = (offset[:, 0] * v[:, 1] - offset[:, 1] * v[:, 0]) / safe
    along_b = (offset[:, 0] * u[:, 1] - offset[:, 1] * u[:, 0]) / safe
    near = bent & (np.minimum(along_a, along_b) > ASIDE * clearance) & (np.maximum(along_a, along_b) <= reach)
    a, b, along_a, along_b, u, v = (column[near] for column in (a, b, along_a, along_b, u, v))
    corner = dangles.point[a] + along_a[:, None] * u
    free = np.ones(len(a), dtype=bool)  # nothing stands in the way of either
    for dangle, way, along in ((a, u, along_a), (b, v, along_b)):
        free &= tree.first_hits(dangles.point[dangle], way, along * (1 - 1e-3)) > along * (1 - 1e-3)
    a, b, corner, u = a[free], b[free], corner[free], u[free]
    none = np.zeros(len(a))
    return _Ways(
        a,
        b,
        none.astype(bool),
        np.hstack([dangles.point[a], dangles.point[b]]),
        corner,
        u,
        dangles.vertex[b],
        none,
        none,
        none.astype(bool),
    )


def _before(dangles: Dangles, one: IntArray, other: IntArray, clearance: float) -> BoolArray:
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
    length = np.maximum(np.hypot(*along.T), 1e-300)
    hit_cosine = np.abs(np.einsum("ij,ij->i", along, dangles.direction[hits.ray])) / length
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


@dataclass(frozen=True)
class _Context:
    """The drawing in which evidence is gathered."""

    graph: Graph
    dangles: Dangles
    tree: SegmentTree
    clearance: float
    tolerance: float
    beat: Beat

    @property
    def ends(self) -> FloatArray:
        return self.tree.ends

    def evidence(self, ways: _Ways, least_area: FloatArray, parts: BoolArray) -> Evidence:
        """Evidence for the hypotheses."""
        dangles, clearance, dangle, other, segment = (
            self.dangles,
            self.clearance,
            ways.dangle,
            ways.other,
            ways.segment,
        )
        mutual, has_other = ways.mutual, other >= 0
        elbow = np.isfinite(ways.corner[:, 0])
        bend = np.where(elbow[:, None], ways.corner, segment[:, :2])
        gap = np.hypot(*(segment[:, 2:] - bend).T) + np.hypot(*(bend - segment[:, :2]).T)
        cosine = np.einsum("ij,ij->i", dangles.direction[dangle], dangles.direction[other])
        straight = ~elbow & ~ways.sideways
        facing = has_other & (cosine < FACING) & straight
        abreast = ways.sideways & has_other & (cosine > -FACING)
        _, cosine_behind = straightest(self.graph, ways.vertex, ways.direction)
        goes_on = (cosine_behind > STRAIGHT) & ~elbow
        back, aside = dangles.reach_back[dangle], ways.aside
        return Evidence(
            gap=gap / clearance,
            mutual=facing & mutual,
            faces=facing & ~mutual,
            blunt=has_other & ~facing & ~elbow & ~abreast,
            goes_on=goes_on & ~facing,
            corner=(ways.vertex >= 0) & ~has_other & ~goes_on,
            cosine=ways.cosine,
            aside=aside / clearance,
            back=back / clearance,
            back_other=np.where(has_other, dangles.reach_back[other] / clearance, 10.0),
            other_sticks_out=has_other & dangles.sticks_out[other],
            continues=dangles.sticks_out[dangle],
            room_beside=self._room_beside(segment) / clearance,
            least_area=least_area / clearance**2,
            parts=parts,
            solid=dangles.thickness[dangle] > 0,
            alike=has_other & (dangles.thickness[dangle] > 0) & self._alike(dangle, other),
            sideways=ways.sideways,
            abreast=abreast,
            elbow=elbow,
        )

    def _alike(self, one: IntArray, other: IntArray) -> BoolArray:
        a, b = self.dangles.thickness[one], self.dangles.thickness[other]
        return np.asarray(np.abs(a - b) <= ALIKE_THICKNESS * np.maximum(a, b))

    def style(self, evidence: Evidence, dangle: IntArray, other: IntArray) -> Style:
        """The kind of drawing, from all its free ends."""
        e, edges = evidence, count_spans(self.graph)
        overshoots = e.continues & (e.back < OVERSHOOT)
        credible = e.mutual & ~overshoots & ~(e.other_sticks_out & (e.back_other < OVERSHOOT))
        short = self.dangles.sticks_out & (self.dangles.reach_back < OVERSHOOT * self.clearance)
        alone = short.copy()
        alone[dangle[e.mutual]] = False
        alone[other[e.mutual]] = False
        by = self.dangles.reach_back[alone] / self.clearance
        return Style(
            overshooting=float(np.sum(short)) / max(1, len(short)),
            pairs=float(np.sum(credible)) / edges,
            wide_pairs=float(np.sum(credible & (e.gap > WIDE))) / edges,
            dangles=len(self.dangles) / edges,
            overshoot=float(np.quantile(by, FAR_OVERSHOOT)) if len(by) else 0.0,
            solid=float(np.sum(self.dangles.thickness > 0)) / max(1, len(short)),
        )

    def _room_beside(self, segment: FloatArray) -> FloatArray:
        """Free way from the middle of the missing stretch, to the nearer side."""
        along = segment[:, 2:] - segment[:, :2]
        left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
        middle = (segment[:, :2] + segment[:, 2:]) / 2
        limit = 2 * self.clearance
        self.beat()
        ways = [self.tree.first_hits(middle, side, limit) for side in (left, -left)]
        self.beat()
        return np.minimum(np.minimum(*ways), limit)

    def faces_beside(self, closed: "_Closed") -> tuple[FloatArray, BoolArray]:
        """Area of the smaller face beside each hypothesis, and whether it parts two."""
        return closed.least_area(100 * self.clearance**2, 4 * self.clearance**2)

    def close_all(self, segment: FloatArray) -> "_Closed":
        """The drawing with all hypotheses, (k, 4), closed."""
        every = np.vstack([self.ends, segment])
        graph, rings = trace_rings(node(every, self.tolerance, self.beat), self.beat)
        self.beat()
        return _Closed(graph, rings, nest(graph, rings), len(self.ends), len(segment))


@dataclass(frozen=True)
class _Closed:
    """A drawing in which every hypothesis is closed."""

    graph: Graph
    rings: Rings
    faces: Faces
    drawn: int  # number of segments before those of the hypotheses
    count: int  # number of hypotheses

    @cached_property
    def sides(self) -> tuple[IntArray, IntArray, IntArray]:
        """Hypotheses, and the faces on both sides of each of their edges; OUTSIDE is -1."""
        face = self.faces.face_of_ring[self.rings.ring_of_half_edge(2 * len(self.graph.edges))]
        covers = self.graph.cover_segment >= self.drawn
        edge = self.graph.cover_edge[covers]
        return self.graph.cover_segment[covers] - self.drawn, face[2 * edge], face[2 * edge + 1]

    def least_area(self, outside: float, most: float) -> tuple[FloatArray, BoolArray]:
        """Area (k,) of the smaller face beside each hypothesis, and whether it parts two."""
        row, left, right = self.sides
        area = np.append(self.rings.area[self.faces.outer], outside)  # OUTSIDE is the last
        least = np.full(self.count, np.inf)
        np.minimum.at(least, row, np.minimum(area[left], area[right]))
        parts = np.isfinite(least)
        return np.where(parts, np.minimum(least, most), most), parts

    def part_names(self, names: FloatArray, tolerance: float) -> BoolArray:
        """Whether each hypothesis (k,) has names of rooms, (l, 2), on both sides."""
        parts = np.zeros(self.count, dtype=bool)
        if not len(names):
            return parts
        corners = find_corners(self.graph, self.rings, tolerance)
        shaped = np.flatnonzero(np.diff(corners.offsets)[self.faces.outer] >= 3)
        tree = shapely.STRtree(face_polygons(corners, self.faces, shaped))
        named = np.zeros(len(self.faces) + 1, dtype=bool)  # the last is OUTSIDE
        named[shaped[tree.query(shapely.points(names), predicate="within")[1]]] = True
        row, left, right = self.sides
        parts[row[named[left] & named[right] & (left != right)]] = True
        return parts
