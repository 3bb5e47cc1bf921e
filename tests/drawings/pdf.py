"""PDFs with one room each, and with what bounds none, as several programs write them."""

import io
from collections.abc import Callable

from fpdf import FPDF
from matplotlib.figure import Figure
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

_CORNERS = ((40, 40), (100, 40), (100, 80), (40, 80))  # millimetres; 6 by 4 m at 1:100

_SIZE, _BOX = "/MediaBox [0 0 595 842]", "/BBox [0 0 595 842]"
_FONT = "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
_WALLS = "1.4 w 113.3858 113.3858 m 283.4646 113.3858 l 283.4646 226.7717 l 113.3858 226.7717 l s"


def canvas(draw: Callable[[Canvas], None], *, scale: str | None = "Scale 1:100") -> bytes:
    """A page of ReportLab's, A4, whose scale is printed below the plan."""
    file = io.BytesIO()
    page = Canvas(file, pagesize=(210 * mm, 297 * mm), invariant=True)
    page.setLineWidth(0.5 * mm)
    draw(page)
    if scale:
        page.drawString(42 * mm, 30 * mm, scale)
    page.save()
    return file.getvalue()


def written(content: str, *, page: str = "", extra: str = "", resources: str = "") -> bytes:
    """A page from content as PDF has it, for what libraries do not write."""
    text = f"BT /F1 9 Tf 120 90 Td (Scale 1:100) Tj ET {content}"
    fonts = f"{_FONT} {resources}"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {extra} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {_SIZE} {page} /Contents 4 0 R /Resources << {fonts} >> >>",
        f"<< /Length {len(text)} >>\nstream\n{text}\nendstream",
        "<< /Type /OCG /Name (A-WALL) >>",
        "<< /Type /OCG /Name (A-FURN) >>",
        f"<< /Type /XObject /Subtype /Form {_BOX} /Length {len(_WALLS)} >>\nstream\n{_WALLS}\nendstream",
    ]
    body, places = b"%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()


def _fpdf() -> bytes:
    page = FPDF(unit="mm", format="A4")
    page.add_page()
    page.set_font("helvetica", size=9)
    page.set_line_width(0.5)
    page.rect(40, 40, 60, 40)
    page.text(45, 100, "M 1:100")
    return bytes(page.output())


def two_pages() -> bytes:
    """One room of 5 by 4 m on the first page, two on the second."""
    document = FPDF(unit="mm", format="A4")
    document.set_font("helvetica", size=9)
    document.set_line_width(0.5)
    for rooms in (1, 2):
        document.add_page()
        document.text(20, 280, "1:100")
        for k in range(rooms):
            document.rect(30 + 50 * k, 40, 50, 40)
    return bytes(document.output())


def _matplotlib() -> bytes:
    figure = Figure(figsize=(8.27, 11.69))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 210.058), ylim=(0, 296.926))
    axes.set_axis_off()
    xs, ys = zip(*_CORNERS, _CORNERS[0], strict=True)
    axes.plot(xs, ys, color="black", linewidth=1.4, solid_joinstyle="miter")
    axes.text(45, 30, "1:100")
    file = io.BytesIO()
    figure.savefig(file, format="pdf", metadata={"CreationDate": None})
    return file.getvalue()


def _lines(page: Canvas) -> None:
    for start, end in zip(_CORNERS, (*_CORNERS[1:], _CORNERS[0]), strict=True):
        page.line(*(value * mm for value in (*start, *end)))


def _curved(page: Canvas) -> None:
    path = page.beginPath()
    path.arc(40 * mm, 40 * mm, 100 * mm, 100 * mm, 0, 180)
    path.close()
    page.drawPath(path)


def _walls_filled(page: Canvas) -> None:
    for x, y, width, height in ((40, 40, 60, 2), (40, 78, 60, 2), (40, 42, 2, 36), (98, 42, 2, 36)):
        page.rect(x * mm, y * mm, width * mm, height * mm, stroke=0, fill=1)


def _thick(page: Canvas) -> None:
    page.setLineWidth(2 * mm)
    page.rect(40 * mm, 40 * mm, 60 * mm, 40 * mm)


