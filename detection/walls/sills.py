"""Lines drawn in the openings between wall bodies, and windows that are drawn inside of bodies.

A sill, a threshold or a pane runs from jamb to jamb. It says that there is an opening, and which kind: what
runs along the middle of the wall is a pane.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from detection.segments.segments import BoolArray, FloatArray, IntArray
from detection.walls.axes import Axes
from detection.walls.bodies import Bodies

AT_JAMB = 0.15  # of the thickness: how exactly the end of a sill lies on a jamb
FACING = -0.97  # cosine of the angle between two ends of walls with an opening between them
PANE = 0.3  # of the thickness: largest distance of a pane from the middle of its wall
SHORTEST_PANE = 1.2  # thicknesses: shorter lines inside of a body are ignored
INSIDE = 0.15  # of the thickness: lines at least this deep in a body are inside it
BARE = 0.5  # share of a line: if more than this runs along no body, the line is a wall
TOUCH = 0.05  # of the thickness: within this distance, a line runs along a body


@dataclass(frozen=True)
class Sills:
    """Openings that are drawn between bodies."""

    bare: BoolArray  # (n,): lines that belong to no body and are no sills
    doors: FloatArray  # (d, 4): from wall end to wall end, along the axis
    windows: FloatArray  # (w, 4)
    panes: FloatArray  # (p, 4): windows inside of bodies, which need no closing


def find_sills(lines: FloatArray, bodies: Bodies) -> Sills:
    """Classify the lines (n, 4) that are not sides of bodies: sills, windows, panes, or walls."""
    segments = np.asarray(shapely.linestrings(lines.reshape(-1, 2, 2)))
    around = shapely.buffer(
        shapely.multipolygons(bodies.shapes), TOUCH * bodies.thickness, join_style="mitre"
    )
    shapely.prepare(around)
    bare = ~shapely.covers(around, segments)
    off = np.flatnonzero(bare)
    length = shapely.length(segments[off])
    bare[off] = shapely.length(shapely.difference(segments[off], around)) > BARE * length
    sill, start, end, aside = _between_jambs(lines, np.flatnonzero(bare), bodies.axes)
    kept = bare.copy()
    kept[sill] = False
    pane = aside <= PANE
    found = np.hstack([start, end])
    pairs, which = np.unique(found, axis=0, return_inverse=True)
    glazed = np.zeros(len(pairs), dtype=bool)
    glazed[which.ravel()[pane]] = True
    return Sills(kept, pairs[~glazed], pairs[glazed], _panes(lines, segments, bodies))


def _between_jambs(
    lines: FloatArray, chosen: IntArray, axes: Axes
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray]:
    """Lines that run from the end of one wall to that of another: the wall ends, and how far off the axis."""
    row, at_end = np.nonzero(axes.free)
    point = axes.ends.reshape(-1, 2, 2)[row, at_end]
    along = axes.ends[row, 2:] - axes.ends[row, :2]
    way = along / np.hypot(*along.T)[:, None] * np.where(at_end == 1, 1.0, -1.0)[:, None]
    thickness = axes.thickness[row]
    half = np.column_stack([-way[:, 1], way[:, 0]]) * (thickness / 2)[:, None]
    none = np.zeros((0, 2))
    if not len(row) or not len(chosen):
        return np.zeros(0, dtype=np.int64), none, none, none[:, 0]
    jambs = np.asarray(shapely.linestrings(np.stack([point - half, point + half], axis=1)))
    tree = shapely.STRtree(jambs)
    jamb_of = []
    for k in (0, 2):
        ends = shapely.points(lines[chosen, k : k + 2])
        line, jamb = tree.query_nearest(
            ends, max_distance=AT_JAMB * float(thickness.max()), all_matches=False
        )
        found = np.full(len(chosen), -1)
        found[line] = jamb
        jamb_of.append(found)
    a, b = jamb_of
    both = np.flatnonzero((a >= 0) & (b >= 0))
    facing = np.einsum("ij,ij->i", way[a[both]], way[b[both]]) < FACING
    both = both[facing]
    a, b = a[both], b[both]
    swap = a > b
    first, second = np.where(swap, b, a), np.where(swap, a, b)
    middle = (lines[chosen[both], :2] + lines[chosen[both], 2:]) / 2
    normal = half[a] / np.maximum(thickness[a] / 2, 1e-300)[:, None]
    aside = np.abs(np.einsum("ij,ij->i", middle - point[a], normal)) / thickness[a]
    return chosen[both], point[first], point[second], aside


def _panes(lines: FloatArray, segments: FloatArray, bodies: Bodies) -> FloatArray:
    """Lines along the middle of bodies, drawn inside of them: one for each place."""
    thickness = bodies.thickness
    deep = shapely.STRtree(bodies.shapes).query(
        np.asarray(shapely.points((lines[:, :2] + lines[:, 2:]) / 2)), predicate="within"
    )
    line, body = deep
    middle = shapely.points((lines[line, :2] + lines[line, 2:]) / 2)
    inside = shapely.distance(middle, shapely.boundary(bodies.shapes[body])) > INSIDE * thickness
    long = shapely.length(segments[line]) > SHORTEST_PANE * thickness
    line = line[inside & long]
    if not len(line):
        return np.zeros((0, 4))
    axes = np.asarray(shapely.linestrings(bodies.axes.ends.reshape(-1, 2, 2)))
    place, axis = shapely.STRtree(axes).query_nearest(
        np.asarray(shapely.points((lines[line, :2] + lines[line, 2:]) / 2)), all_matches=False
    )
    start, way = bodies.axes.ends[axis, :2], bodies.axes.ends[axis, 2:] - bodies.axes.ends[axis, :2]
    way = way / np.hypot(*way.T)[:, None]
    pane = lines[line[place]]
    along = pane[:, 2:] - pane[:, :2]
    length = np.hypot(*along.T)
    parallel = np.abs(along[:, 0] * way[:, 1] - along[:, 1] * way[:, 0]) < 0.1 * length
    feet = [np.einsum("ij,ij->i", pane[:, k : k + 2] - start, way) for k in (0, 2)]
    low, high = np.minimum(*feet), np.maximum(*feet)
    off = np.abs((pane[:, 0] - start[:, 0]) * way[:, 1] - (pane[:, 1] - start[:, 1]) * way[:, 0])
    kept = parallel & (off <= PANE * bodies.axes.thickness[axis])
    spans = np.column_stack([axis, low, high])[kept]
    spans = spans[np.lexsort(spans.T[::-1])]
    panes: list[list[float]] = []
    for number, a, b in spans.tolist():
        if panes and panes[-1][0] == number and a < panes[-1][2]:
            panes[-1][2] = max(panes[-1][2], b)
        else:
            panes.append([number, a, b])
    if not panes:
        return np.zeros((0, 4))
    number, a, b = np.array(panes).T
    row = np.array([np.flatnonzero(axis == k)[0] for k in number.astype(int)])
    return np.hstack([start[row] + a[:, None] * way[row], start[row] + b[:, None] * way[row]])
