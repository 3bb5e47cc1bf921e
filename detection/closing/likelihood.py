"""How likely a hypothesis about an opening is.

A logistic model, bilinear in the evidence for one hypothesis and in the kind of drawing: what a short free
end means depends on whether all ends of the drawing overshoot, and what two ends that face each other mean
depends on how many such pairs there are. ``benchmarks/fit_models.py`` fits the weights in
``likelihood.json``.
"""

from functools import cache

import numpy as np

from detection.closing.evidence import WIDE, Evidence, Style
from detection.closing.rules import adjusted
from detection.closing.ways import OVERSHOOT
from detection.models import Model
from detection.segments.segments import BoolArray, FloatArray

NEGLIGIBLE_AREA = 0.004  # of a square clearance: closing off less than this changes no room
NEGLIGIBLE_WIDTH = 0.02  # of a clearance
SLIVER_BESIDE = (
    0.1  # of a clearance: no wall of one line begins at the side of an end to part off a narrower face
)


def likelihood(evidence: Evidence, style: Style, model: Model | None = None) -> FloatArray:
    """Probability (k,) that each hypothesis is a missing stretch of wall between two rooms."""
    model = model or shipped()
    logit = model.logit(evidence_terms(evidence, style), style_terms(style))
    likely = 1 / (1 + np.exp(-adjusted(np.clip(logit, -30, 30), evidence, style)))
    return np.where(matters(evidence), likely, 0.0)


def matters(evidence: Evidence) -> BoolArray:
    """Whether closing, (k,) bool, would part two faces of more than negligible size."""
    e = evidence
    sliver = e.sideways & ~e.solid & (e.width < SLIVER_BESIDE)
    return e.parts & (e.least_area > NEGLIGIBLE_AREA) & (e.room_beside > NEGLIGIBLE_WIDTH) & ~sliver


def evidence_terms(e: Evidence, style: Style) -> dict[str, FloatArray]:
    """Terms of the evidence for each hypothesis in a kind of drawing, by name: (k,) each."""
    ahead = ~(e.sideways | e.elbow)
    wall = ~(e.mutual | e.faces | e.blunt | e.goes_on | e.corner | e.elbow | e.abreast)
    short = e.continues & (e.back < OVERSHOOT)
    short_other = e.other_sticks_out & (e.back_other < OVERSHOOT)
    log_gap, log_back = _log(e.gap, 0.02), _log(e.back, 0.005)
    wide = np.maximum(e.gap - WIDE, 0)
    terms = {
        "always": np.ones(len(e.gap)),
        "mutual": e.mutual,
        "faces": e.faces,
        "blunt": e.blunt,
        "goes_on": e.goes_on,
        "corner": e.corner,
        "gap": e.gap,
        "log_gap": log_gap,
        "mutual_gap": e.mutual * e.gap,
        "mutual_log_gap": e.mutual * log_gap,
        "narrow": e.gap < 0.1,
        "cosine": e.cosine,
        "aside": e.aside,
        "aside_by_gap": e.aside / e.gap,
        "mutual_aside_by_gap": e.mutual * e.aside / e.gap,
        "log_back": log_back,
        "log_back_other": _log(np.minimum(e.back_other, 2.0), 0.005) * (e.back_other < 5),
        "mutual_log_least_back": e.mutual * _log(np.minimum(e.back, e.back_other), 0.005),
        "short": short,
        "short_log_gap": short * log_gap,
        "short_log_back": short * log_back,
        "short_wall": short * wall,
        "short_goes_on": short * e.goes_on,
        "short_blunt": short * e.blunt,
        "mutual_any_short": e.mutual * (short | short_other),
        "mutual_both_short": e.mutual * short * short_other,
        "mutual_both_short_log_gap": e.mutual * short * short_other * log_gap,
        "continues": e.continues,
        "continues_log_back": e.continues * log_back,
        "short_narrow": short * (e.gap < 0.1),
        "short_corner": short * e.corner,
        "short_as_others": short * (e.back < style.overshoot),
        "longer_than_others": short * np.maximum(log_back - _log(style.overshoot, 0.005), 0),
        "log_room_beside": _log(e.room_beside, 0.01),
        "passage_beside": e.room_beside < 0.15,
        "log_least_area": _log(e.least_area, 0.003),
        "least_area": np.minimum(e.least_area, 0.3),
        "mutual_wide": e.mutual * (e.gap > WIDE),
        "mutual_wider": e.mutual * wide,
        "wall_wider": wall * wide,
        "other_wider": ~wall * ~e.mutual * wide,
        "sideways": e.sideways,
        "sideways_log_gap": e.sideways * log_gap,
        "sideways_wide": e.sideways * wide,
        "sideways_wall": e.sideways * wall,
        "sideways_goes_on": e.sideways * e.goes_on,
        "sideways_corner": e.sideways * e.corner,
        "sideways_blunt": e.sideways * e.blunt,
        "sideways_short": e.sideways * short,
        "sideways_log_back": e.sideways * log_back,
        "abreast": e.abreast,
        "abreast_log_gap": e.abreast * log_gap,
        "elbow": e.elbow,
        "elbow_gap": e.elbow * e.gap,
        "elbow_short": e.elbow * (short | short_other),
        "ahead_goes_on": ahead * e.goes_on,
        "alike": e.alike,
        "alike_mutual": e.alike * e.mutual,
        "alike_aside": e.alike * e.mutual * e.aside,
    }
    return {name: np.asarray(column, dtype=np.float64) for name, column in terms.items()}


def style_terms(style: Style) -> dict[str, float]:
    """Terms of the kind of drawing, by name."""
    return {
        "always": 1.0,
        "overshooting": style.overshooting,
        "few_pairs": float(style.pairs < 0.006),
        "log_pairs": float(np.log(max(style.pairs, 0.01)) + 3),
        "log_wide_pairs": float(np.log(max(style.wide_pairs, 0.005)) + 4),
        "log_dangles": float(np.log(max(style.dangles, 0.01)) + 2),
        "solid": style.solid,
    }


def _log(values: FloatArray | float, least: float) -> FloatArray:
    return np.asarray(np.log(np.maximum(values, least)))


@cache
def shipped() -> Model:
    """The model in ``likelihood.json``."""
    return Model.load("detection.closing", "likelihood.json")
