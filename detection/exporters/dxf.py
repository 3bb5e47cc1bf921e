"""Rooms and walls as a drawing: DXF of release 12, which every program reads.

Our own writer, and not ezdxf's: an API renders results too, and in a Lambda there is no room for ezdxf with
NumPy, which it loads.

In drawings y points up. The pixels of an image are counted downwards, so a plan in pixels is turned over.

Source: AutoCAD Release 12 DXF reference. The units stand in ``$INSUNITS``, which is younger than that release
but is read from its files, too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from detection.exporters.printable import printable
from detection.exporters.svg import area_of, label_of, text_height
from detection.plan.parse import Plan
from detection.plan.summary import summarize
from detection.plan.units import metres_of

_NAMES = {"in": 1, "ft": 2, "mm": 4, "cm": 5, "m": 6, "km": 7, "yd": 10, "dm": 14}
_INSUNITS = {metres_of(name): number for name, number in _NAMES.items()}
_LAYERS = {
    "WALLS": 7,
    "WALLS-LOAD-BEARING": 1,
    "ROOMS": 5,
    "ROOMS-NET": 6,
    "ROOM-LABELS": 3,
    "ROOM-AREAS": 8,
    "OPENINGS": 4,
}  # and colours

Tag = tuple[int, object]


def drawing(result: dict[str, Any], plan: Plan) -> str:
    """Walls as they were drawn, and rooms as closed polylines with their names, on separate layers."""
    low_x, low_y, high_x, high_y = summarize(plan).bounding_box
    flip = -1.0 if result.get("units") == "px" else 1.0
    pen = _Pen(flip, low_y + high_y if flip < 0 else 0.0)
    size = max(high_x - low_x, high_y - low_y)
    tags = [
        *_section("HEADER", _header(result.get("units"), (low_x, low_y), (high_x, high_y))),
        *_section("TABLES", _layers()),
        *_section(
            "ENTITIES",
            (
                *_walls(plan, pen),
                *_rooms(result, pen),
                *_openings(result, pen),
                *_labels(result, pen, size / 60),
            ),
        ),
        (0, "EOF"),
    ]
    return "".join(f"{code}\n{_text(value)}\n" for code, value in tags)


def _text(value: object) -> str:
    if isinstance(value, float):
        return repr(value)
    return "".join(sign if sign.isascii() else _escaped(sign) for sign in printable(str(value)))


def _escaped(sign: str) -> str:
    r"""A character as ``\U+00FC``, the escape of release 12, which has no Unicode."""
    units = sign.encode("utf-16-be")
    return "".join(f"\\U+{units[k : k + 2].hex().upper()}" for k in range(0, len(units), 2))


def _section(name: str, tags: Iterable[Tag]) -> Iterator[Tag]:
    yield from ((0, "SECTION"), (2, name))
    yield from tags
    yield (0, "ENDSEC")


def _header(units: str | None, low: tuple[float, float], high: tuple[float, float]) -> Iterator[Tag]:
    yield from ((9, "$ACADVER"), (1, "AC1009"))
    if (metres := metres_of(units)) in _INSUNITS:
        yield from ((9, "$INSUNITS"), (70, _INSUNITS[metres]))
    for name, (x, y) in (("$EXTMIN", low), ("$EXTMAX", high)):
        yield from ((9, name), (10, float(x)), (20, float(y)))


def _layers() -> Iterator[Tag]:
    yield from ((0, "TABLE"), (2, "LAYER"), (70, len(_LAYERS)))
    for name, colour in _LAYERS.items():
        yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))
    yield (0, "ENDTAB")


def _walls(plan: Plan, pen: "_Pen") -> Iterator[Tag]:
    for k, owner in enumerate(plan.owners):
        x0, y0, x1, y1, bulge = plan.pieces[5 * k : 5 * k + 5]
        layer = "WALLS-LOAD-BEARING" if plan.load_bearing[owner] else "WALLS"
        if bulge:
            yield from pen.polyline(layer, ((x0, y0, bulge), (x1, y1, 0.0)), closed=False)
        else:
            yield from pen.line(layer, (x0, y0), (x1, y1))


def _rooms(result: dict[str, Any], pen: "_Pen") -> Iterator[Tag]:
    for room in result["rooms"]:
        rings = [("ROOMS", ring) for ring in (room["polygon"], *room["holes"])]
        if room.get("net_polygon"):
            rings += [("ROOMS-NET", ring) for ring in (room["net_polygon"], *room["net_holes"])]
        for layer, ring in rings:
            yield from pen.polyline(layer, ((x, y, 0.0) for x, y in ring), closed=True)


def _openings(result: dict[str, Any], pen: "_Pen") -> Iterator[Tag]:
    drawn = {
        (tuple(opening["start"]), tuple(opening["end"])): None  # each once, of both rooms
        for room in result["rooms"]
        for opening in room.get("openings", ())
    }
    for start, end in drawn:
        yield from pen.line("OPENINGS", start, end)


def _labels(result: dict[str, Any], pen: "_Pen", largest: float) -> Iterator[Tag]:
    """The name of each room, with its area below."""
    metres = metres_of(result.get("units"))
    for room in result["rooms"]:
        x, y = room["label_point"]
        name = label_of(room)
        area = area_of(room, metres)
        height = text_height(max(name, area, key=len), room["polygon"], largest)
        yield from pen.text("ROOM-LABELS", x, y, height, name)
        yield from pen.text("ROOM-AREAS", x, y - pen.flip * 1.5 * height, height, area)


@dataclass(frozen=True, slots=True)
class _Pen:
    """Draws with y turned over, or not: y becomes ``flip * y + shift``."""

    flip: float
    shift: float

    def point(self, code: int, x: float, y: float) -> Iterator[Tag]:
        yield from ((code, float(x)), (code + 10, self.flip * y + self.shift))

    def text(self, layer: str, x: float, y: float, height: float, text: str) -> Iterator[Tag]:
        yield from ((0, "TEXT"), (8, layer), *self.point(10, x, y), (40, height), (1, text))

    def line(self, layer: str, start: tuple[float, ...], end: tuple[float, ...]) -> Iterator[Tag]:
        yield from ((0, "LINE"), (8, layer), *self.point(10, *start), *self.point(11, *end))

    def polyline(
        self, layer: str, vertices: Iterable[tuple[float, float, float]], *, closed: bool
    ) -> Iterator[Tag]:
        yield from ((0, "POLYLINE"), (8, layer), (66, 1), (70, int(closed)))
        for x, y, bulge in vertices:
            yield from ((0, "VERTEX"), (8, layer), *self.point(10, x, y))
            if bulge:
                yield (42, self.flip * bulge)
        yield from ((0, "SEQEND"), (8, layer))
