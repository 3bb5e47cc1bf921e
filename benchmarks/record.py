"""
Keep figures per commit, to detect changes that are slower or less accurate.

    python -m benchmarks.record            # measure, print beside the last record, and fail if it is worse
    python -m benchmarks.record --store    # measure, and keep the figures in benchmarks/results/

Each figure is a ratio to a peer in the same run, or a share: both are comparable between machines. A ratio
is the median of interleaved pairs, so a machine that slows down affects both sides.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.detection_speed import noisy_block, split_block
from benchmarks.peers import polygonize
from detection import DetectionResult, detect_rooms, detect_segments

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results"
PLANS = ROOT / "tests" / "data" / "plans"
PAIRS = 7
WORSE = 1.25  # of a ratio, between two records: more than two idle runs of one commit differ by
FEWER = 0.005  # of a share


def figures() -> dict[str, float]:
    """
    Measure.

    Returns
    -------
    dict
        Ratios ("… / …", smaller is better) and shares ("rooms right", larger is better).
    """
    plans = [json.loads(path.read_text()) for path in sorted(PLANS.glob("*.json"))]
    found: dict[str, float] = {
        "real plans / shapely": _ratio(lambda: _detect(plans), lambda: _polygonize(plans))
    }
    for rooms in (50, 500, 5000):
        clean, noisy = split_block(rooms, seed=1)[0], noisy_block(rooms, seed=1)
        found[f"{rooms} rooms, noisy / shapely"] = _ratio(
            partial(detect_segments, noisy), partial(polygonize, noisy)
        )
        found[f"{rooms} rooms / shapely"] = _ratio(
            partial(detect_segments, clean), partial(polygonize, clean)
        )
        found[f"{rooms} rooms, noisy / clean"] = _ratio(
            partial(detect_segments, noisy), partial(detect_segments, clean)
        )
        for kind, walls in (("noisy", noisy), ("clean", clean)):
            found[f"document of {rooms} rooms, {kind} / detection"] = _ratio(
                partial(_document, detect_segments(walls)), partial(detect_segments, walls)
            )
    counts = [
        (len(plan["rooms"]), len(detect_rooms({"walls": plan["walls"]}).to_document()["rooms"]))
        for plan in plans
        if "rooms" in plan
    ]
    found["plans with the right count of rooms"] = sum(true == ours for true, ours in counts) / len(counts)
    return found


def _document(result: DetectionResult) -> bytes:
    return replace(result).to_json()  # a copy, which remembers nothing that the last one computed


def _ratio(ours: Callable[[], object], peer: Callable[[], object]) -> float:
    ours(), peer()  # the first call imports and compiles
    return statistics.median(_seconds(ours) / _seconds(peer) for _ in range(PAIRS))


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _detect(plans: list[dict[str, object]]) -> None:
    for plan in plans:
        detect_rooms({"walls": plan["walls"]}).to_document()


def _polygonize(plans: list[dict[str, object]]) -> None:
    for plan in plans:
        polygonize(np.array([[*wall["start"], *wall["end"]] for wall in plan["walls"]]))  # type: ignore[attr-defined] # plain JSON


def worse(before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """Name the figures that got worse by more than chance."""
    return [
        name
        for name in before.keys() & now.keys()
        if (now[name] > before[name] * WORSE if "/" in name else now[name] < before[name] - FEWER)
    ]


def _last() -> tuple[str, dict[str, float]]:
    paths = sorted(RESULTS.glob("*.json"))
    if not paths:
        return "nothing", {}
    record = json.loads(paths[-1].read_text())
    return record["commit"], record["figures"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure, and compare with the last record.")
    parser.add_argument("--store", action="store_true", help="keep the figures in benchmarks/results/")
    store = parser.parse_args().store
    commit, before = _last()
    now = figures()
    print(f"{'':40} {commit:>10} {'now':>10}")
    for name, value in now.items():
        print(f"{name:40} {before.get(name, float('nan')):10.3f} {value:10.3f}")
    if store:
        head = subprocess.run(
            ["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.strip()
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d-%H%M}-{head}.json"
        path.write_text(json.dumps({"commit": head, "figures": now}, indent=1) + "\n")
        print(f"kept in {path.relative_to(ROOT)}")
    elif lost := worse(before, now):
        sys.exit(f"worse than at {commit}: {', '.join(sorted(lost))}")


if __name__ == "__main__":
    main()
