"""Recognise files that no importer reads, by their first bytes."""

_KINDS = (
    (
        b"AC10",
        "DWG",
        "save it as DXF (AutoCAD: DXFOUT; or the ODA File Converter, or LibreDWG's dwg2dxf)",
    ),
    (b"%PDF", "PDF", "export DXF, SVG or IFC from the program that it comes from; a PDF is not read here"),
    (b"\x89PNG", "a picture (PNG)", "draw its walls over it in the editor of the page"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "draw its walls over it in the editor of the page"),
    (b"GIF8", "a picture (GIF)", "draw its walls over it in the editor of the page"),
    (b"II*\x00", "a picture (TIFF)", "draw its walls over it in the editor of the page"),
    (b"PK\x03\x04", "a ZIP archive", "unpack it first"),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an Office, Revit or MicroStation file", "export DXF or IFC from that program"),
)


def foreign(data: bytes) -> str | None:
    """Recognise a file that no importer reads.

    Parameters
    ----------
    data
        The file; its first 64 bytes decide.

    Returns
    -------
    str or None
        What the file is and what to do instead; None for other files.

    Examples
    --------
    >>> foreign(b"%PDF-1.7")
    'is PDF: export DXF, SVG or IFC from the program that it comes from; a PDF is not read here'
    """
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((f"is {kind}: {way}" for start, kind, way in _KINDS if head.startswith(start)), None)
