"""Decide whether walls are drawn as lines or as bodies: outlines, rectangles, pairs of lines.

A gallery around a hall and the two lines of a thick wall look alike. So distances alone decide nothing: where
walls are bodies, every line has wall on one side and a room or the outside on the other; and what the plan
says of its units and of the thickness of its walls has to agree.
"""

from dataclasses import dataclass, replace

import numpy as np

from detection.options import Options
from detection.plan.parse import Plan
from detection.plan.units import metres_of
from detection.walls.bodies import Bodies

MOST_WALL = 0.35  # largest share of the area around a plan that is inside of walls
MOSTLY = 0.5  # of the length of all lines: a drawing of which less are the sides of walls has no bodies
BARE = 0.1  # largest share of the length of all lines that has no wall on either side
WALL_METRES = (0.02, 0.65)  # least and largest thickness of walls, metres
ALIKE = 1.3  # largest ratio between the given and the measured thickness
FEWEST_OPENINGS = 2  # from that many on, openings tell how thick walls can be ...
THICKEST = 2.0  # ... times the width of the widest


@dataclass(frozen=True)
class Reading:
    """How walls are drawn."""

    double: bool = False  # as bodies instead of lines
    apart: float | None = None  # distance of two close lines: the sides of the thickest walls, or two walls
    chosen: bool = False  # by the caller

    @property
    def thickness(self) -> float | None:
        """Of the thickest walls, where they are bodies."""
        return self.apart if self.double else None

    def beside_openings(self, count: int, widest: float) -> "Reading":
        """The same beside openings through walls of one line: their number, and the width of the widest.

        Two lines several times as far apart as any opening is wide are not the sides of one wall.
        """
        if self.double or self.apart is None or count < FEWEST_OPENINGS:
            return self
        return replace(self, apart=None) if self.apart > THICKEST * widest else self


def read_bodies(bodies: Bodies | None, thickness: float, plan: Plan, options: Options) -> Reading:
    """Whether the walls of a drawing are these bodies."""
    if bodies is None or not len(bodies.axes):
        return Reading()
    if options.walls == "double":
        return Reading(double=True, apart=thickness, chosen=True)
    if bodies.sides < MOSTLY or bodies.filled > MOST_WALL:
        return Reading()
    agrees = thickness_agrees(plan, thickness)
    if bodies.sides < 1 - BARE:
        return Reading(apart=None if agrees is False else thickness)
    return Reading(double=not bodies.ring if agrees is None else agrees, apart=thickness)


def thickness_agrees(plan: Plan, thickness: float) -> bool | None:
    """Whether what the plan says agrees with walls of that thickness; None when it says nothing of use."""
    given = np.array([value for value in plan.thickness if value])
    if len(given):
        return bool(((given <= ALIKE * thickness) & (thickness <= ALIKE * given)).any())
    metres = metres_of(plan.units)
    if metres is None:
        return None
    return WALL_METRES[0] <= thickness * metres <= WALL_METRES[1]
