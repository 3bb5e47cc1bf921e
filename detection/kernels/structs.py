"""Structs of kernels.h, and how NumPy's arrays get into them and out of them."""

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

ARRAYS = 11  # as in kernels.h
ADDRESS, COUNT, NUMBER = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double
TYPES = {"d": np.dtype(np.float64), "i": np.dtype(np.int64), "?": np.dtype(np.bool_)}
DANGLE_TYPES = "iddiidd?d"  # of the columns of detection.graph.dangles.Dangles
LARGE = 1 << 16  # bytes: smaller arrays are copied, which is quicker than to keep account of whose they are
_HEAD = object.__basicsize__  # bytes of an object that come before what is its own


class Output(ctypes.Structure):
    """``kernel_output`` of kernels.h."""

    _fields_ = (
        ("count", COUNT),
        ("data", ADDRESS * ARRAYS),
        ("bytes", COUNT * ARRAYS),
    )


class Graph(ctypes.Structure):
    """``kernel_graph`` of kernels.h."""

    _fields_ = (
        ("points", ADDRESS),
        ("edges", ADDRESS),
        ("point_count", COUNT),
        ("edge_count", COUNT),
    )


class Covers(ctypes.Structure):
    """``kernel_covers`` of kernels.h."""

    _fields_ = (("edge", ADDRESS), ("segment", ADDRESS), ("count", COUNT))


class SegmentColumns(ctypes.Structure):
    """``kernel_segments`` of kernels.h."""

    _fields_ = tuple(
        (name, ADDRESS) for name in ("ends", "wall", "right_wall", "reversed", "right_reversed", "inferred")
    )


class Rings(ctypes.Structure):
    """``kernel_rings`` of kernels.h."""

    _fields_ = (
        ("half_edges", ADDRESS),
        ("offsets", ADDRESS),
        ("area", ADDRESS),
        ("face_of", ADDRESS),
        ("count", COUNT),
    )


class DangleColumns(ctypes.Structure):
    """``kernel_dangles`` of kernels.h."""

    _fields_ = (
        ("points", ADDRESS),
        ("directions", ADDRESS),
        ("junctions", ADDRESS),
        ("reach_back", ADDRESS),
        ("segments", ADDRESS),
        ("vertices", ADDRESS),
        ("thickness", ADDRESS),
        ("sticks_out", ADDRESS),
        ("count", COUNT),
    )


def address_of(array: NDArray[Any]) -> int | None:
    """Where the data of an array begin: what ``array.ctypes.data`` says, which takes four times as long.

    NumPy's C interface has the address of the data as the first field of an array, after the object's head.
    """
    return ctypes.c_void_p.from_address(id(array) + _HEAD).value


class _Owner:
    """Memory of a kernel that an array of NumPy lies in, given back with the array."""

    def __init__(self, address: int, size: int, kind: str, free: Callable[[int], None]) -> None:
        self.address, self.free = address, free
        shape, type_ = (size // TYPES[kind].itemsize,), TYPES[kind].str
        self.__array_interface__ = {"data": (address, True), "shape": shape, "typestr": type_, "version": 3}

    def __del__(self) -> None:
        self.free(self.address)


def arrays_of(output: Output, types: str, free: Callable[[int], None]) -> list[Any]:
    """The arrays that a kernel made: copies of small ones, else their memory, which ``free`` gives back."""
    addresses, sizes, found = output.data, output.bytes, []
    for k, kind in enumerate(types):
        address, size = addresses[k], sizes[k]
        if size < LARGE:
            found.append(np.frombuffer(ctypes.string_at(address, size), TYPES[kind]))
        else:
            addresses[k] = None
            found.append(np.asarray(_Owner(address, size, kind, free)))
    return found


def shaped_dangles(dangles: list[Any]) -> list[Any]:
    for k in (1, 2, 5):  # points, directions, points of junctions
        dangles[k] = dangles[k].reshape(-1, 2)
    return dangles


def graph_struct(points: FloatArray, edges: IntArray) -> tuple[FloatArray, IntArray, Graph]:
    points = np.ascontiguousarray(points, dtype=np.float64)
    edges = np.ascontiguousarray(edges, dtype=np.int64)
    return points, edges, Graph(address_of(points), address_of(edges), len(points), len(edges))


def dangles_struct(columns: tuple[NDArray[Any], ...]) -> tuple[list[Any], DangleColumns]:
    """The columns, as for :func:`rings_struct`, and the struct that points to them."""
    kept = [np.ascontiguousarray(column) for column in columns]
    return kept, DangleColumns(*(address_of(column) for column in kept), len(kept[-1]))


def rings_struct(
    half_edges: IntArray, offsets: IntArray, area: FloatArray, face_of: IntArray
) -> tuple[list[Any], Rings]:
    """The columns, which have to live as long as the struct, and the struct that points to them."""
    columns = [np.ascontiguousarray(column) for column in (half_edges, offsets, area, face_of)]
    return columns, Rings(*(address_of(column) for column in columns), len(area))
