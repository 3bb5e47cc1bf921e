"""Lengths of the result have no noise of floating point."""

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
