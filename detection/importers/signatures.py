"""Recognise files that no importer reads, by their first bytes."""

_ZIP = b"PK\x03\x04"  # of Shapefiles, too
_KINDS = (
    (
        b"AC10",
        "DWG",
        "save it as DXF (AutoCAD: DXFOUT; or the ODA File Converter, or LibreDWG's dwg2dxf)",
    ),
    (b"%PDF", "PDF", "give its format or a name that ends in .pdf"),
    (b"\x89PNG", "a picture (PNG)", "draw its walls over it in the editor of the page"),
    (b"\xff\xd8\xff", "a picture (JPEG)", "draw its walls over it in the editor of the page"),
    (b"GIF8", "a picture (GIF)", "draw its walls over it in the editor of the page"),
    (b"II*\x00", "a picture (TIFF)", "draw its walls over it in the editor of the page"),
    (_ZIP, "a ZIP archive", "unpack it first"),
    (b"SQLite format 3\0", "GPKG", "give its format or a name that ends in .gpkg"),
    (b"\x1f\x8b", "compressed (gzip)", "unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an Office, Revit or MicroStation file", "export DXF or IFC from that program"),
)

_OFFICE = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"mimetypeapplication/vnd.oasis.")
"""What programs of offices write first into their files, which are ZIP archives."""
_AFTER_ITS_NUMBERS = 30  # the name of the first file in a ZIP archive


def foreign(data: bytes, format: str | None = None) -> str | None:  # noqa: A002 - the word of the field
    """Recognise a file that an importer does not read.

    Parameters
    ----------
    data
        The file.
    format
        The format that it is to be read as, one of `detection.importers.FORMATS`; None if none is known.

    Returns
    -------
    str | None
        What the file is, and what to do instead; None where the importer may try.

    Examples
    --------
    >>> foreign(b"%PDF-1.7", "dxf")
    'is PDF: give its format or a name that ends in .pdf'
    """
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"PK\x03\x04") and head[_AFTER_ITS_NUMBERS:].startswith(_OFFICE):
        return "is an office document: export the drawing itself as DXF or SVG"
    return next(
        (
            f"is {kind}: {way}"
            for start, kind, way in _KINDS
            if head.startswith(start) and kind.lower() != format and not (format == "shp" and start == _ZIP)
        ),
        None,
    )
