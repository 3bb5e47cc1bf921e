"""Fit the two models of the detector, on plans whose rooms are known.

    python -m benchmarks.fit_models likelihood --plans FOLDER [--held-out]
    python -m benchmarks.fit_models confidence --plans FOLDER [--held-out]

``likelihood.json`` tells openings from other free ends; ``confidence.json`` tells how sure a room is, and is
fitted last, for it judges what the other decides. Every plan is drawn in all the ways of
``benchmarks/noise.py``, some of them several times, and blocks of generated rooms are added for variety.
``--held-out`` fits on one half of the plans, scores the other and writes nothing.
"""

import argparse
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.optimize import minimize

import detection
from benchmarks.detection_speed import split_block
from benchmarks.noise import CONDITIONS, THICKNESS, Case, FloatArray, case_of, noisy, valid
from benchmarks.scoring import Score
from detection import detect_segments
from detection.closing import close
from detection.confidence import room_terms
from detection.likelihood import evidence_terms, matters, style_terms
from detection.node import node, noding_tolerance
from detection.scale import measure_scale
from detection.strokes import canonical

if TYPE_CHECKING:
    from detection.openings import Hypotheses, Style

MODELS = Path(detection.__file__).parent
BoolArray = NDArray[np.bool_]
REPEATS = 3
ROUNDS = 2  # of closing, whose hypotheses are learnt from
WEIGHTS = {"clean": 5.0, "real doors and windows": 3.0, "large gaps": 3.0, "strong jitter": 0.5}
GENERATED = 30  # plans
GENERATED_WEIGHT = 0.5
TRUE_SHARE = 0.75  # of a hypothesis must lie between two rooms
DOUBTS = (1, 2, 3, 4, 9, 10)  # terms of the confidence that may only lower it


@dataclass(frozen=True)
class Samples:
    """Terms and truth of hypotheses or rooms."""

    terms: FloatArray  # (k, m)
    styles: FloatArray  # (k, c); a single 1 where the kind of drawing plays no part
    true: BoolArray  # (k,)
    half: NDArray[np.int64]  # (k,): of the plans
    weight: FloatArray  # (k,)


@dataclass(frozen=True)
class Model:
    """A logistic model, bilinear in terms and styles."""

    mean: FloatArray  # (m,)
    scale: FloatArray  # (m,)
    weights: FloatArray  # (m, c)

    def probability(self, samples: Samples) -> FloatArray:
        """Probability (k,) that each sample is true."""
        logit = np.sum(((samples.terms - self.mean) / self.scale) @ self.weights * samples.styles, axis=1)
        return np.asarray(1 / (1 + np.exp(-logit)))

    def write(self, name: str) -> None:
        """Put the model where the detector reads it."""
        weights = self.weights if self.weights.shape[1] > 1 else self.weights[:, 0]
        columns = {"mean": self.mean, "scale": self.scale, "weights": weights}
        text = json.dumps({key: np.round(values, 5).tolist() for key, values in columns.items()})
        (MODELS / name).write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Fit a model and write it, or score it on held-out plans."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("model", choices=("likelihood", "confidence"))
    parser.add_argument("--plans", type=Path, required=True, help="folder of plans with known rooms")
    parser.add_argument("--held-out", action="store_true", help="score on the other half, write nothing")
    chosen = parser.parse_args()
    plans = {path.stem: json.loads(path.read_text()) for path in sorted(chosen.plans.glob("*.json"))}
    cases = {name: case_of(plan) for name, plan in plans.items()}
    cases |= {f"block {seed}": _block(seed) for seed in range(GENERATED)}
    samples = opening_samples(cases) if chosen.model == "likelihood" else room_samples(cases)
    penalty, monotone = (2.0, False) if chosen.model == "likelihood" else (1.0, True)
    for half in (0, 1) if chosen.held_out else (None,):
        fitted = samples.half == half if chosen.held_out else samples.half >= 0
        model = fit(samples, fitted, penalty, monotone=monotone)
        score(chosen.model, model, samples, ~fitted if chosen.held_out else fitted)
        if not chosen.held_out:
            model.write(f"{chosen.model}.json")


def opening_samples(cases: dict[str, Case]) -> Samples:
    """Hypotheses that closing weighs, true where they lie between two rooms."""
    parts: list[Samples] = []
    for name, condition, case in _drawings(cases, REPEATS):
        if condition in THICKNESS:
            continue  # the lines of walls are no walls
        strokes = canonical(case.walls, np.arange(len(case.walls)))
        tolerance = noding_tolerance(strokes.ends)
        rounds: list[tuple[Hypotheses, Style, float]] = []
        closing = close(
            strokes.ends,
            node(strokes.ends, tolerance),
            tolerance,
            measure_scale(strokes.ends).clearance,
            watch=lambda *seen, rounds=rounds: rounds.append(seen),
        )
        final = [(found, style) for found, style, unit in rounds if unit == closing.unit]
        for found, style in final[:ROUNDS]:
            used = matters(found.evidence)
            styles = np.tile(style_terms(style), (int(used.sum()), 1))
            true = _lies_between_rooms(found.stroke[used], case)
            parts.append(_samples(evidence_terms(found.evidence)[used], styles, true, name, condition))
    return _joined(parts)


