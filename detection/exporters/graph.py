"""Rooms as a graph: access between rooms, rooms without access, shortest ways out. Loads networkx.

Two rooms are joined by an opening between them. An opening with a room on one side only leads
``outside``.
Rooms that only share a wall are neighbours, with ``passable`` false.
"""

import json
import math
from typing import TYPE_CHECKING, Any

import networkx as nx

from detection.exporters.printable import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTSIDE = "outside"


def room_graph(result: dict[str, Any]) -> "nx.Graph[str]":
    """Rooms as nodes, with names and areas; an edge between neighbours and to the outside.

    Parameters
    ----------
    result
        The result document.

    Returns
    -------
    The graph. Nodes have ``name``, ``number``, ``area``, ``part`` (which connected part they are in) and
    ``way_out`` (the rooms on the shortest way to the outside, with that itself, or an empty text). Edges have
    ``passable``, ``shared_length`` (0 for openings alone) and, where there is an opening, ``length``: the way
    from the label point of one room through the opening to that of the other.
    """
    graph: nx.Graph[str] = nx.Graph()
    points = {}
    for room in result["rooms"]:
        points[room["id"]] = room["label_point"]
        texts = {name: printable(room.get(name) or "") for name in ("name", "number", "usage")}
        graph.add_node(room["id"], area=float(room["area"]), **texts)
    for room in result["rooms"]:
        for neighbour in room.get("adjacent", ()):
            shared = float(neighbour["shared_length"])
            graph.add_edge(room["id"], neighbour["room"], shared_length=shared, passable=False)
    for room in result["rooms"]:
        for opening in room.get("openings", ()):
            _join(graph, points, room["id"], opening)
    _describe(graph)
    return graph


def _join(graph: "nx.Graph[str]", points: dict[str, list[float]], room: str, opening: dict[str, Any]) -> None:
    other = opening.get("to")
    if other == room:
        return
    door = opening.get("point") or [
        (a + b) / 2 for a, b in zip(opening["start"], opening["end"], strict=True)
    ]
    length = math.dist(points[room], door) + (math.dist(door, points[other]) if other in points else 0.0)
    node = other if other in points else OUTSIDE
    known = graph.get_edge_data(room, node) or {"shared_length": 0.0}
    if length < known.get("length", math.inf):
        graph.add_edge(room, node, **{**known, "passable": True, "length": length})


def _describe(graph: "nx.Graph[str]") -> None:
    """Store the connected part and the way out of each room."""
    ways = passable(graph)
    for part, nodes in enumerate(sorted(nx.connected_components(ways), key=min), start=1):
        for node in nodes:
            graph.nodes[node]["part"] = part
    out = nx.single_source_dijkstra_path(ways, OUTSIDE, weight="length") if OUTSIDE in ways else {}
    for node in graph:
        graph.nodes[node]["way_out"] = " ".join(reversed(out.get(node, [])))


def passable(graph: "nx.Graph[str]") -> "nx.Graph[str]":
    """The graph without edges that only share a wall."""
    ways: nx.Graph[str] = nx.Graph()
    ways.add_nodes_from(graph)
    ways.add_edges_from((a, b, data) for a, b, data in graph.edges(data=True) if data["passable"])
    return ways


def graphml(result: dict[str, Any]) -> str:
    """The graph as GraphML, which yEd and Gephi open."""
    return "\n".join(nx.generate_graphml(room_graph(result))) + "\n"


def node_link(result: dict[str, Any]) -> str:
    """The graph as node-link JSON, which D3 and networkx read."""
    return json.dumps(nx.node_link_data(room_graph(result), edges="edges"), allow_nan=False) + "\n"


def access(result: dict[str, Any]) -> "Iterator[str]":
    """A report of one line each: connected parts, rooms without access, ways out."""
    graph = room_graph(result)
    named = {node: " ".join(filter(None, (node, data.get("name")))) for node, data in graph.nodes(data=True)}
    ways = passable(graph)
    parts = [sorted(part - {OUTSIDE}) for part in nx.connected_components(ways) if part != {OUTSIDE}]
    yield f"{len(parts)} connected part{'s' * (len(parts) != 1)}"
    for part in sorted(parts, key=len, reverse=True):
        if len(part) > 1:
            yield f"part of {len(part)} rooms: {', '.join(named[node] for node in part)}"
    for node in graph:
        if node != OUTSIDE and not ways.degree[node]:
            yield f"{named[node]}: no opening leads to it"
    for node in graph:
        way = graph.nodes[node]["way_out"].split()
        if node != OUTSIDE and ways.degree[node]:
            yield f"{named[node]}: " + (" > ".join(way) if way else "no way leads outside")
