"""Rows of JSON from columns: the kernel and msgspec write the same text."""

import json

import numpy as np
import pytest

from benchmarks.detection_speed import split_block
from detection import detect_rooms
from detection.kernels import library
from detection.report import columns
from detection.report.columns import Choices, Fixed, Lists, Numbers, Objects, Values, written

COUNT = 500


def table() -> Objects:
    """Rows with every kind of column, in lists of lists and with members that some rows lack."""
    rng = np.random.default_rng(5)
    size = rng.integers(0, 4, COUNT)
    end = np.cumsum(size)
    numbers = rng.normal(size=COUNT) * 10.0 ** rng.integers(-20, 20, COUNT)
    numbers[::7] = np.nan
    points = Fixed.of(rng.normal(size=(int(end[-1]), 2)))
    first = rng.integers(0, len(size) - 2, COUNT)
    lists = Lists(end - size, end, points)
    odd = np.arange(COUNT) % 2 == 1
    return Objects(
        {
            "number": Numbers(numbers),
            "whole": Numbers(rng.integers(-9, 9, COUNT)),
            "flag": Numbers(odd),
            "text": Values(['a,b\n"c"]', None, "Küche", [1, {"x": []}]] * (COUNT // 4)),
            "choice": Choices(rng.integers(0, 3, COUNT), ["left", None, "ß\\"]),
            "lists": Lists(first, first + 2, lists),
            'a "key"': Objects({"inner": Numbers(numbers)}, {"inner": odd}),
            "seldom": Numbers(numbers),
        },
        {"seldom": ~odd},
    )


def test_rows_are_written_the_same_on_both_paths(
    kernels: library.Kernels, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert kernels is not None
    monkeypatch.setattr(columns, "BLOCK", 130)  # the last block has other rows than the first ones
    compiled = b",".join(written(table(), COUNT))
    with library.plain():
        plain = b",".join(written(table(), COUNT))
    assert compiled == plain


def test_rows_say_what_the_columns_say() -> None:
    rows, columns_ = json.loads(b"[" + b",".join(written(table(), COUNT)) + b"]"), table()
    assert len(rows) == COUNT
    assert rows[1]["text"] is None
    assert rows[0]["text"] == 'a,b\n"c"]'
    assert rows[2]["whole"] == columns_.members["whole"].values()[2]
    assert "seldom" in rows[0]
    assert "seldom" not in rows[1]
    assert rows[7]["number"] is None
    assert [row["flag"] for row in rows[:3]] == [False, True, False]


def test_no_rows_have_no_text() -> None:
    assert list(written(table(), 0)) == []


def test_large_documents_are_equal_on_both_paths(kernels: library.Kernels) -> None:
    assert kernels is not None
    walls, corners = split_block(150, 3)
    plan = {
        "walls": [
            {"type": "line", "start": [a, b], "end": [c, d], "thickness": 0.1, "is_load_bearing": k % 3 == 0}
            | ({"id": f"wall {k}"} if k % 2 else {})
            for k, (a, b, c, d) in enumerate(walls.tolist())
        ],
        "labels": [
            {"text": f"Büro {k}", "point": ring.mean(axis=0).tolist()} for k, ring in enumerate(corners)
        ],
        "units": "m",
    }
    compiled = detect_rooms(plan).to_json()
    with library.plain():
        assert detect_rooms(plan).to_json() == compiled
    assert json.loads(compiled)["rooms_count"] == len(corners)
