"""Bridge the openings that a drawing names or draws, before any others are inferred."""

import numpy as np
import shapely

from detection.segments.segments import FloatArray, Geometries, IntArray
from detection.walls.hints import OPEN

REACH = 0.25  # of the width of an opening: how far beyond a jamb the end of its wall may lie
LEAST = 0.5  # of the width: a shorter bridge joins two places of one wall
STRAIGHT = 0.94  # least cosine between an opening and its bridge


def bridges(
    drawn: FloatArray, ends: FloatArray, free: FloatArray, slack: float
) -> tuple[FloatArray, IntArray]:
    """The missing stretches of wall at openings that are drawn.

    Parameters
    ----------
    drawn
        The openings (d, 4), from jamb to jamb; the ends may lie anywhere across the thickness of the wall.
    ends
        The segments of the drawing, (n, 4).
    free
        Their free ends, (t, 2), which are preferred to other places of a wall.
    slack
        How far beside the middle of its wall the end of an opening may lie.

    Returns
    -------
    segments : (k, 4)
    continues : (k,), the segment that each one continues

    Examples
    --------
    >>> walls = np.array([[0.0, 0, 4, 0], [5, 0, 9, 0]])
    >>> bridges(np.array([[4.05, 0.1, 5, 0.1]]), walls, np.array([[4.0, 0], [5, 0]]), 0.1)
    (array([[4., 0., 5., 0.]]), array([0]))
    """
    none = np.zeros((0, 4)), np.zeros(0, dtype=np.int64)
    if not len(drawn) or not len(ends):
        return none
    lines = np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)))
    tree, free_tree = shapely.STRtree(lines), shapely.STRtree(np.asarray(shapely.points(free)))
    width = np.hypot(*(drawn[:, 2:] - drawn[:, :2]).T)
    middle = shapely.points((drawn[:, :2] + drawn[:, 2:]) / 2)
    (row, _), off = tree.query_nearest(middle, return_distance=True, all_matches=False)
    near = np.full(len(drawn), np.inf)
    near[row] = off
    reach = REACH * width + slack
    places, wall = np.full((len(drawn), 2, 2), np.nan), np.zeros((len(drawn), 2), dtype=np.int64)
    for side in (0, 1):
        jamb = np.asarray(shapely.points(drawn[:, 2 * side : 2 * side + 2]))
        _nearest(places[:, side], wall[:, side], jamb, lines, tree, reach)
        _nearest_end(places[:, side], jamb, free, free_tree, reach)
    way, across = places[:, 1] - places[:, 0], drawn[:, 2:] - drawn[:, :2]
    length = np.hypot(*way.T)
    with np.errstate(invalid="ignore", divide="ignore"):
        straight = np.abs((way * across).sum(axis=1)) / (length * width)
        kept = (length >= LEAST * width) & (straight >= STRAIGHT) & (near > OPEN * width)
    found, wall = places.reshape(-1, 4)[kept], wall[kept, 0]
    backwards = (found[:, 2] < found[:, 0]) | ((found[:, 2] == found[:, 0]) & (found[:, 3] < found[:, 1]))
    either = np.where(backwards[:, None], found[:, [2, 3, 0, 1]], found)
    first = np.sort(np.unique(either, axis=0, return_index=True)[1])  # several openings may lie in one place
    return found[first], wall[first]


def _nearest(
    places: FloatArray,
    wall: IntArray,
    jambs: Geometries,
    lines: Geometries,
    tree: shapely.STRtree,
    reach: FloatArray,
) -> None:
    """Note the nearest place of a wall within reach of each jamb."""
    (row, line), off = tree.query_nearest(jambs, return_distance=True, all_matches=False)
    within = off <= reach[row]
    row, line = row[within], line[within]
    wall[row] = line
    places[row] = shapely.get_coordinates(
        shapely.line_interpolate_point(lines[line], shapely.line_locate_point(lines[line], jambs[row]))
    )


def _nearest_end(
    places: FloatArray, jambs: Geometries, free: FloatArray, tree: shapely.STRtree, reach: FloatArray
) -> None:
    """Note the nearest free end of a wall instead, where one is within reach."""
    if not len(free):
        return
    (row, end), off = tree.query_nearest(jambs, return_distance=True, all_matches=False)
    within = off <= reach[row]
    places[row[within]] = free[end[within]]
