"""Fit the two models of the detector, on plans whose rooms are known.

    python -m benchmarks.fit_models --plans FOLDER [--check]

``likelihood.json`` separates openings from other dangles, ``confidence.json`` rates the rooms. Both are
fitted without earlier weights, so the same plans give the same files; ``--check`` verifies this instead of
writing them.

The plans are cut into folds, all drawings of a plan in the same one. The printed figures are
cross-validated: the rooms of a plan are found by models that were fitted without its fold.
"""

import argparse
import json
import sys
import zlib
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np
import shapely
from numpy.typing import NDArray

import detection
from benchmarks.generated import varied_block
from benchmarks.logistic import Samples, fit
from benchmarks.noise import CONDITIONS, Case, FloatArray, case_of, noisy, valid
from benchmarks.scoring import Score
from detection import Options, detect_rooms
from detection.closing.close import close
from detection.closing.evidence import Style
from detection.closing.likelihood import evidence_terms, likelihood, matters, shipped, style_terms
from detection.closing.openings import Hypotheses
from detection.models import Model
from detection.plan.parse import Plan
from detection.rooms.confidence import room_terms
from detection.rooms.confidence import style_terms as confidence_styles
from detection.segments.segments import canonical
from detection.walls.drawing import read_walls

MODELS = Path(detection.__file__).parent
HOMES = {"likelihood": "closing", "confidence": "rooms"}  # the folder of each model
BoolArray = NDArray[np.bool_]
FOLDS = 5
EVERY_FOLD = -1  # generated plans are learnt from in every fold, and judged in none
CHUNK = 8  # drawings that a process takes at once
ROUNDS = 1  # of closing, whose hypotheses are learnt from
REPEATS: dict[str, int] = {}
SOME_REPEATS, SOME = 1, 0.7  # drawings in which only that share of a plan's openings is cut
WEIGHTS = {
    "clean": 5.0,
    "real doors and windows": 3.0,
    "large gaps": 3.0,
    "strong jitter": 0.5,
    "doors and passages": 4.0,
    "missing corners": 3.0,
    "double lines with real openings": 2.0,
    "outlines with real openings": 2.0,
    "outlines of equal walls with real openings": 2.0,
}
SELDOM = {  # weights of what is rarer than it is drawn here
    "doors and passages": 0.03,
    "outlines with passages": 0.03,
    "missing corners": 0.3,
}
GENERATED = 4  # plans
PENALTIES = (10.0, 50.0)
TRUE_SHARE = 0.75  # of a hypothesis must lie between two rooms
DOUBTS = (  # terms of the confidence that may only lower it
    *("surprise", "doubt", "root_surprise", "root_doubt", "doubts_by_edges"),
    *("ahead", "aside", "around", "undecided_pairs", "log_odds_of_worst"),
    *("widest", "wider_than_others", "few_pairs", "lone_passage"),
)


@dataclass(frozen=True)
class Drawing:
    """A plan as it is drawn under a condition."""

    condition: str
    fold: int
    case: Case


