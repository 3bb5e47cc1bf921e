"""Drawings made at random, with what makes noding hard: shared lines, touching ends, islands, repeats.

Run as a program, it detects the rooms of as many drawings as it is told, for sanitizers to look on:

    python tests/unit/detection/kernels/drawings.py SEED COUNT
"""

import contextlib
import json
import sys

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


def drawing(seed: int) -> FloatArray:
    """Walls (n, 4) of the drawing with that number."""
    rng = np.random.default_rng(seed)
    count, side = int(rng.integers(3, 40)), int(rng.integers(3, 9))
    walls = rng.integers(0, side, (count, 4)).astype(np.float64)
    level = rng.random(count) < 0.6
    walls[level, 3] = walls[level, 1]
    upright = level & (rng.random(count) < 0.5)
    walls[upright] = walls[upright][:, [1, 0, 3, 2]]
    if rng.random() < 0.5:  # an island, and a repeated wall in parts
        x, y, size = *rng.random(2) * side, 0.1 + 0.3 * rng.random()
        corners = np.array([[x, y], [x + size, y], [x + size, y + size], [x, y + size]])
        walls = np.vstack([walls, np.hstack([corners, np.roll(corners, -1, axis=0)])])
    if rng.random() < 0.3:
        again = walls[rng.integers(0, len(walls), 3)]
        walls = np.vstack([walls, again[:, [2, 3, 0, 1]], again + 1e-10 * rng.normal(size=again.shape)])
    if rng.random() < 0.5:
        walls = walls + rng.choice([1e-11, 1e-4, 0.01]) * rng.normal(size=walls.shape)
    if rng.random() < 0.4:
        angle = rng.uniform(0, 2 * np.pi)
        turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        walls = (walls.reshape(-1, 2) @ turn).reshape(-1, 4)
    if rng.random() < 0.2:
        walls = walls + np.tile(rng.choice([-1e5, 1e6], 2), 2)
    if rng.random() < 0.1:  # something far away, so that the rest is small
        walls = np.vstack([walls, walls[:2] + 1e3 * side])
    return np.asarray(walls[(walls[:, :2] != walls[:, 2:]).any(axis=1)])


def document(walls: FloatArray) -> str:
    """The result of detection, as text."""
    from detection import detect_segments  # noqa: PLC0415 - after the path is chosen

    return json.dumps(detect_segments(walls).to_document())


def read_damaged(seed: int) -> None:
    """Read the text of a plan in which some characters are others, or which breaks off."""
    from detection import InvalidPlanError  # noqa: PLC0415 - as above
    from detection.plan.decode import decode_plan  # noqa: PLC0415 - as above
    from detection.plan.decode_walls import with_plain_walls  # noqa: PLC0415 - as above

    rng = np.random.default_rng(seed)
    walls = [{"type": "line", "start": [k, -0.5], "end": [1e-7, k / 7]} for k in range(4)]
    text = bytearray(json.dumps({"name": 'a"', "walls": walls}).encode())
    for place in rng.integers(0, len(text), int(rng.integers(0, 3))):
        text[place] = rng.choice(list(b'[]{}":,\\0e.-'))
    with contextlib.suppress(InvalidPlanError):
        with_plain_walls(bytes(text[: rng.integers(1, 2 * len(text))]), decode_plan)


def main() -> None:
    """Detect rooms with the kernels."""
    from detection.kernels import library  # noqa: PLC0415 - as above
    from detection.report import columns  # noqa: PLC0415 - as above

    columns.FEW = 0  # few rooms are written by the kernel as well
    first, count = map(int, sys.argv[1:])
    if library.kernels() is None:
        raise SystemExit("there are no kernels")
    for seed in range(first, first + count):
        document(drawing(seed))
        read_damaged(seed)
    print(f"{count} drawings")  # noqa: T201 - a program


if __name__ == "__main__":
    main()
