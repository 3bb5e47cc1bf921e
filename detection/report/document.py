"""The result document: structs that msgspec writes as JSON without intermediate dictionaries.

Numbers go from NumPy to Python a column at a time, and rows of rooms are cut from these columns.
"""

from itertools import pairwise
from typing import Any, TypeVar

import msgspec
import numpy as np
import shapely
from msgspec import UNSET, UnsetType

from detection.graph.measure import edge_lengths
from detection.graph.nesting import OUTSIDE
from detection.report.findings import diagnostics_of, repairs_of
from detection.report.openings import openings_of
from detection.rooms.confidence import reasons
from detection.rooms.rooms import Rooms
from detection.segments.segments import FloatArray, IntArray
from detection.walls.net_area import Ring, outlines_around, parts_by_size, rings_of

Document = dict[str, Any]
Item = TypeVar("Item")


class WallSide(msgspec.Struct, gc=False):
    """A stretch of wall along a room."""

    wall: int
    side: str
    length: float
    inferred: bool
    id: str | UnsetType = UNSET


class Neighbour(msgspec.Struct, gc=False):
    """Another room with a common boundary."""

    room: str
    shared_length: float


class Room(msgspec.Struct):
    """One room."""

    id: str
    name: str | None
    number: str | None
    usage: str | None
    polygon: Ring
    holes: list[Ring]
    area: float
    net_area: float | None
    stated_area: float | None
    perimeter: float
    centroid: list[float]
    label_point: list[float]
    bounding_box: list[float]
    walls: list[WallSide]
    adjacent: list[Neighbour]
    openings: list[Document]
    sealed: bool
    load_bearing_share: float
    confidence: float
    confidence_reasons: list[str]
    net_polygon: Ring | UnsetType = UNSET
    net_holes: list[Ring] | UnsetType = UNSET
    net_parts: list[Document] | UnsetType = UNSET


class ResultDocument(msgspec.Struct):
    """Everything that was found."""

    version: int
    units: str | None
    walls_count: int
    rooms_count: int
    confidence_score: float | None
    rooms: list[Room]
    openings: list[Document]
    outline: list[Document]
    nesting: dict[str, str | None]
    tolerances: dict[str, float | None]
    repairs: list[Document]
    diagnostics: list[Document]


def document_of(result: Rooms) -> ResultDocument:
    """Everything that was found."""
    openings = openings_of(result)
    return ResultDocument(
        version=1,
        units=result.plan.units,
        walls_count=len(result.plan.load_bearing),
        rooms_count=len(result.rooms),
        confidence_score=result.score,
        rooms=_rooms(result, openings),
        openings=openings,
        outline=_outline(result),
        nesting=_nesting(result),
        tolerances={
            "node": result.tolerance,
            "unit": result.proposed.clearance,
            "least_width": result.least_width,
            "wall_thickness": result.reading.thickness,
        },
        repairs=repairs_of(result),
        diagnostics=diagnostics_of(result),
    )


def _rooms(result: Rooms, openings: list[Document]) -> list[Room]:
    ids, sizes, names = list(result.room_ids.values()), result.sizes, result.names
    borne = _load_bearing_length(result)[result.rooms] / result.measures.perimeter[result.rooms]
    columns = (
        ids,
        names.name,
        names.number,
        names.usage,
        _rings(result),
        sizes.area.tolist(),
        names.stated_area,
        sizes.perimeter.tolist(),
        sizes.centroid.tolist(),
        result.label_point.tolist(),
        sizes.bounds.tolist(),
        _walls(result),
        _adjacent(result),
        _openings_of(openings, ids),
        np.minimum(borne, 1.0).tolist(),
        result.confidence.tolist(),
        reasons(result.grounds, result.closing, len(ids)),
    )
    rooms = [
        Room(
            id=id_,
            name=name,
            number=number,
            usage=usage,
            polygon=polygon,
            holes=holes,
            area=area,
            net_area=None,
            stated_area=stated_area,
            perimeter=perimeter,
            centroid=centroid,
            label_point=label_point,
            bounding_box=bounding_box,
            walls=walls,
            adjacent=adjacent,
            openings=leading,
            sealed=not leading,
            load_bearing_share=bearing,
            confidence=confidence,
            confidence_reasons=why,
        )
        for (
            id_,
            name,
            number,
            usage,
            (polygon, holes),
            area,
            stated_area,
            perimeter,
            centroid,
            label_point,
            bounding_box,
            walls,
            adjacent,
            leading,
            bearing,
            confidence,
            why,
        ) in zip(*columns, strict=True)
    ]
    if result.net is not None:
        for room, shape in zip(rooms, result.net, strict=True):
            _add_net(room, shape)
    return rooms


