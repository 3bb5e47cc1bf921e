"""SVG, as drawing programs write it."""

import math
from typing import Any

import pytest

from detection import InvalidPlanError, detect_rooms
from detection.importers import Bounds, read
from detection.importers.svg.paths import PathSyntaxError, subpaths


def svg(inside: str, attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def walls_of(inside: str, attributes: str = "", **options: Any) -> list[dict[str, Any]]:
    walls: list[dict[str, Any]] = read(svg(inside, attributes), format="svg", **options).plan["walls"]
    return walls


def points_of(wall: dict[str, Any]) -> list[list[float]]:
    points: list[list[float]] = wall["points"] if wall["type"] == "polyline" else [wall["start"], wall["end"]]
    return points


@pytest.mark.parametrize(
    ("shape", "points"),
    [
        ('<line x1="1" y1="2" x2="3" y2="4"/>', [[1, 2], [3, 4]]),
        ('<polyline points="0,0 4,0 4,3"/>', [[0, 0], [4, 0], [4, 3]]),
        ('<polygon points="0 0 4 0 4 3"/>', [[0, 0], [4, 0], [4, 3]]),
        ('<rect x="1" width="2" height="3"/>', [[1, 0], [3, 0], [3, 3], [1, 3]]),
        ('<path d="M1 1h2v3H1z"/>', [[1, 1], [3, 1], [3, 4], [1, 4]]),
        ('<path d="m1,1 2,0 0,3"/>', [[1, 1], [3, 1], [3, 4]]),
        ('<path d="M.5.5L-1e1-2"/>', [[0.5, 0.5], [-10, -2]]),
        ('<g transform="translate(10 5)"><path transform="scale(2)" d="M0 0h1"/></g>', [[10, 5], [12, 5]]),
        ('<path transform="rotate(90 1 1)" d="M1 1h1"/>', [[1, 1], [1, 2]]),
        ('<path transform="matrix(0 1 -1 0 0 0) skewX(45)" d="M0 0 0 1"/>', [[0, 0], [-1, 1]]),
        ('<defs><path id="w" d="M0 0h1"/></defs><use href="#w" x="5"/>', [[5, 0], [6, 0]]),
        ('<symbol id="s"><path d="M0 0h1"/></symbol><use href="#s" y="5"/>', [[0, 5], [1, 5]]),
    ],
)
def test_shapes_are_placed_where_they_are_seen(shape: str, points: list[list[float]]) -> None:
    (wall,) = walls_of(shape)
    assert [value for point in points_of(wall) for value in point] == pytest.approx(
        [value for point in points for value in point], abs=1e-12
    )


@pytest.mark.parametrize(
    ("path", "bulges"),
    [
        ("M0 0A1 1 0 0 1 2 0", [1]),  # clockwise on the screen: positive where y points down
        ("M0 0a1 1 0 002 0", [-1]),  # flags need no spaces
        ("M0 0A.1.1 0 0 1 2 0", [1]),  # radii that are too small grow
        ("M0 0A2 2 0 0 1 2 2", [math.tan(math.pi / 8)]),
        ("M0 0A2 2 0 1 1 2 2", [math.tan(3 * math.pi / 16)] * 2),
    ],
)
def test_parts_of_circles_stay_round(path: str, bulges: list[float]) -> None:
    assert [wall["bulge"] for wall in walls_of(f'<path d="{path}"/>')] == pytest.approx(bulges)


def test_stretched_circles_become_short_lines() -> None:
    ellipse, curve = walls_of(
        '<circle r="1" transform="scale(2 1)"/><path d="M0 0C0 1 1 1 1 0S2-1 2 0Q2.5 1 3 0T4 0"/>'
    )
    assert max(x for x, _ in ellipse["points"]) == pytest.approx(2)
    assert max(y for _, y in ellipse["points"]) == pytest.approx(1)
    assert curve["points"][-1] == [4, 0]
    assert max(y for x, y in curve["points"] if x < 1) == pytest.approx(0.75)
    assert min(y for _, y in curve["points"]) == pytest.approx(-0.75)


@pytest.mark.parametrize(
    ("attributes", "start", "units"),
    [
        ("", [10, 20], "px"),
        ('width="100mm" viewBox="0 0 1000 500"', [1, -2], "mm"),
        ('width="96in"', [10 / 96, -20 / 96], "in"),
        ('width="100%" viewBox="0 0 50 50"', [10, 20], "px"),
        ('data-units="m"', [10, -20], "m"),
    ],
)
def test_lengths_are_in_units_with_y_upwards(attributes: str, start: list[float], units: str) -> None:
    imported = read(svg('<path d="M10 20h5"/>', attributes), format="svg")
    assert imported.plan["walls"][0]["start"] == pytest.approx(start)
    assert imported.units == units


def test_groups_are_layers() -> None:
    ink = 'xmlns:i="http://www.inkscape.org/namespaces/inkscape"'
    drawing = svg(
        '<g i:label="Ground floor"><g id="OuterWalls"><path d="M0 0h1"/></g><path d="M0 1h1"/></g>'
        '<g id="furniture"><path class="wall thin" d="M0 2h1"/><path id="desk" d="M0 3h1"/></g>'
        '<path d="M0 4h1"/>',
        ink,
    )
    layers = {each.name: each.taken for each in read(drawing, format="svg").layers}
    assert layers == {
        "OuterWalls": True,
        "Ground floor": False,
        "wall": True,
        "furniture": False,
        "drawing": False,
    }


def test_what_is_not_seen_is_not_taken() -> None:
    hidden = (
        '<g style="display: none"><path d="M0 9h1"/></g><path visibility="hidden" d="M0 9h1"/>'
        '<clipPath><path d="M0 9h1"/></clipPath><text>Kitchen</text><path d="M0 0h1"/>'
    )
    imported = read(svg(hidden), format="svg")
    assert len(imported.plan["walls"]) == 1
    assert [(each.what, each.why) for each in imported.ignored] == [
        ("g", "is not shown"),
        ("path", "is not seen: it has neither stroke nor fill"),
    ]


@pytest.mark.parametrize(
    "shape",
    [
        '<rect x="1" width="0" height="4"/>',
        '<rect width="-1" height="4"/>',
        '<ellipse rx="1" ry="0"/>',
        '<circle r="-1"/>',
    ],
)
def test_shapes_without_a_width_or_height_are_no_walls(shape: str) -> None:
    imported = read(svg(f'<path d="M0 0h1"/>{shape}'), format="svg")
    assert len(imported.plan["walls"]) == 1
    assert [each.why for each in imported.ignored] == ["is not drawn: it has no width or no height"]


def test_broken_path_data_count_up_to_the_fault() -> None:
    imported = read(svg('<path d="M0 0h1 M0 1h1 v nonsense"/><path d="M0 2h1"/>'), format="svg")
    assert len(imported.plan["walls"]) == 3
    assert [each.why for each in imported.ignored] == ["is broken: 'nonsense' is no command"]
    with pytest.raises(PathSyntaxError, match="does not begin with a move"):
        list(subpaths("L1 1"))


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ('<g transform="spin(3)"><path d="M0 0h1"/></g>', "'spin(3)' is no transform"),
        ('<path transform="scale(1 2 3)" d="M0 0h1"/>', "a transform scale has 3 numbers"),
        ('<path transform="translate(a, 2)" d="M0 0h1"/>', "'a' is no number"),
        ('<defs><path id="a" d="M0 0h1"/></defs><use href="#a" x="left"/>', "its x is no length: 'left'"),
        ('<svg y="top"><path d="M0 0h1"/></svg>', "its y is no length: 'top'"),
        ('<svg viewBox="0 0 nan 5"><path d="M0 0h1"/></svg>', "its viewBox is none: '0 0 nan 5'"),
        ('<path transform="scale(1e999)" d="M0 0h1"/>', "'1e999' is no number"),
        ('<path style="transform:rotate(quarter)" d="M0 0h1"/>', "'quarter' is no number"),
    ],
)
def test_a_place_that_cannot_be_read_counts_as_none(broken: str, why: str) -> None:
    """As in browsers: the drawing would else lack all that lies there, or be refused."""
    imported = read(svg(broken), format="svg")
    (wall,) = imported.plan["walls"]
    assert (wall["start"], wall["end"]) == ([0, 0], [1, 0])
    (finding,) = imported.findings
    assert finding == f"1 × attribute that cannot be read, taken as if it were not there: {why}"


