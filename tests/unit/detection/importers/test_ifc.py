"""IFC of a small building, made entity by entity."""

import math
import sys
from typing import Any

import ifcopenshell
import pytest

from detection import InvalidPlanError, detect_rooms
from detection.importers import Bounds, child, read
from detection.importers.drawing import Drawing
from detection.importers.ifc.model import collect
from detection.importers.to_plan import to_plan

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

    def storey(self, name: str, elevation: float, *walls: Entity) -> Entity:
        storey = self._rooted("IfcBuildingStorey", Name=name, Elevation=elevation)
        self._rooted(
            "IfcRelContainedInSpatialStructure", RelatingStructure=storey, RelatedElements=list(walls)
        )
        return storey

    def wall(self, identifier: str, *items: Entity, **more: Any) -> Entity:
        return self.element("IfcWall", identifier, *items, **more)

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

    def layer(
        self, wall: Entity, thickness: float, offset: float | None = None, sense: str = "POSITIVE"
    ) -> None:
        layer = self.model.create_entity("IfcMaterialLayer", LayerThickness=thickness)
        layers = self.model.create_entity("IfcMaterialLayerSet", MaterialLayers=[layer])
        usage = self.model.create_entity(
            "IfcMaterialLayerSetUsage",
            ForLayerSet=layers,
            LayerSetDirection="AXIS2",
            DirectionSense=sense,
            OffsetFromReferenceLine=-thickness / 2 if offset is None else offset,
        )
        self._rooted("IfcRelAssociatesMaterial", RelatedObjects=[wall], RelatingMaterial=usage)

    def read(self, **options: Any) -> Any:
        """As the importer does, but in this process."""
        drawing = Drawing(Bounds())
        collect(self.model.to_string().encode(), drawing)
        return to_plan(drawing, options.get("layers"), options.get("units"))

    def space(self, storey: Entity, item: Entity, **names: Any) -> Entity:
        space = self.element("IfcSpace", "Body", item, **names)
        self._rooted("IfcRelAggregates", RelatingObject=storey, RelatedObjects=[space])
        return space

    def square(self, unit: str) -> None:
        """Set the unit of areas: one of the SI, or square feet."""
        metre = self.model.create_entity("IfcSIUnit", UnitType="AREAUNIT", Name="SQUARE_METRE")
        (units,) = self.model.by_type("IfcUnitAssignment")
        if unit == "foot":
            none = self.model.create_entity("IfcDimensionalExponents", 2, 0, 0, 0, 0, 0, 0)
            factor = self.model.create_entity(
                "IfcMeasureWithUnit", self.model.create_entity("IfcAreaMeasure", 0.09290304), metre
            )
            metre = self.model.create_entity(
                "IfcConversionBasedUnit", none, "AREAUNIT", "square foot", factor
            )
        units.Units = [*units.Units, metre]

    def quantity(self, space: Entity, name: str, area: float) -> None:
        quantity = self.model.create_entity("IfcQuantityArea", Name=name, AreaValue=area)
        stated = self._rooted("IfcElementQuantity", Name="Qto_SpaceBaseQuantities", Quantities=[quantity])
        self._rooted("IfcRelDefinesByProperties", RelatedObjects=[space], RelatingPropertyDefinition=stated)

    def element(
        self,
        kind: str,
        identifier: str,
        *items: Entity,
        at: tuple[float, float] = (0, 0),
        turn: float = 0,
        **more: Any,
    ) -> Entity:
        shape = self.model.create_entity(
            "IfcShapeRepresentation",
            ContextOfItems=self.context,
            RepresentationIdentifier=identifier,
            Items=list(items),
        )
        return self._rooted(
            kind,
            ObjectPlacement=self.model.create_entity(
                "IfcLocalPlacement", RelativePlacement=self._frame(at, turn)
            ),
            Representation=self.model.create_entity("IfcProductDefinitionShape", Representations=[shape]),
            **more,
        )

    def parts(self, whole: Entity, *parts: Entity) -> None:
        self._rooted("IfcRelAggregates", RelatingObject=whole, RelatedObjects=list(parts))

    def mesh(self, length: float, width: float, height: float) -> Entity:
        """A box of triangles, as a Reference View has them."""
        corners = [
            (x, y, z)
            for z in (0.0, height)
            for x, y in ((0.0, 0.0), (length, 0.0), (length, width), (0.0, width))
        ]
        sides = [(1, 2, 6, 5), (2, 3, 7, 6), (3, 4, 8, 7), (4, 1, 5, 8), (1, 4, 3, 2), (5, 6, 7, 8)]
        triangles = [tuple(side[k] for k in pick) for side in sides for pick in ((0, 1, 2), (0, 2, 3))]
        return self.model.create_entity(
            "IfcTriangulatedFaceSet",
            Coordinates=self.model.create_entity("IfcCartesianPointList3D", CoordList=corners),
            Closed=True,
            CoordIndex=triangles,
        )

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


