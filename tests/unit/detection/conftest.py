"""Plans drawn as text, and ways to look at what was found in them."""

from collections.abc import Callable
from typing import Any

import pytest

Document = dict[str, Any]


def walls_of(drawing: str) -> Document:
    """Turn a drawing into a plan: ``-`` and ``|`` are walls, ``+`` joins them; x grows right, y grows up.

    Every straight run of characters is one wall, so that walls cross and meet without sharing ends.
    """
    rows = drawing.strip("\n").splitlines()[::-1]
    width = max(map(len, rows))
    rows = [row.ljust(width) for row in rows]
    columns = ["".join(row[x] for row in rows) for x in range(width)]
    walls = [
        {"type": "line", "start": [first, y], "end": [last, y]}
        for y, row in enumerate(rows)
        for first, last in _runs(row, "-")
    ]
    walls += [
        {"type": "line", "start": [x, first], "end": [x, last]}
        for x, column in enumerate(columns)
        for first, last in _runs(column, "|")
    ]
    return {"walls": walls}


def _runs(line: str, sign: str) -> list[tuple[int, int]]:
    """First and last places of the runs of ``+`` and the sign that hold the sign."""
    runs, start = [], None
    for place, character in enumerate(line + " "):
        if character in ("+", sign):
            start = place if start is None else start
        elif start is not None:
            if sign in line[start:place]:
                runs.append((start, place - 1))
            start = None
    return runs


@pytest.fixture
def draw() -> Callable[[str], Document]:
    return walls_of
