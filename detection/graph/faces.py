"""Walk around the faces of a planar graph.

Each edge is two half-edges, one a direction: number 2 * edge runs from the edge's first vertex to its second,
2 * edge + 1 runs back. Around every vertex the outgoing half-edges are sorted by angle; turning as sharply
clockwise as possible at each vertex keeps one face on the left all the way round. (De Berg et al.,
Computational Geometry, 3rd ed., chapter 2.)
"""

from dataclasses import dataclass

import numpy as np

from detection.graph.noding import Graph
from detection.kernels.library import kernels
from detection.progress import Beat, silent
from detection.segments.segments import FloatArray, IntArray

WALKED = 1 << 17  # half-edges between two calls of the progress callback


@dataclass(frozen=True)
class Rings:
    """Closed walks along half-edges that visit no vertex twice."""

    half_edges: IntArray  # (h,): all walks, one after the other
    offsets: IntArray  # (r + 1,): where each walk begins, and the end
    area: FloatArray  # (r,): signed; positive rings bound a face from outside, negative ones from inside
    face_of: IntArray  # (r,): rings with the same number bound the same face or lie around the same component

    def __len__(self) -> int:
        return len(self.area)

    @property
    def columns(self) -> tuple[IntArray, IntArray, FloatArray, IntArray]:
        """All columns, in their order."""
        return self.half_edges, self.offsets, self.area, self.face_of

    def ring_of_half_edge(self, count: int) -> IntArray:
        """Ring (count,) on the left of each half-edge."""
        ring = np.empty(count, dtype=np.int64)
        ring[self.half_edges] = np.repeat(np.arange(len(self)), np.diff(self.offsets))
        return ring


def trace_rings(graph: Graph, beat: Beat = silent) -> tuple[Graph, Rings]:
    """Drop edges that separate nothing, and walk around all faces of what remains.

    An edge with one and the same face on both sides is a bridge or hangs loose: it bounds no room.
    """
    if (compiled := kernels()) is not None:
        kept, *columns = compiled.trace_rings(graph.points, graph.edges, beat)
        return graph if kept.all() else graph.keep(kept), Rings(*columns)
    successor = _successors(graph)
    walks, offsets = _walk(successor, beat)
    while True:
        walk_of = np.empty(len(successor), dtype=np.int64)
        walk_of[walks] = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
        separates = walk_of[0::2] != walk_of[1::2]
        if separates.all():
            return graph, _split_at_repeated_vertices(graph, walks, offsets)
        graph = graph.keep(separates)
        successor = _successors(graph)
        walks, offsets = _walk(successor, beat)


def origins(edges: IntArray) -> IntArray:
    """Vertex (2e,) at which each half-edge starts."""
    return edges.reshape(-1)


def signed_areas(x: FloatArray, y: FloatArray, offsets: IntArray) -> FloatArray:
    """Area (r,) of each ring of points, positive when it runs counter-clockwise.

    Coordinates are taken from the ring's first point, which keeps digits far from the origin.
    """
    if len(offsets) < 2:
        return np.zeros(0)
    starts, sizes = offsets[:-1], np.diff(offsets)
    x, y = x - np.repeat(x[starts], sizes), y - np.repeat(y[starts], sizes)
    after = following(offsets)
    return sums(x * y[after] - x[after] * y, offsets) / 2


def sums(values: FloatArray, offsets: IntArray) -> FloatArray:
    """Sum (r,) of the values, (h,), of each ring, one added after the other."""
    ring = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return np.bincount(ring, values, len(offsets) - 1).astype(np.float64)


def following(offsets: IntArray) -> IntArray:
    """Index (h,) of the next element in each of the rings that the offsets (r + 1,) cut."""
    after = np.arange(1, offsets[-1] + 1)
    after[offsets[1:] - 1] = offsets[:-1]
    return after


def _successors(graph: Graph) -> IntArray:
    """Half-edge (2e,) that follows each half-edge around the face on its left."""
    origin = origins(graph.edges)
    twin = np.arange(len(origin)) ^ 1
    vector = graph.points[origin[twin]] - graph.points[origin]
    order = np.lexsort((_way(vector), origin))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    degree = np.bincount(origin, minlength=len(graph.points))
    first = np.cumsum(degree) - degree
    at = origin[twin]  # the vertex where a half-edge ends
    clockwise = rank[twin] - 1
    return np.asarray(order[np.where(clockwise < first[at], first[at] + degree[at] - 1, clockwise)])


def _way(vector: FloatArray) -> FloatArray:
    """A number (n,) that grows with the angle of vectors (n, 2), and rounds alike everywhere."""
    x, y = vector.T
    rise = y / (np.abs(x) + np.abs(y))
    return np.asarray(np.where(x >= 0, rise, np.where(y >= 0, 2 - rise, -2 - rise)))


def _walk(successor: IntArray, beat: Beat) -> tuple[IntArray, IntArray]:
    """Cycles of a permutation: the elements in order, and the offsets of the cycles."""
    after = successor.tolist()
    seen = bytearray(len(after))
    order: list[int] = []
    offsets = [0]
    for start in range(len(after)):
        if not start % WALKED:
            beat()
        if seen[start]:
            continue
        step = start
        while not seen[step]:
            seen[step] = 1
            order.append(step)
            step = after[step]
        offsets.append(len(order))
    return np.array(order, dtype=np.int64), np.array(offsets, dtype=np.int64)


def _split_at_repeated_vertices(graph: Graph, walks: IntArray, offsets: IntArray) -> Rings:
    """Cut walks that pass a vertex twice (a room whose hole touches its wall) into simple rings."""
    origin = origins(graph.edges)[walks]
    walk_of = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    key = walk_of * len(graph.points) + origin
    order = np.argsort(key, kind="stable")
    again = key[order][1:] == key[order][:-1]
    pinched = np.unique(walk_of[order][1:][again])
    face_of = np.arange(len(offsets) - 1)
    if len(pinched):
        pieces: list[IntArray] = []
        faces: list[int] = []
        is_pinched = np.zeros(len(face_of), dtype=bool)
        is_pinched[pinched] = True
        for face in range(len(face_of)):
            walk = walks[offsets[face] : offsets[face + 1]]
            parts = _simple_cycles(walk, origins(graph.edges)) if is_pinched[face] else [walk]
            pieces += parts
            faces += [face] * len(parts)
        walks = np.concatenate(pieces)
        offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in pieces])])
        face_of = np.array(faces)
    x, y = graph.points[origins(graph.edges)[walks]].T
    return Rings(walks, offsets, signed_areas(x, y, offsets), face_of)


def _simple_cycles(walk: IntArray, origin: IntArray) -> list[IntArray]:
    """Take a cycle off the walk each time it comes back to a vertex."""
    cycles: list[IntArray] = []
    path: list[int] = []
    place: dict[int, int] = {}
    for half_edge in walk.tolist():
        vertex = int(origin[half_edge])
        if vertex in place:
            start = place[vertex]
            cycles.append(np.array(path[start:]))
            for gone in path[start:]:
                del place[int(origin[gone])]
            del path[start:]
        place[vertex] = len(path)
        path.append(half_edge)
    cycles.append(np.array(path))
    return cycles