def test_an_axis_lies_where_the_layers_say(building: Building) -> None:
    walls = [building.wall("Axis", building.line((0, 0), (4000, 0)), at=(0, y)) for y in (0, 1000, 2000)]
    building.layer(walls[0], 300, offset=0.0)
    building.layer(walls[1], 300, offset=0.0, sense="NEGATIVE")
    building.layer(walls[2], 300, offset=-100.0)
    building.storey("Ground floor", 0, *walls)
    assert [wall["start"][1] for wall in building.read().plan["walls"]] == pytest.approx([0.15, 0.85, 2.05])


def test_axes_that_end_at_faces_are_led_on(building: Building) -> None:
    ends = (((0, 100), (4000, 100)), ((3900, 200), (3900, 3000)), ((1000, 3000), (3800, 3000)))
    walls = [building.wall("Axis", building.line(start, end)) for start, end in ends]
    for wall in walls:
        building.layer(wall, 200)
    far = building.wall("Axis", building.line((2000, 500), (2000, 2000)))  # touches no other wall
    building.storey("Ground floor", 0, *walls, far)
    first, second, third, fourth = building.read().plan["walls"]
    assert first["end"] == pytest.approx([4, 0.1])
    assert second["start"] == pytest.approx([3.9, 0.1])
    assert third["end"] == pytest.approx([3.9, 3])
    assert fourth["start"] + fourth["end"] == pytest.approx([2, 0.5, 2, 2])


def test_a_curved_axis_is_moved_aside_round(building: Building) -> None:
    wall = building.wall("Axis", building.arc((1000, 0), (0, 1000), (-1000, 0)))
    building.layer(wall, 200, offset=0.0)
    building.storey("Ground floor", 0, wall)
    (arc,) = building.read().plan["walls"]
    assert arc["start"] + arc["end"] == pytest.approx([0.9, 0, -0.9, 0])
    assert arc["bulge"] == pytest.approx(1)


def test_walls_count_on_each_storey_they_reach(building: Building) -> None:
    high = building.wall("Body", building.box(4000, 200))
    building.storey("L1", 0, high)
    building.storey("L2", 1200, building.wall("Axis", building.line((0, 0), (3000, 0))))
    layers = {each.name: each.walls for each in building.read().layers}
    assert layers == {"L1": 1, "L2": 2}  # of 2.5 m: through the plan of L2, 1 m above its floor


def test_the_storey_with_spaces_is_taken(building: Building) -> None:
    building.storey("Foundation", -1200, building.wall("Body", building.box(9000, 400)))
    storey = building.storey("Level 1", 0, building.wall("Body", building.box(4000, 200)))
    building.space(
        storey, building.outline((0, 0), (4000, 0), (4000, 3000), (0, 3000)), Name="101", LongName="Office"
    )
    building.space(storey, building.outline((5000, 0), (6000, 0), (6000, 1000)), Name="Store")
    imported = building.read()
    assert [each.name for each in imported.layers if each.taken] == ["Level 1"]
    office, store = imported.plan["spaces"]
    assert (office["name"], office["number"]) == ("Office", "101")
    corners = sorted((round(x, 3), round(y, 3)) for x, y in office["polygon"])
    assert corners == [(0, 0), (0, 3), (4, 0), (4, 3)]
    assert (store["name"], "number" in store) == ("Store", False)


