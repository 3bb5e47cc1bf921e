"""Call the compiled kernels, where there are any.

The calls use ``ctypes``: a library with a plain C interface works with every version of Python, and is built
without its headers. The interpreter is free for other threads while a kernel works.
"""

import ctypes
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from detection.kernels.build import library_path
from detection.progress import Beat, silent

SETTING = "DETECTION_KERNELS"  # "off" takes the NumPy path; a path is that of another library
ARRAYS = 11  # as in kernels.h
DONE, NO_MEMORY, STOPPED = 0, 1, 2  # as in kernels.h
QUICK = 1 << 14  # segments or edges: smaller inputs finish without a call of the progress callback

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_log = logging.getLogger(__name__)
_Beat = ctypes.CFUNCTYPE(ctypes.c_int)
_ADDRESS, _COUNT, _NUMBER = ctypes.c_void_p, ctypes.c_int64, ctypes.c_double


class _Output(ctypes.Structure):
    """``kernel_output`` of kernels.h."""

    _fields_ = (
        ("count", _COUNT),
        ("data", _ADDRESS * ARRAYS),
        ("bytes", _COUNT * ARRAYS),
    )


class _Graph(ctypes.Structure):
    """``kernel_graph`` of kernels.h."""

    _fields_ = (
        ("points", _ADDRESS),
        ("edges", _ADDRESS),
        ("point_count", _COUNT),
        ("edge_count", _COUNT),
    )


class _Covers(ctypes.Structure):
    """``kernel_covers`` of kernels.h."""

    _fields_ = (("edge", _ADDRESS), ("segment", _ADDRESS), ("count", _COUNT))


class _Segments(ctypes.Structure):
    """``kernel_segments`` of kernels.h."""

    _fields_ = tuple(
        (name, _ADDRESS) for name in ("ends", "wall", "right_wall", "reversed", "right_reversed", "inferred")
    )


class _Rings(ctypes.Structure):
    """``kernel_rings`` of kernels.h."""

    _fields_ = (
        ("half_edges", _ADDRESS),
        ("offsets", _ADDRESS),
        ("area", _ADDRESS),
        ("face_of", _ADDRESS),
        ("count", _COUNT),
    )


class _Dangles(ctypes.Structure):
    """``kernel_dangles`` of kernels.h."""

    _fields_ = (
        ("points", _ADDRESS),
        ("directions", _ADDRESS),
        ("junctions", _ADDRESS),
        ("reach_back", _ADDRESS),
        ("segments", _ADDRESS),
        ("vertices", _ADDRESS),
        ("thickness", _ADDRESS),
        ("sticks_out", _ADDRESS),
        ("count", _COUNT),
    )


