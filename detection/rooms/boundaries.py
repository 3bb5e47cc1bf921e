"""Boundaries of faces: the walls along them, and the neighbouring faces."""

from dataclasses import dataclass

import numpy as np

from detection.graph.measure import edge_lengths
from detection.graph.nesting import OUTSIDE
from detection.graph.noding import Graph
from detection.segments.segments import NO_WALL, BoolArray, FloatArray, IntArray, Segments


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
    length = edge_lengths(graph)[graph.cover_edge]
    vector = graph.points[graph.edges[graph.cover_edge]]
    along = segments.ends[graph.cover_segment]
    with_segment = (
        np.einsum("ij,ij->i", vector[:, 1] - vector[:, 0], along[:, 2:] - along[:, :2]) > 0
    )  # whether the edge runs along its segment

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
    return Sides(
        face[new], wall[new], left[new], inferred[new], np.add.reduceat(length, new) if len(new) else length
    )


def adjacency_of(graph: Graph, half_edge_face: IntArray) -> Adjacency:
    """Sum up the lengths that faces share."""
    a, b = half_edge_face[0::2], half_edge_face[1::2]
    between = (a != b) & (a != OUTSIDE) & (b != OUTSIDE)
    length = np.tile(edge_lengths(graph)[between], 2)
    face = np.concatenate([a[between], b[between]])
    neighbour = np.concatenate([b[between], a[between]])
    order = np.lexsort((neighbour, face))
    face, neighbour, length = face[order], neighbour[order], length[order]
    new = _starts_of_runs(face, neighbour)
    return Adjacency(face[new], neighbour[new], np.add.reduceat(length, new) if len(new) else length)


def _starts_of_runs(*keys: IntArray | BoolArray) -> IntArray:
    """Indices where a run of equal, sorted keys begins."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    change = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.concatenate([[0], np.flatnonzero(change) + 1])