BILLION_LAUGHS = b"""<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<svg><text>&b;</text></svg>"""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (BILLION_LAUGHS, "declares XML entities"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "declares XML entities"),
        (b"\x1f\x8b\x08\x00", "compressed"),
        (b"<svg><g></svg>", "not well-formed XML: mismatched tag: line 1"),
        (b"<html/>", "its root is <html>"),
        (b"", "is empty"),
        (svg(""), "no lines that could be walls"),
        (svg('<g id="a"><use href="#a"/></g>'), "more than 32 deep"),
        (svg("<g>" * 1000 + "</g>" * 1000), "more than 32 deep"),
    ],
)
def test_what_is_no_plain_svg_is_refused_in_plain_words(data: bytes, words: str) -> None:
    with pytest.raises(InvalidPlanError, match=words):
        read(data, format="svg")


def test_a_plain_doctype_does_no_harm() -> None:
    doctype = (
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    assert read(doctype + svg('<path d="M0 0h1"/>'), format="svg").plan["walls"]


def test_symbols_that_multiply_are_refused_undrawn() -> None:
    levels = "".join(
        f'<g id="n{level}">' + f'<use href="#n{level - 1}"/>' * 10 + "</g>" for level in range(1, 9)
    )
    bomb = svg(f'<defs><path id="n0" d="M0 0h1"/>{levels}</defs><use href="#n8"/>')
    with pytest.raises(InvalidPlanError, match="more than 5000 entities"):
        read(bomb, format="svg", bounds=Bounds(visits=5000))


def test_more_walls_than_allowed_are_refused() -> None:
    with pytest.raises(InvalidPlanError, match="more than the 2 walls allowed"):
        walls_of('<path d="M0 0h1M0 1h1M0 2h1"/>', bounds=Bounds(walls=2))
    with pytest.raises(InvalidPlanError, match="more than the 10 allowed"):
        walls_of("", bounds=Bounds(data=10))


_OF_PROGRAMS = {
    "Illustrator": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400">'
        '<style type="text/css">.st0{fill:none;stroke:#000000;}.st1{display:none;}</style>'
        '<g id="Walls"><rect x="10" y="10" class="st0" width="300" height="200"/>'
        '<line class="st0" x1="100" y1="10" x2="100" y2="210"/></g>'
        '<g id="Guides" class="st1"><line class="st0" x1="0" y1="0" x2="9" y2="9"/></g>'
        '<text transform="matrix(1 0 0 1 30 100)" class="st2">Kitchen</text></svg>'
    ),
    "Inkscape": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape">'
        '<g inkscape:groupmode="layer" inkscape:label="Walls" id="layer1" transform="translate(5,5)">'
        '<rect style="fill:none;stroke:#000" width="300" height="200"/>'
        '<path style="fill:none;stroke:#000" d="m 90,0 0,200"/></g>'
        '<g inkscape:groupmode="layer" inkscape:label="Furniture" id="layer2">'
        '<rect width="5" height="5" x="9" y="9" style="stroke:#000"/></g>'
        '<text x="30" y="100"><tspan x="30" y="100">Kitchen</tspan></text></svg>'
    ),
    "Figma": (
        '<svg width="600" height="400" viewBox="0 0 600 400" fill="none" xmlns="http://www.w3.org/2000/svg">'
        '<g clip-path="url(#clip0_1_2)"><rect width="600" height="400" fill="white"/><g id="Walls">'
        '<rect x="10.5" y="10.5" width="300" height="200" stroke="black"/>'
        '<path d="M100 10.5V210.5" stroke="black"/></g><text id="Kitchen" fill="black" font-size="12">'
        '<tspan x="40" y="104.864">Kitchen</tspan></text></g>'
        '<defs><clipPath id="clip0_1_2"><rect width="600" height="400" fill="white"/></clipPath></defs></svg>'
    ),
    "draw.io": (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-0.5 -0.5 621 401" content="&lt;mxfile&gt;"><defs/>'
        '<g><g data-cell-id="w"><rect width="300" height="200" fill="none" stroke="#000000"/></g>'
        '<g data-cell-id="v"><path d="M 120 0 L 120 200" fill="none" stroke="rgb(0, 0, 0)"/></g>'
        '<g data-cell-id="t"><switch><foreignObject width="100%" height="100%"><div '
        'xmlns="http://www.w3.org/1999/xhtml">Kitchen</div></foreignObject>'
        '<text x="60" y="104" fill="#000" text-anchor="middle">Kitchen</text></switch></g></g></svg>'
    ),
    "LibreCAD": (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:lc="https://librecad.org" viewBox="0 0 600 400">'
        '<g lc:layername="Walls" lc:is_locked="false" fill="none" stroke="black">'
        '<line x1="0" y1="0" x2="300" y2="0"/><line x1="300" y1="0" x2="300" y2="200"/>'
        '<line x1="300" y1="200" x2="0" y2="200"/><line x1="0" y1="200" x2="0" y2="0"/>'
        '<line x1="100" y1="0" x2="100" y2="200"/></g>'
        '<g lc:layername="Names"><text x="30" y="100">Kitchen</text></g></svg>'
    ),
}


