"""Check the declared units of a drawing against the sizes of what is drawn in it.

A house is metres long, a wall piece and a room too, a wall 0.1 to 0.4 metres thick, a door's leaf 0.6 to 1.2
metres wide; a dimension's text says how long something is, and a label how large a room is. Each reading of
the unit makes these sizes more or less likely; a declared unit is believed unless another one is far
likelier: AutoCAD writes millimetres or inches if the user chose no unit. Inches and centimetres are so close
that a doubt is said where the other one fits better.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from detection.importers.paths import Wall, pieces_of
from detection.plan.units import metres_of

_LIKELY = ("mm", "cm", "m", "in", "ft")

# Sizes in metres: the typical one, and by which factors smaller and larger ones are as usual.
_EXTENT = (18.0, 2.0, 4.5)
_PIECE = (2.5, 3.0, 3.0)
_MANY = 12  # pieces, from which on the median has its full weight
_SIDE = (3.5, 1.8, 4.0)  # of a square as large as a room
_THICKNESS = (0.17, 2.2, 2.2)  # of a wall
_MANY_ROOMS = 4
_ROOM_AGREES = 0.12  # of the side of a room: its area may be stated within its walls, or with them
_LEAF = (0.55, 1.3)  # metres, from the narrowest leaf of a door to the widest
_TRUST = 2.5  # how much likelier the declared unit is before anything is looked at, as a logarithm
_DOUBTFUL = 2.0  # how much likelier another one must be to be named, and
_CERTAIN = 3.0  # to be taken
_WORST = 30.0
_RIVALS = {"cm": "in", "in": "cm"}  # units so close that sizes alone hardly tell them apart
_AS_USUAL = 0.3  # how much likelier by its sizes alone such a unit must be to be named


@dataclass(slots=True)
class Evidence:
    """Sizes in units of the drawing whose real size is roughly known."""

    leaves: list[float] = field(default_factory=list)  # radii of quarter circles, as of doors that swing
    stated: list[tuple[float, float]] = field(
        default_factory=list
    )  # length in the drawing, and in metres by its text
    sides: list[float] = field(default_factory=list)  # of squares as large as rooms with names
    rooms: list[tuple[float, float]] = field(default_factory=list)  # sides of rooms, and in metres by labels
    thickness: list[float] = field(default_factory=list)  # of walls
    metric: bool | None = None  # setting of the program ($MEASUREMENT)


@dataclass(frozen=True, slots=True)
class Judged:
    """The unit to take, and the doubts about it."""

    units: str | None
    finding: str | None = None


def judge(declared: str | None, walls: Sequence[Wall], evidence: Evidence, *, paper: bool = False) -> Judged:
    """Weigh the declared unit against the sizes of what is drawn; on ``paper`` it may be true, to a scale."""
    width, height, piece, weight = _sizes(walls)
    extent = max(width, height)
    if extent == 0 or (declared is not None and metres_of(declared) is None):
        return Judged(declared)
    candidates = list(dict.fromkeys((*_LIKELY, *([declared] if declared else []))))
    doubt = {
        unit: _doubt(_in_metres(unit), extent, piece, weight, evidence) + _rarity(unit, evidence)
        for unit in candidates
    }
    if declared is not None:
        doubt[declared] = _doubt(_in_metres(declared), extent, piece, weight, evidence) - _TRUST
    ranked = sorted(candidates, key=doubt.__getitem__)
    best = ranked[0]

    def size(unit: str) -> str:
        return f"{_metres(width * _in_metres(unit))} by {_metres(height * _in_metres(unit))}"

    if declared is None:
        if doubt[ranked[1]] - doubt[best] < _CERTAIN:
            sizes = " or ".join(f'"{unit}" ({size(unit)})' for unit in ranked[:2])
            said = f"the drawing declares no unit, and may be in {sizes}; name the units to have areas in m²"
            return Judged(None, said)
        seen = "the drawing declares no unit"
    elif best == declared or doubt[declared] - doubt[best] < _DOUBTFUL:
        rival = _RIVALS.get(declared, declared)
        is_doubtful = rival != declared and doubt[declared] + _TRUST - doubt[rival] >= _AS_USUAL
        said = (
            f"the drawing declares {declared} ({size(declared)}), but its sizes are as usual in {rival}, too "
            f"({size(rival)}): name the units to be sure"
        )
        return Judged(declared, said if is_doubtful else None)
    else:
        seen = f"the drawing declares {declared}, but its walls would extend over {size(declared)} then"
        if paper:
            return Judged(declared, f"{seen}; if it is drawn to a scale, give that, for example 1:100")
        if doubt[declared] - doubt[best] < _CERTAIN:
            return Judged(declared, f"{seen}; they may be {best} ({size(best)}): name the units if so")
    return Judged(best, f"{seen}; taken as {best} ({size(best)}); name the units to have them otherwise")


def _sizes(walls: Iterable[Wall]) -> tuple[float, float, float, float]:
    """Width and height of all walls together, the median length of a piece, and the weight of that."""
    pieces = [piece for wall in walls for piece in pieces_of(wall)]
    xs = [x for piece in pieces for x, _ in piece]
    ys = [y for piece in pieces for _, y in piece]
    lengths = [math.dist(start, end) for start, end in pieces]
    return max(xs) - min(xs), max(ys) - min(ys), median(lengths), min(1.0, len(lengths) / _MANY)


def _doubt(metres: float, extent: float, piece: float, weight: float, evidence: Evidence) -> float:
    doubt = _unusual(extent * metres, _EXTENT) + weight * _unusual(piece * metres, _PIECE)
    if evidence.leaves:  # quarter circles are drawn for other things, too
        doors = sum(_LEAF[0] <= radius * metres <= _LEAF[1] for radius in evidence.leaves)
        doubt += (5.0 if len(evidence.leaves) > 1 else 1.5) * (1 - doors / len(evidence.leaves))
    if evidence.thickness:
        doubt += min(1.0, len(evidence.thickness) / _MANY_ROOMS) * _unusual(
            median(evidence.thickness) * metres, _THICKNESS
        )
    if evidence.stated:
        agree = sum(math.isclose(length * metres, said, rel_tol=0.02) for length, said in evidence.stated)
        doubt += 10.0 * (1 - agree / len(evidence.stated))
    if evidence.sides:
        weight = min(1.0, len(evidence.sides) / _MANY_ROOMS)
        doubt += weight * _unusual(median(evidence.sides) * metres, _SIDE)
    if evidence.rooms:
        agree = sum(math.isclose(side * metres, said, rel_tol=_ROOM_AGREES) for side, said in evidence.rooms)
        doubt += 10.0 * (1 - agree / len(evidence.rooms))
    return doubt


def _unusual(size: float, usual: tuple[float, float, float]) -> float:
    typical, smaller, larger = usual
    if size <= 0:
        return _WORST
    off = math.log(size / typical)
    return min(_WORST, (off / math.log(larger if off > 0 else smaller)) ** 2 / 2)


def _rarity(unit: str, evidence: Evidence) -> float:
    """Penalty for a unit that programs with this setting rarely use."""
    imperial = unit in ("in", "ft", "yd", "mi")
    if evidence.metric is None or evidence.metric != imperial:
        return 1.0 if unit in ("cm", "ft") else 0.0
    return 3.0


def _in_metres(unit: str) -> float:
    return metres_of(unit) or math.nan


def _metres(length: float) -> str:
    return f"{length * 1000:.3g} mm" if length < 0.5 else f"{length:.3g} m"
