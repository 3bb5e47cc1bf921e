"""Every kind of entity: taken, used, or named as ignored; and the table of the docs says so."""

from pathlib import Path

import pytest
from ezdxf.document import Drawing
from ezdxf.layouts.layout import Modelspace

from detection import InvalidPlanError
from detection.importers import read, report_of
from tests.drawings import dxf
from tests.drawings.table import KINDS, table

FORMATS = Path(__file__).parents[4] / "docs" / "use" / "formats.md"


def test_the_docs_have_the_answers_of_now() -> None:
    assert table() in FORMATS.read_text(), "put in: .venv/bin/python -m tests.drawings.table"


@pytest.mark.parametrize(
    ("format_", "kind"), [(format_, kind) for format_, groups in KINDS.items() for kind in groups[2]]
)
def test_what_is_ignored_is_said_with_its_count(format_: str, kind: str) -> None:
    lines = list(report_of(read(KINDS[format_][2][kind], format=format_)))
    assert [line for line in lines if line.startswith("ignored: 1 × ")]


def test_a_hatch_repeats_the_lines_of_its_layer() -> None:
    def both(space: Modelspace, _: Drawing) -> None:
        space.add_lwpolyline(dxf.SQUARE, close=True, dxfattribs=dxf.WALL)
        hatch = space.add_hatch(dxfattribs=dxf.WALL)
        hatch.paths.add_polyline_path(dxf.SQUARE, is_closed=True)

    imported = read(dxf.drawn(both), format="dxf")
    assert len(imported.plan["walls"]) == 1
    assert imported.ignored[0].why == "repeats the lines of its layer"


def test_a_cut_through_all_lines_of_an_mline_is_an_opening() -> None:
    def cut(space: Modelspace, _: Drawing) -> None:
        mline = space.add_mline([(0, 0), (10, 0)], dxfattribs={**dxf.WALL, "scale_factor": 0.2})
        first = mline.vertices[0]
        first.line_params = [[params[0], 0.0, 4.0, 4.9] for params in first.line_params]

    walls = read(dxf.drawn(cut), format="dxf").plan["walls"]
    ends = [x for wall in walls for x in (wall["start"][0], wall["end"][0])]
    assert ends == pytest.approx([0, 4, 4.9, 10])
    assert {wall["thickness"] for wall in walls} == {0.2}


def test_drawings_that_lack_their_lines_say_where_they_are() -> None:
    only_aec = dxf.IGNORED["AEC_WALL"].replace(b"\nLINE\n", b"\nRAY\n")
    with pytest.raises(InvalidPlanError, match=r"only 4 × RAY .*, 1 × AEC_WALL \(is an object of"):
        read(only_aec, format="dxf")


def test_what_is_not_shown_whole_is_a_finding() -> None:
    assert "'core.dwg'; bind them first" in read(dxf.IGNORED["INSERT of an xref"], format="dxf").findings[0]
