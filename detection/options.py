"""Options and limits of detection."""

from dataclasses import dataclass, field
from typing import Literal

WALLS = ("auto", "single", "double")  # how walls may be drawn
SHORTEST = 1e-60  # shorter walls have no length: the products in areas and moments would underflow


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on the input, so that no document can exhaust memory or precision."""

    walls: int = 1_000_000
    pieces: int = 4_000_000  # straight or curved pieces of all walls together
    near_pairs: int = 20_000_000  # pairs of segments that may meet; memory and time grow with them
    coordinate: float = 1e12  # largest magnitude; squares and products of it stay exact enough
    bulge: float = 1e3  # tan of a quarter of the sweep; a larger one is nearly a full circle
    text: int = 200  # characters of an id or a unit
    labels: int = 100_000
    spaces: int = 100_000
    openings: int = 100_000  # that the drawing names or draws
    findings: int = 100
    faults: int = 1000  # faults listed one by one; the rest are counted


@dataclass(frozen=True, slots=True)
class Options:
    """Options of one detection."""

    strict: bool = False  # repair nothing, report what would be repaired
    walls: Literal["auto", "single", "double"] = "auto"  # whether walls are drawn as one line or as two
    limits: Limits = field(default_factory=Limits)
