"""Decide which rings are the holes of which face."""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.graph.faces import Rings, origins
from detection.graph.noding import Graph
from detection.kernels.library import kernels
from detection.scipy_functions import connected_components, coo_array
from detection.segments.segments import FloatArray, Geometries, IntArray

OUTSIDE = -1  # the face around the whole drawing


@dataclass(frozen=True)
class Faces:
    """Bounded faces: each has one outer ring and any number of holes."""

    outer: IntArray  # (f,): ring around each face
    hole: IntArray  # (h,): rings that are holes, by ascending face; where a component lies, the face ends
    hole_face: IntArray  # (h,): the face that each hole is in
    outline: IntArray  # (o,): rings around components that lie in no face
    face_of_ring: IntArray  # (r,): face that each ring bounds, or OUTSIDE

    def __len__(self) -> int:
        return len(self.outer)


def nest(graph: Graph, rings: Rings) -> Faces:
    """Give every negative ring to the face that it bounds."""
    if (compiled := kernels()) is not None:
        return Faces(*compiled.nest(graph.points, graph.edges, *rings.columns))
    outer = np.flatnonzero(rings.area > 0)
    face_of_walk = np.full(int(rings.face_of.max(initial=-1)) + 1, OUTSIDE)
    face_of_walk[rings.face_of[outer]] = np.arange(len(outer))
    around = np.flatnonzero(face_of_walk == OUTSIDE)  # walks around a component, from outside
    _, representative = np.unique(rings.face_of, return_index=True)
    face_of_walk[around] = _containing_faces(graph, rings, outer, representative[around])

    face_of_ring = face_of_walk[rings.face_of]
    inner = np.flatnonzero(rings.area <= 0)
    hole = inner[face_of_ring[inner] != OUTSIDE]
    hole = hole[np.argsort(face_of_ring[hole], kind="stable")]
    outline = inner[face_of_ring[inner] == OUTSIDE]
    return Faces(outer, hole, face_of_ring[hole], outline, face_of_ring)


def parents(graph: Graph, rings: Rings, faces: Faces) -> IntArray:
    """Face (f,) in whose hole each face lies, or OUTSIDE."""
    count = len(faces)
    parent_of_cluster = np.full(count, OUTSIDE)
    if not len(faces.hole):
        return parent_of_cluster
    ring = rings.ring_of_half_edge(2 * len(graph.edges))
    face = faces.face_of_ring[ring]
    in_hole = np.isin(ring, faces.hole)
    a, b = face[0::2], face[1::2]
    beside = (a != OUTSIDE) & (b != OUTSIDE) & ~in_hole[0::2] & ~in_hole[1::2]
    links = coo_array(
        (np.ones(int(beside.sum()), dtype=np.int8), (a[beside], b[beside])), shape=(count, count)
    )
    cluster: IntArray = connected_components(links, directed=False)[1]
    half_edge = np.flatnonzero(in_hole)
    parent_of_cluster[cluster[face[half_edge ^ 1]]] = face[half_edge]
    return parent_of_cluster[cluster]


def ring_polygons(graph: Graph, rings: Rings, chosen: IntArray) -> Geometries:
    """Shapely polygons (k,) of the chosen rings, without holes."""
    sizes = np.diff(rings.offsets)[chosen]
    members = np.repeat(rings.offsets[chosen] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    points = graph.points[origins(graph.edges)[rings.half_edges[members]]]
    number = np.repeat(np.arange(len(chosen)), sizes)
    return np.asarray(shapely.polygons(shapely.linearrings(points, indices=number)))


def _containing_faces(graph: Graph, rings: Rings, outer: IntArray, around: IntArray) -> IntArray:
    """Smallest face around each of the given rings, (k,), or OUTSIDE.

    Components do not touch each other, so any vertex of a ring shows where its component lies.
    """
    container = np.full(len(around), OUTSIDE)
    if len(around) < 2 or not len(outer):
        return container
    vertex = origins(graph.edges)[rings.half_edges[rings.offsets[around]]]
    tree = shapely.STRtree(ring_polygons(graph, rings, outer))
    which, face = tree.query(shapely.points(graph.points[vertex]), predicate="within")
    area: FloatArray = rings.area[outer[face]]
    largest_first = np.argsort(-area, kind="stable")
    container[which[largest_first]] = face[largest_first]  # the last, smallest one stays
    return container
