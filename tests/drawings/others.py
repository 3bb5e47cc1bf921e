"""SVG, GeoJSON and IFC with one room each, and with what bounds none."""

from pathlib import Path

_INSIDE = '<path d="M0 0 H600 V400 H0 Z" fill="none" stroke="black"/>'


def _svg(inside: str, head: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {head}>{inside}</svg>'.encode()


SVG = {
    "path": _svg(f'<g id="walls">{_INSIDE}</g>'),
    "path with arcs and curves": _svg('<path d="M0 0 A300 300 0 0 1 600 0 Q650 200 600 400 H0 Z"/>'),
    "rect": _svg('<rect width="600" height="400"/>'),
    "polygon": _svg('<polygon points="0,0 600,0 600,400 0,400"/>'),
    "polyline": _svg('<polyline points="0,0 600,0 600,400 0,400 0,0"/>'),
    "line": _svg(
        "".join(
            f'<line x1="{a}" y1="{b}" x2="{c}" y2="{d}" stroke="black"/>'
            for a, b, c, d in ((0, 0, 600, 0), (600, 0, 600, 400), (600, 400, 0, 400), (0, 400, 0, 0))
        )
    ),
    "circle": _svg('<circle r="300"/>'),
    "ellipse": _svg('<ellipse rx="300" ry="200"/>'),
    "use of a symbol": _svg(f'<symbol id="flat">{_INSIDE}</symbol><use href="#flat" x="10"/>'),
    "svg within svg": _svg(f'<svg x="5" width="60" height="40" viewBox="0 0 600 400">{_INSIDE}</svg>'),
    "stroke as wide as a wall": _svg(
        '<rect width="600" height="400" fill="none" stroke="black" stroke-width="20"/>',
        'viewBox="0 0 600 400"',
    ),
}
SVG_EVIDENCE = {"text": _svg(_INSIDE + '<text x="100" y="100">Kitchen</text>')}
SVG_IGNORED = {
    "image": _svg(_INSIDE + "<image/>"),
    "hidden by a style sheet": _svg(
        _INSIDE + '<style>.a{display:none}</style><g class="a"><path d="M0 9H9"/></g>'
    ),
    "rect without stroke and fill": _svg(_INSIDE + '<rect width="5" height="5" fill="none"/>'),
    "rect that fills the page": _svg(
        '<rect width="700" height="500" fill="white"/>' + _INSIDE, 'viewBox="0 0 700 500"'
    ),
}

_RING = "[[0,0],[600,0],[600,400],[0,400],[0,0]]"
GEOJSON = {
    "LineString": f'{{"type":"LineString","coordinates":{_RING}}}'.encode(),
    "MultiLineString": f'{{"type":"MultiLineString","coordinates":[{_RING}]}}'.encode(),
    "Polygon": f'{{"type":"Polygon","coordinates":[{_RING}]}}'.encode(),
    "MultiPolygon": f'{{"type":"MultiPolygon","coordinates":[[{_RING}]]}}'.encode(),
    "GeometryCollection": (
        f'{{"type":"GeometryCollection","geometries":[{{"type":"LineString","coordinates":{_RING}}}]}}'.encode()
    ),
    "Polygon in degrees": (
        b'{"type":"Polygon","coordinates":[[[13,52],[13.0001,52],[13.0001,52.0001],[13,52.0001],[13,52]]]}'
    ),
}


def _features(geometry: str, properties: str) -> bytes:
    wall = f'{{"type":"Feature","properties":{{}},"geometry":{GEOJSON["Polygon"].decode()}}}'
    other = f'{{"type":"Feature","properties":{properties},"geometry":{geometry}}}'
    return f'{{"type":"FeatureCollection","features":[{wall},{other}]}}'.encode()


GEOJSON_EVIDENCE = {
    "Point with a name": _features('{"type":"Point","coordinates":[100,100]}', '{"name":"Kitchen"}'),
}
GEOJSON_IGNORED = {
    "Point without a name": _features('{"type":"Point","coordinates":[100,100]}', "{}"),
    "MultiPoint": _features('{"type":"MultiPoint","coordinates":[[100,100]]}', "{}"),
    "Feature without geometry": _features("null", "{}"),
}
IFC = {"IfcWall": (Path(__file__).parents[1] / "data" / "one-room.ifc").read_bytes()}
