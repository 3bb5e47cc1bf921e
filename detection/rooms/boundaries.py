"""Measure faces: lengths, areas, centres, neighbours and the walls around them, for all faces at once."""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.graph.faces import Rings, following, origins
from detection.graph.nesting import OUTSIDE, Faces
from detection.graph.noding import Graph
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray, Strokes

CRAMPED = 0.4  # of a face's width (twice area over perimeter): a label nearer to a wall is moved
WALL_SPREAD = 0.25  # of the thickness: how far walls of two lines may be thicker than most
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


def find_corners(graph: Graph, rings: Rings, tolerance: float) -> Corners:
    """Leave out vertices within the tolerance of the line between their neighbours."""
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
    origin = origins(graph.edges)
    start = graph.points[origin[rings.half_edges]]
    starts, sizes = rings.offsets[:-1], np.diff(rings.offsets)
    base = start[starts]
    x, y = (start - np.repeat(base, sizes, axis=0)).T
    after = following(rings.offsets)
    cross = x * y[after] - x[after] * y
    moment = np.column_stack(
        [
            np.add.reduceat((x + x[after]) * cross, starts) / 6,
            np.add.reduceat((y + y[after]) * cross, starts) / 6,
        ]
    )
    length = np.add.reduceat(np.hypot(x[after] - x, y[after] - y), starts)

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


def face_polygons(corners: Corners, faces: Faces, chosen: IntArray) -> Geometries:
    """Shapely polygons (k,) of the chosen faces, which have three corners or more, with their holes."""
    row = np.full(len(faces), -1)
    row[chosen] = np.arange(len(chosen))
    ring = np.concatenate([faces.outer[chosen], faces.hole])
    owner = np.concatenate([np.arange(len(chosen)), row[faces.hole_face]])
    used = (owner >= 0) & (np.diff(corners.offsets)[ring] >= 3)
    order = np.argsort(owner[used], kind="stable")  # the outer ring comes first
    ring, owner = ring[used][order], owner[used][order]
    if not len(ring):
        return np.zeros(0, dtype=object)
    sizes = np.diff(corners.offsets)[ring]
    starts = np.repeat(corners.offsets[ring] - (np.cumsum(sizes) - sizes), sizes)
    points = corners.points[starts + np.arange(sizes.sum())]
    rings = shapely.linearrings(points, indices=np.repeat(np.arange(len(ring)), sizes))
    return np.asarray(shapely.polygons(rings, indices=owner))


def label_points(polygons: Geometries, centroids: FloatArray) -> FloatArray:
    """A point (k, 2) well inside every polygon: its centroid, or the roomiest spot where that is cramped."""
    points = centroids.copy()
    shapely.prepare(polygons)
    inside = shapely.contains_xy(polygons, points[:, 0], points[:, 1])
    width = 2 * shapely.area(polygons) / np.maximum(shapely.length(polygons), np.finfo(np.float64).tiny)
    free = shapely.distance(shapely.boundary(polygons), shapely.points(points))
    cramped = ~inside | (free < CRAMPED * width)
    for row in np.flatnonzero(cramped):
        with np.errstate(over="ignore"):  # GEOS divides by differences that may be subnormal
            radius = shapely.maximum_inscribed_circle(polygons[row], tolerance=ROOMY * width[row])
        points[row] = shapely.get_coordinates(radius)[0]
    return points


def face_of_half_edges(graph: Graph, rings: Rings, faces: Faces) -> IntArray:
    """Face (2e,) on the left of each half-edge, or OUTSIDE."""
    return faces.face_of_ring[rings.ring_of_half_edge(2 * len(graph.edges))]


def sides_of(graph: Graph, strokes: Strokes, half_edge_face: IntArray) -> Sides:
    """Sum up, for each face, the lengths of its walls by side."""
    length = edge_lengths(graph)[graph.cover_edge]
    vector = graph.points[graph.edges[graph.cover_edge]]
    along = strokes.ends[graph.cover_stroke]
    with_stroke = (
        np.einsum("ij,ij->i", vector[:, 1] - vector[:, 0], along[:, 2:] - along[:, :2]) > 0
    )  # whether the edge runs along its stroke

    face = np.concatenate([half_edge_face[2 * graph.cover_edge], half_edge_face[2 * graph.cover_edge + 1]])
    stroke, on_left = np.tile(graph.cover_stroke, 2), np.concatenate([with_stroke, ~with_stroke])
    wall = np.where(on_left, strokes.wall[stroke], strokes.right_wall[stroke])
    left = on_left ^ np.where(on_left, strokes.reversed[stroke], strokes.right_reversed[stroke])
    length = np.tile(length, 2)
    inferred = np.tile(strokes.inferred[graph.cover_stroke], 2)
    bounds = face != OUTSIDE
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


def adjacency_across_walls(polygons: Geometries, rooms: IntArray, thickness: float) -> Adjacency:
    """Sum up the lengths, along the middle of the walls, that rooms share where a wall has two lines.

    Rooms (r,) that are grown by a little more than half a wall overlap in strips where a wall parts them. A
    strip is as long as the wall between the rooms, and at either end as much longer as it is wide; so rooms
    that meet at a corner only share nothing.
    """
    grown = shapely.buffer(polygons, thickness * (0.5 + WALL_SPREAD), join_style="mitre")
    first, second = shapely.STRtree(grown).query(grown, predicate="intersects")
    first, second = first[first < second], second[first < second]
    strips, pair = shapely.get_parts(shapely.intersection(grown[first], grown[second]), return_index=True)
    half, area = shapely.length(strips) / 2, shapely.area(strips)
    root = np.sqrt(np.maximum(half**2 - 4 * area, 0))  # the sides of a strip from its half perimeter and area
    across = 2 * area / np.maximum(half + root, np.finfo(np.float64).tiny)
    ends = np.where(shapely.get_num_interior_rings(strips) > 0, 0, 2)  # a strip around a room has none
    length = np.bincount(pair, half - ends * across, len(first)).astype(np.float64)
    shared = length > thickness
    face, neighbour = rooms[first[shared]], rooms[second[shared]]
    face, neighbour = np.concatenate([face, neighbour]), np.concatenate([neighbour, face])
    order = np.lexsort((neighbour, face))
    return Adjacency(face[order], neighbour[order], np.tile(length[shared], 2)[order])


def edge_lengths(graph: Graph) -> FloatArray:
    """Length (e,) of each edge."""
    ends = graph.points[graph.edges]
    return np.asarray(np.hypot(*(ends[:, 1] - ends[:, 0]).T))


def _starts_of_runs(*keys: IntArray | BoolArray) -> IntArray:
    """Indices where a run of equal, sorted keys begins."""
    if not len(keys[0]):
        return np.zeros(0, dtype=np.int64)
    change = np.any([key[1:] != key[:-1] for key in keys], axis=0)
    return np.concatenate([[0], np.flatnonzero(change) + 1])
