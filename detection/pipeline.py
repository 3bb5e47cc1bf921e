"""From walls to rooms: parse, node, faces, nesting, classify, describe."""

from collections.abc import Callable

import numpy as np

from detection.classify import room_faces
from detection.describe import (
    adjacency_of,
    face_of_half_edges,
    face_polygons,
    find_corners,
    label_points,
    measure,
    sides_of,
)
from detection.faces import trace_rings
from detection.nesting import nest, parents
from detection.node import node, noding_tolerance
from detection.options import Options
from detection.parse import Plan, parse_plan
from detection.result import DetectionResult
from detection.strokes import FloatArray, Strokes, canonical, strokes_of_plan

Progress = Callable[[str, float], None]


def detect_rooms(
    plan: object, options: Options | None = None, progress: Progress | None = None
) -> DetectionResult:
    """Find the rooms of a floor plan.

    Parameters
    ----------
    plan : object
        A decoded JSON document, see :mod:`detection.parse`.
    options : Options, optional
    progress : callable, optional
        Called as ``progress(stage, share)`` before and after each stage, with the share of the whole work
        that is done. It may raise to abort.

    Raises
    ------
    InvalidPlanError
        With every fault of the document.
    """
    options = options or Options()
    report = progress or _silent
    report("parse", 0.0)
    parsed = parse_plan(plan, options.limits)
    return _detect(strokes_of_plan(parsed), parsed, report)


def detect_segments(
    walls: FloatArray, options: Options | None = None, progress: Progress | None = None
) -> DetectionResult:
    """Find the rooms between straight walls given as an array, (n, 4) float64: x0, y0, x1, y1.

    Raises
    ------
    ValueError
        When the array has another shape, a value is not finite or too large, or no wall has length.
    """
    options = options or Options()
    walls = np.asarray(walls, dtype=np.float64)
    if walls.ndim != 2 or walls.shape[1] != 4:
        raise ValueError(f"walls must have shape (n, 4), have {walls.shape}")
    if not (np.abs(walls) <= options.limits.coordinate).all():
        raise ValueError(f"walls must be finite and within {options.limits.coordinate:g}")
    strokes = canonical(walls, np.arange(len(walls)))
    if not len(strokes):
        raise ValueError("walls must hold at least one wall with two distinct ends")
    plan = Plan(load_bearing=[False] * len(walls))
    return _detect(strokes, plan, progress or _silent)


def _detect(strokes: Strokes, plan: Plan, report: Progress) -> DetectionResult:
    report("node", 0.1)
    tolerance = noding_tolerance(strokes.ends)
    graph = node(strokes.ends, tolerance)
    report("faces", 0.5)
    graph, rings = trace_rings(graph)
    report("nesting", 0.7)
    faces = nest(graph, rings)
    report("describe", 0.8)
    corners = find_corners(graph, rings, tolerance)
    measures = measure(graph, rings, faces)
    half_edge_face = face_of_half_edges(graph, rings, faces)
    rooms = room_faces(corners, measures, faces, tolerance)
    result = DetectionResult(
        units=plan.units,
        walls_count=len(plan.load_bearing),
        load_bearing=plan.load_bearing,
        tolerance=tolerance,
        faces=faces,
        corners=corners,
        measures=measures,
        label_point=label_points(face_polygons(corners, faces, rooms), measures.centroid[rooms]),
        sides=sides_of(graph, strokes, half_edge_face),
        adjacency=adjacency_of(graph, half_edge_face),
        parent=parents(graph, rings, faces),
        rooms=rooms,
    )
    report("done", 1.0)
    return result


def _silent(_stage: str, _share: float) -> None:
    pass
