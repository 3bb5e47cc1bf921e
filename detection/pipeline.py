"""From walls to rooms: parse, node, close, faces, nesting, classify, describe."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely

from detection.closing.close import Closing, close
from detection.graph.arrangement import arranged
from detection.graph.crowding import refuse_crowded
from detection.graph.dangles import has_tips
from detection.graph.faces import Rings, trace_rings
from detection.graph.measure import (
    Corners,
    Measures,
    face_of_half_edges,
    face_polygons,
    find_corners,
    measure,
)
from detection.graph.merging import Joined, as_drawn, join
from detection.graph.nesting import Faces, nest, parents
from detection.graph.noding import Graph, node, noding_tolerance
from detection.options import Options
from detection.plan.parse import Plan, parse_plan
from detection.progress import Progress
from detection.report.result import DetectionResult
from detection.rooms.classify import SLIVER, room_faces
from detection.rooms.confidence import PINCHED, confidence, find_grounds, limits
from detection.segments.segments import FloatArray, IntArray, Strokes, canonical, strokes_of_plan
from detection.walls.net_area import net_polygons, pinched, solid
from detection.walls.rectangles import Bars, find_bars, middle_lines
from detection.walls.representation import WALL_SLACK, Reading, read_outlines, thickness_agrees
from detection.walls.scale import measure_scale


def detect_rooms(
    plan: object, options: Options | None = None, progress: Progress | None = None
) -> DetectionResult:
    """Find the rooms of a floor plan.

    Parameters
    ----------
    plan : object
        A decoded JSON document, see :mod:`detection.plan.parse`.
    options : Options, optional
    progress : callable, optional
        Called as ``progress(stage, share)`` between stages, and about once a second within long ones, with
        the share of the whole work that is done. It may raise to abort.

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


@arranged()
def _detect(lines: Strokes, plan: Plan, options: Options, report: Progress) -> DetectionResult:
    report("node", 0.05)
    beat = partial(report, "node", 0.05)
    refuse_crowded(lines, options.limits.near_pairs, beat)
    beat()
    tolerance = noding_tolerance(lines.ends)
    noded = _node(lines, tolerance, report)
    report("scale", 0.25)
    beat = partial(report, "scale", 0.25)
    scale = measure_scale(noded.joined.ends, beat, forced=options.walls == "double")
    hypothesis = None if options.walls == "single" else scale.thickness
    strokes, bars = lines, None
    if hypothesis is not None:
        strokes, bars = _read_bars(lines, plan, options, tolerance, hypothesis)
    if bars is not None:
        apart = float(bars.thickness.max())
        reading = Reading(double=True, bars=True, apart=apart, chosen=options.walls == "double")
        noded = _node(strokes, tolerance, report)
        shape = _shape(noded, measure_scale(noded.joined.ends).clearance, tolerance, options, report)
    else:
        clearance = scale.clearance if hypothesis is None else scale.across
        shape = _shape(noded, clearance, tolerance, options, report)
        reading = Reading()
        if hypothesis is not None:
            reading = read_outlines(
                shape.graph, shape.half_edge_face, shape.measures, hypothesis, plan=plan, options=options
            )
            if not reading.double:
                shape = _shape(noded, scale.clearance, tolerance, options, report)
    report("describe", 0.85)
    result = _describe(shape, lines, plan, reading, bars, options)
    report("done", 1.0)
    return result


def _read_bars(
    lines: Strokes, plan: Plan, options: Options, tolerance: float, thickest: float
) -> tuple[Strokes, Bars | None]:
    """The middle lines of the bars that the walls are drawn as, if they are."""
    bars = find_bars(lines.ends, tolerance, thickest)
    if not len(bars) or (options.walls == "auto" and thickness_agrees(plan, thickest) is False):
        return lines, None
    strokes = middle_lines(lines, bars, tolerance)
    if strokes is None:
        return lines, None
    return strokes, bars


@dataclass(frozen=True)
class _Shape:
    """The faces between some strokes, with what closing added."""

    strokes: Strokes
    walls: int  # number of strokes that were drawn
    tolerance: float
    drawn: Graph
    graph: Graph
    rings: Rings
    faces: Faces
    half_edge_face: IntArray
    corners: Corners
    measures: Measures
    closing: Closing
    proposed: Closing


@dataclass(frozen=True)
class _Noded:
    """Strokes, and what they are a drawing of."""

    strokes: Strokes
    graph: Graph
    joined: Joined  # where a drawing has no free ends, the strokes themselves


