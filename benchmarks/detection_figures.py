"""Draw the figures of the documentation: each behaviour of the detector, and each condition.

python -m benchmarks.detection_figures [--folder docs/understand/detection]
"""

import argparse
import json
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes

from benchmarks.noise import FloatArray, case_of, noisy
from detection import DetectionResult, Options, detect_rooms, detect_segments

ROOT = Path(__file__).parents[1]
PLAN = ROOT / "tests" / "data" / "plans" / "r2v__0863215b.json"
COLOURS = ("#8dd3c7", "#fdb462", "#bebada", "#fb8072", "#80b1d3", "#b3de69", "#fccde5", "#ffed6f")
Walls = list[list[float]]

BLOCK: Walls = [[0, 0, 12, 0], [12, 0, 12, 8], [12, 8, 0, 8], [0, 8, 0, 0]]
INNER: Walls = [[0, 4, 12, 4], [4, 0, 4, 4], [8, 0, 8, 4], [5, 4, 5, 8], [9, 4, 9, 8]]
ISLAND: Walls = [[5, 1.2, 7, 1.2], [7, 1.2, 7, 2.8], [7, 2.8, 5, 2.8], [5, 2.8, 5, 1.2]]
SHORT: Walls = [[0.35, 4, 11.7, 4], [4, 0, 4, 3.7], [8, 0.3, 8, 4], [5, 4.25, 5, 8], [9, 4, 9, 7.7]]
LONG: Walls = [[-0.35, 4, 12.4, 4], [4, -0.3, 4, 4.4], [8, 0, 8, 4.3], [5, 3.6, 5, 8.4], [9, 4, 9, 8.3]]
DOORS: Walls = [
    [0, 4, 1.5, 4], [2.4, 4, 5.5, 4], [6.4, 4, 10, 4], [10.9, 4, 12, 4],
    [4, 0, 4, 1.5], [4, 2.4, 4, 4], [8, 0, 8, 2], [8, 2.9, 8, 4], [5, 4, 5, 8], [9, 4, 9, 8],
]  # fmt: skip
CORNER: Walls = [
    [0, 0, 12, 0],
    [12, 0, 12, 7.2],
    [10.9, 8, 0, 8],
    [0, 8, 0, 4.6],
    [0, 4.1, 0, 0],
    [0, 4, 12, 4],
    [4, 0, 4, 4],
    [8, 0, 8, 4],
    [5, 4, 5, 8],
    [9, 4, 9, 8],
]
PASSAGE: Walls = [
    [0, 0, 12, 0],
    [12, 0, 12, 8],
    [12, 8, 0, 8],
    [0, 8, 0, 0],
    [0, 4, 1, 4],
    [1.9, 4, 6.5, 4],
    [7.4, 4, 10, 4],
    [10.9, 4, 12, 4],
    [4, 0, 4, 1.5],
    [4, 2.4, 4, 4],
    [8, 0, 8, 2],
    [8, 2.9, 8, 4],
    [5, 4, 5, 4.9],
    [5, 6.7, 5, 8],
    [9, 4, 9, 5.5],
    [9, 6.4, 9, 8],
]
FURNITURE: Walls = [
    [side[0] + x, side[1] + y, side[2] + x, side[3] + y]
    for x, y in ((1, 5), (6, 5.5), (9.8, 4.6), (9.8, 6.2))
    for side in ([0, 0, 1.4, 0], [1.4, 0, 1.4, 0.8], [1.4, 0.8, 0, 0.8], [0, 0.8, 0, 0])
]
TREADS: Walls = [[0.3, 0.3 + 0.27 * k, 1.5, 0.3 + 0.27 * k] for k in range(12)] + [
    [x, 0.3, x, 3.27] for x in (0.3, 1.5)
]
GALLERY = {
    "r2v__0863215b": "real doors and windows",
    "r2v__47375943": "outlines with doors",
    "r2v_gaps__69d0479e": "double lines with real openings",
    "r2v_diag__685eb4da": "messy with doors",
}
STUBS: Walls = [[2, 0, 2, 1], [12, 6, 11.2, 6], [6.5, 4, 6.5, 5]]


