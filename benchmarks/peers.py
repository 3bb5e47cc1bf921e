"""Other libraries that turn lines into polygons, for comparison."""

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Shapes = NDArray[Any]
Peer = Callable[[FloatArray], Shapes]


def polygonize(walls: FloatArray) -> Shapes:
    """Shapely: node all walls, (n, 4), and polygonize what they enclose."""
    lines = shapely.node(shapely.MultiLineString(list(walls.reshape(-1, 2, 2))))
    return np.array(shapely.get_parts(shapely.polygonize([lines])), dtype=object)


def grown(walls: FloatArray, door: float) -> Shapes:
    """Shapely: walls, (n, 4), grown until openings as wide as a door close; the holes, grown back."""
    lines = np.asarray(shapely.linestrings(walls.reshape(-1, 2, 2)))
    solid = shapely.union_all(shapely.buffer(lines, door / 2, cap_style="square", join_style="mitre"))
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(solid) for ring in part.interiors]
    return np.asarray(shapely.buffer(np.array(holes, dtype=object), door / 2, join_style="mitre"))


def installed_peers() -> dict[str, Peer]:
    """Shapely, and geo-polygonize-py (a Rust port of the same algorithm) where it is installed."""
    peers: dict[str, Peer] = {"polygonize": polygonize}
    try:
        rust = importlib.import_module("geo_polygonize")
    except ImportError:
        return peers

    def detect(walls: FloatArray) -> Shapes:
        offsets = np.arange(0, 2 * len(walls), 2, dtype=np.uint32)
        found = rust.polygonize(
            coords=walls.reshape(-1, 2), offsets=offsets, node=True, output="objects", return_polygons=True
        )
        return np.array(list(found), dtype=object)

    peers["geo-polygonize"] = detect
    return peers
