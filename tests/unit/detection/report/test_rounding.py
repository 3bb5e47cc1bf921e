"""Lengths of the result have no noise of floating point."""

import pytest

from detection import detect_rooms


def line(*ends: float) -> dict[str, object]:
    return {"type": "line", "start": list(ends[:2]), "end": list(ends[2:])}


def test_lengths_are_told_without_noise() -> None:
    walls = [line(0, 0, 7, 0), line(7, 0, 7, 4), line(7, 4, 0, 4), line(0, 4, 0, 0)]
    walls += [line(4, 0, 4, 1.5), line(4, 2.4, 4, 4)]  # 2.4 - 1.5 is 0.8999999999999999
    found = detect_rooms({"walls": walls, "units": "m"}).to_document()
    assert [opening["width"] for opening in found["openings"]] == [0.9]
    assert [repair["length"] for repair in found["repairs"]] == [0.9]
    assert {wall["length"] for wall in found["rooms"][0]["walls"]} == {4.0, 1.5, 0.9, 1.6}


@pytest.mark.parametrize("scale", [1e-5, 1e-9, 1e-20])
def test_small_units_keep_their_digits(scale: float) -> None:
    walls: list[tuple[float, ...]] = [(0, 0, 7.123457, 0), (7.123457, 0, 7.123457, 4)]
    walls += [(7.123457, 4, 0, 4), (0, 4, 0, 0)]
    walls += [(4, 0, 4, 1.5), (4, 2.4, 4, 4)]
    found = detect_rooms({"walls": [line(*(scale * end for end in wall)) for wall in walls]}).to_document()
    assert [room["area"] / scale**2 for room in found["rooms"]] == pytest.approx([16, 12.493828], rel=1e-7)
    (opening,) = found["openings"]
    assert opening["width"] / scale == pytest.approx(0.9)
    assert [axis / scale for axis in opening["point"]] == pytest.approx([4, 1.95])
