"""Close a drawing: first its small gaps, then the openings that are likely."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detection.closing.drawn import bridges
from detection.closing.evidence import Style
from detection.closing.likelihood import likelihood
from detection.closing.openings import (
    AROUND,
    ASIDE,
    FACING,
    GAP,
    LEAD,
    VIRTUAL,
    Hypotheses,
    find_hypotheses,
)
from detection.graph.crowding import FEWEST, refuse_crowded_lines
from detection.graph.dangles import Dangles, find_dangles, has_dangles, repeated_ends
from detection.graph.faces import trace_rings
from detection.graph.gaps import close_gaps
from detection.graph.merging import MergedSegments
from detection.graph.noding import Graph, node
from detection.progress import Beat, silent
from detection.segments.segments import NO_WALL, BoolArray, FloatArray, IntArray
from detection.segments.vectors import distance_to_segment
from detection.walls.hints import SURE, Hints

ROUNDS = (0.9, 0.5, 0.5)  # openings at least this likely are closed, the surest first
ROOM = 4 / 3.5  # typical clearance across a room, over the root of its area
FEWEST_ROOMS = 4  # with fewer rooms, their median size is not used
MANY = 2_000  # segments: in larger drawings, the size of rooms is estimated in some places only ...
PLACES = 8  # ... of them, ...
NEAREST = 150  # ... with the segments nearest to each


Judge = Callable[[Hypotheses, Style, float], FloatArray]  # hypotheses, style, clearance -> probabilities


@dataclass(frozen=True)
class Closing:
    """Inferred segments, and the openings that were left open."""

    segments: FloatArray  # (k, 4)
    continues: IntArray  # (k,): the segment of the drawing that each one continues, or NO_WALL
    probability: FloatArray  # (k,): 1 for closed gaps and virtual boundaries
    kind: IntArray  # (k,): a gap, or one of the kinds of openings
    rejected: FloatArray  # (r, 4): hypotheses that were not followed
    rejected_probability: FloatArray  # (r,)
    rejected_kind: IntArray  # (r,)
    clearance: float  # typical clearance across a room
    style: Style | None = None  # of the drawing without its gaps, where it has free ends

    def __len__(self) -> int:
        return len(self.segments)

    @cached_property
    def is_opening(self) -> BoolArray:
        """Whether each inferred segment, (k,), closes an opening: neither a gap nor a virtual boundary."""
        return np.asarray((self.kind != GAP) & (self.kind <= AROUND))

    @cached_property
    def is_gap(self) -> BoolArray:
        """Whether each inferred segment, (k,), closes a gap."""
        return np.asarray(self.kind == GAP)

    @cached_property
    def is_virtual(self) -> BoolArray:
        """Whether each inferred segment, (k,), belongs to a boundary that two spaces of the plan share."""
        return np.asarray(self.kind > AROUND)

    def parted(self, segments: FloatArray, leads: BoolArray) -> "Closing":
        """The same with virtual boundaries, (v, 4), as well, some of which only lead on to walls, (v,)."""
        count = len(segments)
        return replace(
            self,
            segments=np.vstack([self.segments, segments]),
            continues=np.concatenate([self.continues, np.full(count, NO_WALL)]),
            probability=np.concatenate([self.probability, np.ones(count)]),
            kind=np.concatenate([self.kind, np.where(leads, LEAD, VIRTUAL)]),
        )

    def given(self, between: BoolArray) -> "Closing":
        """The same with some of its openings, (k,), as virtual boundaries."""
        return replace(self, kind=np.where(between & self.is_opening, VIRTUAL, self.kind))

    def undone(self) -> "Closing":
        """The same without inferred segments: all of them are listed among the rejected."""
        return Closing(
            self.segments[:0],
            self.continues[:0],
            self.probability[:0],
            self.kind[:0],
            np.vstack([self.segments, self.rejected]),
            np.concatenate([self.probability, self.rejected_probability]),
            np.concatenate([self.kind, self.rejected_kind]),
            self.clearance,
            self.style,
        )


def close(
    joined: MergedSegments,
    drawn: Graph,
    tolerance: float,
    clearance: float,
    judge: Judge | None = None,
    beat: Beat = silent,
    thickness: FloatArray | None = None,
    hints: Hints | None = None,
) -> Closing:
    """Find the segments that are missing in a drawing, given its graph and its joined segments.

    Distances are multiples of ``clearance``, the typical free distance across a room. The given value is an
    estimate; a second pass uses the median room of the first.

    Parameters
    ----------
    joined : MergedSegments of the drawing
    drawn : Graph of the drawing
    tolerance : float, distance within which two points are one
    clearance : float, in drawing units
    judge : optional
        Returns the probabilities of the hypotheses of a round; the fitted model by default.
    beat : called regularly; it raises to abort
    thickness : (n,) float64, optional
        Thickness of the segments whose walls are solid bodies, 0 of the others.
    hints : Hints, optional
        Openings that are drawn, and names of rooms.
    """
    if not has_dangles(drawn):
        return nothing_closed(clearance)
    judge = judge or _likelihood
    hints = hints or Hints()
    solid = np.zeros(len(joined)) if thickness is None else thickness[joined.first]
    some = _sample(joined.ends)
    closing, closed = _close(joined.ends[some], tolerance, clearance, judge, beat, solid[some], hints)
    sampled = len(closed.points) > 0 and len(some) < len(joined)
    if sampled or len(closing) or len(closing.rejected):
        size = _room_size(closed, clearance)
        if sampled or size != clearance:
            closing, _ = _close(joined.ends, tolerance, size, judge, beat, solid, hints)
    continues = joined.nearer(closing.continues, closing.segments[:, :2])
    return replace(closing, continues=continues)


def _likelihood(found: Hypotheses, style: Style, _clearance: float) -> FloatArray:
    return likelihood(found.evidence, style)


def _likeliest(found: Hypotheses, likely: FloatArray, dangles: int) -> BoolArray:
    """Whether each hypothesis, (k,), is the likeliest one of its dangle."""
    most = np.zeros(dangles)
    np.maximum.at(most, found.dangle, likely)
    return np.asarray(likely >= most[found.dangle] - 1e-6)  # of equal ones, all


def nothing_closed(clearance: float) -> Closing:
    """A closing without inferred and without rejected segments."""
    none, number = np.zeros((0, 4)), np.zeros(0, np.int64)
    return Closing(none, number, none[:, 0], number, none, none[:, 0], number, clearance)


def _sample(ends: FloatArray) -> IntArray:
    """Segments, of (n, 4), in which the size of rooms is estimated: all, or those around some places."""
    if len(ends) <= MANY:
        return np.arange(len(ends))
    chosen = np.zeros(len(ends), dtype=bool)
    for place in (np.arange(PLACES) + 0.5) / PLACES * len(ends):
        seed = ends[int(place)]
        distance = distance_to_segment((seed[None, :2] + seed[None, 2:]) / 2, ends)
        chosen |= distance <= np.partition(distance, NEAREST)[NEAREST]
    return np.flatnonzero(chosen)


def _room_size(graph: Graph, clearance: float) -> float:
    """The clearance, derived from the median face of a closed drawing."""
    _, rings = trace_rings(graph)
    areas = np.sort(rings.area[rings.area > (0.1 * clearance) ** 2])
    if len(areas) < FEWEST_ROOMS:
        return clearance
    return float(np.clip(ROOM * np.sqrt(areas[len(areas) // 2]), 0.4 * clearance, 2.5 * clearance))


def _bridges(
    ends: FloatArray, dangles: Dangles, solid: FloatArray, hints: Hints
) -> tuple[FloatArray, IntArray]:
    """The missing stretches at openings that are drawn, and the segment that each one continues."""
    drawn = np.vstack([hints.doors, hints.windows])
    bridged, wall = bridges(drawn, ends, dangles.point, float(solid.max(initial=0.0)) / 2)
    refuse_crowded_lines(bridged, FEWEST, "/drawn_openings", "drawn openings")
    return bridged, wall


def _close(
    ends: FloatArray,
    tolerance: float,
    clearance: float,
    judge: Judge,
    beat: Beat,
    solid: FloatArray,
    hints: Hints,
) -> tuple[Closing, Graph]:
    """Close with a given clearance. Returns the closing, and the graph of the closed drawing."""
    gaps, continues, graph, dangles = close_gaps(ends, tolerance, clearance, beat, solid)
    repeated = repeated_ends(dangles, ends, clearance)
    segments, origin, probability = [ends, gaps], [continues], [np.ones(len(gaps))]
    kind = [np.full(len(gaps), GAP)]
    rejected, rejected_probability, rejected_kind = np.zeros((0, 4)), np.zeros(0), np.zeros(0, np.int64)
    bridged, wall = _bridges(ends, dangles, solid, hints)
    style: Style | None = None
    if len(bridged):  # the style is that of the drawing before any opening is closed
        before = find_hypotheses(
            graph, np.vstack(segments), dangles, clearance, tolerance, hints.names, beat
        ).style
        style = replace(before, drawn=len(bridged))
        segments.append(bridged)
        origin.append(wall)
        probability.append(np.full(len(bridged), SURE))
        kind.append(np.full(len(bridged), FACING))
        graph = node(np.vstack(segments), tolerance, beat)
    found: Hypotheses | None = None  # as long as nothing is closed, the hypotheses stay what they are
    for number, threshold in enumerate(ROUNDS, 1):
        beat()
        if found is None:
            every = np.vstack(segments)
            if len(segments) > 2:  # or the dangles are those that are left of the gaps
                dangles = find_dangles(graph, every, np.arange(len(every)) < len(ends), solid)
            dangles = dangles.without(repeated)
            if not len(dangles):
                rejected, rejected_probability = rejected[:0], rejected_probability[:0]
                rejected_kind = rejected_kind[:0]
                break
            found = find_hypotheses(graph, every, dangles, clearance, tolerance, hints.names, beat)
            beat()
            style = style or found.style  # that of the drawing before any opening is closed
            thick = dangles.thickness[found.dangle]
            likely = hints.raised(
                judge(found, style, clearance), found.segment, thick, found.parts_names, clearance
            )
        chosen = _likeliest(found, likely, len(dangles))
        if number == len(ROUNDS):  # from the corner of a body, walls may lead both ahead and aside
            chosen |= (found.kind == ASIDE) & (thick > 0) & (likely > ROUNDS[0])
        accepted = (likely > threshold) & chosen
        rejected, rejected_probability = found.segment[~accepted], likely[~accepted]
        rejected_kind = found.kind[~accepted]
        if accepted.any():
            legs, row = found.legs(accepted)
            segments.append(legs)
            origin.append(dangles.segment[found.dangle[row]])
            probability.append(likely[row])
            kind.append(found.kind[row])
            graph = node(np.vstack(segments), tolerance, beat)
            found = None
        elif threshold == ROUNDS[-1]:
            break
    added = np.vstack(segments[1:])
    closing = Closing(
        added,
        np.concatenate(origin),
        np.concatenate(probability),
        np.concatenate(kind),
        rejected,
        rejected_probability,
        rejected_kind,
        clearance,
        style,
    )
    return closing, graph