def room_samples(cases: dict[str, Case]) -> Samples:
    """Rooms that are found, true where they are right."""
    parts: list[Samples] = []
    for name, _, case in _drawings(cases, 1):
        found = detect_segments(case.walls)
        terms = room_terms(found.grounds, found.closing, found.measures, found.rooms, found.drawn)
        shapes = np.array([valid(shape) for shape in found.shapes], dtype=object)
        true, counted = Score().add(case, shapes)
        rows = np.ones((int(counted.sum()), 1))
        parts.append(_samples(terms[counted], rows, true[counted], name))
    return _joined(parts)


def fit(samples: Samples, rows: BoolArray, penalty: float, *, monotone: bool) -> Model:
    """Weights of largest penalised likelihood; monotone, doubts may only lower the probability."""
    mean, scale = samples.terms.mean(axis=0), samples.terms.std(axis=0) + 1e-9
    mean[0], scale[0] = 0.0, 1.0
    terms = (samples.terms[rows] - mean) / scale
    shape = (terms.shape[1], samples.styles.shape[1])
    features = (terms[:, :, None] * samples.styles[rows][:, None, :]).reshape(len(terms), -1)
    true, weight = samples.true[rows].astype(float), samples.weight[rows]
    shrink = np.full(features.shape[1], penalty)
    shrink[0] = 0.0

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        logit = features @ weights
        value = np.sum(weight * (np.logaddexp(0, logit) - true * logit)) + np.sum(shrink * weights**2) / 2
        slope = features.T @ (weight * (1 / (1 + np.exp(-logit)) - true)) + shrink * weights
        return float(value), slope

    bounds = [(None, 0.0 if monotone and k in DOUBTS else None) for k in range(features.shape[1])]
    found = minimize(loss, np.zeros(features.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds,
                     options={"maxiter": 3000})  # fmt: skip
    return Model(mean, scale, found.x.reshape(shape))


def score(name: str, model: Model, samples: Samples, rows: BoolArray) -> None:
    """Print how well a model does on some samples."""
    likely, true = model.probability(samples)[rows], samples.true[rows]
    tally = Score(confidence=likely.tolist(), right=true.tolist())
    accuracy = float(np.mean((likely > 0.5) == true))
    print(
        f"{name}: {len(true)} samples, {true.mean():.1%} true, accuracy {accuracy:.2%}, "
        f"ECE {tally.calibration_error:.4f}, AUROC {tally.auroc:.3f}",
        flush=True,
    )


def _drawings(cases: dict[str, Case], repeats: int) -> Iterator[tuple[str, str, Case]]:
    """Every plan under every condition; where there is chance in it, several times."""
    for name, case in cases.items():
        for condition, noises in CONDITIONS.items():
            once = not noises or condition in ("real doors and windows", *THICKNESS)
            for number in range(1 if once else repeats):
                drawing = noisy(case, condition, f"{name} {number}")
                if drawing is not None:
                    yield name, condition, drawing


def _block(seed: int) -> Case:
    """A block of generated rooms."""
    walls, rooms = split_block(6 + 2 * seed, seed, slanted=seed % 3 == 0)
    return Case(walls, [shapely.Polygon(corners) for corners in rooms], [])


def _lies_between_rooms(strokes: FloatArray, case: Case) -> BoolArray:
    """Whether most of a stroke, (k, 4), has different rooms on its two sides."""
    way = strokes[:, 2:] - strokes[:, :2]
    left = np.column_stack([-way[:, 1], way[:, 0]]) / np.hypot(*way.T)[:, None] * (0.12 * case.metre)
    tree = shapely.STRtree(np.array(case.rooms, dtype=object))
    shares = (0.15, 0.3, 0.5, 0.7, 0.85)
    differ = np.zeros(len(strokes))
    for share in shares:
        point = strokes[:, :2] + share * way
        sides = []
        for aside in (point + left, point - left):
            room = np.full(len(strokes), -1)
            at, found = tree.query(shapely.points(aside), predicate="within")
            room[at] = found
            sides.append(room)
        differ += sides[0] != sides[1]
    return np.asarray(differ / len(shares) >= TRUE_SHARE)


def _samples(
    terms: FloatArray, styles: FloatArray, true: BoolArray, name: str, condition: str = ""
) -> Samples:
    weight = WEIGHTS.get(condition, 1.0) * (GENERATED_WEIGHT if name.startswith("block") else 1.0)
    count = len(terms)
    half = zlib.crc32(name.encode()) % 2
    return Samples(terms, styles, true, np.full(count, half), np.full(count, weight))


def _joined(parts: list[Samples]) -> Samples:
    return Samples(
        *(np.concatenate(columns) for columns in zip(*(vars(part).values() for part in parts), strict=True))
    )


if __name__ == "__main__":
    main()
