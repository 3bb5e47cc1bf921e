"""Texts, attributes and leaders as labels."""

from ezdxf.document import Drawing as Document
from ezdxf.entities.attrib import Attrib
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.leader import Leader
from ezdxf.entities.mleader import MultiLeader
from ezdxf.entities.mtext import MText
from ezdxf.entities.text import Text
from ezdxf.math import Vec3
from ezdxf.tools.text import plain_mtext

from detection.importers.drawing import Drawing
from detection.importers.texts import kind_of_tag, labels_of
from detection.plan.projection import Point


class Leaders:
    """Where the arrows of leaders point, by the texts that they carry."""

    def __init__(self, document: Document) -> None:
        self._tips: dict[str, Point] = {}
        for leader in document.modelspace().query("LEADER"):
            if (
                isinstance(leader, Leader)
                and leader.vertices
                and (text := leader.dxf.get("annotation_handle"))
            ):
                self._tips[text] = (leader.vertices[0][0], leader.vertices[0][1])

    def tip(self, text: DXFGraphic) -> Point | None:
        """The point of the arrow, if a leader carries the text."""
        return self._tips.get(text.dxf.get("handle", ""))


def add(entity: DXFGraphic, layer: str, drawing: Drawing, leaders: Leaders) -> None:
    """Add the labels in a text; a text without labels is counted as ignored."""
    lines = _lines(entity)
    labels = labels_of(lines)
    if not labels:
        drawing.ignore(entity.dxftype(), "reads as no name, number or area of a room")
        return
    point = leaders.tip(entity) or _place(entity)
    for text, kind in labels:
        drawing.add_label(layer, text, point, kind)


def add_attribute(attribute: Attrib, layer: str, drawing: Drawing, thing: str | None) -> None:
    """Add an attribute of a block as a label, unless the block is a door or the like."""
    drawing.visit()
    lines = (
        attribute.plain_mtext().splitlines()
        if attribute.has_embedded_mtext_entity
        else [attribute.plain_text()]
    )
    labels = labels_of(lines)
    if thing is not None or attribute.is_invisible or not labels:
        drawing.ignore("ATTRIB", "says nothing of a room")
        return
    named = kind_of_tag(attribute.dxf.tag)
    for text, kind in labels:
        drawing.add_label(layer, text, _place(attribute), named if len(labels) == 1 and named else kind)


def _lines(entity: DXFGraphic) -> list[str]:
    match entity:
        case MText():
            return list(entity.plain_text(split=True))
        case MultiLeader():
            content = entity.context.mtext
            return [] if content is None else list(plain_mtext(content.default_content, split=True))
        case Text():
            return [entity.plain_text()]
        case _:
            return []


def _place(entity: DXFGraphic) -> Point:
    """The place of a text: the arrow of its leader, or its insertion point."""
    match entity:
        case MultiLeader():
            for leader in entity.context.leaders:
                for line in leader.lines:
                    if line.vertices:
                        return line.vertices[0].x, line.vertices[0].y
            point = entity.context.base_point
        case MText():
            point = entity.dxf.insert
        case Text():
            dxf = entity.dxf
            aligned = dxf.get("halign", 0) or dxf.get("valign", 0)
            point = dxf.align_point if aligned and dxf.hasattr("align_point") else dxf.insert
            point = entity.ocs().to_wcs(Vec3(point))
        case _:
            raise TypeError(entity.dxftype())
    return point.x, point.y
