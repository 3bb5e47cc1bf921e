"""Rooms as a workbook: the area schedule, and totals by usage and plan; written by XlsxWriter."""

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter

from detection.exporters.building import Building
from detection.exporters.schedule import COLUMNS, rows

_SHOWN = (  # heading, column of the schedule, width, format
    ("Number", "number", 10, None),
    ("Name", "name", 24, None),
    ("Usage", "usage", 18, None),
    ("Net area m²", "net_area_m2", 12, "0.00"),
    ("Gross area m²", "area_m2", 13, "0.00"),
    ("Net area ft²", "net_area_ft2", 12, "0.0"),
    ("Gross area ft²", "area_ft2", 13, "0.0"),
    ("Stated area m²", "stated_area_m2", 14, "0.00"),
    ("Perimeter", "perimeter", 11, "0.00"),
    ("Units", "units", 7, None),
    ("Openings", "openings", 9, "0"),
    ("Confidence", "confidence", 11, "0.0%"),
    ("Findings", "findings", 60, None),
    ("Room", "room", 10, None),
)
_SHOWN_OF_BUILDING = (("Plan", "plan", 24, None), *_SHOWN)
_TOTALS = ("net_area_m2", "area_m2", "net_area_ft2", "area_ft2")
_SUMS = ("Usage", "Rooms", "Net area m²", "Gross area m²", "Net area ft²", "Gross area ft²")
_SUMS_OF_BUILDING = ("Plan", *_SUMS, "Rooms without a unit", "Rooms without a net area")
_MOST_ROOMS = 1_048_575  # of a sheet, below its heading
# Text is written as text, so nothing in a name becomes a formula or a link.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(result: dict[str, Any]) -> bytes:
    """A workbook with the sheets Rooms and Totals."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, _OPTIONS) as book:
        records = [dict(zip(COLUMNS, row, strict=True)) for row in rows(result)]
        _rooms(book, records, _SHOWN)
        _totals(book, records)
    return data.getvalue()


def workbook_of_building(plans: Iterable[tuple[str, dict[str, Any]]]) -> bytes:
    """A workbook of several plans, with totals of each plan and of all.

    Parameters
    ----------
    plans
        The name of each plan or storey, and its result document.

    Raises
    ------
    ValueError
        There are more rooms than a sheet has rows.
    """
    data, building = io.BytesIO(), Building()
    records = [
        dict(zip(Building.COLUMNS, row, strict=True))
        for name, result in plans
        for row in building.rows(name, result)
    ]
    if len(records) > _MOST_ROOMS:
        raise ValueError(f"{len(records)} rooms are more than a sheet has rows; take them as CSV")
    with xlsxwriter.Workbook(data, _OPTIONS) as book:
        _rooms(book, records, _SHOWN_OF_BUILDING)
        sheet, number = _headed(book, _SUMS_OF_BUILDING)
        for line, row in enumerate(building.totals(), start=1):
            for column, value in enumerate(row):
                _write(sheet, line, column, value, number if isinstance(value, float) else None)
    return data.getvalue()


def _rooms(book: Any, records: list[dict[str, Any]], shown: Any) -> None:  # noqa: ANN401 - XlsxWriter has no types
    sheet, bold = book.add_worksheet("Rooms"), book.add_format({"bold": True, "bottom": 1})
    for column, (heading, name, width, pattern) in enumerate(shown):
        form = book.add_format({"num_format": pattern}) if pattern else None
        sheet.set_column(column, column, width, form)
        sheet.write_string(0, column, heading, bold)
        for line, record in enumerate(records, start=1):
            _write(sheet, line, column, record[name], form)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(records)), len(shown) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _totals(book: Any, records: list[dict[str, Any]]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Sums by usage, and of all; rooms without a known usage have their own row."""
    sheet, number = _headed(book, _SUMS)
    groups: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        groups.setdefault(record["usage"] or "not stated", []).append(record)
    for line, (usage, group) in enumerate([*sorted(groups.items()), ("All", records)], start=1):
        sheet.write_string(line, 0, usage)
        sheet.write_number(line, 1, len(group))
        for column, name in enumerate(_TOTALS, start=2):
            known = [record[name] for record in group if record[name] is not None]
            if known:
                sheet.write_number(line, column, sum(known), number)


def _headed(book: Any, headings: Iterable[str]) -> tuple[Any, Any]:  # noqa: ANN401 - XlsxWriter has no types
    """The sheet Totals, and the format of its areas."""
    sheet, bold = book.add_worksheet("Totals"), book.add_format({"bold": True, "bottom": 1})
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        sheet.set_column(column, column, 16)
    return sheet, book.add_format({"num_format": "0.00"})


def _write(sheet: Any, line: int, column: int, value: Any, form: Any) -> None:  # noqa: ANN401 - cells hold anything
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(line, column, value)
    else:
        sheet.write_number(line, column, value, form)
