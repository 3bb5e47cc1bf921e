"""Parse the bytes of an SVG file into elements, or raise an error that says what to do."""

import re
from xml.etree.ElementTree import Element, ParseError  # the types only; defusedxml parses

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from detection.importers.drawing import refusal

_DOCTYPE = re.compile(rb"<!DOCTYPE\s+svg\b[^\[>]*\[(.*?)\]\s*>", re.DOTALL)
_ENTITY = re.compile(rb"<!ENTITY\s+([\w.-]{1,100})\s+(?:\"([^\"&<%]{0,1000})\"|'([^'&<%]{0,1000})')\s*>")
_MOST_GROWTH = 4  # largest growth of a file by the expansion of its entities


def opened(data: bytes) -> Element:
    """Parse a file; entities of plain text, which Illustrator declares, are put in their places.

    Raises
    ------
    InvalidPlanError
        It is no SVG, or may be a trap.
    """
    try:
        root: Element = fromstring(
            _without_entities(data), forbid_dtd=False, forbid_entities=True, forbid_external=True
        )
    except DefusedXmlException:
        raise refusal("declares XML entities, which are not read; save it as plain SVG") from None
    except ParseError as error:
        raise refusal(f"is not well-formed XML: {error}") from None
    if tag_of(root) != "svg":
        raise refusal(f"is XML, but not SVG: its root is <{tag_of(root)[:40]}>")
    return root


def tag_of(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _without_entities(data: bytes) -> bytes:
    """The file without a DOCTYPE that declares plain texts alone, or else as it is."""
    match = _DOCTYPE.search(data[:100_000])
    if match is None or _ENTITY.sub(b"", match[1]).strip():
        return data
    text = data[: match.start()] + data[match.end() :]
    for name, double, single in _ENTITY.findall(match[1]):
        reference = b"&" + name + b";"
        if len(text) + text.count(reference) * len(double or single) > _MOST_GROWTH * len(data):
            return data
        text = text.replace(reference, double or single)
    return text
