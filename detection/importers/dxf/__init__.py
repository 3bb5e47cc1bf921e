"""DXF, by ezdxf: what is drawn in model space, with blocks taken apart."""

from ezdxf.document import Drawing as Document
from ezdxf.entities.attrib import AttDef
from ezdxf.entities.dimension import Dimension
from ezdxf.entities.dxfentity import DXFTagStorage
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.insert import Insert
from ezdxf.entities.leader import Leader
from ezdxf.entities.mleader import MultiLeader
from ezdxf.entities.mtext import MText
from ezdxf.entities.text import Text

from detection.importers.drawing import Drawing, refusal
from detection.importers.dxf import texts
from detection.importers.dxf.blocks import Inserts
from detection.importers.dxf.dimensions import note_dimension, note_leaf
from detection.importers.dxf.entities import fills_of, paths_of, thickness_of, why_ignored
from detection.importers.dxf.opening import opened

# $INSUNITS, as the DXF reference numbers them.
UNITS = {1: "in", 2: "ft", 3: "mi", 4: "mm", 5: "cm", 6: "m", 7: "km", 10: "yd", 14: "dm"}

_BROKEN = (ArithmeticError, IndexError, TypeError, ValueError)  # of an entity, as curves with too few points


def draw(data: bytes, drawing: Drawing, _units: str | None) -> None:
    """Collect the lines, curves and texts of model space."""
    document = opened(data)
    code = document.header.get("$INSUNITS", 0)
    drawing.units = UNITS.get(code) if isinstance(code, int) else None
    measurement = document.header.get("$MEASUREMENT")
    drawing.evidence.metric = bool(measurement) if isinstance(measurement, int) else None
    drawing.hidden.update(layer.dxf.name for layer in document.layers if layer.is_off() or layer.is_frozen())
    reader = _Reader(document, drawing)
    space = document.modelspace()
    _check_model_space(document, len(space))
    for entity in space:
        reader.draw(entity, _layer(entity), 0)
    reader.inserts.check()


def _check_model_space(document: Document, entities: int) -> None:
    """Name the layouts where everything lies in paper space."""
    if entities:
        return
    filled = [
        f"{layout.name!r} ({count} entities)"
        for layout in document.layouts
        if layout.name != "Model" and (count := sum(each.dxftype() != "VIEWPORT" for each in layout))
    ]
    if filled:
        raise refusal(
            f"has nothing in model space; all is drawn in paper space, on layout {', '.join(filled)}. "
            "Move it to model space (in AutoCAD: EXPORTLAYOUT or CHSPACE) and save it again"
        )


def _layer(entity: DXFGraphic) -> str:
    """The layer of an entity; one of an unknown kind has none that can be asked for."""
    return "0" if isinstance(entity, DXFTagStorage) else str(entity.dxf.get("layer", "0"))


class _Reader:
    """Draws the entities of a document, blocks within blocks."""

    def __init__(self, document: Document, drawing: Drawing) -> None:
        self.drawing = drawing
        self.inserts = Inserts(document, drawing)
        self.leaders = texts.Leaders(document)

    def draw(self, entity: DXFGraphic, layer: str, depth: int) -> None:
        drawing = self.drawing
        drawing.visit()
        if isinstance(entity, DXFTagStorage):  # of a kind that ezdxf does not know
            drawing.ignore(entity.dxftype(), why_ignored(entity))
            return
        if entity.dxf.get("invisible"):
            drawing.ignore(entity.dxftype(), "is invisible")
            return
        match entity:
            case Insert():
                self.draw_block(entity, layer, depth + 1)
            case AttDef():
                drawing.ignore("ATTDEF", "is the form of a text, not a text")
            case Text() | MText() | MultiLeader():
                texts.add(entity, layer, drawing, self.leaders)
            case Leader():
                drawing.ignore("LEADER", "is used as the place of its text")
            case Dimension():
                note_dimension(entity, drawing)
            case _:
                self.draw_paths(entity, layer)

    def draw_paths(self, entity: DXFGraphic, layer: str) -> None:
        drawing = self.drawing
        try:
            paths, fill = paths_of(entity), False
            if paths is None:
                paths, fill = fills_of(entity), True
        except _BROKEN:
            drawing.ignore(entity.dxftype(), "is broken")
            return
        if paths is None:
            drawing.ignore(entity.dxftype(), why_ignored(entity))
            return
        if not paths:
            drawing.ignore(entity.dxftype(), "is empty")
        thickness = thickness_of(entity)
        note_leaf(entity, drawing)
        for vertices, closed in paths:
            drawing.visit(len(vertices))
            drawing.add(layer, vertices, closed=closed, thickness=thickness, fill=fill)

    def draw_block(self, insert: Insert, layer: str, depth: int) -> None:
        """Draw what a block holds, unless its name says that it closes no room."""
        drawing = self.drawing
        drawing.enter(depth)
        for attribute in insert.attribs:
            texts.add_attribute(attribute, layer, drawing, self.inserts.thing_of(insert))
        thing = self.inserts.thing_of(insert)
        for entity in self.inserts.entities_of(insert):
            own = _layer(entity)
            inner = layer if own == "0" else own
            if thing is None or self.inserts.is_wall_inside(entity, own):
                self.draw(entity, inner, depth)
            else:
                drawing.visit()
                note_leaf(entity, drawing)
                if thing == "door":
                    self.add_signs(entity)
        if thing is not None:
            drawing.ignore(f"INSERT {self.inserts.name_of(insert)}", f"is {thing} by its name")

    def add_signs(self, entity: DXFGraphic) -> None:
        """Note the lines and arcs of a door, which tell where the wall is open."""
        if isinstance(entity, DXFTagStorage):
            return
        try:
            paths = paths_of(entity)
        except _BROKEN:
            return
        for vertices, closed in paths or ():
            self.drawing.visit(len(vertices))
            self.drawing.add_sign(vertices, closed=closed)
