"""Generated plans with rooms of many sizes."""

import numpy as np
import shapely

from benchmarks.noise import Case

SHEAR = np.array([[0.96, 0.28], [-0.12, 1.02]])
NARROW = (0.25, 1.6)  # metres: shafts, niches and passages
LEAST = 1.2  # metres: shorter rooms are not split


def varied_block(rooms: int, seed: int) -> Case:
    """A block that is split into rooms, some of which are narrow; every third one without right angles."""
    rng = np.random.default_rng(seed)
    side = 4.0 * np.sqrt(rooms)
    cells = [(0.0, 0.0, side, side)]
    walls = [(0.0, 0.0, side, 0.0), (side, 0.0, side, side), (side, side, 0.0, side), (0.0, side, 0.0, 0.0)]
    while len(cells) < rooms:
        sizes = [(c - a) * (d - b) for a, b, c, d in cells]
        k = int(np.argmax(sizes)) if rng.random() < 0.6 else int(rng.integers(len(cells)))
        a, b, c, d = cells[k]
        width, height = c - a, d - b
        if max(width, height) < LEAST:
            continue
        if rng.random() < 0.35:
            share = min(rng.uniform(*NARROW) / max(width, height), 0.5)
            share = share if rng.random() < 0.5 else 1 - share
        else:
            share = rng.uniform(0.3, 0.7)
        along_x = width > height
        if rng.random() > 0.8 and min(width, height) >= LEAST:
            along_x = not along_x
        if along_x:
            m = a + share * width
            walls.append((m, b, m, d))
            cells[k : k + 1] = [(a, b, m, d), (m, b, c, d)]
        else:
            m = b + share * height
            walls.append((a, m, c, m))
            cells[k : k + 1] = [(a, b, c, m), (a, m, c, d)]
    shear = np.eye(2) if seed % 3 else SHEAR
    corners = [np.array([[a, b], [c, b], [c, d], [a, d]]) @ shear for a, b, c, d in cells]
    drawn = (np.array(walls).reshape(-1, 2) @ shear).reshape(-1, 4)
    return Case(drawn, [shapely.Polygon(ring) for ring in corners], [])
