"""The result document: JSON from columns, in parts, so that it need not be in memory as a whole."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

import msgspec
import numpy as np
import shapely

from detection.graph.measure import edge_lengths
from detection.graph.nesting import OUTSIDE
from detection.report.columns import BLOCK, Choices, Column, Fixed, Lists, Numbers, Objects, Values, written
from detection.report.findings import diagnostics_of, repairs_of
from detection.report.openings import openings_of
from detection.report.rounding import rounded, rounded_areas
from detection.rooms.confidence import reasons
from detection.rooms.rooms import Rooms
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray
from detection.walls.net_area import outlines_around, parts_by_size, rings_of

Document = dict[str, Any]

_encode = msgspec.json.Encoder().encode


def document_of(result: Rooms) -> Iterator[bytes]:
    """The document of everything that was found, as JSON, in parts to be joined.

    Yields
    ------
    bytes
        At most a few megabytes of each large list, so that a document can be written while it is made.
    """
    openings = openings_of(result)
    head = {
        "version": 1,
        "units": result.plan.units,
        "walls_count": len(result.plan.load_bearing),
        "rooms_count": len(result.rooms),
        "confidence_score": result.score,
    }
    yield _encode(head)[:-1] + b',"rooms":['
    comma = b""
    for block in written(_rooms(result, openings), len(result.rooms)):
        yield comma + block
        comma = b","
    yield b"]"
    yield _member("openings", openings)
    yield _member("outline", _outline(result))
    yield _member("nesting", _nesting(result))
    tolerances = {
        "node": float(f"{result.tolerance:.9g}"),
        "unit": float(f"{result.proposed.clearance:.9g}"),
        "least_width": float(f"{result.least_width:.9g}"),
        "wall_thickness": result.reading.thickness,
    }
    yield _member("tolerances", tolerances)
    yield from _list_member("repairs", repairs_of(result))
    yield _member("diagnostics", diagnostics_of(result)) + b"}"


def _list_member(key: str, items: Iterator[Document]) -> Iterator[bytes]:
    """A list of any length, some items at a time."""
    start = b',"' + key.encode() + b'":['
    while block := list(islice(items, BLOCK)):
        yield start + _encode(block)[1:-1]
        start = b","
    yield b"]" if start == b"," else start + b"]"


def _member(key: str, value: object) -> bytes:
    return b',"' + key.encode() + b'":' + _encode(value)


def _rooms(result: Rooms, openings: list[Document]) -> Objects:
    ids, sizes, names = list(result.room_ids.values()), result.sizes, result.names
    borne = _load_bearing_length(result)[result.rooms] / result.measures.perimeter[result.rooms]
    leading = _openings_of(openings, ids)
    stated = np.array([np.nan if area is None else area for area in names.stated_area], dtype=np.float64)
    net = None if result.net is None else shapely.area(result.net)
    precision = result.tolerance, result.proposed.clearance
    members: dict[str, Column] = {
        "id": Values(ids),
        "name": _seldom(names.name),
        "number": _seldom(names.number),
        "usage": _seldom(names.usage),
        "polygon": _polygons(result),
        "holes": _holes(result),
        "area": Numbers(rounded_areas(sizes.area, *precision)),
        "net_area": _none(len(ids)) if net is None else Numbers(rounded_areas(net, *precision)),
        "stated_area": Numbers(stated) if np.isfinite(stated).any() else _none(len(ids)),
        "perimeter": Numbers(rounded(sizes.perimeter, result.tolerance)),
        "centroid": Fixed.of(rounded(sizes.centroid, result.tolerance)),
        "label_point": Fixed.of(rounded(result.label_point, result.tolerance)),
        "bounding_box": Fixed.of(sizes.bounds),
        "walls": _walls(result),
        "adjacent": _adjacent(result, ids),
        "openings": _seldom(leading),
        "sealed": Numbers(np.array([not each for each in leading], dtype=bool)),
        "load_bearing_share": Numbers(np.minimum(borne, 1.0)),
        "confidence": Numbers(result.confidence),
        "confidence_reasons": _seldom(reasons(result.grounds, result.closing, len(ids))),
    }
    present: dict[str, BoolArray] = {}
    if result.net is not None:
        more, present = _net(result.net)
        members |= more
    return Objects(members, present)


def _none(count: int) -> Choices:
    """Null for each of so many rows."""
    return Choices(np.zeros(count, dtype=np.int64), [None])


def _seldom(items: list[Any]) -> Choices:
    """Values that are nearly all null, or nearly all an empty list."""
    said = [row for row, item in enumerate(items) if item is not None and item != []]
    codes = np.zeros(len(items), dtype=np.int64)
    codes[said] = np.arange(1, len(said) + 1)
    empty = next((item for item in items if item is None or item == []), None)
    return Choices(codes, [empty, *(items[row] for row in said)])


def _points(result: Rooms) -> Fixed:
    return Fixed.of(result.corners.points)


def _polygons(result: Rooms) -> Lists:
    """The outer ring of each room."""
    offsets, outer = result.corners.offsets, result.faces.outer[result.rooms]
    return Lists(offsets[outer], offsets[outer + 1], _points(result))


def _holes(result: Rooms) -> Lists:
    """The rings of the holes of each room."""
    faces, offsets = result.faces, result.corners.offsets
    rings = Lists(offsets[faces.hole], offsets[faces.hole + 1], _points(result))
    first = np.searchsorted(faces.hole_face, result.rooms)
    return Lists(first, np.searchsorted(faces.hole_face, result.rooms, side="right"), rings)


def _net(shapes: Geometries) -> tuple[dict[str, Column], dict[str, BoolArray]]:
    """What walls leave of the rooms (r,): the largest part of each, and all where there are several.

    Returns the members of the rooms, and which rooms have them.
    """
    parts = [[rings_of(part) for part in parts_by_size(shape)] for shape in shapes]
    largest = [each[0] if each else ([], []) for each in parts]
    several = [
        [{"polygon": outer, "holes": holes} for outer, holes in each] if len(each) > 1 else []
        for each in parts
    ]
    members: dict[str, Column] = {
        "net_polygon": Values([outer for outer, _ in largest]),
        "net_holes": _seldom([holes for _, holes in largest]),
        "net_parts": _seldom(several),
    }
    return members, {"net_parts": np.array([bool(each) for each in several], dtype=bool)}


def _outline(result: Rooms) -> list[Document]:
    """The outer boundary of each building."""
    rings = [result.corners.of(ring) for ring in result.faces.outline]
    if result.bodies is None:
        return [{"polygon": [*ring[:1].tolist(), *ring[:0:-1].tolist()], "holes": []} for ring in rings]
    around = outlines_around(rings, result.bodies.shapes, result.tolerance)
    return [{"polygon": ring, "holes": []} for ring in around]


def _walls(result: Rooms) -> Lists:
    """The stretches of wall along each room (r,)."""
    sides, ids = result.sides, result.plan.ids
    rows, first, end = _by_room(_row_of_face(result)[sides.face], len(result.rooms))
    members: dict[str, Column] = {
        "wall": Numbers(sides.wall[rows]),
        "side": Choices(sides.left[rows].astype(np.int64), ["right", "left"]),
        "length": Numbers(rounded(sides.length[rows], result.tolerance)),
        "inferred": Numbers(sides.inferred[rows]),
    }
    present: dict[str, BoolArray] = {}
    if any(ids):
        members["id"] = Choices(sides.wall[rows], ids)
        present["id"] = np.array([name is not None for name in ids], dtype=bool)[sides.wall[rows]]
    return Lists(first, end, Objects(members, present))


def _adjacent(result: Rooms, ids: list[str]) -> Lists:
    """The neighbours of each room (r,)."""
    row_of_face, pairs = _row_of_face(result), result.adjacency
    room, other = row_of_face[pairs.face], row_of_face[pairs.neighbour]
    rows, first, end = _by_room(np.where(other != OUTSIDE, room, OUTSIDE), len(ids))
    members: dict[str, Column] = {
        "room": Choices(other[rows], ids),
        "shared_length": Numbers(rounded(pairs.length[rows], result.tolerance)),
    }
    return Lists(first, end, Objects(members, {}))


def _row_of_face(result: Rooms) -> IntArray:
    """Row (f,) of each face among the rooms, or OUTSIDE."""
    row = np.full(len(result.faces), OUTSIDE)
    row[result.rooms] = np.arange(len(result.rooms))
    return row


def _by_room(room: IntArray, count: int) -> tuple[IntArray, IntArray, IntArray]:
    """The numbers of the things that are in rooms, room by room, and where those of each begin and end."""
    rows = np.argsort(room, kind="stable")
    rows = rows[np.searchsorted(room[rows], 0) :]  # OUTSIDE is negative
    offsets = np.searchsorted(room[rows], np.arange(count + 1))
    return rows, offsets[:-1], offsets[1:]


def _openings_of(openings: list[Document], names: list[str]) -> list[list[Document]]:
    """The openings of each room (r,), and where each leads to."""
    found: dict[str, list[Document]] = defaultdict(list)  # of a million rooms, few may have any
    for opening in openings:
        one, other = opening["rooms"]
        if one is not None:
            found[one].append(opening | {"to": other})
        if other is not None and other != one:
            found[other].append(opening | {"to": one})
    none: list[Document] = []
    return [found.get(name, none) for name in names]


def _load_bearing_length(result: Rooms) -> FloatArray:
    """Length (f,) of the boundary of each face that drawn load-bearing walls make."""
    graph, segments = result.graph, result.segments
    bearing = np.array(result.plan.load_bearing, dtype=bool)[segments.wall] & ~segments.inferred
    if not bearing.any():
        return np.zeros(len(result.faces))
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
    return dict(zip(ids.values(), map(ids.get, result.parent[result.rooms].tolist()), strict=True))
