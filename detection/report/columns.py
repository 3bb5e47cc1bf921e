"""JSON from columns: rows of objects, written without a Python object for each number.

A table is a tree of columns. Its text is made a block of rows at a time: msgspec writes the numbers of a
block, one array after the other, and a compiled kernel puts them in the order of the rows. Without the
kernels, and for a few rows, which Python objects suit as well, msgspec writes the rows, with the same text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from detection.kernels.library import kernels
from detection.kernels.rows import JsonColumn
from detection.segments.segments import BoolArray, IntArray

BLOCK = 4096  # rows whose text is made at once
FEW = 64  # rows: fewer are written as Python objects

_encode = msgspec.json.Encoder().encode
_encode_lines = msgspec.json.Encoder().encode_lines


class Column(Protocol):
    """One value for each of its rows."""

    def taken(self, rows: IntArray) -> "Column":
        """The column of some of its rows, (k,)."""

    def values(self) -> list[Any]:
        """The value of each row, as a Python object."""

    def nodes(self, columns: list[JsonColumn]) -> int:
        """Append the column, and those below it, to a list; returns its number there."""


@dataclass(frozen=True)
class Numbers:
    """Numbers, integers or flags (n,); NaN becomes null."""

    array: NDArray[Any]

    def taken(self, rows: IntArray) -> "Numbers":
        return Numbers(self.array[rows])

    def values(self) -> list[Any]:
        values: list[Any] = self.array.tolist()
        return values

    def nodes(self, columns: list[JsonColumn]) -> int:
        columns.append(_tokens_of(self.values()))
        return len(columns) - 1


@dataclass(frozen=True)
class Values:
    """Any values (n,)."""

    items: Sequence[Any]

    def taken(self, rows: IntArray) -> "Values":
        return Values([self.items[row] for row in rows.tolist()])

    def values(self) -> list[Any]:
        return list(self.items)

    def nodes(self, columns: list[JsonColumn]) -> int:
        columns.append(_tokens_of(self.items))
        return len(columns) - 1


@dataclass(frozen=True)
class Choices:
    """For each row the code (n,) of one of several values."""

    codes: IntArray
    items: Sequence[Any]

    def taken(self, rows: IntArray) -> "Choices":
        return Choices(self.codes[rows], self.items)

    def values(self) -> list[Any]:
        return [self.items[code] for code in self.codes.tolist()]

    def nodes(self, columns: list[JsonColumn]) -> int:
        used, codes = np.unique(self.codes, return_inverse=True)  # of the block: few of a million ids
        column = _tokens_of([self.items[code] for code in used.tolist()])
        columns.append(column.coded(codes.astype(np.int64)))
        return len(columns) - 1


@dataclass(frozen=True)
class Fixed:
    """Lists of equal length: those of row n are the rows ``width * n`` and following of a column."""

    width: int
    child: Column

    @staticmethod
    def of(array: NDArray[Any]) -> "Fixed":
        """The rows of an array, (n, width)."""
        return Fixed(array.shape[1], Numbers(array.reshape(-1)))

    def taken(self, rows: IntArray) -> "Fixed":
        return Fixed(
            self.width, self.child.taken((rows[:, None] * self.width + np.arange(self.width)).reshape(-1))
        )

    def values(self) -> list[Any]:
        items = self.child.values()
        return [items[k : k + self.width] for k in range(0, len(items), self.width)]

    def nodes(self, columns: list[JsonColumn]) -> int:
        child = self.child.nodes(columns)
        columns.append(JsonColumn.fixed(self.width, child))
        return len(columns) - 1


@dataclass(frozen=True)
class Lists:
    """Lists: that of row n is the rows from ``first[n]`` up to ``end[n]`` of a column."""

    first: IntArray
    end: IntArray
    child: Column

    def taken(self, rows: IntArray) -> "Lists":
        size = self.end[rows] - self.first[rows]
        end = np.cumsum(size)
        first = end - size
        below = np.arange(end[-1] if len(end) else 0) - np.repeat(first - self.first[rows], size)
        return Lists(first, end, self.child.taken(below))

    def values(self) -> list[Any]:
        if (self.first == self.end).all():  # as the holes of rooms mostly are
            return [[] for _ in self.first]
        items = self.child.values()
        return [items[a:b] for a, b in zip(self.first.tolist(), self.end.tolist(), strict=True)]

    def nodes(self, columns: list[JsonColumn]) -> int:
        child = self.child.nodes(columns)
        columns.append(JsonColumn.lists(self.first, self.end, child))
        return len(columns) - 1


@dataclass(frozen=True)
class Objects:
    """Objects: a column for each of their keys, and for some keys which rows, (n,) bool, have them."""

    members: dict[str, Column]
    present: dict[str, BoolArray]

    def taken(self, rows: IntArray) -> "Objects":
        return Objects(
            {key: column.taken(rows) for key, column in self.members.items()},
            {key: present[rows] for key, present in self.present.items()},
        )

    def values(self) -> list[Any]:
        keys = list(self.members)
        rows = zip(*(column.values() for column in self.members.values()), strict=True)
        items = [dict(zip(keys, row, strict=True)) for row in rows]
        for key, present in self.present.items():
            for row in np.flatnonzero(~present).tolist():
                del items[row][key]
        return items

    def nodes(self, columns: list[JsonColumn]) -> int:
        following = -1
        for key, column in reversed(self.members.items()):
            number = column.nodes(columns)
            columns[number] = columns[number].member(
                _encode(key) + b":", self.present.get(key), sibling=following
            )
            following = number
        columns.append(JsonColumn.objects(following))
        return len(columns) - 1


def written(table: Column, count: int) -> Iterator[bytes]:
    """The rows of a table as JSON texts, some rows each, that make a list with commas between them.

    Parameters
    ----------
    table : Column
    count : int, number of its rows

    Yields
    ------
    bytes

    Examples
    --------
    >>> rooms = Objects({"id": Values(["a", "b"]), "at": Fixed.of(np.array([[0.5, 1.0], [2.0, 3.0]]))}, {})
    >>> list(written(rooms, 2))
    [b'{"id":"a","at":[0.5,1.0]},{"id":"b","at":[2.0,3.0]}']
    """
    compiled = kernels()
    for first in range(0, count, BLOCK):
        rows = np.arange(first, min(first + BLOCK, count))
        if compiled is None or len(rows) < FEW:
            block = table if len(rows) == count else table.taken(rows)
            yield _encode(block.values())[1:-1]
        else:
            columns: list[JsonColumn] = []
            top = table.taken(rows).nodes(columns)
            yield compiled.write_rows(columns, top, len(rows))


def _tokens_of(items: Sequence[Any]) -> JsonColumn:
    text = _encode_lines(items)  # no token has a line break, which JSON escapes
    breaks = np.flatnonzero(np.frombuffer(text, np.uint8) == ord("\n"))
    return JsonColumn.tokens(text, np.concatenate([[0], breaks + 1]))
