"""Kernels that make a graph of segments, and follow its edges."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detection.kernels.calls import Calls, Guard, declare
from detection.kernels.structs import (
    ADDRESS,
    COUNT,
    DANGLE_TYPES,
    NUMBER,
    BoolArray,
    FloatArray,
    IntArray,
    address_of,
    dangles_struct,
    graph_struct,
    shaped_dangles,
)
from detection.progress import Beat


class GraphKernels(Calls):
    """Those of detection/graph, but for faces."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        library = self.library
        self._node = declare(library.kernel_node, ADDRESS, COUNT, NUMBER, ADDRESS)
        self._find_dangles = declare(library.kernel_find_dangles, *([ADDRESS] * 3), COUNT, *([ADDRESS] * 3))
        self._repeated_ends = declare(library.kernel_repeated_ends, ADDRESS, ADDRESS, NUMBER)
        self._straightest = declare(library.kernel_straightest, ADDRESS, ADDRESS, ADDRESS, COUNT)
        self._merge_collinear = declare(
            library.kernel_merge_collinear, *([ADDRESS] * 3), COUNT, ADDRESS, COUNT, NUMBER
        )
        self._count_spans = declare(library.kernel_count_spans, ADDRESS)

    def node(
        self, ends: FloatArray, tolerance: float, beat: Beat
    ) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
        """Points (v, 2), edges (e, 2), cover_edge and cover_segment (c,) of a graph."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        with Guard(beat, len(ends)) as guard:
            points, edges, cover_edge, cover_segment = self.run(
                self._node, (address_of(ends), len(ends), tolerance, guard.address), "diii"
            )
        return points.reshape(-1, 2), edges.reshape(-1, 2), cover_edge, cover_segment

    def find_dangles(
        self,
        points: FloatArray,
        edges: IntArray,
        cover_edge: IntArray,
        cover_segment: IntArray,
        ends: FloatArray,
        is_drawn: BoolArray,
        thickness: FloatArray | None,
    ) -> list[Any]:
        """Columns of :class:`detection.graph.dangles.Dangles`."""
        points, edges, graph = graph_struct(points, edges)
        columns = [np.ascontiguousarray(column) for column in (cover_edge, cover_segment, ends, is_drawn)]
        edge, segment, ends_, drawn = (address_of(column) for column in columns)
        thick = None if thickness is None else np.ascontiguousarray(thickness, dtype=np.float64)
        found = self.run(
            self._find_dangles,
            (
                *(ctypes.addressof(graph), edge, segment, len(cover_edge), ends_, drawn),
                None if thick is None else address_of(thick),
            ),
            DANGLE_TYPES,
        )
        return shaped_dangles(found)

    def repeated_ends(
        self, dangles: tuple[NDArray[Any], ...], ends: FloatArray, clearance: float
    ) -> IntArray:
        """Rows (r,) of dangles of segments (n, 4), beside which the same wall reaches farther."""
        _kept, struct = dangles_struct(dangles)
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        (rows,) = self.run(self._repeated_ends, (ctypes.addressof(struct), address_of(ends), clearance), "i")
        found: IntArray = rows
        return found

    def straightest(
        self, points: FloatArray, edges: IntArray, vertex: IntArray, direction: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Half-edge (k,) that leaves each vertex closest to a direction (k, 2), and the cosine."""
        points, edges, graph = graph_struct(points, edges)
        vertex = np.ascontiguousarray(vertex, dtype=np.int64)
        direction = np.ascontiguousarray(direction, dtype=np.float64)
        half_edge, cosine = self.run(
            self._straightest,
            (ctypes.addressof(graph), address_of(vertex), address_of(direction), len(vertex)),
            "id",
        )
        return half_edge, cosine

    def merge_collinear(
        self,
        points: FloatArray,
        edges: IntArray,
        covers: tuple[IntArray, IntArray],
        ends: FloatArray,
        tolerance: float,
    ) -> tuple[FloatArray, IntArray, IntArray]:
        """Columns of :class:`detection.graph.merging.MergedSegments`."""
        points, edges, graph = graph_struct(points, edges)
        edge, segment = (np.ascontiguousarray(column) for column in covers)
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        joined, first, last = self.run(
            self._merge_collinear,
            (
                *(ctypes.addressof(graph), address_of(edge), address_of(segment), len(edge)),
                *(address_of(ends), len(ends), tolerance),
            ),
            "dii",
        )
        return joined.reshape(-1, 4), first, last

    def count_spans(self, points: FloatArray, edges: IntArray) -> int:
        """Number of edges, with those in line counted as one."""
        points, edges, graph = graph_struct(points, edges)
        (spans,) = self.run(self._count_spans, (ctypes.addressof(graph),), "i")
        return int(spans[0])
