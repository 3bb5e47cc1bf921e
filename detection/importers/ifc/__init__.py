"""IFC, read by IfcOpenShell in a child process: walls, columns and spaces of each storey.

Its parser is a C++ library, which a broken file may crash together with its process. The child process has
limits of time and memory, so a broken file fails alone.
"""

from importlib.util import find_spec

from detection.importers.child import collected
from detection.importers.drawing import Drawing, refusal

for _library in ("ifcopenshell", "shapely"):
    if find_spec(_library) is None:
        raise ModuleNotFoundError(f"No module named {_library!r}", name=_library)


def draw(data: bytes, drawing: Drawing, _units: str | None) -> None:
    """Collect walls and spaces, in metres; their layers are the storeys."""
    head = data[:64]
    if head.startswith(b"<"):
        raise refusal("is XML (ifcXML); save it as IFC, whose first line is ISO-10303-21;")
    if not head.startswith(b"ISO-10303-21"):
        raise refusal("is not IFC: the first line must be ISO-10303-21;")
    collected("detection.importers.ifc.model", data, drawing)
