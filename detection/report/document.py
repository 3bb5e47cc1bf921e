"""The result as a JSON-ready document: plain lists, numbers and texts."""

from typing import Any

import numpy as np
import shapely

from detection.graph.measure import edge_lengths
from detection.graph.nesting import OUTSIDE
from detection.report.findings import diagnostics_of, repairs_of
from detection.rooms.confidence import reasons
from detection.rooms.rooms import Rooms
from detection.segments.segments import FloatArray, Geometries
from detection.walls.net_area import Ring, outlines_around, rings_of

Document = dict[str, Any]


def document_of(result: Rooms) -> Document:
    """Everything that was found."""
    score = float(result.confidence.mean()) if len(result.rooms) else None
    return {
        "version": 1,
        "units": result.plan.units,
        "walls_count": len(result.plan.load_bearing),
        "rooms_count": len(result.rooms),
        "confidence_score": score,
        "rooms": _rooms(result),
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


def _rooms(result: Rooms) -> list[Document]:
    ids, sizes = result.room_ids, result.sizes
    walls, adjacent, openings = _walls(result), _adjacent(result), _openings(result)
    why = reasons(result.grounds, result.closing, result.pinched)
    borne, around = _load_bearing_length(result), result.measures.perimeter
    rings = _rings(result)
    rooms = [
        {
            "id": ids[face],
            "polygon": rings[row][0],
            "holes": rings[row][1],
            "area": float(sizes.area[row]),
            "perimeter": float(sizes.perimeter[row]),
            "centroid": sizes.centroid[row].tolist(),
            "label_point": result.label_point[row].tolist(),
            "bounding_box": sizes.bounds[row].tolist(),
            "walls": walls[face],
            "adjacent": adjacent[face],
            "openings": openings[row],
            "sealed": not openings[row],
            "load_bearing_share": min(1.0, float(borne[face] / around[face])),
            "confidence": float(result.confidence[row]),
            "confidence_reasons": why[row],
        }
        for row, face in enumerate(ids)
    ]
    if result.reading.double:
        _add_shapes(rooms, "gross", _gross_polygons(result))
    elif result.net is not None:
        _add_shapes(rooms, "net", result.net)
    return rooms


def _rings(result: Rooms) -> list[tuple[Ring, list[Ring]]]:
    """Outer ring and holes of each room."""
    if result.bars is not None:
        return [rings_of(shape) for shape in result.shapes]
    faces, corners = result.faces, result.corners
    offsets = np.searchsorted(faces.hole_face, np.arange(len(faces) + 1)).tolist()
    return [
        (
            corners.of(faces.outer[face]).tolist(),
            [corners.of(ring).tolist() for ring in faces.hole[offsets[face] : offsets[face + 1]]],
        )
        for face in result.rooms.tolist()
    ]


def _gross_polygons(result: Rooms) -> Geometries:
    """The rooms out to the middle of their walls."""
    if result.bars is not None:
        return result.polygons
    return np.asarray(
        shapely.buffer(result.polygons, (result.reading.thickness or 0) / 2, join_style="mitre")
    )


def _add_shapes(rooms: list[Document], name: str, shapes: Geometries) -> None:
    for room, shape in zip(rooms, shapes, strict=True):
        outer, holes = ([], []) if shape.is_empty else rings_of(shape)
        room |= {f"{name}_polygon": outer, f"{name}_holes": holes, f"{name}_area": float(shape.area)}


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


def _openings(result: Rooms) -> list[list[Document]]:
    """The openings of each room, and where they lead."""
    names, closing, grounds = list(result.room_ids.values()), result.closing, result.grounds
    beside = result.rooms_beside_closing
    openings: list[list[Document]] = [[] for _ in names]
    for room, row in zip(grounds.room.tolist(), grounds.closing.tolist(), strict=True):
        if closing.is_opening[row]:
            x0, y0, x1, y1 = closing.strokes[row].tolist()
            other = [names[k] for k in beside[row] if k != room]
            openings[room].append(
                {
                    "start": [x0, y0],
                    "end": [x1, y1],
                    "width": float(np.hypot(x1 - x0, y1 - y0)),
                    "to": other[0] if other else None,
                    "probability": float(closing.probability[row]),
                }
            )
    return openings


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
