"""PDF: page, scale, walls by layer or pen; and files that are broken, hostile or hold no lines."""

import json
import random
import subprocess
from importlib import import_module
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pytest
from fpdf import FPDF
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from detection import InvalidPlanError, detect_rooms
from detection.importers import Bounds, Imported, read, report_of
from detection.importers.child import COMMAND
from detection.importers.drawing import Drawing
from detection.importers.paths import pieces_of
from detection.importers.pdf import scales, sheet
from tests.drawings import pdf
from tests.drawings.pdf import PDF, canvas, two_pages, written

DRAWN = PDF["lines of ReportLab"]
POINT = 25.4 / 72 * 100  # millimetres at 1:100


@pytest.fixture(autouse=True)
def _within_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the start of a child process for each file; what it hands over is JSON here, too."""

    def collected(reader: str, data: bytes, drawing: Drawing) -> None:
        there = Drawing(drawing.bounds, page=drawing.page, is_scaled=drawing.is_scaled)
        import_module(reader).collect(data, there)
        drawing.take_over(json.loads(json.dumps(there.handed_over())))

    monkeypatch.setattr("detection.importers.pdf.collected", collected)


def room(page: Canvas, width: float = 60, height: float = 40) -> None:
    page.rect(40 * mm, 60 * mm, width * mm, height * mm)


def corners_of(wall: dict[str, Any]) -> list[list[float]]:
    return [list(corner) for piece in pieces_of(wall) for corner in piece]


def areas(imported: Imported) -> list[float]:
    return sorted(room["area"] for room in detect_rooms(imported.plan).to_document()["rooms"])


@pytest.mark.parametrize("kind", PDF)
def test_each_kind_bounds_one_room(kind: str) -> None:
    imported = read(PDF[kind], format="pdf")
    assert len(areas(imported)) == 1
    assert imported.units == "mm"
    assert imported.findings == []


@pytest.mark.parametrize(
    ("printed", "ratio"),
    [
        ("Scale 1:50", 50),
        ("M 1 : 200", 200),
        ('1/4" = 1\'-0"', 48),
        ('3/32" = 1\'-0"', 128),
        ("1\"=10'", 120),
        ('1-1/2" = 1\'-0"', 8),
        ("Do not scale. 1:100.", 100),
    ],
)
def test_a_printed_scale_is_taken(printed: str, ratio: float) -> None:
    imported = read(canvas(room, scale=printed), format="pdf")
    assert areas(imported) == pytest.approx([60 * 40 * ratio**2], rel=1e-4)
    assert imported.findings == []


def test_a_given_scale_wins_over_the_printed_one() -> None:
    imported = read(canvas(room, scale="1:50"), format="pdf", scale="1:200")
    assert areas(imported) == pytest.approx([60 * 40 * 200**2], rel=1e-4)
    measured = read(canvas(room, scale=None), format="pdf", scale="60=4.2m")
    assert (measured.units, measured.findings) == ("m", [])
    assert areas(measured) == pytest.approx([4.2 * 2.8], rel=1e-4)


def test_a_page_without_a_scale_says_what_to_give() -> None:
    imported = read(canvas(room, scale=None), format="pdf")
    assert len(imported.findings) == 1
    assert "give the scale, for example 1:100" in imported.findings[0]
    assert imported.plan["findings"][0]["kind"] == "units"


def test_several_scales_are_named() -> None:
    def two(page: Canvas) -> None:
        room(page)
        page.drawString(100, 20, "Detail 1:20")
        page.drawString(300, 20, "Plan 1:100")

    (said,) = read(canvas(two), format="pdf").findings
    assert "1:100 was taken, not 1:20" in said


def test_dimensions_tell_the_scale_of_a_resized_page() -> None:
    def shrunk(page: Canvas) -> None:
        room(page)
        page.setFont("Helvetica", 6)
        page.setLineWidth(0.1 * mm)
        for left, right, text in ((40, 65, "5.00"), (65, 80, "3.00"), (80, 100, "4.00")):
            page.line(left * mm, 110 * mm, right * mm, 110 * mm)
            page.drawCentredString((left + right) / 2 * mm, 111 * mm, text)

    imported = read(canvas(shrunk), format="pdf")
    assert "states 1:100, but its dimensions say 1:200, which was taken" in imported.findings[0]
    assert areas(imported) == pytest.approx([12_000 * 8_000], rel=1e-4)
    assert "1:200" in read(canvas(shrunk, scale=None), format="pdf").findings[0]


def test_room_numbers_are_no_dimensions() -> None:
    def numbered(page: Canvas) -> None:
        room(page)
        for k, number in enumerate(("1101", "1102", "1103", "1104")):
            page.drawString((45 + 12 * k) * mm, 70 * mm, number)
            page.setLineWidth(0.1 * mm)
            page.line((44 + 12 * k) * mm, 69 * mm, (54 + 12 * k) * mm, 69 * mm)

    imported = read(canvas(numbered), format="pdf")
    assert [label["text"] for label in imported.plan["labels"]] == ["1101", "1102", "1103", "1104"]
    assert not [each for each in imported.ignored if "dimension" in each.why]


def test_ratios_are_told_from_dates_and_ratios_of_a_mix() -> None:
    assert scales.printed(["12:30:1:55", "Mortar 1:3", "2024-01:10", "1:1000 (A3)"]) == [1000.0]
    assert scales.printed(["1/00\" = 1'", f"1\" = {'9' * 400}'", "1:100.5"]) == []
    assert scales.measured([(30.0, 3.0), (15.0, 1.5)]) is None


def test_the_page_with_most_lines_is_taken_and_said() -> None:
    imported = read(two_pages(), format="pdf")
    assert len(areas(imported)) == 2
    assert imported.findings == ["page 2 of 2 was taken, as it has most lines; give the page to have another"]
    asked = read(two_pages(), format="pdf", page=1)
    assert (len(areas(asked)), asked.findings) == (1, [])


@pytest.mark.parametrize(
    ("page", "format_", "data", "detail"),
    [
        (3, "pdf", two_pages(), "has 2 pages, so there is no page 3"),
        (0, "pdf", DRAWN, "must be 1 or more, is 0"),
        (1, "svg", b"<svg/>", "goes with PDF only, not with SVG"),
    ],
)
def test_a_page_that_is_not_there_is_refused(page: int, format_: str, data: bytes, detail: str) -> None:
    with pytest.raises(InvalidPlanError, match=detail):
        read(data, format=format_, page=page)


def test_without_layers_the_heavy_pen_draws_the_walls() -> None:
    def furnished(page: Canvas) -> None:
        room(page)
        page.setLineWidth(0.18 * mm)
        for x, y in ((50, 70), (60, 80), (80, 90)):
            page.rect(x * mm, y * mm, 8 * mm, 6 * mm)

    imported = read(canvas(furnished), format="pdf")
    assert [(layer.name, layer.taken) for layer in imported.layers] == [
        ("lines 0.50 mm black", True),
        ("lines 0.18 mm black", False),
    ]
    assert len(areas(imported)) == 1
    both = read(canvas(furnished), format="pdf", layers=[layer.name for layer in imported.layers])
    assert len(both.plan["walls"]) == 4


def test_heavy_marks_are_no_walls() -> None:
    def marked(page: Canvas) -> None:
        room(page)
        page.line(70 * mm, 60 * mm, 70 * mm, 100 * mm)
        page.setLineWidth(0.13 * mm)
        for k in range(8):
            page.rect((45 + 3 * k**1.4) * mm, 70 * mm, 2 * mm, 8 * mm)
        page.setLineWidth(1.2 * mm)  # guards of corners, all over the page
        for x, y in ((40, 60), (100, 60), (40, 100), (100, 100)):
            page.line(x * mm, y * mm, (x + 1) * mm, y * mm)
        page.setLineWidth(0.8 * mm)  # the cloud of a revision
        for k in range(12):
            page.arc((38 + 5 * k) * mm, 58 * mm, (44 + 5 * k) * mm, 64 * mm, 0, 180)
            page.arc((38 + 5 * k) * mm, 98 * mm, (44 + 5 * k) * mm, 104 * mm, 0, 180)

    imported = read(canvas(marked), format="pdf")
    assert [layer.name for layer in imported.layers if layer.taken] == ["lines 0.50 mm black"]
    assert len(areas(imported)) == 2


def test_old_walls_may_be_filled_where_new_ones_are_heavy() -> None:
    def both(page: Canvas) -> None:
        page.setFillGray(0.6)
        for x, y, width, height in ((40, 60, 60, 3), (40, 97, 60, 3), (40, 63, 3, 34), (97, 63, 3, 34)):
            page.rect(x * mm, y * mm, width * mm, height * mm, stroke=0, fill=1)
        for x in (69, 71):
            page.line(x * mm, 63 * mm, x * mm, 97 * mm)
        page.setLineWidth(0.13 * mm)
        for k in range(8):
            page.rect((45 + 3 * k**1.4) * mm, 70 * mm, 2 * mm, 8 * mm)

    imported = read(canvas(both), format="pdf")
    assert {layer.name for layer in imported.layers if layer.taken} == {
        "lines 0.50 mm black",
        "areas #999999",
    }


def test_the_frame_of_a_number_is_no_wall() -> None:
    def framed(page: Canvas) -> None:
        room(page)
        page.drawString(60 * mm, 80 * mm, "161")
        page.rect(58 * mm, 78.5 * mm, 12 * mm, 6 * mm)
        page.rect(42 * mm, 65 * mm, 30 * mm, 20 * mm)  # a room within a room

    imported = read(canvas(framed), format="pdf")
    assert len(imported.plan["walls"]) == 2
    assert ("rectangle", 1) in [(each.what, each.count) for each in imported.ignored]


def test_a_frame_of_four_lines_is_no_wall_either() -> None:
    def framed(page: Canvas) -> None:
        room(page)
        page.drawString(60 * mm, 80 * mm, "161")
        x0, y0, x1, y1 = 58 * mm, 78.5 * mm, 70 * mm, 84.5 * mm
        page.lines([(x0, y0, x1, y0), (x1, y1, x1, y0), (x0, y0, x0, y1), (x1, y1, x0, y1)])

    imported = read(canvas(framed), format="pdf")
    assert len(imported.plan["walls"]) == 1
    assert ("rectangle", 1) in [(each.what, each.count) for each in imported.ignored]


def test_a_letter_spaced_name_is_one_name() -> None:
    def spaced(page: Canvas) -> None:
        room(page)
        for at, letter in enumerate("KITCHEN"):
            page.drawString((46 + 7 * at) * mm, 60 * mm, letter)

    assert [label["text"] for label in read(canvas(spaced), format="pdf").plan["labels"]] == ["KITCHEN"]


def test_tags_of_finishes_number_no_room() -> None:
    def tagged(page: Canvas) -> None:
        room(page)
        page.drawString(60 * mm, 80 * mm, "161")
        for k in range(4):
            page.drawString((45 + 12 * k) * mm, 65 * mm, "P-1")

    imported = read(canvas(tagged), format="pdf")
    assert [label["text"] for label in imported.plan["labels"]] == ["161"]
    assert ("text", 4) in [(each.what, each.count) for each in imported.ignored if "tags" in each.why]


def test_tags_of_series_and_legends_number_no_room() -> None:
    """P-7 stands once, but P-1 often; a legend explains WSF and CG; 7 over AE213 refers to another sheet."""

    def tagged(page: Canvas) -> None:
        room(page)
        page.drawString(60 * mm, 82 * mm, "CE-2")
        for k in range(5):
            page.drawString((45 + 10 * k) * mm, 65 * mm, "P-1")
            page.drawString((45 + 10 * k) * mm, 95 * mm, "CG")
        page.drawString(45 * mm, 72 * mm, "P-7")
        page.drawString(70 * mm, 72 * mm, "WSF-1")
        for at, text in ((150, "WSF"), (160, "CG")):
            page.drawString(60 * mm, at * mm, text)
        page.circle(85 * mm, 83 * mm, 6 * mm)
        page.drawCentredString(85 * mm, 84.5 * mm, "7")
        page.drawCentredString(85 * mm, 79 * mm, "AE213")

    imported = read(canvas(tagged), format="pdf")
    assert [label["text"] for label in imported.plan["labels"]] == ["CE-2"]
    assert {(each.count, each.why) for each in imported.ignored if each.what == "text"} >= {
        (6, "is repeated, as tags of finishes are"),
        (6, "is explained in a legend beside the plan"),
        (2, "refers to a detail on another sheet"),
    }


def test_layers_of_the_file_are_named_on_the_command_line() -> None:
    lines = list(report_of(read(PDF["optional content group"], format="pdf")))
    assert lines[:2] == [
        "layer A-WALL: 1 segment, taken as walls",
        "layer A-FURN: 1 segment, left out; --layer takes it",
    ]


def test_a_second_building_on_the_page_is_kept() -> None:
    def two(page: Canvas) -> None:
        room(page, 60, 40)
        page.rect(40 * mm, 120 * mm, 50 * mm, 40 * mm)

    assert len(areas(read(canvas(two), format="pdf"))) == 2


def encrypted() -> bytes:
    document = FPDF()
    document.set_encryption("owner", "user")
    document.add_page()
    document.rect(10, 10, 50, 50)
    return bytes(document.output())


def scanned() -> bytes:
    return written("q 400 0 0 300 50 50 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \0 EI Q")


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"0\nSECTION", "is not PDF: one of its first lines must begin with %PDF"),
        (b"%PDF-1.7\nnothing", r"is damaged or cut short: .*[^.]$"),
        (encrypted(), "is protected by a password; save it without one"),
        (scanned(), "has only pixels on page 1, as scans have"),
        (written(""), "has no lines on page 1; give another page"),
        (written("1 w 10 10 m 10 10 l S"), "has no lines that could be walls"),
    ],
)
def test_files_without_a_plan_say_what_to_do(data: bytes, detail: str) -> None:
    with pytest.raises(InvalidPlanError, match=detail):
        read(data, format="pdf")


def test_forms_that_repeat_each_other_are_bounded() -> None:
    with pytest.raises(InvalidPlanError, match="more than 5 entities"):
        read(DRAWN, format="pdf", bounds=Bounds(visits=5))
    with pytest.raises(InvalidPlanError, match="more than the 2 walls allowed"):
        read(DRAWN, format="pdf", bounds=Bounds(walls=2))


@pytest.mark.parametrize("numbers", ["1e38 1e38", "-99999999999 0", "0.0000001 0"])
def test_numbers_beyond_all_measure_do_no_harm(numbers: str) -> None:
    imported = read(
        written(f"1 w 100 100 m 300 100 l 300 200 l 100 200 l s 100 100 m {numbers} l S"), format="pdf"
    )
    assert imported.plan["walls"]


def test_damaged_files_are_refused_or_read() -> None:
    chance = random.Random(18)
    for _ in range(60):
        data = bytearray(PDF["optional content group"])
        for _ in range(chance.randint(1, 12)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        drawing = Drawing(Bounds())
        try:
            sheet.collect(bytes(data[: chance.randint(len(data) // 2, len(data))]), drawing)
        except InvalidPlanError as error:
            assert error.faults[0].detail  # noqa: PT017 - either way is right


def test_the_child_process_answers_as_this_one() -> None:
    direct = Drawing(Bounds())
    sheet.collect(DRAWN, direct)
    asked = json.dumps({"bounds": {}, "page": None, "is_scaled": False})
    run = subprocess.run(
        [*COMMAND, "detection.importers.pdf.sheet", asked], input=DRAWN, capture_output=True, check=True
    )
    assert json.loads(run.stdout) == json.loads(json.dumps(direct.handed_over()))


def test_evidence_and_ignored_kinds_leave_one_room() -> None:
    for data in (*pdf.PDF_EVIDENCE.values(), *pdf.PDF_IGNORED.values()):
        assert areas(read(data, format="pdf")) == pytest.approx([24e6], rel=1e-3)


def test_a_page_cut_at_the_outer_walls_keeps_them() -> None:
    walls = "1 w 0.5 0.5 594 841 re S 300 0.5 m 300 841.5 l S"
    imported = read(written(walls, page="/CropBox [0 0 595 842]"), format="pdf")
    assert len(areas(imported)) == 2
    assert not [each for each in imported.ignored if "frames" in each.why]


@pytest.mark.parametrize(
    ("content", "page"),
    [
        ("300 500 200 200 re S", "/CropBox [50 50 290 450]"),
        ("q 2 0 0 2 0 0 cm 25 25 120 200 re W n 150 250 100 100 re S Q", ""),
        ("q 50 50 240 400 re W n 1 0 0 1 400 400 cm /Fm0 Do Q", ""),
    ],
    ids=["page", "viewport", "form"],
)
def test_what_a_page_does_not_show_is_no_wall(content: str, page: str) -> None:
    form = "/XObject << /Fm0 7 0 R >>"
    data = written(f"1 w 100 100 150 200 re S {content}", page=page, resources=form)
    imported = read(data, format="pdf")
    assert len(areas(imported)) == 1
    assert [each.what for each in imported.ignored if "outside of what" in each.why] == ["path"]


@pytest.mark.parametrize(
    "content",
    ["20 150 400 1 re f", "1 w 20 200 m 400 200 l S", "1 w 120 120 m 120 900 l 130 900 l 130 120 l S"],
    ids=["area", "line", "lines"],
)
def test_what_a_viewport_cuts_ends_there(content: str) -> None:
    imported = read(written(f"1 w q 100 100 200 200 re W n 100 100 200 200 re S {content} Q"), format="pdf")
    corners = np.array([corner for wall in imported.plan["walls"] for corner in corners_of(wall)])
    assert corners.min(axis=0) == pytest.approx([100 * POINT, 100 * POINT], abs=20)
    assert corners.max(axis=0) == pytest.approx([300 * POINT, 300 * POINT], abs=20)
    assert "part of a path" in [each.what for each in imported.ignored]


@pytest.mark.parametrize(("entry", "unit"), [("2", 2.0), ("2.5", 2.5), ("0", 1.0)])
def test_a_page_may_have_another_unit_than_points(entry: str, unit: float) -> None:
    imported = read(written("1 w 100 100 300 200 re S", page=f"/UserUnit {entry}"), format="pdf")
    assert areas(imported) == pytest.approx([300 * 200 * (unit * POINT) ** 2], rel=1e-4)


def test_the_unit_of_a_page_may_be_an_object() -> None:
    data = written("1 w 100 100 300 200 re S", page="/UserUnit 5 0 R")
    layer = b"<< /Type /OCG /Name (A-WALL) >>"  # object 5
    imported = read(data.replace(layer, b"2.5".ljust(len(layer))), format="pdf")
    assert areas(imported) == pytest.approx([300 * 200 * (2.5 * POINT) ** 2], rel=1e-4)


def test_each_letter_of_a_page_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def search(*_box: object) -> str:
        raise AssertionError("looks at all letters of the page")

    monkeypatch.setattr(pdfium.PdfTextPage, "get_text_bounded", search)

    def many(page: Canvas) -> None:
        page.rect(20 * mm, 20 * mm, 170 * mm, 260 * mm)
        page.setFont("Helvetica", 4)
        for k in range(600):
            page.drawString((25 + k % 20 * 8) * mm, (30 + k // 20 * 8) * mm, f"R{k}")

    labels = read(canvas(many), format="pdf").plan["labels"]
    assert [label["text"] for label in labels].count("R599") == 1
    assert len(labels) == 600


def test_letters_that_are_placed_alone_are_one_text() -> None:
    letters = "(K) Tj 6 0 Td (i) Tj 2 0 Td (t) Tj 2.5 0 Td (chen) Tj 90 0 Td (Bath) Tj"
    data = written(f"1 w 100 100 300 200 re S BT /F1 9 Tf 150 150 Td {letters} ET")
    labels = read(data, format="pdf").plan["labels"]
    assert sorted(label["text"] for label in labels) == ["Bath", "Kitchen"]


def test_two_drawings_of_a_page_have_their_own_scales() -> None:
    def both(page: Canvas) -> None:
        room(page, 60, 40)
        page.drawString(45 * mm, 55 * mm, "Ground floor 1:100")
        page.drawString(50 * mm, 80 * mm, "Hall")
        page.rect(40 * mm, 140 * mm, 80 * mm, 60 * mm)
        page.drawString(45 * mm, 135 * mm, "Bath 1:50")
        page.drawString(50 * mm, 180 * mm, "Bath")

    imported = read(canvas(both, scale=None), format="pdf")
    assert areas(imported) == pytest.approx([4_000 * 3_000, 6_000 * 4_000], rel=1e-4)
    (finding,) = imported.findings
    assert "2 drawings, at 1:100 and 1:50" in finding
    names = {room["name"]: room["area"] for room in detect_rooms(imported.plan).to_document()["rooms"]}
    assert names == pytest.approx({"Bath": 12e6, "Hall": 24e6}, rel=1e-4)
    one = read(canvas(both, scale=None), format="pdf", scale="1:100")
    assert areas(one) == pytest.approx([6_000 * 4_000, 8_000 * 6_000], rel=1e-4)
    assert one.findings == []


def test_lines_as_wide_as_walls_have_the_scale_of_theirs() -> None:
    def both(page: Canvas) -> None:
        page.setLineWidth(2 * mm)
        room(page, 60, 40)
        page.drawString(45 * mm, 55 * mm, "Ground floor 1:100")
        page.rect(40 * mm, 140 * mm, 80 * mm, 60 * mm)
        page.drawString(45 * mm, 135 * mm, "Bath 1:50")

    walls = read(canvas(both, scale=None), format="pdf").plan["walls"]
    assert [wall["thickness"] for wall in walls] == pytest.approx([200, 100])


def test_pages_may_share_their_size() -> None:
    data = written("1 w 900 900 150 200 re S 1300 900 150 200 re S")
    shared = data.replace(b"/Count 1", b"/Count 1 /MediaBox [0 0 1200 1200]")
    assert areas(read(shared.replace(b"/MediaBox [0 0 595 842]", b""), format="pdf")) == pytest.approx(
        [150 * 200 * (25.4 / 72 * 100) ** 2], rel=1e-3
    )


def test_letters_as_areas_are_no_walls() -> None:
    def outlined(page: Canvas) -> None:
        room(page)
        for k in range(120):  # the sign of a title, 4 mm high
            path = page.beginPath()
            path.moveTo((20 + k) * mm, 200 * mm)
            for x, y in ((0.4, 204), (0.8, 200), (0.4, 203.4)):
                path.lineTo((20 + k + x) * mm, y * mm)
            page.drawPath(path, stroke=0, fill=1)

    imported = read(canvas(outlined), format="pdf")
    assert [layer.name for layer in imported.layers if layer.taken] == ["lines 0.50 mm black"]


def test_lines_drawn_twice_count_once() -> None:
    wall = "1 w 100 100 m 300 100 l 300 200 l 100 200 l s "
    assert len(read(written(wall * 3000), format="pdf").plan["walls"]) == 1


def test_a_picture_of_many_colours_has_few_layers() -> None:
    colours = "".join(f"{k / 500:.3f} 0 0 RG 1 w 100 {100 + k} m 300 {100 + k} l S " for k in range(400))
    imported = read(written(f"{colours} 0 0 0 RG 1 w 90 90 220 420 re S"), format="pdf")
    assert len(imported.layers) <= 3
