"""Rooms as gbXML 6.01, for energy simulation programs: a storey with its spaces and their floors."""

import xml.etree.ElementTree as ET
from typing import Any

from detection.exporters.svg import label_of
from detection.faults import NoLengthError
from detection.plan.units import metres_of

_NAMESPACE = "http://www.gbxml.org/schema"
_HEIGHT = 2.5  # metres; plans have no heights


def document(result: dict[str, Any], name: str = "Building") -> str:
    """The storey as XML, in metres.

    Raises
    ------
    NoLengthError
        The units of the result are none, or pixels.
    """
    metres = metres_of(result.get("units"))
    if metres is None:
        raise NoLengthError("gbXML is in metres: say what one unit of the plan is (units)")
    root = ET.Element(
        "gbXML",
        {
            "xmlns": _NAMESPACE,
            "version": "6.01",
            "lengthUnit": "Meters",
            "areaUnit": "SquareMeters",
            "volumeUnit": "CubicMeters",
            "temperatureUnit": "C",
            "useSIUnitsForResults": "true",
            "SurfaceReferenceLocation": "Centerline",
        },
    )
    campus = ET.SubElement(root, "Campus", id="campus-1")
    building = ET.SubElement(campus, "Building", id="building-1", buildingType="Unknown")
    ET.SubElement(building, "Name").text = name
    total = sum(room["area"] for room in result["rooms"]) * metres**2
    ET.SubElement(building, "Area").text = f"{total:.4f}"
    storey = ET.SubElement(building, "BuildingStorey", id="storey-1")
    ET.SubElement(storey, "Name").text = "Storey"
    ET.SubElement(storey, "Level").text = "0"
    for room in result["rooms"]:
        _space(building, room, metres)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _space(building: ET.Element, room: dict[str, Any], metres: float) -> None:
    space = ET.SubElement(building, "Space", id=room["id"], buildingStoreyIdRef="storey-1")
    ET.SubElement(space, "Name").text = label_of(room)
    area = (room.get("net_area") or room["area"]) * metres**2
    ET.SubElement(space, "Area").text = f"{area:.4f}"
    ET.SubElement(space, "Volume").text = f"{area * _HEIGHT:.4f}"
    geometry = ET.SubElement(space, "PlanarGeometry", id=f"{room['id']}-floor")
    loop = ET.SubElement(geometry, "PolyLoop")
    for x, y in room["polygon"]:
        point = ET.SubElement(loop, "CartesianPoint")
        for value in (x * metres, y * metres, 0.0):
            ET.SubElement(point, "Coordinate").text = f"{value:.6f}"
