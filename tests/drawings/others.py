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
_ONE_ROOM = (Path(__file__).parents[1] / "data" / "one-room.ifc").read_bytes()


def _space(first: int, left: int, right: int) -> str:
    """An IfcSpace of the whole depth of the room, in entities from a number on."""
    corners = [(left, 100), (right, 100), (right, 2900), (left, 2900), (left, 100)]
    points = [f"#{first + k}=IFCCARTESIANPOINT(({x}.,{y}.));" for k, (x, y) in enumerate(corners)]
    ring = ",".join(f"#{first + k}" for k in range(5))
    return "\n".join(
        [
            *points,
            f"#{first + 5}=IFCPOLYLINE(({ring}));",
            f"#{first + 6}=IFCARBITRARYCLOSEDPROFILEDEF(.AREA.,$,#{first + 5});",
            f"#{first + 7}=IFCEXTRUDEDAREASOLID(#{first + 6},#19,#17,2500.);",
            f"#{first + 8}=IFCSHAPEREPRESENTATION(#8,'Body','SweptSolid',(#{first + 7}));",
            f"#{first + 9}=IFCPRODUCTDEFINITIONSHAPE($,$,(#{first + 8}));",
            f"#{first + 10}=IFCSPACE('{first:022d}',$,'{first}',$,$,#20,#{first + 9},$,.ELEMENT.,$,$);",
        ]
    )


def _open_plan() -> bytes:
    """The room of the IfcWall, in which two spaces share an edge."""
    more = [
        _space(100, 100, 2500),
        _space(200, 2500, 3900),
        f"#300=IFCRELAGGREGATES('{300:022d}',$,$,$,#23,(#110,#210));",
    ]
    return _ONE_ROOM.replace(b"ENDSEC;\nEND-ISO", "\n".join([*more, "ENDSEC;\nEND-ISO"]).encode())


IFC = {"IfcWall": _ONE_ROOM, "IfcSpace that shares an edge": _open_plan()}
