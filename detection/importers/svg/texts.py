"""The lines of a text of an SVG."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from detection.importers.svg.transforms import Box, length


def lines_of(element: Element, box: Box) -> Iterator[tuple[str, tuple[float, float]]]:
    """The lines of a text with their places; a span with x or y begins a new line."""
    at = (_first(element, "x", box) or 0.0, _first(element, "y", box) or 0.0)
    line = element.text or ""
    for span in element:
        x, y = _first(span, "x", box), _first(span, "y", box)
        if y is not None or (span.get("dy") and x is not None):
            yield line, at
            line, at = "", (at[0] if x is None else x, at[1] if y is None else y)
        line += "".join(span.itertext()) + (span.tail or "")
    yield line, at


def _first(element: Element, name: str, box: Box) -> float | None:
    """The first number of a list of positions, one for each letter."""
    text = element.get(name, "").replace(",", " ").split()
    if not text:
        return None
    one = Element("text", {name: text[0]})
    return length(one, name, box)
