"""Node a growing drawing incrementally: a round of closing nodes only the segments that it adds.

Closing nodes a drawing many times, each time with a few more segments, and replaces some to try others. The
compiled kernels keep the known intersections and a grid of the segments, and compare a new segment only
with those near it. The NumPy path nodes the whole drawing each time, with the same result.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from detection.kernels.arrangement import Arrangement
from detection.kernels.library import Kernels
from detection.progress import Beat
from detection.segments.segments import BoolArray, FloatArray, IntArray

KEPT = 2  # drawings that are remembered at once: as it was drawn, and with the segments in line joined

_kept: ContextVar[list[Arrangement] | None] = ContextVar("kept", default=None)


@contextmanager
def arranged() -> Iterator[None]:
    """Remember drawings for as long as this lasts."""
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def forget_drawings() -> None:
    """Give the remembered drawings back before :func:`arranged` ends: those of large ones are large."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def node_by_kernel(
    compiled: Kernels, ends: FloatArray, tolerance: float, beat: Beat
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    """Columns of the graph of segments (n, 4)."""
    return _most_alike(compiled, ends).node(ends, tolerance, beat)


def close_gaps_by_kernel(
    compiled: Kernels,
    ends: FloatArray,
    thickness: FloatArray,
    tolerance: float,
    clearance: float,
    beat: Beat,
) -> tuple[list[Any], list[Any]]:
    """Added segments, what they continue and the columns of their graph; and those of its dangles."""
    return _most_alike(compiled, ends).close_gaps(ends, thickness, tolerance, clearance, beat)


def beside_by_kernel(
    compiled: Kernels,
    ends: FloatArray,
    drawn: int,
    tolerance: float,
    limits: tuple[float, float, float],
    beat: Beat,
) -> tuple[FloatArray, BoolArray, BoolArray, FloatArray]:
    """Columns of :class:`detection.closing.beside.Beside` of the segments, (n, 4), from ``drawn`` on.

    The limits are the area of the outside, and the largest area and width that are told from larger ones.
    """
    return _most_alike(compiled, ends).beside(ends, drawn, tolerance, limits, beat)


def _most_alike(compiled: Kernels, ends: FloatArray) -> Arrangement:
    """The drawing that is most like segments (n, 4), from the first on."""
    kept = _kept.get()
    if kept is None:
        return compiled.arrangement()
    known, best = max(((each.common(ends), k) for k, each in enumerate(kept)), default=(0, 0))
    if not known and len(kept) < KEPT:
        kept.append(compiled.arrangement())
    else:  # the one that was used last comes last, so that the first one is given up
        kept.append(kept.pop(best if known else 0))
    return kept[-1]
