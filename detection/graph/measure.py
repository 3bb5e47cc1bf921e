"""Measure faces: their corners, lengths, areas, centres and shapes, for all faces at once."""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.graph.faces import Rings, following, origins, sums
from detection.graph.nesting import OUTSIDE, Faces
from detection.graph.noding import Graph
from detection.kernels.library import kernels
from detection.segments.segments import FloatArray, Geometries, IntArray

CRAMPED = 0.4  # of a face's width (twice area over perimeter): a label nearer to a wall is moved
ROOMY = 0.1  # of the width: how exactly the roomiest spot is found


@dataclass(frozen=True)
class Corners:
    """The corners of rings, without the vertices that lie on a straight side."""

    points: FloatArray  # (c, 2), ring after ring, each from its smallest corner on
    offsets: IntArray  # (r + 1,)

    def of(self, ring: int) -> FloatArray:
        return self.points[self.offsets[ring] : self.offsets[ring + 1]]


@dataclass(frozen=True)
class Measures:
    """Sizes of each face, holes taken away."""

    area: FloatArray  # (f,)
    perimeter: FloatArray  # (f,), of the outer ring and the holes
    centroid: FloatArray  # (f, 2)
    bounds: FloatArray  # (f, 4): least x and y, greatest x and y


def find_corners(graph: Graph, rings: Rings, tolerance: float) -> Corners:
    """Leave out vertices within the tolerance of the line between their neighbours."""
    if (compiled := kernels()) is not None:
        return Corners(*compiled.find_corners(graph.points, graph.edges, rings.columns, tolerance))
    points = graph.points[origins(graph.edges)[rings.half_edges]]
    after = following(rings.offsets)
    before = np.empty_like(after)
    before[after] = np.arange(len(after))
    chord = points[after] - points[before]
    offset = points - points[before]
    height = np.abs(chord[:, 0] * offset[:, 1] - chord[:, 1] * offset[:, 0])
    is_corner = height > tolerance * np.hypot(chord[:, 0], chord[:, 1])

    ring = np.repeat(np.arange(len(rings)), np.diff(rings.offsets))[is_corner]
    points = points[is_corner]
    sizes = np.bincount(ring, minlength=len(rings))
    offsets = np.concatenate([[0], np.cumsum(sizes)])
    smallest = np.lexsort((points[:, 1], points[:, 0], ring))[offsets[:-1][sizes > 0]]
    first = np.zeros(len(rings), dtype=np.int64)
    first[sizes > 0] = smallest
    place = np.arange(len(points)) - offsets[ring]
    turned = offsets[ring] + (first[ring] - offsets[ring] + place) % np.maximum(sizes[ring], 1)
    return Corners(points[turned], offsets)


def measure(graph: Graph, rings: Rings, faces: Faces) -> Measures:
    """Area, perimeter, centroid and bounding box of every face."""
    if not len(faces):
        none = np.zeros((0, 4))
        return Measures(none[:, 0], none[:, 0], none[:, :2], none)
    if (compiled := kernels()) is not None:
        return Measures(
            *compiled.measure(graph.points, graph.edges, rings.columns, faces.outer, faces.face_of_ring)
        )
    origin = origins(graph.edges)
    start = graph.points[origin[rings.half_edges]]
    starts, sizes = rings.offsets[:-1], np.diff(rings.offsets)
    base = start[starts]
    x, y = (start - np.repeat(base, sizes, axis=0)).T
    after = following(rings.offsets)
    cross = x * y[after] - x[after] * y
    moment = np.column_stack(
        [
            sums((x + x[after]) * cross, rings.offsets) / 6,
            sums((y + y[after]) * cross, rings.offsets) / 6,
        ]
    )
    length = sums(np.hypot(x[after] - x, y[after] - y), rings.offsets)

    # Holes have a negative area, so that sums over the rings of a face are those of the face.
    inside = np.flatnonzero(faces.face_of_ring != OUTSIDE)
    face = faces.face_of_ring[inside]
    count = len(faces)
    area = np.bincount(face, rings.area[inside], count).astype(np.float64)
    shift = base[inside] - base[faces.outer][face]
    moment = moment[inside] + shift * rings.area[inside, None]
    total = np.column_stack([np.bincount(face, moment[:, k], count) for k in (0, 1)])
    perimeter = np.bincount(face, length[inside], count).astype(np.float64)
    low, high = np.minimum.reduceat(start, starts), np.maximum.reduceat(start, starts)
    safe = np.where(area == 0, 1.0, area)[:, None]
    return Measures(
        area,
        perimeter,
        base[faces.outer] + total / safe,
        np.hstack([low[faces.outer], high[faces.outer]]),
    )


