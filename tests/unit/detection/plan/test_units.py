"""Units of plans are the same for the page and for the service."""

import re
from pathlib import Path

from detection.plan.units import METRES, doubt_of

PAGE = Path(__file__).parents[4] / "frontend" / "src" / "plan" / "units.ts"


def test_the_page_knows_the_units_of_the_service() -> None:
    table = PAGE.read_text(encoding="utf-8").partition("const METRES")[2].partition("\n);")[0]
    assert {name: float(metres) for name, metres in re.findall(r"(\w+): ([\d.]+)", table)} == METRES


def test_units_of_floorspace_are_known() -> None:
    assert doubt_of("ip") is None
    assert doubt_of("si") is None
