"""Areas that are filled like walls: those that touch become one outline, and tell how thick walls are."""

import numpy as np
import numpy.typing as npt
import shapely

from detection.importers.paths import Wall

_MOST = 20_000  # areas that are joined; more are left as they are
_CLOSE = 2e-5  # of the extent of all areas: two this near touch
_SLENDER = 0.3  # most area of walls, of that of a square with the same outline
_STEPS = 10  # of halving
_REST = 0.005  # of the area: piers and corners, which are wider than walls
_PLAIN = {"type", "points", "closed"}


def joined_areas(walls: list[Wall]) -> tuple[list[Wall], float | None]:
    """Join the outlines of areas that touch or overlap, and measure the thickness of the thickest walls.

    An outline within one that is no wall by its shape is a hole of it. Other walls stay as they are.

    Parameters
    ----------
    walls
        Of a layer, in units of the drawing.

    Returns
    -------
    walls
        The same, or fewer with other corners.
    thickness
        In units of the drawing; None where the areas are no walls by their shape.

    Examples
    --------
    >>> def box(x):
    ...     corners = [[x, 0.0], [x + 4, 0.0], [x + 4, 0.5], [x, 0.5]]
    ...     return {"type": "polyline", "points": corners, "closed": True}
    >>> joined, thickness = joined_areas([box(0.0), box(4.0)])
    >>> len(joined), len(joined[0]["points"]), round(thickness, 2)
    (1, 4, 0.5)
    """
    chosen = [
        bool(wall.get("closed"))
        and len(wall["points"]) > 2
        and set(wall) <= _PLAIN
        and shapely.Polygon(wall["points"]).area > 0
        for wall in walls
    ]
    rings = [wall for wall, is_ring in zip(walls, chosen, strict=True) if is_ring]
    if not 1 <= len(rings) <= _MOST:
        return walls, None
    shapes = np.asarray(shapely.make_valid(np.array([shapely.Polygon(wall["points"]) for wall in rings])))
    hole = _holes(shapes)
    left, bottom, right, top = shapely.total_bounds(shapes).tolist()
    close = _CLOSE * max(right - left, top - bottom)
    wider = shapely.union_all(shapely.buffer(shapes[~hole], close, join_style="mitre"))
    whole = shapely.buffer(wider, -close, join_style="mitre")
    if hole.any():  # and of walls within them, which are drawn over the hole
        inside = shapely.union_all(shapes[~hole & ~_compact(shapes)])
        whole = shapely.union(shapely.difference(whole, shapely.union_all(shapes[hole])), inside)
    thickness = _thickness(whole)
    parts = shapely.get_parts(shapely.simplify(whole, close))
    outlines = [ring for ring in shapely.get_rings(parts) if len(ring.coords) > 3]
    if len(outlines) == len(rings) or not outlines:  # none touches another
        return walls, thickness
    others = [wall for wall, is_ring in zip(walls, chosen, strict=True) if not is_ring]
    joined = [
        {"type": "polyline", "points": shapely.get_coordinates(ring)[:-1].tolist(), "closed": True}
        for ring in outlines
    ]
    return [*others, *joined], thickness


def _holes(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which outlines are holes, as rooms within that of a building: neither is a wall by its shape.

    The outlines around one are counted, as an island in a hole is none.
    """
    compact = _compact(shapes)
    around = np.flatnonzero(compact)
    _, inner = shapely.STRtree(shapes).query(shapes[around], predicate="contains_properly")
    level = np.bincount(inner, minlength=len(shapes))
    return np.asarray((level % 2 == 1) & compact)


def _compact(shapes: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    """Which shapes are too wide for their outline to be walls."""
    square = 16 * shapely.area(shapes) / np.maximum(shapely.length(shapes), 1e-100) ** 2
    return np.asarray(square > _SLENDER)


def _thickness(whole: shapely.Geometry) -> float | None:
    """Twice the depth at which next to nothing is left of areas that shrink from all sides."""
    area, around = float(shapely.area(whole)), float(shapely.length(whole))
    if area == 0 or 16 * area > _SLENDER * around**2:
        return None
    low, high = (
        area / around,
        10 * area / around,
    )  # of slender areas, twice area over outline is the usual thickness
    for _ in range(_STEPS):
        middle = (low + high) / 2
        left = float(shapely.area(shapely.buffer(whole, -middle / 2, join_style="mitre")))
        low, high = (middle, high) if left > _REST * area else (low, middle)
    return high