@pytest.mark.parametrize("program", list(_OF_PROGRAMS))
def test_what_a_program_exports_is_read(program: str) -> None:
    imported = read(_OF_PROGRAMS[program].encode(), format="svg")
    rooms = detect_rooms(imported.plan).to_document()["rooms"]
    assert [room["name"] for room in rooms].count("Kitchen") == 1
    assert len(rooms) == 2
    taken = [layer.name for layer in imported.layers if layer.taken]
    assert taken == ["drawing" if program == "draw.io" else "Walls"]
    assert not [finding for finding in imported.findings if "clipped" in finding]


_CLIP = '<clipPath id="C"><rect width="5" height="4"/></clipPath>'
_SHOWN = '<rect width="5" height="4" fill="white"/>'


@pytest.mark.parametrize(
    ("definition", "asked"),
    [
        (_CLIP, 'clip-path="url(#C)"'),
        (_CLIP, "style=\"clip-path: url('#C')\""),
        (f"<style>.a{{clip-path:url(#C)}}</style>{_CLIP}", 'class="a"'),
        ('<clipPath id="C"><path d="M0 0H5V4H0zM1 0H3V2H1z"/></clipPath>', 'clip-path="url(#C)"'),
        (f'<mask id="C">{_SHOWN}</mask>', "mask='url(\"#C\")'"),
        (
            '<mask id="C"><g transform="scale(5,4)"><path fill="#FFF" d="M0 0h1v1H0z"/></g></mask>',
            'mask="url(#C)"',
        ),
        (
            '<mask id="C" fill="#fff"><path d="M0 0H9V9H0z"/><path fill="#000" d="M5 0H9V9H0V4H5z"/></mask>',
            'mask="url(#C)"',
        ),
    ],
)
def test_what_is_clipped_or_masked_is_cut_off(definition: str, asked: str) -> None:
    lines = '<path d="M0 2h9" stroke="red"/><path d="M4 1H9V2H4z"/><path d="M6 0v9" stroke="red"/>'
    shapes = f'{lines}<path d="M1 1h1"/>'
    data = svg(f'{definition}<g {asked}>{shapes}<text x="7" y="1">Kitchen</text></g>', 'viewBox="0 0 9 9"')
    imported = read(data, format="svg")
    assert not imported.findings
    line, area, whole = imported.plan["walls"]
    assert sorted([line["start"], line["end"]]) == [[0, 2], [5, 2]]
    assert sorted(area["points"]) == [[4, 1], [4, 2], [5, 1], [5, 2]]
    assert (whole["start"], whole["end"]) == ([1, 1], [2, 1])
    assert {(each.what, each.count) for each in imported.ignored} == {
        ("part of a path", 2),
        ("path", 1),
        ("text", 1),
    }
    assert "labels" not in imported.plan


