"""Merge collinear segments that touch or overlap, so that cut or repeated walls do not change the result."""

from dataclasses import dataclass

import numpy as np

from detection.graph.dangles import STRAIGHT, straightest
from detection.graph.faces import origins
from detection.graph.noding import Graph
from detection.kernels.library import kernels
from detection.progress import Beat, silent
from detection.scipy_functions import connected_components, coo_array
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import distance_to_segment, lengths


@dataclass(frozen=True)
class MergedSegments:
    """Maximal segments: no two of them are collinear and touch."""

    ends: FloatArray  # (m, 4), directed and sorted as canonical segments are
    first: IntArray  # (m,): the segment of the drawing at the start of each ...
    last: IntArray  # (m,): ... and the one at its end

    def __len__(self) -> int:
        return len(self.ends)

    def nearer(self, joined: IntArray, points: FloatArray) -> IntArray:
        """The segment of the drawing (k,) at that end of a joined one (k,) which is nearer a point (k, 2)."""
        ends = self.ends[joined]
        to_start, to_end = (np.hypot(*(points - ends[:, k : k + 2]).T) for k in (0, 2))
        return np.where(to_start <= to_end, self.first[joined], self.last[joined])


def as_drawn(ends: FloatArray) -> MergedSegments:
    """Segments (n, 4) as they are."""
    return MergedSegments(ends, np.arange(len(ends)), np.arange(len(ends)))


def merge_collinear(ends: FloatArray, graph: Graph, tolerance: float, beat: Beat = silent) -> MergedSegments:
    """Join the segments (n, 4) of a graph that lie on one line within the tolerance, and touch or overlap.

    ``beat`` is called between the steps, and raises to abort.
    """
    if (compiled := kernels()) is not None:
        covers = graph.cover_edge, graph.cover_segment
        return MergedSegments(*compiled.merge_collinear(graph.points, graph.edges, covers, ends, tolerance))
    i, j = _neighbours(graph)
    beat()
    in_line = _on_one_line(ends, i, j, tolerance)
    i, j = i[in_line], j[in_line]
    count = len(ends)
    if not len(i):
        return _in_order(ends, np.arange(count), np.arange(count))
    links = coo_array((np.ones(len(i), dtype=np.int8), (i, j)), shape=(count, count))
    _, label = connected_components(links, directed=False)
    group = label.astype(np.int64)
    beat()
    joined = _hulls(ends, group)
    beat()
    # a chain may bend by less than the tolerance at each vertex, and by more in all: it stays in pieces
    own = joined.ends[group]
    off = np.maximum(distance_to_segment(ends[:, :2], own), distance_to_segment(ends[:, 2:], own))
    bent = np.zeros(len(joined), dtype=bool)
    bent[group[off > 2 * tolerance]] = True
    if bent.any():
        alone = np.flatnonzero(bent[group])
        group[alone] = group.max() + 1 + np.arange(len(alone))
        joined = _hulls(ends, np.unique(group, return_inverse=True)[1])
    return _in_order(joined.ends, joined.first, joined.last)


def _in_order(ends: FloatArray, first: IntArray, last: IntArray) -> MergedSegments:
    """Merged segments, directed and sorted by their coordinates."""
    (x0, y0), (x1, y1) = ends[:, :2].T, ends[:, 2:].T
    backwards = (x1 < x0) | ((x1 == x0) & (y1 < y0))
    ends = np.where(backwards[:, None], ends[:, [2, 3, 0, 1]], ends)
    first, last = np.where(backwards, (last, first), (first, last))
    order = np.lexsort(ends.T[::-1])
    return MergedSegments(ends[order], first[order], last[order])


def _neighbours(graph: Graph) -> tuple[IntArray, IntArray]:
    """Pairs of segments that share an edge, or whose edges go on straight at a vertex."""
    shared = np.flatnonzero(graph.cover_edge[1:] == graph.cover_edge[:-1])
    first = graph.cover_segment[np.searchsorted(graph.cover_edge, np.arange(len(graph.edges)))]
    origin = origins(graph.edges)
    vector = graph.points[origin.reshape(-1, 2)[:, ::-1].reshape(-1)] - graph.points[origin]
    following, cosine = straightest(graph, origin, -(vector / lengths(vector)[:, None]))
    straight = np.flatnonzero(cosine > STRAIGHT)
    i = np.concatenate([graph.cover_segment[shared], first[straight // 2]])
    j = np.concatenate([graph.cover_segment[shared + 1], first[following[straight] // 2]])
    return i[i != j], j[i != j]


def _on_one_line(ends: FloatArray, i: IntArray, j: IntArray, tolerance: float) -> BoolArray:
    """Whether both ends of the shorter of two segments lie within the tolerance of the line of the longer."""
    length = np.hypot(*(ends[:, 2:] - ends[:, :2]).T)
    longer, shorter = np.where(length[i] >= length[j], (i, j), (j, i))
    along = (ends[longer, 2:] - ends[longer, :2]) / length[longer, None]
    offset = ends[shorter].reshape(-1, 2, 2) - ends[longer, None, :2]
    aside = np.abs(offset[:, :, 0] * along[:, None, 1] - offset[:, :, 1] * along[:, None, 0])
    return np.asarray(aside.max(axis=1) <= tolerance)


def _hulls(ends: FloatArray, group: IntArray) -> MergedSegments:
    """The segment from the first to the last end of each group (n,) of segments in line."""
    points, segment = ends.reshape(-1, 2), np.repeat(np.arange(len(ends)), 2)
    of_point = np.repeat(group, 2)
    width, height = (_extents(points[:, axis], of_point) for axis in (0, 1))
    across = width >= height  # rather along x than along y
    place = np.where(across[of_point], points[:, 0], points[:, 1])
    _, first = np.unique(of_point[order := np.lexsort((segment, place, of_point))], return_index=True)
    starts = order[first]
    _, first = np.unique(of_point[order := np.lexsort((segment, -place, of_point))], return_index=True)
    stops = order[first]
    return MergedSegments(np.hstack([points[starts], points[stops]]), segment[starts], segment[stops])


def _extents(values: FloatArray, group: IntArray) -> FloatArray:
    """Difference (g,) between the largest and the smallest of the values (n,) of each group."""
    low = np.full(group.max() + 1, np.inf)
    high = -low
    np.minimum.at(low, group, values)
    np.maximum.at(high, group, values)
    return high - low
