"""Swings and leaves of doors, found among the lines of a drawing.

The centre of a swing is the hinge, its leaf leads from there to one end of the arc, and the wall is open from
there to the other end.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from detection.importers.arcs import WIDEST, Arc, Lines, Point, sweep_of

Numbers = npt.NDArray[np.int64]

_NARROWEST = 25.0  # degrees, the least sweep of a swing that a leaf is drawn with
_ALONE = (75.0, 105.0)  # the same, without a leaf
_MOST_OPEN = 55.0  # degrees: of a smaller sweep, the end of the arc is the latch
_JAMB = 0.5  # of the radius: how far behind the latch the wall is looked for
_BESIDE = 0.2  # of the radius: how far beside the way from hinge to latch a side of the wall may lie
_SLOPE = 0.05  # tangent of the angle between a door and its wall
_NEAR = 0.12  # of the radius: how exactly a leaf leads from the hinge to an end of the arc


@dataclass(frozen=True, slots=True)
class Swing:
    """A door whose swing is drawn."""

    hinge: Point
    latch: Point  # the other jamb
    arc: tuple[int, ...]  # the lines that draw the swing
    signs: tuple[int, ...]  # these and the lines of the leaf
    has_leaf: bool  # without one, either end of the arc may be the latch

    @property
    def radius(self) -> float:
        """The length of the leaf."""
        return math.dist(self.hinge, self.latch)


def swings_of(arcs: Iterable[Arc], lines: Lines, radii: tuple[float, float]) -> Iterator[Swing]:
    """The swings of doors: arcs with a leaf, a line or a thin rectangle, from the centre to one of the ends.

    Parameters
    ----------
    arcs
        Of `arcs_among`.
    lines
        Those that the arcs are of, (n, 4), in units of the drawing.
    radii
        The shortest and the longest leaf of a door, in the same units.
    """
    chosen = [arc for arc in arcs if radii[0] <= arc.radius <= radii[1] and sweep_of(arc) >= _NARROWEST]
    if not chosen or not len(lines):
        return
    tree = shapely.STRtree(np.asarray(shapely.linestrings(lines.reshape(-1, 2, 2))))
    reach = [(1 + _JAMB) * arc.radius for arc in chosen]
    row, near = tree.query(shapely.buffer(shapely.points([arc.centre for arc in chosen]), reach, quad_segs=2))
    order = np.argsort(row, kind="stable")
    hits = np.split(near[order], np.searchsorted(row[order], np.arange(1, len(chosen))))
    for arc, close in zip(chosen, hits, strict=True):
        swing = _swing(arc, lines, close)
        if swing is not None:
            yield swing


def _swing(arc: Arc, lines: Lines, near: Numbers) -> Swing | None:
    """The door of an arc, by the lines (m,) near it; None where there is no sign of one.

    Where lines lead to both ends of the arc, one is the leaf and the other a threshold: behind the latch the
    wall goes on.
    """
    near = near[~np.isin(near, arc.lines)]
    found = []
    if sweep_of(arc) > WIDEST - 60 and all(len(_leaf(lines, near, arc, end)) for end in (arc.start, arc.end)):
        return None  # half of a circle with its diameter
    for tip, latch in ((arc.start, arc.end), (arc.end, arc.start)):
        leaf = _leaf(lines, near, arc, tip)
        signs = {*arc.lines, *leaf.tolist(), *(_caps(lines, near, arc, tip) if len(leaf) else ())}
        others = lines[near[~np.isin(near, sorted(signs))]]
        ways = [latch, *_square_ends(arc, tip)] if len(leaf) else [latch]
        for at, end in enumerate(ways):
            found.append((bool(len(leaf)), round(_jamb(others, arc, end), 2), -at, end, tuple(sorted(signs))))
    with_leaf = [each for each in found if each[0]]
    has_leaf, jamb, _, latch, drawn = max(with_leaf or found, key=lambda each: each[:3])
    if not has_leaf and (jamb == 0 or not _ALONE[0] <= sweep_of(arc) <= _ALONE[1]):
        return None
    return Swing(arc.centre, latch, arc.lines, drawn, has_leaf)


def _square_ends(arc: Arc, tip: Point) -> list[Point]:
    """The latch if the leaf stands square to the wall: arcs may be drawn in part, or on both sides."""
    x, y = tip[0] - arc.centre[0], tip[1] - arc.centre[1]
    if sweep_of(arc) < _MOST_OPEN:
        return []
    end = arc.end if tip == arc.start else arc.start
    side = math.copysign(1.0, x * (end[1] - arc.centre[1]) - y * (end[0] - arc.centre[0]))
    return [(arc.centre[0] - side * y, arc.centre[1] + side * x)]


def _jamb(lines: Lines, arc: Arc, end: Point) -> float:
    """How much wall continues a door behind its latch, in line with it, as a share of the radius."""
    hinge, radius = np.array(arc.centre), arc.radius
    way = (np.array(end) - hinge) / radius
    ends = lines.reshape(-1, 2, 2) - hinge
    along, aside = np.sort(ends @ way, axis=1), np.abs(ends @ np.array([-way[1], way[0]]))
    parallel = np.ptp(aside, axis=1) <= _SLOPE * np.maximum(along[:, 1] - along[:, 0], 1e-12)
    fits = parallel & (aside <= _BESIDE * radius).all(axis=1) & (along[:, 0] >= (1 - _BESIDE) * radius)
    covers = np.clip(along[:, 1], None, (1 + _JAMB) * radius) - np.maximum(along[:, 0], radius)
    crosses = (np.abs(along - radius) <= _BESIDE * radius).all(axis=1) & (aside <= _BESIDE * radius).any(
        axis=1
    )
    return float(np.clip(covers[fits] / radius, 0, _JAMB).sum() + 0.05 * crosses.sum())


def _leaf(lines: Lines, near: Numbers, arc: Arc, end: Point) -> Numbers:
    """The lines that lead along the way from the hinge to an end of the arc, and no farther."""
    hinge, radius = np.array(arc.centre), arc.radius
    way = (np.array(end) - hinge) / radius
    ends = lines[near].reshape(-1, 2, 2) - hinge
    along, aside = ends @ way, np.abs(ends @ np.array([-way[1], way[0]]))
    reach = np.sort(along, axis=1)
    fits = (aside <= _NEAR * radius).all(axis=1)
    fits &= (np.abs(reach[:, 0]) <= _NEAR * radius) & (np.abs(reach[:, 1] - radius) <= _NEAR * radius)
    return np.asarray(near[fits])


def _caps(lines: Lines, near: Numbers, arc: Arc, end: Point) -> set[int]:
    """The short sides of a leaf that is a thin rectangle."""
    hinge, radius = np.array(arc.centre), arc.radius
    way = (np.array(end) - hinge) / radius
    ends = lines[near].reshape(-1, 2, 2) - hinge
    along, aside = ends @ way, np.abs(ends @ np.array([-way[1], way[0]]))
    at_end = (np.abs(along) <= _NEAR * radius).all(axis=1) | (np.abs(along - radius) <= _NEAR * radius).all(
        axis=1
    )
    fits = at_end & (aside <= _NEAR * radius).all(axis=1)
    return set(near[fits].tolist())
