"""Segments in a spatial index of the kernels."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detection.kernels.calls import DONE, Calls, Guard, declare
from detection.kernels.structs import (
    ADDRESS,
    COUNT,
    NUMBER,
    FloatArray,
    IntArray,
    address_of,
    dangles_struct,
    graph_struct,
)
from detection.progress import Beat


class IndexFunctions:
    """The functions for an index."""

    def __init__(self, library: ctypes.CDLL) -> None:
        self.build = declare(library.kernel_index_build, ADDRESS, COUNT)
        self.free = library.kernel_index_free
        self.free.argtypes, self.free.restype = [ADDRESS], None
        self.near = declare(library.kernel_near, ADDRESS, ADDRESS, COUNT, NUMBER)
        self.shoot = declare(library.kernel_shoot, ADDRESS, ADDRESS, ADDRESS, ADDRESS, COUNT)
        self.first_hits = declare(library.kernel_first_hits, *([ADDRESS] * 4), COUNT)
        self.ahead = declare(library.kernel_ahead, ADDRESS, ADDRESS, ADDRESS, COUNT, ADDRESS)
        self.find_ways = declare(library.kernel_find_ways, *([ADDRESS] * 4), NUMBER, ADDRESS)


class Index:
    """Segments, (n, 4), in a grid."""

    def __init__(self, calls: Calls, functions: IndexFunctions, ends: FloatArray) -> None:
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        self._calls, self._functions = calls, functions
        self._address = ctypes.c_void_p()
        if functions.build(address_of(ends), len(ends), ctypes.addressof(self._address)) != DONE:
            raise MemoryError

    def __del__(self) -> None:
        self._functions.free(self._address)

    def near(self, points: FloatArray, reach: float) -> tuple[IntArray, IntArray]:
        """Points (p, 2), and the segments within the reach of them, in ascending order."""
        points = np.ascontiguousarray(points, dtype=np.float64)
        point, segment = self._calls.run(
            self._functions.near,
            (self._address, address_of(points), len(points), reach),
            "ii",
        )
        return point, segment

    def shoot(self, origins: FloatArray, directions: FloatArray, reach: FloatArray) -> list[Any]:
        """Columns of :class:`detection.segments.rays.Hits`, by ascending ray and segment."""
        origins, directions, reach = (
            np.ascontiguousarray(column, dtype=np.float64) for column in (origins, directions, reach)
        )
        return self._calls.run(
            self._functions.shoot,
            (self._address, address_of(origins), address_of(directions), address_of(reach), len(origins)),
            "iidd",
        )

    def first_hits(self, origins: FloatArray, directions: FloatArray, reach: FloatArray) -> FloatArray:
        """Distance (r,) to the first segment that each ray hits; infinite where it hits none."""
        origins, directions, reach = (
            np.ascontiguousarray(column, dtype=np.float64) for column in (origins, directions, reach)
        )
        distance = np.empty(len(origins))
        rays = (address_of(origins), address_of(directions), address_of(reach), len(origins))
        self._functions.first_hits(self._address, *rays, address_of(distance))
        return distance

    def ahead(
        self, origins: FloatArray, directions: FloatArray, reach: float, aside: float, cone: float
    ) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        """Columns of :func:`detection.segments.rays.points_ahead`, of an index of points, each twice."""
        origins, directions, limits = (
            np.ascontiguousarray(column, dtype=np.float64)
            for column in (origins, directions, [reach, aside, cone])
        )
        ray, point, forward, beside = self._calls.run(
            self._functions.ahead,
            (self._address, address_of(origins), address_of(directions), len(origins), address_of(limits)),
            "iidd",
        )
        return ray, point, forward, beside

    def find_ways(
        self,
        points: FloatArray,
        edges: IntArray,
        dangles: tuple[NDArray[Any], ...],
        lengths: tuple[float, float, float, float],
        clearance: float,
        beat: Beat,
    ) -> tuple[list[int], list[Any]]:
        """Numbers of ways of each kind, and the columns of :class:`detection.closing.ways.Ways`."""
        points, edges, graph = graph_struct(points, edges)
        _kept, struct = dangles_struct(dangles)
        reaches = (NUMBER * 4)(*lengths)
        addresses = (ctypes.addressof(graph), ctypes.addressof(struct), ctypes.addressof(reaches))
        with Guard(beat, len(edges)) as guard:
            counts, *columns = self._calls.run(
                self._functions.find_ways,
                (self._address, *addresses, clearance, guard.address),
                "iii?dddidd?",
            )
        for k, width in ((3, 4), (4, 2), (5, 2)):
            columns[k] = columns[k].reshape(-1, width)
        return counts.tolist(), columns