_LAYERS = (
    "/Properties << /MC0 5 0 R /MC1 6 0 R >>",
    "/OCProperties << /OCGs [5 0 R 6 0 R] /D << >> >>",
)

PDF = {
    "lines of ReportLab": canvas(_lines),
    "re, a rectangle, of fpdf2": _fpdf(),
    "path of Matplotlib": _matplotlib(),
    "c, a Bézier curve": canvas(_curved),
    "areas filled like walls": canvas(_walls_filled),
    "line as wide as a wall": canvas(_thick),
    "optional content group": written(
        f"/OC /MC0 BDC {_WALLS} EMC /OC /MC1 BDC 1.4 w 130 130 20 20 re S EMC",
        resources=_LAYERS[0],
        extra=_LAYERS[1],
    ),
    "form XObject": written("q 1 0 0 1 20 20 cm /Fm0 Do Q", resources="/XObject << /Fm0 7 0 R >>"),
    "page turned by Rotate": written(_WALLS, page="/Rotate 90"),
}

# The others differ from these within the importer only, and each starts a child process four times.
_BY_ALL_WAYS = (
    "lines of ReportLab",
    "path of Matplotlib",
    "areas filled like walls",
    "optional content group",
)
BY_ALL_WAYS = {kind: PDF[kind] for kind in _BY_ALL_WAYS}


def _with(draw: Callable[[Canvas], None]) -> bytes:
    def both(page: Canvas) -> None:
        _lines(page)
        page.setLineWidth(0.13 * mm)
        draw(page)

    return canvas(both)


def _hatch(page: Canvas) -> None:
    for k in range(20):
        page.line((45 + k) * mm, 45 * mm, (50 + k) * mm, 50 * mm)


def _dashed(page: Canvas) -> None:
    page.setDash(3, 2)
    page.line(40 * mm, 60 * mm, 100 * mm, 60 * mm)


def _dimensions(page: Canvas) -> None:
    page.setFont("Helvetica", 6)
    for left, right, text in ((40, 70, "3.00"), (70, 85, "1.50"), (85, 100, "1.50")):
        page.line(left * mm, 90 * mm, right * mm, 90 * mm)
        page.line(left * mm, 88 * mm, left * mm, 92 * mm)
        page.drawCentredString((left + right) / 2 * mm, 91 * mm, text)


def _title_block(page: Canvas) -> None:
    page.rect(5 * mm, 5 * mm, 200 * mm, 287 * mm)
    page.rect(120 * mm, 8 * mm, 80 * mm, 30 * mm)
    page.line(120 * mm, 20 * mm, 200 * mm, 20 * mm)
    for y, text in ((30, "Project: Two houses"), (24, "Drawing 0815"), (12, "Date 2024-05-01")):
        page.drawString(125 * mm, y * mm, text)


def _swing(page: Canvas) -> None:
    page.arc(60 * mm, 31 * mm, 78 * mm, 49 * mm, 0, 90)


def _white(page: Canvas) -> None:
    page.setFillGray(1)
    page.rect(50 * mm, 50 * mm, 10 * mm, 10 * mm, stroke=0, fill=1)
    page.setFillGray(0)


def _letters(page: Canvas) -> None:
    path = page.beginPath()
    path.moveTo(50 * mm, 50 * mm)
    path.lineTo(51 * mm, 52 * mm)
    path.lineTo(52 * mm, 50 * mm)
    page.drawPath(path, stroke=0, fill=1)


def _two_lines(page: Canvas) -> None:
    page.drawString(60 * mm, 60 * mm, "Living")
    page.drawString(60 * mm, 55.5 * mm, "Room")


PDF_EVIDENCE = {
    "text": _with(lambda page: page.drawString(60 * mm, 60 * mm, "Kitchen")),
    "text in two lines": _with(_two_lines),
    "dimensions": _with(_dimensions),
}
PDF_IGNORED = {
    "hatch": _with(_hatch),
    "dashed line": _with(_dashed),
    "frame and title block": _with(_title_block),
    "swing of a door": _with(_swing),
    "white area": _with(_white),
    "letter or arrowhead as an area": _with(_letters),
}
