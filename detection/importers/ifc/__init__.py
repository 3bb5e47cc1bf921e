"""IFC, by IfcOpenShell in a process of its own: walls, columns and spaces of each storey.

Its parser is a C++ library, which a broken file may bring down together with its process. So it runs in a
child with limits, and whoever reads the files of strangers loses nothing but that file.
"""

from importlib.util import find_spec

from detection.importers.child import collected
from detection.importers.drawing import Drawing, refusal

if find_spec("ifcopenshell") is None:
    raise ModuleNotFoundError("No module named 'ifcopenshell'", name="ifcopenshell")


def draw(data: bytes, drawing: Drawing, _units: str | None) -> None:
    """Collect walls and spaces, in metres; their layers are the storeys."""
    head = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        raise refusal("is XML (ifcXML); save it as IFC, whose first line is ISO-10303-21;")
    if not head.startswith(b"ISO-10303-21"):
        raise refusal("is not IFC: the first line must be ISO-10303-21;")
    collected("detection.importers.ifc.model", data, drawing)
