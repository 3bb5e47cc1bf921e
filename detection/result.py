"""What was found, as arrays and as a JSON-ready document."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import networkx as nx

from detection.closing import Closing
from detection.confidence import Grounds
from detection.describe import (
    Adjacency,
    Corners,
    Measures,
    Sides,
    adjacency_across_walls,
    adjacency_of,
    label_points,
    sides_of,
)
from detection.document import document_of
from detection.nesting import Faces, Geometries
from detection.node import Graph
from detection.parse import Plan
from detection.strokes import FloatArray, IntArray, Strokes


@dataclass(frozen=True)
class DetectionResult:
    """The rooms of a plan: faces of its drawing, in columns with one row a room."""

    plan: Plan
    strokes: Strokes  # of the plan, and the inferred ones
    drawn: Graph  # all of them, noded
    graph: Graph  # without the edges that separate nothing
    faces: Faces
    half_edge_face: IntArray  # (2e,): the face on the left of each half-edge of the graph
    corners: Corners
    measures: Measures
    rooms: IntArray  # (r,): the faces that are rooms, in the order of their ids
    polygons: Geometries  # (r,): the rooms
    parent: IntArray  # (f,): face in whose hole each face lies, or OUTSIDE
    closing: Closing  # what was inferred; nothing when strict
    proposed: Closing  # the same, and when strict what would have been inferred
    grounds: Grounds  # the decisions that each room rests on
    confidence: FloatArray  # (r,): probability that each room is right
    tolerance: float  # distance within which two points were taken for one
    least_width: float  # narrower faces are no rooms
    thickness: float | None  # of walls that are drawn as two lines

    @cached_property
    def sides(self) -> Sides:
        """The walls along each face."""
        return sides_of(self.graph, self.strokes, self.half_edge_face)

    @cached_property
    def adjacency(self) -> Adjacency:
        """Faces that share a boundary; where walls are drawn as two lines, rooms with a wall between them."""
        if self.thickness is not None:
            return adjacency_across_walls(self.polygons, self.rooms, self.thickness)
        return adjacency_of(self.graph, self.half_edge_face)

    @cached_property
    def label_point(self) -> FloatArray:
        """A point (r, 2) inside each room, for a label."""
        return label_points(self.polygons, self.measures.centroid[self.rooms])

    @cached_property
    def room_ids(self) -> dict[int, str]:
        """Face of each room and its id, in order."""
        return {face: f"room-{number}" for number, face in enumerate(self.rooms.tolist(), start=1)}

    @cached_property
    def rooms_beside_closing(self) -> dict[int, list[int]]:
        """For each inferred stroke that bounds rooms, the rows of these rooms."""
        beside: dict[int, list[int]] = {}
        for room, row in zip(self.grounds.room.tolist(), self.grounds.closing.tolist(), strict=True):
            beside.setdefault(row, []).append(room)
        return beside

    def to_document(self) -> dict[str, Any]:
        """The result as plain lists, numbers and texts."""
        return document_of(self)

    def room_graph(self) -> "nx.Graph[str]":
        """Rooms as nodes, with their areas; an edge, with the shared length, between neighbours."""
        graph: nx.Graph[str] = nx.Graph()
        for face, name in self.room_ids.items():
            graph.add_node(name, area=float(self.measures.area[face]))
        pairs = self.adjacency
        rows = zip(pairs.face.tolist(), pairs.neighbour.tolist(), pairs.length.tolist(), strict=True)
        for face, neighbour, length in rows:
            if face < neighbour and face in self.room_ids and neighbour in self.room_ids:
                graph.add_edge(self.room_ids[face], self.room_ids[neighbour], shared_length=length)
        return graph
