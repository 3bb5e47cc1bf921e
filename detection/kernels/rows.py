"""Kernel that writes the rows of a table as JSON."""

import ctypes
from dataclasses import dataclass, replace
from typing import Self

from detection.kernels.calls import DONE, Calls, declare
from detection.kernels.structs import ADDRESS, COUNT, BoolArray, IntArray, Output, address_of


class Column(ctypes.Structure):
    """``kernel_column`` of kernels.h."""

    _fields_ = (
        ("kind", COUNT),
        ("text", ctypes.c_char_p),
        ("first", ADDRESS),
        ("end", ADDRESS),
        ("codes", ADDRESS),
        ("present", ADDRESS),
        ("key", ctypes.c_char_p),
        ("key_bytes", COUNT),
        ("width", COUNT),
        ("child", COUNT),
        ("sibling", COUNT),
    )


@dataclass(frozen=True)
class JsonColumn:
    """``kernel_column`` of kernels.h, with NumPy's arrays."""

    kind: int
    text: bytes | None = None
    first: IntArray | None = None
    end: IntArray | None = None
    codes: IntArray | None = None
    present: BoolArray | None = None
    key: bytes = b""
    width: int = 0
    child: int = -1
    sibling: int = -1

    @classmethod
    def tokens(cls, text: bytes, starts: IntArray) -> Self:
        """Texts (n,), one a row; they begin at ``starts``, (n + 1,), and end a byte before the next one."""
        return cls(0, text=text, first=starts)

    @classmethod
    def fixed(cls, width: int, child: int) -> Self:
        """Lists of equal length of the rows of the column of that number."""
        return cls(1, width=width, child=child)

    @classmethod
    def lists(cls, first: IntArray, end: IntArray, child: int) -> Self:
        """Lists of the rows, from first (n,) up to end (n,), of the column of that number."""
        return cls(2, first=first, end=end, child=child)

    @classmethod
    def objects(cls, member: int) -> Self:
        """Objects, whose first member is the column of that number."""
        return cls(3, child=member)

    def coded(self, codes: IntArray) -> Self:
        """The tokens, one for each of the codes (n,)."""
        return replace(self, codes=codes)

    def member(self, key: bytes, present: BoolArray | None, *, sibling: int) -> Self:
        """The column as a member of objects, which not all of them may have."""
        return replace(self, key=key, present=present, sibling=sibling)

    def struct(self) -> Column:
        """The struct, which points to the arrays of this column."""
        first, end, codes, present = (
            None if column is None else address_of(column)
            for column in (self.first, self.end, self.codes, self.present)
        )
        places = (self.width, self.child, self.sibling)
        return Column(self.kind, self.text, first, end, codes, present, self.key, len(self.key), *places)


class RowKernels(Calls):
    """That of detection/report/columns.py."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        library = self.library
        self._write_rows = declare(library.kernel_write_rows, ADDRESS, COUNT, COUNT)

    def write_rows(self, columns: list[JsonColumn], top: int, count: int) -> bytes:
        """JSON of the rows of the column of a number, some of whose values are in the other columns."""
        structs = (Column * len(columns))(*(column.struct() for column in columns))
        output = Output()
        address = ctypes.addressof(output)
        try:
            if self._write_rows(ctypes.addressof(structs), top, count, address) != DONE:
                raise MemoryError
            return ctypes.string_at(output.data[0], output.bytes[0])
        finally:
            self.release(address)
