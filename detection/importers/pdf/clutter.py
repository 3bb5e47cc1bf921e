"""What a sheet shows beside the plan: frame, title block, dimensions, letters and arrowheads."""

import math
import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from detection.importers.drawing import Drawing
from detection.importers.paths import Vertex
from detection.importers.pdf.page import Drawn
from detection.importers.pdf.scales import measured
from detection.importers.pdf.texts import TextLine
from detection.importers.texts import stated_metres

Box = tuple[float, float, float, float]
Path = tuple[Sequence[Vertex], bool]  # the vertices, and whether it is closed
Lines = npt.NDArray[np.float64]  # (n, 2, 2): both ends of each

_QUARTER = 0.1  # radians, by which a swing may differ from a right angle
_FRAME = 0.8  # of the width or height of a page, from which on a line along its edge frames it
_EDGE = 0.12  # of the page: where its frame is
_STRIP = 0.35  # of the page: where its title block is
_DETAIL = 0.1  # of the area of the plan, below which what stands beside it is no other plan
_TOUCH = 0.5  # millimetres, within which lines belong together
_MOST_CELLS = 3000  # along a side of the grid that finds what touches
_SMALL = 3.0  # millimetres: letters and arrowheads
_LETTER = 8.0  # millimetres: letters of titles
_MOST_NUMBERS = 2000  # that may be dimensions; more would not change the scale
_TITLE = re.compile(
    r"\b(?:project|projekt|client|bauherr|drawing|zeichnung|plan(?:nr|inhalt|verfasser)|sheet|blatt|scale|"
    r"ma(?:ß|ss)stab|date|datum|drawn|checked|gez|gepr|revision|rev|échelle|escala|scala|architec\w+)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[\d'\"′″.,\-–/ ]*(?:mm|cm|m)?")


def length_of(path: Path) -> float:
    """The length of a path, arcs as their chords."""
    return float(sum(math.dist(a[:2], b[:2]) for a, b in _pieces(path)))


def box_of(drawn: Iterable[Drawn]) -> Box:
    """Left, bottom, right and top of all paths; zeros without any."""
    points = [vertex for each in drawn for vertex in each.path[0]]
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    return min(xs), min(ys), max(xs), max(ys)


def is_swing(path: Path) -> bool:
    """Whether a path is a quarter of a circle alone, or with the leaf of a door."""
    vertices, _ = path
    turned = [bulge for _, _, bulge in vertices if bulge]
    return (
        len(turned) in (1, 2)
        and len(vertices) <= 4
        and _is_quarter(sum(4 * math.atan(abs(b)) for b in turned))
    )


def _is_quarter(angle: float) -> bool:
    return abs(angle - math.pi / 2) < 0.1


def are_slender(drawn: Sequence[Drawn]) -> bool:
    """Whether areas look like walls: most of their outline is of areas that are long or hollow."""
    around = slender = 0.0
    for each in drawn:
        ring = [(x, y) for x, y, _ in each.path[0]]
        outline = length_of(each.path)
        if len(ring) < 3 or outline == 0:
            continue
        left, bottom, right, top = box_of([each])
        square = 16 * abs(shapely.Polygon(ring).area) / outline**2  # 1 for a square
        around += outline
        if square < 0.5 and max(right - left, top - bottom) > _LETTER:
            slender += outline
    return slender > 0.5 * around


def without_repeats(drawn: list[Drawn], drawing: Drawing) -> list[Drawn]:
    """The paths without those that are drawn again in the same place with the same pen."""
    kept = list(dict.fromkeys(drawn))
    drawing.ignore_some("path", "is drawn a second time", len(drawn) - len(kept))
    return kept


