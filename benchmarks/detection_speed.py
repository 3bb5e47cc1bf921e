"""How long detection takes, as a ratio to peers in the same run.

    python -m benchmarks.detection_speed [--most 100000] [--plot speed.png]

Plans are blocks that are split into rooms again and again, each split being one wall. Times are CPU times;
the peers polygonize only, while ours also looks for gaps and double lines, measures the rooms and nests them.
"""

import argparse
import heapq
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np

from benchmarks.noise import FloatArray
from benchmarks.peers import installed_peers
from detection import detect_segments

SMALL = (1, 2, 5, 10, 20, 50)
LARGE = (100, 1_000, 10_000, 100_000, 1_000_000)


def split_block(rooms: int, seed: int, *, slanted: bool = False) -> tuple[FloatArray, FloatArray]:
    """Walls (n, 4) of a block split into rooms, and the rooms' corners (r, 4, 2).

    Slanted, no wall is parallel to an axis and rooms have no right angles.
    """
    rng = np.random.default_rng(seed)
    side = 4.0 * np.sqrt(rooms)
    walls = [(0.0, 0.0, side, 0.0), (side, 0.0, side, side), (side, side, 0.0, side), (0.0, side, 0.0, 0.0)]
    cells = [(-side * side, 0, (0.0, 0.0, side, side))]
    for number in range(1, rooms):
        a, b, c, d = heapq.heappop(cells)[2]
        share = rng.uniform(0.35, 0.65)
        if c - a > d - b:
            m = a + share * (c - a)
            walls.append((m, b, m, d))
            parts = [(a, b, m, d), (m, b, c, d)]
        else:
            m = b + share * (d - b)
            walls.append((a, m, c, m))
            parts = [(a, b, c, m), (a, m, c, d)]
        for k, (p, q, r, s) in enumerate(parts):
            heapq.heappush(cells, (-(r - p) * (s - q), 2 * number + k, (p, q, r, s)))
    corners = np.array([[[a, b], [c, b], [c, d], [a, d]] for _, _, (a, b, c, d) in cells])
    shear = np.array([[0.96, 0.28], [-0.12, 1.02]]) if slanted else np.eye(2)
    return (np.array(walls).reshape(-1, 2) @ shear).reshape(-1, 4), corners @ shear


def cpu_time(work: Callable[[FloatArray], object], walls: FloatArray) -> float:
    """Best CPU seconds of a few runs, at most about a second of them."""
    times: list[float] = []
    while len(times) < 5 and sum(times) < 1:
        start = time.process_time()
        work(walls)
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    """Print both tables, and plot them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--most", type=int, default=100_000, help="rooms of the largest plan")
    parser.add_argument("--plot", type=Path, help="where to save a plot (PNG or SVG)")
    chosen = parser.parse_args()
    peers = installed_peers()
    print("one plan from walls to result document, CPU ms")
    print(f"{'rooms':>8}{'rectangular':>14}{'irregular':>14}")
    for rooms in SMALL:
        times = [
            cpu_time(
                lambda walls: detect_segments(walls).to_document(), split_block(rooms, 1, slanted=slanted)[0]
            )
            for slanted in (False, True)
        ]
        print(f"{rooms:>8}" + "".join(f"{1e3 * seconds:>14.2f}" for seconds in times))
    print("\nwalls to rooms as arrays, CPU ms (ours over peer)")
    print(f"{'rooms':>8}{'ours':>12}" + "".join(f"{name:>24}" for name in peers))
    table: dict[str, list[float]] = {name: [] for name in ("ours", *peers)}
    sizes = [rooms for rooms in LARGE if rooms <= chosen.most]
    for rooms in sizes:
        walls, _ = split_block(rooms, 1)
        mine = cpu_time(detect_segments, walls)
        table["ours"].append(mine)
        line = f"{rooms:>8}{1e3 * mine:>12.2f}"
        for name, peer in peers.items():
            theirs = cpu_time(peer, walls)
            table[name].append(theirs)
            line += f"{1e3 * theirs:>16.2f} ({mine / theirs:.2f})"
        print(line, flush=True)
    if chosen.plot:
        plot(sizes, table, chosen.plot)


def plot(sizes: list[int], table: dict[str, list[float]], path: Path) -> None:
    """Time over size, both logarithmic."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
    for name, times in table.items():
        axes.loglog(sizes, times, "o-", label=name)
    axes.set(xlabel="rooms", ylabel="CPU seconds")
    axes.grid(visible=True, which="major", alpha=0.3)
    axes.legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
