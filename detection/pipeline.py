"""From walls to rooms: parse, node, close, faces, nesting, classify, describe."""

from dataclasses import replace
from functools import partial

import numpy as np
import shapely

from detection.graph.arrangement import arranged, forget_drawings
from detection.graph.crowding import refuse_crowded, refuse_repeated_arcs
from detection.graph.dangles import has_dangles
from detection.graph.measure import face_polygons
from detection.graph.nesting import OUTSIDE, parents
from detection.graph.shapes import Shapes
from detection.options import Options
from detection.plan.parse import Plan, parse_plan
from detection.progress import Beat, Progress, Rising
from detection.report.result import DetectionResult
from detection.rooms.classify import SLIVER, hardly_rooms, room_faces
from detection.rooms.confidence import confidence, find_grounds, limits
from detection.rooms.fixtures import find_fixtures
from detection.rooms.names import Names, name_rooms
from detection.rooms.plausibility import Doubt, find_doubts, limited
from detection.rooms.shape import Shape, find_shape
from detection.segments.segments import (
    BoolArray,
    FloatArray,
    Geometries,
    IntArray,
    Segments,
    canonical,
    pieces_of,
    segments_of_plan,
)
from detection.walls.drawing import Drawing, read_walls
from detection.walls.glyphs import Doors, find_doors
from detection.walls.net_area import net_polygons, solid

ALIKE = 0.8  # overlap of a room with one of the other reading, above which both readings agree on it
MOST_READ_TWICE = 2_000  # lines of a drawing whose other reading is counted as well


def detect_rooms(
    plan: object, options: Options | None = None, progress: Progress | None = None
) -> DetectionResult:
    """Find the rooms of a floor plan.

    Parameters
    ----------
    plan
        A decoded JSON document, see :mod:`detection.plan.parse`; lengths are in the plan's own unit.
    options
        How the walls are read and what the plan may cost; the defaults suit drawings of buildings.
    progress
        Called as ``progress(stage, share)`` between stages and several times a second within long ones, with
        the share of the whole work that is done, 0 to 1. It may raise to abort: the exception passes through.

    Returns
    -------
    DetectionResult
        The rooms in the order of their position, with neighbours, openings and findings.

    Raises
    ------
    InvalidPlanError
        With every fault of the document.

    Notes
    -----
    Rooms are the bounded faces of the planar arrangement of the walls (de Berg et al., *Computational
    Geometry*, chapter 2), after gaps that a builder would not mean have been closed.

    Examples
    --------
    >>> corners = [[0, 0], [4, 0], [4, 3], [0, 3]]
    >>> plan = {"units": "m", "walls": [{"type": "polyline", "points": corners, "closed": True}]}
    >>> [(room["area"], room["polygon"][0]) for room in detect_rooms(plan).to_document()["rooms"]]
    [(12.0, [0.0, 0.0])]
    """
    options = options or Options()
    report = progress or _silent
    report("parse", 0.0)
    parsed = parse_plan(plan, options.limits)
    refuse_repeated_arcs(*pieces_of(parsed), options.limits.near_pairs)
    doors = find_doors(parsed)
    return _detect(segments_of_plan(parsed, doors.piece), parsed, options, report, doors)


def detect_segments(
    walls: FloatArray, options: Options | None = None, progress: Progress | None = None
) -> DetectionResult:
    """Find the rooms between straight walls that are given as an array.

    Parameters
    ----------
    walls
        Shape (n, 4), float64: x0, y0, x1, y1 of each wall, in any unit of length.
    options, progress
        As for :func:`detect_rooms`.

    Returns
    -------
    DetectionResult
        As of :func:`detect_rooms`; there are no names and no unit.

    Raises
    ------
    ValueError
        The array has another shape, a value is not finite or too large, or no wall has length.
    InvalidPlanError
        More walls cross than the limits allow.

    Examples
    --------
    >>> square = [[0, 0, 4, 0], [4, 0, 4, 3], [4, 3, 0, 3], [0, 3, 0, 0]]
    >>> len(detect_segments(np.array(square, dtype=float)).rooms)
    1
    """
    options = options or Options()
    walls = np.asarray(walls, dtype=np.float64)
    if walls.ndim != 2 or walls.shape[1] != 4:
        raise ValueError(f"walls must have shape (n, 4), have {walls.shape}")
    if not (np.abs(walls) <= options.limits.coordinate).all():
        raise ValueError(f"walls must be finite and within {options.limits.coordinate:g}")
    segments = canonical(walls, np.arange(len(walls)))
    if not len(segments):
        raise ValueError("walls must hold at least one wall with two distinct ends")
    plan = Plan(load_bearing=[False] * len(walls))
    return _detect(segments, plan, options, progress or _silent)


