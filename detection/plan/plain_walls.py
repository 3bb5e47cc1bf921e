"""Straight walls of a plan as numbers. Standard library only, as :mod:`detection.plan.parse`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from array import array

NUMBERS = 5  # of a piece: x and y of its start, x and y of its end, bulge


class PlainWalls(Sequence[dict[str, Any]]):
    r"""The walls of a plan, all of them straight; each is made a JSON object only where one is asked for.

    Examples
    --------
    >>> from array import array
    >>> PlainWalls(array("d", [0, 0, 4, 0, 0]), b"\x01", 1e12)[0]
    {'type': 'line', 'start': [0.0, 0.0], 'end': [4.0, 0.0], 'is_load_bearing': True}
    """

    def __init__(self, pieces: "array[float]", bearing: bytes, bound: float) -> None:
        self.pieces = pieces  # five numbers a wall
        self.bearing = bearing  # one byte a wall: whether it is load-bearing
        self.bound = bound  # no coordinate is larger

    def __len__(self) -> int:
        return len(self.bearing)

    @overload
    def __getitem__(self, index: int) -> dict[str, Any]: ...
    @overload
    def __getitem__(self, index: slice) -> list[dict[str, Any]]: ...
    def __getitem__(self, index: int | slice) -> dict[str, Any] | list[dict[str, Any]]:
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        number = range(len(self))[index]
        x0, y0, x1, y1, _ = self.pieces[NUMBERS * number : NUMBERS * (number + 1)]
        bearing = bool(self.bearing[number])
        return {"type": "line", "start": [x0, y0], "end": [x1, y1], "is_load_bearing": bearing}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[k] for k in range(len(self)))
