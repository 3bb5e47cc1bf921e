"""GeoPackage and Shapefile, read by GDAL in a process with limits."""

import io
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from detection import InvalidPlanError, detect_rooms
from detection.importers import Bounds, format_of, gis, read
from tests.drawings.gis import geopackage, shapefile


@pytest.mark.parametrize(("format_", "make"), [("gpkg", geopackage), ("shp", shapefile)])
def test_areas_are_rooms_in_metres_with_names(format_: str, make: Callable[[], bytes]) -> None:
    imported = read(make(), format=format_)
    (room,) = detect_rooms(imported.plan).to_document()["rooms"]
    assert (imported.units, room["name"], room["area"]) == ("m", "Hall", pytest.approx(24.0))
    assert not imported.findings


def packed(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, data in files.items():
            opened.writestr(name.replace("_", "."), data)
    return archive.getvalue()


VRT = b"""<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>CSV:/etc/passwd</SrcDataSource><SrcSQL
dialect="SQLITE">SELECT *, ST_GeomFromText('POLYGON((0 0,5 0,5 4,0 0))') FROM passwd</SrcSQL></OGRVRTLayer>
</OGRVRTDataSource>"""  # GDAL would open the file that it names


@pytest.mark.parametrize(
    ("format_", "data", "words"),
    [
        ("gpkg", b"SQLite format 3\0" + bytes(500), "cannot be read, so it is damaged"),
        ("gpkg", b"no database", "is no GeoPackage; export it again"),
        ("gpkg", VRT, "is no GeoPackage; export it again"),
        ("shp", bytes.fromhex("0000270a"), "alone; pack it with its .shx, .dbf and .prj into a ZIP archive"),
        ("shp", b"PK\x03\x04" + bytes(99), "is no ZIP archive that can be read"),
        ("shp", packed(notes_txt=b""), "without a Shapefile .* are a batch .POST /batches"),
        ("shp", packed(a_shp=b"", b_shp=b""), r"with 2 Shapefiles \(.shp\); give it one"),
        ("shp", packed(a_shp=b"no shapes"), "is no Shapefile; export it again"),
        ("shp", packed(a_shp=b""), "is no Shapefile; export it again"),
        ("shp", packed(a_shp=VRT), "is no Shapefile; export it again"),
        ("shp", packed(a_shp=bytes.fromhex("0000270a")), "cannot be read, so it is damaged"),
        ("shp", packed(a_shp=bytes(10**6)), "has more than 100000 bytes once it is unpacked"),
        ("dxf", b"SQLite format 3\0", "is GPKG: give its format or a name that ends in .gpkg"),
    ],
)
def test_what_cannot_be_read_is_said(format_: str, data: bytes, words: str) -> None:
    with pytest.raises(InvalidPlanError, match=words):
        read(data, format=format_, bounds=Bounds(data=100_000))


def with_view(path: Path, function: str) -> bytes:
    """The GeoPackage with a view that calls a function of GDAL for each room."""
    path.write_bytes(geopackage())
    with sqlite3.connect(path) as file:
        file.execute(
            "CREATE VIEW far AS SELECT fid, geom, CAST(? AS TEXT) AS name FROM hall".replace("?", function)
        )
        file.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, srs_id) VALUES ('far', 'features', 25832)"
        )
        file.execute(
            "INSERT INTO gpkg_geometry_columns "
            "SELECT 'far', column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns"
        )
    file.close()
    return path.read_bytes()


def test_a_view_that_asks_the_network_is_refused(tmp_path: Path) -> None:
    asking = with_view(tmp_path / "a.gpkg", "ogr_geocode('Berlin')")
    with pytest.raises(InvalidPlanError, match="has a view or trigger that reaches out of the file"):
        read(asking, format="gpkg")
    harmless = with_view(tmp_path / "b.gpkg", "ST_Area(geom)")
    assert read(harmless, format="gpkg").plan["walls"]


@pytest.mark.parametrize("driver", ["GPKG", "ESRI Shapefile"])
def test_no_other_driver_opens_a_file(driver: str) -> None:
    code = (
        "import sys, pyogrio; from detection.importers.gis import _keep; _keep(sys.argv[1]); "
        "print(*pyogrio.list_drivers(), sep=',')"
    )
    done = subprocess.run([sys.executable, "-c", code, driver], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == driver


def test_it_is_read_within_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gis, "_MEMORY", 50_000_000)
    with pytest.raises(InvalidPlanError, match="cannot be read, so it is damaged or too large"):
        read(geopackage(), format="gpkg")


def test_formats_by_name() -> None:
    assert [format_of(name) for name in ("a.gpkg", "a.shp", "a.ZIP")] == ["gpkg", "shp", "shp"]
