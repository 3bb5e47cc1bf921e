"""IfcSpace: outline, name and number of a room, and its stated area."""

from typing import Any

from ifcopenshell.util.element import get_psets

from detection.importers.drawing import Drawing
from detection.importers.ifc.bodies import Bodies
from detection.importers.ifc.storeys import Storey
from detection.importers.texts import kind_of

Entity = Any  # of IfcOpenShell

# Quantities of Qto_SpaceBaseQuantities, of older releases, and of the GSA, as Revit writes them
_AREAS = ("NetFloorArea", "GrossFloorArea", "NetArea", "GSA BIM Area")


def add_space(space: Entity, storey: Storey, bodies: Bodies, drawing: Drawing, square: float = 1.0) -> bool:
    """Add the outline of a space at the height of the plan; False where it has none.

    ``square`` is the file's unit of area, in square metres.
    """
    name, number = names_of(space)
    outlines = bodies.outlines(space, storey.cut)
    if not outlines:
        drawing.ignore("IfcSpace", "has no body at the height of the plan")
        return False
    outline = max(outlines, key=lambda shape: float(shape.area))
    drawing.add_space(storey.name, outline.exterior.coords, name, number)
    area = _stated_area(space, square)
    if area is not None:
        point = outline.representative_point()
        drawing.add_label(storey.name, f"{area:.4g} m²", (point.x, point.y), "area")
    return True


def names_of(space: Entity) -> tuple[str | None, str | None]:
    """Name and number of a space: most programs put the number into Name and the name into LongName."""
    short, long = (space.Name or "").strip(), (space.LongName or "").strip()
    if long and short and long != short:
        return long, short
    only = long or short
    if not only:
        return None, None
    return (None, only) if kind_of(only) == "number" else (only, None)


def _stated_area(space: Entity, square: float) -> float | None:
    """Floor area in square metres, from the quantities of the file."""
    for quantities in get_psets(space, qtos_only=True).values():
        for name in _AREAS:
            value = quantities.get(name)
            if isinstance(value, (int, float)) and 0.1 < value * square < 1e6:
                return float(value) * square
    return None