@pytest.mark.parametrize(
    ("definition", "asked"),
    [
        ('<mask id="C"><rect width="5" height="4" fill="#888"/></mask>', 'mask="url(#C)"'),
        ('<clipPath id="C"><text>A</text></clipPath>', 'clip-path="url(#C)"'),
        (_CLIP.replace('id="C"', 'id="C" clipPathUnits="objectBoundingBox"'), 'clip-path="url(#C)"'),
        ("", 'style="clip-path: circle(4px)"'),
        (_CLIP.replace('width="5"', 'width="much"'), 'clip-path="url(#C)"'),
        (_CLIP.replace('width="5"', 'width="1e999"'), 'clip-path="url(#C)"'),
        (_CLIP.replace("<rect", '<rect opacity="half"'), 'clip-path="url(#C)"'),
    ],
)
def test_clips_that_are_not_understood_are_said(definition: str, asked: str) -> None:
    data = svg(f'{definition}<g {asked}><path d="M0 0h9v9z"/></g>', 'viewBox="0 0 9 9"')
    assert read(data, format="svg").findings == [
        "1 × clipped or masked, but taken whole, with what that hides"
    ]


@pytest.mark.parametrize("tag", ["clipPath", "mask"])
def test_a_clip_without_a_shape_hides_all(tag: str) -> None:
    asked = "mask" if tag == "mask" else "clip-path"
    hidden = f'<{tag} id="C"><title>none</title></{tag}><g {asked}="url(#C)"><path d="M0 0h9"/></g>'
    imported = read(svg(f'{hidden}<path d="M0 1h9"/>'), format="svg")
    assert [wall["start"] for wall in imported.plan["walls"]] == [[0, 1]]
    assert [(each.what, each.count) for each in imported.ignored] == [("path", 1)]


