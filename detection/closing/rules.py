"""What the fitted model of openings does not know: kinds that its plans hardly contain.

Each rule moves the log-odds of hypotheses for a reason that holds in any drawing.
"""

import numpy as np

from detection.closing.evidence import WIDE, Evidence, Style
from detection.closing.ways import OVERSHOOT
from detection.graph.gaps import OVERSHOOTING, PASSES
from detection.segments.segments import FloatArray

CORNER = 1.5  # least log-odds that two walls around the outside meet at their corner
LONGEST_CORNER = 0.7  # of the clearance: longest way around such a corner
LEAST_ROOM = 0.25  # of the clearance: least width of a room (twice its area over its perimeter)
NARROW = 0.06  # of the clearance: nobody leaves so narrow a way open from a room to the outside ...
OPEN_TO_OUTSIDE = 1.5  # ... by these log-odds
FEW_ENDS = 6  # of fewer free ends, each may be the jamb of the only door
FEW_PAIRS = 4  # with fewer pairs of ends, no opening is wider than usual
WIDER = 1.1  # times the widest other pair, where all are doors: likelier a passage ...
PASSAGE = 1.0  # ... by these log-odds
UNDECIDED = -0.4  # highest log-odds of an opening between bodies of walls that show no other one
OVERSHOOTS_ONLY = -2.5  # ... and where nearly all ends overshoot, and none face each other

DRAWN = 8  # openings that are drawn, from which on a drawing is likely to draw them all:
UNDRAWN = 1.0  # ... within a building, one that is not drawn is less likely by these log-odds


def adjusted(logit: FloatArray, e: Evidence, style: Style) -> FloatArray:
    """Log-odds (k,) of hypotheses, from those of the model.

    - A way around a corner is believed where it closes a room to the outside. Inside of buildings, one to
      where a wall ends that has no free end is but one of many ways in which lines cross.
    - A way so narrow that nobody walks through it is not meant between a room and the outside.
    - An opening wider than all others, which are doors, is likelier a passage within a room.
    - Bodies of which no two ends face each other show no opening: a lone nib ends within a room. So do two
      that face each other across a wide way, if no others do.
    - Nor does a drawing of several ends in which nearly all overshoot a junction: two overshoots that face
      each other across a passage are no door. Small gaps are closed all the same, and what closes a room to
      the outside and is led on from no overshoot.
    - Where a drawing draws its doors, what it leaves open within a building is likelier one room.
    """
    closes = e.outside & (e.width > LEAST_ROOM)
    meets = e.elbow & closes & (e.gap <= LONGEST_CORNER) & ~e.solid
    logit = np.where(e.elbow & e.corner, -np.inf, logit)
    logit = np.where(meets, np.maximum(logit, CORNER), logit)
    ahead = ~(e.sideways | e.elbow)
    stuck = e.continues & (e.back < OVERSHOOT)
    narrow = ahead & stuck & closes & (e.gap <= NARROW)
    widest, second = style.widest_pairs
    others = np.where(e.mutual & (e.gap >= widest * (1 - 1e-6)), second, widest)
    passage = ahead & (others < WIDE) & (e.gap > WIDER * others) & (style.pair_count >= FEW_PAIRS)
    wide = e.gap > WIDE
    lone = e.mutual & wide if style.pair_count == 1 else style.pair_count == 0
    undecided = e.solid & ahead & ~e.outside & lone
    logit = np.where(undecided, np.minimum(logit, UNDECIDED), logit)
    if style.ends >= FEW_ENDS and style.overshooting > OVERSHOOTING and style.pair_count <= 1:
        overshoots = e.mutual | (e.continues & (e.back < OVERSHOOT))
        shown = (e.gap <= PASSES[-1]) | (e.outside & ~overshoots)
        none = ahead & ~shown & (wide | (style.pair_count == 0))
        logit = np.where(none, np.minimum(logit, OVERSHOOTS_ONLY), logit)
    logit = logit - (UNDRAWN if style.drawn >= DRAWN else 0.0) * ~e.outside
    return np.asarray(logit + OPEN_TO_OUTSIDE * narrow - PASSAGE * passage)