def without_frame(
    drawn: list[Drawn], texts: Sequence[TextLine], size: tuple[float, float], drawing: Drawing
) -> list[Drawn]:
    """The paths without the frame of the sheet, its title block and what stands beside the plan."""
    framing = [each for each in drawn if _frames(each, size)]
    kept = [each for each in drawn if not _frames(each, size)]
    if not kept:
        return drawn
    groups = touching(kept)
    if framing and _distance(framing, max(groups, key=lambda group: _area(box_of(group)))) < _TOUCH:
        kept, groups = drawn, touching(drawn)  # the page ends where the outer walls do
    else:
        drawing.ignore_some("line", "frames the sheet", len(framing))
    boxes = [box_of(group) for group in groups]
    largest = max(range(len(groups)), key=lambda at: _area(boxes[at]))
    titled = [boxes[at] for at in range(len(groups)) if at != largest and _is_title(boxes[at], texts, size)]
    rest: list[Drawn] = []
    beside = title = 0
    for box, group in zip(boxes, groups, strict=True):
        if any(_inside(box, block) for block in titled):
            title += len(group)
        elif _area(box) < _DETAIL * _area(boxes[largest]) and not _meet(box, boxes[largest]):
            beside += len(group)
        else:
            rest += group
    drawing.ignore_some("line", "belongs to the title block", title)
    drawing.ignore_some("line", "stands beside the plan, as north arrows and details do", beside)
    return rest


def _frames(each: Drawn, size: tuple[float, float]) -> bool:
    """Whether a path runs along the edge of the page for most of it."""
    width, height = size
    left, bottom, right, top = box_of([each])
    wide, high = right - left >= _FRAME * width, top - bottom >= _FRAME * height
    if wide and high:
        return len(each.path[0]) <= 5
    flat = min(right - left, top - bottom) < 1.0
    if not flat:
        return False
    if wide:
        return bottom < _EDGE * height or top > (1 - _EDGE) * height
    return high and (left < _STRIP * width or right > (1 - _STRIP) * width)


def _is_title(box: Box, texts: Sequence[TextLine], size: tuple[float, float]) -> bool:
    """Whether lines at the edge of the page are upright, and hold words of a title block."""
    width, height = size
    left, bottom, right, top = box
    at_edge = right < _STRIP * width or left > (1 - _STRIP) * width
    at_edge = at_edge or top < _STRIP * height or bottom > (1 - _STRIP) * height
    if not at_edge:
        return False
    held = [text.text for text in texts if _within(text.middle, box)]
    return sum(bool(_TITLE.search(text)) for text in held) >= min(2, max(1, len(held)))


def without_dimensions(
    drawn: list[Drawn], texts: Sequence[TextLine], drawing: Drawing
) -> tuple[list[Drawn], list[tuple[float, float]]]:
    """The paths without dimension lines, and their lengths on paper with the metres that they state.

    A number beside a line may also be that of a room: only where enough numbers agree on a scale are they
    dimensions.
    """
    said = [
        (text, metres)
        for text in texts
        if _NUMBER.fullmatch(text.text) and (metres := stated_metres(text.text)) is not None
    ][:_MOST_NUMBERS]
    heaviest = max(each.pen.width for each in drawn)
    thin = [
        at
        for at, each in enumerate(drawn)
        if len(each.path[0]) == 2 and not each.pen.filled and (each.pen.width < heaviest or heaviest == 0)
    ]
    if not thin or not said:
        return drawn, []
    ends = np.array([[vertex[:2] for vertex in drawn[at].path[0]] for at in thin])
    found = [(at, metres) for text, metres in said if (at := _line_of(text, ends)) is not None]
    lengths = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    stated = [(float(lengths[at]), metres) for at, metres in found]
    ratio = measured(stated)
    if ratio is None:
        return drawn, []
    lines = [at for at, metres in found if math.isclose(metres * 1000, lengths[at] * ratio, rel_tol=0.02)]
    dropped = set(lines)
    for at in lines:  # with the lines that it ends at, and the ticks there
        for end in ends[at]:
            near = np.flatnonzero(_distances(ends, end) < _TOUCH)
            width = drawn[thin[at]].pen.width
            dropped.update(other for other in near.tolist() if drawn[thin[other]].pen.width <= width)
    gone = {thin[at] for at in dropped}
    drawing.ignore_some("line", "is a dimension line, used as evidence of the scale", len(gone))
    return [each for at, each in enumerate(drawn) if at not in gone], stated


