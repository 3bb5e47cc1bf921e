"""Blocks: their kind by their names, and their entities at each insertion."""

from collections import Counter
from collections.abc import Iterator

from ezdxf.document import Drawing as Document
from ezdxf.entities.blockrecord import BlockRecord
from ezdxf.entities.dxfgfx import DXFGraphic
from ezdxf.entities.insert import Insert
from ezdxf.layouts.blocklayout import BlockLayout
from ezdxf.lldxf.const import DXFError
from ezdxf.xclip import XClip

from detection.importers import layer_names
from detection.importers.drawing import Drawing

_NO_ROOMS = {"door", "window", "furniture", "equipment", "annotation"}


class Inserts:
    """Resolves the block insertions of a document."""

    def __init__(self, document: Document, drawing: Drawing) -> None:
        self._document, self._drawing = document, drawing
        self._names: dict[str, str] = {}
        self._missing: Counter[str] = Counter()
        self._clipped: Counter[str] = Counter()

    def name_of(self, insert: Insert) -> str:
        """The name that people see: that of the dynamic block where a copy of it has a number."""
        name = str(insert.dxf.get("name", ""))
        if name not in self._names:
            self._names[name] = self._given_name(name)
        return self._names[name]

    def thing_of(self, insert: Insert) -> str | None:
        """The kind of a block that bounds no room, such as a door or a chair; None for other blocks."""
        thing = layer_names.thing_of(self.name_of(insert))
        return thing if thing in _NO_ROOMS else None

    def is_wall_inside(self, entity: DXFGraphic, layer: str) -> bool:
        """Whether an entity of a door or chair is drawn as a wall, or is a block of another kind."""
        if isinstance(entity, Insert):
            return self.thing_of(entity) is None and layer_names.is_wall(self.name_of(entity))
        return layer_names.is_wall(layer)

    def entities_of(self, insert: Insert) -> Iterator[DXFGraphic]:
        """The entities of a block, once for each row and column of the insertion."""
        block = insert.block()
        if block is None or not isinstance(block, BlockLayout):
            self._drawing.ignore("INSERT", "names a block that is not there")
            self._missing[self.name_of(insert)] += 1
            return
        if block.block is not None and (block.block.is_xref or block.block.is_xref_overlay):
            path = block.block.dxf.get("xref_path", "") or self.name_of(insert)
            self._drawing.ignore("INSERT", f"is the external reference {path!r}, which is not in this file")
            self._missing[path] += 1
            return
        self._note_clip(insert)
        self._drawing.visit(insert.mcount * (len(block) + 1))
        if insert.dxf.get("zscale", 1.0) == 0:  # flat, which some programs write and ezdxf cannot turn
            insert.dxf.zscale = 1.0
        for one in insert.multi_insert() if insert.mcount > 1 else (insert,):
            try:
                yield from one.virtual_entities(skipped_entity_callback=self._skip)
            except (ArithmeticError, ValueError, DXFError) as error:  # scaled to nothing, for example
                self._drawing.ignore("INSERT", f"cannot be taken apart ({type(error).__name__})")

    def check(self) -> None:
        """Record references that are missing from the drawing, or clipped."""
        if self._missing:
            names = ", ".join(repr(name) for name in list(self._missing)[:5])
            self._drawing.findings.append(
                f"references that are not in this file are missing from the plan: {names}; "
                "bind them first (in AutoCAD: XREF, Bind)"
            )
        if self._clipped:
            names = ", ".join(repr(name) for name in list(self._clipped)[:5])
            self._drawing.findings.append(
                f"blocks that the drawing shows in part (XCLIP) are taken whole: {names}"
            )

    def _note_clip(self, insert: Insert) -> None:
        if insert.has_extension_dict and XClip(insert).has_clipping_path:
            self._clipped[self.name_of(insert)] += 1

    def _skip(self, entity: DXFGraphic, _why: str) -> None:
        self._drawing.ignore(entity.dxftype(), "cannot be taken out of its block")

    def _given_name(self, name: str) -> str:
        if not name.startswith("*"):
            return name
        record = self._document.block_records.get(name) if name in self._document.block_records else None
        if isinstance(record, BlockRecord) and record.has_xdata("AcDbBlockRepBTag"):
            for tag in record.get_xdata("AcDbBlockRepBTag"):
                if tag.code == 1005:
                    source = self._document.entitydb.get(tag.value)
                    if isinstance(source, BlockRecord):
                        return str(source.dxf.name)
        return name
