"""Shapefile, as a ZIP archive of its files: the lines and areas as walls."""

from importlib.util import find_spec

from detection.importers import gis
from detection.importers.drawing import Drawing

if find_spec("pyogrio") is None:
    raise ModuleNotFoundError("No module named 'pyogrio'", name="pyogrio")


def draw(data: bytes, drawing: Drawing, units: str | None) -> None:
    """Collect the lines; what a feature is called becomes a label."""
    gis.draw(data, drawing, units, "shp")
