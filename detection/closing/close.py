"""Close what a drawing leaves open: first small gaps, then openings that are likely."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from detection.closing.likelihood import likelihood
from detection.closing.openings import Hypotheses, Style, find_hypotheses
from detection.graph.dangles import find_tips, has_tips
from detection.graph.faces import trace_rings
from detection.graph.gaps import heal
from detection.graph.merging import Joined
from detection.graph.noding import Graph, node
from detection.progress import Beat, silent
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.walls.hints import Hints

ROUNDS = (0.9, 0.5, 0.5)  # openings at least this likely are closed, the surest first
ROOM = 4 / 3.5  # typical clearance across a room, over the root of its area
FEWEST_ROOMS = 4  # fewer tell nothing about their typical size


Judge = Callable[[Hypotheses, Style, float], FloatArray]  # the last is the unit


@dataclass(frozen=True)
class Closing:
    """Inferred strokes, and the openings that were left open."""

    strokes: FloatArray  # (k, 4)
    continues: IntArray  # (k,): the stroke of the drawing that each one continues
    probability: FloatArray  # (k,): 1 for healed gaps
    is_opening: BoolArray  # (k,): an opening rather than a gap
    rejected: FloatArray  # (r, 4): hypotheses that were not followed
    rejected_probability: FloatArray  # (r,)
    unit: float  # typical clearance across a room

    def __len__(self) -> int:
        return len(self.strokes)

    def undone(self) -> "Closing":
        """Nothing inferred: all that was closed is left open, and counted among the rejected."""
        return Closing(
            self.strokes[:0],
            self.continues[:0],
            self.probability[:0],
            self.is_opening[:0],
            np.vstack([self.strokes, self.rejected]),
            np.concatenate([self.probability, self.rejected_probability]),
            self.unit,
        )


def close(
    joined: Joined,
    drawn: Graph,
    tolerance: float,
    unit: float,
    judge: Judge | None = None,
    beat: Beat = silent,
    thickness: FloatArray | None = None,
    hints: Hints | None = None,
) -> Closing:
    """Find the strokes that are missing in a drawing, given its graph and its joined strokes.

    The yardstick of all distances is the unit, the typical clearance across a room. The given one is a
    guess; the rooms that closing with it makes tell it more precisely. ``judge`` says how likely the
    hypotheses of each round are. ``thickness`` (n,) is that of drawn strokes whose walls are solid bodies, 0
    of others; ``hints`` are openings that are drawn, and names of rooms.
    """
    if not has_tips(drawn):
        return nothing_closed(unit)
    judge = judge or _likelihood
    hints = hints or Hints()
    solid = np.zeros(len(joined)) if thickness is None else thickness[joined.first]
    graph = node(joined.ends, tolerance, beat)
    closing, closed = _close(joined.ends, graph, tolerance, unit, judge, beat, solid, hints)
    if len(closing) or len(closing.rejected):
        closing, _ = _close(
            joined.ends, graph, tolerance, _room_size(closed, unit), judge, beat, solid, hints or Hints()
        )
    continues = joined.nearer(closing.continues, closing.strokes[:, :2])
    return replace(closing, continues=continues)


def _likelihood(found: Hypotheses, style: Style, _unit: float) -> FloatArray:
    return likelihood(found.evidence, style)


def _likeliest(found: Hypotheses, likely: FloatArray, tips: int) -> BoolArray:
    """Whether each hypothesis, (k,), is the likeliest one of its tip."""
    most = np.zeros(tips)
    np.maximum.at(most, found.tip, likely)
    return np.asarray(likely >= most[found.tip] - 1e-6)  # of equal ones, all


def nothing_closed(unit: float) -> Closing:
    """No stretch inferred, and none rejected."""
    none = np.zeros((0, 4))
    return Closing(none, np.zeros(0, np.int64), none[:, 0], np.zeros(0, np.bool_), none, none[:, 0], unit)


def _room_size(graph: Graph, unit: float) -> float:
    """The unit that suits the median face of a closed drawing."""
    _, rings = trace_rings(graph)
    areas = np.sort(rings.area[rings.area > (0.1 * unit) ** 2])
    if len(areas) < FEWEST_ROOMS:
        return unit
    return float(np.clip(ROOM * np.sqrt(areas[len(areas) // 2]), 0.4 * unit, 2.5 * unit))


def _close(
    ends: FloatArray,
    graph: Graph,
    tolerance: float,
    unit: float,
    judge: Judge,
    beat: Beat,
    solid: FloatArray,
    hints: Hints,
) -> tuple[Closing, Graph]:
    """Close with a given unit; also the graph of what is closed then."""
    gaps, continues, graph = heal(ends, graph, tolerance, unit, beat, solid)
    strokes, origin, probability = [ends, gaps], [continues], [np.ones(len(gaps))]
    rejected, rejected_probability = np.zeros((0, 4)), np.zeros(0)
    style: Style | None = None
    for threshold in ROUNDS:
        beat()
        every = np.vstack(strokes)
        tips = find_tips(graph, every, np.arange(len(every)) < len(ends), solid)
        if not len(tips):
            rejected, rejected_probability = np.zeros((0, 4)), np.zeros(0)
            break
        found = find_hypotheses(graph, every, tips, unit, tolerance, hints.names)
        style = style or found.style  # that of the drawing before any opening is closed
        slack = tips.thickness[found.tip]
        likely = hints.raised(judge(found, style, unit), found.stroke, slack, found.parts_names)
        accepted = (likely > threshold) & _likeliest(found, likely, len(tips))
        rejected, rejected_probability = found.stroke[~accepted], likely[~accepted]
        if accepted.any():
            legs, row = found.legs(accepted)
            strokes.append(legs)
            origin.append(tips.stroke[found.tip[row]])
            probability.append(likely[row])
            graph = node(np.vstack(strokes), tolerance, beat)
        elif threshold == ROUNDS[-1]:
            break
    added = np.vstack(strokes[1:])
    is_opening = np.arange(len(added)) >= len(gaps)
    closing = Closing(
        added,
        np.concatenate(origin),
        np.concatenate(probability),
        is_opening,
        rejected,
        rejected_probability,
        unit,
    )
    return closing, graph
