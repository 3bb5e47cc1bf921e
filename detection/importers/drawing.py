"""What is found in a drawing, whatever its format: strokes on layers, and what was left out."""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from detection.faults import Fault, InvalidPlanError
from detection.importers import layer_names
from detection.options import Limits
from detection.plan.parse import find_faults

Vertex = tuple[float, float, float]  # x, y and the bulge of the piece to the next vertex, 0 when straight
Wall = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a file may cost."""

    data: int = 100_000_000  # bytes
    walls: int = 1_000_000  # of all layers together
    visits: int = 2_000_000  # entities looked at, each as often as blocks and symbols repeat it
    depth: int = 32  # blocks, groups or symbols inside each other


@dataclass(frozen=True, slots=True)
class Layer:
    """Strokes that a drawing keeps together."""

    name: str
    walls: int
    taken: bool  # whether they are in the plan


@dataclass(frozen=True, slots=True)
class Ignored:
    """Things of a drawing that became no walls."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan, and what it was taken from."""

    plan: dict[str, Any]
    layers: list[Layer]  # in the order of the file
    units: str | None
    ignored: list[Ignored]


@dataclass(slots=True)
class Drawing:
    """Collects what a reader finds, within bounds."""

    bounds: Bounds
    units: str | None = None
    hidden: set[str] = field(default_factory=set)  # layers that the drawing does not show
    preferred: str | None = None  # the layer to take where names say nothing, for example a storey
    _walls: dict[str, list[Wall]] = field(default_factory=dict)
    _ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
    _left: int = field(init=False)
    _visits_left: int = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._visits_left = self.bounds.walls, self.bounds.visits

    def visit(self, count: int = 1) -> None:
        """Pay for looking at entities.

        Raises
        ------
        InvalidPlanError
            There were more than the bounds allow: blocks or symbols repeat each other without end.
        """
        self._visits_left -= count
        if self._visits_left < 0:
            raise refusal(
                f"has more than {self.bounds.visits} entities once its blocks are taken apart; "
                "remove what is not needed"
            )

    def enter(self, depth: int) -> None:
        """Check how deep things lie in each other."""
        if depth > self.bounds.depth:
            raise refusal(f"has blocks or groups more than {self.bounds.depth} deep in each other")

    def ignore(self, what: str, why: str, count: int = 1) -> None:
        self._ignored[plain_text(what)[:100], plain_text(why)] += count

    def add(
        self,
        layer: str,
        vertices: Iterable[Vertex],
        *,
        closed: bool = False,
        thickness: float | None = None,
        load_bearing: bool = False,
    ) -> None:
        """Add a stroke to a layer; points that repeat the one before are dropped.

        This is the edge that all importers hand their numbers and names over: whatever types a library has
        for them (NumPy's, say, which no encoder of JSON takes), what goes on is plain ``float`` and ``str``.
        """
        layer = plain_text(layer)
        path = _without_repeats(_plain_vertices(vertices), closed=closed)
        thickness = None if thickness is None else float(thickness)
        if len(path) < 2:
            self.ignore("stroke", "has no length")
            return
        if not all(abs(value) <= _FARTHEST for vertex in path for value in vertex):  # nor is NaN
            self.ignore("stroke", "lies beyond all measure")
            return
        for wall in _walls_of(path, closed=closed):
            if load_bearing or layer_names.is_load_bearing(layer):
                wall["is_load_bearing"] = True
            if thickness and 0 < thickness <= _FARTHEST:
                wall["thickness"] = thickness
            self._left -= 1
            if self._left < 0:
                raise refusal(f"has more than the {self.bounds.walls} walls allowed; remove what is no wall")
            self._walls.setdefault(layer, []).append(wall)

    def imported(self, layers: Collection[str] | None, units: str | None) -> Imported:
        """The plan of some layers, or of those that seem to hold the walls."""
        if not self._walls:
            why = ", ".join(
                f"{count} × {what} ({why})" for (what, why), count in self._ignored.most_common(5)
            )
            raise refusal("has no lines that could be walls" + (f", only {why}" if why else ""))
        taken = self._chosen(layers)
        plan: dict[str, Any] = {"walls": [wall for name in taken for wall in self._walls[name]]}
        units = units or (None if self.units is None else plain_text(self.units))
        if units is not None:
            plan["units"] = units
        faults = find_faults(plan, Limits(walls=self.bounds.walls))
        if faults:
            raise InvalidPlanError(tuple(faults))
        return Imported(
            plan=plan,
            layers=[Layer(name, len(walls), name in taken) for name, walls in self._walls.items()],
            units=units,
            ignored=[Ignored(what, count, why) for (what, why), count in self._ignored.most_common()],
        )

    def _chosen(self, layers: Collection[str] | None) -> list[str]:
        names = list(self._walls)
        if layers is not None:
            unknown = [name for name in layers if name not in self._walls]
            if unknown or not layers:
                asked = ", ".join(f'"{name[:100]}"' for name in unknown) or "of no name"
                known = ", ".join(f'"{name}"' for name in names[:50])
                raise refusal(f"has no lines on a layer {asked}; those with lines are {known}")
            return [name for name in names if name in layers]
        hidden = set(map(plain_text, self.hidden))
        shown = [name for name in names if name not in hidden] or names
        if self.preferred in shown:
            return [self.preferred]
        return [name for name in shown if layer_names.is_wall(name)] or shown


