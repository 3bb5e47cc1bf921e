"""Separate rooms from the other faces of a drawing."""

import numpy as np

from detection.graph.measure import Corners, Measures
from detection.graph.nesting import Faces
from detection.segments.segments import IntArray

SLIVER = 0.03  # of the clearance: narrower faces of a closed drawing are slivers between its lines, not rooms


def room_faces(corners: Corners, measures: Measures, faces: Faces, least_width: float) -> IntArray:
    """Faces (r,) that are rooms, in the order of their smallest corners (by x, then y).

    A face no wider than ``least_width`` (twice its area over its perimeter) is the inside of a wall that is
    drawn as two lines, or lies between two lines that were meant to be one.
    """
    wide = 2 * measures.area > least_width * measures.perimeter
    has_shape = np.diff(corners.offsets)[faces.outer] >= 3
    rooms = np.flatnonzero(wide & has_shape)
    x, y = corners.points[corners.offsets[faces.outer[rooms]]].T
    return rooms[np.lexsort((measures.area[rooms], y, x))]
