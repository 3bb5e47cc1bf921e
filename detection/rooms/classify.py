"""Separate rooms from the other faces of a drawing."""

import numpy as np

from detection.graph.gaps import PASSES
from detection.graph.measure import Corners, Measures
from detection.graph.nesting import Faces
from detection.segments.segments import BoolArray, FloatArray, IntArray

SLIVER = 0.03  # of the clearance: narrower faces of a closed drawing are slivers between its lines, not rooms
NARROW = PASSES[-1]  # of the clearance: no wider than what is closed as a small gap
HARDLY = 0.02  # narrow faces that are rooms with less than this probability are slivers, too


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


def hardly_rooms(width: FloatArray, sure: FloatArray) -> BoolArray:
    """Whether each face, (r,), is a sliver by its width and the probability that it is a room.

    Two lines that were meant to be one, and what a wall that was led on cuts off beside another one, may be
    wider than slivers elsewhere. The fitted confidence tells them from shafts and niches.

    Parameters
    ----------
    width : (r,) float64
        Twice the area over the perimeter, in multiples of the clearance.
    sure : (r,) float64
        Probability that the face is right.

    Examples
    --------
    >>> hardly_rooms(np.array([0.05, 0.05, 0.2]), np.array([0.001, 0.4, 0.001])).tolist()
    [True, False, False]
    """
    return np.asarray((width < NARROW) & (sure < HARDLY))
