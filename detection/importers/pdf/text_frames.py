"""Rectangles around a text, as the numbers of rooms and keynotes have."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import shapely

from detection.importers.drawing import Drawing
from detection.importers.pdf.clutter import box_of
from detection.importers.pdf.page import Drawn, Pen
from detection.importers.pdf.texts import TextLine

Place = tuple[float, float]

_HIGH = 3.5  # times the height of the text that it frames
_WIDE = 6.0  # times its own height
_LONGEST = 40.0  # millimetres


def without_text_frames(drawn: list[Drawn], texts: Sequence[TextLine], drawing: Drawing) -> list[Drawn]:
    """The paths without small rectangles that hold one text, and hardly more."""
    rings = [[at] for at, each in enumerate(drawn) if _is_small_ring(each)] + list(_of_four_lines(drawn))
    if not rings or not texts:
        return drawn
    tree = shapely.STRtree([shapely.Point(text.middle) for text in texts])
    boxes = [box_of([drawn[at] for at in ring]) for ring in rings]
    rows, columns = tree.query(shapely.box(*np.array(boxes).T), predicate="contains")
    frames = set()
    for row, held in zip(rows.tolist(), columns.tolist(), strict=True):
        left, bottom, right, top = boxes[row]
        text = texts[held]
        inside = text.box[0] >= left and text.box[2] <= right and text.box[1] >= bottom and text.box[3] <= top
        if inside and top - bottom <= _HIGH * text.height:
            frames.add(row)
    drawing.ignore_some("rectangle", "frames a text, as numbers of rooms have it", len(frames))
    gone = {at for row in frames for at in rings[row]}
    return [each for at, each in enumerate(drawn) if at not in gone]


def _of_four_lines(drawn: Sequence[Drawn]) -> Iterator[list[int]]:
    """Four lines of one pen that are the sides of a small upright rectangle, by their numbers."""
    flat: dict[tuple[Pen, Place, Place], int] = {}
    upright: dict[tuple[Pen, Place, float], list[tuple[float, int]]] = defaultdict(list)
    for at, each in enumerate(drawn):
        if len(each.path[0]) != 2 or each.pen.filled:
            continue
        (x0, y0), (x1, y1) = sorted((round(x, 1), round(y, 1)) for x, y, _ in each.path[0])
        if y0 == y1 and 0 < x1 - x0 <= _LONGEST:
            flat[each.pen, (x0, y0), (x1, y1)] = at
        elif x0 == x1 and 0 < y1 - y0 <= _LONGEST:
            upright[each.pen, (x0, y0), x0].append((y1, at))
    for (pen, (x0, y), (x1, _)), bottom in flat.items():
        right = dict(upright.get((pen, (x1, y), x1), ()))
        for high, left in upright.get((pen, (x0, y), x0), ()):
            top = flat.get((pen, (x0, high), (x1, high)))
            if top is not None and high in right and high - y <= x1 - x0 <= _WIDE * (high - y):
                yield [bottom, left, top, right[high]]


def _is_small_ring(each: Drawn) -> bool:
    vertices, closed = each.path
    if each.pen.filled or len(vertices) not in (4, 5) or not (closed or vertices[0] == vertices[-1]):
        return False
    left, bottom, right, top = box_of([each])
    return 0 < top - bottom <= right - left <= min(_LONGEST, _WIDE * (top - bottom))
