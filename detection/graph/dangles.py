"""Dangles: free ends of walls, which are vertices of degree 1."""

from dataclasses import dataclass

import numpy as np

from detection.graph.faces import origins
from detection.graph.noding import Graph
from detection.kernels.library import kernels
from detection.scipy_functions import tree_of
from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.segments.vectors import cross, dot, lengths, order_keys

STRAIGHT = 0.98  # least cosine of the bend at which a wall still continues straight
REPEAT_BESIDE = 0.015  # of the clearance: farthest line of a wall that is drawn again, ...
REPEAT_BEHIND = 0.05  # ... and how far behind the end of the other one it may end
REPEAT_ALONG = 0.1  # of the clearance: least length for which it runs along the other one
BENDS = 64  # most edges of one free wall that are followed back from its dangle


@dataclass(frozen=True)
class Dangles:
    """Vertices of degree 1, and the direction in which the wall points there."""

    vertex: IntArray  # (t,)
    point: FloatArray  # (t, 2)
    direction: FloatArray  # (t, 2), unit, out of the wall
    segment: IntArray  # (t,): the first segment that ends there
    junction: IntArray  # (t,): vertex where, going back in line, the wall first meets something
    junction_point: FloatArray  # (t, 2)
    reach_back: FloatArray  # (t,): distance to the junction
    sticks_out: BoolArray  # (t,): whether the wall continues straight behind the junction: an overshoot?
    thickness: FloatArray  # (t,): of the solid wall that ends there, 0 where walls are lines

    def __len__(self) -> int:
        return len(self.vertex)

    @property
    def columns(self) -> tuple[FloatArray | IntArray | BoolArray, ...]:
        """Those that kernels take."""
        places = (self.point, self.direction, self.junction_point, self.reach_back)
        return *places, self.segment, self.vertex, self.thickness, self.sticks_out

    def chosen(self, rows: BoolArray | IntArray) -> "Dangles":
        """Some of the dangles."""
        return Dangles(*(column[rows] for column in vars(self).values()))

    def without(self, points: FloatArray) -> "Dangles":
        """The dangles that are not at one of the points, (r, 2)."""
        if not len(points):
            return self
        ours, theirs = (np.ascontiguousarray(each).view(np.complex128)[:, 0] for each in (self.point, points))
        return self.chosen(~np.isin(ours, theirs))


def repeated_ends(dangles: Dangles, ends: FloatArray, clearance: float) -> FloatArray:
    """Points (r, 2) of dangles of segments (n, 4) beside which the same wall, drawn again, reaches farther.

    Where a wall is drawn twice, by hand, both of its ends are free where an opening begins. They are one end:
    a gap between them is none, and an opening has one way.
    """
    if (compiled := kernels()) is not None:
        return dangles.point[compiled.repeated_ends(dangles.columns, ends, clearance)]
    near = np.hypot(REPEAT_BESIDE, REPEAT_BEHIND) * clearance
    pairs: IntArray = tree_of(dangles.point).query_pairs(near, output_type="ndarray")
    behind, front = np.concatenate([pairs, pairs[:, ::-1]]).T
    # along both, so that of two ends that diverge a little not each lies behind the other
    way = dangles.direction[front] + dangles.direction[behind]
    way = way / np.maximum(lengths(way), 1e-300)[:, None]
    offset = dangles.point[front] - dangles.point[behind]
    ahead, aside = dot(offset, way), cross(way, offset)
    segment = ends[dangles.segment[front]]
    start = np.minimum(*(dot(end - dangles.point[behind], way) for end in (segment[:, :2], segment[:, 2:])))
    repeats = dot(dangles.direction[front], dangles.direction[behind]) > STRAIGHT
    repeats &= start < -REPEAT_ALONG * clearance
    repeats &= dangles.segment[behind] != dangles.segment[front]
    repeats &= (np.abs(aside) <= REPEAT_BESIDE * clearance) & (ahead <= REPEAT_BEHIND * clearance)
    farther, left = order_keys(ahead, clearance) > 0, order_keys(aside, clearance) > 0
    repeats &= farther | (left & (order_keys(ahead, clearance) == 0))
    return np.asarray(dangles.point[np.unique(behind[repeats])])


def straightest(graph: Graph, vertex: IntArray, direction: FloatArray) -> tuple[IntArray, FloatArray]:
    """Half-edge (k,) that leaves each vertex closest to a direction (k, 2), and the cosine between them.

    For a vertex without edges, and for vertex -1, the cosine is -1 and the half-edge 0.
    """
    if (compiled := kernels()) is not None:
        return compiled.straightest(graph.points, graph.edges, vertex, direction)
    return Fans(graph).straightest(vertex, direction)


