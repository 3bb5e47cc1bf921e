"""Walls of one line and a given thickness that end at the face of another wall: extend them to its axis.

In building models, one of two walls that meet runs on, and the other stops at its face, half a thickness
before its axis.
"""

from dataclasses import replace

import numpy as np
import shapely

from detection.scipy_functions import tree_of
from detection.segments.rays import SegmentTree
from detection.segments.segments import Segments
from detection.walls.bodies import Bodies

SLACK = 0.15  # of half a thickness: largest distance between a face and a wall that ends at it


def meet_faces(segments: Segments, tolerance: float) -> Segments:
    """The segments; those that end within another wall's thickness are extended to the axis of that wall.

    Where axes are close to each other, an end lies within several walls: that at whose face it ends counts.
    """
    half = segments.thickness / 2
    if not (half > 0).any():
        return segments
    count = len(segments)
    along = segments.ends[:, 2:] - segments.ends[:, :2]
    along = along / np.hypot(*along.T)[:, None]
    end_point = np.vstack([segments.ends[:, :2], segments.ends[:, 2:]])
    outwards = np.vstack([-along, along])
    # axes grown by half a wall, so that those that end in a corner are met as well
    grown = np.hstack(
        [segments.ends[:, :2] - along * half[:, None], segments.ends[:, 2:] + along * half[:, None]]
    )
    reach = float(half.max()) * (1 + SLACK) + tolerance
    tree = SegmentTree(grown)
    hits = tree.shoot(end_point - tolerance * outwards, outwards, reach + tolerance)
    other = hits.segment != hits.ray % count
    end, met, distance = hits.ray[other], hits.segment[other], hits.distance[other] - tolerance
    near = distance <= half[met] * (1 + SLACK) + tolerance
    end, distance, before_face = end[near], np.maximum(distance[near], 0.0), half[met[near]]
    nearest, shift = (np.full(2 * count, np.inf) for _ in range(2))
    np.minimum.at(nearest, end, distance)
    joints = tree_of(end_point).query_pairs(tolerance, output_type="ndarray")
    nearest[joints] = 0.0  # chords of an arc run on: rays along them miss each other
    at_face = (np.abs(distance - before_face) <= SLACK * before_face) & (nearest[end] > tolerance)
    np.minimum.at(shift, end[at_face], distance[at_face])
    shift = np.where(np.isfinite(shift), shift, np.where(np.isfinite(nearest), nearest, 0.0))
    moved = end_point + shift[:, None] * outwards
    moved = np.where((shift > tolerance)[:, None], moved, end_point)
    return replace(segments, ends=np.hstack([moved[:count], moved[count:]]))


def extend_to_axes(bare: Segments, axes: Segments, bodies: Bodies, tolerance: float) -> Segments:
    """Extend single-line walls that end at the face of a body to the axis of that body."""
    if not len(axes):
        return bare
    count = len(bare)
    along = bare.ends[:, 2:] - bare.ends[:, :2]
    along = along / np.hypot(*along.T)[:, None]
    end_point = np.vstack([bare.ends[:, :2], bare.ends[:, 2:]])
    outwards = np.vstack([-along, along])
    near = SLACK * bodies.thickness
    touching = np.unique(
        shapely.STRtree(bodies.shapes).query(shapely.points(end_point), predicate="dwithin", distance=near)[0]
    )
    hits = SegmentTree(axes.ends).shoot(end_point[touching], outwards[touching], bodies.thickness)
    shift = np.full(2 * count, np.inf)
    np.minimum.at(shift, touching[hits.ray], hits.distance)
    shift = np.where(np.isfinite(shift), shift, 0.0)
    moved = np.where((shift > tolerance)[:, None], end_point + shift[:, None] * outwards, end_point)
    return replace(bare, ends=np.hstack([moved[:count], moved[count:]]))