@arranged()
def _detect(
    lines: Segments, plan: Plan, options: Options, report: Progress, doors: Doors | None = None
) -> DetectionResult:
    report("node", 0.05)
    beat = partial(report, "node", 0.05)
    refuse_crowded(lines, options.limits.near_pairs, beat)
    beat()
    drawing = read_walls(
        lines, plan, options, Rising(report, "node", 0.05, 0.25), partial(report, "scale", 0.25), doors
    )
    shape = _weighed(find_shape(drawing, options, report))
    if len(lines) > MOST_READ_TWICE:  # a smaller one may be noded once more
        forget_drawings()
    report("describe", 0.85)
    result = _describe(shape, plan, options, Rising(report, "describe", 0.85, 1.0))
    report("done", 1.0)
    return result


def _weighed(shape: Shape) -> Shape:
    """The same, without a thickness of walls that the openings through them rule out."""
    closing, drawing = shape.closing, shape.drawing
    if closing.style is None:
        return shape
    widest = closing.style.widest_pairs[0] * closing.clearance
    reading = drawing.reading.beside_openings(closing.style.pair_count, widest)
    return replace(shape, drawing=replace(drawing, reading=reading))


def _describe(shape: Shape, plan: Plan, options: Options, beat: Beat) -> DetectionResult:
    """Choose the rooms among the faces, and measure them."""
    drawing, bodies, tolerance = shape.drawing, shape.drawing.bodies, shape.drawing.tolerance
    closing, faces, measures = shape.closing, shape.faces, shape.measures
    sliver = SLIVER * closing.clearance
    least_width = max(tolerance, sliver if len(closing) else 0.0)
    rooms = room_faces(shape.corners, measures, faces, least_width)
    shapes = Shapes(shape.corners, faces, rooms)
    beat()
    net = None
    segments = shape.segments
    if bodies is not None:
        added = slice(len(drawing.segments), None)
        closed = solid(segments.ends[added], segments.thickness[added], capped=False)
        net = net_polygons(shapes.polygons, np.concatenate([bodies.shapes, closed]), tolerance)
        kept = 2 * shapely.area(net) > sliver * shapely.length(net)
        rooms, shapes, net = rooms[kept], shapes.taken(kept), net[kept]
    elif (segments.thickness > 0).any():
        thick = segments.thickness > 0
        walls = solid(segments.ends[thick], segments.thickness[thick], capped=True)
        net = net_polygons(shapes.polygons, walls, tolerance)
    beat()
    grounds = find_grounds(
        shape.graph, shape.half_edge_face, rooms, shapes, closing=closing, drawn=len(drawing.segments)
    )
    beat()
    sure = confidence(grounds, closing, measures, rooms, shape.drawn, solid=bodies is not None)
    kept = _are_rooms(shape, plan, shapes, sure)
    if not options.strict and not kept.all():
        rooms, shapes, sure, grounds = rooms[kept], shapes.taken(kept), sure[kept], grounds.of_rooms(kept)
        net = None if net is None else net[kept]
    if options.strict:  # what was left open against all odds decides alone
        sure = np.minimum(sure, limits(grounds, closing, len(rooms)))
    beat()
    names = name_rooms(shapes, plan, closing.clearance)
    parent = parents(shape.graph, shape.rings, faces)
    other = _other_rooms(drawing, plan, options)
    filled = np.zeros(len(rooms), dtype=bool) if net is None else shapely.is_empty(net)
    doubts = _doubts(shape, plan, rooms, names, parent, unlike=_unlike(shapes, other, drawing), filled=filled)
    beat()
    return DetectionResult(
        plan=plan,
        lines=drawing.lines,
        bodies=bodies,
        segments=segments,
        drawn=shape.drawn,
        graph=shape.graph,
        faces=faces,
        half_edge_face=shape.half_edge_face,
        corners=shape.corners,
        measures=measures,
        rooms=rooms,
        shapes=shapes,
        net=net,
        parent=parent,
        closing=closing,
        proposed=shape.proposed,
        grounds=grounds,
        confidence=limited(sure, doubts),
        tolerance=tolerance,
        least_width=least_width,
        reading=drawing.reading,
        strict=options.strict,
        doubts=doubts,
        other_count=None if other is None else len(other),
        hints=drawing.hints,
        panes=drawing.panes,
        names=names,
    )


