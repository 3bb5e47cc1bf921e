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
    "members", [{}, {"crs": crs("urn:ogc:def:crs:OGC:1.3:CRS84")}, {"crs": crs("EPSG:4326")}]
)
def test_degrees_are_refused_with_what_to_do(members: dict[str, Any]) -> None:
    with pytest.raises(InvalidPlanError, match="project them to metres first"):
        read(geojson(HOUSE, **members), format="geojson")


def test_small_numbers_are_no_degrees_where_something_says_so() -> None:
    assert read(geojson(HOUSE), format="geojson", units="m").plan["units"] == "m"
    assert read(geojson(HOUSE, units="ft"), format="geojson").plan["units"] == "ft"
    assert read(geojson(HOUSE, crs=crs("urn:ogc:def:crs:EPSG::25833")), format="geojson").units is None


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
        ({"type": "Topology"}, "no lines"),
    ],
)
def test_broken_geojson_is_named_by_pointer(document: object, words: str) -> None:
    with pytest.raises(InvalidPlanError, match=words):
        read(json.dumps(document).encode(), format="geojson")
