"""DXF with one room, 6 by 4, drawn by each kind of entity that can bound it."""

import io
from collections.abc import Callable

from ezdxf.document import Drawing
from ezdxf.filemanagement import new
from ezdxf.layouts.layout import Modelspace
from ezdxf.math import Vec2
from ezdxf.render import mleader

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


def _mline(space: Modelspace, _: Drawing) -> None:
    space.add_mline(SQUARE, close=True, dxfattribs={**WALL, "scale_factor": 0.2})


def _hatch(space: Modelspace, _: Drawing) -> None:
    hatch = space.add_hatch(dxfattribs=WALL)
    hatch.paths.add_polyline_path(SQUARE, is_closed=True)


def _mpolygon(space: Modelspace, _: Drawing) -> None:
    space.add_mpolygon(dxfattribs=WALL).paths.add_polyline_path(SQUARE, is_closed=True)


def _nested(space: Modelspace, document: Drawing) -> None:
    document.blocks.new("inner").add_lwpolyline(SQUARE, close=True)
    document.blocks.new("outer").add_blockref("inner", (1, 1))
    space.add_blockref("outer", (10, 0), dxfattribs={**WALL, "rotation": 90})


def _attributes(space: Modelspace, document: Drawing) -> None:
    block = document.blocks.new("ROOM-STAMP")
    block.add_lwpolyline(SQUARE, close=True)
    block.add_attdef("ROOM_NAME", (1, 1))
    space.add_blockref("ROOM-STAMP", (0, 0), dxfattribs=WALL).add_attrib("ROOM_NAME", "Kitchen", (2, 2))


#: What may bound a room, by name.
BOUNDING = {
    "LINE": drawn(_lines),
    "LWPOLYLINE": drawn(lambda space, _: space.add_lwpolyline(SQUARE, close=True, dxfattribs=WALL)),
    "LWPOLYLINE with bulge": drawn(_bulged),
    "LWPOLYLINE with width": drawn(
        lambda space, _: space.add_lwpolyline(SQUARE, close=True, dxfattribs={**WALL, "const_width": 0.2})
    ),
    "POLYLINE 2D": drawn(lambda space, _: space.add_polyline2d(SQUARE, close=True, dxfattribs=WALL)),
    "POLYLINE 3D": drawn(
        lambda space, _: space.add_polyline3d([(x, y, 1) for x, y in SQUARE], close=True, dxfattribs=WALL)
    ),
    "POLYLINE of R12": drawn(
        lambda space, _: space.add_polyline2d(SQUARE, close=True, dxfattribs=WALL), "R12"
    ),
    "MLINE": drawn(_mline),
    "ARC": drawn(_arc),
    "CIRCLE": drawn(lambda space, _: space.add_circle((0, 0), 3, dxfattribs=WALL)),
    "ELLIPSE": drawn(lambda space, _: space.add_ellipse((0, 0), (3, 0), 0.7, dxfattribs=WALL)),
    "SPLINE": drawn(lambda space, _: space.add_spline([*SQUARE, SQUARE[0]], dxfattribs=WALL)),
    "HATCH": drawn(_hatch),
    "MPOLYGON": drawn(_mpolygon),
    "SOLID": drawn(lambda space, _: space.add_solid([(0, 0), (6, 0), (0, 4), (6, 4)], dxfattribs=WALL)),
    "TRACE": drawn(lambda space, _: space.add_trace([(0, 0), (6, 0), (0, 4), (6, 4)], dxfattribs=WALL)),
    "3DFACE": drawn(lambda space, _: space.add_3dface([(x, y, 0) for x, y in SQUARE], dxfattribs=WALL)),
    "INSERT, mirrored and turned": drawn(_block),
    "INSERT within INSERT": drawn(_nested),
    "INSERT with ATTRIB": drawn(_attributes),
}


def beside(draw: Callable[[Modelspace, Drawing], object]) -> bytes:
    """A room of lines, and something else."""

    def both(space: Modelspace, document: Drawing) -> None:
        _lines(space, document)
        draw(space, document)

    return drawn(both)