def test_bodies_of_triangles_are_cut(building: Building) -> None:
    wall = building.wall("Body", building.mesh(4000.0, 200.0, 2500.0), at=(1000, 0))
    building.storey("Ground floor", 0, wall)
    (read_wall,) = building.read().plan["walls"]
    assert sorted([read_wall["start"], read_wall["end"]]) == [
        pytest.approx([1, 0.1], abs=1e-3),
        pytest.approx([5, 0.1], abs=1e-3),
    ]
    assert read_wall["thickness"] == pytest.approx(0.2, abs=1e-3)


def test_curtain_walls_and_columns_bound_too(building: Building) -> None:
    plates = [
        building.element("IfcPlate", "Body", building.mesh(1000.0, 50.0, 2500.0), at=(x, 0))
        for x in (0, 1000)
    ]
    wall = building._rooted("IfcCurtainWall")
    building.parts(wall, *plates)
    column = building.element("IfcColumn", "Body", building.box(400, 300), at=(3000, 0))
    building.storey("Ground floor", 0, wall, column)
    first, second = building.read().plan["walls"]
    assert sorted([first["start"][0], first["end"][0]]) == pytest.approx([0, 2], abs=1e-3)
    assert first["thickness"] == pytest.approx(0.05, abs=1e-3)
    assert second["thickness"] == pytest.approx(0.3, abs=1e-3)


@pytest.mark.parametrize(("connected", "end"), [(True, 4.0), (False, 3.6)])
def test_walls_meet_where_the_file_connects_them(building: Building, connected: bool, end: float) -> None:  # noqa: FBT001
    stem = building.wall("Axis", building.line((0, 1500), (3600, 1500)))
    cross = building.wall("Axis", building.line((4000, 0), (4000, 3000)))
    building.storey("Ground floor", 0, stem, cross)
    if connected:
        building._rooted(
            "IfcRelConnectsPathElements",
            RelatingElement=stem,
            RelatedElement=cross,
            RelatingPriorities=[],
            RelatedPriorities=[],
            RelatingConnectionType="ATEND",
            RelatedConnectionType="ATPATH",
        )
    assert building.read().plan["walls"][0]["end"] == pytest.approx([end, 1.5])


@pytest.mark.parametrize(
    ("unit", "square", "name"), [("SQUARE_METRE", 1.0, "NetFloorArea"), ("foot", 0.0929, "GSA BIM Area")]
)
def test_areas_of_spaces_are_in_the_units_of_the_file(
    building: Building, unit: str, square: float, name: str
) -> None:
    building.square(unit)
    office = building.space(
        building.storey("Ground floor", 0), building.box(4000, 3000), Name="1", LongName="Bar"
    )
    building.quantity(office, name, 150.0)
    building._rooted("IfcRelSpaceBoundary", RelatingSpace=office, PhysicalOrVirtualBoundary="VIRTUAL")
    drawing = Drawing(Bounds())
    collect(building.model.to_string().encode(), drawing)
    (area,) = [label["text"] for _, label in drawing.labels if label.get("kind") == "area"]
    assert float(area.split()[0]) == pytest.approx(150 * square, rel=1e-3)
    assert drawing.ignored["IfcRelSpaceBoundary", "lies on the outline of its space"] == 1


def test_walls_stand_where_their_parts_have_bodies(building: Building) -> None:
    layers = [
        building.element("IfcBuildingElementPart", "Body", building.box(4000, width), at=(0, at))
        for width, at in ((100, 50), (200, 200))
    ]
    wall = building._rooted("IfcWall")
    building.parts(wall, *layers)
    building.storey("Ground floor", 0, wall)
    imported = building.read()
    (drawn,) = imported.plan["walls"]
    assert drawn["thickness"] == pytest.approx(0.3, abs=1e-3)
    assert not imported.ignored


