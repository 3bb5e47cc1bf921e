"""Tables for the terminal, of values that people choose."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from roomjobs.cli.tables import rooms_table


@pytest.mark.parametrize("units", ["[m]", "[/]", "[red]"])
def test_units_are_shown_as_they_are(units: str) -> None:
    output = io.StringIO()
    Console(file=output, width=200).print(rooms_table({"units": units, "rooms": []}))
    assert f"area ({units}²)" in output.getvalue()
