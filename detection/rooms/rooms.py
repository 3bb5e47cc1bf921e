"""The rooms of a plan, as columns, and what follows from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from detection.closing.close import Closing
from detection.graph.measure import Corners, Measures, label_points
from detection.graph.nesting import Faces
from detection.graph.noding import Graph
from detection.graph.shapes import Shapes
from detection.plan.parse import Plan
from detection.rooms.boundaries import Adjacency, Sides, adjacency_of, sides_of
from detection.rooms.confidence import Grounds
from detection.rooms.names import Names
from detection.rooms.plausibility import Doubt
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray, Segments
from detection.walls.bodies import Bodies
from detection.walls.hints import Hints
from detection.walls.net_area import parts_by_size
from detection.walls.representation import Reading


@dataclass(frozen=True)
class Rooms:
    """The rooms of a plan: faces of its drawing, in columns with one row a room."""

    plan: Plan
    lines: Segments  # of the plan, as they are drawn
    bodies: Bodies | None  # between them, where walls are drawn as bodies
    segments: Segments  # the lines, or the axes of the bodies, and the inferred ones
    drawn: Graph  # all of them, noded
    graph: Graph  # without the edges that separate nothing
    faces: Faces
    half_edge_face: IntArray  # (2e,): the face on the left of each half-edge of the graph
    corners: Corners
    measures: Measures
    rooms: IntArray  # (r,): the faces that are rooms, in the order of their ids
    shapes: Shapes  # (r,): of the faces of the rooms
    net: Geometries | None  # (r,): what their walls leave of them, where these are bodies or have a thickness
    parent: IntArray  # (f,): face in whose hole each face lies, or OUTSIDE
    closing: Closing  # what was inferred; nothing when strict
    proposed: Closing  # the same, and when strict what would have been inferred
    grounds: Grounds  # the decisions that each room rests on
    confidence: FloatArray  # (r,): probability that each room is right
    tolerance: float  # distance within which two points were taken for one
    least_width: float  # narrower faces are no rooms
    reading: Reading  # whether walls are drawn as two lines
    strict: bool  # nothing was repaired
    doubts: list[Doubt]  # what speaks against the rooms
    other_count: int | None  # rooms in the other reading of the walls, where there is one
    hints: Hints  # openings that are drawn
    panes: FloatArray  # (p, 4): doors and windows that are drawn inside of walls
    names: Names  # what the rooms are called

    @property
    def polygons(self) -> Geometries:
        """The faces of the rooms, (r,), as Shapely's polygons."""
        return self.shapes.polygons

    @cached_property
    def sides(self) -> Sides:
        """The walls along each face."""
        return sides_of(self.graph, self.segments, self.half_edge_face)

    @cached_property
    def adjacency(self) -> Adjacency:
        """Faces that share a boundary."""
        return adjacency_of(self.graph, self.half_edge_face)

    @cached_property
    def sizes(self) -> Measures:
        """Sizes of the rooms out to the middle of their walls, one row a room."""
        return Measures(*(column[self.rooms] for column in vars(self.measures).values()))

    @cached_property
    def is_room(self) -> BoolArray:
        """Whether each face, (f + 1,), is a room; the last is the outside."""
        is_room = np.zeros(len(self.faces) + 1, dtype=bool)
        is_room[self.rooms] = True
        return is_room

    @property
    def score(self) -> float | None:
        """How sure the rooms are on average, rounded to three digits as each of them; None without any."""
        return round(float(self.confidence.mean()), 3) if len(self.rooms) else None

    @cached_property
    def label_point(self) -> FloatArray:
        """A point (r, 2) inside each room, for a label."""
        if self.net is None:
            return self.shapes.label_points(self.sizes)
        largest = [parts_by_size(shape)[:1] for shape in self.net]
        shapes = np.array(
            [part[0] if len(part) else whole for part, whole in zip(largest, self.polygons, strict=True)],
            dtype=object,
        )
        return label_points(shapes, self.sizes.centroid)

    @cached_property
    def room_ids(self) -> dict[int, str]:
        """Face of each room and its id, in order."""
        return {face: f"room-{number}" for number, face in enumerate(self.rooms.tolist(), start=1)}

    @cached_property
    def rooms_beside_closing(self) -> dict[int, list[int]]:
        """For each inferred segment that bounds rooms, the rows of these rooms."""
        beside: dict[int, list[int]] = {}
        for room, row in zip(self.grounds.room.tolist(), self.grounds.closing.tolist(), strict=True):
            beside.setdefault(row, []).append(room)
        return beside
