"""What is drawn beside walls closes faces, too; nobody is sure that furniture, treads and tiles are rooms."""

from typing import Any

import numpy as np
import pytest

from detection import DetectionResult, detect_segments

Lines = list[list[float]]
FLAT: Lines = [
    *([4.0 * k, 0, 4.0 * k, 8] for k in range(4)),
    *([0, 4.0 * k, 12, 4.0 * k] for k in range(3)),
]


def box(left: float, low: float, width: float, height: float) -> Lines:
    right, high = left + width, low + height
    return [
        [left, low, right, low],
        [right, low, right, high],
        [right, high, left, high],
        [left, high, left, low],
    ]


STAIRS: Lines = [*([0.2, 0.2 + 0.27 * k, 1.4, 0.2 + 0.27 * k] for k in range(12)), *box(0.2, 0.2, 1.2, 2.97)]
TREADS_ACROSS: Lines = [[0, 0.27 * k, 4, 0.27 * k] for k in range(1, 11)]
TILES: Lines = [
    *([0.3 * k, 0, 0.3 * k, 4] for k in range(1, 14)),
    *([0, 0.3 * k, 4, 0.3 * k] for k in range(1, 14)),
]
FURNITURE: Lines = [*box(1, 1, 1.8, 0.9), *box(5, 1, 0.6, 0.6), *box(9, 5, 1.2, 0.8), *box(5, 5, 0.5, 0.5)]
GRID_AXES: Lines = [
    *box(-0.1, -0.1, 12.2, 8.2),
    *(side for k in range(3) for low in (0.1, 4.1) for side in box(4 * k + 0.1, low, 3.8, 3.8)),
    *([4.0 * k, -2, 4.0 * k, 10] for k in range(4)),
    *([-2, 4.0 * k, 14, 4.0 * k] for k in range(3)),
]


def detect(*lines: list[float]) -> DetectionResult:
    return detect_segments(np.array(lines, dtype=float))


def sizes_of_sure(result: DetectionResult) -> list[float]:
    return [float(area) for area in result.sizes.area[result.confidence > 0.5]]


@pytest.mark.parametrize(
    "more", [STAIRS, TREADS_ACROSS, TILES, FURNITURE], ids=["stairs", "across", "tiles", "furniture"]
)
def test_fixtures_are_not_said_to_be_rooms(more: Lines) -> None:
    result = detect(*FLAT, *more)
    assert len(result.rooms) > 6
    assert all(area > 10 for area in sizes_of_sure(result))
    assert {doubt.kind for doubt in result.doubts} >= {"fixtures"}


def test_the_inside_of_walls_is_not_said_to_be_a_room() -> None:
    result = detect(*GRID_AXES)
    assert (result.sizes.area < 10).any()
    assert all(area > 10 for area in sizes_of_sure(result))


def test_a_room_that_stairs_take_from_is_in_doubt() -> None:
    result = detect(*FLAT, *STAIRS)
    [doubt] = [doubt for doubt in result.doubts if doubt.kind == "parted_by_fixtures"]
    assert result.sizes.area[doubt.rooms] == pytest.approx([16 - 1.2 * 2.97])


@pytest.mark.parametrize(
    "more",
    [
        [],
        [[0, 0.6, 4, 0.6], [8, 7.4, 12, 7.4]],  # wardrobes that are built in
        [[0, 1, 1, 1], [1, 1, 1, 0], [11, 8, 11, 7], [11, 7, 12, 7]],  # ducts
        box(5, 1, 1.2, 1.2),  # a lift
    ],
    ids=["none", "wardrobes", "ducts", "lift"],
)
def test_small_rooms_are_believed(more: Lines) -> None:
    result = detect(*FLAT, *more)
    assert result.doubts == []
    assert (result.confidence > 0.9).all()


def test_furniture_alone_is_no_building() -> None:
    """Walls as outlines, whose doors nothing closes, leave furniture as the only closed shapes."""
    rows: list[Any] = [side for k in range(6) for j in range(4) for side in box(2.0 * k, 2.0 * j, 0.8, 0.6)]
    result = detect(*rows, [-1, -1, 13, -1], [-1, -1, -1, 9])
    assert (result.confidence <= 0.5).all()


def test_rooms_that_another_reading_lacks_are_in_doubt() -> None:
    """Rectangles as walls, among so many single lines that all lines are read as walls."""
    bars: Lines = [
        *(side for x in (0, 6, 12) for side in box(x - 0.1, 0.1, 0.2, 5.8)),
        *(side for y in (0, 6) for side in box(-0.1, y - 0.1, 12.2, 0.2)),
    ]
    singles: Lines = [[x, y, x + 1.5, y] for x in (1, 8) for y in (1, 2, 3, 4, 5)]
    result = detect(*bars, *singles)
    assert not result.reading.double
    assert result.reading.apart == pytest.approx(0.2)
    [finding] = [each for each in result.to_document()["diagnostics"] if each["kind"] == "reading"]
    assert finding["other_rooms_count"] == 2
    narrow = result.sizes.area < 5
    assert (result.confidence[narrow] <= 0.5).all()
