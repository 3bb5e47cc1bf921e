"""Cut segments wherever they meet, which turns a drawing into a planar graph.

Segments meet where they cross, where the end of one lies on another, where ends coincide and where they
overlap. All of this is decided with a tolerance, because a rotated drawing keeps no coordinate exact.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.graph.arrangement import node_by_kernel
from detection.kernels.library import kernels
from detection.progress import Beat, silent
from detection.scipy_functions import connected_components, coo_array, tree_of
from detection.segments.orientation import bounding_boxes, prevailing_turn, turned
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import cross, distance_to_segment, dot, lengths

RELATIVE_TOLERANCE = 1e-9  # of the drawing's size: far above rounding, far below anything drawn on purpose
CHUNK = 50_000  # segments that are looked up at once, between two calls of the progress callback
CROWDED = 20  # pairs a segment, above which pairs that only lie side by side are filtered out first
WIDER = 1 + 1e-6  # factor for search radii; what is found is measured again
EPSILON = float(np.finfo(np.float64).eps)
ROUNDING = 16 * EPSILON  # of the largest coordinate: rounding error of a few operations


@dataclass(frozen=True)
class Graph:
    """A planar drawing: edges meet at their ends only, and no edge is repeated."""

    points: FloatArray  # (v, 2)
    edges: IntArray  # (e, 2): the vertices an edge joins; along its first segment
    cover_edge: IntArray  # (c,), ascending: an edge ...
    cover_segment: IntArray  # (c,): ... and a segment that runs over it

    def keep(self, kept: BoolArray) -> "Graph":
        """The graph without the edges where ``kept``, (e,) bool, is false."""
        number = np.cumsum(kept) - 1
        covered = kept[self.cover_edge]
        return Graph(
            self.points, self.edges[kept], number[self.cover_edge[covered]], self.cover_segment[covered]
        )


def noding_tolerance(ends: FloatArray) -> float:
    """Distance within which two points of the segments (n, 4) are one."""
    if not len(ends):
        return 0.0
    points = ends.reshape(-1, 2)
    size = float(np.ptp(points, axis=0).max())
    return max(RELATIVE_TOLERANCE * size, ROUNDING * float(np.abs(points).max()))


def node(ends: FloatArray, tolerance: float, beat: Beat = silent) -> Graph:
    """Cut segments, (n, 4), at all points where they meet within the tolerance."""
    if (compiled := kernels()) is not None:
        return Graph(*node_by_kernel(compiled, ends, tolerance, beat))
    count = len(ends)
    i, j = near_pairs(ends, tolerance, beat)
    touch_segment, touch_end, touching = _touches(ends, i, j, tolerance, beat)
    # Segments that touch and still cross elsewhere run within the tolerance of each other in between.
    cross_i, cross_j, cross_points = _crossings(ends, i[~touching], j[~touching])
    beat()

    every_point = np.concatenate([ends.reshape(-1, 2), cross_points])
    points, vertex = merge_points(every_point, tolerance, beat)
    beat()
    cross_vertex = vertex[2 * count :]
    segment = np.concatenate([np.repeat(np.arange(count), 2), touch_segment, cross_i, cross_j])
    on_it = np.concatenate([vertex[: 2 * count], vertex[touch_end], cross_vertex, cross_vertex])
    return _edges_between(ends, points, segment, on_it, beat)


def near_pairs(ends: FloatArray, tolerance: float, beat: Beat = silent) -> tuple[IntArray, IntArray]:
    """Pairs i < j of segments that may come within the tolerance of each other."""
    # half the tolerance would do, but for rounding
    boxes = bounding_boxes(turned(ends, prevailing_turn(ends)), tolerance)
    tree = shapely.STRtree(boxes)
    parts: list[IntArray] = []
    for first in range(0, len(ends), CHUNK):
        beat()
        i, j = tree.query(boxes[first : first + CHUNK])
        once = i + first < j
        i, j = i[once] + first, j[once]
        if len(i) > CROWDED * min(CHUNK, len(ends)):
            meeting = _not_beside(ends, i, j, tolerance)
            i, j = i[meeting], j[meeting]
        parts.append(np.stack([i, j]))
    i, j = np.concatenate([np.zeros((2, 0), dtype=np.int64), *parts], axis=1)
    order = np.lexsort((j, i))
    return i[order], j[order]


def _not_beside(ends: FloatArray, i: IntArray, j: IntArray, tolerance: float) -> BoolArray:
    """Whether neither of two segments lies wholly on one side of the other's line, as close diagonals do."""
    apart = np.zeros(len(i), dtype=bool)
    for one, other in ((i, j), (j, i)):
        along = ends[one, 2:] - ends[one, :2]
        room = tolerance * lengths(along)
        start, end = (cross(along, ends[other, k : k + 2] - ends[one, :2]) for k in (0, 2))
        apart |= (np.minimum(start, end) > room) | (np.maximum(start, end) < -room)
    return ~apart


