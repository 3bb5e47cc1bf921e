"""Rooms with a label in them, as evidence of the units: how large they are drawn, and what the labels state.

Loads Shapely.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

import shapely

from detection.importers.paths import Wall, pieces_of
from detection.plan.annotations import Label, parts_of, stated_area

_MOST_PIECES = 20_000  # of walls, above which the evidence is not worth its time
_MOST_LABELS = 2  # names, or numbers, in one face: with more, a wall between rooms is missing


def labelled_rooms(
    walls: Iterable[Wall], labels: Sequence[dict[str, Any]]
) -> tuple[list[float], list[tuple[float, float]]]:
    """The sides of squares as large as the faces that hold labels, in units of the drawing.

    Parameters
    ----------
    walls
        Of the layers that are taken.
    labels
        Texts that may name rooms, with their points.

    Returns
    -------
    sides
        Of each face with the name or number of a room in it.
    stated
        The side of each face with a stated area in it, and the side in metres that the area means.

    Examples
    --------
    >>> square = {"type": "polyline", "points": [[0, 0], [4, 0], [4, 4], [0, 4]], "closed": True}
    >>> labelled_rooms([square], [{"text": "Hall", "point": [1, 1]}, {"text": "16 m2", "point": [1, 2]}])
    ([4.0], [(4.0, 4.0)])
    """
    pieces = [piece for wall in walls for piece in pieces_of(wall)]
    if not labels or not 3 <= len(pieces) <= _MOST_PIECES:
        return [], []
    lines = shapely.union_all(shapely.linestrings([[start[:2], end[:2]] for start, end in pieces]))
    faces = shapely.get_parts(shapely.polygonize([lines]))
    if not len(faces):
        return [], []
    tree = shapely.STRtree(faces)
    points = shapely.points([label["point"] for label in labels])
    texts: dict[int, list[tuple[str, str]]] = {}
    for label, face in tree.query(points, predicate="within").T.tolist():
        found = Label(labels[label]["text"], (0.0, 0.0), labels[label].get("kind"))
        texts.setdefault(face, []).extend(parts_of(found))
    sides, stated = [], []
    for face, parts in texts.items():
        side = math.sqrt(float(faces[face].area))
        areas = [area for kind, text in parts if kind == "area" and (area := stated_area(text)) is not None]
        called = (len({text for kind, text in parts if kind == known}) for known in ("name", "number"))
        if 1 <= max(called) <= _MOST_LABELS:
            sides.append(side)
        if len(set(areas)) == 1:
            stated.append((side, math.sqrt(areas[0])))
    return sides, stated
