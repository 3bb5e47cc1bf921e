"""GeoPackages and Shapefiles as GeoJSON, converted by GDAL through pyogrio in a process with limits.

GDAL is a C++ library, which a broken file may crash together with its process. What it reads is written as
GeoJSON of the older draft, which names a coordinate system, and read like any other.
"""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from detection.importers import geojson
from detection.importers.drawing import Drawing, refusal

SECONDS = 60  # of a processor
_MEMORY = 4_000_000_000  # bytes of addresses
_FILE = 100_000_000  # bytes of a file that it writes
#: By their first bytes GDAL knows them, too. What begins otherwise may be of a driver that opens other files
#: and addresses by what it reads: VRT, which is text, for one.
_STARTS = {"gpkg": b"SQLite format 3\0", "shp": bytes.fromhex("0000270a")}
_OF_SHAPEFILE = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile"}  # GDAL has some sixty, of which some open other files
#: Without a filter of system calls, GDAL's own settings keep it from the network: no name ends like this,
#: and nobody listens at the port "discard" of this machine.
_ALONE = {
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_HTTP_PROXY": "127.0.0.1:9",
    "GDAL_HTTPS_PROXY": "127.0.0.1:9",
}
_LONGEST = 100  # characters of a refusal of GDAL's
_REACHES_OUT = "A trigger and/or view calls"  # what GDAL says of functions that ask the network or open files


def draw(data: bytes, drawing: Drawing, units: str | None, kind: str) -> None:
    """Collect the lines and areas of all layers, as those of GeoJSON; ``kind`` is "gpkg" or "shp"."""
    geojson.draw(_geojson_of(data, drawing, kind), drawing, units)


def _geojson_of(data: bytes, drawing: Drawing, kind: str) -> bytes:
    with TemporaryDirectory(prefix="gis-") as folder:
        path = Path(folder, "drawing.gpkg")
        if kind == "shp":
            path = _unpacked(data, drawing, Path(folder))
        else:
            path.write_bytes(data)
        if not path.is_file() or not path.read_bytes().startswith(_STARTS[kind]):
            raise refusal(f"is no {'GeoPackage' if kind == 'gpkg' else 'Shapefile'}; export it again")
        limits = [sys.executable, "-m", "detection.importers.limited", str(SECONDS), str(_MEMORY), str(_FILE)]
        try:
            run = subprocess.run(  # noqa: S603 - this very program
                [*limits, sys.executable, "-m", "detection.importers.gis", str(path)],
                env={
                    "PATH": os.environ.get("PATH", os.defpath),
                    "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                    **_ALONE,
                },
                capture_output=True,
                check=False,
                timeout=4 * SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise refusal(f"takes more than {4 * SECONDS} seconds to read; give a part of it") from None
        if run.returncode:
            last = run.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            if _REACHES_OUT in last:
                raise refusal(
                    "has a view or trigger that reaches out of the file; export its tables without it"
                )
            raise refusal(f"cannot be read, so it is damaged or too large: {last[:_LONGEST]}")
        if len(run.stdout) > drawing.bounds.data:
            raise refusal(
                f"has {len(run.stdout)} bytes as GeoJSON, more than the {drawing.bounds.data} allowed"
            )
        return run.stdout


def _unpacked(data: bytes, drawing: Drawing, folder: Path) -> Path:
    """The path of the Shapefile in a ZIP archive, unpacked with the files that belong to it."""
    if not data.startswith(b"PK"):
        raise refusal(
            "is the .shp of a Shapefile alone; pack it with its .shx, .dbf and .prj into a ZIP archive"
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile:
        raise refusal("is no ZIP archive that can be read; pack it again") from None
    with archive:
        names = [each for each in archive.namelist() if each.lower().endswith(".shp")]
        if not names:
            raise refusal(
                "is a ZIP archive without a Shapefile (.shp); several plans are a batch (POST /batches)"
            )
        if len(names) > 1:
            raise refusal(f"is a ZIP archive with {len(names)} Shapefiles (.shp); give it one")
        stem = names[0][:-4].lower()
        left = drawing.bounds.data
        for each in archive.infolist():
            suffix = Path(each.filename).suffix.lower()
            if each.filename[: -len(suffix)].lower() != stem or suffix not in _OF_SHAPEFILE:
                continue
            left -= each.file_size
            if left < 0:
                raise refusal(f"has more than {drawing.bounds.data} bytes once it is unpacked")
            with archive.open(each) as packed:  # which ends at the size that it states
                folder.joinpath("drawing" + suffix).write_bytes(packed.read(each.file_size))
    return folder / "drawing.shp"


def _features(path: str) -> Iterator[dict[str, Any]]:
    import pyogrio  # noqa: PLC0415 - in its own process
    import shapely  # noqa: PLC0415 - as above

    layers = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    for layer in layers:
        meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer, force_2d=True)
        names = list(meta["fields"])
        for row, shape in enumerate(shapely.from_wkb(shapes)):
            if shape is None:
                continue
            texts = {
                name: _plain(column[row])
                for name, column in zip(names, columns, strict=True)
                if isinstance(_plain(column[row]), (str, int))
            }
            called = {"layer": layer, **texts} if len(layers) > 1 else texts
            yield {"type": "Feature", "properties": called, "geometry": _mapping(shape)}


def _plain(value: Any) -> Any:  # noqa: ANN401 - of any column
    return value.item() if hasattr(value, "item") else value


def _mapping(shape: Any) -> dict[str, Any]:  # noqa: ANN401 - a geometry of Shapely
    return json.loads(json.dumps(shape.__geo_interface__))  # type: ignore[no-any-return] # an object


def _keep(driver: str) -> None:
    """Let GDAL open files by this driver alone."""
    import pyogrio  # noqa: PLC0415 - in its own process
    from pyogrio._ogr import _register_drivers  # noqa: PLC0415 - as above; nothing public does it

    others = set(pyogrio.list_drivers()) - {driver}
    pyogrio.set_gdal_config_options({"OGR_SKIP": ",".join(sorted(others))})
    _register_drivers()
    if left := set(pyogrio.list_drivers()) - {driver}:
        raise RuntimeError(f"GDAL keeps its drivers {', '.join(sorted(left))}")


def main(path: str) -> None:
    """Write a file as GeoJSON to standard output."""
    import pyogrio  # noqa: PLC0415 - in its own process

    _keep(_DRIVERS[Path(path).suffix])
    systems = {pyogrio.read_info(path, layer=name)["crs"] for name, _ in pyogrio.list_layers(path)} - {None}
    document: dict[str, Any] = {"type": "FeatureCollection", "features": list(_features(path))}
    if len(systems) == 1:
        document["crs"] = {"type": "name", "properties": {"name": systems.pop()}}
    sys.stdout.write(json.dumps(document))


if __name__ == "__main__":
    main(*sys.argv[1:])