_FARTHEST = Limits().coordinate


def plain_text(value: object) -> str:
    """Text that every encoder takes: readers leave half characters where bytes are in no encoding."""
    return str(value).encode("utf-8", "replace").decode()


def refusal(detail: str) -> InvalidPlanError:
    """The error for a file as a whole."""
    return InvalidPlanError((Fault("", detail),))


def arc_points(start: Vertex, end: Sequence[float], *, step: float = math.radians(7.5)) -> list[Vertex]:
    """Points on the arc from ``start``, with its bulge, to ``end``; without the end itself."""
    x0, y0, bulge = start
    x1, y1 = end[0], end[1]
    sweep = 4 * math.atan(bulge)
    count = max(1, math.ceil(abs(sweep) / step - 1e-9))
    off = (1 - bulge * bulge) / (4 * bulge)
    cx, cy = (x0 + x1) / 2 - off * (y1 - y0), (y0 + y1) / 2 + off * (x1 - x0)
    turns = [(math.cos(sweep * k / count), math.sin(sweep * k / count)) for k in range(count)]
    return [
        (cx + (x0 - cx) * cos - (y0 - cy) * sin, cy + (x0 - cx) * sin + (y0 - cy) * cos, 0.0)
        for cos, sin in turns
    ]


def _plain_vertices(vertices: Iterable[Vertex]) -> Iterator[Vertex]:
    return ((float(x), float(y), float(bulge)) for x, y, bulge in vertices)


def _without_repeats(vertices: Iterable[Vertex], *, closed: bool) -> list[Vertex]:
    path: list[Vertex] = []
    for vertex in vertices:
        if path and path[-1][:2] == vertex[:2]:
            path[-1] = vertex
        else:
            path.append(vertex)
    if closed and len(path) > 1 and path[0][:2] == path[-1][:2]:
        path.pop()
    return path


def _walls_of(path: list[Vertex], *, closed: bool) -> list[Wall]:
    """A line, a polyline, or one wall for each piece where some are curved."""
    if len(path) == 2 and closed and path[0][2] == path[1][2] == 0:
        closed = False
    if not any(bulge for _, _, bulge in (path if closed else path[:-1])):
        points = [[x, y] for x, y, _ in path]
        if len(points) == 2:
            return [{"type": "line", "start": points[0], "end": points[1]}]
        return [{"type": "polyline", "points": points, **({"closed": True} if closed else {})}]
    following = [*path[1:], path[0]] if closed else path[1:]
    return [_piece(vertex, end) for vertex, end in zip(path, following, strict=False)]


def _piece(vertex: Vertex, end: Vertex) -> Wall:
    x, y, bulge = vertex
    ends = {"start": [x, y], "end": [end[0], end[1]]}
    return {"type": "arc", **ends, "bulge": bulge} if bulge else {"type": "line", **ends}
