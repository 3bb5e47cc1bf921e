"""Faces that are likelier fixtures than rooms: furniture, treads of stairs, tiles, and the inside of walls.

Everything that is drawn closes faces. In a drawing of walls alone, rooms are of similar sizes; faces that are
small beside most of the area and repeat each other, that stand free inside of a room, or that are as narrow
as a wall are hardly rooms.
"""

import numpy as np

from detection.scipy_functions import connected_components, coo_array
from detection.segments.segments import BoolArray, FloatArray, IntArray

# In shares of the room in which the middle of the whole area lies.
SMALL = 0.05  # of its area: largest fixture
STRIP = (
    2.5  # perimeter over that of a square of the same area, squared: treads across a whole room are strips
)
STRIP_SMALL = 0.15  # as SMALL, for strips
FREE_SMALL = 0.15  # the same of those that stand free
NARROW = 0.08  # of its width (twice area over perimeter): no room is as narrow
ALIKE = 0.03  # of their areas: largest difference between faces that repeat each other
REPEATED = 3  # faces beside each other that are alike, at least
FREE = 3  # closed shapes that stand free inside of rooms, at least
FILLED = 0.08  # share of a room that fixtures in it take, above which the room itself is in doubt


def find_fixtures(
    area: FloatArray, width: FloatArray, around: IntArray, left: IntArray, right: IntArray
) -> tuple[BoolArray, BoolArray]:
    """Which rooms, (r,), are likelier fixtures, and which others they take their area from.

    Parameters
    ----------
    area, width : (r,) float64, of the rooms, widths as twice the area over the perimeter
    around : (r,) int64, the room in whose hole each lies, or -1
    left, right : (e,) int64, the rooms on the sides of each edge, or -1
    """
    count = len(area)
    none = np.zeros(count, dtype=bool)
    if count < REPEATED:
        return none, none
    by_size = np.argsort(area, kind="stable")
    total = np.cumsum(area[by_size])
    middle = by_size[np.searchsorted(total, total[-1] / 2)]
    strip = area > 4 * STRIP * width**2
    small = area < np.where(strip, STRIP_SMALL, SMALL) * area[middle]
    narrow = width < NARROW * width[middle]
    free = (area < FREE_SMALL * area[middle]) & (around >= 0)
    if not (small | narrow | free).any():
        return none, none
    between = (left >= 0) & (right >= 0) & (left != right)
    left, right = left[between], right[between]
    beside = small[left] | small[right]
    left, right = left[beside], right[beside]
    pair = np.unique(np.minimum(left, right) * count + np.maximum(left, right))
    one, other = pair // count, pair % count
    fixture = narrow | (free if free.sum() >= FREE else none) | _repeated(area, small, one, other)
    taken = np.zeros(count)
    inside = fixture & (around >= 0)
    np.add.at(taken, around[inside], area[inside])
    for a, b in ((one, other), (other, one)):
        takes = small[a] & fixture[a] & ~fixture[b]  # the inside of a wall takes nothing from a room
        np.add.at(taken, b[takes], area[a[takes]])
    return fixture, ~fixture & (taken > FILLED * area)


def _repeated(area: FloatArray, small: BoolArray, one: IntArray, other: IntArray) -> BoolArray:
    """Small rooms, (r,), beside enough others of their size."""
    alike = small[one] & small[other] & (np.abs(area[one] - area[other]) <= ALIKE * area[one])
    if alike.sum() < REPEATED - 1:  # too few pairs to link so many
        return np.zeros(len(area), dtype=bool)
    links = np.ones(int(alike.sum()), dtype=np.int8), (one[alike], other[alike])
    _, group = connected_components(coo_array(links, shape=(len(area), len(area))), directed=False)
    return np.asarray(np.bincount(group)[group] >= REPEATED)
