"""One page of a PDF as a drawing: its lines but hatches, dimensions and title block; layers; texts; scale."""

import math
from collections import Counter, defaultdict

import pypdfium2 as pdfium
from pypdfium2 import raw

from detection.importers import layer_names
from detection.importers.drawing import Drawing, refusal
from detection.importers.pdf import clutter, scales, tags, views
from detection.importers.pdf.hatches import without_hatches
from detection.importers.pdf.page import Drawn, Pen, paths_of, upright
from detection.importers.pdf.pens import MOST_PENS, WALL_PEN, is_dark, wall_pens
from detection.importers.pdf.text_frames import without_text_frames
from detection.importers.pdf.texts import TextLine, texts_of
from detection.importers.pdf.user_unit import user_unit
from detection.importers.scale import Scale
from detection.importers.texts import labels_of

_MOST_PAGES = 1000
_FEW = 8  # objects, below which a page holds no drawing
_STACKED = 0.9  # heights of a line of text, from one to the next line of one name


def collect(data: bytes, drawing: Drawing) -> None:
    """Read the page that was asked for, or the one with most lines."""
    try:
        _read(pdfium.PdfDocument(data), data, drawing)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise refusal("is protected by a password; save it without one") from None
        reason = str(error).removesuffix(".")  # the sentence around it ends with one
        raise refusal(f"cannot be read as PDF, so it is damaged or cut short: {reason}") from None


def _read(document: pdfium.PdfDocument, data: bytes, drawing: Drawing) -> None:
    count = len(document)
    if count == 0:
        raise refusal("has no pages, so it is damaged or cut short")
    number = _chosen(document, count, drawing)
    page = document[number - 1]
    paper = upright(page, user_unit(document, number, data))
    texts = texts_of(page, paper, drawing)
    drawn = list(paths_of(page, paper, drawing))
    if not drawn:
        raise refusal(_nothing(number, drawing))
    drawing.units, drawing.physical, drawing.paper = "mm", True, True
    kept = clutter.without_repeats(drawn, drawing)
    kept = clutter.without_small_fills(kept, drawing)
    kept = without_text_frames(kept, texts, drawing)
    kept = without_hatches(kept, drawing)
    kept, dimensions = clutter.without_dimensions(kept, texts, drawing)
    kept = clutter.without_frame(kept, texts, (paper.width, paper.height), drawing)
    found = [] if drawing.is_scaled else views.views_of(kept, texts)
    if found:
        kept, texts, ratio = views.at_one_scale(kept, texts, found)
        drawing.scale, drawing.scale_doubts = Scale(ratio), [views.words_of(found)]
    else:
        drawing.scale, drawing.scale_doubts = scales.chosen([text.text for text in texts], dimensions)
    _add_walls(kept, drawing)
    texts = tags.without_references(drawn, texts, drawing)
    _add_labels(tags.without_tags(texts, clutter.box_of(kept), drawing), drawing)


def _chosen(document: pdfium.PdfDocument, count: int, drawing: Drawing) -> int:
    """The number of the page to read, from 1."""
    if drawing.page is not None:
        if drawing.page > count:
            raise refusal(f"has {count} page{'s' * (count != 1)}, so there is no page {drawing.page}")
        return drawing.page
    if count == 1:
        return 1
    if count > _MOST_PAGES:
        raise refusal(f"has {count} pages; give one, for example page 1")
    sizes = []
    for at in range(count):
        page = document[at]
        sizes.append(_path_count(page))
        page.close()
    number = max(range(count), key=sizes.__getitem__) + 1
    drawing.findings.append(
        f"page {number} of {count} was taken, as it has most lines; give the page to have another"
    )
    return number


def _path_count(page: pdfium.PdfPage) -> int:
    kinds = Counter(
        raw.FPDFPageObj_GetType(raw.FPDFPage_GetObject(page.raw, at))
        for at in range(raw.FPDFPage_CountObjects(page.raw))
    )
    return kinds[raw.FPDF_PAGEOBJ_PATH] + _FEW * kinds[raw.FPDF_PAGEOBJ_FORM]


def _nothing(number: int, drawing: Drawing) -> str:
    if drawing.has_ignored("picture"):
        return (
            f"has only pixels on page {number}, as scans have, and no lines; "
            "draw its walls over a picture of it in the editor of the page"
        )
    return f"has no lines on page {number}; give another page, or export DXF, SVG or IFC"


def _add_walls(kept: list[Drawn], drawing: Drawing) -> None:
    """Add each path to its layer in the file, or to one for its pen; note which pens draw walls."""
    named = any(each.pen.layer is not None and layer_names.is_wall(each.pen.layer) for each in kept)
    lengths: dict[Pen, float] = defaultdict(float)
    for each in kept:
        lengths[each.pen] += clutter.length_of(each.path)
    cut = set() if named else wall_pens(kept, lengths)
    name_of = _layer if len(lengths) <= MOST_PENS else _coarse_layer
    drawing.preferred = sorted({name_of(pen) for pen in cut})
    for each in kept:
        (vertices, closed), pen = each.path, each.pen
        if clutter.is_swing(each.path):
            drawing.ignore("arc", "is a quarter of a circle, as the swing of a door is drawn")
            drawing.add_sign(vertices, closed=closed)
            continue
        thickness = pen.width * each.factor if pen.width >= WALL_PEN else None
        drawing.add(name_of(pen), vertices, closed=closed, thickness=thickness, fill=pen.filled)


def _layer(pen: Pen) -> str:
    """The layer of the file, or a description of the pen."""
    if pen.layer is not None:
        return pen.layer
    if pen.filled:
        return f"areas {_colour(pen.colour)}"
    return f"lines {pen.width:.2f} mm {_colour(pen.colour)}"


def _coarse_layer(pen: Pen) -> str:
    """As `_layer`, for pictures of many colours: those that walls may have, and all others."""
    if pen.layer is not None:
        return pen.layer
    kind = "dark" if is_dark(pen.colour) else "coloured"
    return f"areas {kind}" if pen.filled else f"lines {pen.width:.1f} mm {kind}"


def _colour(colour: tuple[int, int, int]) -> str:
    return "black" if max(colour) < 16 else f"#{colour[0]:02x}{colour[1]:02x}{colour[2]:02x}"


def _add_labels(texts: list[TextLine], drawing: Drawing) -> None:
    """Lines of text that stand below each other in one size are one name."""
    ordered = sorted(texts, key=lambda text: (-text.box[3], text.box[0]))
    used: set[int] = set()
    for at, first in enumerate(ordered):
        if at in used:
            continue
        group = [first]
        for below in range(at + 1, len(ordered)):
            last, text = group[-1], ordered[below]
            gap = last.box[1] - text.box[3]
            if gap >= _STACKED * last.height:
                break
            beside = min(last.box[2], text.box[2]) - max(last.box[0], text.box[0])
            fits = gap > -0.5 * last.height and beside > 0
            if below not in used and fits and math.isclose(last.height, text.height, rel_tol=0.35):
                group.append(text)
                used.add(below)
        if scales.printed(text.text for text in group):
            drawing.ignore("text", "states the scale")
            continue
        labels = labels_of([text.text for text in group])
        if not labels:
            drawing.ignore("text", "reads as no name, number or area of a room", len(group))
        x = sum(text.middle[0] for text in group) / len(group)
        y = sum(text.middle[1] for text in group) / len(group)
        for label, kind in labels:
            drawing.add_label("text", label, (x, y), kind)
