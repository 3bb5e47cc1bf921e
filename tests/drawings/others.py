"""SVG, GeoJSON and IFC with one room each."""

from pathlib import Path

SVG = {
    "path": b'<svg><g id="walls"><path d="M0 0 H600 V400 H0 Z"/></g></svg>',
    "path with arc": b'<svg><g id="walls"><path d="M0 0 A300 300 0 0 1 600 0 V400 H0 Z"/></g></svg>',
    "rect": b'<svg><g id="walls"><rect width="600" height="400"/></g></svg>',
    "polygon": b'<svg><g id="walls"><polygon points="0,0 600,0 600,400 0,400"/></g></svg>',
    "circle": b'<svg><g id="walls"><circle r="300"/></g></svg>',
}
_RING = "[[0,0],[600,0],[600,400],[0,400],[0,0]]"
GEOJSON = {
    "Polygon": f'{{"type":"Polygon","coordinates":[{_RING}]}}'.encode(),
    "LineString": f'{{"type":"LineString","coordinates":{_RING}}}'.encode(),
    "MultiPolygon": f'{{"type":"MultiPolygon","coordinates":[[{_RING}]]}}'.encode(),
}
IFC = {"IfcWall": (Path(__file__).parents[1] / "data" / "one-room.ifc").read_bytes()}