def test_a_hole_is_no_part_of_its_wall(building: Building) -> None:
    """A wall without a body has no shape, and one of panels not that of its hole; the hole is counted."""
    panels = [building.element("IfcPlate", "Body", building.box(2000, 200), at=(x, 0)) for x in (1000, 3000)]
    walls = [building._rooted("IfcWall"), building._rooted("IfcWall")]
    building.parts(walls[0], *panels)
    for wall in walls:
        hole = building.element("IfcOpeningElement", "Body", building.box(900, 1000), at=(2000, 0))
        building._rooted("IfcRelVoidsElement", RelatingBuildingElement=wall, RelatedOpeningElement=hole)
    building.storey("Ground floor", 0, *walls)
    imported = building.read()
    (drawn,) = imported.plan["walls"]
    assert drawn["thickness"] == pytest.approx(0.2, abs=1e-3)
    assert {(each.what, each.count) for each in imported.ignored} == {
        ("IfcWall", 1),
        ("IfcOpeningElement", 2),
    }


@pytest.mark.parametrize(
    ("release", "read_as"), [("IFC2X_FINAL", "IFC2X3"), ("IFC4RC4", "IFC4"), ("IFC4X3_RC2", "IFC4X3_ADD2")]
)
def test_releases_without_a_schema_are_read(building: Building, release: str, read_as: str) -> None:
    building.storey("Ground floor", 0, building.wall("Axis", building.line((0, 0), (1, 0))))
    drawing = Drawing(Bounds())
    collect(building.model.to_string().replace("'IFC4'", f"'{release}'").encode(), drawing)
    assert len(drawing.walls["Ground floor"]) == 1
    assert drawing.findings == [f"the file is of the release {release}, and was read as {read_as}"]


@pytest.mark.parametrize("listed", ["'IFC4','CORENET'", '"IFC4"', "'ifc4'", " 'IFC4 ' "])
def test_releases_are_listed_in_many_ways(building: Building, listed: str) -> None:
    building.storey("Ground floor", 0, building.wall("Axis", building.line((0, 0), (1, 0))))
    drawing = Drawing(Bounds())
    collect(building.model.to_string().replace("'IFC4'", listed).encode(), drawing)
    assert len(drawing.walls["Ground floor"]) == 1
    assert not drawing.findings


@pytest.mark.parametrize("line", ["", "FILE_SCHEMA(());", "FILE_SCHEMA((''));", "FILE_SCHEMA;"])
def test_a_file_without_a_release_is_refused(building: Building, line: str) -> None:
    data = building.model.to_string().replace("FILE_SCHEMA(('IFC4'));", line).encode()
    with pytest.raises(InvalidPlanError, match=r"does not say of which release .* save it as IFC4 or IFC2x3"):
        collect(data, Drawing(Bounds()))


@pytest.mark.parametrize("release", ["IFC151_FINAL", "IFC5", "AP214"])
def test_other_releases_are_refused(building: Building, release: str) -> None:
    data = building.model.to_string().replace("'IFC4'", f"'{release}'").encode()
    with pytest.raises(InvalidPlanError, match="save it as IFC4 or IFC2x3"):
        collect(data, Drawing(Bounds()))


@pytest.mark.parametrize(("at", "refused"), [(2, True), (-2, False)])
def test_a_file_that_breaks_off_says_so(building: Building, at: int, refused: bool) -> None:  # noqa: FBT001
    building.storey("Ground floor", 0, building.wall("Axis", building.line((0, 0), (1, 0))))
    head, mark, entities = building.model.to_string().partition("DATA;\n")
    lines = entities.partition("ENDSEC")[0].splitlines(keepends=True)
    lines[at] = lines[at].replace(";", ";\t*//*")
    drawing = Drawing(Bounds())
    data = (head + mark + "".join(lines) + "ENDSEC;\nEND-ISO-10303-21;\n").encode()
    if refused:
        with pytest.raises(InvalidPlanError, match=r"is damaged: only . of .. entities could"):
            collect(data, drawing)
    else:
        collect(data, drawing)
        assert "is damaged: only" in drawing.findings[0]


