"""Lost rooms are looked for around the rooms, not between them."""

import numpy as np
import pytest

from detection import Options, detect_segments
from detection.report.lost import _around_rooms, find_lost_rooms

# a grid of 9 x 9 rooms, with a stub in one of them, and walls beside it that do not enclose a room
SIDE = 36.0
LINES = [[4.0 * k, 0, 4.0 * k, SIDE] for k in range(10)] + [[0, 4.0 * k, SIDE, 4.0 * k] for k in range(10)]
STUB = [10.0, 8.0, 10.0, 9.0]
BESIDE = [[40.0, 0, 46, 0], [46, 0, 46, 6], [46, 6, 40, 6], [40, 6, 40, 1]]


def test_walls_between_rooms_are_left_out() -> None:
    result = detect_segments(np.array([*LINES, STUB, *BESIDE]), Options(strict=True))
    lines = _around_rooms(result)
    length = np.hypot(*(lines[:, 1] - lines[:, 0]).T).sum()
    assert length == pytest.approx(4 * SIDE + 6 + 6 + 6 + 5)


def test_a_lost_room_beside_many_rooms_is_found() -> None:
    result = detect_segments(np.array([*LINES, STUB, *BESIDE]), Options(strict=True))
    [finding] = find_lost_rooms(result)
    assert finding["area"] == pytest.approx(36, rel=0.05)
    x, y = finding["at"]
    assert 40 < x < 46
    assert 0 < y < 6
