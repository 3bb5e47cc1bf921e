"""Walls of one line and a given thickness that end at the face of another wall: lead them on to its axis.

Building models write walls like this: where two meet, one runs on and the other stops at its face, half its
thickness before its axis.
"""

from dataclasses import replace

import numpy as np
import shapely

from detection.segments.rays import StrokeTree
from detection.segments.segments import Strokes
from detection.walls.bodies import Bodies

SLACK = 0.15  # of half a thickness: so far from a face a wall may end that was meant to end at it


def meet_faces(strokes: Strokes, tolerance: float) -> Strokes:
    """The strokes, those that end within another wall's thickness led on to the axis of that wall."""
    half = strokes.thickness / 2
    if not (half > 0).any():
        return strokes
    count = len(strokes)
    along = strokes.ends[:, 2:] - strokes.ends[:, :2]
    along = along / np.hypot(*along.T)[:, None]
    tip = np.vstack([strokes.ends[:, :2], strokes.ends[:, 2:]])
    outwards = np.vstack([-along, along])
    # axes grown by half a wall, so that those that end in a corner are met as well
    grown = np.hstack(
        [strokes.ends[:, :2] - along * half[:, None], strokes.ends[:, 2:] + along * half[:, None]]
    )
    reach = float(half.max()) * (1 + SLACK) + tolerance
    tree = StrokeTree(grown)
    hits = tree.shoot(tip - tolerance * outwards, outwards, reach + tolerance)
    other = hits.stroke != hits.ray % count
    end, met, distance = hits.ray[other], hits.stroke[other], hits.distance[other] - tolerance
    near = distance <= half[met] * (1 + SLACK) + tolerance
    end, distance = end[near], np.maximum(distance[near], 0.0)
    shift = np.full(2 * count, np.inf)
    np.minimum.at(shift, end, distance)
    shift = np.where(np.isfinite(shift), shift, 0.0)
    moved = tip + shift[:, None] * outwards
    moved = np.where((shift > tolerance)[:, None], moved, tip)
    return replace(strokes, ends=np.hstack([moved[:count], moved[count:]]))


def lead_on_to_axes(bare: Strokes, axes: Strokes, bodies: Bodies, tolerance: float) -> Strokes:
    """Walls of one line that end at the face of a body, led on to its axis."""
    count = len(bare)
    along = bare.ends[:, 2:] - bare.ends[:, :2]
    along = along / np.hypot(*along.T)[:, None]
    tip = np.vstack([bare.ends[:, :2], bare.ends[:, 2:]])
    outwards = np.vstack([-along, along])
    near = SLACK * bodies.thickness
    touching = np.unique(
        shapely.STRtree(bodies.shapes).query(shapely.points(tip), predicate="dwithin", distance=near)[0]
    )
    hits = StrokeTree(axes.ends).shoot(tip[touching], outwards[touching], bodies.thickness)
    shift = np.full(2 * count, np.inf)
    np.minimum.at(shift, touching[hits.ray], hits.distance)
    shift = np.where(np.isfinite(shift), shift, 0.0)
    moved = np.where((shift > tolerance)[:, None], tip + shift[:, None] * outwards, tip)
    return replace(bare, ends=np.hstack([moved[:count], moved[count:]]))
