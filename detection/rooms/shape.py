"""The shape of a building: faces between its walls, after what is missing has been closed."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from detection.closing.close import Closing, close, nothing_closed
from detection.closing.virtual import virtual_bounds
from detection.graph.faces import Rings, trace_rings
from detection.graph.measure import (
    Corners,
    Measures,
    face_of_half_edges,
    find_corners,
    measure,
)
from detection.graph.nesting import Faces, nest
from detection.graph.noding import Graph, node
from detection.options import Options
from detection.progress import Progress, Rising
from detection.segments.segments import NO_WALL, BoolArray, IntArray, Segments
from detection.segments.vectors import lengths
from detection.walls.drawing import Drawing

WIDE_WAY = 0.5  # of the clearance: a wider way between two spaces is no door but their boundary


@dataclass(frozen=True)
class Shape:
    """The faces between some segments, with what closing added."""

    drawing: Drawing
    segments: Segments
    drawn: Graph
    graph: Graph
    rings: Rings
    faces: Faces
    half_edge_face: IntArray
    corners: Corners
    measures: Measures
    closing: Closing
    proposed: Closing


def find_shape(drawing: Drawing, options: Options, report: Progress) -> Shape:
    """Close what is open, find the faces, and part those in which several spaces of the plan lie."""
    segments, drawn, tolerance = drawing.segments, drawing.graph, drawing.tolerance
    report("close", 0.3)
    if drawing.bodies is not None and drawing.bodies.only_columns:
        proposed = nothing_closed(drawing.clearance)
    else:
        proposed = close(
            drawing.joined,
            drawn,
            tolerance,
            drawing.clearance,
            beat=Rising(report, "close", 0.3, 0.6),
            thickness=drawing.solid,
            hints=drawing.hints,
        )
    closing = proposed.undone() if options.strict else proposed
    if len(closing):
        segments = segments.extended(closing.segments, closing.continues)
        drawn = node(segments.ends, tolerance, partial(report, "close", 0.6))
    report("faces", 0.6)
    shape = _traced(drawing, segments, drawn, closing, proposed, report)
    return shape if options.strict else _parted(shape, options.limits.near_pairs, report)


def _traced(
    drawing: Drawing, segments: Segments, drawn: Graph, closing: Closing, proposed: Closing, report: Progress
) -> Shape:
    """The faces between segments that are noded already."""
    graph, rings = trace_rings(drawn, partial(report, "faces", 0.6))
    report("nesting", 0.75)
    faces = nest(graph, rings)
    return Shape(
        drawing=drawing,
        segments=segments,
        drawn=drawn,
        graph=graph,
        rings=rings,
        faces=faces,
        half_edge_face=face_of_half_edges(graph, rings, faces),
        corners=find_corners(graph, rings, drawing.tolerance),
        measures=measure(graph, rings, faces),
        closing=closing,
        proposed=proposed,
    )


def _parted(shape: Shape, most: int, report: Progress) -> Shape:
    """The shape with virtual boundaries between the spaces of the plan, where these part faces."""
    drawing, walls = shape.drawing, shape.segments
    spaces, tolerance = drawing.hints.spaces, drawing.tolerance
    if not len(spaces.polygons):
        return shape
    closing = _wide_ways(shape)
    shape = replace(shape, closing=closing)
    bounds, leads = virtual_bounds(spaces, walls.ends, walls.thickness, tolerance, closing.clearance, most)
    while len(bounds):
        segments = walls.extended(bounds, np.full(len(bounds), NO_WALL))
        drawn = node(segments.ends, tolerance, partial(report, "nesting", 0.75))
        parted = _traced(drawing, segments, drawn, closing.parted(bounds, leads), shape.proposed, report)
        parts = _parts(parted, len(walls))
        if parts.all():
            return parted
        bounds, leads = bounds[parts], leads[parts]
    return shape


def _wide_ways(shape: Shape) -> Closing:
    """The closing; wide ways between two spaces of the plan are their boundaries and no openings."""
    closing, hints = shape.closing, shape.drawing.hints
    if not len(closing):
        return closing
    wide = lengths(closing.segments[:, 2:] - closing.segments[:, :2]) > WIDE_WAY * closing.clearance
    slack = shape.segments.thickness[closing.continues]
    between, _ = hints.beside_spaces(closing.segments, slack, closing.clearance)
    return closing.given(wide & between)


def _parts(shape: Shape, walls: int) -> BoolArray:
    """Whether each segment beyond the walls has different faces on its sides anywhere."""
    graph, face = shape.graph, shape.half_edge_face
    virtual = graph.cover_segment >= walls
    edge = graph.cover_edge[virtual]
    parting = edge[face[2 * edge] != face[2 * edge + 1]]
    found = graph.cover_segment[virtual][np.isin(edge, parting)] - walls
    return np.isin(np.arange(len(shape.segments) - walls), found)
