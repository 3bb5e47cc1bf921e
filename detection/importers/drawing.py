"""Content of a drawing in any format: paths on layers, texts, spaces, and ignored entities."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detection.faults import Fault, InvalidPlanError
from detection.importers import layer_names
from detection.importers.bounds import Bounds
from detection.importers.paths import Vertex, Wall, pieces_of, plain_vertices, walls_of, without_repeats
from detection.importers.scale import Scale
from detection.importers.units import Evidence, judge
from detection.options import Limits
from detection.plan.parse import find_faults
from detection.plan.projection import LocalProjection
from detection.plan.units import metres_of

if TYPE_CHECKING:
    from detection.importers.doors import Doors


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
    evidence: Evidence = field(default_factory=Evidence)
    findings: list[str] = field(default_factory=list)
    projection: LocalProjection | None = None  # from the degrees of the file
    _walls: dict[str, list[Wall]] = field(default_factory=dict)
    _fills: dict[str, list[Wall]] = field(default_factory=dict)
    _labels: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _spaces: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _openings: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _signs: list[Wall] = field(default_factory=list)  # drawn, but no walls: what blocks of doors hold
    _ignored: Counter[tuple[str, str]] = field(default_factory=Counter)
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
        self._ignored[plain_text(what)[:100], plain_text(why)] += count

    def ignore_some(self, what: str, why: str, count: int) -> None:
        """Count entities as `ignore` does, if there are any."""
        if count:
            self.ignore(what, why, count)

    def has_ignored(self, what: str) -> bool:
        """Whether entities of a kind were ignored."""
        return any(kind == what for kind, _ in self._ignored)

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
            (self._fills if fill else self._walls).setdefault(layer, []).append(wall)

    def add_sign(self, vertices: Iterable[Vertex], *, closed: bool = False) -> None:
        """Add a path that is no wall, but may draw a door: its swing tells where the wall is open."""
        path = without_repeats(plain_vertices(vertices), closed=closed)
        if len(path) > 1 and all(abs(value) <= _FARTHEST for vertex in path for value in vertex):
            self._signs += walls_of(path, closed=closed)

    def add_opening(
        self, layer: str, kind: str, start: Sequence[float], end: Sequence[float], type_: str | None = None
    ) -> None:
        """Add a door or window that the file names as such, from jamb to jamb, with its type."""
        ends = [[float(value) for value in point[:2]] for point in (start, end)]
        if all(abs(value) <= _FARTHEST for point in ends for value in point):
            opening: dict[str, Any] = {"kind": kind, "start": ends[0], "end": ends[1]}
            if type_ and (plain := " ".join(plain_text(type_).split())[: Limits().text]):
                opening["type"] = plain
            self._openings.append((plain_text(layer), opening))

    def add_label(self, layer: str, text: str, point: Sequence[float], kind: str | None = None) -> None:
        """Add a text that may name a room; ``kind`` is "name", "number" or "area" where that is known."""
        text, (x, y) = " ".join(plain_text(text).split())[: Limits().text], map(float, point[:2])
        if not text or not (abs(x) <= _FARTHEST and abs(y) <= _FARTHEST):
            return
        if len(self._labels) == self.bounds.labels:
            self.ignore("text", f"comes after the first {self.bounds.labels}")
            return
        label: dict[str, Any] = {"text": text, "point": [x, y]}
        self._labels.append((plain_text(layer), {**label, "kind": kind} if kind else label))

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
        self._spaces.append((plain_text(layer), space))

    def handed_over(self) -> dict[str, Any]:
        """The collected content as JSON values, for :meth:`take_over` in another process."""
        return {
            "units": self.units,
            "physical": self.physical,
            "paper": self.paper,
            "scale": None if self.scale is None else [self.scale.factor, self.scale.units],
            "scale_doubts": self.scale_doubts,
            "preferred": self.preferred,
            "findings": self.findings,
            "walls": self._walls,
            "fills": self._fills,
            "labels": self._labels,
            "spaces": self._spaces,
            "openings": self._openings,
            "signs": self._signs,
            "ignored": [[what, why, count] for (what, why), count in self._ignored.items()],
        }

    def take_over(self, collected: dict[str, Any]) -> None:
        """Add the content that :meth:`handed_over` returned in another process."""
        self.units, self.preferred = collected["units"], collected["preferred"]
        self.physical, self.paper = collected["physical"], collected["paper"]
        self.scale_doubts = collected["scale_doubts"]
        self.scale = None if collected["scale"] is None else Scale(*collected["scale"])
        self.findings += collected["findings"]
        self._walls, self._fills = collected["walls"], collected["fills"]
        self._labels, self._spaces = collected["labels"], collected["spaces"]
        self._openings, self._signs = collected["openings"], collected["signs"]
        for what, why, count in collected["ignored"]:
            self._ignored[what, why] += count

    def imported(
        self, layers: Collection[str] | None, units: str | None, scale: Scale | None = None
    ) -> Imported:
        """The plan of some layers, or of those that seem to hold the walls.

        Raises
        ------
        InvalidPlanError
            There are no walls, or no such layers.
        """
        drawn = self._drawn()
        if not drawn:
            why = ", ".join(
                f"{count} × {what} ({why})" for (what, why), count in self._ignored.most_common(5)
            )
            raise refusal("has no lines that could be walls" + (f", only {why}" if why else ""))
        findings: list[str] = []  # about units
        if scale is None:
            scale = self.scale
            findings += self.scale_doubts
        taken = self._chosen(layers, drawn)
        walls = [wall for name in taken for wall in drawn[name]]
        drawn, thickness = self._joined_areas(drawn, taken)
        doors = self._doors(drawn, _extent(walls))
        self.evidence.leaves += doors.radii if doors else []
        units = self._units(units, walls, findings, scaled=scale is not None)
        openings = self._openings_of(taken)
        if doors is not None:
            doors.keep(_metres(units, scale))
            walls = self._without_signs(drawn, taken, doors)
            openings += doors.openings()
        else:
            walls = [wall for name in taken for wall in drawn[name]]
        plan: dict[str, Any] = {"walls": walls, **({} if units is None else {"units": units})}
        if thickness is not None:
            plan["wall_thickness"] = thickness
        self._add_rooms(plan, taken)
        if openings:
            plan["drawn_openings"] = openings
        if scale is not None:
            plan = scale.applied(plan)
        by_kind = {"drawing": self.findings, "units": findings}
        if any(by_kind.values()):
            plan["findings"] = [
                {"kind": kind, "detail": detail} for kind, details in by_kind.items() for detail in details
            ]
        if self.projection is not None:
            where = self.projection
            plan["projection"] = {"longitude": where.longitude, "latitude": where.latitude}
        faults = find_faults(plan, Limits(walls=self.bounds.walls))
        if faults:
            raise InvalidPlanError(tuple(faults))
        return Imported(
            plan=plan,
            layers=[Layer(name, len(walls), name in taken) for name, walls in drawn.items()],
            units=plan.get("units"),
            ignored=[Ignored(what, count, why) for (what, why), count in self._ignored.most_common()],
            findings=self.findings + findings,
        )

    def _joined_areas(
        self, drawn: dict[str, list[Wall]], taken: list[str]
    ) -> tuple[dict[str, list[Wall]], float | None]:
        """The walls, filled areas joined where they touch, and the thickness of the thickest area."""
        areas = [name for name in taken if drawn[name] is self._fills.get(name)]
        if not areas:
            return drawn, None
        from detection.importers.areas import joined_areas  # noqa: PLC0415 - it loads NumPy and Shapely

        joined = {name: joined_areas(drawn[name]) for name in areas}
        thick = [thickness for _, thickness in joined.values() if thickness is not None]
        return {**drawn, **{name: walls for name, (walls, _) in joined.items()}}, max(thick, default=None)

    def _doors(self, drawn: dict[str, list[Wall]], extent: float) -> "Doors | None":
        """The doors that swings tell, where there are lines enough for one."""
        everything = {**drawn, "": self._signs}
        if (
            sum(1 for walls in everything.values() for wall in walls for _ in pieces_of(wall))
            < _FEWEST_OF_A_DOOR
        ):
            return None
        from detection.importers.doors import Doors  # noqa: PLC0415 - it loads NumPy and Shapely

        return Doors(everything, extent)

    def _without_signs(self, drawn: dict[str, list[Wall]], taken: list[str], doors: "Doors") -> list[Wall]:
        """The walls of some layers without swings and leaves of doors; all if there is nothing else."""
        signs = doors.signs(taken)
        walls = [
            wall for name in taken for at, wall in enumerate(drawn[name]) if at not in signs.get(name, ())
        ]
        if not walls:
            return [wall for name in taken for wall in drawn[name]]
        self.ignore_some("line", "draws the swing or leaf of a door", sum(map(len, signs.values())))
        return walls

    def _openings_of(self, taken: list[str]) -> list[dict[str, Any]]:
        """The openings that the file names itself, those of its storey."""
        return [opening for name, opening in self._openings if name in taken]

    def _drawn(self) -> dict[str, list[Wall]]:
        """Paths by layer; filled areas are used only if nothing else is drawn."""
        for name, walls in self._fills.items():
            if name in self._walls:
                self.ignore("filled area", "repeats the lines of its layer", len(walls))
        return {
            **{name: walls for name, walls in self._fills.items() if name not in self._walls},
            **self._walls,
        }

    def _units(
        self, given: str | None, walls: list[Wall], findings: list[str], *, scaled: bool
    ) -> str | None:
        declared = None if self.units is None else plain_text(self.units)
        if given is not None or scaled or self.scale_doubts or not self.physical:
            return given or declared
        judged = judge(declared, walls, self.evidence, paper=self.paper)
        if judged.finding:
            findings.append(judged.finding)
        return judged.units

    def _add_rooms(self, plan: dict[str, Any], taken: list[str]) -> None:
        """The labels that lie where the walls are, and the spaces of the layers."""
        storeys = {name for name, _ in self._spaces}
        spaces = [space for name, space in self._spaces if name in taken or not storeys & set(taken)]
        if spaces:
            plan["spaces"] = spaces
        corners = [corner for wall in plan["walls"] for piece in pieces_of(wall) for corner in piece]
        low_x, high_x = min(x for x, _ in corners), max(x for x, _ in corners)
        low_y, high_y = min(y for _, y in corners), max(y for _, y in corners)
        labels = []
        for name, label in self._labels:
            x, y = label["point"]
            if layer_names.is_beside_rooms(name):
                self.ignore("text", "lies on a layer of dimensions, notes or a title block")
            elif not (low_x <= x <= high_x and low_y <= y <= high_y):
                self.ignore("text", "lies outside of the walls")
            else:
                labels.append(label)
        if labels:
            plan["labels"] = labels

    def _chosen(self, layers: Collection[str] | None, drawn: dict[str, list[Wall]]) -> list[str]:
        names = list(drawn)
        if layers is not None:
            unknown = [name for name in layers if name not in drawn]
            if unknown or not layers:
                asked = ", ".join(f'"{name[:100]}"' for name in unknown) or "of no name"
                known = ", ".join(f'"{name}"' for name in names[:50])
                raise refusal(f"has no lines on a layer {asked}; those with lines are {known}")
            return [name for name in names if name in layers]
        hidden = set(map(plain_text, self.hidden))
        shown = [name for name in names if name not in hidden] or names
        if preferred := [name for name in shown if name in self.preferred]:
            return preferred
        return (
            [name for name in shown if layer_names.is_wall(name)]
            or [name for name in shown if layer_names.thing_of(name) is None and name in self._walls]
            or [name for name in shown if layer_names.thing_of(name) is None]
            or shown
        )


_FARTHEST = Limits().coordinate
_FEWEST_OF_A_DOOR = 4  # lines: two jambs, a leaf and its swing


def _extent(walls: list[Wall]) -> float:
    """The width or height of all walls, whichever is larger."""
    corners = [corner for wall in walls for piece in pieces_of(wall) for corner in piece]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _metres(units: str | None, scale: Scale | None) -> float | None:
    """The metres of one unit of the drawing, if that is known."""
    metres = metres_of(units if scale is None or scale.units is None else scale.units)
    return None if metres is None else metres * (1.0 if scale is None else scale.factor)


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