def _rings(result: Rooms) -> list[tuple[Ring, list[Ring]]]:
    """Outer ring and holes of each room."""
    faces, corners = result.faces, result.corners
    points, offsets = corners.points.tolist(), corners.offsets.tolist()
    rings = [points[first:end] for first, end in pairwise(offsets)]
    holes, first_hole = (
        faces.hole.tolist(),
        np.searchsorted(faces.hole_face, np.arange(len(faces) + 1)).tolist(),
    )
    outer = faces.outer.tolist()
    return [
        (rings[outer[face]], [rings[hole] for hole in holes[first_hole[face] : first_hole[face + 1]]])
        for face in result.rooms.tolist()
    ]


def _add_net(room: Room, shape: shapely.Geometry) -> None:
    """What walls leave of a room: its area is that of all parts, its polygon the largest of them."""
    parts = [rings_of(part) for part in parts_by_size(shape)]
    room.net_area = float(shapely.area(shape))
    room.net_polygon, room.net_holes = parts[0] if parts else ([], [])
    if len(parts) > 1:
        room.net_parts = [{"polygon": outer, "holes": holes} for outer, holes in parts]


def _outline(result: Rooms) -> list[Document]:
    """The outer boundary of each building."""
    rings = [result.corners.of(ring) for ring in result.faces.outline]
    if result.bodies is None:
        return [{"polygon": np.roll(ring[::-1], 1, axis=0).tolist(), "holes": []} for ring in rings]
    around = outlines_around(rings, result.bodies.shapes, result.tolerance)
    return [{"polygon": ring, "holes": []} for ring in around]


def _walls(result: Rooms) -> list[list[WallSide]]:
    """The stretches of wall along each room (r,)."""
    sides, ids = result.sides, result.plan.ids
    room = _row_of_face(result)[sides.face]
    kept = np.flatnonzero(room != OUTSIDE)
    columns = (sides.wall, np.where(sides.left, "left", "right"), sides.length, sides.inferred)
    stretches = [WallSide(*row) for row in zip(*(column[kept].tolist() for column in columns), strict=True)]
    if any(ids):
        for stretch in stretches:
            name = ids[stretch.wall]
            stretch.id = UNSET if name is None else name
    return _by_room(stretches, room[kept], len(result.rooms))


def _adjacent(result: Rooms) -> list[list[Neighbour]]:
    """The neighbours of each room (r,)."""
    names, row_of_face, pairs = list(result.room_ids.values()), _row_of_face(result), result.adjacency
    room, other = row_of_face[pairs.face], row_of_face[pairs.neighbour]
    kept = np.flatnonzero((room != OUTSIDE) & (other != OUTSIDE))
    rows = zip(other[kept].tolist(), pairs.length[kept].tolist(), strict=True)
    return _by_room([Neighbour(names[row], length) for row, length in rows], room[kept], len(names))


def _row_of_face(result: Rooms) -> IntArray:
    """Row (f,) of each face among the rooms, or OUTSIDE."""
    row = np.full(len(result.faces), OUTSIDE)
    row[result.rooms] = np.arange(len(result.rooms))
    return row


def _by_room(items: list[Item], room: IntArray, count: int) -> list[list[Item]]:
    """The items, (n,), of each room, in their order."""
    order = np.argsort(room, kind="stable")
    if (np.diff(order) < 0).any():
        items = [items[k] for k in order.tolist()]
    first = np.searchsorted(room[order], np.arange(count + 1)).tolist()
    return [items[a:b] for a, b in pairwise(first)]


def _openings_of(openings: list[Document], names: list[str]) -> list[list[Document]]:
    """The openings of each room (r,), and where each leads to."""
    found: dict[str, list[Document]] = {name: [] for name in names}
    for opening in openings:
        one, other = opening["rooms"]
        if one is not None:
            found[one].append(opening | {"to": other})
        if other is not None and other != one:
            found[other].append(opening | {"to": one})
    return list(found.values())


def _load_bearing_length(result: Rooms) -> FloatArray:
    """Length (f,) of the boundary of each face that drawn load-bearing walls make."""
    graph, segments = result.graph, result.segments
    bearing = np.array(result.plan.load_bearing, dtype=bool)[segments.wall] & ~segments.inferred
    edge = np.unique(
        graph.cover_edge[bearing[graph.cover_segment]]
    )  # once, also where walls repeat each other
    face = result.half_edge_face[np.concatenate([2 * edge, 2 * edge + 1])]
    length = np.tile(edge_lengths(graph)[edge], 2)
    inside = face != OUTSIDE
    return np.bincount(face[inside], length[inside], len(result.faces)).astype(np.float64)


def _nesting(result: Rooms) -> dict[str, str | None]:
    """The room in whose hole each room lies, if any."""
    ids = result.room_ids
    return {ids[face]: ids.get(int(result.parent[face])) for face in ids}
