"""The result in formats that other programs read: GeoJSON and SVG."""

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

import numpy as np

from detection.strokes import FloatArray

if TYPE_CHECKING:
    from detection.result import DetectionResult

COLOURS = ("#8dd3c7", "#fdb462", "#bebada", "#fb8072", "#80b1d3", "#b3de69", "#fccde5", "#ffed6f")


def to_geojson(result: "DetectionResult") -> dict[str, Any]:
    """The rooms as a FeatureCollection (RFC 7946, but in the units of the plan instead of degrees)."""
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": room["id"],
                "geometry": {
                    "type": "Polygon",
                    "coordinates": [[*ring, ring[0]] for ring in (room["polygon"], *room["holes"])],
                },
                "properties": {
                    name: room[name]
                    for name in (
                        "area",
                        "perimeter",
                        "label_point",
                        "sealed",
                        "load_bearing_share",
                        "confidence",
                    )
                },
            }
            for room in result.to_document()["rooms"]
        ],
    }


def to_svg(result: "DetectionResult", size: int = 800) -> str:
    """A picture of the rooms: walls black, inferred stretches dashed, paler rooms less certain.

    The longer side measures ``size``. The y axis of a plan points up, that of SVG down: it is flipped.
    """
    added = result.strokes.inferred
    drawn = np.vstack([result.lines.ends, result.strokes.ends[added]])
    points = drawn.reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.03 * float((high - low).max())
    scale = size / (float((high - low).max()) + 2 * margin)
    width, height = (scale * (high - low + 2 * margin)).tolist()

    def place(xy: FloatArray) -> FloatArray:
        shifted = (np.asarray(xy, dtype=np.float64) - low + margin) * scale
        return np.column_stack([shifted[:, 0], height - shifted[:, 1]])

    view = f'viewBox="0 0 {width:.0f} {height:.0f}"'
    font = f'font-family="sans-serif" font-size="{size / 60:.1f}" text-anchor="middle"'
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" {view} {font}>']
    for number, room in enumerate(result.to_document()["rooms"]):
        path = " ".join(_path(place(np.array(ring))) for ring in (room["polygon"], *room["holes"]))
        lines.append(
            f'<path d="{path}" fill="{COLOURS[number % len(COLOURS)]}" fill-rule="evenodd" '
            f'fill-opacity="{0.15 + 0.6 * room["confidence"]:.2f}">'
            f"<title>{escape(room['id'])}: area {room['area']:.4g}, confidence {room['confidence']:.0%}"
            "</title></path>"
        )
    ends = place(points).reshape(-1, 4)
    for row, (x0, y0, x1, y1) in enumerate(ends):
        inferred = row >= len(result.lines)
        style = 'stroke="#1565c0" stroke-dasharray="4 3"' if inferred else 'stroke="#212121"'
        lines.append(
            f'<line x1="{x0:.2f}" y1="{y0:.2f}" x2="{x1:.2f}" y2="{y1:.2f}" stroke-width="2" '
            f'stroke-linecap="round" {style}/>'
        )
    for name, (x, y) in zip(result.room_ids.values(), place(result.label_point), strict=True):
        lines.append(f'<text x="{x:.1f}" y="{y:.1f}">{escape(name)}</text>')
    return "\n".join([*lines, "</svg>"]) + "\n"


def _path(ring: FloatArray) -> str:
    return "M" + " L".join(f"{x:.2f},{y:.2f}" for x, y in ring) + " Z"
