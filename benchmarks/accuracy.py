"""Accuracy of the rooms by kind of drawing, and calibration of their confidence.

    python -m benchmarks.accuracy [--plans FOLDER] [--plot accuracy.png]

The plans are documents with known rooms, such as those in ``tests/data/plans``. Peers run on the same
drawings.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from numpy.typing import NDArray

from benchmarks.noise import CONDITIONS, Case, FloatArray, case_of, noisy, valid
from benchmarks.peers import grown, installed_peers
from benchmarks.scoring import Score
from detection import detect_rooms

PLANS = Path(__file__).parents[1] / "tests" / "data" / "plans"
Found = tuple[NDArray[Any], FloatArray | None]
Detector = Callable[[Case], Found]
DOOR = 1.2  # metres: openings that the peer closes by growing walls


def ours(case: Case) -> Found:
    """Rooms with their confidence."""
    result = detect_rooms(case.plan)
    return np.array([valid(shape) for shape in result.polygons], dtype=object), result.confidence


def main() -> None:
    """Print the table, and plot it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plans", type=Path, default=PLANS, help="folder of plans with known rooms")
    parser.add_argument("--plot", type=Path, help="where to save a plot (PNG or SVG)")
    parser.add_argument("--conditions", nargs="+", choices=list(CONDITIONS), default=list(CONDITIONS))
    chosen = parser.parse_args()
    cases = {path.stem: case_of(json.loads(path.read_text())) for path in sorted(chosen.plans.glob("*.json"))}
    detectors: dict[str, Detector] = {"ours": ours}
    for name, peer in installed_peers().items():
        detectors[name] = lambda case, peer=peer: (peer(case.walls), None)  # type: ignore[misc]
    detectors["grown walls"] = lambda case: (grown(case.walls, DOOR * case.metre), None)
    print(f"{len(cases)} plans, {sum(len(case.rooms) for case in cases.values())} rooms")
    print("F1 in % (share of plans with every room right); ECE and AUROC of our confidence")
    header = "".join(f"{name:>17}" for name in detectors)
    print(f"{'condition':<24}{header}{'ECE':>8}{'AUROC':>8}")
    table: dict[str, dict[str, Score]] = {}
    for condition in chosen.conditions:
        table[condition] = scores = {name: Score() for name in detectors}
        for name, case in cases.items():
            drawn = noisy(case, condition, name)
            if drawn is not None:
                for detector, score in zip(detectors.values(), scores.values(), strict=True):
                    score.add(drawn, *detector(drawn))
        cells = "".join(
            f"{100 * s.f1:>10.2f} ({100 * s.perfect / max(1, s.plans):>3.0f}) " for s in scores.values()
        )
        mine = scores["ours"]
        print(f"{condition:<24}{cells}{mine.calibration_error:>8.3f}{mine.auroc:>8.2f}", flush=True)
    if chosen.plot:
        plot(table, chosen.plot)


def plot(table: dict[str, dict[str, Score]], path: Path) -> None:
    """Bars of F1 by condition, and the reliability of confidence."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    figure, (bars, curve) = plt.subplots(1, 2, figsize=(12, 5), width_ratios=[2, 1], layout="constrained")
    names = list(next(iter(table.values())))
    height = 0.8 / len(names)
    for k, name in enumerate(names):
        rows = np.arange(len(table)) + k * height
        bars.barh(rows, [100 * scores[name].f1 for scores in table.values()], height, label=name)
    bars.set_yticks(np.arange(len(table)) + 0.4 - height / 2, list(table))
    bars.invert_yaxis()
    bars.set(xlabel="F1 (%) at an overlap of 0.9 or more", xlim=(0, 100))
    bars.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=len(names))
    confidence = np.concatenate([scores["ours"].confidence for scores in table.values()])
    right = np.concatenate([scores["ours"].right for scores in table.values()])
    bins = np.minimum((confidence * 10).astype(int), 9)
    used = [k for k in range(10) if (bins == k).sum() >= 10]
    curve.plot([0, 1], [0, 1], "--", color="grey", label="perfectly calibrated")
    curve.plot([confidence[bins == k].mean() for k in used], [right[bins == k].mean() for k in used], "o-")
    curve.set(xlabel="confidence", ylabel="share of rooms that are right", xlim=(0, 1), ylim=(0, 1))
    curve.legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