def main() -> None:
    """Fit both models, and write them or compare them with those that are there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plans", type=Path, required=True, help="folder of plans with known rooms")
    parser.add_argument(
        "--every", type=int, default=1, help="use every N-th plan only (default: 1, all plans)", metavar="N"
    )
    parser.add_argument("--jobs", type=int, default=1, help="number of parallel processes (default: 1)")
    parser.add_argument("--skip", type=int, default=0, help="begin with that plan (default: 0)", metavar="N")
    parser.add_argument(
        "--confidence",
        action="store_true",
        help="fit the confidence alone, on plans that the shipped likelihood has not seen",
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a file would change")
    chosen = parser.parse_args()
    cases = {
        path.stem: case_of(json.loads(path.read_text()))
        for path in sorted(chosen.plans.glob("*.json"))[chosen.skip :: chosen.every]
    }
    with ProcessPoolExecutor(chosen.jobs) as pool:
        if chosen.confidence:
            final = shipped()
            likelihoods = [final] * FOLDS
        else:
            likelihoods, final = fit_likelihood(list(_training(cases)), pool)
        found = list(pool.map(partial(find_rooms, models=likelihoods), _judged(cases), chunksize=CHUNK))
    samples = Samples.joined(part.samples for part in found)
    confidences = [fit_confidence(samples, k) for k in range(FOLDS)]
    report(found, confidences)
    changed = False
    for name, model in (("likelihood", final), ("confidence", fit_confidence(samples))):
        path, text = MODELS / HOMES[name] / f"{name}.json", model.to_json()
        changed |= path.read_text(encoding="utf-8") != text
        if not chosen.check:
            path.write_text(text, encoding="utf-8")
    if chosen.check and changed:
        sys.exit("the fitted models differ from those that are there")


def fit_likelihood(drawings: list[Drawing], pool: Executor) -> tuple[list[Model], Model]:
    """A model without each fold, and one of all.

    A first model learns from drawings that are closed as they should be; the second one also from what the
    first makes of drawings that it has not seen, mistakes included.
    """

    def without(samples: Samples, fold: int | None) -> Model:
        return fit(
            samples, samples.fold != fold if fold is not None else samples.fold >= EVERY_FOLD, PENALTIES
        )

    def samples_of(models: list[Model | None]) -> Samples:
        found = pool.map(opening_samples, drawings, models, chunksize=CHUNK)
        return Samples.joined(part for parts in found for part in parts)

    ideal = samples_of([None] * len(drawings))
    first = [without(ideal, k) for k in range(FOLDS)]
    seen = samples_of([first[drawing.fold] for drawing in drawings])
    samples = Samples.joined([ideal, seen])
    return [without(samples, k) for k in range(FOLDS)], without(samples, None)


def opening_samples(drawing: Drawing, model: Model | None) -> list[Samples]:
    """Hypotheses that closing weighs, true between two rooms; without a model, truth decides."""
    case = drawing.case
    plan = Plan(load_bearing=[False] * len(case.walls))
    read = read_walls(canonical(case.walls, np.arange(len(case.walls))), plan, Options())
    rounds: list[tuple[Hypotheses, Style, BoolArray, float]] = []

    def judge(found: Hypotheses, style: Style, clearance: float) -> FloatArray:
        true = _lie_between_rooms(found, case)
        rounds.append((found, style, true, clearance))
        if model is not None:
            return likelihood(found.evidence, style, model)
        return np.where(matters(found.evidence), true.astype(np.float64), 0.0)

    closing = close(
        read.joined, read.graph, read.tolerance, read.clearance, judge=judge, thickness=read.solid
    )
    parts: list[Samples] = []
    for found, style, true, _ in [seen for seen in rounds if seen[3] == closing.clearance][:ROUNDS]:
        used = matters(found.evidence)
        count = int(used.sum())
        terms, styles = evidence_terms(found.evidence, style), style_terms(style)
        parts.append(
            Samples(
                tuple(terms),
                tuple(styles),
                np.column_stack(list(terms.values()))[used],
                np.tile(list(styles.values()), (count, 1)),
                true[used],
                np.full(count, drawing.fold),
                np.full(count, WEIGHTS.get(drawing.condition, 1.0)),
            )
        )
    return parts


@dataclass(frozen=True)
class Found:
    """The rooms of a drawing, found by a model that has not seen its plan."""

    condition: str
    samples: Samples  # true where they are right
    score: Score


class _Unfitted:
    """A model of confidence before there is one, whatever its terms."""

    def logit(self, terms: dict[str, FloatArray], _styles: dict[str, float]) -> FloatArray:
        return np.zeros_like(next(iter(terms.values())))


def find_rooms(drawing: Drawing, models: list[Model]) -> Found:
    """Rooms that are found, and which of them are right."""
    with (
        patch("detection.closing.likelihood.shipped", lambda: models[drawing.fold]),
        patch("detection.rooms.confidence._model", _Unfitted),
    ):
        found = detect_rooms(drawing.case.plan)
    shapes = np.array([valid(shape) for shape in found.polygons], dtype=object)
    score = Score()
    true, counted = score.add(drawing.case, shapes)
    terms = room_terms(found.grounds, found.closing, found.measures, found.rooms, found.drawn)
    styles = confidence_styles(solid=found.bodies is not None)
    count = int(counted.sum())
    samples = Samples(
        tuple(terms),
        tuple(styles),
        np.column_stack(list(terms.values()))[counted],
        np.tile(list(styles.values()), (count, 1)),
        true[counted],
        np.full(count, drawing.fold),
        np.full(count, SELDOM.get(drawing.condition, 1.0)),
    )
    return Found(drawing.condition, samples, score)


def fit_confidence(samples: Samples, without: int | None = None) -> Model:
    """A model of all rooms, or without those of a fold."""
    return fit(
        samples, samples.fold != without if without is not None else samples.fold >= 0, (1.0, 1.0), DOUBTS
    )


def report(found: list[Found], confidences: list[Model]) -> None:
    """Print cross-validated figures."""
    print(f"{'condition':<24}{'F1':>8}{'perfect':>9}{'ECE':>8}{'AUROC':>8}")
    for condition in dict.fromkeys(part.condition for part in found):
        total = Score()
        for part in found:
            if part.condition == condition:
                total.merge(part.score)
                if len(part.samples.true):
                    model = confidences[int(part.samples.fold[0])]
                    standard = (part.samples.terms - model.mean) / model.scale
                    logit = np.einsum("ij,jk,ik->i", standard, model.weights, part.samples.styles)
                    total.confidence += (1 / (1 + np.exp(-logit))).tolist()
                    total.right += part.samples.true.tolist()
        print(
            f"{condition:<24}{100 * total.f1:>8.2f}{100 * total.perfect / total.plans:>9.0f}"
            f"{total.calibration_error:>8.3f}{total.auroc:>8.2f}",
            flush=True,
        )


def _training(cases: dict[str, Case]) -> Iterator[Drawing]:
    """Every plan under every condition in which walls are lines; where there is chance in it, repeatedly."""
    blocks = {f"block {seed}": varied_block(6 + 3 * seed, seed) for seed in range(GENERATED)}
    for name, case in (cases | blocks).items():
        fold = _fold_of(name) if name in cases else EVERY_FOLD
        for condition in CONDITIONS:
            if condition in ("double lines", "outlines", "rotated", "axes that end at faces"):
                continue  # no end of a wall is free in them
            for number in range(REPEATS.get(condition, 1) if name in cases else 1):
                drawn = noisy(case, condition, f"{name} {number}")
                if drawn is not None:
                    yield Drawing(condition, fold, drawn)
        for number in range(SOME_REPEATS):
            chosen = np.random.default_rng(_hash(f"{name} some {number}")).random(len(case.openings)) < SOME
            some = [opening for opening, cut in zip(case.openings, chosen, strict=True) if cut]
            drawn = noisy(replace(case, openings=some), "real doors and windows", name)
            if drawn is not None:
                yield Drawing("some real doors and windows", fold, drawn)


def _judged(cases: dict[str, Case]) -> Iterator[Drawing]:
    """Every plan under every condition, as ``benchmarks/accuracy.py`` draws it."""
    for condition in CONDITIONS:
        for name, case in cases.items():
            drawn = noisy(case, condition, name)
            if drawn is not None:
                yield Drawing(condition, _fold_of(name), drawn)


def _fold_of(name: str) -> int:
    """Variants of a plan, named ``<set>__<plan>``, are in the same fold."""
    return _hash(name.rsplit("__", maxsplit=1)[-1]) % FOLDS


def _hash(text: str) -> int:
    return zlib.crc32(text.encode())


def _lie_between_rooms(found: Hypotheses, case: Case) -> BoolArray:
    """Whether each hypothesis, with all its legs, lies between rooms."""
    legs, row = found.legs(np.ones(len(found.dangle), dtype=bool))
    true = np.ones(len(found.dangle), dtype=bool)
    np.logical_and.at(true, row, _lies_between_rooms(legs, case))
    return true


def _lies_between_rooms(segments: FloatArray, case: Case) -> BoolArray:
    """Whether most of a segment, (k, 4), has different rooms on its two sides."""
    way = segments[:, 2:] - segments[:, :2]
    left = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None] * (0.12 * case.metre)
    tree = shapely.STRtree(np.array(case.rooms, dtype=object))
    shares = (0.15, 0.3, 0.5, 0.7, 0.85)
    differ = np.zeros(len(segments))
    for share in shares:
        point = segments[:, :2] + share * way
        sides = []
        for aside in (point + left, point - left):
            room = np.full(len(segments), -1)
            at, found = tree.query(shapely.points(aside), predicate="within")
            room[at] = found
            sides.append(room)
        differ += sides[0] != sides[1]
    return np.asarray(differ / len(shares) >= TRUE_SHARE)


if __name__ == "__main__":
    main()
