"""Rooms as a workbook: the area schedule, and totals by usage; written by XlsxWriter."""

import io
from typing import Any

import xlsxwriter

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
_TOTALS = ("net_area_m2", "area_m2", "net_area_ft2", "area_ft2")


def workbook(result: dict[str, Any]) -> bytes:
    """A workbook with the sheets Rooms and Totals."""
    data = io.BytesIO()
    # Text is written as text, so nothing in a name becomes a formula or a link.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        records = [dict(zip(COLUMNS, row, strict=True)) for row in rows(result)]
        _rooms(book, records)
        _totals(book, records)
    return data.getvalue()


def _rooms(book: Any, records: list[dict[str, Any]]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    sheet, bold = book.add_worksheet("Rooms"), book.add_format({"bold": True, "bottom": 1})
    for column, (heading, name, width, pattern) in enumerate(_SHOWN):
        form = book.add_format({"num_format": pattern}) if pattern else None
        sheet.set_column(column, column, width, form)
        sheet.write_string(0, column, heading, bold)
        for line, record in enumerate(records, start=1):
            _write(sheet, line, column, record[name], form)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(1, len(records)), len(_SHOWN) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)


def _totals(book: Any, records: list[dict[str, Any]]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """Sums by usage, and of all; rooms without a known usage have their own row."""
    sheet, bold = book.add_worksheet("Totals"), book.add_format({"bold": True, "bottom": 1})
    number = book.add_format({"num_format": "0.00"})
    headings = ("Usage", "Rooms", "Net area m²", "Gross area m²", "Net area ft²", "Gross area ft²")
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    sheet.set_column(0, 5, 16)
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


def _write(sheet: Any, line: int, column: int, value: Any, form: Any) -> None:  # noqa: ANN401 - cells hold anything
    if value is None:
        return
    if isinstance(value, str):
        sheet.write_string(line, column, value)
    else:
        sheet.write_number(line, column, value, form)
