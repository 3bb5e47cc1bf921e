"""How likely a hypothesis about an opening is.

A logistic model, bilinear in the evidence for one hypothesis and in the kind of drawing: what a short free
end means depends on whether all ends of the drawing overshoot, and what two ends that face each other mean
depends on how many such pairs there are. ``benchmarks/fit_models.py`` fits the weights in
``likelihood.json``.
"""

import json
from functools import cache
from importlib.resources import files

import numpy as np

from detection.closing.openings import OVERSHOOT, WIDE, Evidence, Style
from detection.segments.segments import BoolArray, FloatArray

Model = dict[str, FloatArray]  # mean and scale (m,) of the terms, weights (m, c) by style

NEGLIGIBLE_AREA = 0.004  # of a square unit: closing off less than this changes no room
NEGLIGIBLE_WIDTH = 0.02  # of a unit


def likelihood(evidence: Evidence, style: Style, model: Model | None = None) -> FloatArray:
    """Probability (k,) that each hypothesis is a missing stretch of wall between two rooms."""
    model = model or shipped()
    terms = (evidence_terms(evidence, style) - model["mean"]) / model["scale"]
    logit = terms @ model["weights"] @ style_terms(style)
    return np.where(matters(evidence), 1 / (1 + np.exp(-np.clip(logit, -30, 30))), 0.0)


def matters(evidence: Evidence) -> BoolArray:
    """Whether closing, (k,) bool, would part two faces of more than negligible size."""
    e = evidence
    return e.parts & (e.least_area > NEGLIGIBLE_AREA) & (e.room_beside > NEGLIGIBLE_WIDTH)


def evidence_terms(e: Evidence, style: Style) -> FloatArray:
    """Terms (k, m) of the evidence for each hypothesis in a kind of drawing."""
    wall = ~(e.mutual | e.faces | e.blunt | e.goes_on | e.corner)
    short = e.continues & (e.back < OVERSHOOT)
    short_other = e.other_sticks_out & (e.back_other < OVERSHOOT)
    log_gap, log_back = _log(e.gap, 0.02), _log(e.back, 0.005)
    wide = np.maximum(e.gap - WIDE, 0)
    one = np.ones(len(e.gap))
    return np.column_stack(
        [
            one,
            e.mutual,
            e.faces,
            e.blunt,
            e.goes_on,
            e.corner,
            e.gap,
            log_gap,
            e.mutual * e.gap,
            e.mutual * log_gap,
            e.gap < 0.1,
            e.cosine,
            e.aside,
            e.aside / e.gap,
            e.mutual * e.aside / e.gap,
            log_back,
            _log(np.minimum(e.back_other, 2.0), 0.005) * (e.back_other < 5),
            e.mutual * _log(np.minimum(e.back, e.back_other), 0.005),
            short,
            short * log_gap,
            short * log_back,
            short * wall,
            short * e.goes_on,
            short * e.blunt,
            e.mutual * (short | short_other),
            e.mutual * short * short_other,
            e.mutual * short * short_other * log_gap,
            e.continues,
            e.continues * log_back,
            short * (e.gap < 0.1),
            short * e.corner,
            short * (e.back < style.overshoot),
            short * np.maximum(log_back - _log(style.overshoot, 0.005), 0),
            _log(e.room_beside, 0.01),
            e.room_beside < 0.15,
            _log(e.least_area, 0.003),
            np.minimum(e.least_area, 0.3),
            e.mutual * (e.gap > WIDE),
            e.mutual * wide,
            wall * wide,
            ~wall * ~e.mutual * wide,
        ]
    ).astype(np.float64)


def style_terms(style: Style) -> FloatArray:
    """Terms (c,) of the kind of drawing."""
    return np.array(
        [
            1.0,
            style.overshooting,
            float(style.pairs < 0.006),
            float(np.log(max(style.pairs, 0.01)) + 3),
            float(np.log(max(style.wide_pairs, 0.005)) + 4),
            float(np.log(max(style.tips, 0.01)) + 2),
        ]
    )


def _log(values: FloatArray | float, least: float) -> FloatArray:
    return np.asarray(np.log(np.maximum(values, least)))


@cache
def shipped() -> Model:
    """The model in ``likelihood.json``."""
    text = files("detection.closing").joinpath("likelihood.json").read_text(encoding="utf-8")
    return {name: np.array(values) for name, values in json.loads(text).items()}
