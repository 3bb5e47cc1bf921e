"""The result as a JSON-ready document: plain lists, numbers and texts."""

from typing import Any

import numpy as np
import shapely

from detection.graph.measure import edge_lengths
from detection.graph.nesting import OUTSIDE
from detection.report.findings import diagnostics_of, repairs_of
from detection.rooms.confidence import reasons
from detection.rooms.rooms import Rooms
from detection.segments.segments import FloatArray
from detection.walls.net_area import Ring, outlines_around, parts_by_size, rings_of

Document = dict[str, Any]


def document_of(result: Rooms) -> Document:
    """Everything that was found."""
    openings = _openings(result)
    score = float(result.confidence.mean()) if len(result.rooms) else None
    return {
        "version": 1,
        "units": result.plan.units,
        "walls_count": len(result.plan.load_bearing),
        "rooms_count": len(result.rooms),
        "confidence_score": score,
        "rooms": _rooms(result, openings),
        "openings": openings,
        "outline": _outline(result),
        "nesting": _nesting(result),
        "tolerances": {
            "node": result.tolerance,
            "unit": result.proposed.unit,
            "least_width": result.least_width,
            "wall_thickness": result.reading.thickness,
        },
        "repairs": repairs_of(result),
        "diagnostics": diagnostics_of(result),
    }


def _rooms(result: Rooms, openings: list[Document]) -> list[Document]:
    ids, sizes = result.room_ids, result.sizes
    walls, adjacent = _walls(result), _adjacent(result)
    beside = {name: _openings_of(openings, name) for name in ids.values()}
    why = reasons(result.grounds, result.closing, result.pinched)
    borne, around = _load_bearing_length(result), result.measures.perimeter
    rings = _rings(result)
    names = result.names
    rooms = [
        {
            "id": ids[face],
            "name": names.name[row],
            "number": names.number[row],
            "usage": names.usage[row],
            "polygon": rings[row][0],
            "holes": rings[row][1],
            "area": float(sizes.area[row]),
            "net_area": None,
            "stated_area": names.stated_area[row],
            "perimeter": float(sizes.perimeter[row]),
            "centroid": sizes.centroid[row].tolist(),
            "label_point": result.label_point[row].tolist(),
            "bounding_box": sizes.bounds[row].tolist(),
            "walls": walls[face],
            "adjacent": adjacent[face],
            "openings": beside[ids[face]],
            "sealed": not beside[ids[face]],
            "load_bearing_share": min(1.0, float(borne[face] / around[face])),
            "confidence": float(result.confidence[row]),
            "confidence_reasons": why[row],
        }
        for row, face in enumerate(ids)
    ]
    if result.inner is not None:
        for room, shape in zip(rooms, result.inner, strict=True):
            _add_net(room, shape)
    return rooms


def _rings(result: Rooms) -> list[tuple[Ring, list[Ring]]]:
    """Outer ring and holes of each room."""
    if result.outlined:
        return [rings_of(shape) for shape in result.gross]
    faces, corners = result.faces, result.corners
    offsets = np.searchsorted(faces.hole_face, np.arange(len(faces) + 1)).tolist()
    return [
        (
            corners.of(faces.outer[face]).tolist(),
            [corners.of(ring).tolist() for ring in faces.hole[offsets[face] : offsets[face + 1]]],
        )
        for face in result.rooms.tolist()
    ]


def _add_net(room: Document, shape: shapely.Geometry) -> None:
    """What walls leave of a room: its area is that of all parts, its polygon the largest of them."""
    parts = [rings_of(part) for part in parts_by_size(shape)]
    room["net_area"] = float(shapely.area(shape))
    room["net_polygon"], room["net_holes"] = parts[0] if parts else ([], [])
    if len(parts) > 1:
        room["net_parts"] = [{"polygon": outer, "holes": holes} for outer, holes in parts]


def _outline(result: Rooms) -> list[Document]:
    """The outer boundary of each building."""
    rings = [result.corners.of(ring) for ring in result.faces.outline]
    if result.bars is None:
        return [{"polygon": np.roll(ring[::-1], 1, axis=0).tolist(), "holes": []} for ring in rings]
    around = outlines_around(rings, result.bars.shapes, result.tolerance)
    return [{"polygon": ring, "holes": []} for ring in around]


def _walls(result: Rooms) -> dict[int, list[Document]]:
    walls: dict[int, list[Document]] = {face: [] for face in range(len(result.faces))}
    rows = zip(*(column.tolist() for column in vars(result.sides).values()), strict=True)
    for face, wall, left, inferred, length in rows:
        side = "left" if left else "right"
        bound: Document = {"wall": wall, "side": side, "length": length, "inferred": inferred}
        if result.plan.ids and result.plan.ids[wall] is not None:
            bound["id"] = result.plan.ids[wall]
        walls[face].append(bound)
    return walls


def _adjacent(result: Rooms) -> dict[int, list[Document]]:
    ids = result.room_ids
    adjacent: dict[int, list[Document]] = {face: [] for face in ids}
    rows = zip(*(column.tolist() for column in vars(result.adjacency).values()), strict=True)
    for face, neighbour, length in rows:
        if face in ids and neighbour in ids:
            adjacent[face].append({"room": ids[neighbour], "shared_length": length})
    return adjacent


def _openings(result: Rooms) -> list[Document]:
    """Every opening in the boundary of a room, with the rooms on its sides."""
    names, closing, beside = list(result.room_ids.values()), result.closing, result.rooms_beside_closing
    openings: list[Document] = []
    for row in np.flatnonzero(closing.is_opening).tolist():
        if row in beside:
            x0, y0, x1, y1 = closing.strokes[row].tolist()
            rooms: list[str | None] = [names[room] for room in beside[row]]
            openings.append(
                {
                    "id": f"opening-{len(openings) + 1}",
                    "kind": "opening",
                    "point": [(x0 + x1) / 2, (y0 + y1) / 2],
                    "width": float(np.hypot(x1 - x0, y1 - y0)),
                    "start": [x0, y0],
                    "end": [x1, y1],
                    "rooms": [*rooms, None][:2],
                    "probability": float(closing.probability[row]),
                }
            )
    return openings


def _openings_of(openings: list[Document], room: str) -> list[Document]:
    """The openings of a room, and where each leads to."""
    found = []
    for opening in openings:
        if room in opening["rooms"]:
            others = [other for other in opening["rooms"] if other != room]
            found.append(opening | {"to": others[0] if others else room})
    return found


def _load_bearing_length(result: Rooms) -> FloatArray:
    """Length (f,) of the boundary of each face that drawn load-bearing walls make."""
    graph, strokes = result.graph, result.strokes
    bearing = np.array(result.plan.load_bearing, dtype=bool)[strokes.wall] & ~strokes.inferred
    edge = np.unique(
        graph.cover_edge[bearing[graph.cover_stroke]]
    )  # once, also where walls repeat each other
    face = result.half_edge_face[np.concatenate([2 * edge, 2 * edge + 1])]
    length = np.tile(edge_lengths(graph)[edge], 2)
    inside = face != OUTSIDE
    return np.bincount(face[inside], length[inside], len(result.faces)).astype(np.float64)


def _nesting(result: Rooms) -> dict[str, str | None]:
    """The room in whose hole each room lies, if any."""
    ids = result.room_ids
    return {ids[face]: ids.get(int(result.parent[face])) for face in ids}
