"""Rooms as a table (RFC 4180)."""

import csv
import io
from typing import Any

COLUMNS = (
    *("room", "area", "perimeter", "units", "label_x", "label_y", "sealed", "openings", "neighbours"),
    *("load_bearing_share", "confidence", "confidence_reasons"),
)


def table(result: dict[str, Any]) -> str:
    """A line for each room, below the names of the columns."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for room in result["rooms"]:
        writer.writerow(
            [
                room["id"],
                room["area"],
                room["perimeter"],
                _plain(result.get("units") or ""),
                *room["label_point"],
                {True: "yes", False: "no", None: ""}[room.get("sealed")],
                len(room["openings"]) if "openings" in room else "",
                " ".join(neighbour["room"] for neighbour in room.get("adjacent", ())),
                room.get("load_bearing_share", ""),
                room.get("confidence", ""),
                "; ".join(room.get("confidence_reasons", ())),
            ]
        )
    return text.getvalue()


def _plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
