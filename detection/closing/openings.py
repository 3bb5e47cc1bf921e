"""Hypotheses about openings: where a wall that ends in the open may go on behind a door or a window.

Each free end has one hypothesis: that its wall goes on straight ahead, to the nearest thing in its way. The
two ends, the way between them and the rooms that closing would make are evidence for it or against it.
"""

from dataclasses import dataclass

import numpy as np

from detection.graph.dangles import STRAIGHT, Tips, count_spans, straightest
from detection.graph.faces import origins, trace_rings
from detection.graph.nesting import nest
from detection.graph.noding import Graph, node
from detection.segments.rays import StrokeTree, points_ahead
from detection.segments.segments import BoolArray, FloatArray, IntArray

# In units of the typical clearance across a room.
REACH = 2.2  # no opening is wider
ASIDE = 0.03  # what lies this far beside the line ahead is still on it ...
CONE = 0.06  # ... and so is what lies within this tangent of it
OVERSHOOT = 0.1  # an end that sticks out of a junction by less than this may be there by mistake
FAR_OVERSHOOT = 0.8  # quantile of the overshoots of a drawing that stands for them
WIDE = 0.35  # wider than any door
FACING = -0.94  # cosine between two ends that point at each other
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


@dataclass(frozen=True)
class Style:
    """What kind of drawing it is."""

    overshooting: float  # share of the free ends that stick out of a junction just a little
    pairs: float  # pairs of ends that credibly face each other, an edge
    wide_pairs: float  # those of them that are wider than a door, an edge
    tips: float  # free ends an edge
    overshoot: float  # how far those stick out that do so by mistake, in units


@dataclass(frozen=True)
class Hypotheses:
    """Ways on from tips to what they would meet; two tips that meet each other share one."""

    tip: IntArray  # (k,)
    other: IntArray  # (k,): the tip at the far end, or -1
    stroke: FloatArray  # (k, 4): the missing stretch of wall
    evidence: Evidence
    style: Style


@dataclass(frozen=True)
class _Ahead:
    """The nearest thing ahead of each tip, (t,) each; without one the distance is infinite."""

    distance: FloatArray
    aside: FloatArray
    point: FloatArray  # (t, 2)
    vertex: IntArray  # the vertex that is met, or -1 for the middle of a wall
    cosine: FloatArray  # of the angle between the way and the wall that is met, in absolute value


def find_hypotheses(graph: Graph, ends: FloatArray, tips: Tips, unit: float, tolerance: float) -> Hypotheses:
    """The hypothesis of every tip that has something ahead of it within reach."""
    tree = StrokeTree(ends)
    ahead = _look_ahead(graph, tree, tips, unit)
    tip_at = np.full(len(graph.points), -1)
    tip_at[tips.vertex] = np.arange(len(tips))
    target = np.where(ahead.vertex >= 0, tip_at[ahead.vertex], -1)
    exists = np.isfinite(ahead.distance)
    number = np.arange(len(tips))
    mutual = (target >= 0) & (target[np.maximum(target, 0)] == number)
    chosen = np.flatnonzero(exists & (~mutual | _before(tips, number, target, unit)))
    stroke = np.hstack([tips.point[chosen], ahead.point[chosen]])
    other = target[chosen]
    context = _Context(graph, tips, tree, ahead, unit, tolerance)
    evidence = context.evidence(chosen, other, mutual[chosen], stroke)
    return Hypotheses(chosen, other, stroke, evidence, context.style(evidence, chosen, other))


def _before(tips: Tips, one: IntArray, other: IntArray, unit: float) -> BoolArray:
    """Whether the first of two tips, (k,) each, stands for both: the likelier overshoot, however they lie."""
    sticks_out = tips.sticks_out[one].astype(np.int64) - tips.sticks_out[other]
    longer = tips.reach_back[one] - tips.reach_back[other]
    alike = np.abs(longer) <= ALIKE * unit
    order = np.where(sticks_out != 0, -sticks_out, np.where(alike, one - other, longer))
    return np.asarray(order < 0)


def _look_ahead(graph: Graph, tree: StrokeTree, tips: Tips, unit: float) -> _Ahead:
    """Find the nearest vertex or wall in the way of each tip."""
    count, reach = len(tips), REACH * unit
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
    point = np.where((met >= 0)[:, None], graph.points[met], wall_point)
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
    ahead: _Ahead
    unit: float
    tolerance: float

    @property
    def ends(self) -> FloatArray:
        return self.tree.ends

    def evidence(self, tip: IntArray, other: IntArray, mutual: BoolArray, stroke: FloatArray) -> Evidence:
        """Evidence for the hypotheses."""
        tips, unit, has_other = self.tips, self.unit, other >= 0
        gap = np.hypot(*(stroke[:, 2:] - stroke[:, :2]).T)
        cosine = np.einsum("ij,ij->i", tips.direction[tip], tips.direction[other])
        facing = has_other & (cosine < FACING)
        _, cosine_behind = straightest(self.graph, self.ahead.vertex[tip], tips.direction[tip])
        goes_on = cosine_behind > STRAIGHT
        back = tips.reach_back[tip]
        aside = self.ahead.aside[tip]
        aside = np.where(mutual, np.maximum(aside, self.ahead.aside[other]), aside)
        least_area, parts = self._faces_beside(stroke)
        return Evidence(
            gap=gap / unit,
            mutual=facing & mutual,
            faces=facing & ~mutual,
            blunt=has_other & ~facing,
            goes_on=goes_on & ~facing,
            corner=(self.ahead.vertex[tip] >= 0) & ~has_other & ~goes_on,
            cosine=self.ahead.cosine[tip],
            aside=aside / unit,
            back=back / unit,
            back_other=np.where(has_other, tips.reach_back[other] / unit, 10.0),
            other_sticks_out=has_other & tips.sticks_out[other],
            continues=tips.sticks_out[tip],
            room_beside=self._room_beside(stroke) / unit,
            least_area=least_area / unit**2,
            parts=parts,
        )

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
        )

    def _room_beside(self, stroke: FloatArray) -> FloatArray:
        """Free way from the middle of the missing stretch, to the nearer side."""
        along = stroke[:, 2:] - stroke[:, :2]
        left = np.column_stack([-along[:, 1], along[:, 0]]) / np.hypot(*along.T)[:, None]
        middle = (stroke[:, :2] + stroke[:, 2:]) / 2
        limit = 2 * self.unit
        ways = [self.tree.first_hits(middle, side, limit) for side in (left, -left)]
        return np.minimum(np.minimum(*ways), limit)

    def _faces_beside(self, stroke: FloatArray) -> tuple[FloatArray, BoolArray]:
        """Area of the smaller face beside each hypothesis when all are closed, and whether it parts two."""
        every = np.vstack([self.ends, stroke])
        graph, rings = trace_rings(node(every, self.tolerance))
        faces = nest(graph, rings)
        face = faces.face_of_ring[rings.ring_of_half_edge(2 * len(graph.edges))]
        area = np.append(rings.area[faces.outer], 100 * self.unit**2)  # OUTSIDE is the last
        smaller = np.minimum(area[face[0::2]], area[face[1::2]])
        covers = graph.cover_stroke >= len(self.ends)
        row = graph.cover_stroke[covers] - len(self.ends)
        least = np.full(len(stroke), np.inf)
        np.minimum.at(least, row, smaller[graph.cover_edge[covers]])
        parts = np.isfinite(least)
        return np.where(parts, np.minimum(least, 4 * self.unit**2), 4 * self.unit**2), parts
