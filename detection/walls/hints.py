"""Evidence of openings beside the walls: door swings, sills, and names of rooms."""

from dataclasses import dataclass, field

import numpy as np
import shapely

from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.walls.spaces import Outlines

SURE = 0.98  # probability of an opening that is drawn
PARTED = 2.5  # log-odds by which an opening is likelier that parts the names of two rooms
CUT = 5.0  # log-odds by which an opening is less likely that cuts through a space of the plan
BESIDE = 0.06  # of the clearance: so far from the middle of a wall of unknown thickness spaces may begin
SLACK = 0.3  # of its width: how exactly the ends of a hypothesis are those of an opening that is drawn
OPEN = 0.15  # of the width of an opening: a wall this near to it runs on through it


def _none() -> FloatArray:
    return np.zeros((0, 4))


@dataclass(frozen=True)
class Hints:
    """Openings that are drawn, and places of the names of rooms."""

    doors: FloatArray = field(default_factory=_none)  # (d, 4): from jamb to jamb
    windows: FloatArray = field(default_factory=_none)  # (w, 4)
    names: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))  # (l, 2)
    spaces: Outlines = field(default_factory=lambda: Outlines.of([]))
    typed: FloatArray = field(default_factory=_none)  # (t, 4): openings of which the drawing says the type
    types: tuple[str, ...] = ()  # t: these types

    def raised(
        self,
        likely: FloatArray,
        segments: FloatArray,
        slack: FloatArray,
        parts_names: BoolArray,
        clearance: float,
    ) -> FloatArray:
        """Probabilities (k,) of hypotheses with what the hints say; ends may be off by the slack (k,)."""
        between, through = self.beside_spaces(segments, slack, clearance)
        odds = likely / np.maximum(1 - likely, 1e-12) * np.where(parts_names, np.exp(PARTED), 1.0)
        odds = np.where(through, odds * np.exp(-CUT), odds)
        likely = odds / (1 + odds)
        drawn = np.vstack([self.doors, self.windows])
        is_known = (matching(drawn, segments, slack) >= 0) | between
        return np.where(is_known, np.maximum(likely, SURE), likely)

    def beside_spaces(
        self, segments: FloatArray, slack: FloatArray, clearance: float
    ) -> tuple[BoolArray, BoolArray]:
        """Whether each line (k, 4) runs between two spaces of the plan, and whether it runs through one."""
        return self.spaces.beside(segments, slack / 2 + BESIDE * clearance)


def matching(drawn: FloatArray, segments: FloatArray, slack: FloatArray) -> IntArray:
    """The opening that is drawn, of (d, 4), at each segment (k, 4), or -1."""
    found = np.full(len(segments), -1)
    if not len(drawn) or not len(segments):
        return found
    width = np.hypot(*(drawn[:, 2:] - drawn[:, :2]).T)
    middle = (drawn[:, :2] + drawn[:, 2:]) / 2
    low, high = np.minimum(segments[:, :2], segments[:, 2:]), np.maximum(segments[:, :2], segments[:, 2:])
    margin = slack[:, None] + float(width.max())
    boxes = shapely.box(*(low - margin).T, *(high + margin).T)
    row, door = shapely.STRtree(np.asarray(shapely.points(middle))).query(np.asarray(boxes))
    ways = []
    for ends in (drawn, drawn[:, [2, 3, 0, 1]]):
        off = segments[row] - ends[door]
        ways.append(np.maximum(np.hypot(*off[:, :2].T), np.hypot(*off[:, 2:].T)))
    off = np.minimum(*ways)
    near = off <= SLACK * width[door] + slack[row]
    order = np.lexsort((-off[near],))
    found[row[near][order]] = door[near][order]
    return found
