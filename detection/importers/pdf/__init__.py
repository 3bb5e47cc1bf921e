"""Vector PDF, read by PDFium in a child process: the lines of one page, at the scale that is printed on it.

PDFium is a C++ library, which a broken file may crash together with its process. The child process has
limits of time and memory, so a broken file fails alone.
"""

from importlib.util import find_spec

from detection.importers.child import collected
from detection.importers.drawing import Drawing, refusal

for _library in ("pypdfium2", "shapely", "scipy"):
    if find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)


def draw(data: bytes, drawing: Drawing, _units: str | None) -> None:
    """Collect the lines of a page, in millimetres of paper; its layers are those of the file, or its pens."""
    if b"%PDF" not in data[:1024]:
        raise refusal("is not PDF: one of its first lines must begin with %PDF")
    collected("detection.importers.pdf.sheet", data, drawing)
