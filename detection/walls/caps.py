"""Close the outlines of two-sided walls: hair gaps between their lines, and ends without a cap."""

import numpy as np

from detection.graph.dangles import find_dangles, has_dangles
from detection.graph.gaps import close_gaps
from detection.graph.merging import MergedSegments
from detection.graph.noding import Graph, node
from detection.progress import Beat, silent
from detection.scipy_functions import tree_of
from detection.segments.segments import FloatArray, IntArray

GAP_CLEARANCE = 4.0  # clearance given to gap closing, in wall thicknesses: closes up to a third of one
SAME_WAY = 0.97  # cosine of the angle between the two sides of a wall
OBLIQUE = 0.5  # of its length, that a cap may be off the right angle
WIDEST = 1.3  # thicknesses that a cap may be long


def cap_ends(
    joined: MergedSegments, graph: Graph, tolerance: float, thickness: float, beat: Beat = silent
) -> Graph:
    """The graph of a drawing without free ends where two sides of a wall stop together."""
    if not has_dangles(graph):
        return graph
    ends = joined.ends
    added, _, graph, _ = close_gaps(ends, tolerance, GAP_CLEARANCE * thickness, beat)
    every = np.vstack([ends, added])
    caps = _caps(graph, every, len(ends), WIDEST * thickness)
    return node(np.vstack([every, caps]), tolerance, beat) if len(caps) else graph


def _caps(graph: Graph, every: FloatArray, drawn: int, longest: float) -> FloatArray:
    """Stretches (c, 4) between free ends that lie side by side and point the same way."""
    dangles = find_dangles(graph, every, np.arange(len(every)) < drawn)
    pairs: IntArray = tree_of(dangles.point).query_pairs(longest, output_type="ndarray")
    a, b = np.concatenate([pairs, pairs[:, ::-1]]).reshape(-1, 2).T
    offset = dangles.point[b] - dangles.point[a]
    apart = np.hypot(*offset.T)
    along = np.abs(np.einsum("ij,ij->i", offset, dangles.direction[a]))
    same = np.einsum("ij,ij->i", dangles.direction[a], dangles.direction[b]) > SAME_WAY
    kept = same & (along <= OBLIQUE * apart) & (apart > 0)
    a, b, apart = a[kept], b[kept], apart[kept]
    nearest = np.full(len(dangles), -1)
    order = np.lexsort((b, apart, a))
    first = np.unique(a[order], return_index=True)[1]
    nearest[a[order][first]] = b[order][first]
    one = np.flatnonzero(nearest >= 0)
    one = one[(nearest[nearest[one]] == one) & (one < nearest[one])]
    return np.hstack([dangles.point[one], dangles.point[nearest[one]]])