def _line_of(text: TextLine, ends: Lines) -> int | None:
    """The line at whose middle a text stands, along it; None without one."""
    way = ends[:, 1] - ends[:, 0]
    square = np.maximum((way**2).sum(axis=1), 1e-12)
    middle = np.array(text.middle)
    share = ((middle - ends[:, 0]) * way).sum(axis=1) / square
    left, bottom, right, top = text.box
    flat = np.abs(way[:, 0]) >= np.abs(way[:, 1])
    along = np.ones(len(ends), dtype=bool) if len(text.text) < 3 else flat == (right - left > top - bottom)
    fits = along & (share > 0.35) & (share < 0.65) & (square > 4.0)
    distance = np.where(fits, _distances(ends, middle), np.inf)
    best = int(distance.argmin())
    return best if distance[best] < 2.5 * text.height else None


def _distances(ends: Lines, point: Lines) -> Lines:
    """From a point to each of some lines."""
    way = ends[:, 1] - ends[:, 0]
    square = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip(((point - ends[:, 0]) * way).sum(axis=1) / square, 0, 1)
    return np.asarray(np.hypot(*(ends[:, 0] + share[:, None] * way - point).T))


def without_small_fills(drawn: list[Drawn], drawing: Drawing) -> list[Drawn]:
    """The paths without areas as small as letters, and arrowheads."""
    kept = []
    for each in drawn:
        left, bottom, right, top = box_of([each])
        small = each.pen.filled and max(right - left, top - bottom) < _SMALL
        if not (small and not _is_rectangle(each.path)):
            kept.append(each)
    drawing.ignore_some("area", "is as small as a letter or an arrowhead", len(drawn) - len(kept))
    return kept


def _is_rectangle(path: Path) -> bool:
    corners = {(round(x, 2), round(y, 2)) for x, y, _ in path[0]}
    return len(corners) == 4 and len({x for x, _ in corners}) == 2 and len({y for _, y in corners}) == 2


def _pieces(path: Path) -> Iterable[tuple[tuple[float, float, float], tuple[float, float, float]]]:
    vertices, closed = path
    return pairwise([*vertices, vertices[0]] if closed else vertices)


def touching(drawn: list[Drawn]) -> list[list[Drawn]]:
    """The paths in groups that touch each other, found on a grid of cells as wide as they may be apart."""
    starts, ends, owners = [], [], []
    for at, each in enumerate(drawn):
        for start, end in _pieces(each.path):
            starts.append(start[:2])
            ends.append(end[:2])
            owners.append(at)
    begin, way = np.array(starts), np.array(ends) - np.array(starts)
    low = np.minimum(begin, begin + way).min(axis=0)
    extent = np.maximum(begin, begin + way).max(axis=0) - low
    cell = max(_TOUCH, float(extent.max()) / _MOST_CELLS)
    counts = np.ceil(2 * np.hypot(*way.T) / cell).astype(int) + 1
    piece = np.repeat(np.arange(len(counts)), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    share = (np.arange(len(piece)) - first) / np.maximum(np.repeat(counts, counts) - 1, 1)
    places = ((begin[piece] + way[piece] * share[:, None] - low) / cell).astype(int)
    grid = np.zeros((extent / cell).astype(int) + 2, dtype=bool)
    grid[places[:, 0], places[:, 1]] = True
    labels, _ = ndimage.label(grid, structure=np.ones((3, 3)))
    of_piece = labels[tuple(((begin - low) / cell).astype(int).T)]
    groups: dict[int, list[Drawn]] = {}
    seen = set()
    for at, label in zip(owners, of_piece.tolist(), strict=True):
        if at not in seen:
            seen.add(at)
            groups.setdefault(label, []).append(drawn[at])
    return list(groups.values())


def _distance(one: list[Drawn], other: list[Drawn]) -> float:
    lines = [
        shapely.MultiLineString(
            [[vertex[:2] for vertex in piece] for each in group for piece in _pieces(each.path)]
        )
        for group in (one, other)
    ]
    return float(shapely.distance(*lines))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _within(point: tuple[float, float], box: Box) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _inside(inner: Box, outer: Box) -> bool:
    return _within(inner[:2], outer) and _within(inner[2:], outer)


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
