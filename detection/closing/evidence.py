"""Evidence for and against the hypotheses about openings, and the kind of drawing that they are in."""

from dataclasses import dataclass

import numpy as np

from detection.closing.beside import Beside
from detection.closing.ways import OVERSHOOT, Ways
from detection.graph.dangles import STRAIGHT, Dangles, count_spans, straightest
from detection.graph.noding import Graph
from detection.progress import Beat
from detection.segments.rays import SegmentTree
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import dot, lengths

FAR_OVERSHOOT = 0.8  # quantile of the overshoots of a drawing that represents their length
WIDE = 0.35  # of the clearance: wider openings are no doors
FACING = -0.94  # largest cosine between two ends that point at each other
ALIKE_THICKNESS = 0.15  # of the thicker wall: largest difference of two equal thicknesses


def quantile(values: FloatArray, share: float) -> float:
    """The value (n,) below which a share of them lies, between neighbours in proportion.

    >>> quantile(np.array([4.0, 1.0, 3.0]), 0.75)
    3.5
    """
    ordered, place = np.sort(values), share * (len(values) - 1)
    below = int(place)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return low + (place - below) * (high - low)


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
    outside: BoolArray  # ... of which one is the outside
    width: FloatArray  # of the smaller face: twice its area over its perimeter
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
    pair_count: int  # number of those pairs
    widest_pairs: tuple[float, float]  # the two largest of their gaps
    ends: int = 0  # number of free ends
    drawn: int = 0  # number of openings that the drawing names or draws, and that interrupt a wall


@dataclass(frozen=True)
class Context:
    """The drawing in which evidence is gathered."""

    graph: Graph
    dangles: Dangles
    tree: SegmentTree
    clearance: float
    beat: Beat

    @property
    def ends(self) -> FloatArray:
        return self.tree.ends

    def evidence(self, ways: Ways, beside: Beside) -> Evidence:
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
        gap = lengths(segment[:, 2:] - bend) + lengths(bend - segment[:, :2])
        cosine = dot(dangles.direction[dangle], dangles.direction[other])
        straight = ~elbow & ~ways.sideways
        facing = has_other & (cosine < FACING) & straight
        abreast = ways.sideways & has_other & (cosine > -FACING)
        _, cosine_behind = straightest(self.graph, ways.vertex, ways.direction)
        goes_on = (cosine_behind > STRAIGHT) & ~elbow
        back, aside, thickness = dangles.reach_back[dangle], ways.aside, dangles.thickness[dangle]
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
            least_area=beside.least_area / clearance**2,
            parts=beside.parts,
            outside=beside.outside,
            width=beside.width / clearance,
            solid=thickness > 0,
            alike=has_other & (thickness > 0) & self._alike(dangle, other),
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
        widest = np.sort(np.concatenate([[0.0, 0.0], e.gap[credible]]))[-2:]
        return Style(
            overshooting=float(np.sum(short)) / max(1, len(short)),
            pairs=float(np.sum(credible)) / edges,
            wide_pairs=float(np.sum(credible & (e.gap > WIDE))) / edges,
            dangles=len(self.dangles) / edges,
            overshoot=quantile(by, FAR_OVERSHOOT) if len(by) else 0.0,
            solid=float(np.sum(self.dangles.thickness > 0)) / max(1, len(short)),
            pair_count=int(credible.sum()),
            widest_pairs=(float(widest[1]), float(widest[0])),
            ends=len(self.dangles),
        )

    def _room_beside(self, segment: FloatArray) -> FloatArray:
        """Free way from the middle of the missing stretch, to the nearer side."""
        along = segment[:, 2:] - segment[:, :2]
        left = np.column_stack([-along[:, 1], along[:, 0]]) / lengths(along)[:, None]
        middle = (segment[:, :2] + segment[:, 2:]) / 2
        limit = 2 * self.clearance
        self.beat()
        ways = [self.tree.first_hits(middle, side, limit) for side in (left, -left)]
        self.beat()
        return np.minimum(np.minimum(*ways), limit)
