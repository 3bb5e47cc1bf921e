"""DXF with one room, 6 by 4, drawn by each kind of entity that can bound it."""

import io
from collections.abc import Callable

from ezdxf.document import Drawing
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace

SQUARE = [(0, 0), (6, 0), (6, 4), (0, 4)]


def saved(document: Drawing) -> bytes:
    """The file's bytes."""
    text = io.StringIO()
    document.write(text)
    return text.getvalue().encode()


def drawn(draw: Callable[[Modelspace, Drawing], object], release: str = "R2010") -> bytes:
    """A file in metres, with what ``draw`` draws in its model space."""
    document = new(release, units=6)
    document.layers.add("A-WALL")
    draw(document.modelspace(), document)
    return saved(document)


WALL = {"layer": "A-WALL"}


def _lines(space: Modelspace, _: Drawing) -> None:
    for start, end in zip(SQUARE, SQUARE[1:] + SQUARE[:1], strict=True):
        space.add_line(start, end, dxfattribs=WALL)


def _bulged(space: Modelspace, _: Drawing) -> None:
    space.add_lwpolyline(
        [(0, 0, 0.2), (6, 0, 0), (6, 4, 0), (0, 4, 0)], format="xyb", close=True, dxfattribs=WALL
    )


def _arc(space: Modelspace, _: Drawing) -> None:
    space.add_arc((3, 2), 3, 0, 180, dxfattribs=WALL)
    space.add_line((0, 2), (6, 2), dxfattribs=WALL)


def _block(space: Modelspace, document: Drawing) -> None:
    document.blocks.new("flat").add_lwpolyline(SQUARE, close=True)
    space.add_blockref("flat", (10, 0), dxfattribs={**WALL, "xscale": -1, "rotation": 30})


#: By name: how it is drawn.
BOUNDING = {
    "LINE": drawn(_lines),
    "LWPOLYLINE": drawn(lambda space, _: space.add_lwpolyline(SQUARE, close=True, dxfattribs=WALL)),
    "LWPOLYLINE with bulge": drawn(_bulged),
    "POLYLINE 2D": drawn(lambda space, _: space.add_polyline2d(SQUARE, close=True, dxfattribs=WALL)),
    "POLYLINE 3D": drawn(
        lambda space, _: space.add_polyline3d([(x, y, 1) for x, y in SQUARE], close=True, dxfattribs=WALL)
    ),
    "POLYLINE of R12": drawn(
        lambda space, _: space.add_polyline2d(SQUARE, close=True, dxfattribs=WALL), "R12"
    ),
    "ARC": drawn(_arc),
    "CIRCLE": drawn(lambda space, _: space.add_circle((0, 0), 3, dxfattribs=WALL)),
    "ELLIPSE": drawn(lambda space, _: space.add_ellipse((0, 0), (3, 0), 0.7, dxfattribs=WALL)),
    "SPLINE": drawn(lambda space, _: space.add_spline([*SQUARE, SQUARE[0]], dxfattribs=WALL)),
    "INSERT": drawn(_block),
}
