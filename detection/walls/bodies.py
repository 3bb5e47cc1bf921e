"""Wall bodies: whatever is drawn around walls, as solid shapes with an axis, a thickness and ends.

Rectangles, joined outlines, filled hatches and pairs of lines all enclose what is inside of walls in narrow
faces. Those faces together are the bodies.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.graph.faces import trace_rings
from detection.graph.measure import (
    Measures,
    edge_lengths,
    face_of_half_edges,
    face_polygons,
    find_corners,
    measure,
)
from detection.graph.nesting import nest
from detection.graph.noding import Graph
from detection.segments.segments import BoolArray, Geometries, IntArray, Segments
from detection.walls.axes import Axes, find_axes

WALL_SLACK = 1.1  # times the thickness: largest width of the inside of walls, reached where walls meet
COMPACT = 2.5  # times its width: longest column
SQUARE = 1.25  # times its width: longest square pier, from whose corner walls may continue both ways
SQUARE_BAY = 20.0  # times its width: farthest next wall of a square pier
FULL = 0.6  # share of the rectangle around it that a column fills, at least
BAY = 12.0  # times its width: farthest next wall of a pier, as no opening is wider ...
PIER = 8.0  # ... and farthest next pier, as bays between columns are wider
ROUGH = 0.01  # of the thickness: tolerance by which the sides of a wall are simplified
WIDER = 1.15  # times the thickest wall measured: largest distance of the two sides of a wall
LAYERS = (
    1.6  # times the width of bodies (twice their area over their perimeter): the same, for walls of layers
)


@dataclass(frozen=True)
class Bodies:
    """Solid walls."""

    shapes: Geometries  # (b,) polygons
    axes: Axes
    thickness: float  # of the thickest
    only_columns: bool  # all of them stand free, and bound nothing
    sides: float  # share of the length of all lines that has wall on one side and none on the other
    filled: float  # share of the area around the drawing that is wall

    def __len__(self) -> int:
        return len(self.shapes)

    @property
    def ring(self) -> bool:
        """Whether they are a single ring: the wall of a single room, or a room around a room."""
        one = len(self) == 1 and not self.axes.free.any()
        return bool(one and shapely.get_num_interior_rings(self.shapes[0]) == 1)


def find_bodies(drawn: Graph, tolerance: float, thickness: float) -> Bodies | None:
    """The bodies between the lines of a drawing, if they may be walls no thicker than so; else None."""
    graph, rings = trace_rings(drawn)
    faces = nest(graph, rings)
    if not len(faces):
        return None
    measures = measure(graph, rings, faces)
    narrow = inside_walls(measures, thickness)
    if not narrow.any():
        return None
    face = face_of_half_edges(graph, rings, faces)
    corners = find_corners(graph, rings, -1.0)  # all vertices: faces side by side share them exactly
    rough = max(ROUGH * thickness, tolerance)
    polygons = face_polygons(corners, faces, np.flatnonzero(narrow))
    shapes, axes, widest = _united(polygons, thickness, rough)
    shafts = _shafts(polygons, _surrounded(face, narrow)[narrow], axes, widest)
    if shafts.any() and not shafts.all():
        narrow[np.flatnonzero(narrow)[shafts]] = False
        shapes, axes, _ = _united(polygons[~shafts], thickness, rough)
    columns = _free_columns(shapes)
    if not columns.all():
        axes = axes.chosen(~columns[axes.body])
    axes = axes.chosen(~_across_piers(shapes, axes))
    return Bodies(shapes, axes, thickness, bool(columns.all()), *_shares(drawn, graph, face, narrow, shapes))


def _united(polygons: Geometries, thickness: float, rough: float) -> tuple[Geometries, Axes, float]:
    """Bodies of the insides of walls, (w,) polygons, their axes, and how thick walls with an axis may be."""
    shapes = np.asarray(shapely.get_parts(shapely.coverage_union_all(polygons)))
    width = 2 * shapely.area(shapes).sum() / shapely.length(shapes).sum()
    widest = max(WIDER * thickness, LAYERS * float(width))
    return shapes, find_axes(shapely.simplify(shapes, rough), widest, polygons), widest


def _surrounded(face: IntArray, narrow: BoolArray) -> BoolArray:
    """Whether each face, (f,), has nothing but insides of walls around it."""
    inside = np.append(narrow, False)  # the last is OUTSIDE
    other = face[np.arange(len(face)) ^ 1]
    surrounded = np.ones(len(inside), dtype=bool)
    surrounded[face[~inside[other] & (other != face)]] = False
    return surrounded[:-1]


def _shafts(polygons: Geometries, surrounded: BoolArray, axes: Axes, widest: float) -> BoolArray:
    """Which of the insides of walls, (w,) polygons, are shafts: narrow, but with walls of their own around.

    With them, what is solid would be thicker than any wall and have no axis, and rooms beside it no bound.
    """
    shafts = np.zeros(len(polygons), dtype=bool)
    row = np.flatnonzero(surrounded)
    if not len(row):
        return shafts
    if not len(axes):
        shafts[row] = True
        return shafts
    tree = shapely.STRtree(np.asarray(shapely.linestrings(axes.ends.reshape(-1, 2, 2))))
    middle = shapely.point_on_surface(polygons[row])
    shafts[row] = True
    shafts[row[tree.query(middle, predicate="dwithin", distance=widest / 2)[0]]] = False
    shafts[row[tree.query(polygons[row], predicate="intersects")[0]]] = False
    return shafts


def _across_piers(shapes: Geometries, axes: Axes) -> BoolArray:
    """Axes, (k,), that lead across a pier instead of along its wall.

    A pier about as long as thick has two axes. Its wall is the one in whose line the next wall stands near.
    """
    across = np.zeros(len(axes), dtype=bool)
    count = np.bincount(axes.body, minlength=len(shapes))
    both = np.flatnonzero((count[axes.body] == 2) & axes.free.all(axis=1))
    both = both[np.argsort(axes.body[both], kind="stable")]
    pairs = np.flatnonzero(np.diff(axes.body[both]) == 0)
    first, second = both[pairs], both[pairs + 1]
    thin = np.minimum(axes.thickness[first], axes.thickness[second])
    thick = np.maximum(axes.thickness[first], axes.thickness[second])
    reach = np.where(thick <= SQUARE * thin, SQUARE_BAY, BAY) * thin
    tree = shapely.STRtree(shapes)
    stands = []
    for row in (first, second):
        way = axes.ends[row, 2:] - axes.ends[row, :2]
        way = way / np.hypot(*way.T)[:, None] * reach[:, None]
        lines = np.hstack([axes.ends[row, :2] - way, axes.ends[row, 2:] + way]).reshape(-1, 2, 2)
        line, body = tree.query(np.asarray(shapely.linestrings(lines)), predicate="intersects")
        other = np.zeros(len(row), dtype=bool)
        other[line[body != axes.body[row[line]]]] = True
        stands.append(other)
    across[second[stands[0] & ~stands[1]]] = True
    across[first[stands[1] & ~stands[0]]] = True
    return across


def _free_columns(shapes: Geometries) -> BoolArray:
    """Whether each body, (b,), is about as long as wide and far from all others: it bounds nothing."""
    box = shapely.oriented_envelope(shapes)
    corners = np.stack([shapely.get_coordinates(each)[:4] for each in box]).reshape(-1, 4, 2)
    one, other = (np.hypot(*(corners[:, k + 1] - corners[:, k]).T) for k in (0, 1))
    short, long = np.minimum(one, other), np.maximum(one, other)
    compact = (long <= COMPACT * short) & (shapely.area(shapes) > FULL * short * long)
    small = np.flatnonzero(compact)
    free = compact.copy()
    row, beside = shapely.STRtree(shapes).query(
        shapes[small], predicate="dwithin", distance=BAY * short[small]
    )
    row = small[row]
    apart = shapely.distance(shapes[row], shapes[beside])
    # columns stand nearer to each other than to where an opening could end
    near = (row != beside) & ((apart <= PIER * short[row]) | ~compact[beside])
    free[row[near]] = False
    return np.asarray(free, dtype=bool)


def inside_walls(measures: Measures, thickness: float) -> BoolArray:
    """Whether each face, (f,), is no wider (twice its area over its perimeter) than a wall."""
    return np.asarray(2 * measures.area <= WALL_SLACK * thickness * measures.perimeter)


def _shares(
    drawn: Graph, graph: Graph, face: IntArray, narrow: BoolArray, shapes: Geometries
) -> tuple[float, float]:
    """Of lines, the share with a wall on one side only; of the area around them, the share of walls."""
    in_wall = np.append(narrow, [False])  # the last, -1, is OUTSIDE
    length = edge_lengths(graph)
    a, b = in_wall[face[0::2]], in_wall[face[1::2]]
    least = np.finfo(np.float64).tiny
    sides = length[a ^ b].sum() / max(edge_lengths(drawn).sum() - length[a & b].sum(), least)
    around = float(shapely.area(shapely.convex_hull(shapely.multipoints(drawn.points))))
    return float(sides), float(shapely.area(shapes).sum() / max(around, least))


def axis_segments(lines: Segments, bodies: Bodies, tolerance: float) -> Segments:
    """The axes of bodies as segments; each knows the lines on its two sides."""
    axes = bodies.axes
    ends = axes.ends
    way = ends[:, 2:] - ends[:, :2]
    length = np.hypot(*way.T)
    kept = length > tolerance
    ends, way, thickness = ends[kept], way[kept] / length[kept, None], axes.thickness[kept]
    backwards = (ends[:, 2] < ends[:, 0]) | ((ends[:, 2] == ends[:, 0]) & (ends[:, 3] < ends[:, 1]))
    ends = np.where(backwards[:, None], ends[:, [2, 3, 0, 1]], ends)
    way = np.where(backwards[:, None], -way, way)
    left = np.column_stack([-way[:, 1], way[:, 0]]) * (thickness / 2)[:, None]
    middle = (ends[:, :2] + ends[:, 2:]) / 2
    tree = shapely.STRtree(np.asarray(shapely.linestrings(lines.ends.reshape(-1, 2, 2))))
    sides = []
    for beside in (middle + left, middle - left):
        row, nearest = tree.query_nearest(shapely.points(beside), all_matches=False)
        line = np.zeros(len(ends), dtype=np.int64)
        line[row] = nearest
        along = lines.ends[line, 2:] - lines.ends[line, :2]
        sides.append((line, lines.reversed[line] ^ (np.einsum("ij,ij->i", way, along) < 0)))
    (on_left, left_reversed), (on_right, right_reversed) = sides
    order = np.lexsort((lines.wall[on_left], *ends.T[::-1]))
    return Segments(
        ends[order],
        lines.wall[on_left][order],
        left_reversed[order],
        np.zeros(len(order), dtype=bool),
        thickness[order],
        lines.wall[on_right][order],
        right_reversed[order],
    )
