"""Leaks: gaps that were left open, and the rooms that each of them merges."""

from typing import Any

import numpy as np
import shapely

from detection.closing.close import Closing
from detection.graph.faces import trace_rings
from detection.graph.measure import (
    edge_lengths,
    face_of_half_edges,
    face_polygons,
    find_corners,
    label_points,
    measure,
)
from detection.graph.nesting import OUTSIDE, nest
from detection.graph.noding import node
from detection.report.rounding import decimals_of, rounded, rounded_areas
from detection.rooms.confidence import DOUBTFUL, place_of
from detection.rooms.rooms import Rooms
from detection.segments.segments import FloatArray, IntArray

Document = dict[str, Any]


def leaks_of(closing: Closing) -> FloatArray:
    """Stretches (l, 4) that were left open but are not unlikely to be missing; when strict, all of them."""
    return closing.rejected[closing.rejected_probability >= DOUBTFUL]


def find_leaks(result: Rooms) -> list[Document]:
    """A finding for each leak, with the two rooms that there would be if all leaks were closed."""
    closing, leaks = result.closing, leaks_of(result.closing)
    if not len(leaks):
        return []
    likely = closing.rejected_probability[closing.rejected_probability >= DOUBTFUL]
    names = list(result.room_ids.values())
    middle = (leaks[:, :2] + leaks[:, 2:]) / 2
    place, room = shapely.STRtree(result.polygons).query(shapely.points(middle), predicate="within")
    inside = dict(zip(place.tolist(), room.tolist(), strict=True))
    halves, unit = _Halves(result, leaks), result.plan.units
    decimals = decimals_of(result.tolerance)
    found = []
    for row, segment in enumerate(leaks):
        length = float(np.hypot(*(segment[2:] - segment[:2])))
        size = f"{length:.4g} {unit}" if unit else f"{length:.4g}"
        rooms = halves.beside(row)
        whole = names[inside[row]] if row in inside else None
        found.append(
            {
                "kind": "leak",
                "at": middle[row].tolist(),
                "from": segment[:2].tolist(),
                "to": segment[2:].tolist(),
                "length": round(length, decimals),
                "probability": round(float(likely[row]), 3),
                "room": whole,
                "merges": rooms,
                "detail": f"a gap of {size} at {place_of(segment)} {_merging(rooms, whole, unit)} "
                f"({likely[row]:.0%} likely)",
            }
        )
    return found


def _merging(rooms: list[Document | None], whole: str | None, unit: str | None) -> str:
    """What a gap does to the rooms (or the outside, None) on its two sides."""
    if not rooms:
        return "keeps a wall from parting anything"
    sides = []
    for letter, room in zip("AB", rooms, strict=True):
        if room is None:
            sides.append("the outside")
        else:
            x, y = room["label_point"]
            area = f"{room['area']:.4g} {unit}²" if unit else f"{room['area']:.4g}"
            sides.append(f"{letter} ({area} around ({x:.6g}, {y:.6g}))")
    return f"merges {' and '.join(sides)}" + (f" into {whole}" if whole else "")


class _Halves:
    """The faces on both sides of each leak, in the drawing with all leaks closed."""

    def __init__(self, result: Rooms, leaks: FloatArray) -> None:
        drawn = len(result.segments)
        graph, rings = trace_rings(node(np.vstack([result.segments.ends, leaks]), result.tolerance))
        faces = nest(graph, rings)
        leaking = graph.cover_segment >= drawn
        edge, leak = graph.cover_edge[leaking], graph.cover_segment[leaking] - drawn
        order = np.lexsort((-edge_lengths(graph)[edge], leak))
        self.leaks, first = np.unique(leak[order], return_index=True)
        face = face_of_half_edges(graph, rings, faces)
        edge = edge[order][first]  # the longest stretch of each leak
        self.sides: IntArray = np.column_stack([face[2 * edge], face[2 * edge + 1]])
        corners = find_corners(graph, rings, result.tolerance)
        self.faces = np.unique(self.sides[self.sides != OUTSIDE])
        measures = measure(graph, rings, faces)
        self.area = rounded_areas(measures.area[self.faces], result.tolerance, result.proposed.clearance)
        has_shape = np.diff(corners.offsets)[faces.outer[self.faces]] >= 3
        self.label = measures.centroid[self.faces]
        shapes = face_polygons(corners, faces, self.faces[has_shape])
        self.label[has_shape] = label_points(shapes, self.label[has_shape])
        self.label = rounded(self.label, result.tolerance)

    def beside(self, leak: int) -> list[Document | None]:
        """The two rooms, the larger one first; None is the outside. Empty when closing parts nothing."""
        row = int(np.searchsorted(self.leaks, leak))
        if row == len(self.leaks) or self.leaks[row] != leak:
            return []
        rooms = [self._room(face) for face in self.sides[row].tolist()]
        return sorted(rooms, key=lambda room: -room["area"] if room else 0.0)

    def _room(self, face: int) -> Document | None:
        if face == OUTSIDE:
            return None
        row = int(np.searchsorted(self.faces, face))
        return {"area": float(self.area[row]), "label_point": self.label[row].tolist()}