class Fans:
    """The edges that leave each vertex of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.origin = origins(graph.edges)
        twin = np.arange(len(self.origin)) ^ 1
        vector = graph.points[self.origin[twin]] - graph.points[self.origin]
        self.length = lengths(vector)
        self.vector = vector / self.length[:, None]
        self.end = self.origin[twin]
        self.order = np.argsort(self.origin, kind="stable")
        self.degree = np.bincount(self.origin, minlength=len(graph.points))
        self.first = np.cumsum(self.degree) - self.degree

    def straightest(self, vertex: IntArray, direction: FloatArray) -> tuple[IntArray, FloatArray]:
        """As the function of that name, for several questions to one graph."""
        count = np.where(vertex >= 0, self.degree[vertex], 0)
        row = np.repeat(np.arange(len(vertex)), count)
        place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
        leaving = self.order[self.first[vertex[row]] + place]
        cosine = dot(self.vector[leaving], direction[row])
        best, half_edge = np.full(len(vertex), -1.0), np.zeros(len(vertex), dtype=np.int64)
        by_cosine = np.argsort(cosine, kind="stable")
        best[row[by_cosine]] = cosine[by_cosine]  # the last, largest one stays
        half_edge[row[by_cosine]] = leaving[by_cosine]
        return half_edge, best


def has_dangles(graph: Graph) -> bool:
    """Whether any vertex has a single edge."""
    return bool((np.bincount(origins(graph.edges), minlength=1) == 1).any())


def find_dangles(
    graph: Graph, ends: FloatArray, is_drawn: BoolArray, thickness: FloatArray | None = None
) -> Dangles:
    """Dangles of a graph of segments (n, 4); only those of drawn segments, (n,) bool, not of inferred ones.

    The ``thickness`` (n,) is that of segments whose walls are solid bodies, 0 of others. The ends of bodies
    are meant: none just sticks out of a junction.
    """
    if (compiled := kernels()) is not None:
        covers = graph.cover_edge, graph.cover_segment
        return Dangles(*compiled.find_dangles(graph.points, graph.edges, *covers, ends, is_drawn, thickness))
    fans = Fans(graph)
    half_edge = np.flatnonzero(fans.degree[fans.origin] == 1)
    segment = graph.cover_segment[np.searchsorted(graph.cover_edge, half_edge // 2)]
    half_edge, segment = half_edge[is_drawn[segment]], segment[is_drawn[segment]]
    order = np.argsort(fans.origin[half_edge])
    half_edge, segment = half_edge[order], segment[order]
    along = ends[segment, 2:] - ends[segment, :2]
    along = along / lengths(along)[:, None]
    points_in = dot(along, fans.vector[half_edge]) > 0
    direction = np.where(points_in[:, None], -along, along)
    last, reach_back = _go_back(fans, half_edge, direction)
    junction = fans.end[last]
    _, cosine = fans.straightest(junction, -direction)
    vertex = fans.origin[half_edge]
    solid = np.zeros(len(segment)) if thickness is None else thickness[segment]
    return Dangles(
        vertex,
        graph.points[vertex],
        direction,
        segment,
        junction,
        graph.points[junction],
        reach_back,
        (cosine > STRAIGHT) & (solid == 0),
        solid,
    )


def count_spans(graph: Graph) -> int:
    """Number of edges, with those in line counted as one: it does not change when walls are cut."""
    if (compiled := kernels()) is not None:
        return compiled.count_spans(graph.points, graph.edges)
    fans = Fans(graph)
    vertex = np.flatnonzero(fans.degree == 2)
    first, second = fans.order[fans.first[vertex]], fans.order[fans.first[vertex] + 1]
    cosine = -dot(fans.vector[first], fans.vector[second])
    return len(graph.edges) - int((cosine > STRAIGHT).sum())


def _go_back(fans: Fans, half_edge: IntArray, direction: FloatArray) -> tuple[IntArray, FloatArray]:
    """Follow walls in line from their dangles to the last edge before something else meets them."""
    last, distance = half_edge, fans.length[half_edge]
    for _ in range(BENDS):
        at = fans.end[last]
        following, cosine = fans.straightest(at, -direction)
        goes_on = (fans.degree[at] == 2) & (cosine > STRAIGHT)
        if not goes_on.any():
            break
        distance = distance + np.where(goes_on, fans.length[following], 0.0)
        last = np.where(goes_on, following, last)
    return last, distance
