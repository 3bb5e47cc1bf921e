"""A drawing that the kernels remember, to node it again as it grows."""

import ctypes
from typing import Any

import numpy as np

from detection.kernels.calls import DONE, Calls, Guard, declare
from detection.kernels.structs import (
    ADDRESS,
    COUNT,
    DANGLE_TYPES,
    NUMBER,
    BoolArray,
    FloatArray,
    IntArray,
    Output,
    address_of,
    shaped_dangles,
)
from detection.progress import Beat


class ArrangementFunctions:
    """The functions for such drawings."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.new = declare(library.kernel_arrangement_new)
        self.free = library.kernel_arrangement_free
        self.free.argtypes, self.free.restype = [ADDRESS], None
        self.common = library.kernel_arrangement_common
        self.common.argtypes, self.common.restype = [ADDRESS, ADDRESS, COUNT], COUNT
        self.arrange = declare(library.kernel_arrange, ADDRESS, ADDRESS, COUNT, NUMBER, ADDRESS)
        self.close_gaps = declare(
            library.kernel_close_gaps,
            *(ADDRESS, ADDRESS, COUNT, ADDRESS, NUMBER, NUMBER, ADDRESS, ADDRESS),
        )
        self.beside = declare(library.kernel_beside, ADDRESS, ADDRESS, COUNT, COUNT, NUMBER, ADDRESS, ADDRESS)


class Arrangement:
    """A drawing that remembers where its segments meet."""

    def __init__(self, calls: Calls, functions: ArrangementFunctions) -> None:
        self._calls, self._functions = calls, functions
        self._address = ctypes.c_void_p()
        if functions.new(ctypes.addressof(self._address)) != DONE:
            raise MemoryError

    def __del__(self) -> None:
        self._functions.free(self._address)

    def common(self, ends: FloatArray) -> int:
        """How many of the segments (n, 4), from the first on, are known; 0 without a common start."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        return int(self._functions.common(self._address, address_of(ends), len(ends)))

    def node(
        self, ends: FloatArray, tolerance: float, beat: Beat
    ) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
        """As :meth:`Kernels.node`, but without repeating the work for known segments."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        with Guard(beat, len(ends)) as guard:
            points, edges, cover_edge, cover_segment = self._calls.run(
                self._functions.arrange,
                (self._address, address_of(ends), len(ends), tolerance, guard.address),
                "diii",
            )
        return points.reshape(-1, 2), edges.reshape(-1, 2), cover_edge, cover_segment

    def close_gaps(
        self, ends: FloatArray, thickness: FloatArray, tolerance: float, clearance: float, beat: Beat
    ) -> tuple[list[Any], list[Any]]:
        """Added segments, what they continue, the columns of their graph, and whether ends are repeated.

        Also the columns of its dangles. Where ends are repeated, nothing is added.
        """
        ends, thickness = np.ascontiguousarray(ends), np.ascontiguousarray(thickness, dtype=np.float64)
        free_ends, output, taken = Output(), Output(), self._calls.taken
        with Guard(beat, len(ends)) as guard:
            status = self._functions.close_gaps(
                *(self._address, address_of(ends), len(ends), address_of(thickness), tolerance, clearance),
                *(guard.address, ctypes.addressof(free_ends), ctypes.addressof(output)),
            )
            dangles = taken(status, free_ends, DANGLE_TYPES)
            columns = taken(status, output, "didiiii")
        for k, width in ((0, 4), (2, 2), (3, 2)):
            columns[k] = columns[k].reshape(-1, width)
        return columns, shaped_dangles(dangles)

    def beside(
        self,
        ends: FloatArray,
        drawn: int,
        tolerance: float,
        limits: tuple[float, float, float],
        beat: Beat,
    ) -> tuple[FloatArray, BoolArray, BoolArray, FloatArray]:
        """Columns of :class:`detection.closing.beside.Beside` of the segments (n, 4) from ``drawn`` on."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        bounds = (NUMBER * 3)(*limits)
        with Guard(beat, len(ends)) as guard:
            least, parts, outside, width = self._calls.run(
                self._functions.beside,
                (
                    *(self._address, address_of(ends), len(ends), drawn, tolerance),
                    *(ctypes.addressof(bounds), guard.address),
                ),
                "d??d",
            )
        return least, parts, outside, width
