"""One page of vectors as a PDF file, with layers that can be shown and hidden.

Our own writer: the libraries that write PDF take 20 MB with what they need, which an API in a Lambda has no
room for, and none of them writes optional content groups. Those are the layers of a CAD program, by which an
importer tells walls from all else.

Source: ISO 32000-1, sections 7.5 (file structure), 8.11 (optional content) and 9.6.2.2 (the standard fonts).
"""

import zlib
from collections.abc import Iterable, Mapping

_POINTS = 72 / 25.4  # in a millimetre
_ENCODING = "cp1252"  # WinAnsiEncoding
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] -/1"), frozenset("mwMW@%")


def page(width: float, height: float, layers: Mapping[str, Iterable[str]], title: str) -> bytes:
    """A file with one page, drawn in millimetres from its lower left corner.

    Parameters
    ----------
    width, height
        Of the page, in millimetres.
    layers
        The operators of each layer, in the order in which they are drawn.
    title
        Of the document.

    Returns
    -------
    bytes
        The file; the same for the same drawing.
    """
    drawn = [
        f"/OC /L{number} BDC\n" + "\n".join(operators) + "\nEMC"
        for number, operators in enumerate(layers.values())
    ]
    content = zlib.compress("\n".join([f"{_POINTS:.8f} 0 0 {_POINTS:.8f} 0 0 cm", *drawn]).encode("ascii"))
    first = 7  # the object of the first layer
    groups = [f"{first + number} 0 R" for number in range(len(layers))]
    properties = " ".join(f"/L{number} {group}" for number, group in enumerate(groups))
    every = f"[{' '.join(groups)}]"
    layered = f"/OCProperties << /OCGs {every} /D << /Order {every} /ON {every} >> >>"
    box = f"/MediaBox [0 0 {width * _POINTS:.3f} {height * _POINTS:.3f}]"
    resources = f"/Resources << /Font << /F 5 0 R >> /Properties << {properties} >> >>"
    objects: list[str | bytes] = [
        f"<< /Type /Catalog /Pages 2 0 R {layered} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {box} /Contents 4 0 R {resources} >>",
        content,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Title {_literal(title)} /Producer (Room Jobs) >>",
        *(f"<< /Type /OCG /Name {_literal(name)} >>" for name in layers),
    ]
    return _file(objects)


def _file(objects: list[str | bytes]) -> bytes:
    """Header, objects, the table of where they are, and the trailer."""
    data, places = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        if isinstance(body, bytes):
            head = f"<< /Length {len(body)} /Filter /FlateDecode >>\nstream\n".encode()
            body = head + body + b"\nendstream"  # noqa: PLW2901 - the same object, as it is written
        else:
            body = body.encode("ascii")  # noqa: PLW2901 - as above
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(objects) + 1
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 6 0 R >>\n"
    )
    return bytes(data) + f"{tail}startxref\n{len(data)}\n%%EOF\n".encode("ascii")


def text(x: float, y: float, height: float, words: str) -> str:
    """The operators for a line of text that is centred at a point."""
    left = x - width_of(words) * height / 2
    return f"BT /F {height:.4g} Tf {left:.4f} {y - 0.35 * height:.4f} Td {_literal(words)} Tj ET"


def width_of(words: str) -> float:
    """About how wide Helvetica sets a line, in font sizes."""
    return sum(0.3 if sign in _NARROW else 0.85 if sign in _WIDE else 0.56 for sign in words)


def can_write(words: str) -> bool:
    """Whether the font has every letter: it has those of Western Europe.

    >>> can_write("Küche 2"), can_write("厨房")
    (True, False)
    """
    return words.encode(_ENCODING, "ignore").decode(_ENCODING) == words


def _literal(words: str) -> str:
    """A string as the format writes it, in hexadecimal."""
    return f"<{words.encode(_ENCODING, 'replace').hex()}>"
