"""Which walls a building model says are connected."""

from typing import Any

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema


def connections(model: Any) -> dict[int, set[int]]:  # noqa: ANN401 - a file of IfcOpenShell
    """For each wall that is connected to others along their axes, the ids of these.

    Source: IFC, IfcRelConnectsPathElements.
    """
    found: dict[int, set[int]] = {}
    for relation in model.by_type("IfcRelConnectsPathElements"):
        one, other = relation.RelatingElement, relation.RelatedElement
        if one is not None and other is not None:
            found.setdefault(one.id(), set()).add(other.id())
            found.setdefault(other.id(), set()).add(one.id())
    return found
