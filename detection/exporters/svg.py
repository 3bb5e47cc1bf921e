"""Rooms as a picture."""

import math
from collections.abc import Callable, Iterable
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from detection.exporters.paper import room_width, scale_of, words_of
from detection.exporters.printable import printable
from detection.plan.parse import Plan
from detection.plan.summary import summarize
from detection.plan.units import metres_of

COLOURS = ("#8dd3c7", "#fdb462", "#bebada", "#fb8072", "#80b1d3", "#b3de69", "#fccde5", "#ffed6f")

_FINE = 0.1  # of the width of a room: the widest pen
Place = Callable[[float, float], str]


def picture(result: dict[str, Any], plan: Plan) -> str:
    """The rooms under the walls: openings dashed, load-bearing walls thicker, paler rooms less certain.

    Lengths are those of the plan, from its corner. The y axis of a plan points up, that of SVG down: it is
    flipped, but for plans in pixels, which are counted downwards like those of the picture.
    """
    low_x, low_y, high_x, high_y = summarize(plan).bounding_box
    size = max(high_x - low_x, high_y - low_y)
    margin, width = 0.03 * size, min(size / 400, _FINE * room_width(result))
    down = result.get("units") == "px"

    def place(x: float, y: float) -> str:
        return f"{x - low_x:.12g},{(y - low_y) if down else (high_y - y):.12g}"

    box = " ".join(
        f"{value:.6g}"
        for value in (-margin, -margin, high_x - low_x + 2 * margin, high_y - low_y + 2 * margin)
    )
    sheet = _sheet(result.get("units"), high_x - low_x + 2 * margin, high_y - low_y + 2 * margin)
    units = f" data-units={quoteattr(printable(result['units']))}" if result.get("units") else ""
    thin, thick = (f'fill="none" stroke="#212121" stroke-width="{n * width:.4g}"' for n in (1, 2))
    dashed = f'stroke="#1565c0" stroke-width="{width:.4g}" stroke-dasharray="{2 * width:.4g}"'
    font = 'font-family="sans-serif" text-anchor="middle" stroke-linecap="round"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"{sheet}{units} {font}>',
        *_group("rooms", "", _rooms(result, place)),
        *_group("openings", dashed, _openings(result, place)),
        *_group("walls", thin, _walls(plan, place, bearing=False, down=down)),
        *_group("load-bearing-walls", thick, _walls(plan, place, bearing=True, down=down)),
        *_group("labels", "", _labels(result, place, size / 60)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def label_of(room: dict[str, Any]) -> str:
    """The name or number of a room, or else its id."""
    label = printable(" ".join(filter(None, (room.get("number"), room.get("name")))))
    return label or str(room["id"])


def area_of(room: dict[str, Any], metres: float | None) -> str:
    """The area within the walls, or that of the whole room: in square metres where the unit is a length."""
    area = room.get("net_area") or room["area"]
    return f"A = {area:.6g}" if metres is None else f"{area * metres**2:.2f} m²"


def _sheet(units: str | None, width: float, height: float) -> str:
    """The size of the sheet, at the largest usual scale at which the plan fits on A3."""
    metres = metres_of(units)
    if metres is None:
        return ""
    scale = scale_of(metres, width, height)
    across, down = (1000 * metres * length / scale for length in (width, height))
    return f' width="{across:.6g}mm" height="{down:.6g}mm" data-scale="{words_of(scale)}"'


def _group(name: str, style: str, inside: Iterable[str]) -> list[str]:
    lines = list(inside)
    return [f'<g id="{name}"{style and " "}{style}>', *lines, "</g>"] if lines else []


def _rooms(result: dict[str, Any], place: Place) -> Iterable[str]:
    for number, room in enumerate(result["rooms"]):
        rings = (room["polygon"], *room["holes"])
        path = " ".join("M" + " L".join(place(x, y) for x, y in ring) + " Z" for ring in rings)
        confidence = room.get("confidence")
        sure = "" if confidence is None else f", confidence {confidence:.0%}"
        yield (
            f'<path d="{path}" fill="{COLOURS[number % len(COLOURS)]}" fill-rule="evenodd" '
            f'fill-opacity="{0.15 + 0.6 * (1 if confidence is None else confidence):.2f}">'
            f"<title>{escape(label_of(room))}: area {room['area']:.4g}{sure}</title></path>"
        )


def _openings(result: dict[str, Any], place: Place) -> Iterable[str]:
    return {
        f'<path d="M{place(*opening["start"])} L{place(*opening["end"])}"/>': None  # each once, of both rooms
        for room in result["rooms"]
        for opening in room.get("openings", ())
    }


def _walls(plan: Plan, place: Place, *, bearing: bool, down: bool) -> Iterable[str]:
    pieces = plan.pieces
    for k, owner in enumerate(plan.owners):
        if plan.load_bearing[owner] is bearing:
            x0, y0, x1, y1, bulge = pieces[5 * k : 5 * k + 5]
            if bulge == 0 or (x0, y0) == (x1, y1):
                yield f'<path d="M{place(x0, y0)} L{place(x1, y1)}"/>'
                continue
            radius = math.hypot(x1 - x0, y1 - y0) * (1 + bulge * bulge) / (4 * abs(bulge))
            flags = f"{int(abs(bulge) > 1)} {int((bulge > 0) is down)}"
            yield f'<path d="M{place(x0, y0)} A{radius:.12g} {radius:.12g} 0 {flags} {place(x1, y1)}"/>'


def _labels(result: dict[str, Any], place: Place, largest: float) -> Iterable[str]:
    for room in result["rooms"]:
        x, y = place(*room["label_point"]).split(",")
        name = label_of(room)
        height = text_height(name, room["polygon"], largest)
        yield f'<text x="{x}" y="{y}" dy=".35em" font-size="{height:.4g}">{escape(name)}</text>'


def text_height(text: str, ring: list[list[float]], largest: float) -> float:
    """Largest text height at which one line fits into the bounding box of a room."""
    xs, ys = zip(*ring, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    return float(
        min(largest, 0.9 * width / (0.6 * len(text)), 0.7 * height)
    )  # a letter is about 0.6 times as wide