@pytest.mark.parametrize(
    ("broken", "what"),
    [('<path d="M0 0H9V4Hz"/>', "path"), ('<text x="3none" y="1">Kitchen</text>', "text")],
)
def test_one_broken_element_spoils_no_other(broken: str, what: str) -> None:
    imported = read(svg(f'{broken}<path d="M0 0h9v9z"/>'), format="svg")
    assert len(imported.plan["walls"]) >= 1
    ((ignored, why),) = [(each.what, each.why) for each in imported.ignored]
    assert (ignored, why[:9]) == (what, "is broken")


@pytest.mark.parametrize(
    ("body", "points"),
    [
        ('<polyline points="0,0 4,0 4,3 x,3"/>', [[0, 0], [4, 0], [4, 3]]),
        (
            '<path style="transform: translate(5px, 1Q) rotate(0.25turn)" d="M0 0h1"/>',
            [[5, 96 / 101.6], [5, 1.944882]],
        ),
        ('<path style="/* fill: x; */ transform: SKEWX(45deg)" d="M0 0V1"/>', [[0, 0], [1, 1]]),
    ],
)
def test_points_up_to_the_fault_and_transforms_of_css(body: str, points: list[list[float]]) -> None:
    (wall,) = read(svg(body), format="svg").plan["walls"]
    drawn = wall.get("points") or [wall["start"], wall["end"]]
    assert [pytest.approx(each) for each in points] == drawn


def test_the_end_of_a_sheet_ends_its_last_rule() -> None:
    sheet = "<style>.on{fill:none} .off{display:none</style>"
    (wall,) = read(svg(f'{sheet}<path class="off" d="M0 0h9"/><path d="M0 0h1"/>'), format="svg").plan[
        "walls"
    ]
    assert wall["end"] == [1, 0]
