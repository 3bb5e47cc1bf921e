"""Close what a drawing leaves open: first small gaps, then openings that are likely."""

from dataclasses import dataclass

import numpy as np

from detection.faces import trace_rings
from detection.heal import heal
from detection.likelihood import likelihood
from detection.node import Graph, node
from detection.openings import Style, find_hypotheses
from detection.strokes import BoolArray, FloatArray, IntArray
from detection.tips import find_tips

ROUNDS = (0.9, 0.5, 0.5)  # openings at least this likely are closed, the surest first
ROOM = 4 / 3.5  # typical clearance across a room, over the root of its area
FEWEST_ROOMS = 4  # fewer tell nothing about their typical size


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


def close(ends: FloatArray, graph: Graph, tolerance: float, unit: float) -> Closing:
    """Find the strokes that are missing between the strokes (n, 4) of a graph.

    The yardstick of all distances is the unit, the typical clearance across a room. The given one is a
    guess; the rooms that closing with it makes tell it more precisely.
    """
    draft = _close(ends, tolerance, unit)
    if not len(draft) and not len(draft.rejected):
        return draft
    closed = node(np.vstack([ends, draft.strokes]), tolerance) if len(draft) else graph
    return _close(ends, tolerance, _room_size(closed, unit))


def _room_size(graph: Graph, unit: float) -> float:
    """The unit that suits the median face of a closed drawing."""
    _, rings = trace_rings(graph)
    areas = np.sort(rings.area[rings.area > (0.1 * unit) ** 2])
    if len(areas) < FEWEST_ROOMS:
        return unit
    return float(np.clip(ROOM * np.sqrt(areas[len(areas) // 2]), 0.4 * unit, 2.5 * unit))


def _close(ends: FloatArray, tolerance: float, unit: float) -> Closing:
    gaps, continues = heal(ends, tolerance, unit)
    strokes, probability = [gaps], [np.ones(len(gaps))]
    origin = [continues]
    rejected, rejected_probability = np.zeros((0, 4)), np.zeros(0)
    style: Style | None = None
    for threshold in ROUNDS:
        every = np.vstack([ends, *strokes])
        graph = node(every, tolerance)
        tips = find_tips(graph, every, np.arange(len(every)) < len(ends))
        found = find_hypotheses(graph, every, tips, unit, tolerance)
        style = style or found.style  # that of the drawing before any opening is closed
        likely = likelihood(found.evidence, style)
        accepted = likely > threshold
        rejected, rejected_probability = found.stroke[~accepted], likely[~accepted]
        strokes.append(found.stroke[accepted])
        probability.append(likely[accepted])
        origin.append(tips.stroke[found.tip[accepted]])
        if not len(tips) or (threshold == ROUNDS[-1] and not accepted.any()):
            break
    is_opening = np.repeat([False, True], [len(gaps), sum(map(len, strokes)) - len(gaps)])
    return Closing(
        np.vstack(strokes),
        np.concatenate(origin),
        np.concatenate(probability),
        is_opening,
        rejected,
        rejected_probability,
        unit,
    )
