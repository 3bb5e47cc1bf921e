"""CPU time of detection: real plans, then generated ones, as ratios to peers in the same run.

    python -m benchmarks.detection_speed [--plans FOLDER] [--most 5000] [--plot speed.png]

Times are CPU times, each the median of several runs. All contestants run in turn, so that a busy machine
slows all of them alike. "rooms" is detection, "document" the same with its result as JSON; "kernels" are
our noding, tracing, nesting and measuring without closing, a lower bound for every plan. The peers node and
polygonize only.
"""

import argparse
import heapq
import json
import time
from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import numpy as np
import shapely

from benchmarks.noise import Case, FloatArray, jitter, stretch
from benchmarks.peers import installed_peers
from detection import detect_segments
from detection.graph.faces import trace_rings
from detection.graph.measure import find_corners, measure
from detection.graph.nesting import nest
from detection.graph.noding import node, noding_tolerance
from detection.kernels import library

SIZES = (50, 500, 5_000, 50_000)  # rooms of generated plans
RUNS = 5
PLANS = Path(__file__).parents[1] / "tests" / "data" / "plans"

Work = Callable[[FloatArray], object]


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


def noisy_block(rooms: int, seed: int) -> FloatArray:
    """The walls of a block with ends that are a little off, and small gaps."""
    walls, corners = split_block(rooms, seed)
    case = Case(walls, list(np.asarray(shapely.polygons(corners))), [])
    rng = np.random.default_rng(seed)
    for noise in (jitter(0.0005), stretch(0, 0.005, 0.3, -1)):
        case = Case(noise(case, rng), case.rooms, [])
    return case.walls


def kernels_alone(walls: FloatArray) -> object:
    """From walls to measured faces, with nothing closed."""
    tolerance = noding_tolerance(walls)
    graph, rings = trace_rings(node(walls, tolerance))
    faces = nest(graph, rings)
    return find_corners(graph, rings, tolerance), measure(graph, rings, faces)


def contestants() -> dict[str, Work]:
    """What is timed, by name."""

    def numpy_path(walls: FloatArray) -> object:
        with library.plain():
            return detect_segments(walls).to_json()

    ours: dict[str, Work] = {
        "rooms": detect_segments,
        "document": lambda walls: detect_segments(walls).to_json(),
        "kernels": kernels_alone,
    }
    return ours | installed_peers() | {"NumPy path": numpy_path}


def medians(work: dict[str, Work], walls: FloatArray, runs: int) -> dict[str, float]:
    """CPU milliseconds of each contestant: the median of some runs, in turn."""
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(runs):
        for name, each in work.items():
            start = time.process_time()
            each(walls)
            times[name].append(1e3 * (time.process_time() - start))
    return {name: float(np.median(values)) for name, values in times.items()}


def real_plans(folder: Path, work: dict[str, Work], runs: int) -> None:
    """Print how long real plans take: those of dwellings in a folder."""
    paths = sorted(folder.glob("r2v*.json"))
    rows = []
    for path in paths:
        plan = json.loads(path.read_text())
        walls = np.array([[*wall["start"], *wall["end"]] for wall in plan["walls"]], dtype=np.float64)
        rows.append({"walls": float(len(walls)), **medians(work, walls, runs)})
    print(f"{len(rows)} real dwellings, CPU ms")
    print(f"{'':>12}" + "".join(f"{name:>16}" for name in rows[0]))
    for name, share in (("median", 0.5), ("p90", 0.9)):
        figures = [np.quantile([row[column] for row in rows], share) for column in rows[0]]
        print(f"{name:>12}" + "".join(f"{figure:>16.2f}" for figure in figures))


def main() -> None:
    """Print the tables, and plot the last one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--plans", type=Path, default=PLANS, help="folder of real plans")
    parser.add_argument("--most", type=int, default=5_000, help="rooms of the largest generated plan")
    parser.add_argument("--plot", type=Path, help="where to save a plot (PNG or SVG)")
    chosen = parser.parse_args()
    if library.kernels() is None:
        print("there are no compiled kernels here: all of ours are on the NumPy path")
    work = contestants()
    real_plans(chosen.plans, work, RUNS)
    table: dict[str, dict[int, dict[str, float]]] = {"noisy": {}, "clean": {}}
    print(f"\ngenerated plans, CPU ms (over polygonize)\n{'walls':>15}" + "".join(f"{n:>20}" for n in work))
    for rooms in [size for size in SIZES if size <= chosen.most]:
        for kind, walls in (("noisy", noisy_block(rooms, 1)), ("clean", split_block(rooms, 1)[0])):
            chosen_work = {
                name: each for name, each in work.items() if name != "NumPy path" or rooms <= 5_000
            }
            found = table[kind][len(walls)] = medians(chosen_work, walls, RUNS if rooms < 5_000 else 3)
            ratios = [f"{value:.2f} ({value / found['polygonize']:.2f})" for value in found.values()]
            print(f"{len(walls):>9} {kind}" + "".join(f"{ratio:>20}" for ratio in ratios), flush=True)
        noisy, clean = (list(rows.values())[-1]["rooms"] for rows in table.values())
        print(f"{'noisy / clean':>15}{noisy / clean:>20.2f}", flush=True)
    if chosen.plot:
        plot(table, chosen.plot)


def plot(table: dict[str, dict[int, dict[str, float]]], path: Path) -> None:
    """Time over size, both logarithmic: noisy plans on the left."""
    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained", sharey=True)
    for axis, (kind, rows) in zip(axes, table.items(), strict=True):
        for name in next(iter(rows.values())):
            measured = {count: row[name] for count, row in rows.items() if name in row}
            axis.loglog(list(measured), list(measured.values()), "o-", label=name)
        axis.set(title=f"{kind} plans", xlabel="walls")
        axis.grid(visible=True, which="major", alpha=0.3)
    axes[0].set_ylabel("CPU ms")
    axes[0].legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
