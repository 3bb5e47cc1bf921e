"""The unit of a page: PDFium reads everything of a page in it, but does not tell it."""

import io
import math
import re

import pypdfium2 as pdfium

_ENTRY = re.compile(rb"/UserUnit\s*([\d.]+)(?:\s+\d+\s+(R)\b)?")
_PAGE = re.compile(rb"/Type\s*/Page\b")
_MOST = 100_000.0


def user_unit(document: pdfium.PdfDocument, number: int, data: bytes) -> float:
    """Points in one unit of a page; 1 where the page does not say it.

    A copy of the page is written by PDFium, in which its entries stand as plain text. Source: ISO 32000-1,
    7.7.3.3, table 30.

    Parameters
    ----------
    document, data
        The opened document, and the file that it was opened from.
    number
        Of the page, from 1.
    """
    if b"UserUnit" not in data and b"ObjStm" not in data:  # the second hides what a page says
        return 1.0
    copy, file = pdfium.PdfDocument.new(), io.BytesIO()
    copy.import_pages(document, [number - 1])
    copy.save(file)
    written = file.getvalue()
    for entry in written.split(b"endobj"):
        head = entry.partition(b"stream")[0]
        if _PAGE.search(head) and (match := _ENTRY.search(head)):
            return _number(_referred(match[1], written) if match[2] else match[1])
    return 1.0


def _referred(number: bytes, written: bytes) -> bytes:
    """The number that the object of this number is."""
    found = re.search(rb"[\r\n]" + re.escape(number) + rb" 0 obj\s+([\d.]+)\s+endobj", written)
    return found[1] if found else b""


def _number(digits: bytes) -> float:
    try:
        unit = float(digits)
    except ValueError:
        return 1.0
    return unit if math.isfinite(unit) and 0 < unit <= _MOST else 1.0
