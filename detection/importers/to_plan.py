"""Make a plan of a drawing: which layers hold the walls, in which unit, and what is an opening."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from detection.faults import InvalidPlanError
from detection.importers import layer_names
from detection.importers.drawing import Drawing, Ignored, Imported, Layer, plain_text, refusal
from detection.importers.paths import Wall, pieces_of
from detection.importers.scale import Scale
from detection.importers.units import judge
from detection.options import Limits
from detection.plan.parse import find_faults
from detection.plan.units import metres_of

if TYPE_CHECKING:
    from detection.importers.doors import Doors

_FEWEST_OF_A_DOOR = 4  # lines: two jambs, a leaf and its swing


def to_plan(
    drawing: Drawing, layers: Collection[str] | None, units: str | None, scale: Scale | None = None
) -> Imported:
    """The plan of some layers, or of those that seem to hold the walls.

    Raises
    ------
    InvalidPlanError
        There are no walls, or no such layers.
    """
    drawn = _drawn(drawing)
    if not drawn:
        why = ", ".join(f"{count} × {what} ({why})" for (what, why), count in drawing.ignored.most_common(5))
        raise refusal("has no lines that could be walls" + (f", only {why}" if why else ""))
    findings: list[str] = []  # about units
    if scale is None:
        scale = drawing.scale
        findings += drawing.scale_doubts
    taken = _chosen(drawing, layers, drawn)
    walls = [wall for name in taken for wall in drawn[name]]
    drawn, thickness = _joined_areas(drawing, drawn, taken)
    doors = _doors(drawing, drawn, _extent(walls))
    drawing.evidence.leaves += doors.radii if doors else []
    units = _units(drawing, units, walls, findings, scaled=scale is not None)
    openings = _openings_of(drawing, taken)
    if doors is not None:
        doors.keep(_metres(units, scale))
        walls = _without_signs(drawing, drawn, taken, doors)
        openings += doors.openings()
    else:
        walls = [wall for name in taken for wall in drawn[name]]
    plan: dict[str, Any] = {"walls": walls, **({} if units is None else {"units": units})}
    if thickness is not None:
        plan["wall_thickness"] = thickness
    _add_rooms(drawing, plan, taken)
    if openings:
        plan["drawn_openings"] = openings
    if scale is not None:
        plan = scale.applied(plan)
    by_kind = {"drawing": drawing.findings, "units": findings}
    if any(by_kind.values()):
        plan["findings"] = [
            {"kind": kind, "detail": detail} for kind, details in by_kind.items() for detail in details
        ]
    if drawing.projection is not None:
        where = drawing.projection
        plan["projection"] = {"longitude": where.longitude, "latitude": where.latitude}
    faults = find_faults(plan, Limits(walls=drawing.bounds.walls))
    if faults:
        raise InvalidPlanError(tuple(faults))
    return Imported(
        plan=plan,
        layers=[Layer(name, len(walls), name in taken) for name, walls in drawn.items()],
        units=plan.get("units"),
        ignored=[Ignored(what, count, why) for (what, why), count in drawing.ignored.most_common()],
        findings=drawing.findings + findings,
    )


def _joined_areas(
    drawing: Drawing, drawn: dict[str, list[Wall]], taken: list[str]
) -> tuple[dict[str, list[Wall]], float | None]:
    """The walls, filled areas joined where they touch, and the thickness of the thickest area."""
    areas = [name for name in taken if drawn[name] is drawing.fills.get(name)]
    if not areas:
        return drawn, None
    from detection.importers.areas import joined_areas  # noqa: PLC0415 - it loads NumPy and Shapely

    joined = {name: joined_areas(drawn[name]) for name in areas}
    thick = [thickness for _, thickness in joined.values() if thickness is not None]
    return {**drawn, **{name: walls for name, (walls, _) in joined.items()}}, max(thick, default=None)


def _doors(drawing: Drawing, drawn: dict[str, list[Wall]], extent: float) -> "Doors | None":
    """The doors that swings tell, where there are lines enough for one."""
    everything = {**drawn, "": drawing.signs}
    if sum(1 for walls in everything.values() for wall in walls for _ in pieces_of(wall)) < _FEWEST_OF_A_DOOR:
        return None
    from detection.importers.doors import Doors  # noqa: PLC0415 - it loads NumPy and Shapely

    return Doors(everything, extent)


def _without_signs(
    drawing: Drawing, drawn: dict[str, list[Wall]], taken: list[str], doors: "Doors"
) -> list[Wall]:
    """The walls of some layers without swings and leaves of doors; all if there is nothing else."""
    signs = doors.signs(taken)
    walls = [wall for name in taken for at, wall in enumerate(drawn[name]) if at not in signs.get(name, ())]
    if not walls:
        return [wall for name in taken for wall in drawn[name]]
    drawing.ignore_some("line", "draws the swing or leaf of a door", sum(map(len, signs.values())))
    return walls


def _openings_of(drawing: Drawing, taken: list[str]) -> list[dict[str, Any]]:
    """The openings that the file names itself, those of its storey."""
    return [opening for name, opening in drawing.openings if name in taken]


def _drawn(drawing: Drawing) -> dict[str, list[Wall]]:
    """Paths by layer; filled areas are used only if nothing else is drawn."""
    for name, walls in drawing.fills.items():
        if name in drawing.walls:
            drawing.ignore("filled area", "repeats the lines of its layer", len(walls))
    return {
        **{name: walls for name, walls in drawing.fills.items() if name not in drawing.walls},
        **drawing.walls,
    }


def _units(
    drawing: Drawing, given: str | None, walls: list[Wall], findings: list[str], *, scaled: bool
) -> str | None:
    declared = None if drawing.units is None else plain_text(drawing.units)
    if given is not None or scaled or drawing.scale_doubts or not drawing.physical:
        return given or declared
    labels = [label for name, label in drawing.labels if not layer_names.is_beside_rooms(name)]
    if labels:
        from detection.importers.labelled import labelled_rooms  # noqa: PLC0415 - it loads Shapely

        drawing.evidence.sides, drawing.evidence.rooms = labelled_rooms(walls, labels)
    drawing.evidence.thickness = [wall["thickness"] for wall in walls if wall.get("thickness")]
    judged = judge(declared, walls, drawing.evidence, paper=drawing.paper)
    if judged.finding:
        findings.append(judged.finding)
    return judged.units


def _add_rooms(drawing: Drawing, plan: dict[str, Any], taken: list[str]) -> None:
    """The labels that lie where the walls are, and the spaces of the layers."""
    storeys = {name for name, _ in drawing.spaces}
    spaces = [space for name, space in drawing.spaces if name in taken or not storeys & set(taken)]
    if spaces:
        plan["spaces"] = spaces
    corners = [corner for wall in plan["walls"] for piece in pieces_of(wall) for corner in piece]
    low_x, high_x = min(x for x, _ in corners), max(x for x, _ in corners)
    low_y, high_y = min(y for _, y in corners), max(y for _, y in corners)
    labels = []
    others = set(drawing.storeys) - set(taken)
    for name, label in drawing.labels:
        if name in others:
            continue
        x, y = label["point"]
        if layer_names.is_beside_rooms(name):
            drawing.ignore("text", "lies on a layer of dimensions, notes or a title block")
        elif not (low_x <= x <= high_x and low_y <= y <= high_y):
            drawing.ignore("text", "lies outside of the walls")
        else:
            labels.append(label)
    if labels:
        plan["labels"] = labels


def _chosen(drawing: Drawing, layers: Collection[str] | None, drawn: dict[str, list[Wall]]) -> list[str]:
    names = list(drawn)
    if layers is not None:
        unknown = [name for name in layers if name not in drawn]
        if unknown or not layers:
            asked = ", ".join(f'"{name[:100]}"' for name in unknown) or "of no name"
            known = ", ".join(f'"{name}"' for name in names[:50])
            raise refusal(f"has no lines on a layer {asked}; those with lines are {known}")
        return [name for name in names if name in layers]
    hidden = set(map(plain_text, drawing.hidden))
    shown = [name for name in names if name not in hidden] or names
    if preferred := [name for name in shown if name in drawing.preferred]:
        return preferred
    return (
        [name for name in shown if layer_names.is_wall(name)]
        or [name for name in shown if layer_names.thing_of(name) is None and name in drawing.walls]
        or [name for name in shown if layer_names.thing_of(name) is None]
        or shown
    )


def _extent(walls: list[Wall]) -> float:
    """The width or height of all walls, whichever is larger."""
    corners = [corner for wall in walls for piece in pieces_of(wall) for corner in piece]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def _metres(units: str | None, scale: Scale | None) -> float | None:
    """The metres of one unit of the drawing, if that is known."""
    metres = metres_of(units if scale is None or scale.units is None else scale.units)
    return None if metres is None else metres * (1.0 if scale is None else scale.factor)
