"""IFC of a small building, made entity by entity."""

import math
from typing import Any

import ifcopenshell
import pytest

from detection import InvalidPlanError, detect_rooms
from detection.importers import read

Entity = Any


class Building:
    """Writes what an IFC file needs around its walls."""

    def __init__(self) -> None:
        self.model: Any = ifcopenshell.file(schema="IFC4")
        milli = self.model.create_entity("IfcSIUnit", UnitType="LENGTHUNIT", Prefix="MILLI", Name="METRE")
        units = self.model.create_entity("IfcUnitAssignment", Units=[milli])
        self._rooted("IfcProject", UnitsInContext=units)
        self.context = self.model.create_entity(
            "IfcGeometricRepresentationContext",
            ContextType="Model",
            CoordinateSpaceDimension=3,
            Precision=1e-5,
            WorldCoordinateSystem=self._frame((0, 0)),
        )

    def storey(self, name: str, elevation: float, *walls: Entity) -> None:
        storey = self._rooted("IfcBuildingStorey", Name=name, Elevation=elevation)
        self._rooted(
            "IfcRelContainedInSpatialStructure", RelatingStructure=storey, RelatedElements=list(walls)
        )

    def wall(
        self, identifier: str, *items: Entity, at: tuple[float, float] = (0, 0), turn: float = 0
    ) -> Entity:
        shape = self.model.create_entity(
            "IfcShapeRepresentation",
            ContextOfItems=self.context,
            RepresentationIdentifier=identifier,
            Items=list(items),
        )
        return self._rooted(
            "IfcWall",
            ObjectPlacement=self.model.create_entity(
                "IfcLocalPlacement", RelativePlacement=self._frame(at, turn)
            ),
            Representation=self.model.create_entity("IfcProductDefinitionShape", Representations=[shape]),
        )

    def line(self, *points: tuple[float, float]) -> Entity:
        return self.model.create_entity("IfcPolyline", Points=[self._point(point) for point in points])

    def arc(self, *points: tuple[float, float]) -> Entity:
        return self.model.create_entity(
            "IfcIndexedPolyCurve",
            Points=self.model.create_entity("IfcCartesianPointList2D", CoordList=list(points)),
            Segments=[self.model.create_entity("IfcArcIndex", (1, 2, 3))],
        )

    def box(self, length: float, width: float) -> Entity:
        profile = self.model.create_entity(
            "IfcRectangleProfileDef", ProfileType="AREA", XDim=length, YDim=width
        )
        return self._extruded(profile)

    def outline(self, *points: tuple[float, float]) -> Entity:
        curve = self.line(*points, points[0])
        return self._extruded(
            self.model.create_entity("IfcArbitraryClosedProfileDef", ProfileType="AREA", OuterCurve=curve)
        )

    def bear(self, wall: Entity) -> None:
        value = self.model.create_entity("IfcBoolean", True)
        single = self.model.create_entity("IfcPropertySingleValue", Name="LoadBearing", NominalValue=value)
        properties = self._rooted("IfcPropertySet", Name="Pset_WallCommon", HasProperties=[single])
        self._rooted(
            "IfcRelDefinesByProperties", RelatedObjects=[wall], RelatingPropertyDefinition=properties
        )

    def layer(self, wall: Entity, thickness: float) -> None:
        layer = self.model.create_entity("IfcMaterialLayer", LayerThickness=thickness)
        layers = self.model.create_entity("IfcMaterialLayerSet", MaterialLayers=[layer])
        usage = self.model.create_entity(
            "IfcMaterialLayerSetUsage",
            ForLayerSet=layers,
            LayerSetDirection="AXIS2",
            DirectionSense="POSITIVE",
            OffsetFromReferenceLine=0.0,
        )
        self._rooted("IfcRelAssociatesMaterial", RelatedObjects=[wall], RelatingMaterial=usage)

    def read(self, **options: Any) -> Any:
        return read(self.model.to_string().encode(), format="ifc", **options)

    def _rooted(self, kind: str, **attributes: Any) -> Entity:
        return self.model.create_entity(kind, GlobalId=ifcopenshell.guid.new(), **attributes)

    def _extruded(self, profile: Entity) -> Entity:
        up = self.model.create_entity("IfcDirection", DirectionRatios=(0.0, 0.0, 1.0))
        return self.model.create_entity(
            "IfcExtrudedAreaSolid", SweptArea=profile, ExtrudedDirection=up, Depth=2500.0
        )

    def _frame(self, at: tuple[float, float], turn: float = 0) -> Entity:
        along = (math.cos(math.radians(turn)), math.sin(math.radians(turn)), 0.0)
        return self.model.create_entity(
            "IfcAxis2Placement3D",
            Location=self._point((*at, 0.0)),
            Axis=self.model.create_entity("IfcDirection", DirectionRatios=(0.0, 0.0, 1.0)),
            RefDirection=self.model.create_entity("IfcDirection", DirectionRatios=along),
        )

    def _point(self, point: tuple[float, ...]) -> Entity:
        return self.model.create_entity("IfcCartesianPoint", Coordinates=[float(value) for value in point])


