"""Several drawings on one page, each at the scale that is printed beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from detection.importers.pdf import scales
from detection.importers.pdf.clipping import Box
from detection.importers.pdf.clutter import box_of, touching
from detection.importers.pdf.page import Drawn
from detection.importers.pdf.texts import TextLine

_NEAR = 40.0  # millimetres from a drawing, within which the title with its scale stands
_ROUNDS = 20  # of joining drawings whose boxes overlap


@dataclass(frozen=True, slots=True)
class View:
    """A drawing on a page, and its scale."""

    box: Box  # millimetres of paper
    ratio: float  # 100 for 1:100

    def distance(self, point: tuple[float, float]) -> float:
        """Millimetres from the box to a point; 0 within."""
        left, bottom, right, top = self.box
        return math.hypot(
            max(left - point[0], point[0] - right, 0.0), max(bottom - point[1], point[1] - top, 0.0)
        )

    def shrunk(self, x: float, y: float, ratio: float) -> tuple[float, float]:
        """A point of this view on a page of another ratio: about the middle of the view."""
        left, bottom, right, top = self.box
        middle, up, factor = (left + right) / 2, (bottom + top) / 2, self.ratio / ratio
        return middle + factor * (x - middle), up + factor * (y - up)


def views_of(drawn: list[Drawn], texts: Sequence[TextLine]) -> list[View]:
    """The drawings of a page, where they state scales that differ; none where one scale is that of all."""
    stated = [(ratios[0], text.middle) for text in texts if (ratios := scales.printed([text.text]))]
    if len({ratio for ratio, _ in stated}) < 2:
        return []
    views = [View(box, math.nan) for box in _apart([box_of(group) for group in touching(drawn)])]
    if len(views) < 2:
        return []
    beside: dict[int, tuple[float, float]] = {}  # distance and ratio of the nearest text of each view
    for ratio, point in stated:
        nearest = min(range(len(views)), key=lambda at: views[at].distance(point))
        distance = views[nearest].distance(point)
        if distance <= _NEAR and distance < beside.get(nearest, (math.inf, 0.0))[0]:
            beside[nearest] = distance, ratio
    common = scales.printed([text.text for text in texts])[0]
    found = [View(view.box, beside.get(at, (0.0, common))[1]) for at, view in enumerate(views)]
    return found if len({view.ratio for view in found}) > 1 else []


def at_one_scale(
    drawn: list[Drawn], texts: Sequence[TextLine], views: Sequence[View]
) -> tuple[list[Drawn], list[TextLine], float]:
    """Paths and texts as if all views had the ratio of the smallest drawing, which comes with them.

    The others shrink about their middles, so none comes to lie on another.
    """
    ratio = max(view.ratio for view in views)

    def owner(point: tuple[float, float]) -> View:
        return min(views, key=lambda view: view.distance(point))

    paths = []
    for each in drawn:
        (vertices, closed), view = each.path, owner(each.path[0][0][:2])
        moved = tuple((*view.shrunk(x, y, ratio), bulge) for x, y, bulge in vertices)
        paths.append(Drawn((moved, closed), each.pen, view.ratio / ratio))
    lines = []
    for text in texts:
        view, (left, bottom, right, top) = owner(text.middle), text.box
        if view.distance(text.middle) > 0:
            lines.append(text)  # beside all drawings
        else:
            box = (*view.shrunk(left, bottom, ratio), *view.shrunk(right, top, ratio))
            lines.append(TextLine(text.text, box))
    return paths, lines, ratio


def words_of(views: Sequence[View]) -> str:
    """The finding of several scales on one page."""
    ratios = " and ".join(f"1:{ratio:g}" for ratio in sorted({view.ratio for view in views}, reverse=True))
    return (
        f"the page holds {len(views)} drawings, at {ratios}; each was taken at the scale printed beside it; "
        "give the scale to have one for all"
    )


def _apart(boxes: list[Box]) -> list[Box]:
    """The boxes around those that overlap."""
    for _ in range(_ROUNDS):
        tree = shapely.STRtree([shapely.box(*box) for box in boxes])
        joined: list[Box] = []
        done: set[int] = set()
        for at, box in enumerate(boxes):
            if at in done:
                continue
            members = [other for other in tree.query(shapely.box(*box)).tolist() if other not in done]
            done.update(members)
            corners = list(zip(*(boxes[other] for other in {at, *members}), strict=True))
            joined.append((min(corners[0]), min(corners[1]), max(corners[2]), max(corners[3])))
        if len(joined) == len(boxes):
            break
        boxes = joined
    return boxes
