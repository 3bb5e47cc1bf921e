"""Contradictions between the labels and spaces of a plan and its rooms."""

from typing import Any

from detection.rooms.rooms import Rooms

Document = dict[str, Any]
AGREES = 0.05  # of a stated area: a smaller difference from the measured one is none
GROSS_AGREES = 0.2  # the same where only the area out to the middle of walls is known


def label_findings(result: Rooms) -> list[Document]:
    """Labels and spaces in no room, names of several rooms in one, and areas that differ from the stated."""
    return _outside(result) + _several(result) + _stated(result)


def _outside(result: Rooms) -> list[Document]:
    found = []
    for number in result.names.outside:
        label = result.plan.labels[number]
        x, y = label.point
        found.append(
            {
                "kind": "label_outside",
                "label": number,
                "at": [x, y],
                "detail": f"the label {label.text!r} at ({x:.10g}, {y:.10g}) lies in no room: "
                "a wall around it may be missing, or a door not closed",
            }
        )
    for number in result.names.lost:
        space = result.plan.spaces[number]
        x, y = (sum(axis) / len(space.polygon) for axis in zip(*space.polygon, strict=True))
        name = space.name or space.number or number
        found.append(
            {
                "kind": "space_lost",
                "space": number,
                "at": [x, y],
                "detail": f"the space {name!r} around ({x:.10g}, {y:.10g}) does not match one room",
            }
        )
    return found


def _several(result: Rooms) -> list[Document]:
    ids = list(result.room_ids.values())
    return [
        {
            "kind": "several_names",
            "room": ids[row],
            "at": result.label_point[row].tolist(),
            "names": names,
            "detail": f"{ids[row]} holds the names of {len(names)} rooms, {', '.join(map(repr, names))}: "
            "a wall or a door between them may be missing",
        }
        for row, names in result.names.several.items()
    ]


def _stated(result: Rooms) -> list[Document]:
    ids, unit = list(result.room_ids.values()), result.plan.units
    found = []
    for row, stated in enumerate(result.names.stated_area):
        if stated is None:
            continue
        gross = float(result.sizes.area[row])
        net = float(result.net[row].area) if result.net is not None else None
        measured, most = (gross, GROSS_AGREES) if net is None else (net, AGREES)
        if abs(measured - stated) > most * stated and abs(gross - stated) > AGREES * stated:
            found.append(
                {
                    "kind": "stated_area",
                    "room": ids[row],
                    "at": result.label_point[row].tolist(),
                    "stated": stated,
                    "measured": measured,
                    "detail": f"{ids[row]} is labelled with {stated:.4g} {unit}², "
                    f"but measures {measured:.4g} {unit}²",
                }
            )
    return found
