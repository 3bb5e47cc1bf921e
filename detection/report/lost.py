"""Lost rooms: areas that walls nearly enclose, but that are no room because something is missing.

Walls are grown until gaps as wide as a door close. What lies between grown walls and in no room, is about as
large as a room, and touches walls that bound no room, may be a room that the drawing does not enclose.
"""

from typing import Any

import numpy as np
import shapely

from detection.graph.measure import edge_lengths
from detection.report.rounding import rounded
from detection.rooms.confidence import place_of
from detection.rooms.rooms import Rooms
from detection.segments.segments import FloatArray

Document = dict[str, Any]
# In multiples of the typical clearance across a room.
WIDEST_GAP = 0.4  # a wider gap does not count as nearly enclosed
LEAST_WIDTH = 0.3  # twice its area over its perimeter: a narrower area is no room
LONG = 0.5  # length of walls that bound no room, below which no room is looked for
MOST_WALLS = 20_000  # of larger drawings, none is looked for
SMOOTH = 4  # corners of a quarter circle around the end of a grown wall


def find_lost_rooms(result: Rooms) -> list[Document]:
    """A finding for each area that is nearly enclosed and in no room.

    Returns
    -------
    list of dict
        Each with ``at``, a point inside, its ``area`` in square units of the plan, and ``detail``.
    """
    clearance = result.proposed.clearance
    if not len(result.segments) or len(result.segments) > MOST_WALLS:
        return []
    idle = float(edge_lengths(result.drawn).sum() - edge_lengths(result.graph).sum())
    if idle < LONG * clearance:
        return []
    return [_finding(result, area) for area in _nearly_enclosed(result, clearance)]


def _around_rooms(result: Rooms) -> FloatArray:
    """Edges, (e, 2, 2), that are not within the area that the rooms make up: no lost room touches others."""
    graph, drawn = result.graph, result.drawn
    is_room = result.is_room
    left, right = result.half_edge_face[0::2], result.half_edge_face[1::2]
    bounding = graph.points[graph.edges[~(is_room[left] & is_room[right])]]
    known, every = (
        edges.min(axis=1) * len(drawn.points) + edges.max(axis=1) for edges in (graph.edges, drawn.edges)
    )
    idle = drawn.points[drawn.edges[~np.isin(every, known)]]
    inside, _ = result.shapes.holding(idle.mean(axis=1))
    return np.concatenate([bounding, np.delete(idle, np.unique(inside), axis=0)])


def _nearly_enclosed(result: Rooms, clearance: float) -> list[shapely.Polygon]:
    grow = WIDEST_GAP * clearance / 2
    lines = np.asarray(shapely.linestrings(_around_rooms(result)))
    grown = shapely.union_all(shapely.buffer(lines, grow, quad_segs=SMOOTH))
    inner = [
        shapely.Polygon(ring) for part in shapely.get_parts(grown) for ring in part.interiors
    ]  # between walls, out to half a gap before them
    if not inner:
        return []
    shapes = np.array(inner, dtype=object)
    places = shapely.point_on_surface(shapes)
    taken = np.unique(shapely.STRtree(result.polygons).query(places, predicate="intersects")[0])
    left = np.delete(shapes, taken)
    whole = shapely.buffer(left, grow, join_style="mitre")
    wide = 2 * shapely.area(whole) > LEAST_WIDTH * clearance * shapely.length(whole)
    found = [shape for shape in whole[wide] if shape.geom_type == "Polygon"]
    return sorted(found, key=lambda shape: shape.bounds)


def _finding(result: Rooms, shape: shapely.Polygon) -> Document:
    point = shape.representative_point()
    unit = f" {result.plan.units}²" if result.plan.units else ""
    return {
        "kind": "lost_room",
        "at": rounded(np.array([point.x, point.y]), result.tolerance).tolist(),
        "area": float(f"{shape.area:.4g}"),  # as exact as a guess can be
        "detail": f"walls nearly enclose an area of about {shape.area:.4g}{unit} at "
        f"{place_of([point.x, point.y, point.x, point.y])} that is no room: "
        "a wall or a piece of one may be missing",
    }
