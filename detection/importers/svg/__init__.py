"""SVG: shapes and paths that are seen as walls, groups and classes as layers, texts as labels."""

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

from detection.importers import layer_names
from detection.importers.drawing import Drawing
from detection.importers.paths import DrawnPath, Vertex
from detection.importers.svg.opening import opened, tag_of
from detection.importers.svg.paths import PathSyntaxError
from detection.importers.svg.shapes import placed, shape_of
from detection.importers.svg.styles import Look, StyleSheet, look_of
from detection.importers.svg.texts import lines_of
from detection.importers.svg.transforms import Box, Matrix, after, box_of, length, size_of, transform_of
from detection.importers.svg.views import nested, view_of, viewport
from detection.importers.texts import labels_of

if TYPE_CHECKING:
    from detection.importers.svg.clips import Clips, Region

_NO_LAYER = "drawing"  # layer of elements outside of all groups
_NAMES = (
    "{http://www.inkscape.org/namespaces/inkscape}label",
    "{http://www.librecad.org}layername",
    "{https://librecad.org}layername",  # since its release 2.2
    "data-name",
    "id",
)
_XLINK = "{http://www.w3.org/1999/xlink}href"
_CONTAINERS = {"svg", "g", "a", "switch"}
_NOT_DRAWN = {
    *(
        "defs",
        "symbol",
        "clipPath",
        "mask",
        "pattern",
        "marker",
        "linearGradient",
        "radialGradient",
        "filter",
    ),
    *("style", "script", "title", "desc", "metadata", "namedview", "foreignObject"),
}
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{2})_")  # of Illustrator, for signs that an id may not have


@dataclass(frozen=True, slots=True)
class _Place:
    """Transform, view box, paint and groups of an element."""

    matrix: Matrix
    box: Box
    look: Look = field(default_factory=Look)
    names: tuple[str, ...] = ()  # of its groups, the outermost first
    depth: int = 0
    shown: "Region | None" = None  # the region of the plan that is seen of it; None: all


def draw(data: bytes, drawing: Drawing, units: str | None) -> None:
    """Collect the paths and texts of all visible elements."""
    root = opened(data)
    _Reader(root, drawing).draw(units)


