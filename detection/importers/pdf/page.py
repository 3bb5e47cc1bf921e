"""The content of a page as PDFium gives it: paths with their pens, in millimetres."""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import pypdfium2 as pdfium
from pypdfium2 import raw

from detection.importers.drawing import Drawing
from detection.importers.paths import DrawnPath, Vertex
from detection.importers.pdf.clipping import Box, FixedPath, within

MILLIMETRES = 25.4 / 72  # of a point
_BEZIER_STEPS = 8
_ROUND = 0.01  # of a radius, by which a curve may differ from a circle
_LONGEST_NAME = 400  # bytes
Matrix = tuple[float, float, float, float, float, float]
Handle = Any  # a pointer of PDFium's, which ctypes makes without a type
Getter = Callable[..., int]


@dataclass(frozen=True, slots=True)
class Pen:
    """What a path is drawn with."""

    layer: str | None  # optional content group, as a CAD program writes its layers
    width: float  # millimetres on paper; 0 for an area without an outline
    colour: tuple[int, int, int]
    dashed: bool
    filled: bool  # an area without an outline


@dataclass(frozen=True, slots=True)
class Drawn:
    """A path of a page, in millimetres from its lower left corner."""

    path: FixedPath
    pen: Pen
    factor: float = 1.0  # by which it was made smaller than it is on paper


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is shown."""

    matrix: Matrix  # from units of the file to millimetres
    width: float  # millimetres
    height: float  # millimetres


def upright(page: pdfium.PdfPage, unit: float = 1.0) -> Sheet:
    """A page turned as it is shown, of which one unit is ``unit`` points."""
    left, bottom, right, top = page.get_bbox()  # also where the file gives it for all of its pages
    width, height = right - left, top - bottom
    k = MILLIMETRES * unit
    match page.get_rotation():
        case 90:
            return Sheet((0.0, -k, k, 0.0, -bottom * k, right * k), height * k, width * k)
        case 180:
            return Sheet((-k, 0.0, 0.0, -k, right * k, top * k), width * k, height * k)
        case 270:
            return Sheet((0.0, k, -k, 0.0, top * k, -left * k), height * k, width * k)
        case _:
            return Sheet((k, 0.0, 0.0, k, -left * k, -bottom * k), width * k, height * k)


def paths_of(page: pdfium.PdfPage, sheet: Sheet, drawing: Drawing) -> Iterator[Drawn]:
    """Each path that is seen; what else is drawn is counted in ``drawing`` as ignored."""
    shown = (0.0, 0.0, sheet.width, sheet.height)
    count = raw.FPDFPage_CountObjects(page.raw)
    for at in range(count):
        yield from _object(raw.FPDFPage_GetObject(page.raw, at), sheet.matrix, shown, None, drawing, 0)


def _object(
    item: Handle, matrix: Matrix, shown: Box, layer: str | None, drawing: Drawing, depth: int
) -> Iterator[Drawn]:
    drawing.visit()
    layer = _layer(item) or layer
    shown = _clipped(item, matrix, shown, drawing)
    match raw.FPDFPageObj_GetType(item):
        case raw.FPDF_PAGEOBJ_PATH:
            for drawn in _path(item, _after(matrix, _matrix(item)), layer, drawing):
                parts = within(drawn.path, shown, filled=drawn.pen.filled)
                if not parts:
                    drawing.ignore("path", "lies outside of what the page shows")
                elif parts != [drawn.path]:
                    drawing.ignore("part of a path", "lies outside of what the page shows")
                yield from (Drawn(part, drawn.pen) for part in parts)
        case raw.FPDF_PAGEOBJ_FORM:
            drawing.enter(depth)
            inner = _after(matrix, _matrix(item))
            for at in range(raw.FPDFFormObj_CountObjects(item)):
                part = raw.FPDFFormObj_GetObject(item, at)
                yield from _object(part, inner, shown, layer, drawing, depth + 1)
        case raw.FPDF_PAGEOBJ_IMAGE:
            drawing.ignore("picture", "is pixels, of which no lines are read")
        case raw.FPDF_PAGEOBJ_SHADING:
            drawing.ignore("shading", "is no line")
        case _:
            pass  # texts, which the text page has in lines


def _clipped(item: Handle, matrix: Matrix, shown: Box, drawing: Drawing) -> Box:
    """The box that is shown of an object: a viewport of a sheet hides what lies around it."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(max(0, raw.FPDFClipPath_CountPaths(clip))):
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        drawing.visit(max(0, count))
        points = []
        for at in range(count):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, at), x, y)
            points.append(at_place(matrix, x.value, y.value))
        if points:
            xs, ys = zip(*points, strict=True)
            left, bottom, right, top = shown
            shown = max(left, min(xs)), max(bottom, min(ys)), min(right, max(xs)), min(top, max(ys))
    return shown


