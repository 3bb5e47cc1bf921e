"""Hypotheses about openings: where a wall that ends in the open may go on behind a door or a window.

Each free end has a hypothesis that its wall goes on straight ahead, to the nearest thing in its way. Where an
opening takes away a wall as far as the corner, no end points into it: so each end also has hypotheses that a
wall began at its side, and two ends that point at the same corner that both go on to it. The two ends, the
way between them and the rooms that closing would make are evidence for a hypothesis or against it.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely
from scipy.spatial import cKDTree

from detection.graph.dangles import STRAIGHT, Tips, count_spans, straightest
from detection.graph.faces import Rings, origins, trace_rings
from detection.graph.measure import face_polygons, find_corners
from detection.graph.nesting import Faces, nest
from detection.graph.noding import Graph, node
from detection.segments.rays import StrokeTree, points_ahead
from detection.segments.segments import BoolArray, FloatArray, IntArray

# In units of the typical clearance across a room.
REACH = 2.2  # no opening is wider
REACH_ASIDE = 0.9  # no opening without a jamb is wider
ELBOW = 0.5  # both legs around a missing corner are shorter than this
ASIDE = 0.03  # what lies this far beside the line ahead is still on it ...
CONE = 0.06  # ... and so is what lies within this tangent of it
OVERSHOOT = 0.1  # an end that sticks out of a junction by less than this may be there by mistake
FAR_OVERSHOOT = 0.8  # quantile of the overshoots of a drawing that stands for them
WIDE = 0.35  # wider than any door
BENT = 0.5  # sine of the angle at a corner that a way goes around, at least
FACING = -0.94  # cosine between two ends that point at each other
ALIKE_THICKNESS = 0.15  # of the thicker one: the thicknesses of two walls that are the same
ALIKE = 1e-6  # lengths that differ by less are the same


@dataclass(frozen=True)
class Evidence:
    """What speaks for or against each of k hypotheses; all (k,), lengths in units."""

    gap: FloatArray  # length of the missing stretch
    mutual: BoolArray  # it joins two ends that point at each other, each the other's nearest
    faces: BoolArray  # the end that is met points back, but has something nearer
    blunt: BoolArray  # the end that is met points elsewhere
    goes_on: BoolArray  # what is met is no end, and a wall goes on behind it in line
    corner: BoolArray  # what is met is another corner or junction
    cosine: FloatArray  # of the angle with the wall that is met
    aside: FloatArray  # how far what is met lies beside the line
    back: FloatArray  # from the end back to the last junction
    back_other: FloatArray  # the same of the end that is met; 10 without one
    other_sticks_out: BoolArray  # the end that is met may overshoot a junction
    continues: BoolArray  # the wall goes on behind its last junction
    room_beside: FloatArray  # free way from the middle of the stretch to the nearer side
    least_area: FloatArray  # of the smaller face that closing would leave beside it
    parts: BoolArray  # closing parts two faces
    solid: BoolArray  # the wall that ends is a solid body
    alike: BoolArray  # ... and so is the one that is met, of the same thickness
    sideways: BoolArray  # the missing stretch begins at the side of the end
    abreast: BoolArray  # ... and ends at the side of another one that points the same way
    elbow: BoolArray  # it goes around a corner to the end that is met


@dataclass(frozen=True)
class Style:
    """What kind of drawing it is."""

    overshooting: float  # share of the free ends that stick out of a junction just a little
    pairs: float  # pairs of ends that credibly face each other, an edge
    wide_pairs: float  # those of them that are wider than a door, an edge
    tips: float  # free ends an edge
    overshoot: float  # how far those stick out that do so by mistake, in units
    solid: float  # share of the free ends that are those of solid bodies


@dataclass(frozen=True)
class Hypotheses:
    """Ways on from tips to what they would meet; two tips that meet each other share one."""

    tip: IntArray  # (k,)
    other: IntArray  # (k,): the tip at the far end, or -1
    stroke: FloatArray  # (k, 4): the missing stretch of wall
    corner: FloatArray  # (k, 2): the corner that it goes around, NaN where it is straight
    parts_names: BoolArray  # (k,): closing would part the names of two rooms
    evidence: Evidence
    style: Style

    def legs(self, chosen: BoolArray) -> tuple[FloatArray, IntArray]:
        """The straight stretches (s, 4) of some hypotheses, (k,) bool, and the row of each."""
        row = np.flatnonzero(chosen)
        bent = np.isfinite(self.corner[row, 0])
        straight, around = row[~bent], row[bent]
        first = np.hstack([self.stroke[around, :2], self.corner[around]])
        second = np.hstack([self.corner[around], self.stroke[around, 2:]])
        legs = np.vstack([self.stroke[straight], first, second])
        return legs, np.concatenate([straight, around, around])


@dataclass(frozen=True)
class _Ways:
    """Ways on from tips, (k,) each, to what they meet."""

    tip: IntArray
    other: IntArray  # the tip that is met, or -1
    mutual: BoolArray
    stroke: FloatArray  # (k, 4)
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
        """Those that do not join the same two tips as one of the others."""
        ours, theirs = (
            np.sort(np.column_stack([ways.tip, ways.other]), axis=1) @ [1 << 32, 1] for ways in (self, others)
        )
        kept = (self.other < 0) | ~np.isin(ours, theirs[others.other >= 0])
        return _Ways(*(column[kept] for column in vars(self).values()))


@dataclass(frozen=True)
class _Ahead:
    """The nearest thing ahead of each tip, (t,) each; without one the distance is infinite."""

    distance: FloatArray
    aside: FloatArray
    point: FloatArray  # (t, 2)
    vertex: IntArray  # the vertex that is met, or -1 for the middle of a wall
    cosine: FloatArray  # of the angle between the way and the wall that is met, in absolute value


def find_hypotheses(
    graph: Graph, ends: FloatArray, tips: Tips, unit: float, tolerance: float, names: FloatArray
) -> Hypotheses:
    """The hypotheses of every tip that has something ahead of it or beside it within reach.

    ``names``, (l, 2), are the places of the names of rooms.
    """
    tree = StrokeTree(ends)
    tip_at = np.full(len(graph.points), -1)
    tip_at[tips.vertex] = np.arange(len(tips))
    ahead = _ahead(graph, tree, tips, tip_at, unit)
    paired = np.zeros(len(tips), dtype=bool)
    paired[ahead.tip[ahead.mutual]] = paired[ahead.other[ahead.mutual]] = True
    # what may stick out of a junction by mistake leads nowhere but ahead
    paired |= tips.sticks_out & (tips.reach_back < OVERSHOOT * unit)
    beside = _sideways(graph, tree, tips, tip_at, paired, unit).without(ahead)
    ways = _Ways.joined([ahead, beside, _elbows(tree, tips, paired, unit)])
    context = _Context(graph, tips, tree, unit, tolerance)
    closed = context.close_all(ways.stroke)
    least_area, parts = context.faces_beside(closed)
    # ways beside others cut slivers from the faces of those that lead straight on
    only_ahead = context.faces_beside(context.close_all(ahead.stroke))
    least_area[: len(ahead.tip)], parts[: len(ahead.tip)] = only_ahead
    evidence = context.evidence(ways, least_area, parts)
    style = context.style(evidence, ways.tip, ways.other)
    parts_names = closed.part_names(names, tolerance)
    return Hypotheses(ways.tip, ways.other, ways.stroke, ways.corner, parts_names, evidence, style)


def _ahead(graph: Graph, tree: StrokeTree, tips: Tips, tip_at: IntArray, unit: float) -> _Ways:
    """Straight on to the nearest thing; of two tips that meet each other, one way stands for both."""
    ahead = _look_ahead(graph, tree, tips, unit, REACH)
    number = np.arange(len(tips))
    target = np.where(ahead.vertex >= 0, tip_at[ahead.vertex], -1)
    mutual = (target >= 0) & (target[np.maximum(target, 0)] == number)
    row = np.flatnonzero(np.isfinite(ahead.distance) & (~mutual | _before(tips, number, target, unit)))
    other = target[row]
    aside = ahead.aside[row]
    return _Ways(
        row,
        other,
        mutual[row],
        np.hstack([tips.point[row], ahead.point[row]]),
        np.full((len(row), 2), np.nan),
        tips.direction[row],
        ahead.vertex[row],
        np.where(mutual[row], np.maximum(aside, ahead.aside[other]), aside),
        ahead.cosine[row],
        np.zeros(len(row), dtype=bool),
    )


def _sideways(
    graph: Graph, tree: StrokeTree, tips: Tips, tip_at: IntArray, paired: BoolArray, unit: float
) -> _Ways:
    """From the side of each tip at a right angle, to the left and to the right."""
    tip = np.tile(np.flatnonzero(~paired), 2)
    side = np.repeat([1.0, -1.0], len(tip) // 2)[:, None]
    direction = np.column_stack([-tips.direction[tip, 1], tips.direction[tip, 0]]) * side
    # the middle of a body's corner lies half its thickness before its end
    origin = tips.point[tip] - (tips.thickness[tip] / 2)[:, None] * tips.direction[tip]
    seen = replace(tips.chosen(tip), point=origin, direction=direction)
    ahead = _look_ahead(graph, tree, seen, unit, REACH_ASIDE)
    other = np.where(ahead.vertex >= 0, tip_at[ahead.vertex], -1)
    row = np.flatnonzero(np.isfinite(ahead.distance) & (other != tip))
    # of two tips abreast the one stands for both whose wall is longer, however they are numbered
    alike = ALIKE * unit
    keys = (np.round(ahead.distance[row] / alike), np.round(ahead.aside[row] / alike))
    row = row[np.lexsort((*keys, -np.round(tips.reach_back[tip[row]] / alike), ~tips.sticks_out[tip[row]]))]
    stroke = np.hstack([origin, ahead.point])[row]
    twice = other[row] >= 0
    pair = np.sort(np.column_stack([tip[row], other[row]]), axis=1)
    first = np.zeros(len(row), dtype=bool)
    first[np.unique(pair, axis=0, return_index=True)[1]] = True
    row, stroke = row[~twice | first], stroke[~twice | first]
    return _Ways(
        tip[row],
        other[row],
        np.zeros(len(row), dtype=bool),
        stroke,
        np.full((len(row), 2), np.nan),
        direction[row],
        ahead.vertex[row],
        ahead.aside[row],
        ahead.cosine[row],
        np.ones(len(row), dtype=bool),
    )


def _elbows(tree: StrokeTree, tips: Tips, paired: BoolArray, unit: float) -> _Ways:
    """Around the corner at which two tips point."""
    open_ = np.flatnonzero(~paired)
    reach = ELBOW * unit
    pairs: IntArray = cKDTree(tips.point[open_]).query_pairs(1.5 * reach, output_type="ndarray")
    a, b = open_[pairs.reshape(-1, 2)].T
    longer = tips.reach_back[b] > tips.reach_back[a] + ALIKE * unit
    a, b = np.where(longer, b, a), np.where(longer, a, b)
    offset = tips.point[b] - tips.point[a]
    u, v = tips.direction[a], tips.direction[b]
    sine = u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
    bent = np.abs(sine) > BENT
    safe = np.where(bent, sine, 1.0)
    along_a = (offset[:, 0] * v[:, 1] - offset[:, 1] * v[:, 0]) / safe
    along_b = (offset[:, 0] * u[:, 1] - offset[:, 1] * u[:, 0]) / safe
    near = bent & (np.minimum(along_a, along_b) > ASIDE * unit) & (np.maximum(along_a, along_b) <= reach)
    a, b, along_a, along_b, u, v = (column[near] for column in (a, b, along_a, along_b, u, v))
    corner = tips.point[a] + along_a[:, None] * u
    free = np.ones(len(a), dtype=bool)  # nothing stands in the way of either
    for tip, way, along in ((a, u, along_a), (b, v, along_b)):
        free &= tree.first_hits(tips.point[tip], way, along * (1 - 1e-3)) > along * (1 - 1e-3)
    a, b, corner, u = a[free], b[free], corner[free], u[free]
    none = np.zeros(len(a))
    return _Ways(
        a,
        b,
        none.astype(bool),
        np.hstack([tips.point[a], tips.point[b]]),
        corner,
        u,
        tips.vertex[b],
        none,
        none,
        none.astype(bool),
    )


def _before(tips: Tips, one: IntArray, other: IntArray, unit: float) -> BoolArray:
    """Whether the first of two tips, (k,) each, stands for both: the likelier overshoot, however they lie."""
    sticks_out = tips.sticks_out[one].astype(np.int64) - tips.sticks_out[other]
    longer = tips.reach_back[one] - tips.reach_back[other]
    alike = np.abs(longer) <= ALIKE * unit
    order = np.where(sticks_out != 0, -sticks_out, np.where(alike, one - other, longer))
    return np.asarray(order < 0)


def _look_ahead(graph: Graph, tree: StrokeTree, tips: Tips, unit: float, farthest: float) -> _Ahead:
    """Find the nearest vertex or wall in the way of each tip."""
    count, reach = len(tips), farthest * unit
    hits = tree.shoot(tips.point, tips.direction, reach)
    order = np.lexsort((hits.distance, hits.ray))
    ray, first = np.unique(hits.ray[order], return_index=True)
    nearest = order[first]
    distance = np.full(count, np.inf)
    distance[ray] = hits.distance[nearest]
    along = np.zeros((count, 2))
    along[ray] = tree.ends[hits.stroke[nearest], 2:] - tree.ends[hits.stroke[nearest], :2]
    length = np.maximum(np.hypot(*along.T), 1e-300)
    cosine = np.abs(np.einsum("ij,ij->i", along, tips.direction)) / length
    wall_point = tips.point + np.where(np.isfinite(distance), distance, 0.0)[:, None] * tips.direction

    at_axis = np.where(cosine < BENT, distance, np.inf)
    tip, vertex, forward, aside = _vertices_ahead(graph, tips, reach, unit)
    # a vertex counts when it is not behind the wall that is hit
    seen = forward <= distance[tip] + ASIDE * unit
    tip, vertex, forward, aside = tip[seen], vertex[seen], forward[seen], aside[seen]
    order = np.lexsort((forward + 2 * aside, tip))
    tip_first, first = np.unique(tip[order], return_index=True)
    chosen = order[first]
    met = np.full(count, -1)
    met[tip_first] = vertex[chosen]
    off = np.zeros(count)
    off[tip_first] = aside[chosen]
    distance[tip_first] = forward[chosen]
    # a wall that ends within its corner is met at its axis, not at its end
    at_wall = np.isfinite(at_axis)
    at_wall[at_wall] = np.abs(distance[at_wall] - at_axis[at_wall]) <= tips.thickness[at_wall]
    point = np.where(((met >= 0) & ~at_wall)[:, None], graph.points[met], wall_point)
    return _Ahead(distance, off, point, met, np.where(met >= 0, 0.0, cosine))


def _vertices_ahead(
    graph: Graph, tips: Tips, reach: float, unit: float
) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
    """Tips and the vertices close to the line ahead of them, with distances along and beside it."""
    used = np.flatnonzero(np.bincount(origins(graph.edges), minlength=len(graph.points)))
    tip, place, forward, aside = points_ahead(
        graph.points[used], tips.point, tips.direction, reach, aside=ASIDE * unit, cone=CONE
    )
    return tip, used[place], forward, aside


@dataclass(frozen=True)
class _Context:
    """The drawing in which evidence is gathered."""

    graph: Graph
    tips: Tips
    tree: StrokeTree
    unit: float
    tolerance: float

    @property
    def ends(self) -> FloatArray:
        return self.tree.ends

    def evidence(self, ways: _Ways, least_area: FloatArray, parts: BoolArray) -> Evidence:
        """Evidence for the hypotheses."""
        tips, unit, tip, other, stroke = self.tips, self.unit, ways.tip, ways.other, ways.stroke
        mutual, has_other = ways.mutual, other >= 0
        elbow = np.isfinite(ways.corner[:, 0])
        bend = np.where(elbow[:, None], ways.corner, stroke[:, :2])
        gap = np.hypot(*(stroke[:, 2:] - bend).T) + np.hypot(*(bend - stroke[:, :2]).T)
        cosine = np.einsum("ij,ij->i", tips.direction[tip], tips.direction[other])
        straight = ~elbow & ~ways.sideways
        facing = has_other & (cosine < FACING) & straight
        abreast = ways.sideways & has_other & (cosine > -FACING)
        _, cosine_behind = straightest(self.graph, ways.vertex, ways.direction)
        goes_on = (cosine_behind > STRAIGHT) & ~elbow
        back, aside = tips.reach_back[tip], ways.aside
        return Evidence(
            gap=gap / unit,
            mutual=facing & mutual,
            faces=facing & ~mutual,
            blunt=has_other & ~facing & ~elbow & ~abreast,
            goes_on=goes_on & ~facing,
            corner=(ways.vertex >= 0) & ~has_other & ~goes_on,
            cosine=ways.cosine,
            aside=aside / unit,
            back=back / unit,
            back_other=np.where(has_other, tips.reach_back[other] / unit, 10.0),
            other_sticks_out=has_other & tips.sticks_out[other],
            continues=tips.sticks_out[tip],
            room_beside=self._room_beside(stroke) / unit,
            least_area=least_area / unit**2,
            parts=parts,
            solid=tips.thickness[tip] > 0,
            alike=has_other & (tips.thickness[tip] > 0) & self._alike(tip, other),
            sideways=ways.sideways,
            abreast=abreast,
            elbow=elbow,
        )

    def _alike(self, one: IntArray, other: IntArray) -> BoolArray:
        a, b = self.tips.thickness[one], self.tips.thickness[other]
        return np.asarray(np.abs(a - b) <= ALIKE_THICKNESS * np.maximum(a, b))

    def style(self, evidence: Evidence, tip: IntArray, other: IntArray) -> Style:
        """The kind of drawing, from all its free ends."""
        e, edges = evidence, count_spans(self.graph)
        overshoots = e.continues & (e.back < OVERSHOOT)
        credible = e.mutual & ~overshoots & ~(e.other_sticks_out & (e.back_other < OVERSHOOT))
        short = self.tips.sticks_out & (self.tips.reach_back < OVERSHOOT * self.unit)
        alone = short.copy()
        alone[tip[e.mutual]] = False
        alone[other[e.mutual]] = False
        by = self.tips.reach_back[alone] / self.unit
        return Style(
            overshooting=float(np.sum(short)) / max(1, len(short)),
            pairs=float(np.sum(credible)) / edges,
            wide_pairs=float(np.sum(credible & (e.gap > WIDE))) / edges,
            tips=len(self.tips) / edges,
            overshoot=float(np.quantile(by, FAR_OVERSHOOT)) if len(by) else 0.0,
            solid=float(np.sum(self.tips.thickness > 0)) / max(1, len(short)),
        )

    def _room_beside(self, stroke: FloatArray) -> FloatArray:
        """Free way from the middle of the missing stretch, to the nearer side."""
        along = stroke[:, 2:] - stroke[:, :2]
        left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
        middle = (stroke[:, :2] + stroke[:, 2:]) / 2
        limit = 2 * self.unit
        ways = [self.tree.first_hits(middle, side, limit) for side in (left, -left)]
        return np.minimum(np.minimum(*ways), limit)

    def faces_beside(self, closed: "_Closed") -> tuple[FloatArray, BoolArray]:
        """Area of the smaller face beside each hypothesis, and whether it parts two."""
        return closed.least_area(100 * self.unit**2, 4 * self.unit**2)

    def close_all(self, stroke: FloatArray) -> "_Closed":
        """The drawing with all hypotheses, (k, 4), closed."""
        every = np.vstack([self.ends, stroke])
        graph, rings = trace_rings(node(every, self.tolerance))
        return _Closed(graph, rings, nest(graph, rings), len(self.ends), len(stroke))


@dataclass(frozen=True)
class _Closed:
    """A drawing in which every hypothesis is closed."""

    graph: Graph
    rings: Rings
    faces: Faces
    drawn: int  # number of strokes before those of the hypotheses
    count: int  # number of hypotheses

    @cached_property
    def sides(self) -> tuple[IntArray, IntArray, IntArray]:
        """Hypotheses, and the faces on both sides of each of their edges; OUTSIDE is -1."""
        face = self.faces.face_of_ring[self.rings.ring_of_half_edge(2 * len(self.graph.edges))]
        covers = self.graph.cover_stroke >= self.drawn
        edge = self.graph.cover_edge[covers]
        return self.graph.cover_stroke[covers] - self.drawn, face[2 * edge], face[2 * edge + 1]

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
