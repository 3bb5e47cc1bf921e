"""Tell rooms from the other faces of a drawing."""

import numpy as np

from detection.describe import Corners, Measures
from detection.nesting import Faces
from detection.strokes import IntArray


def room_faces(corners: Corners, measures: Measures, faces: Faces, tolerance: float) -> IntArray:
    """Faces (r,) that are rooms, in the order of their smallest corners (by x, then y).

    A face no wider than the tolerance is what rounding left between two overlapping walls.
    """
    wide = measures.area > tolerance * measures.perimeter
    has_shape = np.diff(corners.offsets)[faces.outer] >= 3
    rooms = np.flatnonzero(wide & has_shape)
    x, y = corners.points[corners.offsets[faces.outer[rooms]]].T
    return rooms[np.lexsort((measures.area[rooms], y, x))]