def beside_raw(entity: bytes) -> bytes:
    """A room of lines, and an entity that ezdxf cannot write."""
    end = b"ENDSEC\n  0\nSECTION\n  2\nOBJECTS"
    return drawn(_lines).replace(end, entity + b"  0\n" + end)


def _dimension(space: Modelspace, _: Drawing) -> None:
    space.add_linear_dim((3, -1), (0, 0), (6, 0), text="6.00").render()


def _leader(space: Modelspace, _: Drawing) -> None:
    space.add_leader([(3, 2), (8, 5)])


def _multileader(space: Modelspace, _: Drawing) -> None:
    builder = space.add_multileader_mtext("Standard")
    builder.set_content("Kitchen")
    builder.add_leader_line(mleader.ConnectionSide.left, [Vec2(3, 2)])
    builder.build(insert=Vec2(9, 5))


def _door(space: Modelspace, document: Drawing) -> None:
    document.blocks.new("DOOR-90").add_arc((0, 0), 0.9, 0, 90)
    space.add_blockref("DOOR-90", (2, 0))


def _xref(space: Modelspace, document: Drawing) -> None:
    document.add_xref_def("core.dwg", "core")
    space.add_blockref("core", (0, 0))


def _solid(add: Callable[[Modelspace], object]) -> Callable[[Modelspace, Drawing], None]:
    def draw(space: Modelspace, _: Drawing) -> None:
        body = add(space)
        body.sat = ["400 0 1 0"]  # type: ignore[attr-defined] # of a body

    return draw


def _mesh(space: Modelspace, _: Drawing) -> None:
    with space.add_mesh().edit_data() as data:
        data.vertices = [(0, 0, 0), (1, 0, 0), (1, 1, 0)]
        data.faces = [[0, 1, 2]]


def _tolerance(space: Modelspace, _: Drawing) -> None:
    space.new_entity("TOLERANCE", {"insert": (0, 0)})


#: What says something of a room or of the drawing's size, but bounds nothing.
EVIDENCE = {
    "TEXT": beside(lambda space, _: space.add_text("Kitchen", dxfattribs={"insert": (2, 2)})),
    "MTEXT": beside(lambda space, _: space.add_mtext("Kitchen", dxfattribs={"insert": (2, 2)})),
    "MULTILEADER": beside(_multileader),
    "LEADER": beside(_leader),
    "DIMENSION": beside(_dimension),
    "INSERT of a door": beside(_door),
}

#: What is named as ignored.
IGNORED = {
    "POINT": beside(lambda space, _: space.add_point((1, 1))),
    "XLINE": beside(lambda space, _: space.add_xline((0, 0), (1, 0))),
    "RAY": beside(lambda space, _: space.add_ray((0, 0), (1, 0))),
    "WIPEOUT": beside(lambda space, _: space.add_wipeout([(1, 1), (2, 1), (2, 2)])),
    "IMAGE": beside(
        lambda space, document: space.add_image(document.add_image_def("scan.png", (10, 10)), (0, 0), (1, 1))
    ),
    "SHAPE": beside(lambda space, _: space.add_shape("ARROW", (1, 1))),
    "TOLERANCE": beside(_tolerance),
    "3DSOLID": beside(_solid(lambda space: space.add_3dsolid())),
    "REGION": beside(_solid(lambda space: space.add_region())),
    "BODY": beside(_solid(lambda space: space.add_body())),
    "MESH": beside(_mesh),
    "POLYLINE, a mesh": beside(lambda space, _: space.add_polymesh((3, 3))),
    "INSERT of an xref": beside(_xref),
    "ACAD_PROXY_ENTITY": beside_raw(
        b"ACAD_PROXY_ENTITY\n  5\nFFF1\n100\nAcDbEntity\n  8\nA-WALL\n100\nAcDbProxyEntity\n 90\n498\n"
        b" 91\n500\n"
    ),
    "AEC_WALL": beside_raw(b"AEC_WALL\n  5\nFFF2\n100\nAcDbEntity\n  8\nA-WALL\n"),
}
