"""Parse the bytes of a DXF file into ezdxf's document, or raise an error that says what to do."""

import io
import tempfile
from pathlib import Path

from ezdxf import recover
from ezdxf.document import Drawing as Document
from ezdxf.filemanagement import dxf_stream_info, read, readfile
from ezdxf.lldxf.const import DXFError
from ezdxf.lldxf.encoding import decode_dxf_unicode, has_dxf_unicode

from detection.importers.drawing import refusal

_OTHERS = ((b"ISO-10303-21", "STEP, perhaps IFC"), (b"<", "XML or SVG"), (b"{", "JSON"))


def opened(data: bytes) -> Document:
    """Read a file of any release, text or binary; faults are repaired if possible.

    Raises
    ------
    InvalidPlanError
        It is no DXF, or too damaged.
    """
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"AutoCAD Binary DXF"):
        return _binary(data)
    for signature, what in _OTHERS:
        if head.startswith(signature):
            raise refusal(f"is no DXF but {what}; say its format, or give a DXF")
    if b"SECTION" not in data:
        raise refusal("is no DXF: it has no sections")
    if b"ENTITIES" not in data:
        raise refusal("is damaged DXF: it has no section ENTITIES, so the file was cut off or is empty")
    data = _with_subclasses(data)
    try:
        return _text(data)
    except (DXFError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        return recover.read(io.BytesIO(data))[0]  # slower, and takes files that break the rules


_COMMON_CODES = (b"5", b"6", b"8", b"48", b"60", b"62", b"67", b"330", b"370", b"420")


def _with_subclasses(data: bytes) -> bytes:
    """The file with the marks of subclasses that small writers leave out, and ezdxf asks for."""
    if b"AcDbPolyline" in data or b"LWPOLYLINE" not in data:
        return data
    is_old = b"$ACADVER" not in data or b"AC1009" in data  # release 12 has all before them
    lines = data.replace(b"\r\n", b"\n").split(b"\n")
    tags = [(lines[k].strip(), lines[k + 1]) for k in range(0, len(lines) - 1, 2)]
    marked: list[tuple[bytes, bytes]] = []
    rest: list[tuple[bytes, bytes]] | None = None  # what a polyline says beyond what all entities do
    for code, value in tags:
        if code == b"0":
            marked += rest or []
            rest = None
        if rest is not None and code not in _COMMON_CODES:
            rest.append((code, value))
            continue
        marked.append((code, value))
        if (code, value.strip()) == (b"0", b"LWPOLYLINE"):
            entity = [(b"100", b"AcDbEntity")]
            marked += [] if is_old else entity
            rest = [*(entity if is_old else []), (b"100", b"AcDbPolyline")]
    return b"".join(code + b"\n" + value + b"\n" for code, value in marked)


def _text(data: bytes) -> Document:
    info = dxf_stream_info(io.StringIO(data[:50_000].decode("ascii", "replace")))
    text = data.decode(info.encoding, "surrogateescape").replace("\r\n", "\n")
    if has_dxf_unicode(text):
        text = decode_dxf_unicode(text)
    return read(io.StringIO(text))


def _binary(data: bytes) -> Document:
    with tempfile.TemporaryDirectory() as folder:  # ezdxf reads binary DXF from files alone
        file = Path(folder) / "drawing.dxf"
        file.write_bytes(data)
        return readfile(file)
