"""What was found, as Python objects and as a JSON-ready document."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from detection.describe import Adjacency, Corners, Measures, Sides
from detection.nesting import Faces
from detection.strokes import FloatArray, IntArray

Document = dict[str, Any]


@dataclass(frozen=True)
class DetectionResult:
    """The rooms of a plan: faces of its drawing, in columns with one row a room."""

    units: str | None
    walls_count: int
    load_bearing: list[bool]  # of each wall
    tolerance: float  # distance within which two points were taken for one
    faces: Faces
    corners: Corners
    measures: Measures
    label_point: FloatArray  # (r, 2): a point inside each room
    sides: Sides
    adjacency: Adjacency
    parent: IntArray  # (f,): face in whose hole each face lies, or OUTSIDE
    rooms: IntArray  # (r,): the faces that are rooms, in the order of their ids

    def to_document(self) -> Document:
        """The result as plain lists, numbers and texts."""
        return {
            "version": 1,
            "units": self.units,
            "walls_count": self.walls_count,
            "rooms_count": len(self.rooms),
            "rooms": self._rooms(),
            "outline": [
                {"polygon": np.roll(self.corners.of(ring)[::-1], 1, axis=0).tolist(), "holes": []}
                for ring in self.faces.outline
            ],
            "nesting": self._nesting(),
            "tolerances": {"node": self.tolerance},
        }

    def _ids(self) -> dict[int, str]:
        return {face: f"room-{number}" for number, face in enumerate(self.rooms.tolist(), start=1)}

    def _rooms(self) -> list[Document]:
        ids = self._ids()
        walls = self._walls()
        adjacent: dict[int, list[Document]] = {face: [] for face in ids}
        rows = zip(*(column.tolist() for column in vars(self.adjacency).values()), strict=True)
        for face, neighbour, length in rows:
            if face in ids and neighbour in ids:
                adjacent[face].append({"room": ids[neighbour], "shared_length": length})
        bearing = np.array(self.load_bearing, dtype=bool)[self.sides.wall]
        borne = np.bincount(self.sides.face, self.sides.length * bearing, len(self.faces))
        hole_offsets = np.searchsorted(self.faces.hole_face, np.arange(len(self.faces) + 1)).tolist()
        return [
            {
                "id": ids[face],
                "polygon": self.corners.of(self.faces.outer[face]).tolist(),
                "holes": [
                    self.corners.of(ring).tolist()
                    for ring in self.faces.hole[hole_offsets[face] : hole_offsets[face + 1]]
                ],
                "area": float(self.measures.area[face]),
                "perimeter": float(self.measures.perimeter[face]),
                "centroid": self.measures.centroid[face].tolist(),
                "label_point": self.label_point[row].tolist(),
                "bounding_box": self.measures.bounds[face].tolist(),
                "walls": walls[face],
                "adjacent": adjacent[face],
                "load_bearing_share": min(1.0, float(borne[face] / self.measures.perimeter[face])),
            }
            for row, face in enumerate(ids)
        ]

    def _walls(self) -> dict[int, list[Document]]:
        walls: dict[int, list[Document]] = {face: [] for face in range(len(self.faces))}
        rows = zip(*(column.tolist() for column in vars(self.sides).values()), strict=True)
        for face, wall, left, length in rows:
            side = "left" if left else "right"
            walls[face].append({"wall": wall, "side": side, "length": length, "inferred": False})
        return walls

    def _nesting(self) -> dict[str, str | None]:
        """The room in whose hole each room lies, if any."""
        ids = self._ids()
        return {ids[face]: ids.get(int(self.parent[face])) for face in ids}
