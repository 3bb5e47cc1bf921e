"""The texts of a page as PDFium gives them: lines, with the box around each in millimetres."""

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from detection.importers.drawing import Drawing
from detection.importers.pdf.clipping import Box
from detection.importers.pdf.page import Matrix, Sheet, at_place

_BREAKS = ("\r", "\n")
_APART = 1.2  # times the largest letter, between two letters of one line
_APART_WHERE_SET_ANEW = 0.6  # the same, where the file places the second letter by itself
_FEWEST_SPACED = 3  # letters of a spaced title: two may be tags of two things
_MOST_PITCH = 3.5  # heights, from one letter of a spaced title to the next
_EVEN_PITCH = 0.35  # of the pitch, by which letters of different widths may be off


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text, with the box around it in millimetres."""

    text: str
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        left, bottom, right, top = self.box
        return (left + right) / 2, (bottom + top) / 2

    @property
    def height(self) -> float:
        return min(self.box[3] - self.box[1], self.box[2] - self.box[0])


def texts_of(page: pdfium.PdfPage, sheet: Sheet, drawing: Drawing) -> list[TextLine]:
    """The lines of text of a page, in the order of the file.

    Letters are looked at once each: PDFium's search for the text in a box looks at all letters of the page
    for every box, which takes minutes where a page has thousands of texts.
    """
    text_page = page.get_textpage()
    found = []
    for letters, box in _lines(text_page, sheet.matrix, drawing):
        text = " ".join(letters.split())
        if text:
            found.append(TextLine(text, box))
    return _spaced_joined(found)


def _spaced_joined(lines: list[TextLine]) -> list[TextLine]:
    """The lines, those of one letter as one that stand beside each other at a fixed pitch: a spaced title.

    >>> letters = [TextLine(letter, (5.0 * k, 0.0, 5.0 * k + 2, 3.0)) for k, letter in enumerate("HALL")]
    >>> [line.text for line in _spaced_joined(letters)]
    ['HALL']
    """
    joined: list[TextLine] = []
    at = 0
    while at < len(lines):
        run = [lines[at]]
        while at + len(run) < len(lines) and _follows(run, lines[at + len(run)]):
            run.append(lines[at + len(run)])
        at += len(run)
        if len(run) < _FEWEST_SPACED:
            joined += run
            continue
        boxes = list(zip(*(line.box for line in run), strict=True))
        box = min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3])
        joined.append(TextLine("".join(line.text for line in run), box))
    return joined


def _follows(run: list[TextLine], line: TextLine) -> bool:
    """Whether a line of one letter continues others at their pitch."""
    last = run[-1]
    if len(line.text) != 1 or len(last.text) != 1 or not (line.text.isalpha() and last.text.isalpha()):
        return False
    pitch, height = line.middle[0] - last.middle[0], max(line.height, last.height)
    if not 0 < pitch <= _MOST_PITCH * height or abs(line.box[1] - last.box[1]) > 0.2 * height:
        return False
    before = last.middle[0] - run[-2].middle[0] if len(run) > 1 else pitch
    return abs(pitch - before) <= _EVEN_PITCH * before


def _lines(text_page: pdfium.PdfTextPage, matrix: Matrix, drawing: Drawing) -> Iterator[tuple[str, Box]]:
    """Letters that follow each other within the size of a letter, with the box around them."""
    letters: list[str] = []
    whole: Box | None = None
    last: Box | None = None
    size, owner = 0.0, 0
    for at in range(text_page.count_chars()):
        drawing.visit()
        letter = _letter(text_page, at)
        box = None if letter in _BREAKS or letter.isspace() else _box(text_page, at, matrix)
        before, owner = owner, owner if box is None else _object(text_page, at)
        most = _APART if before == owner else _APART_WHERE_SET_ANEW
        if letter in _BREAKS or (whole and last and box and _gap(last, box) > most * max(size, _size(box))):
            if whole is not None:
                yield "".join(letters), whole
            letters, whole, last, size = [], None, None, 0.0
        if letter in _BREAKS:
            continue
        letters.append(letter)
        if box is not None:
            whole = box if whole is None else _around(whole, box)
            last, size = box, max(size, _size(box))
    if whole is not None:
        yield "".join(letters), whole


def _letter(text_page: pdfium.PdfTextPage, at: int) -> str:
    code = raw.FPDFText_GetUnicode(text_page.raw, at)
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return ""  # no letter that the font names, or half of one
    return chr(code)


def _box(text_page: pdfium.PdfTextPage, at: int, matrix: Matrix) -> Box | None:
    """The box around a letter; None around none, as of a space that PDFium adds between two words."""
    sides = [ctypes.c_double() for _ in range(4)]
    if not raw.FPDFText_GetCharBox(text_page.raw, at, *sides):
        return None
    left, right, bottom, top = (side.value for side in sides)
    if not all(map(math.isfinite, (left, right, bottom, top))) or (left == right and bottom == top):
        return None
    (x0, y0), (x1, y1) = at_place(matrix, left, bottom), at_place(matrix, right, top)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _object(text_page: pdfium.PdfTextPage, at: int) -> int:
    """The address of the text object that a letter belongs to."""
    return ctypes.cast(raw.FPDFText_GetTextObject(text_page.raw, at), ctypes.c_void_p).value or 0


def _gap(last: Box, box: Box) -> float:
    return max(box[0] - last[2], last[0] - box[2], box[1] - last[3], last[1] - box[3])


def _size(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _around(one: Box, other: Box) -> Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
