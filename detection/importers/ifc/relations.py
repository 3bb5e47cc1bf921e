"""Which parts an element of a building model has, and which walls are connected."""

from typing import Any

Entity = Any  # of IfcOpenShell, whose attributes are those of the schema


def parts_of(element: Entity) -> list[Entity]:
    """The elements that an element is made of, and their parts; openings and what fills them are none.

    Source: IFC, IfcRelAggregates and IfcRelNests.
    """
    found: dict[int, Entity] = {}
    left = [element]
    while left:
        whole = left.pop()
        relations = [*getattr(whole, "IsDecomposedBy", ()), *getattr(whole, "IsNestedBy", ())]
        for part in (part for relation in relations for part in relation.RelatedObjects):
            if part.is_a("IfcElement") and not part.is_a("IfcFeatureElement") and part.id() not in found:
                found[part.id()] = part
                left.append(part)
    return list(found.values())


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
