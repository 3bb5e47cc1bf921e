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


@pytest.mark.parametrize(
    ("number", "name", "shown"),
    [(None, "Kitchen", "Kitchen"), ("1.02", "Bath [w]", "1.02 Bath [w]"), ("7", None, "7")],
)
def test_rooms_are_shown_by_their_names(number: str | None, name: str | None, shown: str) -> None:
    room = {"id": "room-1", "area": 1, "perimeter": 4, "polygon": [], "holes": [], "adjacent": []}
    rooms = [{**room, "number": number, "name": name}, {**room, "id": "room-2", "number": None, "name": None}]
    output = io.StringIO()
    Console(file=output, width=200).print(rooms_table({"units": "m", "rooms": rooms}))
    assert f"│ room-1 │ {shown} " in output.getvalue()


@pytest.mark.parametrize(
    ("units", "unit", "area", "perimeter"),
    [
        ("mm", "m", "12.50", "14.1"),
        ("in", "m", "8,064.50", "358.1"),
        (None, "units", "12,500,000.0", "14,100.0"),
    ],
)
def test_areas_are_in_square_metres(units: str | None, unit: str, area: str, perimeter: str) -> None:
    room = {
        "id": "room-1",
        "area": 12_500_000,
        "perimeter": 14_100,
        "polygon": [],
        "holes": [],
        "adjacent": [],
    }
    output = io.StringIO()
    Console(file=output, width=200).print(rooms_table({"units": units, "rooms": [room]}))
    assert f"area ({unit}²)" in output.getvalue()
    assert f" {area} │" in output.getvalue()
    assert f" {perimeter} │" in output.getvalue()


def test_rooms_without_names_have_no_column_of_them() -> None:
    room = {"id": "room-1", "area": 1, "perimeter": 4, "polygon": [], "holes": [], "adjacent": []}
    output = io.StringIO()
    Console(file=output, width=200).print(rooms_table({"units": "m", "rooms": [room]}))
    assert "name" not in output.getvalue()


def test_a_narrow_terminal_cuts_no_figure_and_no_name() -> None:
    room = {"id": "room-1", "area": 16_000_000, "perimeter": 16_000, "polygon": [], "holes": []}
    next_to = [{"room": f"room-{number}"} for number in range(2, 10)]
    room |= {"adjacent": next_to, "number": "1.02", "name": "Conference room, divisible"}
    output = io.StringIO()
    Console(file=output, width=80).print(rooms_table({"units": "mm", "rooms": [room]}))
    assert " 16.00 │" in output.getvalue()
    assert "…" not in output.getvalue()
