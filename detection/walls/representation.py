"""Decide whether walls are drawn as one line or as two.

A gallery around a hall and the two lines of a thick wall look alike. So distances alone decide nothing: where
walls have two lines, rooms never meet each other or the outside, only walls; and what the plan says of its
units and of the thickness of its walls has to agree.
"""

from dataclasses import dataclass

import numpy as np

from detection.graph.measure import Measures, edge_lengths
from detection.graph.noding import Graph
from detection.options import Options
from detection.plan.parse import Plan
from detection.plan.units import metres_of
from detection.segments.segments import BoolArray, FloatArray, IntArray

WALL_SLACK = 1.1  # where walls meet, their inside is a little wider than they are thick
MOST_WALL = 0.35  # of the area of a plan can be inside of walls
BARE = 0.1  # of the boundary of rooms, at most, has no wall of two lines beside it
WALL_METRES = (0.02, 0.65)  # how thick walls of buildings are
ALIKE = 1.3  # ratio between a thickness that the plan gives and the one that is measured, at most


@dataclass(frozen=True)
class Reading:
    """How walls are drawn."""

    double: bool = False  # with two lines instead of one
    bars: bool = False  # as rectangles, each wall one of its own
    apart: float | None = None  # distance of the two lines of the thickest walls, also if those may be walls
    chosen: bool = False  # by the caller

    @property
    def thickness(self) -> float | None:
        """Of the thickest walls, where they have two lines."""
        return self.apart if self.double else None


def read_outlines(
    graph: Graph,
    half_edge_face: IntArray,
    measures: Measures,
    thickness: float,
    *,
    plan: Plan,
    options: Options,
) -> Reading:
    """Whether the narrow faces of a drawing are the insides of walls of that thickness."""
    if options.walls == "double":
        return Reading(double=True, apart=thickness, chosen=True)
    wide = ~inside_walls(measures, thickness)
    if not wide.any() or not _walls_part(graph, half_edge_face, measures, wide):
        return Reading()
    agrees = thickness_agrees(plan, thickness)
    several = bool(wide.sum() > 1)  # a wall around a single room may as well be a room around a room
    return Reading(double=several if agrees is None else agrees, apart=thickness)


def inside_walls(measures: Measures, thickness: float) -> BoolArray:
    """Whether each face, (f,), is no wider (twice its area over its perimeter) than a wall."""
    return np.asarray(2 * measures.area <= WALL_SLACK * thickness * measures.perimeter)


def thickness_agrees(plan: Plan, thickness: float) -> bool | None:
    """Whether what the plan says agrees with walls of that thickness; None when it says nothing of use."""
    given = np.array([value for value in plan.thickness if value])
    if len(given):
        return bool(((given <= ALIKE * thickness) & (thickness <= ALIKE * given)).any())
    metres = metres_of(plan.units)
    if metres is None:
        return None
    return WALL_METRES[0] <= thickness * metres <= WALL_METRES[1]


def _walls_part(graph: Graph, half_edge_face: IntArray, measures: Measures, wide: BoolArray) -> bool:
    """Whether rooms, the wide faces, meet hardly anything but walls, and walls do not fill the plan."""
    is_room = np.append(wide, False)  # the last, -1, is OUTSIDE
    in_wall = np.append(~wide, False)
    a, b = half_edge_face[0::2], half_edge_face[1::2]
    length: FloatArray = edge_lengths(graph)
    around = length[is_room[a]].sum() + length[is_room[b]].sum()
    beside = length[is_room[a] & in_wall[b]].sum() + length[is_room[b] & in_wall[a]].sum()
    wall_share = measures.area[~wide].sum() / max(measures.area.sum(), np.finfo(np.float64).tiny)
    return bool(beside >= (1 - BARE) * around and wall_share <= MOST_WALL)
