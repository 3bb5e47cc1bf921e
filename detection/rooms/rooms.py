"""The rooms of a plan, as columns, and what follows from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from detection.closing.close import Closing
from detection.graph.measure import Corners, Measures, label_points
from detection.graph.nesting import Faces
from detection.graph.noding import Graph
from detection.plan.parse import Plan
from detection.rooms.boundaries import Adjacency, Sides, adjacency_across_walls, adjacency_of, sides_of
from detection.rooms.confidence import Grounds
from detection.rooms.names import Names, name_rooms
from detection.segments.segments import BoolArray, FloatArray, Geometries, IntArray, Strokes
from detection.walls.net_area import measures_of, parts_by_size
from detection.walls.rectangles import Bars
from detection.walls.representation import Reading


@dataclass(frozen=True)
class Rooms:
    """The rooms of a plan: faces of its drawing, in columns with one row a room."""

    plan: Plan
    lines: Strokes  # of the plan, as they are drawn
    bars: Bars | None  # among them, where each wall is drawn as a rectangle of its own
    strokes: Strokes  # the lines, or the middle lines of the bars, and the inferred ones
    drawn: Graph  # all of them, noded
    graph: Graph  # without the edges that separate nothing
    faces: Faces
    half_edge_face: IntArray  # (2e,): the face on the left of each half-edge of the graph
    corners: Corners
    measures: Measures
    rooms: IntArray  # (r,): the faces that are rooms, in the order of their ids
    polygons: Geometries  # (r,): the faces of the rooms
    net: Geometries | None  # (r,): what their walls leave of them, where these are bars or have a thickness
    parent: IntArray  # (f,): face in whose hole each face lies, or OUTSIDE
    closing: Closing  # what was inferred; nothing when strict
    proposed: Closing  # the same, and when strict what would have been inferred
    grounds: Grounds  # the decisions that each room rests on
    pinched: BoolArray  # (r,): between outlines, has a passage narrower than its walls are thick
    confidence: FloatArray  # (r,): probability that each room is right
    tolerance: float  # distance within which two points were taken for one
    least_width: float  # narrower faces are no rooms
    reading: Reading  # whether walls are drawn as two lines
    strict: bool  # nothing was repaired

    @cached_property
    def sides(self) -> Sides:
        """The walls along each face."""
        return sides_of(self.graph, self.strokes, self.half_edge_face)

    @cached_property
    def adjacency(self) -> Adjacency:
        """Faces that share a boundary; where walls are drawn as two lines, rooms with a wall between them."""
        if self.outlined and self.reading.thickness is not None:
            return adjacency_across_walls(self.polygons, self.rooms, self.reading.thickness)
        return adjacency_of(self.graph, self.half_edge_face)

    @property
    def outlined(self) -> bool:
        """Whether walls are drawn as outlines, so that faces are rooms inside of their walls."""
        return self.bars is None and self.reading.thickness is not None

    @cached_property
    def gross(self) -> Geometries:
        """The rooms (r,) out to the middle of their walls."""
        if not self.outlined:
            return self.polygons
        half = (self.reading.thickness or 0.0) / 2
        return np.asarray(shapely.buffer(self.polygons, half, join_style="mitre"))

    @property
    def inner(self) -> Geometries | None:
        """The rooms (r,) inside of their walls, of one part or several; None without any thickness."""
        return self.polygons if self.outlined else self.net

    @cached_property
    def sizes(self) -> Measures:
        """Sizes of the rooms out to the middle of their walls, one row a room."""
        if self.outlined:
            return measures_of(self.gross)
        return Measures(*(column[self.rooms] for column in vars(self.measures).values()))

    @property
    def score(self) -> float | None:
        """How sure the rooms are on average; None without any."""
        return float(self.confidence.mean()) if len(self.rooms) else None

    @cached_property
    def names(self) -> Names:
        """What the rooms are called."""
        return name_rooms(self.polygons, self.plan, self.proposed.unit)

    @cached_property
    def label_point(self) -> FloatArray:
        """A point (r, 2) inside each room, for a label."""
        if self.inner is None:
            return label_points(self.polygons, self.sizes.centroid)
        largest = [parts_by_size(shape)[:1] for shape in self.inner]
        shapes = np.array(
            [part[0] if len(part) else whole for part, whole in zip(largest, self.gross, strict=True)],
            dtype=object,
        )
        return label_points(shapes, self.sizes.centroid)

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
