"""Boundaries of faces: the walls along them, and the neighbouring faces."""

from dataclasses import dataclass

import numpy as np

from detection.graph.measure import edge_lengths
from detection.graph.nesting import OUTSIDE
from detection.graph.noding import Graph
from detection.kernels.library import kernels
from detection.segments.segments import NO_WALL, BoolArray, FloatArray, IntArray, Segments
from detection.segments.vectors import dot


@dataclass(frozen=True)
class Sides:
    """Stretches of wall along faces, by ascending face, wall and side, drawn ones before inferred ones."""

    face: IntArray  # (s,)
    wall: IntArray  # (s,)
    left: BoolArray  # (s,): whether the face lies on the left of the wall as it was drawn
    inferred: BoolArray  # (s,): whether it is a continuation that the detector added
    length: FloatArray  # (s,)


@dataclass(frozen=True)
class Adjacency:
    """Pairs of faces with a common boundary, both ways round, by ascending face and neighbour."""

    face: IntArray  # (a,)
    neighbour: IntArray  # (a,)
    length: FloatArray  # (a,)


def sides_of(graph: Graph, segments: Segments, half_edge_face: IntArray) -> Sides:
    """Sum up, for each face, the lengths of its walls by side."""
    if (compiled := kernels()) is not None:
        s, covers = segments, (graph.cover_edge, graph.cover_segment)
        walls = (s.ends, s.wall, s.right_wall, s.reversed, s.right_reversed, s.inferred)
        count = int(half_edge_face.max(initial=-1)) + 1
        return Sides(*compiled.sides(graph.points, graph.edges, covers, walls, half_edge_face, count))
    length = edge_lengths(graph)[graph.cover_edge]
    vector = graph.points[graph.edges[graph.cover_edge]]
    along = segments.ends[graph.cover_segment]
    with_segment = dot(vector[:, 1] - vector[:, 0], along[:, 2:] - along[:, :2]) > 0  # the edge runs along it

    face = np.concatenate([half_edge_face[2 * graph.cover_edge], half_edge_face[2 * graph.cover_edge + 1]])
    segment, on_left = np.tile(graph.cover_segment, 2), np.concatenate([with_segment, ~with_segment])
    wall = np.where(on_left, segments.wall[segment], segments.right_wall[segment])
    left = on_left ^ np.where(on_left, segments.reversed[segment], segments.right_reversed[segment])
    length = np.tile(length, 2)
    inferred = np.tile(segments.inferred[graph.cover_segment], 2)
    bounds = (face != OUTSIDE) & (wall != NO_WALL)
    face, wall, left, inferred = face[bounds], wall[bounds], left[bounds], inferred[bounds]
    order = np.lexsort((inferred, left, wall, face))
    face, wall, left, inferred = face[order], wall[order], left[order], inferred[order]
    length = length[bounds][order]
    new = _starts_of_runs(face, wall, left, inferred)
    return Sides(face[new], wall[new], left[new], inferred[new], _sums_of_runs(length, new))


def adjacency_of(graph: Graph, half_edge_face: IntArray) -> Adjacency:
    """Sum up the lengths that faces share."""
    if (compiled := kernels()) is not None:
        count = int(half_edge_face.max(initial=-1)) + 1
        return Adjacency(*compiled.adjacency(graph.points, graph.edges, half_edge_face, count))
    a, b = half_edge_face[0::2], half_edge_face[1::2]
    between = (a != b) & (a != OUTSIDE) & (b != OUTSIDE)
    length = np.tile(edge_lengths(graph)[between], 2)
    face = np.concatenate([a[between], b[between]])
    neighbour = np.concatenate([b[between], a[between]])
    order = np.lexsort((neighbour, face))
    face, neighbour, length = face[order], neighbour[order], length[order]
    new = _starts_of_runs(face, neighbour)
    return Adjacency(face[new], neighbour[new], _sums_of_runs(length, new))


def _starts_of_runs(*keys: IntArray | BoolArray) -> IntArray:
    """Indices where a run of equal, sorted keys begins."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    change = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.concatenate([[0], np.flatnonzero(change) + 1])


def _sums_of_runs(values: FloatArray, new: IntArray) -> FloatArray:
    """Sums of the runs that begin at some indices, one value after the other; ``reduceat`` adds in pairs."""
    run = np.repeat(np.arange(len(new)), np.diff(np.append(new, len(values))))
    return np.bincount(run, values, len(new)).astype(np.float64)
