"""Views of an SVG: of the whole file, of one within another, and of symbols that are used."""

from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from detection.importers.drawing import Drawing
from detection.importers.svg.transforms import LENGTH, PIXELS, Box, Matrix, after, box_of, fitted, length


def view_of(root: Element, drawing: Drawing, units: str | None) -> tuple[Matrix, Box]:
    """From user units to those of the plan: of the width's, if it is a length of the world, or pixels.

    On screens y points down, in plans up, but for images, whose pixels are counted downwards.
    """
    said, scale, box = root.get("data-units"), 1.0, box_of(root)
    width, height = (LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height"))
    if said is None and width and width[2].lower() in ("mm", "cm", "in"):
        said = width[2].lower()
        scale = 1 / PIXELS[said]
        if box is not None:
            scale = float(width[1]) / box[2]
        drawing.paper = True
    drawing.units = said or "px"
    drawing.physical = drawing.units != "px"
    down = (units or drawing.units) == "px"
    if box is None:
        across, high = (
            float(each[1]) * PIXELS.get(each[2].lower(), 1.0) if each else 0.0 for each in (width, height)
        )
        box = (0.0, 0.0, across, high)
    return (scale, 0.0, 0.0, scale if down else -scale, 0.0, 0.0), box


def nested(element: Element, matrix: Matrix, around: Box) -> tuple[Matrix, Box]:
    """The place of an ``svg`` within another one."""
    matrix = after(matrix, (1, 0, 0, 1, length(element, "x", around), length(element, "y", around)))
    box = box_of(element)
    if box is None:
        return matrix, around
    across = length(element, "width", around) or around[2] or box[2]
    down = length(element, "height", around) or around[3] or box[3]
    return after(matrix, fitted(box, across, down, element.get("preserveAspectRatio", ""))), box


def viewport(element: Element, symbol: Element, box: Box, around: Box) -> Matrix:
    """From the view box of a symbol to the place of the ``use`` that shows it."""
    across = length(element, "width", around) or length(symbol, "width", around) or box[2]
    down = length(element, "height", around) or length(symbol, "height", around) or box[3]
    return fitted(box, across, down, symbol.get("preserveAspectRatio", ""))
