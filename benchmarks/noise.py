"""Defects of drawings, applied to plans whose rooms are known.

Lengths are fractions of the size of a dwelling: that of the plan, but at most 12 metres; a metre is the root
of the median room's area over 3.5.
"""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Rng = np.random.Generator


@dataclass(frozen=True)
class Case:
    """A drawing and the rooms that a detector should find in it."""

    walls: FloatArray  # (n, 4)
    rooms: list[shapely.Polygon]
    ignored: list[shapely.Polygon]  # enclosed, but no labelled room: finding it costs nothing
    openings: list[Any] = field(default_factory=list)  # doors and windows, segments on walls
    also_right: list[tuple[shapely.Polygon, int]] = field(default_factory=list)  # other readings of a room
    thickness: float = 0.0  # that the plan gives for its walls, in its units
    corners: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))  # ends of walls before any was cut

    @property
    def plan(self) -> dict[str, Any]:
        """The drawing as a document, with the thickness of its walls where the plan gives one."""
        thick = {"thickness": self.thickness} if self.thickness else {}
        rows = self.walls.tolist()
        return {"walls": [{"type": "line", "start": row[:2], "end": row[2:], **thick} for row in rows]}

    @property
    def metre(self) -> float:
        """Length of a metre in units of the plan."""
        areas = sorted(room.area for room in self.rooms)
        return math.sqrt(areas[len(areas) // 2]) / 3.5

    @property
    def size(self) -> float:
        """Size of a dwelling in units of the plan."""
        extent = float(np.ptp(self.walls.reshape(-1, 2), axis=0).max())
        return min(extent, 12 * self.metre)


Noise = Callable[[Case, Rng], FloatArray]


def case_of(plan: dict[str, Any]) -> Case:
    """Read a plan document with known rooms."""
    holes = plan.get("holes") or [[]] * len(plan["rooms"])
    rooms = [shapely.Polygon(*ring) for ring in zip(plan["rooms"], holes, strict=True)]
    walls = np.array([[*wall["start"], *wall["end"]] for wall in plan["walls"]], dtype=np.float64)
    return Case(
        walls,
        [valid(room) for room in rooms],
        [valid(shapely.Polygon(ring)) for ring in plan.get("ignore", [])],
        plan.get("openings", []),
        corners=np.unique(walls.reshape(-1, 2), axis=0),
    )


def noisy(case: Case, condition: str, name: str) -> Case | None:
    """The case under a condition, the same for the same name; None where the condition does not apply."""
    rng = np.random.default_rng(zlib.crc32(f"{name} {condition}".encode()))
    if "real" in condition and not case.openings:
        return None
    if condition == "rotated":
        return turned(case, 17.3, 1e6)
    found = case
    for noise in CONDITIONS[condition]:
        found = replace(found, walls=noise(found, rng))
    if condition == "axes that end at faces":
        found = replace(found, thickness=BUTT * case.metre)
        solid = solid_walls(case, BUTT, BUTT)
        found = replace(found, also_right=net_rooms(case, solid))
    if condition in THICKNESS:
        found = replace(found, also_right=net_rooms(case, solid_walls(case, *THICKNESS[condition])))
    return found


def turned(case: Case, degrees: float, shift: float) -> Case:
    """The case, rotated and moved."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    turn = np.array([[cos, sin], [-sin, cos]])

    def move(points: FloatArray) -> FloatArray:
        return np.asarray(points @ turn + shift)

    return replace(
        case,
        walls=move(case.walls.reshape(-1, 2)).reshape(-1, 4),
        rooms=[shapely.transform(room, move) for room in case.rooms],
        ignored=[shapely.transform(room, move) for room in case.ignored],
    )


def valid(shape: shapely.Polygon) -> Any:  # noqa: ANN401 - may become any kind of geometry
    """The shape, mended where its ring crosses itself."""
    return shape if shape.is_valid else shapely.make_valid(shape)


def jitter(share: float) -> Noise:
    """Move every end a little."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        most = np.minimum(share * case.size, 0.05 * _length(case.walls))
        return case.walls + rng.normal(0, 1, case.walls.shape) * most[:, None]

    return apply


def stretch(low: float, high: float, probability: float, sign: int) -> Noise:
    """Lengthen (sign 1) or shorten (-1) some ends along their walls."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        shape = (len(case.walls), 2)
        by = rng.uniform(low, high, shape) * case.size * (rng.random(shape) < probability)
        by = sign * np.minimum(by, 0.3 * _length(case.walls)[:, None])
        along = _along(case.walls)
        return np.hstack([case.walls[:, :2] - along * by[:, :1], case.walls[:, 2:] + along * by[:, 1:]])

    return apply


def repeat(share: float) -> Noise:
    """Draw some walls again, half of them in part, half of them backwards."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        again = case.walls[rng.choice(len(case.walls), int(len(case.walls) * share), replace=False)]
        half = len(again) // 2
        start, way = again[:half, :2], again[:half, 2:] - again[:half, :2]
        part = np.hstack(
            [start + way * rng.uniform(0, 0.3, (half, 1)), start + way * rng.uniform(0.7, 1, (half, 1))]
        )
        return np.vstack([case.walls, part, again[half:, [2, 3, 0, 1]]])

    return apply


def cut(share: float) -> Noise:
    """Draw some walls in two to four pieces, half of which overlap."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        pieces: list[FloatArray] = []
        for wall in case.walls:
            cuts = np.sort(rng.uniform(0.1, 0.9, rng.integers(1, 4))) if rng.random() < share else np.zeros(0)
            overlap = rng.uniform(0, 0.05) if rng.random() < 0.5 else 0.0
            places = [0.0, *cuts, 1.0]
            way = wall[2:] - wall[:2]
            pieces += [
                np.concatenate([wall[:2] + way * a, wall[:2] + way * min(1.0, b + overlap * (b < 1))])
                for a, b in pairwise(places)
            ]
        return np.array(pieces)

    return apply


def stubs(share: float) -> Noise:
    """Add short walls that end in the middle of rooms, away from other walls."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        walls, room = case.walls, 3.5 * case.metre
        count = max(1, int(len(walls) * share))
        base = walls[rng.integers(0, len(walls), count)]
        foot = base[:, :2] + (base[:, 2:] - base[:, :2]) * rng.uniform(0.2, 0.8, (count, 1))
        along = _along(base) * np.where(rng.random(count) < 0.5, 1, -1)[:, None]
        way = np.column_stack([-along[:, 1], along[:, 0]]) * (rng.uniform(0.1, 0.3, count) * room)[:, None]
        tree = shapely.STRtree(np.asarray(shapely.linestrings(walls.reshape(-1, 2, 2))))
        ahead = shapely.linestrings(np.stack([foot + 0.15 * way, foot + 1.3 * way], axis=1))
        near = np.unique(tree.query(ahead, predicate="dwithin", distance=0.006 * room)[0])
        return np.vstack([walls, np.delete(np.hstack([foot, foot + way]), near, axis=0)])

    return apply


def doors(low: float, high: float) -> Noise:
    """Cut openings of the given width, metres, into half of the walls that are long enough."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        walls, length = case.walls, _length(case.walls)
        width = rng.uniform(low, high, len(walls)) * case.metre
        chosen = (length > 2 * width) & (rng.random(len(walls)) < 0.5)
        middle = rng.uniform(0.3, 0.7, len(walls)) * length
        along = _along(walls)
        before = np.hstack([walls[:, :2], walls[:, :2] + along * (middle - width / 2)[:, None]])
        after = np.hstack([walls[:, :2] + along * (middle + width / 2)[:, None], walls[:, 2:]])
        return np.vstack([walls[~chosen], before[chosen], after[chosen]])

    return apply


def passages(low: float, high: float, share: float) -> Noise:
    """Part some rooms by two nibs that leave a passage of that many metres: the room stays one."""

    def apply(case: Case, rng: Rng) -> FloatArray:
        walls, metre = case.walls, case.metre
        count = max(1, int(share * len(case.rooms)))
        base = walls[rng.integers(0, len(walls), 8 * count)]
        foot = base[:, :2] + (base[:, 2:] - base[:, :2]) * rng.uniform(0.2, 0.8, (len(base), 1))
        along = _along(base) * np.where(rng.random(len(base)) < 0.5, 1, -1)[:, None]
        normal = np.column_stack([-along[:, 1], along[:, 0]])
        gap = rng.uniform(low, high, len(base)) * metre
        lines = shapely.multilinestrings(walls.reshape(-1, 2, 2))
        added: list[FloatArray] = []
        for start, way, width in zip(foot, normal, gap.tolist(), strict=True):
            near, far = start + 0.02 * metre * way, start + 7 * metre * way
            met = shapely.intersection(shapely.linestrings([near, far]), lines)
            across = float(shapely.distance(shapely.points(start), met))  # NaN where nothing is met
            least = 0.3 * metre
            if not across >= width + 2 * least:
                continue
            if not any(room.contains(shapely.points(start + across / 2 * way)) for room in case.rooms):
                continue
            nib = rng.uniform(least, across - width - least)
            places = [0.0, nib, nib + width, across]
            a, b, c, d = (start + place * way for place in places)
            added += [np.concatenate([a, b]), np.concatenate([c, d])]
            if len(added) == 2 * count:
                break
        return np.vstack([walls, *added])

    return apply


def missing_corners(low: float, high: float, share: float) -> Noise:
    """Let the walls that meet at some corners end before them, each by that many metres, as exporters do.

    At half of these corners, another wall leads away from one of the ends, to the other side.
    """

    def apply(case: Case, rng: Rng) -> FloatArray:
        ends, length = case.walls.reshape(-1, 2), np.repeat(_length(case.walls), 2)
        _, place = np.unique(np.round(ends / (1e-6 * case.metre)), axis=0, return_inverse=True)
        place = place.ravel()
        chosen = (rng.random(place.max() + 1) < share) & (np.bincount(place) == 2)
        by = np.minimum(rng.uniform(low, high, len(ends)) * case.metre, 0.4 * length) * chosen[place]
        inwards = np.repeat(_along(case.walls), 2, axis=0) * np.tile([1.0, -1.0], len(case.walls))[:, None]
        moved = ends + inwards * by[:, None]
        lines = shapely.multilinestrings(moved.reshape(-1, 2, 2))
        added: list[FloatArray] = []
        for corner in np.flatnonzero(np.bincount(place[by > 0], minlength=1) == 2).tolist():
            end, other = rng.permutation(np.flatnonzero(place == corner)).tolist()
            tip = moved[end] - rng.uniform(1.5, 3.0) * case.metre * inwards[other]
            near = moved[end] + 0.05 * (tip - moved[end])
            if rng.random() < 0.5 and not shapely.LineString([near, tip]).intersects(lines):
                added.append(np.concatenate([moved[end], tip]))
        return np.vstack([moved.reshape(-1, 4), *added])

    return apply


def ends_at_faces(thickness: float) -> Noise:
    """Let walls of a thickness in metres, drawn as axes, end at the face of the next wall, not at its axis.

    Of the walls that end at a corner, the first one runs on.
    """

    def apply(case: Case, _rng: Rng) -> FloatArray:
        lines = np.asarray(shapely.linestrings(case.walls.reshape(-1, 2, 2)))
        width, found = thickness * case.metre, case.walls.copy()
        tree = shapely.STRtree(lines)
        along = _along(case.walls)
        runs_on: set[tuple[float, ...]] = set()
        for wall in np.flatnonzero(_length(case.walls) >= 2 * width).tolist():
            for at, inwards in ((0, along[wall]), (2, -along[wall])):
                end = case.walls[wall, at : at + 2]
                met = tree.query(shapely.points(end), predicate="dwithin", distance=1e-6 * width)
                turn = along[met, 0] * along[wall, 1] - along[met, 1] * along[wall, 0]
                met = met[np.abs(turn) > 0.3]
                if not len(met):
                    continue
                off = case.walls[met].reshape(-1, 2, 2) - end
                corner = bool((np.hypot(off[..., 0], off[..., 1]).min(axis=1) < 1e-6 * width).all())
                place = tuple(np.round(end / width, 3).tolist())
                if corner and place not in runs_on:
                    runs_on.add(place)
                    continue
                found[wall, at : at + 2] = end + inwards * width / 2
        return found

    return apply


def real_openings(case: Case, _rng: Rng) -> FloatArray:
    """Cut the plan's own doors and windows out of the walls that they lie on."""
    walls = list(case.walls)
    for opening in case.openings:
        left: list[FloatArray] = []
        for wall in walls:
            left += _without(wall, np.array(opening, dtype=np.float64), 0.02 * case.size)
        walls = left
    return np.array(walls)


def double_lines(thickness: float) -> Noise:
    """Draw each wall as the outline of a bar of the given thickness, metres."""

    def apply(case: Case, _rng: Rng) -> FloatArray:
        half = thickness * case.metre / 2
        along = _along(case.walls) * half
        left = np.column_stack([-along[:, 1], along[:, 0]])
        a, b = case.walls[:, :2] - along, case.walls[:, 2:] + along
        sides = [(a + left, b + left), (a - left, b - left), (a + left, a - left), (b + left, b - left)]
        return np.vstack([np.hstack(side) for side in sides])

    return apply


def poche(outer: float, inner: float) -> Noise:
    """Draw the outline of all walls together, corners filled and jambs cut square, as people draw it."""

    def apply(case: Case, _rng: Rng) -> FloatArray:
        lines = np.asarray(shapely.linestrings(case.walls.reshape(-1, 2, 2)))
        thickness = _thickness(case, lines, outer, inner)
        half = np.zeros(len(case.corners))
        place, wall = shapely.STRtree(lines).query(
            shapely.points(case.corners), predicate="dwithin", distance=1e-6 * case.metre
        )
        np.maximum.at(half, place, thickness[wall] / 2)
        half = np.where(half > 0, half, inner * case.metre / 2)[:, None]
        squares = shapely.box(*(case.corners - half).T, *(case.corners + half).T)
        bars = shapely.buffer(lines, thickness / 2, cap_style="flat", join_style="mitre")
        whole = shapely.union_all(np.concatenate([bars, squares]), grid_size=1e-6 * case.metre)
        return _sides(shapely.simplify(whole, 1e-5 * case.metre))

    return apply


def outlines(outer: float, inner: float) -> Noise:
    """Draw only what can be seen of solid walls: their outlines, without lines inside of them."""

    def apply(case: Case, _rng: Rng) -> FloatArray:
        return _sides(solid_walls(case, outer, inner))

    return apply


def _sides(shape: Any) -> FloatArray:  # noqa: ANN401 - may be of one part or many
    """The sides (n, 4) of a shape."""
    rings = shapely.get_parts(shapely.boundary(shape))
    return np.vstack([np.hstack([points[:-1], points[1:]]) for points in map(shapely.get_coordinates, rings)])


def _thickness(case: Case, lines: Any, outer: float, inner: float) -> FloatArray:  # noqa: ANN401 - of Shapely
    """Thickness (n,) of each wall: another one around the building than inside."""
    edge = shapely.boundary(shapely.union_all(shapely.buffer(case.rooms, 0.02 * case.metre)))
    around = shapely.length(shapely.intersection(lines, shapely.buffer(edge, 0.05 * case.metre)))
    return np.where(around > 0.5 * shapely.length(lines), outer, inner) * case.metre


def solid_walls(case: Case, outer: float, inner: float) -> Any:  # noqa: ANN401 - may be of one part or many
    """The walls with a thickness in metres, another one for those around the building."""
    lines = np.asarray(shapely.linestrings(case.walls.reshape(-1, 2, 2)))
    thickness = _thickness(case, lines, outer, inner)
    bars = shapely.buffer(lines, thickness / 2, cap_style="square", join_style="mitre")
    whole = shapely.union_all(bars, grid_size=1e-6 * case.metre)
    return shapely.simplify(whole, 1e-5 * case.metre)


def net_rooms(case: Case, solid: Any) -> list[tuple[shapely.Polygon, int]]:  # noqa: ANN401 - as above
    """The rooms within solid walls, and which room each is."""
    found = []
    for number, room in enumerate(case.rooms):
        parts = shapely.get_parts(shapely.difference(room, solid))
        found += [(part, number) for part in parts if part.area > 0.05 * room.area]
    return found


BUTT = 0.42  # metres, of walls that end at the faces of others
THICKNESS = {  # metres, of outer and inner walls
    "double lines": (0.2, 0.2),
    "double lines with doors": (0.2, 0.2),
    "double lines with real openings": (0.2, 0.2),
    "outlines": (0.3, 0.1),
    "outlines with doors": (0.2, 0.2),
    "outlines with real openings": (0.3, 0.15),
    "outlines of equal walls with real openings": (0.2, 0.2),
    "outlines with passages": (0.2, 0.2),
}
MESS = (
    cut(0.15),
    repeat(0.15),
    stretch(0, 0.006, 0.2, 1),
    stretch(0, 0.006, 0.2, -1),
    jitter(0.0007),
    stubs(0.1),
)
CONDITIONS: dict[str, tuple[Noise, ...]] = {
    "clean": (),
    "rotated": (),
    "jitter": (jitter(0.001),),
    "strong jitter": (jitter(0.003),),
    "small gaps": (stretch(0, 0.005, 0.3, -1),),
    "large gaps": (stretch(0.005, 0.02, 0.3, -1),),
    "overshoots": (stretch(0.002, 0.02, 0.3, 1),),
    "duplicates": (cut(0.3), repeat(0.3)),
    "stubs": (stubs(0.15),),
    "doors": (doors(0.8, 1.2),),
    "real doors and windows": (real_openings,),
    "double lines": (double_lines(0.2),),
    "outlines": (outlines(0.3, 0.1),),
    "double lines with doors": (doors(0.8, 1.2), double_lines(0.2)),
    "double lines with real openings": (real_openings, double_lines(0.2)),
    "outlines with doors": (doors(0.8, 1.2), poche(0.2, 0.2)),
    "outlines with real openings": (real_openings, poche(0.3, 0.15)),
    "outlines of equal walls with real openings": (real_openings, poche(0.2, 0.2)),
    "outlines with passages": (passages(1.25, 2.4, 0.2), poche(0.2, 0.2)),
    "axes that end at faces": (ends_at_faces(BUTT),),
    "doors and passages": (passages(1.25, 2.4, 0.2), doors(0.8, 1.2)),
    "missing corners": (missing_corners(0.3, 1.2, 0.25),),
    "messy": MESS,
    "messy with doors": (doors(0.8, 1.2), *MESS),
}


def _length(walls: FloatArray) -> FloatArray:
    way = walls[:, 2:] - walls[:, :2]
    return np.asarray(np.hypot(way[:, 0], way[:, 1]))


def _along(walls: FloatArray) -> FloatArray:
    return np.asarray((walls[:, 2:] - walls[:, :2]) / _length(walls)[:, None])


def _without(wall: FloatArray, opening: FloatArray, tolerance: float) -> list[FloatArray]:
    """What an opening that lies on a wall leaves of it."""
    length = float(np.hypot(*(wall[2:] - wall[:2])))
    if length == 0:
        return [wall]
    along = (wall[2:] - wall[:2]) / length
    offset = opening - wall[:2]
    place, aside = np.sort(offset @ along), offset @ np.array([-along[1], along[0]])
    width = float(np.hypot(*(opening[1] - opening[0])))
    if place[1] - place[0] < 0.98 * width or width == 0 or np.abs(aside).max() > tolerance:
        return [wall]
    a, b = max(0.0, float(place[0])), min(length, float(place[1]))
    if b - a <= 1e-9:
        return [wall]
    parts = []
    if a > 1e-9:
        parts.append(np.concatenate([wall[:2], wall[:2] + along * a]))
    if b < length - 1e-9:
        parts.append(np.concatenate([wall[:2] + along * b, wall[2:]]))
    return parts