def _are_rooms(shape: Shape, plan: Plan, shapes: Shapes, sure: FloatArray) -> BoolArray:
    """Whether each face, (r,), is a room rather than a sliver; all are in drawings without free ends.

    What holds the text of a label, or is a space of the plan, is a room however narrow it is.
    """
    rooms, measures, clearance = shapes.chosen, shape.measures, shape.closing.clearance
    width = 2 * measures.area[rooms] / measures.perimeter[rooms] / clearance
    slivers = np.flatnonzero(hardly_rooms(width, sure))
    kept = np.ones(len(rooms), dtype=bool)
    if len(slivers) and has_dangles(shape.drawing.graph):
        kept[slivers] = False
        names = name_rooms(shapes.taken(~kept), plan, clearance)
        called = zip(names.name, names.number, names.usage, names.stated_area, strict=True)
        given = [any(map(bool, each)) or row in names.space for row, each in enumerate(called)]
        kept[slivers] = given
    return kept


def _doubts(
    shape: Shape,
    plan: Plan,
    rooms: IntArray,
    names: Names,
    parent: IntArray,
    *,
    unlike: BoolArray,
    filled: BoolArray,
) -> list[Doubt]:
    """What speaks against the rooms, faces (r,)."""
    drawing, reading = shape.drawing, shape.drawing.reading
    is_room = np.zeros(len(shape.faces) + 1, dtype=bool)
    is_room[rooms] = True
    left, right = shape.half_edge_face[0::2], shape.half_edge_face[1::2]
    between = is_room[left] & is_room[right] & (left != right)
    touches = np.zeros(len(is_room), dtype=bool)
    touches[left[between]] = touches[right[between]] = True
    touching = touches[rooms]
    several = np.zeros(len(rooms), dtype=bool)
    several[list(names.several)] = True
    return find_doubts(
        shape.measures.area[rooms],
        shape.measures.perimeter[rooms],
        drawing.lines.ends,
        units=plan.units,
        apart=None if reading.double else reading.apart,
        touching=touching,
        several_names=several,
        names_outside=len(names.outside),
        names=len(drawing.hints.names),
        fixtures=_fixtures(shape, rooms, parent),
        unlike=unlike,
        filled=filled,
    )


def _fixtures(shape: Shape, rooms: IntArray, parent: IntArray) -> tuple[BoolArray, BoolArray]:
    """Which rooms, (r,), are likelier furniture or the like, and which others those take their area from."""
    row = np.full(len(shape.faces) + 1, OUTSIDE)  # the last is for OUTSIDE
    row[rooms] = np.arange(len(rooms))
    sides = row[shape.half_edge_face[0::2]], row[shape.half_edge_face[1::2]]
    area, perimeter = shape.measures.area[rooms], shape.measures.perimeter[rooms]
    return find_fixtures(area, 2 * area / perimeter, row[parent[rooms]], *sides)


def _other_rooms(drawing: Drawing, plan: Plan, options: Options) -> Geometries | None:
    """Rooms of the other reading of the walls, where the drawing leaves two."""
    if drawing.reading.apart is None or drawing.reading.chosen or len(drawing.lines) > MOST_READ_TWICE:
        return None
    other = replace(options, walls="single" if drawing.reading.double else "double")
    shape = find_shape(read_walls(drawing.lines, plan, other), other, _silent)
    rooms = room_faces(shape.corners, shape.measures, shape.faces, SLIVER * shape.closing.clearance)
    return face_polygons(shape.corners, shape.faces, rooms)


def _unlike(shapes: Shapes, other: Geometries | None, drawing: Drawing) -> BoolArray:
    """Rooms (r,) between lines read as walls that are no rooms where two lines are read as one wall."""
    if other is None or drawing.reading.double or not len(other):
        return np.zeros(len(shapes), dtype=bool)
    gross = shapes.polygons
    row, match = shapely.STRtree(other).query(gross, predicate="intersects")
    shared = shapely.area(shapely.intersection(gross[row], other[match]))
    alike = shared > ALIKE * (shapely.area(gross[row]) + shapely.area(other[match]) - shared)
    return ~np.isin(np.arange(len(gross)), row[alike])


def _silent(_stage: str, _share: float) -> None:
    pass
