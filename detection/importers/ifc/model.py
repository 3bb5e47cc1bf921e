"""The building of an IFC file: which storey holds which walls, columns and spaces."""

from collections import Counter
from typing import Any, NamedTuple

from ifcopenshell.util.element import get_aggregate, get_container, get_pset
from ifcopenshell.util.unit import calculate_unit_scale

from detection.importers.drawing import Drawing
from detection.importers.ifc.bodies import Bodies
from detection.importers.ifc.joints import Drawn, joined
from detection.importers.ifc.opening import model_of
from detection.importers.ifc.openings import KINDS, add_opening
from detection.importers.ifc.relations import connections, parts_of
from detection.importers.ifc.spaces import add_space
from detection.importers.ifc.storeys import Storey, storeys_of, usual_storey
from detection.importers.ifc.walls import (
    height_of,
    paths_of_column,
    paths_of_curtain_wall,
    paths_of_wall,
)

NO_STOREY = "no storey"
_MOST_LEVELS = 20  # of parts within parts, up to the storey

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema

_BOUNDING = ("IfcWall", "IfcCurtainWall", "IfcColumn")
_OTHERS = {
    "IfcDoor": "fills an opening of a wall",
    "IfcWindow": "fills an opening of a wall",
    "IfcOpeningElement": "is an opening of a wall",
}


def collect(data: bytes, drawing: Drawing) -> None:
    """Collect the walls of each storey, in metres, the spaces and their names."""
    model = model_of(data, drawing)
    drawing.units = "m"
    _Collector(model, drawing).collect()


class _Bound(NamedTuple):
    element: int  # its id in the file
    drawn: Drawn
    bears: bool


class _Collector:
    def __init__(self, model: Any, drawing: Drawing) -> None:  # noqa: ANN401 - a file of IfcOpenShell
        self.model, self.drawing = model, drawing
        self.scale = float(calculate_unit_scale(model))
        self.angle = float(calculate_unit_scale(model, "PLANEANGLEUNIT"))
        self.square = float(calculate_unit_scale(model, "AREAUNIT"))
        self.storeys = storeys_of(model, self.scale)
        by_height = sorted(self.storeys.values(), key=lambda storey: storey.elevation)
        drawing.storeys = [storey.name for storey in by_height]
        self.bodies = Bodies(model)
        self.drawn: dict[str, list[_Bound]] = {}
        self.walls: Counter[str] = Counter()
        self.spaces: Counter[str] = Counter()

    def collect(self) -> None:
        for kind in _BOUNDING:
            for element in self.model.by_type(kind):
                self.drawing.visit()
                self.add_bound(element)
        self.add_walls()
        for space in self.model.by_type("IfcSpace"):
            self.drawing.visit()
            storey = self.storey_of(space)
            if storey is not None and add_space(space, storey, self.bodies, self.drawing, self.square):
                self.spaces[storey.name] += 1
        for kind, word in KINDS.items():
            for element in self.model.by_type(kind):
                self.drawing.visit()
                storey = self.storey_of(element)
                if storey is not None and not add_opening(
                    element, word, storey, self.scale, self.bodies, self.drawing
                ):
                    self.drawing.ignore(kind, "has no body, so where it is remains open")
        usual = usual_storey(list(self.storeys.values()), self.spaces, self.walls)
        self.drawing.preferred = [] if usual is None else [usual]
        self.count_others()

    def add_bound(self, element: Entity) -> None:
        """Add a wall, curtain wall or column to each storey that it reaches through."""
        home = self.storey_of(element)
        common = f"Pset_{element.is_a().removeprefix('Ifc').removesuffix('StandardCase')}Common"
        bearing = bool(get_pset(element, common, "LoadBearing"))
        found = False
        for storey in self.reached(element, home):
            name = NO_STOREY if storey is None else storey.name
            for drawn in self.paths(element, storey):
                found = True
                self.drawn.setdefault(name, []).append(_Bound(element.id(), drawn, bearing))
                self.walls[name] += 1
        if not found:
            self.drawing.ignore(element.is_a(), "has neither an axis nor a body at the height of the plan")

    def add_walls(self) -> None:
        """Add the walls of each storey, with their ends extended to each other."""
        told = connections(self.model)
        for name, bounds in self.drawn.items():
            places: dict[int, set[int]] = {}
            for place, bound in enumerate(bounds):
                places.setdefault(bound.element, set()).add(place)
            near = {
                place: {at for element in told[bound.element] for at in places.get(element, ())}
                for place, bound in enumerate(bounds)
                if bound.element in told
            }
            walls = joined([bound.drawn for bound in bounds], near)
            for bound, (vertices, closed, thickness) in zip(bounds, walls, strict=True):
                self.drawing.add(name, vertices, closed=closed, thickness=thickness, load_bearing=bound.bears)

    def paths(self, element: Entity, storey: Storey | None) -> list[Any]:
        cut = None if storey is None else storey.cut
        if element.is_a("IfcWall"):
            return paths_of_wall(element, self.scale, self.angle, self.bodies, cut)
        if element.is_a("IfcCurtainWall"):
            return paths_of_curtain_wall(element, self.scale, self.angle, self.bodies)
        return paths_of_column(element, self.bodies, cut)

    def reached(self, element: Entity, home: Storey | None) -> list[Storey | None]:
        """The storeys whose plan shows an element: its own, and those that it reaches through."""
        if home is None:
            return [None]
        extent = height_of(element, self.scale, self.bodies)
        if extent is None:
            return [home]
        low, high = extent
        through = [each for each in self.storeys.values() if low + 0.1 < each.cut < high - 0.1]
        return [home, *(each for each in through if each is not home)]

    def storey_of(self, element: Entity) -> Storey | None:
        """The storey that contains an element, or that it is a part of."""
        at = element
        for _ in range(_MOST_LEVELS):
            at = get_container(at, should_get_direct=True) or get_aggregate(at)
            if at is None or at.id() in self.storeys:
                break
        return None if at is None else self.storeys.get(at.id())

    def count_others(self) -> None:
        """Count the elements that bound no room, and the relations that tell nothing more, by kind."""
        boundaries = len(self.model.by_type("IfcRelSpaceBoundary"))
        self.drawing.ignore_some("IfcRelSpaceBoundary", "lies on the outline of its space", boundaries)
        wholes = [*self.model.by_type("IfcWall"), *self.model.by_type("IfcCurtainWall")]
        parts = {part.id() for wall in wholes for part in parts_of(wall)}
        for element in self.model.by_type("IfcElement"):
            if not any(element.is_a(kind) for kind in _BOUNDING) and element.id() not in parts:
                kind = element.is_a()
                self.drawing.ignore(kind, _OTHERS.get(kind, "bounds no room"))