@pytest.fixture
def building() -> Building:
    return Building()


def test_axes_are_placed_in_metres_with_their_thickness(building: Building) -> None:
    wall = building.wall("Axis", building.line((0, 0), (4000, 0)), at=(1000, 2000), turn=90)
    building.layer(wall, 240)
    building.bear(wall)
    building.storey("Ground floor", 0, wall)
    imported = building.read()
    (read_wall,) = imported.plan["walls"]
    assert read_wall["start"] + read_wall["end"] == pytest.approx([1, 2, 1, 6])
    assert read_wall["thickness"] == pytest.approx(0.24)
    assert read_wall["is_load_bearing"] is True
    assert imported.units == "m"


def test_curved_axes_stay_round(building: Building) -> None:
    wall = building.wall("Axis", building.arc((1000, 0), (0, 1000), (-1000, 0)))
    building.storey("Ground floor", 0, wall)
    (arc,) = building.read().plan["walls"]
    assert (arc["type"], arc["bulge"]) == ("arc", pytest.approx(1))


def test_bodies_stand_in_where_there_is_no_axis(building: Building) -> None:
    corners = ((0, 0), (500, 0), (500, 300), (0, 300))
    box = building.wall("Body", building.box(4000, 200), at=(2000, 0))
    building.storey("Ground floor", 0, box, building.wall("Body", building.outline(*corners)))
    middle, outline = building.read().plan["walls"]
    assert middle["start"] + middle["end"] == pytest.approx([0, 0, 4, 0])
    assert middle["thickness"] == pytest.approx(0.2)
    assert outline["closed"] is True
    assert outline["points"][2] == pytest.approx([0.5, 0.3])


def test_storeys_are_layers_and_the_lowest_is_taken(building: Building) -> None:
    for name, elevation in (("First floor", 3000.0), ("Ground floor", 0.0)):
        corners = ((0, 0), (4000, 0), (4000, 3000), (0, 3000))
        walls = [
            building.wall("Axis", building.line(start, end))
            for start, end in zip(corners, (*corners[1:], corners[0]), strict=True)
        ]
        building.storey(name, elevation, *walls)
    imported = building.read()
    assert [(each.name, each.walls, each.taken) for each in imported.layers] == [
        ("First floor", 4, False),
        ("Ground floor", 4, True),
    ]
    (room,) = detect_rooms(imported.plan).to_document()["rooms"]
    assert room["area"] == pytest.approx(12)
    chosen = building.read(layers=["First floor"])
    assert [each.taken for each in chosen.layers] == [True, False]


def test_walls_of_other_shapes_are_counted(building: Building) -> None:
    building.storey("Ground floor", 0, building.wall("Axis", building.line((0, 0), (1, 0))))
    building.wall("Body", building.line((0, 0), (1, 0)))
    (ignored,) = building.read().ignored
    assert (ignored.what, ignored.count, ignored.why) == (
        "IfcWall",
        1,
        "has neither an axis nor a plain body",
    )


@pytest.mark.parametrize("data", [b"", b"<ifcXML/>", b"ISO-10303-21;\nHEADER;\nENDSEC;\nEND-ISO-10303-21;\n"])
def test_what_is_no_ifc_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InvalidPlanError, match=r"IFC|no lines"):
        read(data, format="ifc")
