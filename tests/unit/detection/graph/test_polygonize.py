"""Faces of drawings of a peer's test suite: coordinates in, rings out.

The drawings are those of ``PolygonizeTest`` of the JTS Topology Suite, and of reports on GEOS; GEOS itself,
through Shapely, says which faces they have.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
import shapely

from detection.graph.faces import trace_rings
from detection.graph.measure import face_polygons, find_corners
from detection.graph.nesting import nest
from detection.graph.noding import node, noding_tolerance
from detection.kernels import library
from detection.segments.segments import FloatArray

Line = Sequence[tuple[float, float]]

DRAWINGS: dict[str, Sequence[Line]] = {
    "a hole that touches a corner": [
        [(100, 180), (20, 20), (160, 20), (100, 180)],
        [(100, 180), (80, 60), (120, 60), (100, 180)],
    ],
    "a hole and a face that share a vertex": [
        [(0, 0), (4, 0)],
        [(4, 0), (5, 3)],
        [(5, 3), (4, 6), (6, 6), (5, 3)],
        [(5, 3), (6, 0)],
        [(6, 0), (10, 0), (5, 10), (0, 0)],
        [(4, 0), (6, 0)],
    ],
    "a ring in a ring": [
        [(100, 100), (100, 300), (300, 300), (300, 100), (100, 100)],
        [(150, 150), (150, 250), (250, 250), (250, 150), (150, 150)],
    ],
    "three faces in one hole": [
        [(100, 100), (100, 0), (0, 0), (0, 100), (100, 100)],
        [(10, 10), (10, 30), (20, 30)],
        [(20, 30), (30, 30), (30, 20)],
        [(30, 20), (30, 10), (10, 10)],
        [(40, 40), (40, 20), (30, 20)],
        [(30, 20), (20, 20), (20, 30)],
        [(20, 30), (20, 40), (40, 40)],
    ],
    "a chain of faces at their corners": [
        [(100, 400), (200, 400), (200, 300)],
        [(200, 300), (150, 300)],
        [(150, 300), (100, 300), (100, 400)],
        [(200, 300), (250, 300), (250, 200)],
        [(250, 200), (200, 200)],
        [(200, 200), (150, 200), (150, 300)],
        [(250, 200), (300, 200), (300, 100), (200, 100), (200, 200)],
    ],
    "a checkerboard": [[(10 * x, 10 * y), (10 * x + 10, 10 * y)] for x in (1, 2, 3) for y in (1, 2, 3, 4)]
    + [[(10 * x, 10 * y), (10 * x, 10 * y + 10)] for x in (1, 2, 3, 4) for y in (1, 2, 3)],
    "squares that meet in diamonds": [
        [(20, 20), (20, 100), (20, 180), (100, 180), (180, 180), (180, 100), (180, 20), (100, 20), (20, 20)],
        [(100, 20), (20, 100), (100, 180), (180, 100), (100, 20)],
    ],
    "a loop of a few metres in degrees": [  # Shapely, issue 457
        [
            (88.41475335106594, 26.633113517780163),
            (88.41476094453927, 26.633109647037365),
            (88.41477625337141, 26.633092870351657),
        ],
        [
            (88.41477625337141, 26.633092870351657),
            (88.41479118130584, 26.633104328661116),
            (88.41478356498017, 26.633109893505278),
            (88.41477625337141, 26.633092870351657),
        ],
    ],
}


def faces_of(ends: FloatArray) -> list[shapely.Polygon]:
    tolerance = noding_tolerance(ends)
    graph, rings = trace_rings(node(ends, tolerance))
    faces = nest(graph, rings)
    return list(face_polygons(find_corners(graph, rings, tolerance), faces, np.arange(len(faces))))


def same(ours: list[shapely.Polygon], theirs: list[shapely.Polygon]) -> bool:
    """Whether each face is one of the others, to a millionth of its size: turning loses a few digits."""
    return len(ours) == len(theirs) and all(
        any(shapely.area(shapely.symmetric_difference(one, other)) <= 1e-6 * one.area for other in theirs)
        for one in ours
    )


@pytest.mark.parametrize("name", DRAWINGS)
@pytest.mark.parametrize("degrees", [0.0, 17.3])
def test_faces_are_those_of_a_peer(name: str, degrees: float) -> None:
    lines = DRAWINGS[name]
    noded = shapely.get_parts(shapely.node(shapely.MultiLineString(list(lines))))
    theirs = [
        face for face in shapely.get_parts(shapely.polygonize(noded)) if isinstance(face, shapely.Polygon)
    ]
    ends = np.array([[*a, *b] for line in lines for a, b in pairwise(line)], dtype=float)
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    turned = (ends.reshape(-1, 2) @ [[cos, sin], [-sin, cos]]).reshape(-1, 4)
    back = [
        shapely.transform(face, lambda points: points @ [[cos, -sin], [sin, cos]])
        for face in faces_of(turned)
    ]
    assert theirs
    assert same(back, theirs)
    with library.plain():
        assert len(faces_of(turned)) == len(theirs)