@pytest.mark.parametrize("left", [0, 12, 30])
def test_a_file_without_its_end_says_so(building: Building, left: int) -> None:
    for name in ("Ground floor", "First floor"):
        building.storey(name, 0, building.wall("Axis", building.line((0, 0), (1, 0))))
    data = building.model.to_string().encode().rpartition(b"ENDSEC")[0].rstrip()
    drawing = Drawing(Bounds())
    collect(data[: len(data) - left], drawing)
    assert drawing.findings == ["the file breaks off before its end; export it again to have all walls"]


def test_a_file_that_ends_its_reader_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = Drawing(Bounds())
    with monkeypatch.context() as broken:
        broken.setattr(child, "COMMAND", [sys.executable, "-c", "import os; os.abort()"])
        with pytest.raises(InvalidPlanError, match="brings its reader down, so it is damaged"):
            child.collected("detection.importers.ifc.model", b"", drawing)
    with monkeypatch.context() as slow:
        slow.setattr(child, "COMMAND", [sys.executable, "-c", _SPINNING])
        with pytest.raises(InvalidPlanError, match="seconds of a processor"):
            child.collected("detection.importers.ifc.model", b"", drawing)


_SPINNING = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"


def test_walls_of_other_shapes_are_counted(building: Building) -> None:
    building.storey("Ground floor", 0, building.wall("Axis", building.line((0, 0), (1, 0))))
    building.wall("Body", building.line((0, 0), (1, 0)))
    (ignored,) = building.read().ignored
    assert (ignored.what, ignored.count, ignored.why) == (
        "IfcWall",
        1,
        "has neither an axis nor a body at the height of the plan",
    )


@pytest.mark.parametrize("data", [b"", b"<ifcXML/>", b"ISO-10303-21;\nHEADER;\nENDSEC;\nEND-ISO-10303-21;\n"])
def test_what_is_no_ifc_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(InvalidPlanError, match=r"IFC|no lines|is empty"):
        read(data, format="ifc")


@pytest.mark.parametrize(("kind", "word"), [("IfcDoor", "door"), ("IfcWindow", "window")])
def test_doors_and_windows_come_with_their_types(kind: str, word: str) -> None:
    building = Building()
    walls = [building.wall("Axis", building.line((0, 0), (4000, 0), (4000, 3000), (0, 3000), (0, 0)))]
    filled = building.element(kind, "Body", building.box(900, 60), at=(2000, 0), OverallWidth=900.0)
    hole = building.element("IfcOpeningElement", "Body", building.box(900, 300), at=(2000, 0))
    building._rooted("IfcRelFillsElement", RelatingOpeningElement=hole, RelatedBuildingElement=filled)
    style = building._rooted(f"{kind}Type", Name="EI30 900 x 2100", PredefinedType="NOTDEFINED")
    building._rooted("IfcRelDefinesByType", RelatedObjects=[filled], RelatingType=style)
    building.storey("Ground", 0.0, *walls, filled)
    plan = building.read().plan
    (opening,) = plan["drawn_openings"]
    assert (opening["kind"], opening["type"]) == (word, "EI30 900 x 2100")
    assert sorted([opening["start"], opening["end"]]) == [
        pytest.approx([1.55, 0], abs=1e-6),
        pytest.approx([2.45, 0], abs=1e-6),
    ]
    (found,) = detect_rooms(plan).to_document()["openings"]
    assert (found["kind"], found["type"], found["rooms"]) == (word, "EI30 900 x 2100", ["room-1", None])
    assert found["width"] == pytest.approx(0.9)


def test_a_door_without_a_body_is_named() -> None:
    building = Building()
    walls = [building.wall("Axis", building.line((0, 0), (4000, 0), (4000, 3000), (0, 3000), (0, 0)))]
    door = building._rooted("IfcDoor", OverallWidth=900.0)
    building.storey("Ground", 0.0, *walls, door)
    imported = building.read()
    assert "drawn_openings" not in imported.plan
    assert ("IfcDoor", "has no body, so where it is remains open") in [
        (each.what, each.why) for each in imported.ignored
    ]