def merge_points(points: FloatArray, tolerance: float, beat: Beat = silent) -> tuple[FloatArray, IntArray]:
    """Make one vertex of points that lie within the tolerance of each other.

    Returns
    -------
    vertices : (v, 2) float64, each the smallest of its points, in ascending order
    vertex_of : (n,) int64, the vertex of each point
    """
    order = np.lexsort((points[:, 1], points[:, 0]))
    beat()
    differs = np.ones(len(points), dtype=bool)
    differs[1:] = (points[order[1:]] != points[order[:-1]]).any(axis=1)
    distinct = points[order[differs]]
    index = np.empty(len(points), dtype=np.int64)
    index[order] = np.cumsum(differs) - 1
    pairs: IntArray = tree_of(distinct).query_pairs(WIDER * tolerance, output_type="ndarray")
    pairs = pairs[lengths(distinct[pairs[:, 0]] - distinct[pairs[:, 1]]) <= tolerance]
    beat()
    if not len(pairs):
        return distinct, index
    n = len(distinct)
    links = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(n, n))
    _, label = connected_components(links, directed=False)
    # distinct is sorted: the first member of a label is its smallest point
    labels, first, member = np.unique(label, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(labels), dtype=np.int64)
    rank[order] = np.arange(len(labels))
    return distinct[first[order]], rank[member][index]


def _touches(
    ends: FloatArray, i: IntArray, j: IntArray, tolerance: float, beat: Beat
) -> tuple[IntArray, IntArray, BoolArray]:
    """Segments, the ends (2 * segment + 0 or 1) of others that lie on them, and the touching pairs."""
    segments, ends_on_it, touching = [], [], np.zeros(len(i), dtype=bool)
    points = ends.reshape(-1, 2)
    for segment, end in ((i, 2 * j), (i, 2 * j + 1), (j, 2 * i), (j, 2 * i + 1)):
        beat()
        on_it = distance_to_segment(points[end], ends[segment]) <= tolerance
        touching |= on_it
        segments.append(segment[on_it])
        ends_on_it.append(end[on_it])
    return np.concatenate(segments), np.concatenate(ends_on_it), touching


def _crossings(ends: FloatArray, i: IntArray, j: IntArray) -> tuple[IntArray, IntArray, FloatArray]:
    """Pairs of segments that cross, and the points (c, 2) where they do."""
    p, r = ends[i, :2], ends[i, 2:] - ends[i, :2]
    q, s = ends[j, :2], ends[j, 2:] - ends[j, :2]
    denominator = cross(r, s)
    parallel = denominator == 0
    safe = np.where(parallel, 1.0, denominator)
    t, u = cross(q - p, s) / safe, cross(q - p, r) / safe
    crosses = ~parallel & (t > 0) & (t < 1) & (u > 0) & (u < 1)
    points = p[crosses] + t[crosses, None] * r[crosses]
    # snap to the straight coordinate of an axis-parallel segment, which the division may have missed
    for first in (ends[i[crosses]], ends[j[crosses]]):
        for axis in (0, 1):
            straight = first[:, axis] == first[:, axis + 2]
            points[straight, axis] = first[straight, axis]
    return i[crosses], j[crosses], points


def _edges_between(
    ends: FloatArray, points: FloatArray, segment: IntArray, vertex: IntArray, beat: Beat
) -> Graph:
    """Join the vertices along each segment, and merge edges that several segments share."""
    start, along = ends[segment, :2], ends[segment, 2:] - ends[segment, :2]
    position = dot(points[vertex] - start, along)
    order = np.lexsort((vertex, position, segment))
    beat()
    segment, vertex = segment[order], vertex[order]
    joined = (segment[1:] == segment[:-1]) & (vertex[1:] != vertex[:-1])
    a, b, cover_segment = vertex[:-1][joined], vertex[1:][joined], segment[1:][joined]

    key = np.minimum(a, b) * len(points) + np.maximum(a, b)
    _, first, cover_edge = np.unique(key, return_index=True, return_inverse=True)
    beat()
    order = np.lexsort((cover_segment, cover_edge))
    edges = np.column_stack([a[first], b[first]])
    return Graph(points, edges, cover_edge[order], cover_segment[order])