class _Column(ctypes.Structure):
    """``kernel_column`` of kernels.h."""

    _fields_ = (
        ("kind", _COUNT),
        ("text", ctypes.c_char_p),
        ("first", _ADDRESS),
        ("end", _ADDRESS),
        ("codes", _ADDRESS),
        ("present", _ADDRESS),
        ("key", ctypes.c_char_p),
        ("key_bytes", _COUNT),
        ("width", _COUNT),
        ("child", _COUNT),
        ("sibling", _COUNT),
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

    def struct(self) -> _Column:
        """The struct, which points to the arrays of this column."""
        first, end, codes, present = (
            None if column is None else _address(column)
            for column in (self.first, self.end, self.codes, self.present)
        )
        places = (self.width, self.child, self.sibling)
        return _Column(self.kind, self.text, first, end, codes, present, self.key, len(self.key), *places)


class Kernels:
    """The functions of kernels.h, with NumPy's arrays."""

    def __init__(self, path: str) -> None:
        library = ctypes.CDLL(path)
        self._library = library
        self._release = library.kernel_release
        self._release.argtypes, self._release.restype = [_ADDRESS], None
        self._node = _declare(library.kernel_node, _ADDRESS, _COUNT, _NUMBER, _ADDRESS)
        self._arrange = _declare(library.kernel_arrange, _ADDRESS, _ADDRESS, _COUNT, _NUMBER, _ADDRESS)
        self._arrangement_common = library.kernel_arrangement_common
        self._arrangement_common.argtypes = [_ADDRESS, _ADDRESS, _COUNT]
        self._arrangement_common.restype = _COUNT
        self._arrangement_new = _declare(library.kernel_arrangement_new)
        self._arrangement_free = library.kernel_arrangement_free
        self._arrangement_free.argtypes, self._arrangement_free.restype = [_ADDRESS], None
        self._trace_rings = _declare(library.kernel_trace_rings, _ADDRESS, _ADDRESS)
        self._nest = _declare(library.kernel_nest, _ADDRESS, _ADDRESS)
        self._near = _declare(library.kernel_near, _ADDRESS, _ADDRESS, _COUNT, _NUMBER)
        self._shoot = _declare(library.kernel_shoot, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _COUNT)
        self._first_hits = _declare(library.kernel_first_hits, *([_ADDRESS] * 4), _COUNT)
        self._ahead = _declare(library.kernel_ahead, _ADDRESS, _ADDRESS, _ADDRESS, _COUNT, _ADDRESS)
        self._find_dangles = _declare(
            library.kernel_find_dangles, *([_ADDRESS] * 3), _COUNT, *([_ADDRESS] * 3)
        )
        self._repeated_ends = _declare(library.kernel_repeated_ends, _ADDRESS, _ADDRESS, _NUMBER)
        self._close_gaps = _declare(
            library.kernel_close_gaps,
            *(_ADDRESS, _ADDRESS, _COUNT, _ADDRESS, _NUMBER, _NUMBER, _ADDRESS, _ADDRESS),
        )
        self._measure_scale = _declare(
            library.kernel_measure_scale, *([_ADDRESS, _COUNT] * 2), _ADDRESS, _ADDRESS
        )
        self._find_ways = _declare(library.kernel_find_ways, *([_ADDRESS] * 4), _NUMBER, _ADDRESS)
        self._beside = _declare(
            library.kernel_beside, _ADDRESS, _ADDRESS, _COUNT, _COUNT, _NUMBER, _ADDRESS, _ADDRESS
        )
        self._straightest = _declare(library.kernel_straightest, _ADDRESS, _ADDRESS, _ADDRESS, _COUNT)
        self._merge_collinear = _declare(
            library.kernel_merge_collinear, *([_ADDRESS] * 3), _COUNT, _ADDRESS, _COUNT, _NUMBER
        )
        self._count_spans = _declare(library.kernel_count_spans, _ADDRESS)
        self._find_corners = _declare(library.kernel_find_corners, _ADDRESS, _ADDRESS, _NUMBER)
        self._measure = _declare(library.kernel_measure, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _COUNT)
        self._sides = _declare(library.kernel_sides, *([_ADDRESS] * 4), _COUNT)
        self._adjacency = _declare(library.kernel_adjacency, _ADDRESS, _ADDRESS, _COUNT)
        self._write_rows = _declare(library.kernel_write_rows, _ADDRESS, _COUNT, _COUNT)
        self._index_build = _declare(library.kernel_index_build, _ADDRESS, _COUNT)
        self._index_free = library.kernel_index_free
        self._index_free.argtypes, self._index_free.restype = [_ADDRESS], None

    def node(
        self, ends: FloatArray, tolerance: float, beat: Beat
    ) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
        """Points (v, 2), edges (e, 2), cover_edge and cover_segment (c,) of a graph."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        with _Guard(beat, len(ends)) as guard:
            points, edges, cover_edge, cover_segment = self._run(
                self._node, (_address(ends), len(ends), tolerance, guard.address), "diii"
            )
        return points.reshape(-1, 2), edges.reshape(-1, 2), cover_edge, cover_segment

    def arrangement(self) -> "Arrangement":
        """An empty drawing, to be noded again and again as it grows."""
        return Arrangement(self)

    def trace_rings(self, points: FloatArray, edges: IntArray, beat: Beat) -> list[Any]:
        """Which edges, (e,), separate faces; half_edges, offsets, area and face_of of the rings."""
        points, edges, graph = _graph(points, edges)
        with _Guard(beat, len(edges)) as guard:
            return self._run(self._trace_rings, (ctypes.addressof(graph), guard.address), "?iidi")

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
        points, edges, graph = _graph(points, edges)
        _kept, rings = _rings(half_edges, offsets, area, face_of)
        return self._run(self._nest, (ctypes.addressof(graph), ctypes.addressof(rings)), "iiiii")

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
        points, edges, graph = _graph(points, edges)
        columns = [np.ascontiguousarray(column) for column in (cover_edge, cover_segment, ends, is_drawn)]
        edge, segment, ends_, drawn = (_address(column) for column in columns)
        thick = None if thickness is None else np.ascontiguousarray(thickness, dtype=np.float64)
        found = self._run(
            self._find_dangles,
            (
                *(ctypes.addressof(graph), edge, segment, len(cover_edge), ends_, drawn),
                None if thick is None else _address(thick),
            ),
            _DANGLES,
        )
        return _shaped(found)

    def repeated_ends(
        self, dangles: tuple[NDArray[Any], ...], ends: FloatArray, clearance: float
    ) -> IntArray:
        """Rows (r,) of dangles of segments (n, 4), beside which the same wall reaches farther."""
        _kept, struct = _dangles(dangles)
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        (rows,) = self._run(self._repeated_ends, (ctypes.addressof(struct), _address(ends), clearance), "i")
        found: IntArray = rows
        return found

    def measure_scale(
        self, ends: FloatArray, chosen: FloatArray, lengths: tuple[float, float, float], beat: Beat
    ) -> tuple[float, float, float]:
        """Clearance, thickness (NaN for none) and the clearance beyond it, from a sample (c, 4)."""
        ends, chosen = np.ascontiguousarray(ends), np.ascontiguousarray(chosen)
        numbers = (_NUMBER * 3)(*lengths)
        with _Guard(beat, QUICK + 1) as guard:
            columns = (_address(ends), len(ends), _address(chosen), len(chosen))
            (found,) = self._run(
                self._measure_scale, (*columns, ctypes.addressof(numbers), guard.address), "d"
            )
        clearance, thickness, across = found.tolist() or (0.0, 0.0, 0.0)  # stopped: the guard raises
        return clearance, thickness, across

    def straightest(
        self, points: FloatArray, edges: IntArray, vertex: IntArray, direction: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Half-edge (k,) that leaves each vertex closest to a direction (k, 2), and the cosine."""
        points, edges, graph = _graph(points, edges)
        vertex = np.ascontiguousarray(vertex, dtype=np.int64)
        direction = np.ascontiguousarray(direction, dtype=np.float64)
        half_edge, cosine = self._run(
            self._straightest,
            (ctypes.addressof(graph), _address(vertex), _address(direction), len(vertex)),
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
        points, edges, graph = _graph(points, edges)
        edge, segment = (np.ascontiguousarray(column) for column in covers)
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        joined, first, last = self._run(
            self._merge_collinear,
            (
                *(ctypes.addressof(graph), _address(edge), _address(segment), len(edge)),
                *(_address(ends), len(ends), tolerance),
            ),
            "dii",
        )
        return joined.reshape(-1, 4), first, last

    def count_spans(self, points: FloatArray, edges: IntArray) -> int:
        """Number of edges, with those in line counted as one."""
        points, edges, graph = _graph(points, edges)
        (spans,) = self._run(self._count_spans, (ctypes.addressof(graph),), "i")
        return int(spans[0])

    def find_corners(
        self,
        points: FloatArray,
        edges: IntArray,
        ring_columns: tuple[IntArray, IntArray, FloatArray, IntArray],
        tolerance: float,
    ) -> tuple[FloatArray, IntArray]:
        """Points (c, 2) and offsets (r + 1,) of the corners of rings."""
        points, edges, graph = _graph(points, edges)
        _kept, rings = _rings(*ring_columns)
        corners, offsets = self._run(
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
        points, edges, graph = _graph(points, edges)
        _kept, rings = _rings(*ring_columns)
        outer, face_of_ring = np.ascontiguousarray(outer), np.ascontiguousarray(face_of_ring)
        addresses = (
            ctypes.addressof(graph),
            ctypes.addressof(rings),
            _address(outer),
            _address(face_of_ring),
        )
        area, perimeter, centroid, bounds = self._run(self._measure, (*addresses, len(outer)), "dddd")
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
        points, edges, graph = _graph(points, edges)
        kept = [np.ascontiguousarray(column) for column in (*covers, *segments)]
        addresses = [_address(column) for column in kept]
        cover, along = _Covers(*addresses[:2], len(kept[0])), _Segments(*addresses[2:])
        half_edge_face = np.ascontiguousarray(half_edge_face)
        structs = (ctypes.addressof(struct) for struct in (graph, cover, along))
        return self._run(self._sides, (*structs, _address(half_edge_face), face_count), "ii??d")

    def adjacency(
        self, points: FloatArray, edges: IntArray, half_edge_face: IntArray, face_count: int
    ) -> list[Any]:
        """Columns of :class:`detection.rooms.boundaries.Adjacency`."""
        points, edges, graph = _graph(points, edges)
        half_edge_face = np.ascontiguousarray(half_edge_face)
        arguments = (ctypes.addressof(graph), _address(half_edge_face), face_count)
        return self._run(self._adjacency, arguments, "iid")

    def write_rows(self, columns: list[JsonColumn], top: int, count: int) -> bytes:
        """JSON of the rows of the column of a number, some of whose values are in the other columns."""
        structs = (_Column * len(columns))(*(column.struct() for column in columns))
        output = _Output()
        address = ctypes.addressof(output)
        try:
            if self._write_rows(ctypes.addressof(structs), top, count, address) != DONE:
                raise MemoryError
            return ctypes.string_at(output.data[0], output.bytes[0])
        finally:
            self._release(address)

    def index(self, ends: FloatArray) -> "Index":
        """Segments (n, 4) in a spatial index."""
        return Index(self, ends)

    def _run(self, function: Callable[..., int], arguments: tuple[Any, ...], types: str) -> list[Any]:
        """Call a kernel, and take over the arrays that it hands back."""
        output = _Output()
        address = ctypes.addressof(output)
        status = function(*arguments, address)
        return self._taken(status, output, types)

    def _taken(self, status: int, output: _Output, types: str) -> list[Any]:
        """Take over what a kernel has handed back, and give its memory back."""
        try:
            if status == DONE:
                return [_array(output, k, kind) for k, kind in enumerate(types)]
        finally:
            self._release(ctypes.addressof(output))
        if status == NO_MEMORY:
            raise MemoryError
        return [np.zeros(0, dtype=_TYPES[kind]) for kind in types]  # stopped: the guard raises


class Arrangement:
    """A drawing that remembers where its segments meet."""

    def __init__(self, kernels: Kernels) -> None:
        self._kernels = kernels
        self._address = ctypes.c_void_p()
        if kernels._arrangement_new(ctypes.addressof(self._address)) != DONE:  # noqa: SLF001
            raise MemoryError

    def __del__(self) -> None:
        self._kernels._arrangement_free(self._address)  # noqa: SLF001

    def common(self, ends: FloatArray) -> int:
        """How many of the segments (n, 4), from the first on, are known; 0 without a common start."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        return int(self._kernels._arrangement_common(self._address, _address(ends), len(ends)))  # noqa: SLF001

    def node(
        self, ends: FloatArray, tolerance: float, beat: Beat
    ) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
        """As :meth:`Kernels.node`, but without repeating the work for known segments."""
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        with _Guard(beat, len(ends)) as guard:
            points, edges, cover_edge, cover_segment = self._kernels._run(  # noqa: SLF001
                self._kernels._arrange,  # noqa: SLF001
                (self._address, _address(ends), len(ends), tolerance, guard.address),
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
        free_ends, output, run = _Output(), _Output(), self._kernels
        with _Guard(beat, len(ends)) as guard:
            status = run._close_gaps(  # noqa: SLF001
                *(self._address, _address(ends), len(ends), _address(thickness), tolerance, clearance),
                *(guard.address, ctypes.addressof(free_ends), ctypes.addressof(output)),
            )
            dangles = run._taken(status, free_ends, _DANGLES)  # noqa: SLF001
            columns = run._taken(status, output, "didiiii")  # noqa: SLF001
        for k, width in ((0, 4), (2, 2), (3, 2)):
            columns[k] = columns[k].reshape(-1, width)
        return columns, _shaped(dangles)

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
        bounds = (_NUMBER * 3)(*limits)
        with _Guard(beat, len(ends)) as guard:
            least, parts, outside, width = self._kernels._run(  # noqa: SLF001
                self._kernels._beside,  # noqa: SLF001
                (
                    *(self._address, _address(ends), len(ends), drawn, tolerance),
                    *(ctypes.addressof(bounds), guard.address),
                ),
                "d??d",
            )
        return least, parts, outside, width


class Index:
    """Segments, (n, 4), in a grid."""

    def __init__(self, kernels: Kernels, ends: FloatArray) -> None:
        ends = np.ascontiguousarray(ends, dtype=np.float64)
        self._kernels = kernels
        self._address = ctypes.c_void_p()
        if kernels._index_build(_address(ends), len(ends), ctypes.addressof(self._address)) != DONE:  # noqa: SLF001
            raise MemoryError

    def __del__(self) -> None:
        self._kernels._index_free(self._address)  # noqa: SLF001 - one module, two classes

    def near(self, points: FloatArray, reach: float) -> tuple[IntArray, IntArray]:
        """Points (p, 2), and the segments within the reach of them, in ascending order."""
        points = np.ascontiguousarray(points, dtype=np.float64)
        point, segment = self._kernels._run(  # noqa: SLF001
            self._kernels._near,  # noqa: SLF001
            (self._address, _address(points), len(points), reach),
            "ii",
        )
        return point, segment

    def shoot(self, origins: FloatArray, directions: FloatArray, reach: FloatArray) -> list[Any]:
        """Columns of :class:`detection.segments.rays.Hits`, by ascending ray and segment."""
        origins, directions, reach = (
            np.ascontiguousarray(column, dtype=np.float64) for column in (origins, directions, reach)
        )
        return self._kernels._run(  # noqa: SLF001
            self._kernels._shoot,  # noqa: SLF001
            (self._address, _address(origins), _address(directions), _address(reach), len(origins)),
            "iidd",
        )

    def first_hits(self, origins: FloatArray, directions: FloatArray, reach: FloatArray) -> FloatArray:
        """Distance (r,) to the first segment that each ray hits; infinite where it hits none."""
        origins, directions, reach = (
            np.ascontiguousarray(column, dtype=np.float64) for column in (origins, directions, reach)
        )
        distance = np.empty(len(origins))
        rays = (_address(origins), _address(directions), _address(reach), len(origins))
        self._kernels._first_hits(self._address, *rays, _address(distance))  # noqa: SLF001
        return distance

    def ahead(
        self, origins: FloatArray, directions: FloatArray, reach: float, aside: float, cone: float
    ) -> tuple[IntArray, IntArray, FloatArray, FloatArray]:
        """Columns of :func:`detection.segments.rays.points_ahead`, of an index of points, each twice."""
        origins, directions, limits = (
            np.ascontiguousarray(column, dtype=np.float64)
            for column in (origins, directions, [reach, aside, cone])
        )
        ray, point, forward, beside = self._kernels._run(  # noqa: SLF001
            self._kernels._ahead,  # noqa: SLF001
            (self._address, _address(origins), _address(directions), len(origins), _address(limits)),
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
        points, edges, graph = _graph(points, edges)
        _kept, struct = _dangles(dangles)
        reaches = (_NUMBER * 4)(*lengths)
        addresses = (ctypes.addressof(graph), ctypes.addressof(struct), ctypes.addressof(reaches))
        with _Guard(beat, len(edges)) as guard:
            counts, *columns = self._kernels._run(  # noqa: SLF001
                self._kernels._find_ways,  # noqa: SLF001
                (self._address, *addresses, clearance, guard.address),
                "iii?dddidd?",
            )
        for k, width in ((3, 4), (4, 2), (5, 2)):
            columns[k] = columns[k].reshape(-1, width)
        return counts.tolist(), columns


_TYPES = {"d": np.dtype(np.float64), "i": np.dtype(np.int64), "?": np.dtype(np.bool_)}
_HEAD = object.__basicsize__  # bytes of an object that come before what is its own


def _address(array: NDArray[Any]) -> int | None:
    """Where the data of an array begin: what ``array.ctypes.data`` says, which takes four times as long.

    NumPy's C interface has the address of the data as the first field of an array, after the object's head.
    """
    return ctypes.c_void_p.from_address(id(array) + _HEAD).value


def _array(output: _Output, k: int, kind: str) -> Any:  # noqa: ANN401 - an array of that kind
    """A copy of an array that a kernel made."""
    return np.frombuffer(ctypes.string_at(output.data[k], output.bytes[k]), _TYPES[kind])


_DANGLES = "iddiidd?d"  # types of the columns of detection.graph.dangles.Dangles


def _shaped(dangles: list[Any]) -> list[Any]:
    for k in (1, 2, 5):  # points, directions, points of junctions
        dangles[k] = dangles[k].reshape(-1, 2)
    return dangles


def _graph(points: FloatArray, edges: IntArray) -> tuple[FloatArray, IntArray, _Graph]:
    points = np.ascontiguousarray(points, dtype=np.float64)
    edges = np.ascontiguousarray(edges, dtype=np.int64)
    return points, edges, _Graph(_address(points), _address(edges), len(points), len(edges))


def _dangles(columns: tuple[NDArray[Any], ...]) -> tuple[list[Any], _Dangles]:
    """The columns, as for :func:`_rings`, and the struct that points to them."""
    kept = [np.ascontiguousarray(column) for column in columns]
    return kept, _Dangles(*(_address(column) for column in kept), len(kept[-1]))


def _rings(
    half_edges: IntArray, offsets: IntArray, area: FloatArray, face_of: IntArray
) -> tuple[list[Any], _Rings]:
    """The columns, which have to live as long as the struct, and the struct that points to them."""
    columns = [np.ascontiguousarray(column) for column in (half_edges, offsets, area, face_of)]
    return columns, _Rings(*(_address(column) for column in columns), len(area))


def _declare(function: Any, *arguments: Any) -> Callable[..., int]:  # noqa: ANN401 - of ctypes
    """A kernel; its last argument is where its output goes."""
    function.argtypes = [*arguments, _ADDRESS]
    function.restype = ctypes.c_int
    declared: Callable[..., int] = function
    return declared


class _Guard:
    """A progress callback for C: an exception stops the kernel, and is raised again after it."""

    def __init__(self, beat: Beat, work: int) -> None:
        self.address: int | None = None
        self._beat = beat
        self._raised: BaseException | None = None
        if beat is not silent and work > QUICK:
            self._callback = _Beat(self._call)  # kept, for C holds the bare address
            self.address = ctypes.cast(self._callback, ctypes.c_void_p).value

    def _call(self) -> int:
        try:
            self._beat()
        except BaseException as error:  # noqa: BLE001 - raised again in __exit__
            self._raised = error
            return 1
        return 0

    def __enter__(self) -> Self:
        if self.address is None:
            self._beat()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._raised is not None:
            raise self._raised


_plain = False


def kernels() -> Kernels | None:
    """The kernels, or None if the NumPy path is used."""
    return None if _plain else _chosen()


@cache
def _chosen() -> Kernels | None:
    """The kernels that the environment chooses; it is asked once, for a look takes a microsecond."""
    return load(os.environ.get(SETTING, ""))


@contextmanager
def plain() -> Iterator[None]:
    """Take the NumPy path for a while, in all threads."""
    global _plain  # noqa: PLW0603 - read at each call, which has to be quick
    before, _plain = _plain, True
    try:
        yield
    finally:
        _plain = before


@cache
def load(setting: str) -> Kernels | None:
    """The kernels that a setting stands for: a path, "off", or nothing for those of this folder."""
    if setting == "off":
        return None
    path = setting or str(library_path())
    if not os.path.exists(path):  # noqa: PTH110 - this is on the way of a worker's start
        return None
    try:
        return Kernels(path)
    except OSError as error:
        _log.warning("the kernels in %s cannot be loaded, so detection takes its NumPy path: %s", path, error)
        return None