def face_rings(corners: Corners, faces: Faces, chosen: IntArray) -> tuple[FloatArray, IntArray, IntArray]:
    """Corners of the rings of chosen faces, (k,), face after face, the outer ring first.

    Returns
    -------
    points : (c, 2) float64
    sizes : (n,) int64, corners of each ring; those of fewer than three are left out
    owner : (n,) int64, ascending, the row of the face of each ring
    """
    counts = np.diff(corners.offsets)
    ring, owner = faces.outer[chosen], np.arange(len(chosen))
    if len(faces.hole):
        row = np.full(len(faces), -1)
        row[chosen] = owner
        ring = np.concatenate([ring, faces.hole])
        owner = np.concatenate([owner, row[faces.hole_face]])
    used = np.flatnonzero((owner >= 0) & (counts[ring] >= 3))
    used = used[np.argsort(owner[used], kind="stable")]  # the outer ring comes first
    ring, owner = ring[used], owner[used]
    sizes = counts[ring]
    starts = np.repeat(corners.offsets[ring] - (np.cumsum(sizes) - sizes), sizes)
    return corners.points[starts + np.arange(len(starts))], sizes, owner


def face_polygons(corners: Corners, faces: Faces, chosen: IntArray) -> Geometries:
    """Shapely polygons (k,) of the chosen faces, which have three corners or more, with their holes."""
    points, sizes, owner = face_rings(corners, faces, chosen)
    if not len(sizes):
        return np.zeros(0, dtype=object)
    rings = np.asarray(shapely.linearrings(points, indices=np.repeat(np.arange(len(sizes)), sizes)))
    return np.asarray(shapely.polygons(rings, indices=owner))


def label_points(polygons: Geometries, centroids: FloatArray) -> FloatArray:
    """A point (k, 2) well inside every polygon: its centroid, or the roomiest spot where that is cramped."""
    points = centroids.copy()
    shapely.prepare(polygons)
    inside = shapely.contains_xy(polygons, points[:, 0], points[:, 1])
    width = 2 * shapely.area(polygons) / np.maximum(shapely.length(polygons), np.finfo(np.float64).tiny)
    free = shapely.distance(shapely.boundary(polygons), shapely.points(points))
    cramped = ~inside | (free < CRAMPED * width)
    points[cramped] = roomiest(polygons[cramped], width[cramped])
    return points


def roomiest(polygons: Geometries, width: FloatArray) -> FloatArray:
    """The point (k, 2) in each polygon that is farthest from its sides, given how wide each is."""
    points = np.zeros((len(polygons), 2))
    for row, polygon in enumerate(polygons):
        with np.errstate(over="ignore"):  # GEOS divides by differences that may be subnormal
            radius = shapely.maximum_inscribed_circle(polygon, tolerance=ROOMY * width[row])
        points[row] = shapely.get_coordinates(radius)[0]
    return points


def face_of_half_edges(graph: Graph, rings: Rings, faces: Faces) -> IntArray:
    """Face (2e,) on the left of each half-edge, or OUTSIDE."""
    return faces.face_of_ring[rings.ring_of_half_edge(2 * len(graph.edges))]


def edge_lengths(graph: Graph) -> FloatArray:
    """Length (e,) of each edge."""
    ends = graph.points[graph.edges]
    return np.asarray(np.hypot(*(ends[:, 1] - ends[:, 0]).T))