def _path(item: Handle, matrix: Matrix, layer: str | None, drawing: Drawing) -> Iterator[Drawn]:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, mode, stroked)
    if stroked.value:
        width = ctypes.c_float()
        raw.FPDFPageObj_GetStrokeWidth(item, width)
        size = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        colour = _colour(item, raw.FPDFPageObj_GetStrokeColor)
        dashed = raw.FPDFPageObj_GetDashCount(item) > 0
        pen = Pen(layer, round(float(width.value) * size, 2), colour[:3], dashed=dashed, filled=False)
    elif mode.value:
        colour = _colour(item, raw.FPDFPageObj_GetFillColor)
        pen = Pen(layer, 0.0, colour[:3], dashed=False, filled=True)
    else:
        drawing.ignore("path", "is not seen: it has neither stroke nor fill")
        return
    if colour[3] == 0 or min(colour[:3]) > _WHITE:
        drawing.ignore("path", "is white or transparent")
        return
    for path in _subpaths(item, matrix, drawing):
        yield Drawn((tuple(path[0]), path[1] or pen.filled), pen)


_WHITE = 245  # of 255, from which on a colour is not seen on paper


def _subpaths(item: Handle, matrix: Matrix, drawing: Drawing) -> Iterator[DrawnPath]:
    vertices: list[Vertex] = []
    controls: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    count = raw.FPDFPath_CountSegments(item)
    drawing.visit(max(0, count))
    for at in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = at_place(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(vertices) > 1:
                yield vertices, False
            vertices, controls = [(*point, 0.0)], []
        elif kind == raw.FPDF_SEGMENT_LINETO:
            vertices.append((*point, 0.0))
        else:
            controls.append(point)
            if len(controls) == 3:
                _bend(vertices, controls)
                controls = []
        if raw.FPDFPathSegment_GetClose(segment):
            if len(vertices) > 1:
                yield vertices, True
            vertices = [vertices[0]] if vertices else []
    if len(vertices) > 1:
        yield vertices, False


def _bend(vertices: list[Vertex], controls: list[tuple[float, float]]) -> None:
    """Add a Bézier curve: as an arc where it is part of a circle, or else as short lines."""
    if not vertices:
        return
    x0, y0, _ = vertices[-1]
    (x1, y1), (x2, y2), (x3, y3) = controls
    middle = ((x0 + 3 * x1 + 3 * x2 + x3) / 8, (y0 + 3 * y1 + 3 * y2 + y3) / 8)
    chord = math.dist((x0, y0), (x3, y3))
    rise = math.dist(middle, ((x0 + x3) / 2, (y0 + y3) / 2))
    square = (middle[0] - (x0 + x3) / 2) * (x3 - x0) + (middle[1] - (y0 + y3) / 2) * (y3 - y0)
    if chord > 0 and 0.02 < rise / chord <= 0.51 and abs(square) < 0.01 * chord * chord:
        bulge = 2 * rise / chord
        side = (x3 - x0) * (middle[1] - y0) - (y3 - y0) * (middle[0] - x0)
        sweep = 4 * math.atan(bulge)
        radius = chord / 2 / math.sin(sweep / 2)
        handle = 4 / 3 * math.tan(sweep / 4) * radius
        if (
            abs(math.dist((x0, y0), (x1, y1)) - handle) < 3 * _ROUND * handle
            and abs(math.dist((x3, y3), (x2, y2)) - handle) < 3 * _ROUND * handle
        ):
            vertices[-1] = (x0, y0, -bulge if side > 0 else bulge)
            vertices.append((x3, y3, 0.0))
            return
    for k in range(1, _BEZIER_STEPS + 1):
        t = k / _BEZIER_STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        vertices.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3, 0.0))


def _layer(item: Handle) -> str | None:
    """The name of the optional content group that an object is marked with."""
    for at in range(max(0, raw.FPDFPageObj_CountMarks(item))):
        mark = raw.FPDFPageObj_GetMark(item, at)
        if _text(partial(raw.FPDFPageObjMark_GetName, mark)) != "OC":
            continue
        name = _text(
            lambda buffer, size, out, m=mark: raw.FPDFPageObjMark_GetParamStringValue(
                m, b"Name", buffer, size, out
            )
        )
        if name:
            return name
    return None


def _text(get: Getter) -> str:
    buffer, out = ctypes.create_string_buffer(_LONGEST_NAME), ctypes.c_ulong()
    words = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    if not get(words, _LONGEST_NAME, out):
        return ""
    return buffer.raw[: min(out.value, _LONGEST_NAME)].decode("utf-16-le", "replace").rstrip("\0")


def _colour(item: Handle, get: Getter) -> tuple[int, int, int, int]:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not get(item, *channels):
        return 0, 0, 0, 255
    red, green, blue, alpha = (int(channel.value) for channel in channels)
    return red, green, blue, alpha


def _matrix(item: Handle) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, found):
        return 1.0, 0.0, 0.0, 1.0, 0.0, 0.0
    return found.a, found.b, found.c, found.d, found.e, found.f


def _after(outer: Matrix, inner: Matrix) -> Matrix:
    """The transform that applies ``inner`` first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return (
        a * g + c * h,
        b * g + d * h,
        a * i + c * j,
        b * i + d * j,
        a * k + c * m + e,
        b * k + d * m + f,
    )


def at_place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after a transform."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f