class _Reader:
    def __init__(self, root: Element, drawing: Drawing) -> None:
        self.root, self.drawing = root, drawing
        self.by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
        texts = ["".join(each.itertext()) for each in root.iter() if tag_of(each) == "style"]
        self.sheet = StyleSheet("\n".join(texts))
        self.clips: Clips | None = None
        self.unread: list[str] = []  # attributes that say where things are, and cannot be read

    def draw(self, units: str | None) -> None:
        matrix, box = view_of(self.root, self.drawing, units)
        pending, clipped = [(self.root, _Place(matrix, box))], 0
        while pending:
            element, place = pending.pop()
            self.drawing.visit()
            self.drawing.enter(place.depth)
            tag = tag_of(element)
            if tag in _NOT_DRAWN or not tag:
                continue
            said = self.sheet.said_of(element, tag)
            look = look_of(place.look, said)
            if look is None:
                self.drawing.ignore(tag, "is not shown")
                continue
            inner = replace(self.inside(element, tag, said, place), look=look)
            if said.get("clip-path") or said.get("mask"):
                inner, is_known = self.clipped(said, inner)
                clipped += not is_known
            if tag in _CONTAINERS:
                pending += reversed([(child, inner) for child in element])
            elif tag == "use":
                pending += reversed(self.used(element, inner))
            elif tag == "text":
                try:
                    self.draw_text(element, inner)
                except PathSyntaxError as error:
                    self.drawing.ignore(tag, f"is broken: {error}")
            else:
                self.draw_shape(element, tag, inner)
        self.tell_doubts(clipped)

    def tell_doubts(self, clipped: int) -> None:
        """Say what is drawn in another way than the file asks."""
        if clipped:
            doubt = f"{clipped} × clipped or masked, but taken whole, with what that hides"
            self.drawing.findings.append(doubt)
        boxes = [text for each in self.root.iter() if (text := each.get("viewBox", "")) and not box_of(each)]
        unread = self.unread + [f"its viewBox is none: {text[:40]!r}" for text in boxes]
        if unread:
            doubt = (
                f"{len(unread)} × attribute that cannot be read, taken as if it were not there: {unread[0]}"
            )
            self.drawing.findings.append(doubt)

    def clipped(self, said: dict[str, str], place: _Place) -> tuple[_Place, bool]:
        """The place with what a clip path or a mask shows of it, and whether that is known."""
        from detection.importers.svg.clips import Clips, UnknownClipError  # noqa: PLC0415 - it loads Shapely

        if self.clips is None:
            self.clips = Clips(self.by_id, self.sheet, self.drawing.visit)
        try:
            shown = self.clips.shown(said, place.matrix, place.box, place.shown)
        except UnknownClipError:
            return place, False
        return replace(place, shown=shown), True

    def inside(self, element: Element, tag: str, said: dict[str, str], place: _Place) -> _Place:
        if element is self.root:
            return place
        matrix, box = place.matrix, place.box
        if transform := said.get("transform"):
            try:
                matrix = after(matrix, transform_of(transform))
            except PathSyntaxError as error:
                self.unread.append(str(error))
        if tag == "svg":
            try:
                matrix, box = nested(element, matrix, box)
            except PathSyntaxError as error:
                self.unread.append(str(error))
        names = next(([_plain(name)] for each in _NAMES if (name := element.get(each))), [])
        if tag not in _CONTAINERS and tag != "use":  # the ids of shapes are numbers, more often than names
            names = [name for name in names if layer_names.is_wall(name)]
        names += [name for name in element.get("class", "").split() if layer_names.is_wall(name)]
        named = (*place.names, *(name[:200] for name in names))
        return replace(place, matrix=matrix, box=box, names=named, depth=place.depth + 1)

    def used(self, element: Element, place: _Place) -> list[tuple[Element, _Place]]:
        """The element that a ``use`` refers to."""
        target = self.by_id.get((element.get("href") or element.get(_XLINK) or "").removeprefix("#"))
        if target is None:
            self.drawing.ignore("use", "points to nothing in this file")
            return []
        is_symbol, box, moved = tag_of(target) == "symbol", box_of(target), place.matrix
        try:
            x, y = length(element, "x", place.box), length(element, "y", place.box)
            moved = after(moved, (1, 0, 0, 1, x, y))
            if is_symbol and box is not None:
                moved = after(moved, viewport(element, target, box, place.box))
        except PathSyntaxError as error:
            self.unread.append(str(error))
        if not is_symbol:
            return [(target, replace(place, matrix=moved, depth=place.depth + 1))]
        name = target.get("id", "")
        names = (
            (*place.names, _plain(name))
            if layer_names.thing_of(name) or layer_names.is_wall(name)
            else place.names
        )
        inner = replace(place, matrix=moved, box=box or place.box, names=names, depth=place.depth + 1)
        return [(child, inner) for child in target]

    def draw_shape(self, element: Element, tag: str, place: _Place) -> None:
        drawing, look = self.drawing, place.look
        try:
            found = shape_of(element, tag, place.box)
            if found is None:
                drawing.ignore(tag, "is no line")
                return
            if not (look.is_stroked or look.is_filled):
                drawing.ignore(tag, "is not seen: it has neither stroke nor fill")
                return
            if not look.is_stroked and tag == "rect" and _is_page(element, place.box):
                drawing.ignore(tag, "fills the page")
                return
            if found == []:
                drawing.ignore(tag, "is not drawn: it has no width or no height")
                return
            thing = next(
                (kind for name in place.names if (kind := layer_names.thing_of(name)) in _THINGS), None
            )
            layer = _layer(place)
            if thing is not None and not layer_names.is_wall(layer) and layer != place.names[0]:
                drawing.ignore(tag, f"is part of {thing} by the name of its group")
                return
            thickness = self.thickness(place)
            for vertices, closed in found:
                drawing.visit(len(vertices))
                path = placed(vertices, place.matrix, closed=closed)
                for part, is_ring in self.seen(path, tag, place, closed=closed):
                    drawing.add(layer, part, closed=is_ring, thickness=thickness)
        except PathSyntaxError as error:
            drawing.ignore(tag, f"is broken: {error}")

    def seen(self, path: list[Vertex], tag: str, place: _Place, *, closed: bool) -> list[DrawnPath]:
        """The parts of a path that no clip path and no mask hides."""
        if place.shown is None:
            return [(path, closed)]
        parts = place.shown.parts(path, closed=closed, is_line=place.look.is_stroked)
        if parts != [(path, closed)]:
            self.drawing.ignore(
                f"part of a {tag}" if parts else tag, "is clipped or masked, so it is not seen"
            )
        return parts

    def thickness(self, place: _Place) -> float | None:
        """The width of the stroke, if it is as wide as a wall."""
        look, size = place.look, size_of(place.matrix)
        if look.stroke_width is None or not look.is_stroked:
            return None
        width = look.stroke_width * size
        whole = max(place.box[2], place.box[3]) * size
        return width if _LEAST_WIDTH * whole <= width <= _MOST_WIDTH * whole else None

    def draw_text(self, element: Element, place: _Place) -> None:
        lines = [(line, at) for line, at in lines_of(element, place.box) if line]
        labels = labels_of([line for line, _ in lines]) if place.look.is_filled else []
        if not labels:
            self.drawing.ignore("text", "reads as no name, number or area of a room")
            return
        x, y = lines[0][1]
        ((px, py, _),) = placed([(x, y, 0.0)], place.matrix, closed=False)
        if place.shown is not None and not place.shown.holds(px, py):
            self.drawing.ignore("text", "is clipped or masked, so it is not seen")
            return
        for text, kind in labels:
            self.drawing.add_label(_layer(place), text, (px, py), kind)


_LEAST_WIDTH, _MOST_WIDTH = 0.01, 0.1  # of a wall, as shares of the drawing: a stroke of less is a mere line
_THINGS = ("door", "window", "furniture", "equipment", "annotation")


def _plain(name: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), name)


def _layer(place: _Place) -> str:
    """The innermost name that indicates walls, or else the outermost name."""
    walls = [name for name in place.names if layer_names.is_wall(name)]
    return walls[-1] if walls else (place.names or (_NO_LAYER,))[0]


def _is_page(element: Element, box: Box) -> bool:
    """Whether a filled rectangle is the sheet that all is drawn on."""
    across, down = length(element, "width", box), length(element, "height", box)
    return box[2] > 0 and box[3] > 0 and across >= 0.98 * box[2] and down >= 0.98 * box[3]
