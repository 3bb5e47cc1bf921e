"""Texts of a sheet that tag finishes, guards and details, and look like numbers or names of rooms."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from detection.importers.drawing import Drawing
from detection.importers.pdf.page import Drawn
from detection.importers.pdf.texts import TextLine

Box = tuple[float, float, float, float]
Circle = tuple[float, float, float]  # the middle and the radius

_TAG = re.compile(r"([A-Z]{1,4})-?\d{1,2}-?(?:/[A-Z]{0,4}-?\d{1,2})?")  # of finishes: P-1, CPT-2, PT-1/PT-2
_MARK = re.compile(r"([A-Z]{2,4})(?:-?\d{1,2})?")  # as a legend explains them: WSF-1, CG
_OFTEN = 4  # times: no number of a room is repeated that often on a page
_RADIUS = (2.0, 15.0)  # millimetres, of the bubble of a reference
_SAME = 0.3  # millimetres, by which arcs of one circle may differ
_WHOLE = 0.9  # of a circle that its arcs draw


def without_tags(texts: Sequence[TextLine], plan: Box, drawing: Drawing) -> list[TextLine]:
    """The texts without those that a legend beside the plan explains, or that come in series, often repeated.

    Parameters
    ----------
    texts
        Of the page.
    plan
        The box around the plan: left, bottom, right, top.
    drawing
        Counts what is left out.
    """
    often = Counter(text.text for text in texts)
    tagged = {text: match[1] for text in often if (match := _TAG.fullmatch(text)) is not None}
    series = {letters for text, letters in tagged.items() if often[text] >= _OFTEN}
    explained = {text.text for text in texts if not _holds(plan, text) and _MARK.fullmatch(text.text)}
    repeated = explained_ = 0
    kept = []
    for text in texts:
        mark = _MARK.fullmatch(text.text)
        if tagged.get(text.text) in series:
            repeated += 1
        elif (
            mark is not None
            and mark[1] in explained
            and _holds(plan, text)
            and (mark[1] != text.text or often[text.text] > _OFTEN)
        ):
            explained_ += 1
        else:
            kept.append(text)
    drawing.ignore_some("text", "is repeated, as tags of finishes are", repeated)
    drawing.ignore_some("text", "is explained in a legend beside the plan", explained_)
    return kept


def without_references(drawn: Sequence[Drawn], texts: Sequence[TextLine], drawing: Drawing) -> list[TextLine]:
    """The texts without those that stand in pairs in a circle: a detail, above the sheet that shows it."""
    inside: set[int] = set()
    for x, y, radius in _circles(drawn):
        held = [
            at for at, text in enumerate(texts) if math.dist(text.middle, (x, y)) < radius - text.height / 4
        ]
        if len(held) == 2:
            upper, lower = sorted((texts[at] for at in held), key=lambda text: -text.middle[1])
            if upper.middle[1] - lower.middle[1] > 0.8 * lower.height and " " not in upper.text + lower.text:
                inside.update(held)
    drawing.ignore_some("text", "refers to a detail on another sheet", len(inside))
    return [text for at, text in enumerate(texts) if at not in inside]


def _circles(drawn: Sequence[Drawn]) -> Iterator[Circle]:
    """Circles, however many arcs each is drawn in."""
    found: dict[tuple[int, int], list[list[float]]] = defaultdict(
        list
    )  # by whole millimetres: x, y, radius, turn
    for each in drawn:
        vertices, closed = each.path
        for start, end in pairwise([*vertices, vertices[0]] if closed else vertices):
            bulge, chord = start[2], math.dist(start[:2], end[:2])
            if not bulge or not chord:
                continue
            radius = chord * (1 + bulge * bulge) / (4 * abs(bulge))
            if not _RADIUS[0] <= radius <= _RADIUS[1]:
                continue
            off = (1 - bulge * bulge) / (4 * bulge)
            x = (start[0] + end[0]) / 2 - off * (end[1] - start[1])
            y = (start[1] + end[1]) / 2 + off * (end[0] - start[0])
            column, row = round(x), round(y)
            near = (
                one
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
                for one in found.get((column + dx, row + dy), ())
            )
            same = next((one for one in near if math.dist(one[:3], (x, y, radius)) < _SAME), None)
            if same is None:
                found[column, row].append(same := [x, y, radius, 0.0])
            same[3] += 4 * math.atan(abs(bulge))
    for x, y, radius, turn in chain.from_iterable(found.values()):
        if turn >= _WHOLE * math.tau:
            yield x, y, radius


def _holds(box: Box, text: TextLine) -> bool:
    x, y = text.middle
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
