"""A plan of each storey of a building."""

from dataclasses import dataclass, replace

from detection.faults import InvalidPlanError
from detection.importers.drawing import Drawing, Imported, plain_text, refusal
from detection.importers.to_plan import to_plan


@dataclass(frozen=True, slots=True)
class Storeys:
    """What was made of the storeys of a building, from the lowest up."""

    plans: dict[str, Imported]  # by the name of the storey
    left_out: dict[str, str]  # why a storey has no plan, after its name: "has no walls"


def storeys_in(drawing: Drawing) -> Storeys:
    """A plan of each storey, and of the walls that are on none; a fault of one does not fail the others.

    Raises
    ------
    InvalidPlanError
        There are no storeys, or no plan can be made of any.
    """
    if not drawing.storeys:
        raise refusal("has no storeys (IfcBuildingStorey); submit it as a single drawing")
    named = [plain_text(name) for name in drawing.storeys]
    drawn = dict.fromkeys([*drawing.walls, *drawing.fills])
    plans: dict[str, Imported] = {}
    left_out: dict[str, str] = {}
    for name in dict.fromkeys([*named, *drawn]):
        if name not in drawn:
            left_out[name] = "has no walls"
            continue
        try:
            plans[name] = to_plan(_alone(drawing, name), [name], None)
        except InvalidPlanError as error:
            left_out[name] = error.faults[0].detail
    if not plans:
        reasons = ", ".join(f"{name}: {why}" for name, why in [*left_out.items()][:5])
        raise refusal(f"has no storey with walls ({reasons})")
    return Storeys(plans, left_out)


def _alone(drawing: Drawing, storey: str) -> Drawing:
    """What lies on one storey; making a plan of it counts what it ignores, so each has its own counts."""
    return replace(
        drawing,
        walls={name: walls for name, walls in drawing.walls.items() if name == storey},
        fills={name: walls for name, walls in drawing.fills.items() if name == storey},
        labels=[each for each in drawing.labels if each[0] == storey],
        spaces=[each for each in drawing.spaces if each[0] == storey],
        openings=[each for each in drawing.openings if each[0] == storey],
        ignored=drawing.ignored.copy(),
        evidence=replace(drawing.evidence, leaves=[*drawing.evidence.leaves]),
    )