def outlines(walls: Walls, thickness: float) -> Walls:
    """Each wall as the outline of a bar."""
    t, lines = thickness / 2, []
    for x0, y0, x1, y1 in walls:
        a, b, c, d = min(x0, x1) - t, min(y0, y1) - t, max(x0, x1) + t, max(y0, y1) + t
        lines += [[a, b, c, b], [c, b, c, d], [c, d, a, d], [a, d, a, b]]
    return lines


def main() -> None:
    """Write the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "understand" / "detection")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    mpl.use("Agg")
    import matplotlib.pyplot as plt  # noqa: PLC0415 - after the backend is chosen

    arcs = {"walls": [
        {"type": "polyline", "points": [[12, 0], [0, 0], [0, 8], [12, 8]]},
        {"type": "arc", "start": [12, 0], "end": [12, 8], "bulge": 0.5},
        {"type": "arc", "start": [5, 0], "end": [5, 8], "bulge": -0.3},
        {"type": "line", "start": [0, 5], "end": [14, 5]},
    ]}  # fmt: skip
    panels = {
        "crossings, T-junctions, holes": _found(BLOCK + INNER + ISLAND),
        "arcs and polylines": detect_rooms(arcs),
        "gaps are closed": _found(BLOCK + SHORT),
        "overshoots and stubs are left out": _found(BLOCK + LONG + STUBS),
        "doors are closed and lead somewhere": _found(BLOCK + DOORS),
        "corners that are missing": _found(CORNER),
        "wide openings are closed where ends face": _found(PASSAGE),
        "strict: nothing is repaired": _found(BLOCK + SHORT[:1] + INNER[1:3] + SHORT[3:], strict=True),
        "two lines a wall": _found(outlines(BLOCK + INNER, 0.3)),
        "axes that end at faces": detect_rooms(_butt(BLOCK + INNER, 0.4)),
        "a room that is not closed": _found(
            [*BLOCK[:2], [12, 8, 9, 8], [7.6, 8, 0, 8], BLOCK[3], *INNER], strict=True
        ),
        "one wall drawn twice by hand": _found(
            [*BLOCK, *INNER, [5.06, 3.97, 4.95, 8.02], [0, 4.07, 12, 3.95]]
        ),
    }
    figure, axes = plt.subplots(3, 4, figsize=(15, 9.3), layout="constrained")
    for axis, (title, result) in zip(axes.ravel(), panels.items(), strict=True):
        draw(axis, result)
        axis.set_title(title, fontsize=10)
    figure.savefig(folder / "behaviours.png", dpi=80)

    case = case_of(json.loads(PLAN.read_text()))
    conditions = ("jitter", "large gaps", "overshoots", "doors", "double lines", "messy with doors")
    figure, axes = plt.subplots(2, 3, figsize=(13, 8), layout="constrained")
    for axis, condition in zip(axes.ravel(), conditions, strict=True):
        drawn = noisy(case, condition, PLAN.stem)
        assert drawn is not None  # noqa: S101 - all these conditions apply to every plan
        draw(axis, detect_segments(drawn.walls))
        axis.set_title(condition, fontsize=10)
    figure.savefig(folder / "conditions.png", dpi=70)

    hall = {"units": "m", "walls": _lines([*BLOCK, [5, 0, 5, 1.5], [5, 2.4, 5, 4], [0, 4, 5, 4]])}
    parts = ([0, 0, 5, 4], [5, 0, 12, 4], [0, 4, 12, 8])
    spaces = [{"polygon": [[a, b], [c, b], [c, d], [a, d]]} for a, b, c, d in parts]
    panels = {
        "a room that is open": detect_rooms(hall),
        "spaces part it where no wall stands": detect_rooms(hall | {"spaces": spaces}),
        "furniture and treads are doubted": _found(BLOCK + INNER + FURNITURE + TREADS),
        "walls nearly enclose a room (strict)": _found([*BLOCK[:2], [12, 8, 1.2, 8], BLOCK[3]], strict=True),
    }
    figure, axes = plt.subplots(1, 4, figsize=(15, 3.2), layout="constrained")
    for axis, (title, result) in zip(axes.ravel(), panels.items(), strict=True):
        draw(axis, result)
        axis.set_title(title, fontsize=10)
    figure.savefig(folder / "evidence.png", dpi=80)

    figure, axes = plt.subplots(2, len(GALLERY), figsize=(16, 8), layout="constrained")
    for (before, after), (name, condition) in zip(axes.T, GALLERY.items(), strict=True):
        plan = case_of(json.loads((PLAN.parent / f"{name}.json").read_text()))
        drawn = noisy(plan, condition, name)
        assert drawn is not None  # noqa: S101 - all these plans have openings
        for x0, y0, x1, y1 in drawn.walls:
            before.plot([x0, x1], [y0, y1], color="#212121", lw=0.8)
        before.set_title(f"{name}: {condition}", fontsize=9)
        before.set_aspect("equal")
        before.set_axis_off()
        draw(after, detect_segments(drawn.walls))
    figure.savefig(folder / "gallery.png", dpi=70)


def _lines(walls: Walls) -> list[dict[str, object]]:
    return [{"type": "line", "start": wall[:2], "end": wall[2:]} for wall in walls]


def _butt(walls: Walls, thickness: float) -> dict[str, object]:
    """Axes of walls of that thickness; inner ones end at the faces of outer ones."""
    rows = [{"type": "line", "start": wall[:2], "end": wall[2:], "thickness": thickness} for wall in walls]
    for row, (x0, y0, x1, y1) in zip(rows[4:], walls[4:], strict=True):
        along = np.array([x1 - x0, y1 - y0]) / np.hypot(x1 - x0, y1 - y0) * thickness / 2
        row["start"], row["end"] = [x0 + along[0], y0 + along[1]], [x1 - along[0], y1 - along[1]]
    return {"units": "m", "walls": rows}


def _found(walls: Walls, *, strict: bool = False) -> DetectionResult:
    return detect_segments(np.array(walls, dtype=np.float64), Options(strict=strict))


def draw(axis: Axes, result: DetectionResult) -> None:
    """Rooms by colour, paler when less sure; walls black, inferred ones blue, loose ends red."""
    document = result.to_document()
    for number, room in enumerate(document["rooms"]):
        colour = COLOURS[number % len(COLOURS)]
        axis.fill(*_ring(room["polygon"]), color=colour, alpha=0.15 + 0.6 * room["confidence"], lw=0)
        for hole in room["holes"]:
            axis.fill(*_ring(hole), color="white", lw=0)
        x, y = room["label_point"]
        axis.text(x, y, f"{room['confidence']:.0%}", ha="center", va="center", fontsize=7)
    for x0, y0, x1, y1 in result.lines.ends:
        axis.plot([x0, x1], [y0, y1], color="#212121", lw=1.1)
    for x0, y0, x1, y1 in result.segments.ends[result.segments.inferred]:
        axis.plot([x0, x1], [y0, y1], color="#1565c0", lw=2.4)
    for end in document["repairs"] + document["diagnostics"]:  # left out, or only reported
        if end["kind"] in ("stub", "overshoot"):
            axis.plot(*zip(end["at"], end["to"], strict=True), color="#d32f2f", lw=1.8)
    for leak in document["diagnostics"]:
        if leak["kind"] == "lost_room":
            x, y = leak["at"]
            axis.text(x, y, "lost room", ha="center", va="center", fontsize=7, color="#d32f2f")
        if leak["kind"] == "leak" and leak["probability"] > 0.5:
            axis.plot(*leak["at"], "o", color="#d32f2f", ms=9, mfc="none")
    axis.set_aspect("equal")
    axis.axis("off")


def _ring(points: list[list[float]]) -> tuple[FloatArray, FloatArray]:
    x, y = np.array(points, dtype=np.float64).T
    return x, y


if __name__ == "__main__":
    main()
