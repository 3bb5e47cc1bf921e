"""One room as a GeoPackage and as a Shapefile, written by GDAL when they are asked for."""

import io
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import shapely

_HALL = shapely.box(500_000, 5_400_000, 500_006, 5_400_004)


def geopackage() -> bytes:
    """A room of 6 by 4 metres in UTM coordinates."""
    return _written("hall.gpkg")


def shapefile() -> bytes:
    """The same, in a folder of a ZIP archive."""
    return _written("hall.shp")


@cache
def _written(name: str, system: str = "EPSG:25832") -> bytes:
    import pyogrio  # noqa: PLC0415 - GDAL takes a while to load

    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        called = [np.array(["Hall"], dtype=object)]
        shapes = np.array([shapely.to_wkb(_HALL)])
        pyogrio.raw.write(str(path), shapes, called, ["name"], geometry_type="Polygon", crs=system)
        if path.suffix == ".gpkg":
            return path.read_bytes()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, f"plans/{part.name}")
        return packed.getvalue()
