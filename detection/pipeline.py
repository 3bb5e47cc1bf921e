"""From walls to rooms: parse, node, close, faces, nesting, classify, describe."""

from collections.abc import Callable
from itertools import count

import numpy as np

from detection.classify import SLIVER, WALL_SLACK, confirmed_thickness, room_faces
from detection.closing import close
from detection.confidence import confidence, find_grounds
from detection.describe import (
    face_of_half_edges,
    face_polygons,
    find_corners,
    measure,
)
from detection.faces import trace_rings
from detection.faults import Fault, InvalidPlanError
from detection.nesting import nest, parents
from detection.node import node, noding_tolerance
from detection.options import Options
from detection.parse import Plan, parse_plan
from detection.rays import StrokeTree
from detection.result import DetectionResult
from detection.scale import measure_scale
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
        Called as ``progress(stage, share)`` between stages, and between the rounds of long ones, with the
        share of the whole work that is done. It may raise to abort.

    Raises
    ------
    InvalidPlanError
        With every fault of the document.
    """
    options = options or Options()
    report = progress or _silent
    report("parse", 0.0)
    parsed = parse_plan(plan, options.limits)
    return _detect(strokes_of_plan(parsed), parsed, options, report)


def detect_segments(
    walls: FloatArray, options: Options | None = None, progress: Progress | None = None
) -> DetectionResult:
    """Find the rooms between straight walls given as an array, (n, 4) float64: x0, y0, x1, y1.

    Raises
    ------
    ValueError
        When the array has another shape, a value is not finite or too large, or no wall has length.
    InvalidPlanError
        When more walls cross than the limits allow.
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
    return _detect(strokes, plan, options, progress or _silent)


def _detect(strokes: Strokes, plan: Plan, options: Options, report: Progress) -> DetectionResult:
    report("node", 0.05)
    pairs = StrokeTree(strokes.ends).estimate_pairs()
    if pairs > options.limits.near_pairs:
        most = options.limits.near_pairs
        raise InvalidPlanError(
            (Fault("/walls", f"lie too close together: some {pairs} pairs may meet, {most} may"),)
        )
    tolerance = noding_tolerance(strokes.ends)
    drawn = node(strokes.ends, tolerance)
    report("scale", 0.25)
    scale = measure_scale(strokes.ends)
    report("close", 0.3)
    rounds = count(1)
    closing = close(
        strokes.ends,
        drawn,
        tolerance,
        scale.clearance,
        watch=lambda *_: report("close", 0.3 + 0.05 * next(rounds)),
    )
    proposed, walls = closing, len(strokes)
    if options.strict:
        closing = closing.undone()
    if len(closing):
        strokes = strokes.extended(closing.strokes, closing.continues)
        drawn = node(strokes.ends, tolerance)
    report("faces", 0.6)
    graph, rings = trace_rings(drawn)
    report("nesting", 0.75)
    faces = nest(graph, rings)
    report("describe", 0.85)
    corners = find_corners(graph, rings, tolerance)
    measures = measure(graph, rings, faces)
    half_edge_face = face_of_half_edges(graph, rings, faces)
    thickness = confirmed_thickness(measures, scale.thickness)
    least_width = max(
        tolerance, SLIVER * closing.unit if len(closing) else 0.0, WALL_SLACK * (thickness or 0.0)
    )
    rooms = room_faces(corners, measures, faces, least_width)
    polygons = face_polygons(corners, faces, rooms)
    grounds = find_grounds(graph, half_edge_face, rooms, polygons, closing=closing, drawn=walls)
    result = DetectionResult(
        plan=plan,
        strokes=strokes,
        drawn=drawn,
        graph=graph,
        faces=faces,
        half_edge_face=half_edge_face,
        corners=corners,
        measures=measures,
        rooms=rooms,
        polygons=polygons,
        parent=parents(graph, rings, faces),
        closing=closing,
        proposed=proposed,
        grounds=grounds,
        confidence=confidence(grounds, closing, measures, rooms, len(drawn.edges)),
        tolerance=tolerance,
        least_width=least_width,
        thickness=thickness,
    )
    report("done", 1.0)
    return result


def _silent(_stage: str, _share: float) -> None:
    pass
