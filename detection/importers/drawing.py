"""Content of a drawing in any format: paths on layers, texts, spaces, and ignored entities."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from detection.faults import Fault, InvalidPlanError
from detection.importers import layer_names
from detection.importers.bounds import Bounds
from detection.importers.paths import Vertex, Wall, plain_vertices, walls_of, without_repeats
from detection.importers.scale import Scale
from detection.importers.units import Evidence
from detection.options import Limits
from detection.plan.projection import LocalProjection


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of a drawing: its paths become walls together, or not at all."""

    name: str
    walls: int
    taken: bool  # whether they are in the plan


@dataclass(frozen=True, slots=True)
class Ignored:
    """Entities of one kind that became no walls, with their count and the reason."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Imported:
    """A plan, with the layers that it was taken from and the entities that were ignored."""

    plan: dict[str, Any]
    layers: list[Layer]  # in the order of the file
    units: str | None
    ignored: list[Ignored]
    findings: list[str]  # sentences: doubts that a person should check


@dataclass(slots=True)
class Drawing:
    """Collects what a reader finds, within bounds."""

    bounds: Bounds
    units: str | None = None
    physical: bool = True  # whether the units are a length, and not pixels
    paper: bool = False  # whether lengths may be those of a sheet of paper, at a scale
    hidden: set[str] = field(default_factory=set)  # layers that the drawing does not show
    page: int | None = None  # the page to read, from 1, of a file with several
    is_scaled: bool = False  # whether a scale was given, whatever the file states
    scale: Scale | None = None  # as the file itself states it
    scale_doubts: list[str] = field(default_factory=list)  # sentences; of no matter once a scale is given
    preferred: list[str] = field(default_factory=list)  # layers to take, for example a storey
    storeys: list[str] = field(default_factory=list)  # layers of a building, from the lowest up
    evidence: Evidence = field(default_factory=Evidence)
    findings: list[str] = field(default_factory=list)
    projection: LocalProjection | None = None  # from the degrees of the file
    walls: dict[str, list[Wall]] = field(default_factory=dict)
    fills: dict[str, list[Wall]] = field(default_factory=dict)
    labels: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    spaces: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    openings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    signs: list[Wall] = field(default_factory=list)  # drawn, but no walls: what blocks of doors hold
    ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
    _left: int = field(init=False)
    _visits_left: int = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._visits_left = self.bounds.walls, self.bounds.visits

    def visit(self, count: int = 1) -> None:
        """Count entities that are read, against the limit.

        Raises
        ------
        TooManyEntitiesError
            There were more than the bounds allow: blocks or symbols repeat each other without end.
        """
        self._visits_left -= count
        if self._visits_left < 0:
            raise TooManyEntitiesError(self.bounds.visits)

    def enter(self, depth: int) -> None:
        """Check the nesting depth of blocks or symbols, against the limit."""
        if depth > self.bounds.depth:
            raise refusal(f"has blocks or groups more than {self.bounds.depth} deep in each other")

    def ignore(self, what: str, why: str, count: int = 1) -> None:
        """Count entities that become no walls, by kind and reason."""
        self.ignored[plain_text(what)[:100], plain_text(why)] += count

    def ignore_some(self, what: str, why: str, count: int) -> None:
        """Count entities as `ignore` does, if there are any."""
        if count:
            self.ignore(what, why, count)

    def has_ignored(self, what: str) -> bool:
        """Whether entities of a kind were ignored."""
        return any(kind == what for kind, _ in self.ignored)

    def add(
        self,
        layer: str,
        vertices: Iterable[Vertex],
        *,
        closed: bool = False,
        thickness: float | None = None,
        load_bearing: bool = False,
        fill: bool = False,
    ) -> None:
        """Add a path to a layer; repeated points are dropped.

        All importers add their walls here. Numbers and names become plain ``float`` and ``str``, because JSON
        encoders refuse the types of some libraries, for example NumPy's.

        Parameters
        ----------
        layer
            Name of the layer.
        vertices
            Points in units of the drawing, each with the bulge of the piece to the next one.
        closed
            Whether a piece leads from the last vertex to the first.
        thickness
            Of the wall whose middle this is, in units of the drawing.
        load_bearing
            Whether the drawing says that the wall carries.
        fill
            Whether it bounds a filled area. Such paths count only on layers that have no others: a hatch
            repeats the lines that it fills.
        """
        layer = plain_text(layer)
        path = without_repeats(plain_vertices(vertices), closed=closed)
        thickness = None if thickness is None else float(thickness)
        if len(path) < 2:
            self.ignore("segment", "has no length")
            return
        if not all(abs(value) <= _FARTHEST for vertex in path for value in vertex):  # nor is NaN
            self.ignore("segment", "lies beyond all measure")
            return
        for wall in walls_of(path, closed=closed):
            if load_bearing or layer_names.is_load_bearing(layer):
                wall["is_load_bearing"] = True
            if thickness and 0 < thickness <= _FARTHEST:
                wall["thickness"] = thickness
            self._left -= 1
            if self._left < 0:
                raise refusal(f"has more than the {self.bounds.walls} walls allowed; remove what is no wall")
            (self.fills if fill else self.walls).setdefault(layer, []).append(wall)

    def add_sign(self, vertices: Iterable[Vertex], *, closed: bool = False) -> None:
        """Add a path that is no wall, but may draw a door: its swing tells where the wall is open."""
        path = without_repeats(plain_vertices(vertices), closed=closed)
        if len(path) > 1 and all(abs(value) <= _FARTHEST for vertex in path for value in vertex):
            self.signs += walls_of(path, closed=closed)

    def add_opening(
        self, layer: str, kind: str, start: Sequence[float], end: Sequence[float], type_: str | None = None
    ) -> None:
        """Add a door or window that the file names as such, from jamb to jamb, with its type."""
        ends = [[float(value) for value in point[:2]] for point in (start, end)]
        if all(abs(value) <= _FARTHEST for point in ends for value in point):
            opening: dict[str, Any] = {"kind": kind, "start": ends[0], "end": ends[1]}
            if type_ and (plain := " ".join(plain_text(type_).split())[: Limits().text]):
                opening["type"] = plain
            self.openings.append((plain_text(layer), opening))

    def add_label(self, layer: str, text: str, point: Sequence[float], kind: str | None = None) -> None:
        """Add a text that may name a room; ``kind`` is "name", "number" or "area" where that is known."""
        text, (x, y) = " ".join(plain_text(text).split())[: Limits().text], map(float, point[:2])
        if not text or not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):
            return
        if len(self.labels) == self.bounds.labels:
            self.ignore("text", f"comes after the first {self.bounds.labels}")
            return
        label: dict[str, Any] = {"text": text, "point": [x, y]}
        self.labels.append((plain_text(layer), {**label, "kind": kind} if kind else label))

    def add_space(
        self, layer: str, polygon: Iterable[Sequence[float]], name: str | None, number: str | None
    ) -> None:
        """Add the outline of a room that the drawing contains."""
        corners = without_repeats(((float(x), float(y), 0.0) for x, y, *_ in polygon), closed=True)
        if len(corners) < 3 or not all(abs(value) <= _FARTHEST for corner in corners for value in corner):
            self.ignore("space", "has no area")
            return
        self._left -= 1
        if self._left < 0:
            raise refusal(f"has more than the {self.bounds.walls} walls and spaces allowed")
        space: dict[str, Any] = {"polygon": [[x, y] for x, y, _ in corners]}
        for member, text in (("name", name), ("number", number)):
            if text and (plain := " ".join(plain_text(text).split())[: Limits().text]):
                space[member] = plain
        self.spaces.append((plain_text(layer), space))

    def handed_over(self) -> dict[str, Any]:
        """The collected content as JSON values, for :meth:`take_over` in another process."""
        return {
            "units": self.units,
            "physical": self.physical,
            "paper": self.paper,
            "scale": None if self.scale is None else [self.scale.factor, self.scale.units],
            "scale_doubts": self.scale_doubts,
            "preferred": self.preferred,
            "storeys": self.storeys,
            "findings": self.findings,
            "walls": self.walls,
            "fills": self.fills,
            "labels": self.labels,
            "spaces": self.spaces,
            "openings": self.openings,
            "signs": self.signs,
            "ignored": [[what, why, count] for (what, why), count in self.ignored.items()],
        }

    def take_over(self, collected: dict[str, Any]) -> None:
        """Add the content that :meth:`handed_over` returned in another process."""
        self.units, self.preferred = collected["units"], collected["preferred"]
        self.storeys = collected["storeys"]
        self.physical, self.paper = collected["physical"], collected["paper"]
        self.scale_doubts = collected["scale_doubts"]
        self.scale = None if collected["scale"] is None else Scale(*collected["scale"])
        self.findings += collected["findings"]
        self.walls, self.fills = collected["walls"], collected["fills"]
        self.labels, self.spaces = collected["labels"], collected["spaces"]
        self.openings, self.signs = collected["openings"], collected["signs"]
        for what, why, count in collected["ignored"]:
            self.ignored[what, why] += count


_FARTHEST = Limits().coordinate


def plain_text(value: object) -> str:
    """Text that every encoder takes: readers leave half characters where bytes are in no encoding."""
    return str(value).encode("utf-8", "replace").decode()


class TooManyEntitiesError(InvalidPlanError):
    """The drawing has more entities than the bounds allow."""

    def __init__(self, at_most: int) -> None:
        detail = (
            f"has more than {at_most} entities once its blocks are taken apart; remove what is not needed"
        )
        super().__init__((Fault("", detail),))


def refusal(detail: str) -> InvalidPlanError:
    """The error for a file as a whole."""
    return InvalidPlanError((Fault("", detail),))
