"""Hatches of a sheet, found as rows of evenly spaced lines; and dashed lines."""

import math

import numpy as np

from detection.importers.drawing import Drawing
from detection.importers.pdf.page import Drawn

_HATCH_STEP = 5.0  # millimetres, at most from one line of a hatch to the next
_HATCH_LINES = 6  # at least
_MOST_NEAR = 200  # parallel lines looked at for the next one of a hatch


def without_hatches(drawn: list[Drawn], drawing: Drawing) -> list[Drawn]:
    """The paths without dashed lines and those that repeat at even distances."""
    kept = [each for each in drawn if not each.pen.dashed]
    drawing.ignore_some("line", "is dashed, as hidden edges and axes are", len(drawn) - len(kept))
    by_direction: dict[tuple[object, int], list[int]] = {}
    for at, each in enumerate(kept):
        vertices, closed = each.path
        if len(vertices) != 2 or closed or each.pen.filled:
            continue
        (x0, y0, _), (x1, y1, _) = vertices
        angle = round(math.degrees(math.atan2(y1 - y0, x1 - x0)) % 180 * 2) % 360
        by_direction.setdefault((each.pen, angle), []).append(at)
    hatched: set[int] = set()
    for group in by_direction.values():
        if len(group) >= _HATCH_LINES:
            hatched |= _evenly_spaced(kept, group)
    drawing.ignore_some("line", "repeats at even distances, as hatches and stairs do", len(hatched))
    return [each for at, each in enumerate(kept) if at not in hatched]


def _evenly_spaced(drawn: list[Drawn], group: list[int]) -> set[int]:
    """Which of some parallel lines stand in rows of even distances."""
    ends = np.array([[vertex[:2] for vertex in drawn[at].path[0]] for at in group])
    step = ends[:, 1] - ends[:, 0]
    longest = step[np.argmax(np.hypot(*step.T))]
    along = longest / np.hypot(*longest)
    across = np.array([-along[1], along[0]])
    height = (ends @ across).mean(axis=1)
    reach = np.sort(ends @ along, axis=1)
    order: list[int] = np.argsort(height, kind="stable").tolist()
    heights: list[float] = height.tolist()  # lists, as NumPy's single numbers are slow to compare
    begins, stops = (list(map(float, column)) for column in reach.T)
    after: dict[int, tuple[int, float]] = {}
    for place, one in enumerate(order):
        begin, stop = begins[one], stops[one]
        for other in order[place + 1 : place + 1 + _MOST_NEAR]:
            gap = heights[other] - heights[one]
            if gap > _HATCH_STEP:
                break
            shared = min(stop, stops[other]) - max(begin, begins[other])
            if gap > 0.05 and shared > 0.3 * min(stop - begin, stops[other] - begins[other]):
                after[one] = (other, gap)
                break
    found: set[int] = set()
    for start in order:
        if start in found or start not in after:
            continue
        chain, at = [start], start
        gap = after[start][1]
        while at in after and abs(after[at][1] - gap) <= max(0.05, 0.1 * gap):
            at = after[at][0]
            chain.append(at)
        if len(chain) >= _HATCH_LINES:
            found.update(chain)
    return {group[at] for at in found}
