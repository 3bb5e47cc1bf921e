"""What was found, as a JSON-ready document and as a graph."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec

from detection.report.document import document_of
from detection.rooms.rooms import Rooms

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class DetectionResult(Rooms):
    """The rooms of a plan, which can be written down."""

    def to_document(self) -> dict[str, Any]:
        """The result as plain lists, numbers and texts."""
        document: dict[str, Any] = msgspec.to_builtins(document_of(self))
        return document

    def to_json(self) -> bytes:
        """The result as JSON: the same as :meth:`to_document`, without making its dictionaries."""
        return msgspec.json.encode(document_of(self))

    def room_graph(self) -> "nx.Graph[str]":
        """Rooms as nodes, with their areas; an edge, with the shared length, between neighbours."""
        import networkx as nx  # noqa: PLC0415 - slow to load, and workers never need it

        graph: nx.Graph[str] = nx.Graph()
        for row, name in enumerate(self.room_ids.values()):
            graph.add_node(name, area=float(self.sizes.area[row]))
        pairs = self.adjacency
        rows = zip(pairs.face.tolist(), pairs.neighbour.tolist(), pairs.length.tolist(), strict=True)
        for face, neighbour, length in rows:
            if face < neighbour and face in self.room_ids and neighbour in self.room_ids:
                graph.add_edge(self.room_ids[face], self.room_ids[neighbour], shared_length=length)
        return graph
