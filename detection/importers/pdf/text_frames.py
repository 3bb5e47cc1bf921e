"""Rectangles around a text, as the numbers of rooms and keynotes have."""

from collections.abc import Sequence

import numpy as np
import shapely

from detection.importers.drawing import Drawing
from detection.importers.pdf.clutter import box_of
from detection.importers.pdf.page import Drawn
from detection.importers.pdf.texts import TextLine

_HIGH = 3.5  # times the height of the text that it frames
_WIDE = 6.0  # times its own height
_LONGEST = 40.0  # millimetres


def without_text_frames(drawn: list[Drawn], texts: Sequence[TextLine], drawing: Drawing) -> list[Drawn]:
    """The paths without small rectangles that hold one text, and hardly more."""
    small = [at for at, each in enumerate(drawn) if _is_small_ring(each)]
    if not small or not texts:
        return drawn
    tree = shapely.STRtree([shapely.Point(text.middle) for text in texts])
    boxes = [box_of([drawn[at]]) for at in small]
    rows, columns = tree.query(shapely.box(*np.array(boxes).T), predicate="contains")
    frames = set()
    for row, held in zip(rows.tolist(), columns.tolist(), strict=True):
        left, bottom, right, top = boxes[row]
        text = texts[held]
        inside = text.box[0] >= left and text.box[2] <= right and text.box[1] >= bottom and text.box[3] <= top
        if inside and top - bottom <= _HIGH * text.height:
            frames.add(small[row])
    drawing.ignore_some("rectangle", "frames a text, as numbers of rooms have it", len(frames))
    return [each for at, each in enumerate(drawn) if at not in frames]


def _is_small_ring(each: Drawn) -> bool:
    vertices, closed = each.path
    if each.pen.filled or len(vertices) not in (4, 5) or not (closed or vertices[0] == vertices[-1]):
        return False
    left, bottom, right, top = box_of([each])
    return 0 < top - bottom <= right - left <= min(_LONGEST, _WIDE * (top - bottom))
