"""Node drawings that grow: a round of closing looks at the segments that it adds, not at all of them.

Closing nodes a drawing again and again, each time with some segments more, and goes back to fewer to try
others. Where the segments meet that were there before is known by then. Kernels keep it, with the segments in
a grid, and hold only what comes in against what is near it; the NumPy path looks at everything again, with
the same result.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from detection.kernels.library import Arrangement, Kernels
from detection.progress import Beat
from detection.segments.segments import FloatArray, IntArray

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


def node_by_kernel(
    compiled: Kernels, ends: FloatArray, tolerance: float, beat: Beat
) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
    """Columns of the graph of segments (n, 4), beginning with the drawing that is most like it."""
    kept = _kept.get()
    if kept is None:
        return compiled.node(ends, tolerance, beat)
    known, best = max(((each.common(ends), k) for k, each in enumerate(kept)), default=(0, 0))
    if not known and len(kept) < KEPT:
        kept.append(compiled.arrangement())
    else:  # the one that was used last comes last, so that the first one is given up
        kept.append(kept.pop(best if known else 0))
    chosen = kept[-1]
    return chosen.node(ends, tolerance, beat)
