"""GeoJSON of plans that were projected."""

import json
from typing import Any

import pytest

from detection import InvalidPlanError
from detection.importers import read


def geojson(*geometries: dict[str, Any], **members: Any) -> bytes:
    features = [{"type": "Feature", "geometry": each, "properties": None} for each in geometries]
    return json.dumps({"type": "FeatureCollection", "features": features, **members}).encode()


LINE = {"type": "LineString", "coordinates": [[500_000, 0], [500_004, 0, 7], [500_004, 3]]}


def test_lines_and_polygons_become_walls() -> None:
    square = [[0, 0], [1000, 0], [1000, 1000], [0, 0]]
    imported = read(
        geojson(
            LINE,
            {"type": "Polygon", "coordinates": [square]},
            {"type": "MultiLineString", "coordinates": [[[0, 0], [5, 5]]]},
            {"type": "MultiPolygon", "coordinates": [[square], [square]]},
            {"type": "GeometryCollection", "geometries": [LINE, {"type": "Point", "coordinates": [0, 0]}]},
        ),
        format="geojson",
    )
    kinds = [(wall["type"], wall.get("closed", False)) for wall in imported.plan["walls"]]
    ring, line = ("polyline", True), ("polyline", False)
    assert kinds == [line, ("line", False), line, ring, ring, ring]
    assert [(each.name, each.walls) for each in imported.layers] == [("lines", 3), ("polygons", 3)]
    assert [(each.what, each.count) for each in imported.ignored] == [("Point", 1)]


def test_a_property_names_the_layer() -> None:
    features = [
        {"type": "Feature", "geometry": LINE, "properties": {"layer": name}}
        for name in ("Mur", "Toit", "墙体")
    ]
    imported = read(
        json.dumps({"type": "FeatureCollection", "features": features}).encode(), format="geojson"
    )
    assert [(each.name, each.taken) for each in imported.layers] == [
        ("Mur", True),
        ("Toit", False),
        ("墙体", True),
    ]


HOUSE = {"type": "LineString", "coordinates": [[13.3761, 52.5186], [13.3762, 52.5186]]}


def crs(name: str) -> dict[str, Any]:
    return {"type": "name", "properties": {"name": name}}


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"crs": crs("urn:ogc:def:crs:OGC:1.3:CRS84")},
        {"crs": crs("EPSG:4326")},
        {"crs": crs("urn:ogc:def:crs:EPSG::4258")},
    ],
)
def test_degrees_become_metres_around_the_middle(members: dict[str, Any]) -> None:
    plan = read(geojson(HOUSE, **members), format="geojson").plan
    assert plan["units"] == "m"
    assert plan["projection"] == {"longitude": 13.37615, "latitude": 52.5186}
    start, end = plan["walls"][0]["start"], plan["walls"][0]["end"]
    assert start == pytest.approx([-3.394078538, 0], abs=1e-6)  # the geodesic of pyproj
    assert end == pytest.approx([3.394078538, 0], abs=1e-6)


def test_metres_of_web_maps_are_shortened() -> None:
    web = {"type": "LineString", "coordinates": [[1489020.7, 6894020.0], [1489031.832, 6894020.0]]}
    plan = read(geojson(web, crs=crs("EPSG:3857")), format="geojson").plan
    (x0, _), (x1, _) = plan["walls"][0]["start"], plan["walls"][0]["end"]
    assert x1 - x0 == pytest.approx(6.788, abs=0.01)


def test_degrees_that_are_no_building_are_lengths() -> None:
    hall = {"type": "LineString", "coordinates": [[0, 0], [12, 0], [12, 8], [0, 8], [0, 0]]}
    imported = read(geojson(hall), format="geojson")
    assert imported.plan["walls"][0]["points"][1] == [12, 0]
    assert "projection" not in imported.plan
    with pytest.raises(InvalidPlanError, match="no building; name the units"):
        read(geojson(hall, crs=crs("EPSG:4326")), format="geojson")


def test_units_are_said_or_follow_from_the_crs() -> None:
    assert read(geojson(HOUSE), format="geojson", units="m").plan["units"] == "m"
    assert read(geojson(HOUSE, units="ft"), format="geojson").plan["units"] == "ft"
    utm = read(geojson(LINE, crs=crs("urn:ogc:def:crs:EPSG::25833")), format="geojson")
    assert utm.units == "m"
    other = read(geojson(LINE, crs=crs("EPSG:2229")), format="geojson")
    assert "'EPSG:2229' is not known here" in other.findings[0]


def test_features_name_their_rooms() -> None:
    ring = [[0, 0], [4000, 0], [4000, 3000], [0, 3000], [0, 0]]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": {"name": {"de": "Küche", "en": "Kitchen"}, "ref": 101, "feature_type": "unit"},
        },
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [1000, 1000]},
            "properties": {"name": "Stove"},
        },
    ]
    plan = read(
        json.dumps({"type": "FeatureCollection", "features": features}).encode(), format="geojson"
    ).plan
    assert plan["labels"] == [
        {"text": "Kitchen", "point": [2000, 1500], "kind": "name"},
        {"text": "101", "point": [2000, 1500], "kind": "number"},
        {"text": "Stove", "point": [1000, 1000], "kind": "name"},
    ]


def test_storeys_are_layers_and_rooms_have_walls() -> None:
    def feature(level: object, indoor: str, at: float) -> dict[str, Any]:
        ring = [[at, 0], [at + 4000, 0], [at + 4000, 3000], [at, 3000], [at, 0]]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        return {"type": "Feature", "geometry": geometry, "properties": {"level": level, "indoor": indoor}}

    features = [feature("0", "room", 0), feature("0;1", "corridor", 4000), feature("1", "room", 0)]
    features.append(feature(0, "area", 9000))
    document = {"type": "FeatureCollection", "features": features}
    imported = read(json.dumps(document).encode(), format="geojson")
    assert [(each.name, each.taken) for each in imported.layers] == [
        ("walls of rooms, level 0", True),
        ("walls of corridors, level 0", True),
        ("walls of rooms, level 1", False),
        ("area, level 0", False),
    ]


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], 'an object with a member "type"'),
        ({"walls": []}, 'an object with a member "type"'),
        ({"type": "FeatureCollection"}, "/features must be a list"),
        ({"type": "FeatureCollection", "features": [3]}, "/features/0 must be an object"),
        ({"type": "Feature", "geometry": {}}, '/geometry has no member "type"'),
        ({"type": "LineString", "coordinates": [[0]]}, "/coordinates/0 must be a position"),
        ({"type": "LineString", "coordinates": [[0, True]]}, "/coordinates/0 must be a position"),
        ({"type": "Polygon", "coordinates": [3]}, "/coordinates/0 must be a list"),
        ({"type": "Topology"}, "is TopoJSON; save it as GeoJSON"),
        ({"type": "Curve"}, "no lines"),
    ],
)
def test_broken_geojson_is_named_by_pointer(document: object, words: str) -> None:
    with pytest.raises(InvalidPlanError, match=words):
        read(json.dumps(document).encode(), format="geojson")


def test_a_short_name_that_is_the_name_is_said_once() -> None:
    """As a level of IMDF has it."""
    square = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 0]]
    named = {"name": {"en": "Ground floor"}, "short_name": {"en": "Ground floor"}}
    feature = {
        "type": "Feature",
        "geometry": {"type": "Polygon", "coordinates": [square]},
        "properties": named,
    }
    (label,) = read(
        json.dumps({"type": "FeatureCollection", "features": [feature], "units": "m"}).encode(),
        format="geojson",
    ).plan["labels"]
    assert label["text"] == "Ground floor"
