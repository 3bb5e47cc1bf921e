"""Add an IfcSpace to the given IFC file for each room without one. Loads IfcOpenShell."""

from typing import Any

import ifcopenshell
import ifcopenshell.guid
from ifcopenshell.util.placement import get_local_placement
from ifcopenshell.util.representation import get_context
from ifcopenshell.util.unit import calculate_unit_scale

from detection.faults import DetectionError
from detection.plan.units import metres_of

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema

HEIGHT = 2.5  # metres of a space; plans have no heights


class NoStoreyError(DetectionError, ValueError):
    """The file has no storey of that name."""


def with_spaces(data: bytes, result: dict[str, Any], storey_name: str) -> bytes:
    """Add the rooms of one storey to the file that they were found in.

    Raises
    ------
    NoStoreyError
        There is no storey of that name.
    """
    model = ifcopenshell.file.from_string(data.decode("utf-8", "replace"))
    storeys = [each for each in model.by_type("IfcBuildingStorey") if each.Name == storey_name]
    if not storeys:
        raise NoStoreyError(f"the file has no storey {storey_name!r} to add spaces to")
    writer = _Writer(model, storeys[0], metres_of(result.get("units")) or 1.0)
    spaces = [writer.space(room, number) for number, room in enumerate(result["rooms"], start=1)]
    if spaces:
        writer.rooted("IfcRelAggregates", RelatingObject=storeys[0], RelatedObjects=spaces)
    return str(model.to_string()).encode()  # type: ignore[no-untyped-call] # of IfcOpenShell


class _Writer:
    def __init__(self, model: Any, storey: Entity, metres: float) -> None:  # noqa: ANN401 - a file
        self.model, self.storey = model, storey
        self.unit = metres / float(calculate_unit_scale(model))  # units of the file in one of the result
        self.per_metre = 1 / float(calculate_unit_scale(model))
        self.square = metres**2  # square metres in a square unit of the result
        self.context = get_context(model, "Model", "Body", "MODEL_VIEW") or get_context(model, "Model")
        placement = storey.ObjectPlacement
        self.height = 0.0 if placement is None else float(get_local_placement(placement)[2][3])
        if not self.height:
            self.height = float(storey.Elevation or 0.0)

    def space(self, room: dict[str, Any], number: int) -> Entity:
        """A space with the room's outline, its names and areas."""
        solid = self.model.create_entity(
            "IfcExtrudedAreaSolid",
            SweptArea=self.profile(room),
            Position=self.frame(),
            ExtrudedDirection=self.model.create_entity("IfcDirection", DirectionRatios=(0.0, 0.0, 1.0)),
            Depth=HEIGHT * self.per_metre,
        )
        shape = self.model.create_entity(
            "IfcShapeRepresentation",
            ContextOfItems=self.context,
            RepresentationIdentifier="Body",
            RepresentationType="SweptSolid",
            Items=[solid],
        )
        # World coordinates: the storey may be turned or moved, which its own placement would repeat.
        space = self.rooted(
            "IfcSpace",
            Name=room.get("number") or str(number),
            LongName=room.get("name") or room["id"],
            ObjectType=room.get("usage"),
            CompositionType="ELEMENT",
            ObjectPlacement=self.model.create_entity(
                "IfcLocalPlacement", RelativePlacement=self.frame(self.height)
            ),
            Representation=self.model.create_entity("IfcProductDefinitionShape", Representations=[shape]),
        )
        areas = {"GrossFloorArea": room["area"], "NetFloorArea": room.get("net_area")}
        quantities = [
            self.model.create_entity("IfcQuantityArea", Name=name, AreaValue=float(value) * self.square)
            for name, value in areas.items()
            if value is not None
        ]
        measured = self.rooted("IfcElementQuantity", Name="Qto_SpaceBaseQuantities", Quantities=quantities)
        self.rooted("IfcRelDefinesByProperties", RelatedObjects=[space], RelatingPropertyDefinition=measured)
        return space

    def profile(self, room: dict[str, Any]) -> Entity:
        """The floor outline of the space: the net polygon if it is known."""
        outer = room.get("net_polygon") or room["polygon"]
        holes = room.get("net_holes") if room.get("net_polygon") else room.get("holes")
        curves = [self.curve(ring) for ring in (outer, *(holes or ()))]
        if len(curves) == 1:
            return self.model.create_entity(
                "IfcArbitraryClosedProfileDef", ProfileType="AREA", OuterCurve=curves[0]
            )
        return self.model.create_entity(
            "IfcArbitraryProfileDefWithVoids",
            ProfileType="AREA",
            OuterCurve=curves[0],
            InnerCurves=curves[1:],
        )

    def curve(self, ring: list[list[float]]) -> Entity:
        points = [self.point(x * self.unit, y * self.unit) for x, y in ring]
        return self.model.create_entity("IfcPolyline", Points=[*points, points[0]])

    def frame(self, height: float = 0.0) -> Entity:
        return self.model.create_entity("IfcAxis2Placement3D", Location=self.point(0.0, 0.0, height))

    def point(self, *values: float) -> Entity:
        return self.model.create_entity("IfcCartesianPoint", Coordinates=[float(value) for value in values])

    def rooted(self, kind: str, **attributes: Any) -> Entity:  # noqa: ANN401 - of the schema
        return self.model.create_entity(kind, GlobalId=ifcopenshell.guid.new(), **attributes)
