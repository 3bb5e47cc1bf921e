"""What the unit of a plan is in metres. Standard library only."""

from detection.plan.checks import quote

METRES = {  # without the s of the plural; floorspace.js says ip and si
    "mm": 1e-3, "millimeter": 1e-3, "millimetre": 1e-3, "cm": 1e-2, "centimeter": 1e-2, "centimetre": 1e-2,
    "dm": 0.1, "decimeter": 0.1, "decimetre": 0.1, "m": 1.0, "meter": 1.0, "metre": 1.0,
    "km": 1e3, "kilometer": 1e3, "kilometre": 1e3, "in": 0.0254, "inch": 0.0254, "inche": 0.0254,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "yd": 0.9144, "yard": 0.9144, "mi": 1609.344,
    "mile": 1609.344, "ip": 0.3048, "si": 1.0,
}  # fmt: skip


_NO_LENGTH = ("", "px", "pixel", "unit", "unitles", "none", "unknown")  # people write them, and mean it


def metres_of(units: str | None) -> float | None:
    """Metres in one unit of a plan; None where it says nothing that is known.

    >>> metres_of("Millimeters")
    0.001
    """
    return METRES.get((units or "").strip().lower().removesuffix("s"))


def doubt_of(units: str | None) -> str | None:
    """What is to be said of a unit that is not known; None for a known one, for none, and for pixels.

    >>> doubt_of("parsec").partition(";")[0]
    "the unit 'parsec' is not known, so nothing is given in m²"
    """
    if metres_of(units) is not None or (units or "").strip().lower().removesuffix("s") in _NO_LENGTH:
        return None
    return (
        f"the unit {quote(units)} is not known, so nothing is given in m²; known are mm, cm, dm, m, "
        "km, in, ft, yd and mi"
    )
