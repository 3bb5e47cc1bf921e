"""Make one of two ways that lead back and forth between about the same places."""

import numpy as np

from detection.closing.ways import ASIDE, Ways, represents
from detection.graph.dangles import Dangles
from detection.scipy_functions import tree_of
from detection.segments.vectors import dot, lengths, order_keys

OPPOSED = -0.94  # largest cosine between two ends that point at each other


def pair_up(ways: Ways, counts: list[int], dangles: Dangles, clearance: float) -> tuple[Ways, list[int]]:
    """The ways, with two that lead ahead, back and forth between about the same places, made one.

    An end may be met at a corner or another end beside it. The two ways would cut a sliver from each other.
    """
    lone = np.flatnonzero(~ways.mutual[: counts[0]])
    if len(lone) < 2:
        return ways, counts
    near = ASIDE * clearance
    there, back = ways.segment[lone], ways.segment[lone][:, [2, 3, 0, 1]]
    distance = tree_of(there).sparse_distance_matrix(tree_of(back), 2 * near, output_type="ndarray")
    one, other = lone[distance["i"]], lone[distance["j"]]
    off = ways.segment[one] - ways.segment[other][:, [2, 3, 0, 1]]
    opposed = dot(dangles.direction[ways.dangle[one]], dangles.direction[ways.dangle[other]]) < OPPOSED
    kept = opposed & (np.maximum(lengths(off[:, :2]), lengths(off[:, 2:])) <= near) & (one != other)
    kept &= represents(dangles, ways.dangle[one], ways.dangle[other], clearance)
    one, other, apart = one[kept], other[kept], order_keys(distance["v"][kept], clearance)
    order = np.lexsort((other, one, apart))
    taken = np.zeros(len(ways.dangle), dtype=bool)
    columns = {name: column.copy() for name, column in vars(ways).items()}
    for a, b in zip(one[order].tolist(), other[order].tolist(), strict=True):
        if taken[a] or taken[b]:
            continue
        taken[[a, b]] = True
        met = ways.dangle[b]
        columns["other"][a], columns["mutual"][a], columns["vertex"][a] = met, True, dangles.vertex[met]
        columns["segment"][a, 2:], columns["cosine"][a] = dangles.point[met], 0.0
        columns["aside"][a] = max(ways.aside[a], ways.aside[b])
    dropped = np.zeros(len(ways.dangle), dtype=bool)
    dropped[other] = taken[other] & ~columns["mutual"][other]
    if not dropped.any():
        return ways, counts
    return Ways(*(column[~dropped] for column in columns.values())), [
        counts[0] - int(dropped.sum()),
        *counts[1:],
    ]
