"""Annotations of a plan: labels with the names of rooms, and spaces of a building model.

A plan may hold

- ``"labels"``: ``[{"text": "Kitchen", "point": [x, y], "kind": "name"}, ...]``. A label belongs to the room
  that its point lies in. ``kind`` is optional: ``name``, ``number``, ``usage`` or ``area``; without it, or
  with another value, the kind is derived from the text.
- ``"spaces"``: ``[{"polygon": [[x, y], ...], "name": "Office", "number": "1.03"}, ...]``; name and number are
  optional.
- ``"drawn_openings"``: ``[{"kind": "door", "start": [x, y], "end": [x, y], "type": "D"}, ...]``,
  doors and windows that the drawing names or draws, from jamb to jamb; ``type`` is optional. They are
  evidence of where walls are open.
- ``"findings"``: ``[{"kind": "units", "detail": "the drawing declares mm, ..."}, ...]``, notes
  on the drawing from which the plan was imported; the result repeats them among its diagnostics.
- ``"projection"``: ``{"longitude": 13.4, "latitude": 52.5}``, the place of the origin of a plan in metres
  whose drawing was in degrees; GeoJSON results are in degrees again.

Standard library only.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from detection.plan.checks import Checks, is_list, name_of, quote
from detection.plan.members import DRAWN_OPENING, LABEL, SPACE

OPENING_KINDS = ("door", "window")
LABEL_KINDS = ("name", "number", "usage", "area")
LEAST_CORNERS = 3
LONGEST_DETAIL = 2000  # characters of a finding

# Areas, as "12,5 m²", "A = 12.50 m2" or "134 sq ft"
_AREA = re.compile(
    r"^[^\d]{0,12}?(?P<value>\d+(?:[ '\u202f\u00a0]\d{3})*(?:[.,]\d+)?)\s*"
    r"(?P<unit>m²|m2|m\^2|qm|sqm|sq\.?\s?m|sq\.?\s?ft\.?|ft²|ft2|sf)\b\.?$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^#?\s*[A-Za-z]{0,3}[.\-_ ]?\d{1,4}(?:[.\-_/]\d{1,4}){0,3}[A-Za-z]?$")
_SQUARE_METRES = {"f": 0.3048**2, "m": 1.0}


@dataclass(frozen=True, slots=True)
class Label:
    """A text in a drawing."""

    text: str
    point: tuple[float, float]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Space:
    """A room as a building model contains it."""

    polygon: tuple[tuple[float, float], ...]
    name: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class DrawnOpening:
    """A door or window that a drawing names or draws."""

    kind: str  # one of OPENING_KINDS
    start: tuple[float, float]
    end: tuple[float, float]
    type: str | None = None


def read_labels(value: object, checks: Checks) -> list[Label]:
    """The labels of a document; what is wrong with them is noted."""
    labels = []
    for at, item in _items(value, "labels", checks.limits.labels, checks):
        checks.members.note(item, LABEL, "labels", at)
        text, kind = checks.text(item.get("text"), f"{at}/text"), checks.text(item.get("kind"), f"{at}/kind")
        if item.get("text") is None:
            checks.fault(f"{at}/text", "is missing; give the text of the label")
        point = _point(item, at, checks)
        if text is not None and point is not None:
            labels.append(Label(text, point, kind))
    return labels


def read_spaces(value: object, checks: Checks) -> list[Space]:
    """The spaces of a document; what is wrong with them is noted."""
    spaces = []
    for at, item in _items(value, "spaces", checks.limits.spaces, checks):
        checks.members.note(item, SPACE, "spaces", at)
        name, number = (checks.text(item.get(key), f"{at}/{key}") for key in ("name", "number"))
        polygon = item.get("polygon")
        if not is_list(polygon) or len(polygon) < LEAST_CORNERS:
            checks.fault(f"{at}/polygon", "must be a list of three or more points [x, y]")
        elif len(polygon) > checks.limits.pieces:
            checks.fault(
                f"{at}/polygon", f"has {len(polygon)} points, more than the {checks.limits.pieces} allowed"
            )
        else:
            corners = [checks.check_point(point, f"{at}/polygon/{k}") for k, point in enumerate(polygon)]
            ring = [(float(corner[0]), float(corner[1])) for corner in corners if corner is not None]
            if len(ring) == len(corners):
                spaces.append(Space(tuple(ring), name, number))
    return spaces


def read_openings(value: object, checks: Checks) -> list[DrawnOpening]:
    """The openings of a document; what is wrong with them is noted."""
    openings = []
    for at, item in _items(value, "drawn_openings", checks.limits.openings, checks):
        checks.members.note(item, DRAWN_OPENING, "drawn_openings", at)
        kind, type_ = item.get("kind"), checks.text(item.get("type"), f"{at}/type")
        start, end = (_point(item, at, checks, name) for name in ("start", "end"))
        if kind not in OPENING_KINDS:
            said = f"must be one of {', '.join(OPENING_KINDS)}, is {quote(kind)}"
            checks.fault(f"{at}/kind", said if "kind" in item else "is missing; give door or window")
        elif start is not None and end is not None and start != end:
            openings.append(DrawnOpening(str(kind), start, end, type_))
    return openings


def read_findings(value: object, checks: Checks) -> list[dict[str, str]]:
    """The findings of a document, plain texts; what is wrong with them is noted."""
    found = []
    for at, item in _items(value, "findings", checks.limits.findings, checks):
        kind = checks.text(item.get("kind"), f"{at}/kind")
        detail = item.get("detail")
        if not isinstance(detail, str) or not 1 <= len(detail) <= LONGEST_DETAIL:
            checks.fault(f"{at}/detail", f"must be text of 1 to {LONGEST_DETAIL} characters")
        elif kind is None:
            checks.fault(f"{at}/kind", "is missing; give a word, for example units")
        else:
            found.append({"kind": kind, "detail": detail})
    return found


def check_projection(value: object, checks: Checks) -> None:
    """Note what is wrong with the projection of a document; without one, nothing is."""
    if value is None:
        return
    if not isinstance(value, Mapping):
        checks.fault("/projection", f"must be an object with longitude and latitude, is {name_of(value)}")
        return
    checks.number(value.get("longitude"), "/projection/longitude", -540, 540)
    latitude = value.get("latitude")
    if checks.number(latitude, "/projection/latitude", -90, 90) and latitude in (-90, 90):
        checks.fault("/projection/latitude", "must lie between the poles, not on one")


def parts_of(label: Label) -> list[tuple[str, str]]:
    """The kind and the text of each line of a label."""
    kind = (label.kind or "").strip().lower()
    if kind in LABEL_KINDS:
        return [(kind, " ".join(label.text.split()))]
    lines = [" ".join(line.split()) for line in re.split(r"[\r\n]+|\\P", label.text)]
    return [(_kind_of(line), line) for line in lines if line]


def stated_area(text: str) -> float | None:
    """Square metres that a text states, with or without their unit."""
    found = _AREA.match(text)
    unit = found["unit"].lower() if found else "m"
    plain = found["value"] if found else text
    digits = re.sub(r"[ '\u202f\u00a0]", "", plain).replace(",", ".")
    try:
        value = float(digits)
    except ValueError:
        return None
    return value * _SQUARE_METRES["f" if "f" in unit else "m"] if 0 < value < float("inf") else None


def _kind_of(line: str) -> str:
    if _AREA.match(line):
        return "area"
    return "number" if _NUMBER.match(line) else "name"


def _items(value: object, name: str, most: int, checks: Checks) -> Sequence[tuple[str, Mapping[str, object]]]:
    """The objects of a list, with their pointers."""
    if value is None:
        return []
    if not is_list(value):
        checks.fault(f"/{name}", f"must be a list, is {name_of(value)}")
        return []
    if len(value) > most:
        checks.fault(f"/{name}", f"has {len(value)} entries, more than the {most} allowed")
        return []
    found = []
    for number, item in enumerate(value):
        if isinstance(item, Mapping):
            found.append((f"/{name}/{number}", item))
        else:
            checks.fault(f"/{name}/{number}", f"must be an object, is {name_of(item)}")
    return found


def _point(
    item: Mapping[str, object], at: str, checks: Checks, member: str = "point"
) -> tuple[float, float] | None:
    if member not in item:
        checks.fault(f"{at}/{member}", "is missing; give a point [x, y]")
        return None
    point = checks.check_point(item[member], f"{at}/{member}")
    return None if point is None else (float(point[0]), float(point[1]))
