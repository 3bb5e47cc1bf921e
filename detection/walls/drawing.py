"""Read the walls of a drawing: all representations of walls become segments along their middle.

Single lines are walls. Outlines, rectangles and pairs of lines become the axes of the bodies between them,
if that representation is plausible. The rest of the pipeline closes and measures segments; only steps that
use the thickness of walls depend on the representation.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from detection.graph.dangles import has_dangles
from detection.graph.merging import MergedSegments, as_drawn, merge_collinear
from detection.graph.noding import Graph, node, noding_tolerance
from detection.options import Options
from detection.plan.annotations import OPENING_KINDS, DrawnOpening, parts_of
from detection.plan.parse import Plan
from detection.progress import Beat, silent
from detection.segments.segments import FloatArray, Segments
from detection.walls.bodies import Bodies, axis_segments, find_bodies
from detection.walls.caps import cap_ends
from detection.walls.glyphs import Doors
from detection.walls.hints import OPEN, Hints
from detection.walls.meeting import extend_to_axes, meet_faces
from detection.walls.representation import Reading, read_bodies
from detection.walls.scale import THIN, measure_scale
from detection.walls.sills import find_sills
from detection.walls.spaces import Outlines


@dataclass(frozen=True)
class Drawing:
    """Segments, and what they are a drawing of."""

    lines: Segments  # as they are drawn
    segments: Segments  # along the middle of walls
    graph: Graph  # of the segments
    joined: MergedSegments  # where a drawing has no free ends, the segments themselves
    bodies: Bodies | None  # where walls are drawn as bodies
    reading: Reading
    hints: Hints  # openings that are drawn, and names of rooms
    panes: FloatArray  # (p, 4): doors and windows that are drawn inside of walls
    clearance: float  # typical distance across a room
    tolerance: float  # distance within which two points are one

    @property
    def solid(self) -> FloatArray | None:
        """Thickness (n,) of the segments, where they are the axes of bodies."""
        return self.segments.thickness if self.bodies is not None else None


def read_walls(
    lines: Segments,
    plan: Plan,
    options: Options,
    beat: Beat = silent,
    scale_beat: Beat = silent,
    doors: Doors | None = None,
) -> Drawing:
    """Find out how walls are drawn, and the segments along the middle of them.

    ``doors`` are those whose swings are drawn; the lines are without them.
    """
    tolerance = noding_tolerance(lines.ends)
    hints = _hints(plan, doors)
    segments = meet_faces(lines, tolerance)
    graph, joined = _node(segments, tolerance, beat)
    scale = measure_scale(joined.ends, scale_beat, forced=options.walls == "double")
    if scale.thickness is not None and plan.wall_thickness is not None:
        scale = replace(scale, thickness=max(scale.thickness, min(plan.wall_thickness, THIN * scale.across)))
    reading = Reading()
    if options.walls != "single" and scale.thickness is not None:
        capped = cap_ends(joined, graph, tolerance, scale.thickness, scale_beat)
        bodies = find_bodies(capped, tolerance, scale.thickness)
        reading = read_bodies(bodies, scale.thickness, plan, options)
        if bodies is not None and reading.double:
            return _solid(lines, bodies, reading, hints, tolerance, scale_beat)
    panes = _on_walls(hints, segments)
    return Drawing(lines, segments, graph, joined, None, reading, hints, panes, scale.clearance, tolerance)


def _solid(
    lines: Segments, bodies: Bodies, reading: Reading, hints: Hints, tolerance: float, beat: Beat
) -> Drawing:
    """A drawing of bodies, with the walls of one line among them."""
    sills = find_sills(lines.ends, bodies)
    segments = axis_segments(lines, bodies, tolerance)
    if sills.bare.any():
        bare = lines.chosen(sills.bare)
        segments = segments.merged(extend_to_axes(bare, segments, bodies, tolerance))
    hints = replace(
        hints,
        doors=np.vstack([hints.doors, sills.doors]),
        windows=np.vstack([hints.windows, sills.windows]),
    )
    graph, joined = _node(segments, tolerance, beat)
    axes = joined.ends if len(joined) else lines.ends  # a body without length, as a circle, has no axis
    clearance = measure_scale(axes, beat).clearance
    panes = np.vstack([sills.panes, _on_walls(hints, segments)])
    return Drawing(lines, segments, graph, joined, bodies, reading, hints, panes, clearance, tolerance)


def _on_walls(hints: Hints, segments: Segments) -> FloatArray:
    """The drawn openings (p, 4) along which walls run on, as in building models: they need no closing."""
    drawn = np.vstack([hints.doors, hints.windows])
    if not len(drawn) or not len(segments):
        return drawn[:0]
    tree = shapely.STRtree(np.asarray(shapely.linestrings(segments.ends.reshape(-1, 2, 2))))
    width = np.hypot(*(drawn[:, 2:] - drawn[:, :2]).T)
    on_wall = np.ones(len(drawn), dtype=bool)
    for share in (0.2, 0.5, 0.8):
        places = shapely.points(drawn[:, :2] + share * (drawn[:, 2:] - drawn[:, :2]))
        (row, _), off = tree.query_nearest(places, return_distance=True, all_matches=False)
        on_wall[row] &= off <= OPEN * width[row]
    return drawn[on_wall]


def _hints(plan: Plan, doors: Doors | None) -> Hints:
    named = [
        label.point for label in plan.labels if any(kind in ("name", "number") for kind, _ in parts_of(label))
    ]
    names = np.array(named, dtype=np.float64).reshape(-1, 2)
    swings = np.zeros((0, 4)) if doors is None else np.hstack([doors.hinge, doors.latch])
    drawn = {kind: _ends([each for each in plan.openings if each.kind == kind]) for kind in OPENING_KINDS}
    typed = [each for each in plan.openings if each.type is not None]
    return Hints(
        doors=np.vstack([swings, drawn["door"]]),
        windows=drawn["window"],
        names=names,
        spaces=Outlines.of(plan.spaces),
        typed=_ends(typed),
        types=tuple(str(each.type) for each in typed),
    )


def _ends(openings: Sequence[DrawnOpening]) -> FloatArray:
    return np.array([(*each.start, *each.end) for each in openings], dtype=np.float64).reshape(-1, 4)


def _node(segments: Segments, tolerance: float, beat: Beat) -> tuple[Graph, MergedSegments]:
    graph = node(segments.ends, tolerance, beat)
    beat()
    joined = (
        merge_collinear(segments.ends, graph, tolerance, beat)
        if has_dangles(graph)
        else as_drawn(segments.ends)
    )
    return graph, joined
