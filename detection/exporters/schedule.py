"""Rooms as an area schedule: the rows that CSV (RFC 4180) and XLSX share."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from detection.plan.units import metres_of

SQUARE_FOOT = 0.3048**2  # in square metres

COLUMNS = (
    *("room", "area", "perimeter", "units", "label_x", "label_y", "sealed", "openings", "neighbours"),
    *("load_bearing_share", "confidence", "confidence_reasons", "number", "name", "usage", "net_area"),
    *("area_m2", "net_area_m2", "area_ft2", "net_area_ft2", "stated_area_m2", "findings"),
)


def table(result: dict[str, Any]) -> str:
    """A line for each room, below the names of the columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for row in rows(result):
        writer.writerow([plain(value) if isinstance(value, str) else value for value in row])
    return text.getvalue()


def rows(result: dict[str, Any]) -> Iterator[list[Any]]:
    """The values of `COLUMNS` for each room; None for what is not known."""
    square = (metres_of(result.get("units")) or 0.0) ** 2 or None  # square metres of a square unit
    findings = findings_of_rooms(result)
    for room in result["rooms"]:
        area, net = room["area"], room.get("net_area")
        yield [
            room["id"],
            area,
            room["perimeter"],
            result.get("units") or "",
            *room["label_point"],
            {True: "yes", False: "no", None: ""}[room.get("sealed")],
            len(room["openings"]) if "openings" in room else None,
            " ".join(neighbour["room"] for neighbour in room.get("adjacent", ())),
            room.get("load_bearing_share"),
            room.get("confidence"),
            "; ".join(room.get("confidence_reasons", ())),
            room.get("number"),
            room.get("name"),
            room.get("usage"),
            net,
            *(_times(each, square) for each in (area, net)),
            *(_times(each, square and square / SQUARE_FOOT) for each in (area, net)),
            _times(room.get("stated_area"), square),
            "; ".join(findings.get(room["id"], ())),
        ]


def findings_of_rooms(result: dict[str, Any]) -> dict[str, list[str]]:
    """The findings of each room, in sentences."""
    found: dict[str, list[str]] = {}
    for finding in result.get("diagnostics", ()):
        if isinstance(finding.get("room"), str):
            found.setdefault(finding["room"], []).append(finding["detail"])
    return found


def plain(text: str) -> str:
    """The text, escaped so that no spreadsheet runs it as a formula.

    >>> plain("=1+1"), plain("Hall")
    ("'=1+1", 'Hall')
    """
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _times(value: float | None, factor: float | None) -> float | None:
    return None if value is None or factor is None else round(value * factor, 4)
