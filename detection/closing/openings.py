"""Hypotheses about openings: where a wall that ends at a dangle may continue behind a door or window.

Each dangle has a hypothesis that its wall continues straight ahead, to the nearest vertex or wall. If an
opening reaches to a corner, no dangle points into it. Therefore each dangle also has hypotheses that a wall
began at its side, and each two dangles that point at the same corner have one that both continue to it. So
have a dangle and a wall that ends at a corner, where that wall, led on, meets the line of the dangle. The two
ends, the gap between them and the rooms that closing would make are evidence for or against a hypothesis.
"""

from dataclasses import dataclass

import numpy as np

from detection.closing.beside import Beside, try_all
from detection.closing.evidence import Context, Evidence, Style
from detection.closing.pairs import pair_up
from detection.closing.ways import find_ways
from detection.graph.dangles import Dangles
from detection.graph.noding import Graph
from detection.progress import Beat, silent
from detection.segments.rays import SegmentTree
from detection.segments.segments import BoolArray, FloatArray, IntArray

GAP, FACING, AHEAD, ASIDE, AROUND = range(5)  # kinds of what closes a drawing
VIRTUAL, LEAD = 5, 6  # between two spaces of the plan; and what leads that on to a wall


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

    @property
    def kind(self) -> IntArray:
        """Kind (k,) of each: between two ends that face each other, ahead, from a side, around a corner."""
        e = self.evidence
        kinds = np.where(e.mutual, FACING, AHEAD)
        return np.asarray(np.where(e.elbow, AROUND, np.where(e.sideways, ASIDE, kinds)))

    def legs(self, chosen: BoolArray) -> tuple[FloatArray, IntArray]:
        """The straight stretches (s, 4) of some hypotheses, (k,) bool, and the row of each."""
        row = np.flatnonzero(chosen)
        bent = np.isfinite(self.corner[row, 0])
        straight, around = row[~bent], row[bent]
        first = np.hstack([self.segment[around, :2], self.corner[around]])
        second = np.hstack([self.corner[around], self.segment[around, 2:]])
        legs = np.vstack([self.segment[straight], first, second])
        return legs, np.concatenate([straight, around, around])


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
    ways, counts = find_ways(graph, tree, dangles, clearance, beat)
    ways, (straight, sideways, around, to_corners) = pair_up(ways, counts, dangles, clearance)
    beat()
    free = straight + sideways
    context = Context(graph, dangles, tree, clearance, beat)
    every, parts_names = try_all(ends, ways.segment[: free + around], tolerance, clearance, names, beat)
    beat()
    # ways beside others cut slivers from the faces of those that lead straight on
    alone = every
    if free + around > straight:
        alone, _ = try_all(ends, ways.segment[:straight], tolerance, clearance, names, beat)
    beside = [alone.rows(slice(straight)), every.rows(slice(straight, None))]
    if around + to_corners:
        bent, parts_bent = try_all(ends, ways.segment[free:], tolerance, clearance, names, beat)
        beside[1] = beside[1].within(bent.rows(slice(around)), sideways)
        beside.append(bent.rows(slice(around, None)))
        parts_names = np.concatenate([parts_names, parts_bent[around:]])
    evidence = context.evidence(ways, Beside.joined(beside))
    style = context.style(evidence, ways.dangle, ways.other)
    return Hypotheses(ways.dangle, ways.other, ways.segment, ways.corner, parts_names, evidence, style)
