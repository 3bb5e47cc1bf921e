"""Real plans with rooms that people, not polygonizers, marked, drawn well and badly."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from benchmarks.noise import THICKNESS, Case, case_of, noisy, valid
from benchmarks.scoring import Score
from detection import Options, detect_rooms, detect_segments

PLANS = {
    path.stem: case_of(json.loads(path.read_text()))
    for path in sorted((Path(__file__).parents[2] / "data" / "plans").glob("*.json"))
}
BUILDINGS = [name for name in PLANS if name.startswith(("r2v", "floorspace"))]
CLOSED = [name for name in PLANS if not name.startswith(("r2v_gaps", "r2v_diag"))]

# F1 of all buildings together, at least; figures of all plans are in docs/understand/detection.md
LEAST = {
    "clean": 1.0,
    "jitter": 0.985,
    "strong jitter": 0.97,
    "small gaps": 0.99,
    "large gaps": 0.98,
    "overshoots": 0.985,
    "duplicates": 0.99,
    "stubs": 0.99,
    "doors": 0.99,
    "real doors and windows": 0.85,
    "double lines": 0.99,
    "double lines with doors": 0.99,
    "double lines with real openings": 0.88,
    "outlines": 0.99,
    "outlines with doors": 0.99,
    "outlines with real openings": 0.75,
    "outlines of equal walls with real openings": 0.85,
    "axes that end at faces": 0.98,
    "missing corners": 0.84,
    "outlines with passages": 0.7,
    "doors and passages": 0.82,
    "messy": 0.96,
    "messy with doors": 0.95,
}


def add(score: Score, drawn: Case, options: Options | None = None) -> None:
    found = detect_rooms(drawn.plan, options)
    score.add(drawn, np.array([valid(shape) for shape in found.polygons], dtype=object), found.confidence)


@cache
def score_of(condition: str) -> Score:
    """How well the rooms of all buildings are found under a condition."""
    score = Score()
    for name in BUILDINGS:
        drawn = noisy(PLANS[name], condition, name)
        if drawn is not None:
            add(score, drawn)
    return score


@pytest.mark.parametrize("condition", ["clean", "rotated"])
@pytest.mark.parametrize("name", CLOSED)
def test_a_clean_plan_has_every_room_and_no_other(name: str, condition: str) -> None:
    score = Score()
    drawn = noisy(PLANS[name], condition, name)
    assert drawn is not None
    add(score, drawn)
    assert (score.missed, score.extra) == (0, 0)


@pytest.mark.parametrize("condition", LEAST)
def test_a_badly_drawn_plan_has_nearly_every_room(condition: str) -> None:
    score = score_of(condition)
    assert score.plans > 0
    assert score.f1 >= LEAST[condition]


@pytest.mark.parametrize("name", CLOSED)
def test_strict_changes_nothing_where_nothing_is_open(name: str) -> None:
    score = Score()
    add(score, PLANS[name], Options(strict=True))
    assert (score.missed, score.extra) == (0, 0)


def test_strict_names_the_leaks_of_open_rooms() -> None:
    for name in BUILDINGS:
        drawn = noisy(PLANS[name], "large gaps", name)
        assert drawn is not None
        repaired, strict = (
            detect_segments(drawn.walls, Options(strict=s)).to_document() for s in (False, True)
        )
        assert strict["repairs"] == []
        assert strict["rooms_count"] < repaired["rooms_count"]
        assert sum(finding["kind"] == "leak" for finding in strict["diagnostics"]) >= sum(
            repair["kind"] in ("gap", "opening") for repair in repaired["repairs"]
        )


def test_confidence_means_what_it_says() -> None:
    total = Score()
    for condition in LEAST:
        score = score_of(condition)
        total.confidence += score.confidence
        total.right += score.right
    assert total.calibration_error <= 0.03
    assert total.auroc >= 0.8
    assert set(THICKNESS) < set(LEAST)
