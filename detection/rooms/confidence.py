"""How sure each room is.

A room rests on decisions: openings in its boundary that were closed, and openings inside it that were left
open. Each of those has a probability of its own. A logistic model makes of them, and of how much had to be
healed, the probability that the room as a whole is right; ``benchmarks/fit_models.py`` fits its weights in
``confidence.json``.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import shapely

from detection.closing.close import Closing
from detection.graph.dangles import count_spans
from detection.graph.measure import Measures
from detection.graph.nesting import OUTSIDE
from detection.graph.noding import Graph
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray

SURE = 1e-4  # no single decision is surer than this
CERTAIN = 5.0  # log-odds of a decision, above which it is worth no more
PINCHED = 0.8  # rooms between outlines that a gap may have joined are right no more often
DOUBTFUL = 0.1  # a doubt larger than this is worth telling


@dataclass(frozen=True)
class Grounds:
    """What the rooms rest on."""

    room: IntArray  # (g,), ascending: a room ...
    closing: IntArray  # (g,): ... and an inferred stroke in its boundary
    doubted: IntArray  # (d,), ascending: a room ...
    rejected: IntArray  # (d,): ... and an opening inside it that was left open


def find_grounds(
    graph: Graph,
    half_edge_face: IntArray,
    rooms: IntArray,
    polygons: Geometries,
    *,
    closing: Closing,
    drawn: int,
) -> Grounds:
    """Assign inferred strokes and rejected hypotheses to rooms.

    ``drawn`` is the number of strokes of the graph that were drawn; the inferred ones come after them.
    """
    room_of_face = np.full(int(half_edge_face.max(initial=-1)) + 2, OUTSIDE)  # the last is for OUTSIDE
    room_of_face[rooms] = np.arange(len(rooms))
    inferred = graph.cover_stroke >= drawn
    edge, stroke = graph.cover_edge[inferred], graph.cover_stroke[inferred] - drawn
    room = room_of_face[np.concatenate([half_edge_face[2 * edge], half_edge_face[2 * edge + 1]])]
    pairs = np.unique(np.column_stack([room, np.tile(stroke, 2)])[room != OUTSIDE], axis=0)
    middle = (closing.rejected[:, :2] + closing.rejected[:, 2:]) / 2
    rejected, doubted = shapely.STRtree(polygons).query(shapely.points(middle), predicate="within")
    order = np.lexsort((rejected, doubted))
    return Grounds(pairs[:, 0], pairs[:, 1], doubted[order], rejected[order])


def confidence(
    grounds: Grounds, closing: Closing, measures: Measures, rooms: IntArray, drawn: Graph
) -> FloatArray:
    """Probability (r,) that each room is right."""
    terms = room_terms(grounds, closing, measures, rooms, drawn)
    model = _model()
    logit = (terms - model["mean"]) / model["scale"] @ model["weights"]
    return np.asarray(1 / (1 + np.exp(-logit)))


def limits(grounds: Grounds, closing: Closing, count: int) -> FloatArray:
    """Probability (r,) of the worst decision that each room rests on."""
    limit = np.ones(count)
    np.minimum.at(limit, grounds.room, closing.probability[grounds.closing])
    np.minimum.at(limit, grounds.doubted, 1 - closing.rejected_probability[grounds.rejected])
    return limit


def room_terms(
    grounds: Grounds, closing: Closing, measures: Measures, rooms: IntArray, drawn: Graph
) -> FloatArray:
    """Terms (r, m) of the model."""
    count = len(rooms)
    decided = len(closing) + len(closing.rejected) > 0
    edges = max(1, count_spans(drawn)) if decided else 1  # without decisions, nothing is divided by them
    closed = closing.probability[grounds.closing]
    is_opening = closing.is_opening[grounds.closing]
    surprise = -np.log(np.clip(closed, SURE, 1))
    doubt = -np.log(np.clip(1 - closing.rejected_probability[grounds.rejected], SURE, 1))
    boundary = np.bincount(grounds.room, surprise, count)
    inside = np.bincount(grounds.doubted, doubt, count)
    openings = np.bincount(grounds.room, is_opening, count)
    gaps = np.bincount(grounds.room, ~is_opening, count)
    width = 2 * measures.area[rooms] / measures.perimeter[rooms] / closing.unit
    all_doubts = float(np.sum(np.minimum(closing.probability, 1 - closing.probability)))
    all_doubts += float(np.sum(np.minimum(closing.rejected_probability, 1 - closing.rejected_probability)))
    healed = float(np.sum(~closing.is_opening)) / edges
    worst = np.clip(limits(grounds, closing, count), SURE, 1 - SURE)
    return np.column_stack(
        [
            np.ones(count),
            boundary,
            inside,
            np.sqrt(boundary),
            np.sqrt(inside),
            np.minimum(openings, 6),
            np.minimum(gaps, 8),
            np.log(width),
            np.maximum(np.log(0.15 / width), 0),
            np.full(count, np.log1p(all_doubts)),
            np.full(count, all_doubts / edges),
            np.full(count, healed),
            healed * np.log(width),
            np.full(count, float(np.sum(closing.is_opening)) / edges),
            (grounds_count(grounds, count) > 0).astype(np.float64),
            -np.minimum(np.log(worst / (1 - worst)), CERTAIN),
        ]
    )


def grounds_count(grounds: Grounds, count: int) -> IntArray:
    """Number of decisions (r,) that each room rests on."""
    return np.bincount(grounds.room, minlength=count) + np.bincount(grounds.doubted, minlength=count)


def reasons(grounds: Grounds, closing: Closing, pinched: BoolArray) -> list[list[str]]:
    """What makes each room (r,) less than certain, in words."""
    count = len(pinched)
    texts: list[list[str]] = [[] for _ in range(count)]
    for room in np.flatnonzero(pinched).tolist():
        texts[room].append("may be two rooms: a passage in it is narrower than a wall is thick")
    gaps = np.bincount(grounds.room, ~closing.is_opening[grounds.closing], count).astype(int)
    for room, number in enumerate(gaps.tolist()):
        if number:
            texts[room].append(f"{number} small {'gap' if number == 1 else 'gaps'} in its walls closed")
    for room, row in zip(grounds.room.tolist(), grounds.closing.tolist(), strict=True):
        doubt = 1 - float(closing.probability[row])
        if closing.is_opening[row] and doubt >= DOUBTFUL:
            texts[room].append(f"closed at {place_of(closing.strokes[row])}, {1 - doubt:.0%} likely")
    for room, row in zip(grounds.doubted.tolist(), grounds.rejected.tolist(), strict=True):
        doubt = float(closing.rejected_probability[row])
        if doubt >= DOUBTFUL:
            texts[room].append(
                f"may be two rooms, parted at {place_of(closing.rejected[row])}, {doubt:.0%} likely"
            )
    return texts


def place_of(stroke: Sequence[float] | FloatArray) -> str:
    """Where the middle of a stroke is, in words, exact enough for georeferenced drawings."""
    x0, y0, x1, y1 = stroke
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return f"({x:.10g}, {y:.10g})"


@cache
def _model() -> dict[str, FloatArray]:
    text = files("detection.rooms").joinpath("confidence.json").read_text(encoding="utf-8")
    return {name: np.array(values) for name, values in json.loads(text).items()}