def _node(strokes: Strokes, tolerance: float, report: Progress) -> _Noded:
    graph = node(strokes.ends, tolerance, partial(report, "node", 0.1))
    joined = join(strokes.ends, graph, tolerance) if has_tips(graph) else as_drawn(strokes.ends)
    return _Noded(strokes, graph, joined)


def _shape(noded: _Noded, clearance: float, tolerance: float, options: Options, report: Progress) -> _Shape:
    """Close what is open, and find the faces."""
    strokes, drawn, walls = noded.strokes, noded.graph, len(noded.strokes)
    report("close", 0.3)
    closing = proposed = close(
        noded.joined,
        drawn,
        tolerance,
        clearance,
        beat=_Rising(report, "close", 0.3, 0.6),
    )
    if options.strict:
        closing = proposed.undone()
    if len(closing):
        strokes = strokes.extended(closing.strokes, closing.continues)
        drawn = node(strokes.ends, tolerance, partial(report, "close", 0.6))
    report("faces", 0.6)
    graph, rings = trace_rings(drawn, partial(report, "faces", 0.6))
    report("nesting", 0.75)
    faces = nest(graph, rings)
    return _Shape(
        strokes=strokes,
        walls=walls,
        tolerance=tolerance,
        drawn=drawn,
        graph=graph,
        rings=rings,
        faces=faces,
        half_edge_face=face_of_half_edges(graph, rings, faces),
        corners=find_corners(graph, rings, tolerance),
        measures=measure(graph, rings, faces),
        closing=closing,
        proposed=proposed,
    )


def _describe(
    shape: _Shape, lines: Strokes, plan: Plan, reading: Reading, bars: Bars | None, options: Options
) -> DetectionResult:
    """Choose the rooms among the faces, and measure them."""
    closing, faces, measures = shape.closing, shape.faces, shape.measures
    sliver = SLIVER * closing.unit
    least_width = max(shape.tolerance, sliver if len(closing) else 0.0)
    if reading.thickness is not None and bars is None:
        least_width = max(least_width, WALL_SLACK * reading.thickness)
    rooms = room_faces(shape.corners, measures, faces, least_width)
    gross = face_polygons(shape.corners, faces, rooms)
    net = None
    strokes = shape.strokes
    if bars is not None:
        added = slice(shape.walls, None)
        closed = solid(strokes.ends[added], strokes.thickness[added], capped=False)
        net = net_polygons(gross, np.concatenate([bars.shapes, closed]), shape.tolerance)
        kept = 2 * shapely.area(net) > sliver * shapely.length(net)
        rooms, gross, net = rooms[kept], gross[kept], net[kept]
    elif not reading.double and (strokes.thickness > 0).any():
        thick = strokes.thickness > 0
        walls = solid(strokes.ends[thick], strokes.thickness[thick], capped=True)
        net = net_polygons(gross, walls, shape.tolerance)
    grounds = find_grounds(
        shape.graph, shape.half_edge_face, rooms, gross, closing=closing, drawn=shape.walls
    )
    sure = confidence(grounds, closing, measures, rooms, shape.drawn)
    if options.strict:  # what was left open against all odds decides alone
        sure = np.minimum(sure, limits(grounds, closing, len(rooms)))
    if reading.thickness is not None and bars is None:
        narrow = pinched(gross, reading.thickness)
        sure = np.minimum(sure, np.where(narrow, PINCHED, 1.0))
    else:
        narrow = np.zeros(len(rooms), dtype=bool)
    return DetectionResult(
        plan=plan,
        lines=lines,
        bars=bars,
        strokes=strokes,
        drawn=shape.drawn,
        graph=shape.graph,
        faces=faces,
        half_edge_face=shape.half_edge_face,
        corners=shape.corners,
        measures=measures,
        rooms=rooms,
        polygons=gross,
        net=net,
        parent=parents(shape.graph, shape.rings, faces),
        closing=closing,
        proposed=shape.proposed,
        grounds=grounds,
        pinched=narrow,
        confidence=sure,
        tolerance=shape.tolerance,
        least_width=least_width,
        reading=reading,
        strict=options.strict,
    )


class _Rising:
    """Signs of life of a stage whose length is not known, each a little nearer to its end."""

    def __init__(self, report: Progress, stage: str, share: float, end: float) -> None:
        self.report, self.stage, self.share, self.end = report, stage, share, end

    def __call__(self) -> None:
        self.share += 0.05 * (self.end - self.share)
        self.report(self.stage, self.share)


def _silent(_stage: str, _share: float) -> None:
    pass
