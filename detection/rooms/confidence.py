"""Confidence of each room.

A room rests on decisions: openings in its boundary that were closed, and openings inside it that were left
open. Each decision has a probability. A logistic model turns these, and the number of small gaps
that were closed, into the probability that the room as a whole is right. ``benchmarks/fit_models.py`` fits
its weights, which are stored in ``confidence.json``.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from detection.closing.close import Closing
from detection.closing.evidence import WIDE
from detection.closing.openings import AHEAD, AROUND, ASIDE, FACING
from detection.closing.rules import FEW_PAIRS
from detection.graph.dangles import count_spans
from detection.graph.measure import Measures
from detection.graph.nesting import OUTSIDE
from detection.graph.noding import Graph
from detection.graph.shapes import Shapes
from detection.models import Model
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import median

SURE = 1e-4  # no single decision is surer than this
CERTAIN = 5.0  # log-odds of a decision, above which it is worth no more
PASSAGE = 0.5  # of the clearance: a way wider than this is likelier a passage than a door
PARTED = 0.98  # highest confidence of a room that a virtual boundary parts from another one
DOUBTFUL = 0.1  # a doubt larger than this is worth telling


@dataclass(frozen=True)
class Grounds:
    """What the rooms rest on."""

    room: IntArray  # (g,), ascending: a room ...
    closing: IntArray  # (g,): ... and an inferred segment in its boundary
    doubted: IntArray  # (d,), ascending: a room ...
    rejected: IntArray  # (d,): ... and an opening inside it that was left open

    def without(self, left_out: BoolArray) -> "Grounds":
        """The grounds other than some inferred segments, (k,)."""
        kept = ~left_out[self.closing]
        return replace(self, room=self.room[kept], closing=self.closing[kept])

    def of_rooms(self, kept: BoolArray) -> "Grounds":
        """The grounds of some of the rooms, (r,), which are numbered anew."""
        number = np.cumsum(kept) - 1
        bounds, holds = kept[self.room], kept[self.doubted]
        return Grounds(
            number[self.room[bounds]],
            self.closing[bounds],
            number[self.doubted[holds]],
            self.rejected[holds],
        )


def find_grounds(
    graph: Graph,
    half_edge_face: IntArray,
    rooms: IntArray,
    shapes: Shapes,
    *,
    closing: Closing,
    drawn: int,
) -> Grounds:
    """Assign inferred segments and rejected hypotheses to rooms.

    ``drawn`` is the number of segments of the graph that were drawn; the inferred ones come after them.
    """
    room_of_face = np.full(int(half_edge_face.max(initial=-1)) + 2, OUTSIDE)  # the last is for OUTSIDE
    room_of_face[rooms] = np.arange(len(rooms))
    inferred = graph.cover_segment >= drawn
    edge, segment = graph.cover_edge[inferred], graph.cover_segment[inferred] - drawn
    room = room_of_face[np.concatenate([half_edge_face[2 * edge], half_edge_face[2 * edge + 1]])]
    count = max(1, len(closing))
    pairs = np.unique((room * count + np.tile(segment, 2))[room != OUTSIDE])
    middle = (closing.rejected[:, :2] + closing.rejected[:, 2:]) / 2
    rejected, doubted = shapes.holding(middle)
    order = np.lexsort((rejected, doubted))
    return Grounds(pairs // count, pairs % count, doubted[order], rejected[order])


def confidence(
    grounds: Grounds, closing: Closing, measures: Measures, rooms: IntArray, drawn: Graph, *, solid: bool
) -> FloatArray:
    """Probability (r,) that each room is right; ``solid`` where walls are drawn as bodies."""
    drawn_only = grounds.without(closing.is_virtual)
    logit = _model().logit(room_terms(drawn_only, closing, measures, rooms, drawn), style_terms(solid=solid))
    sure = 1 / (1 + np.exp(-logit))
    parted = np.bincount(grounds.room, closing.is_virtual[grounds.closing], len(rooms)) > 0
    return np.where(parted, np.minimum(sure, PARTED), sure)


def style_terms(*, solid: bool) -> dict[str, float]:
    """Terms of the way that walls are drawn, by name."""
    return {"always": 1.0, "solid": float(solid)}


def limits(grounds: Grounds, closing: Closing, count: int) -> FloatArray:
    """Probability (r,) of the worst decision that each room rests on."""
    limit = np.ones(count)
    np.minimum.at(limit, grounds.room, closing.probability[grounds.closing])
    np.minimum.at(limit, grounds.doubted, 1 - closing.rejected_probability[grounds.rejected])
    return limit


def room_terms(
    grounds: Grounds, closing: Closing, measures: Measures, rooms: IntArray, drawn: Graph
) -> dict[str, FloatArray]:
    """Terms of the model by name, (r,) each."""
    count = len(rooms)
    decided = len(closing) + len(closing.rejected) > 0
    edges = max(1, count_spans(drawn)) if decided else 1  # without decisions, nothing is divided by them
    closed = closing.probability[grounds.closing]
    surprise = -np.log(np.clip(closed, SURE, 1))
    doubt = -np.log(np.clip(1 - closing.rejected_probability[grounds.rejected], SURE, 1))
    boundary = np.bincount(grounds.room, surprise, count)
    inside = np.bincount(grounds.doubted, doubt, count)
    gaps = np.bincount(grounds.room, closing.is_gap[grounds.closing], count)
    width = 2 * measures.area[rooms] / measures.perimeter[rooms] / closing.clearance
    all_doubts = float(np.sum(np.minimum(closing.probability, 1 - closing.probability)))
    all_doubts += float(np.sum(np.minimum(closing.rejected_probability, 1 - closing.rejected_probability)))
    closed_gaps = float(np.sum(closing.is_gap)) / edges
    worst = np.clip(limits(grounds, closing, count), SURE, 1 - SURE)
    by_edges = float(np.sum(closing.is_opening)) / edges
    # walls that openings took away entirely leave rooms that are large, or have more than four corners
    bent = np.log(measures.perimeter[rooms] ** 2 / (16 * measures.area[rooms]))
    large = np.maximum(np.log(measures.area[rooms] / closing.clearance**2), 0)
    terms = {
        "always": np.ones(count),
        "surprise": boundary,
        "doubt": inside,
        "root_surprise": np.sqrt(boundary),
        "root_doubt": np.sqrt(inside),
        **_opening_terms(grounds, closing, count),
        "gaps": np.minimum(gaps, 8),
        "log_width": np.log(width),
        "narrow": np.maximum(np.log(0.15 / width), 0),
        "doubts_by_edges": np.full(count, all_doubts / edges),
        "closed_gaps": np.full(count, closed_gaps),
        "closed_gaps_log_width": closed_gaps * np.log(width),
        "openings_by_edges": np.full(count, by_edges),
        "bent": bent,
        "bent_by_openings": bent * by_edges,
        "large": large,
        "large_by_openings": large * by_edges,
        "decided": grounds_count(grounds, count) > 0,
        "log_odds_of_worst": -np.minimum(np.log(worst / (1 - worst)), CERTAIN),
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in terms.items()}


def _opening_terms(grounds: Grounds, closing: Closing, count: int) -> dict[str, FloatArray]:
    """Terms of the kinds and widths of the openings of each room, (count,) each.

    Ends that face each other leave little doubt. Where an opening took a wall as far as its end, and where it
    is wider than others or has few to compare with, a room may as well have been meant to be open.
    """
    kind = closing.kind[grounds.closing]
    facing, ahead, aside, around = (
        np.bincount(grounds.room, kind == each, count) for each in (FACING, AHEAD, ASIDE, AROUND)
    )
    length = _lengths(closing) / closing.clearance
    is_pair = closing.kind == FACING
    typical = median(length[is_pair]) if is_pair.any() else np.inf
    width = np.where(closing.is_opening, length, 0.0)[grounds.closing]
    widest, wider = np.zeros(count), np.zeros(count)
    np.maximum.at(widest, grounds.room, np.clip(width - WIDE, 0, 1))
    np.maximum.at(wider, grounds.room, np.log(np.maximum(width / typical, 1)))
    few = _few_pairs(closing)
    undecided = np.bincount(grounds.doubted, closing.rejected_kind[grounds.rejected] == FACING, count)
    return {
        "facing": np.minimum(facing, 6),
        "ahead": np.minimum(ahead, 4),
        "aside": np.minimum(aside, 4),
        "around": np.minimum(around, 4),
        "widest": widest,
        "wider_than_others": wider * (not few),
        "few_pairs": (facing > 0) * few,
        "lone_passage": np.bincount(grounds.room, _lone_passages(closing)[grounds.closing], count) > 0,
        "undecided_pairs": np.minimum(undecided, 3),
    }


def _lengths(closing: Closing) -> FloatArray:
    """Lengths (k,) of the inferred segments, in drawing units."""
    return np.asarray(np.hypot(*(closing.segments[:, 2:] - closing.segments[:, :2]).T))


def _few_pairs(closing: Closing) -> bool:
    """Whether few pairs of ends face each other, so that nothing shows how wide doors are."""
    return closing.style is None or closing.style.pair_count < FEW_PAIRS


def _lone_passages(closing: Closing) -> BoolArray:
    """Whether each inferred segment, (k,), closes a way that may be a passage within one room."""
    wide = _lengths(closing) > PASSAGE * closing.clearance
    return np.asarray((closing.kind == FACING) & wide & _few_pairs(closing))


def grounds_count(grounds: Grounds, count: int) -> IntArray:
    """Number of decisions (r,) that each room rests on."""
    return np.bincount(grounds.room, minlength=count) + np.bincount(grounds.doubted, minlength=count)


def reasons(grounds: Grounds, closing: Closing, count: int) -> list[list[str]]:
    """What makes each room (r,) less than certain, in words."""
    texts: dict[int, list[str]] = defaultdict(list)  # of a million rooms, few have any
    gaps = np.bincount(grounds.room, closing.is_gap[grounds.closing], count).astype(int)
    for room, number in enumerate(gaps.tolist()):
        if number:
            texts[room].append(f"{number} small {'gap' if number == 1 else 'gaps'} in its walls closed")
    passage, length = _lone_passages(closing), _lengths(closing)
    for room, row in zip(grounds.room.tolist(), grounds.closing.tolist(), strict=True):
        doubt = 1 - float(closing.probability[row])
        if passage[row]:
            place = place_of(closing.segments[row])
            texts[room].append(f"closed at {place}, where a way {length[row]:.4g} wide may be left open")
            continue
        if closing.is_opening[row] and doubt >= DOUBTFUL:
            texts[room].append(f"closed at {place_of(closing.segments[row])}, {1 - doubt:.0%} likely")
    for room, row in zip(grounds.doubted.tolist(), grounds.rejected.tolist(), strict=True):
        doubt = float(closing.rejected_probability[row])
        if doubt >= DOUBTFUL:
            texts[room].append(
                f"may be two rooms, parted at {place_of(closing.rejected[row])}, {doubt:.0%} likely"
            )
    none: list[str] = []
    return [texts.get(room, none) for room in range(count)]


def place_of(segment: Sequence[float] | FloatArray) -> str:
    """Where the middle of a segment is, in words, exact enough for georeferenced drawings."""
    x0, y0, x1, y1 = segment
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    return f"({x:.10g}, {y:.10g})"


@cache
def _model() -> Model:
    return Model.load("detection.rooms", "confidence.json")
