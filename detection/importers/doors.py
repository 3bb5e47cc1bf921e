"""Doors of a drawing as openings of its plan: their swings tell where walls are open, and are no walls."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from detection.importers.arcs import arcs_among
from detection.importers.paths import Wall, pieces_of
from detection.importers.swings import Swing, swings_of

_MOST_LINES = 200_000  # beyond which no swings are looked for
_RELATIVE = (0.003, 0.35)  # of the extent of the walls: the leaf of a door where no unit is known
_LEAF = (0.4, 1.6)  # metres, from the narrowest leaf of a door to the widest


class Doors:
    """The doors among the lines of all layers.

    Parameters
    ----------
    drawn
        The walls of each layer, those that are taken and all others.
    extent
        The width or height of the walls that are taken, in units of the drawing.
    """

    def __init__(self, drawn: Mapping[str, Sequence[Wall]], extent: float) -> None:
        self._owners: list[tuple[str, int]] = []  # the layer and the number of the wall of each line
        lines: list[float] = []
        bulges: list[float] = []
        for layer, walls in drawn.items():
            for at, wall in enumerate(walls):
                for start, end in pieces_of(wall):
                    lines += (*start, *end)
                    bulges.append(wall.get("bulge", 0.0))
                    self._owners.append((layer, at))
        self._swings: list[Swing] = []
        if extent > 0 and len(bulges) <= _MOST_LINES:
            ends, bent = np.array(lines).reshape(-1, 4), np.array(bulges)
            radii = extent * _RELATIVE[0], extent * _RELATIVE[1]
            self._swings = list(swings_of(arcs_among(ends, bent), ends, radii))

    @property
    def radii(self) -> list[float]:
        """The lengths of the leaves, in units of the drawing."""
        return [swing.radius for swing in self._swings if swing.has_leaf]

    def keep(self, metres: float | None) -> None:
        """Drop those whose leaf is none of a door, where the metres of a unit are known."""
        if metres is not None:
            self._swings = [each for each in self._swings if _LEAF[0] <= each.radius * metres <= _LEAF[1]]

    def openings(self) -> list[dict[str, Any]]:
        """The doors as members of the plan's ``drawn_openings``; each place once."""
        return [{"kind": "door", "start": list(each.hinge), "end": list(each.latch)} for each in self._swings]

    def signs(self, layers: Collection[str]) -> dict[str, set[int]]:
        """The walls of some layers that are nothing but swings and leaves: their numbers, by layer.

        A line counts only on the layer that the swing is on: elsewhere it may be the jamb of the wall.
        """
        lines: set[int] = set()
        for swing in self._swings:
            if swing.has_leaf:
                home = self._owners[swing.arc[0]][0]
                lines.update(line for line in swing.signs if self._owners[line][0] == home)
        whole = Counter(self._owners)
        drawn = Counter(self._owners[line] for line in lines)
        found: dict[str, set[int]] = {}
        for (layer, at), count in drawn.items():
            if layer in layers and count == whole[layer, at]:
                found.setdefault(layer, set()).add(at)
        return found
