"""Kernels that find the faces of a graph, and measure them and the drawing."""

import ctypes
from typing import Any

import numpy as np
from numpy.typing import NDArray

from detection.kernels.calls import QUICK, Calls, Guard, declare
from detection.kernels.structs import (
    ADDRESS,
    COUNT,
    NUMBER,
    Covers,
    FloatArray,
    IntArray,
    SegmentColumns,
    address_of,
    graph_struct,
    rings_struct,
)
from detection.progress import Beat


class FaceKernels(Calls):
    """Those for faces, their boundaries and the scale."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        library = self.library
        self._trace_rings = declare(library.kernel_trace_rings, ADDRESS, ADDRESS)
        self._nest = declare(library.kernel_nest, ADDRESS, ADDRESS)
        self._find_corners = declare(library.kernel_find_corners, ADDRESS, ADDRESS, NUMBER)
        self._measure = declare(library.kernel_measure, ADDRESS, ADDRESS, ADDRESS, ADDRESS, COUNT)
        self._sides = declare(library.kernel_sides, *([ADDRESS] * 4), COUNT)
        self._adjacency = declare(library.kernel_adjacency, ADDRESS, ADDRESS, COUNT)
        self._measure_scale = declare(library.kernel_measure_scale, *([ADDRESS, COUNT] * 2), ADDRESS, ADDRESS)

    def trace_rings(self, points: FloatArray, edges: IntArray, beat: Beat) -> list[Any]:
        """Which edges, (e,), separate faces; half_edges, offsets, area and face_of of the rings."""
        points, edges, graph = graph_struct(points, edges)
        with Guard(beat, len(edges)) as guard:
            return self.run(self._trace_rings, (ctypes.addressof(graph), guard.address), "?iidi")

    def nest(
        self,
        points: FloatArray,
        edges: IntArray,
        half_edges: IntArray,
        offsets: IntArray,
        area: FloatArray,
        face_of: IntArray,
    ) -> list[Any]:
        """Columns of :class:`detection.graph.nesting.Faces`."""
        points, edges, graph = graph_struct(points, edges)
        _kept, rings = rings_struct(half_edges, offsets, area, face_of)
        return self.run(self._nest, (ctypes.addressof(graph), ctypes.addressof(rings)), "iiiii")

    def find_corners(
        self,
        points: FloatArray,
        edges: IntArray,
        ring_columns: tuple[IntArray, IntArray, FloatArray, IntArray],
        tolerance: float,
    ) -> tuple[FloatArray, IntArray]:
        """Points (c, 2) and offsets (r + 1,) of the corners of rings."""
        points, edges, graph = graph_struct(points, edges)
        _kept, rings = rings_struct(*ring_columns)
        corners, offsets = self.run(
            self._find_corners, (ctypes.addressof(graph), ctypes.addressof(rings), tolerance), "di"
        )
        return corners.reshape(-1, 2), offsets

    def measure(
        self,
        points: FloatArray,
        edges: IntArray,
        ring_columns: tuple[IntArray, IntArray, FloatArray, IntArray],
        outer: IntArray,
        face_of_ring: IntArray,
    ) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """Area, perimeter, centroid (f, 2) and bounds (f, 4) of faces."""
        points, edges, graph = graph_struct(points, edges)
        _kept, rings = rings_struct(*ring_columns)
        outer, face_of_ring = np.ascontiguousarray(outer), np.ascontiguousarray(face_of_ring)
        addresses = (
            ctypes.addressof(graph),
            ctypes.addressof(rings),
            address_of(outer),
            address_of(face_of_ring),
        )
        area, perimeter, centroid, bounds = self.run(self._measure, (*addresses, len(outer)), "dddd")
        return area, perimeter, centroid.reshape(-1, 2), bounds.reshape(-1, 4)

    def sides(
        self,
        points: FloatArray,
        edges: IntArray,
        covers: tuple[IntArray, IntArray],
        segments: tuple[NDArray[Any], ...],
        half_edge_face: IntArray,
        face_count: int,
    ) -> list[Any]:
        """Columns of :class:`detection.rooms.boundaries.Sides`; segments have the columns of kernels.h."""
        points, edges, graph = graph_struct(points, edges)
        kept = [np.ascontiguousarray(column) for column in (*covers, *segments)]
        addresses = [address_of(column) for column in kept]
        cover, along = Covers(*addresses[:2], len(kept[0])), SegmentColumns(*addresses[2:])
        half_edge_face = np.ascontiguousarray(half_edge_face)
        structs = (ctypes.addressof(struct) for struct in (graph, cover, along))
        return self.run(self._sides, (*structs, address_of(half_edge_face), face_count), "ii??d")

    def adjacency(
        self, points: FloatArray, edges: IntArray, half_edge_face: IntArray, face_count: int
    ) -> list[Any]:
        """Columns of :class:`detection.rooms.boundaries.Adjacency`."""
        points, edges, graph = graph_struct(points, edges)
        half_edge_face = np.ascontiguousarray(half_edge_face)
        arguments = (ctypes.addressof(graph), address_of(half_edge_face), face_count)
        return self.run(self._adjacency, arguments, "iid")

    def measure_scale(
        self, ends: FloatArray, chosen: FloatArray, lengths: tuple[float, float, float], beat: Beat
    ) -> tuple[float, float, float]:
        """Clearance, thickness (NaN for none) and the clearance beyond it, from a sample (c, 4)."""
        ends, chosen = np.ascontiguousarray(ends), np.ascontiguousarray(chosen)
        numbers = (NUMBER * 3)(*lengths)
        with Guard(beat, QUICK + 1) as guard:
            columns = (address_of(ends), len(ends), address_of(chosen), len(chosen))
            (found,) = self.run(
                self._measure_scale, (*columns, ctypes.addressof(numbers), guard.address), "d"
            )
        clearance, thickness, across = found.tolist() or (0.0, 0.0, 0.0)  # stopped: the guard raises
        return clearance, thickness, across
