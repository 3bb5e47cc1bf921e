"""Rooms between the faces of their walls instead of the lines along the middle of them."""

import numpy as np
import shapely

from detection.segments.segments import FloatArray, Geometries

MANY = 40  # walls beside a room, of which one is likely to cover it
POLYGON = 3  # type of a polygon among geometries
Ring = list[list[float]]


def solid(axes: FloatArray, thickness: FloatArray, *, capped: bool) -> Geometries:
    """Rectangles around the axes (n, 4) of walls; capped, half a thickness longer at either end."""
    lines = np.asarray(shapely.linestrings(axes.reshape(-1, 2, 2)))
    return shapely.buffer(lines, thickness / 2, cap_style="square" if capped else "flat", join_style="mitre")


def net_polygons(polygons: Geometries, walls: Geometries, tolerance: float) -> Geometries:
    """The polygons (r,) without what the walls (n,) take of them.

    Where walls leave several parts of a room, all of them; where they leave nothing, an empty polygon.
    Corners within the tolerance of a straight side are left out.
    """
    tree = shapely.STRtree(walls)
    net = polygons.copy()
    # first those that a single wall covers, as all do where a thickness is in another unit than the plan
    room, wall = tree.query_nearest(shapely.centroid(polygons), all_matches=False)
    net[room[shapely.covers(walls[wall], polygons[room])]] = shapely.Polygon()
    room, wall = tree.query(net, predicate="intersects")
    order = np.argsort(room, kind="stable")
    room, wall = room[order], wall[order]
    starts = np.flatnonzero(np.diff(room, prepend=-1))
    for number, beside in zip(room[starts].tolist(), np.split(wall, starts[1:]), strict=False):
        if len(beside) > MANY and shapely.covers(walls[beside], polygons[number]).any():
            net[number] = shapely.Polygon()
            continue
        left = shapely.difference(polygons[number], shapely.union_all(walls[beside]))
        parts = shapely.get_parts(left)
        parts = parts[(shapely.get_type_id(parts) == POLYGON) & (shapely.area(parts) > 0)]
        net[number] = shapely.multipolygons(parts) if len(parts) > 1 else _first(parts)
    return np.asarray(shapely.simplify(net, tolerance))


def _first(parts: Geometries) -> shapely.Polygon:
    return parts[0] if len(parts) else shapely.Polygon()


def parts_by_size(shape: shapely.Geometry) -> Geometries:
    """The polygons of a shape, the largest one first."""
    parts = shapely.get_parts(shape)
    parts = parts[~shapely.is_empty(parts)]
    return parts[np.argsort(-shapely.area(parts), kind="stable")]


def outlines_around(rings: list[FloatArray], walls: Geometries, tolerance: float) -> list[Ring]:
    """Outer boundaries of what lies within rings along the middle of walls, with the walls."""
    inside = [shapely.Polygon(ring) for ring in rings if len(ring) > 2]
    if not inside:
        return []
    beside = np.unique(shapely.STRtree(walls).query(inside, predicate="intersects")[1])
    parts = shapely.get_parts(shapely.union_all([*inside, *walls[beside]]))
    return [rings_of(part)[0] for part in shapely.simplify(parts, tolerance)]


def rings_of(polygon: shapely.Polygon) -> tuple[Ring, list[Ring]]:
    """The outer ring, counter-clockwise, and the holes, clockwise; open, from their smallest corners on."""
    wound = shapely.orient_polygons(polygon)
    outer, *holes = (
        _from_smallest(shapely.get_coordinates(ring)[:-1]) for ring in (wound.exterior, *wound.interiors)
    )
    return outer, holes


def _from_smallest(ring: FloatArray) -> Ring:
    first = int(np.lexsort((ring[:, 1], ring[:, 0]))[0])
    points: Ring = np.roll(ring, -first, axis=0).tolist()
    return points
