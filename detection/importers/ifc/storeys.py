"""Storeys of a building: their names, heights, and which one is the default."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ifcopenshell.util.element import get_aggregate
from ifcopenshell.util.placement import get_local_placement

_CUT = 1.0  # metres above a storey's floor, where a plan cuts through walls and windows


@dataclass(frozen=True, slots=True)
class Storey:
    """A storey; heights in metres."""

    name: str
    elevation: float

    @property
    def cut(self) -> float:
        """The height at which the plan is cut."""
        return self.elevation + _CUT


def storeys_of(model: Any, scale: float) -> dict[int, Storey]:  # noqa: ANN401 - a file of IfcOpenShell
    """The storeys of a file by their ids; names that several have are preceded by their building's."""
    entities = model.by_type("IfcBuildingStorey")
    names = {
        entity.id(): (entity.Name or entity.LongName or f"storey {entity.id()}")[:200] for entity in entities
    }
    counts = Counter(names.values())
    storeys = {}
    for entity in entities:
        name = names[entity.id()]
        if counts[name] > 1:
            building = get_aggregate(entity)
            name = f"{(building.Name if building is not None else None) or 'building'} {name} ({entity.id()})"
        storeys[entity.id()] = Storey(name, _elevation(entity, scale))
    return storeys


def _elevation(storey: Any, scale: float) -> float:  # noqa: ANN401 - an entity
    """Of the floor: where the storey stands; the attribute may be relative to something else."""
    placed = 0.0
    if storey.ObjectPlacement is not None:
        placed = float(get_local_placement(storey.ObjectPlacement)[2][3])
    return (placed or float(storey.Elevation or 0.0)) * scale


def usual_storey(storeys: list[Storey], spaces: Mapping[str, int], walls: Mapping[str, int]) -> str | None:
    """The default storey: with spaces, or else with many walls, and nearest to the ground."""
    drawn = [storey for storey in storeys if walls.get(storey.name)]
    if not drawn:
        return next((name for name, count in walls.items() if count), None)
    with_spaces = [storey for storey in drawn if spaces.get(storey.name)]
    most = max(walls[storey.name] for storey in drawn)
    candidates = with_spaces or [storey for storey in drawn if walls[storey.name] >= most / 2]
    return min(candidates, key=lambda storey: (abs(storey.elevation), storey.elevation)).name
