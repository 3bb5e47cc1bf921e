"""Horizontal sections of the bodies of elements, cut by the geometry engine of IfcOpenShell."""

from functools import lru_cache
from typing import Any

import ifcopenshell.geom
import numpy as np
import shapely
from numpy.typing import NDArray

Entity = Any  # of IfcOpenShell
Mesh = tuple[NDArray[np.float64], NDArray[np.int64]]  # corners (n, 3) in metres, triangles (m, 3)

_JOINED = 1e-4  # metres within which ends of cuts are one point
_LEAST_AREA = 1e-3  # square metres of an outline


class Bodies:
    """The meshes of a file's elements, walls without the openings for doors and windows."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - a file of IfcOpenShell
        self._settings: Any = ifcopenshell.geom.settings()  # type: ignore[no-untyped-call]
        self._settings.set("use-world-coords", True)
        self._settings.set("disable-opening-subtractions", True)
        self._model = model
        self.mesh = lru_cache(maxsize=256)(self._mesh)

    def _mesh(self, element: Entity) -> Mesh | None:
        if element.Representation is None:
            return None
        try:
            shape: Any = ifcopenshell.geom.create_shape(self._settings, element)
        except RuntimeError:  # of the engine, for a body that it cannot make
            return None
        geometry = shape.geometry
        corners = np.asarray(geometry.verts, dtype=np.float64).reshape(-1, 3)
        triangles = np.asarray(geometry.faces, dtype=np.int64).reshape(-1, 3)
        return (corners, triangles) if len(triangles) else None

    def height(self, element: Entity) -> tuple[float, float] | None:
        """Lowest and highest point of a body, in metres."""
        mesh = self.mesh(element)
        return None if mesh is None else (float(mesh[0][:, 2].min()), float(mesh[0][:, 2].max()))

    def outlines(self, element: Entity, cut: float | None) -> list[shapely.Polygon]:
        """Outlines of the horizontal section of a body; without a height, halfway up.

        A body that the plane passes by is cut halfway up, too: a storey's floor may be at another height.
        """
        mesh = self.mesh(element)
        if mesh is None:
            return []
        corners, triangles = mesh
        low, high = float(corners[:, 2].min()), float(corners[:, 2].max())
        if cut is None or not low < cut < high:
            cut = (low + high) / 2
        return _polygons(_cut(corners, triangles, cut))

    def footprint(self, element: Entity) -> shapely.Geometry | None:
        """The convex hull of a body's projection on the ground."""
        mesh = self.mesh(element)
        return None if mesh is None else shapely.MultiPoint(mesh[0][:, :2]).convex_hull


def _cut(corners: NDArray[np.float64], triangles: NDArray[np.int64], cut: float) -> NDArray[np.float64]:
    """Segments (k, 2, 2) in which triangles meet a plane that goes through no corner."""
    height = corners[:, 2] - cut
    height[np.abs(height) < 1e-7] = 1e-7
    above = height[triangles] > 0
    crossing = triangles[(above.any(axis=1)) & (~above.all(axis=1))]
    if not len(crossing):
        return np.empty((0, 2, 2))
    edges = crossing[:, [[0, 1], [1, 2], [2, 0]]]
    low, high = height[edges[..., 0]], height[edges[..., 1]]
    crosses = (low > 0) != (high > 0)
    share = np.where(crosses, low / np.where(crosses, low - high, 1.0), 0.0)
    points = corners[edges[..., 0], :2] + share[..., None] * (
        corners[edges[..., 1], :2] - corners[edges[..., 0], :2]
    )
    segments: NDArray[np.float64] = points[crosses].reshape(-1, 2, 2)
    return segments


def _polygons(segments: NDArray[np.float64]) -> list[shapely.Polygon]:
    """The areas that segments enclose, without the corners that triangles leave on straight sides."""
    if not len(segments):
        return []
    lines = np.asarray(shapely.linestrings(np.round(segments / _JOINED) * _JOINED))
    lines = lines[shapely.length(lines) > 0]
    if not len(lines):
        return []
    shapes = shapely.get_parts(shapely.polygonize([shapely.union_all(lines)]))
    kept = shapely.simplify(shapes[shapely.area(shapes) > _LEAST_AREA], 2 * _JOINED)
    return [shape for shape in kept.tolist() if isinstance(shape, shapely.Polygon) and not shape.is_empty]
