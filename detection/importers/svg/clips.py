"""What clip paths and masks of an SVG show of the elements that refer to them.

Source: SVG 2, CSS Masking Module Level 1. A mask of plain black and white shapes is understood: white shows,
black hides. Greys, gradients, pictures and units of the bounding box are not.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from xml.etree.ElementTree import Element  # the type only; defusedxml parses

import numpy as np
import shapely

from detection.importers.paths import DrawnPath, Vertex, arc_points
from detection.importers.svg.opening import tag_of
from detection.importers.svg.paths import PathSyntaxError
from detection.importers.svg.shapes import placed, shape_of
from detection.importers.svg.styles import Look, StyleSheet, look_of
from detection.importers.svg.transforms import Box, Matrix, after, length, size_of, transform_of

_REFERENCE = re.compile(r"url\(\s*['\"]?#([^'\")]*)['\"]?\s*\)")
_MOST_SHAPES = 1000  # of a clip path or a mask
_NEAR = 1e-6  # of the extent of a clip: what lies as near to its edge is within
_OPAQUE = ("1", "1.0", "100%", "inherit")
_WHITE = ("white", "#fff", "#ffffff", "rgb(255,255,255)", "rgb(100%,100%,100%)")
_BLACK = ("black", "#000", "#000000", "rgb(0,0,0)", "rgb(0%,0%,0%)")


class UnknownClipError(Exception):
    """A clip path or a mask of a kind that is not understood."""


class Region:
    """A region of the plan that is shown."""

    def __init__(self, shape: shapely.Geometry) -> None:
        self.shape = shape
        left, bottom, right, top = shapely.bounds(shape).tolist()
        self._near = _NEAR * (0.0 if shapely.is_empty(shape) else max(right - left, top - bottom))
        self._wider = shapely.buffer(shape, self._near, join_style="mitre")
        shapely.prepare(self._wider)

    def holds(self, x: float, y: float) -> bool:
        """Whether a point is within."""
        return bool(shapely.intersects_xy(self._wider, x, y))

    def parts(self, path: list[Vertex], *, closed: bool, is_line: bool) -> list[DrawnPath]:
        """The parts of a path within the region: the path itself where all of it is.

        Parameters
        ----------
        path
            On the plan.
        closed
            Whether a piece leads from the last vertex to the first.
        is_line
            Whether the outline is drawn; else it bounds a filled area, of which the parts are areas, too.
        """
        points = _points_of(path, closed=closed)
        line = shapely.LineString(points) if len(points) > 1 and _finite(points) else None
        if line is None or shapely.covers(self._wider, line):
            return [(path, closed)]
        if is_line or len(points) < 4:
            kept = shapely.line_merge(shapely.intersection(line, self.shape))
            return [
                ([(x, y, 0.0) for x, y in part.coords], False)
                for part in shapely.get_parts(kept).tolist()
                if isinstance(part, shapely.LineString) and part.length > self._near
            ]
        area = shapely.intersection(shapely.make_valid(shapely.Polygon(points)), self.shape)
        polygons = [part for part in shapely.get_parts(area).tolist() if isinstance(part, shapely.Polygon)]
        rings = [ring for part in polygons for ring in (part.exterior, *part.interiors)]
        return [
            ([(x, y, 0.0) for x, y in ring.coords[:-1]], True) for ring in rings if ring.length > self._near
        ]


class Clips:
    """The clip paths and masks of a file.

    Parameters
    ----------
    by_id
        Every element that has an id.
    sheet
        The style sheets of the file.
    visit
        Is told how many vertices are looked at.
    """

    def __init__(
        self, by_id: Mapping[str | None, Element], sheet: StyleSheet, visit: Callable[[int], None]
    ) -> None:
        self._by_id, self._sheet, self._visit = by_id, sheet, visit
        self._found: dict[tuple[str, Matrix, Box], shapely.Geometry] = {}

    def shown(
        self, said: Mapping[str, str], matrix: Matrix, box: Box, around: Region | None
    ) -> Region | None:
        """The region of the plan that an element's clip path and mask show of ``around``; None is all.

        Raises
        ------
        UnknownClipError
            One of them is not understood.
        """
        try:
            return self._shown(said, matrix, box, around)
        except (PathSyntaxError, shapely.errors.ShapelyError, ValueError) as error:
            raise UnknownClipError from error  # of lengths or places that are none

    def _shown(
        self, said: Mapping[str, str], matrix: Matrix, box: Box, around: Region | None
    ) -> Region | None:
        region = None if around is None else around.shape
        for kind, tag in (("clip-path", "clipPath"), ("mask", "mask")):
            value = said.get(kind, "none").strip()
            reference = _REFERENCE.fullmatch(value)
            target = self._by_id.get(reference[1]) if reference else None
            if target is None or tag_of(target) != tag:
                if reference is None and "(" in value:  # a shape of CSS
                    raise UnknownClipError
                continue
            key = reference[1] if reference else "", matrix, box
            if key not in self._found:
                self._found[key] = self._region(target, matrix, box)
            found = self._found[key]
            region = found if region is None else shapely.intersection(region, found)
        return around if region is None or (around and region is around.shape) else Region(region)

    def _region(self, target: Element, matrix: Matrix, box: Box) -> shapely.Geometry:
        units = target.get("clipPathUnits") or target.get("maskContentUnits")
        if units == "objectBoundingBox" or len(target) > _MOST_SHAPES:
            raise UnknownClipError
        masks = tag_of(target) == "mask"
        said = self._sheet.said_of(target, tag_of(target))
        if said.get("clip-path", "none") != "none" or said.get("mask-type") == "alpha":
            raise UnknownClipError
        around = look_of(Look(), said) or Look()
        region: shapely.Geometry = shapely.Polygon()
        for element, place, look in self._shapes(
            target, after(matrix, transform_of(said.get("transform", ""))), around
        ):
            for shape, is_white in self._areas(element, place, box, look, masks=masks):
                join = shapely.union if is_white else shapely.difference
                region = join(region, shape)
        if masks and target.get("maskUnits") == "userSpaceOnUse":
            region = shapely.intersection(region, _rectangle(target, matrix, box))
        return region

    def _shapes(self, group: Element, matrix: Matrix, around: Look) -> Iterator[tuple[Element, Matrix, Look]]:
        """The shapes of a clip path or a mask, and of the groups in it."""
        for element in group:
            tag = tag_of(element)
            if not tag or tag in ("title", "desc"):
                continue
            said = self._sheet.said_of(element, tag)
            look = look_of(around, said)
            if look is None:
                continue
            if (
                "url(" in said.get("clip-path", "") + said.get("mask", "")
                or said.get("opacity", "1") not in _OPAQUE
            ):
                raise UnknownClipError
            inner = after(matrix, transform_of(said.get("transform", "")))
            if tag == "g":
                yield from self._shapes(element, inner, look)
            else:
                yield element, inner, look

    def _areas(
        self, element: Element, matrix: Matrix, box: Box, look: Look, *, masks: bool
    ) -> Iterator[tuple[shapely.Geometry, bool]]:
        """The areas that a shape covers, and whether they show what they cover."""
        paths = shape_of(element, tag_of(element), box)
        if paths is None:
            raise UnknownClipError  # text, a picture, or a reference
        rings, lines = [], []
        for vertices, closed in paths:
            points = _points_of(placed(vertices, matrix, closed=closed), closed=closed)
            self._visit(len(points))
            if not _finite(points):
                raise UnknownClipError
            if len(points) > 2:
                rings.append(shapely.Polygon(points))
            if len(points) > 1:
                lines.append(shapely.LineString(points))
        if len(rings) > _MOST_SHAPES:
            raise UnknownClipError
        rule = self._sheet.said_of(element, tag_of(element)).get("fill-rule" if masks else "clip-rule")
        whole = _even_odd(rings) if rule == "evenodd" else _nonzero(rings)
        if not masks:
            yield whole, True
            return
        if look.is_filled:
            yield whole, _is_white(look.fill)
        if look.is_stroked:
            wide = (1.0 if look.stroke_width is None else look.stroke_width) * size_of(matrix)
            yield (
                shapely.buffer(shapely.MultiLineString(lines), wide / 2, cap_style="flat"),
                _is_white(look.stroke),
            )


def _points_of(path: list[Vertex], *, closed: bool) -> list[tuple[float, float]]:
    """Points along a path, arcs as short lines."""
    ring = [*path, path[0]] if closed and path else path
    points: list[tuple[float, float]] = []
    for start, end in pairwise(ring):
        points += [(x, y) for x, y, _ in arc_points(start, end)] if start[2] else [(start[0], start[1])]
    return [*points, (ring[-1][0], ring[-1][1])] if ring else []


def _finite(points: list[tuple[float, float]]) -> bool:
    return all(math.isfinite(x) and math.isfinite(y) for x, y in points)


def _even_odd(rings: list[shapely.Polygon]) -> shapely.Geometry:
    whole: shapely.Geometry = shapely.Polygon()
    for shape in shapely.make_valid(np.array(rings, dtype=object)):
        whole = shapely.symmetric_difference(whole, shape)
    return whole


def _nonzero(rings: list[shapely.Polygon]) -> shapely.Geometry:
    """What rings cover, without those that run the other way round than the first one."""
    shapes = np.array(rings, dtype=object)
    turned = shapely.is_ccw(shapely.get_exterior_ring(shapes))
    shapes = shapely.make_valid(shapes)
    first = turned == turned[:1]
    return shapely.difference(shapely.union_all(shapes[first]), shapely.union_all(shapes[~first]))


def _rectangle(element: Element, matrix: Matrix, box: Box) -> shapely.Geometry:
    x, y, width, height = (length(element, name, box) for name in ("x", "y", "width", "height"))
    corners: Iterable[tuple[float, float]] = (
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    )
    place = placed([(*corner, 0.0) for corner in corners], matrix, closed=True)
    return shapely.Polygon([(x, y) for x, y, _ in place])


def _is_white(colour: str) -> bool:
    colour = colour.lower()
    if colour in _WHITE:
        return True
    if colour in _BLACK:
        return False
    raise UnknownClipError
