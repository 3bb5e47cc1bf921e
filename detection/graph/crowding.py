"""Refuse drawings in which too many walls meet or all but meet, before their pairs fill memory and time.

Lines side by side at a thousandth of their length meet nowhere, but each step that looks around an end finds
all of them. So walls count as a pair where they come as close as a small share of their length. The number
of pairs is estimated from a bounded sample: up to ``SAMPLES`` segments are looked up, until they have met
``ENOUGH`` others.
"""

import numpy as np
import shapely

from detection.faults import Fault, InvalidPlanError
from detection.options import SHORTEST
from detection.progress import Beat, silent
from detection.segments.orientation import bounding_boxes, prevailing_turn, turned
from detection.segments.segments import FloatArray, IntArray, Segments, chords_of
from detection.segments.vectors import lengths

SAMPLES = 1000  # segments that are looked up, at most
ENOUGH = 500_000  # segments that those meet, after which no more are looked up
AT_ONCE = 16  # times as many are looked up each time, as long as they meet few
CLOSE = 0.02  # of its length: as close to a wall, another one counts as meeting it
FEWEST = 3_000_000  # pairs that are allowed in any drawing: nearly a gigabyte
EACH = 40  # pairs a wall that are allowed in large drawings
NAMED = 5  # walls of the densest place that a refusal lists


def refuse_crowded(segments: Segments, most: int, beat: Beat = silent) -> None:
    """Refuse segments of which too many pairs may meet, or come close to it.

    At most ``most`` are allowed, and in smaller drawings 40 a segment, or three million.

    Raises
    ------
    InvalidPlanError
        It names the first walls at the densest place that was looked at.
    """
    most = min(most, max(FEWEST, EACH * len(segments)))
    if len(segments) * (len(segments) - 1) // 2 <= most:
        return
    pairs, densest = estimate_pairs(segments.ends, beat)
    if pairs > most:
        raise _crowded(np.unique(segments.wall[densest]), pairs, most)


def refuse_repeated_arcs(pieces: FloatArray, owners: IntArray, most: int) -> None:
    """Refuse arcs of which too many all but repeat each other, before each becomes dozens of chords.

    Parameters
    ----------
    pieces : (p, 5) float64, of walls, with their bulge
    owners : (p,) int64, the wall of each
    most : int, pairs of chords that may meet, as for :func:`refuse_crowded`

    Raises
    ------
    InvalidPlanError
        It names the first of the walls that repeat each other most.
    """
    has_length = np.abs(pieces[:, 2:4] - pieces[:, :2]).sum(axis=1) > SHORTEST  # others are left out
    arc = np.flatnonzero((pieces[:, 4] != 0) & has_length)
    ends, bulge, chords = pieces[arc, :4], pieces[arc, 4], chords_of(pieces[arc, 4])
    most = min(most, max(FEWEST, EACH * (len(pieces) - len(arc) + int(chords.sum()))))
    if len(arc) * (len(arc) - 1) // 2 * int(chords.max(initial=0)) <= most:
        return
    backwards = (ends[:, 2] < ends[:, 0]) | ((ends[:, 2] == ends[:, 0]) & (ends[:, 3] < ends[:, 1]))
    ends = np.where(backwards[:, None], ends[:, [2, 3, 0, 1]], ends)
    chord = lengths(ends[:, 2:] - ends[:, :2])
    height = np.where(backwards, -bulge, bulge) * chord / 2
    close = CLOSE * float(np.median(chord / chords))  # a chord of an arc is no shorter
    places = np.floor(np.column_stack([ends, height]) / max(close, SHORTEST))
    _, place, count = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    fewest = np.full(len(count), np.iinfo(np.int64).max)
    np.minimum.at(fewest, place, chords)
    pairs = int((count * (count - 1) // 2 * fewest).sum())
    if pairs > most:
        raise _crowded(np.unique(owners[arc[place == count.argmax()]]), pairs, most)


def _crowded(walls: IntArray, pairs: int, most: int) -> InvalidPlanError:
    first = ", ".join(str(wall) for wall in walls[:NAMED].tolist())
    detail = (
        f"too many walls may meet: about {pairs} pairs, at most {most} are allowed; {len(walls)} "
        f"of them lie on, across or close beside each other around walls {first}: "
        "leave out repeated lines, or send the drawing in parts"
    )
    return InvalidPlanError((Fault("/walls", detail),))


def refuse_crowded_lines(lines: FloatArray, most: int, pointer: str, what: str) -> None:
    """Refuse what a plan adds beside its walls if too many lines, (n, 4), lie on or close to each other."""
    most = min(most, max(FEWEST, EACH * len(lines)))
    if len(lines) * (len(lines) - 1) // 2 <= most:
        return
    pairs, _ = estimate_pairs(lines)
    if pairs > most:
        raise InvalidPlanError(
            (
                Fault(
                    pointer,
                    f"too many {what} lie on each other: about {pairs} pairs, at most {most} are allowed; "
                    "leave out those that repeat others",
                ),
            )
        )


def estimate_pairs(ends: FloatArray, beat: Beat = silent) -> tuple[int, IntArray]:
    """About how many pairs of segments, (n, 4), have bounding boxes that meet, each a little wider.

    Also the segments that are met at the densest place that was looked at.
    """
    length = lengths(ends[:, 2:] - ends[:, :2])
    margin = CLOSE * np.minimum(length, np.median(length))  # long corridors have many walls beside them
    boxes = bounding_boxes(turned(ends, prevailing_turn(ends)), margin)
    chosen = np.random.default_rng(0).permutation(len(ends))[:SAMPLES]
    beat()
    tree = shapely.STRtree(boxes)
    densest = np.zeros(0, dtype=np.int64)
    met = looked_up = 0
    step = 1
    while looked_up < len(chosen) and met < ENOUGH:
        several = chosen[looked_up : looked_up + step]
        row, other = tree.query(boxes[several])
        most = np.bincount(row, minlength=len(several))
        if most.max() > len(densest):
            densest = np.sort(other[row == most.argmax()])
        met += len(row) - len(several)  # each also meets itself
        looked_up += len(several)
        step = int(np.clip((ENOUGH - met) * looked_up // max(1, AT_ONCE * met), 1, AT_ONCE * looked_up))
    return met * len(ends) // (2 * max(1, looked_up)), densest
