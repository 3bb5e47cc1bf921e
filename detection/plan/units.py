"""What the unit of a plan is in metres. Standard library only."""

METRES = {  # without the s of the plural
    "mm": 1e-3, "millimeter": 1e-3, "millimetre": 1e-3, "cm": 1e-2, "centimeter": 1e-2, "centimetre": 1e-2,
    "dm": 0.1, "decimeter": 0.1, "decimetre": 0.1, "m": 1.0, "meter": 1.0, "metre": 1.0,
    "km": 1e3, "kilometer": 1e3, "kilometre": 1e3, "in": 0.0254, "inch": 0.0254, "inche": 0.0254,
    "ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "yd": 0.9144, "yard": 0.9144, "mi": 1609.344,
    "mile": 1609.344,
}  # fmt: skip


def metres_of(units: str | None) -> float | None:
    """Metres in one unit of a plan; None where it says nothing that is known.

    >>> metres_of("Millimeters")
    0.001
    """
    return METRES.get((units or "").strip().lower().removesuffix("s"))
