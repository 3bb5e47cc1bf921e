"""What holds for every format."""

import io
import json
import random
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detection import InvalidPlanError, detect_rooms
from detection.__main__ import main
from detection.exporters import render
from detection.importers import Bounds, MissingLibraryError, format_of, layer_names, read
from detection.importers.drawing import Drawing
from detection.importers.to_plan import to_plan
from detection.options import Options
from detection.plan.decode import decode_plan
from tests.drawings import dxf, others
from tests.libraries import lack

ROOT = Path(__file__).parents[4]
SAMPLES = ROOT / "samples"
SMALL = Bounds(data=100_000, walls=2000, visits=20_000)


@pytest.mark.parametrize("sample", ["wide-flat", "curved-balcony", "two-levels-with-gaps", "office-campus"])
@pytest.mark.parametrize("format_", ["dxf", "svg"])
def test_an_exported_plan_comes_back_with_its_rooms(sample: str, format_: str) -> None:
    plan = decode_plan((SAMPLES / f"{sample}.json").read_bytes())
    result = detect_rooms(plan).to_document()
    imported = read(render(format_, result, plan), format=format_)
    again = detect_rooms(imported.plan).to_document()
    assert sorted(room["area"] for room in again["rooms"]) == pytest.approx(
        sorted(room["area"] for room in result["rooms"]), rel=1e-6
    )
    assert again["rooms_count"] > 3


@pytest.mark.parametrize("name", ["wide-flat.dxf", "wide-flat.svg", "wide-flat.geojson"])
def test_the_sample_drawings_have_the_rooms_of_their_plan(name: str) -> None:
    expected = detect_rooms(decode_plan((SAMPLES / "wide-flat.json").read_bytes())).to_document()
    imported = read((SAMPLES / name).read_bytes(), format=format_of(name) or "")
    areas = [room["area"] for room in detect_rooms(imported.plan).to_document()["rooms"]]
    assert sorted(areas) == pytest.approx(sorted(room["area"] for room in expected["rooms"]), rel=1e-6)


_SAVED: dict[str, Callable[[bytes], bytes]] = {
    "with a mark of its byte order": b"\xef\xbb\xbf".__add__,
    "in UTF-16": lambda data: data.decode().encode("utf-16"),
    "after an empty line": b"\r\n".__add__,
    "with the ends of lines of old": lambda data: data.replace(b"\n", b"\r"),
}


@pytest.mark.parametrize("saved", list(_SAVED))
def test_texts_are_read_however_they_are_saved(saved: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    monkeypatch.setattr("detection.importers.ifc.collected", lambda _, data, __: seen.append(data))
    step = b"ISO-10303-21;\nHEADER;\n"
    with pytest.raises(InvalidPlanError, match="has no lines"):
        read(_SAVED[saved](step), format="ifc")
    assert seen == [step]
    for format_, data in (("dxf", dxf.BOUNDING["LINE"]), ("geojson", others.GEOJSON["Polygon"])):
        plain = data.replace(b"\r\n", b"\n")
        assert read(_SAVED[saved](plain), format=format_).plan == read(data, format=format_).plan


@pytest.mark.parametrize(("layers", "asked"), [(["ROOF"], '"ROOF"'), ([], "of no name")])
def test_layers_without_walls_are_refused(layers: list[str], asked: str) -> None:
    with pytest.raises(InvalidPlanError, match=f'no lines on a layer {asked}; .* "WALLS", "ROOMS"'):
        read((SAMPLES / "wide-flat.dxf").read_bytes(), format="dxf", layers=layers)


@pytest.mark.parametrize("format_", ["dxf", "svg", "geojson"])
@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_drawing_is_read_or_refused_in_words(format_: str, seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray((SAMPLES / f"wide-flat.{format_}").read_bytes())
    for _ in range(dice.randint(1, 12)):
        at = dice.randrange(len(data))
        match dice.randrange(4):
            case 0:
                data[at] = dice.randrange(256)
            case 1:
                del data[at : at + dice.randrange(40)]
            case 2:
                data[at:at] = dice.choice(
                    [b"1e999", b"-", b"nan", b"\x00", b'"', b"<", b"99999999999", b"\n0\n"]
                )
            case _:
                data[at:at] = data[: dice.randrange(200)]
    try:
        plan = read(bytes(data), format=format_, bounds=SMALL).plan
    except InvalidPlanError:
        return  # no other error leaves it
    assert plan["walls"]


@given(
    data=st.binary(max_size=200) | st.text(alphabet="<svg>/ dM0A1,\"='{}[]:\n", max_size=200).map(str.encode),
    format_=st.sampled_from(["dxf", "svg", "geojson"]),
)
def test_any_bytes_are_read_or_refused_in_words(data: bytes, format_: str) -> None:
    with suppress(InvalidPlanError):  # no other error leaves it
        read(data, format=format_, bounds=SMALL)


@pytest.mark.parametrize(
    "name",
    [
        *("A-WALL", "A-WALL-FULL", "I-WALL-PRHT", "walls", "OuterWalls", "Außenwand", "01_Innenwände", "MUR"),
        *("murs porteurs", "MUROS", "Parede_interna", "pareti", "Стены", "墙", "A-墙体", "내벽", "väggar"),
        *("Mauerwerk", "Tramezzi", "Muratura", "TABIQUES", "ALVENARIA", "Maçonnerie", "Metselwerk", "SCIANY"),
        *("Zdivo", "перегородки", "MASONRY", "A-PRTN", "Ściany nośne", "Příčky", "duvarlar", "Cloisons"),
        *(
            "LIGHTWEIGHT WALL",
            "WALLS_NEW",
            "EXISTING WALLS",
            "EF_25_10",
            "KG331",
            "A-WALL-FIRE",
            "maconnerie",
        ),
        *("IfcWallStandardCase", "Trockenbauwand", "A-G25-M-Walls", "A_WALL@existing"),
    ],
)
def test_names_of_walls(name: str) -> None:
    assert layer_names.is_wall(name)


@pytest.mark.parametrize(
    "name",
    [
        *("0", "A-WALL-PATT", "A-WALL-IDEN", "wallpaper", "mural", "furniture", "Wandern", "walls text"),
        *("zidane", "A-WALL-DEMO", "Abbruchwände", "E-LITE-WALL", "P-FIXT-WALL", "A-WALL-HEAD", "WALL TILES"),
        *("WALLS_OLD", "wall-hatching", "RETAINING WALL", "A-WALL-FULL-D", "Stützmauer", "Wandfliesen"),
        *(
            "MUROS A DERRIBAR",
            "Mur de soutènement",
            "existing walls to remove",
            "Wall lights",
            "demolizione muri",
        ),
        *("Wandschraffur", "WALL_DIMENSIONS", "стены демонтаж", "wall elevation"),
    ],
)
def test_names_of_other_things(name: str) -> None:
    assert not layer_names.is_wall(name)


@pytest.mark.parametrize(
    ("name", "thing"),
    [
        *(("DOOR-90", "door"), ("Haustür", "door"), ("puerta 0.80", "door"), ("Дверь", "door")),
        *(("Fenster 1.2", "window"), ("A-GLAZ", "window"), ("CHAIR", "furniture"), ("WC", "furniture")),
        *(("Schreibtisch", "furniture"), ("A-ANNO-DIMS", "annotation"), ("E-LITE", "equipment")),
        *(("Plan 1", None), ("carport", None), ("Bedroom", None), ("0", None), ("Level 1", None)),
        *(("Floor Plan", None), ("A-WALL", None), ("Mechanical Plan", "equipment")),
        *(("Furniture 4", "furniture"), ("FURNISHINGS", "furniture"), ("Mobiliario", "furniture")),
        *(("Annotations", "annotation"), ("Symbols", "annotation"), ("Elevations", "annotation")),
        *(("Glazing", "window"), ("Topography", "outside"), ("Pattern", "hatch")),
    ],
)
def test_names_of_things_that_close_no_rooms(name: str, thing: str | None) -> None:
    assert layer_names.thing_of(name) == thing


def test_names_of_walls_that_carry() -> None:
    assert all(
        map(layer_names.is_load_bearing, ("WALLS-LOAD-BEARING", "Tragende Wand", "mur porteur", "承重墙"))
    )
    assert not any(
        map(layer_names.is_load_bearing, ("A-WALL", "non-load-bearing", "Nichttragende Wand", "非承重墙"))
    )


@pytest.mark.parametrize(
    ("format_", "library", "extra"),
    [
        ("dxf", "ezdxf", "importers"),
        ("svg", "defusedxml", "importers"),
        ("svg", "svgelements", "importers"),
        ("ifc", "ifcopenshell", "ifc"),
        ("pdf", "pypdfium2", "pdf"),
        ("gpkg", "pyogrio", "gis"),
        ("shp", "pyogrio", "gis"),
    ],
)
def test_a_missing_library_is_named_with_its_command(
    format_: str, library: str, extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lack(monkeypatch, library, format_)
    words = (
        rf"needs {library}, which the extra {extra} of room-jobs brings: \.venv/bin/pip install .*{library}"
    )
    with pytest.raises(MissingLibraryError, match=words):
        read(b"", format=format_)
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert any(each.startswith(f"{library}>=") for each in declared[extra])


def test_no_library_is_loaded_before_it_is_needed() -> None:
    code = (
        "import sys, detection.importers as importers\n"
        'importers.read(b\'{"type":"LineString","coordinates":[[0,0],[999,0]]}\', format=\'geojson\')\n'
        "print([name for name in ('numpy', 'ezdxf', 'defusedxml', 'ifcopenshell') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_there_is_no_importer_for_other_formats() -> None:
    with pytest.raises(ValueError, match="no importer for 'pln', only for dxf, svg, geojson, ifc, pdf, gpkg"):
        read(b"", format="pln")


def test_the_command_reads_drawings_and_says_what_it_took(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "rooms.json"
    assert main([str(SAMPLES / "wide-flat.dxf"), "-o", str(out)]) == 0
    words = capsys.readouterr().err
    assert "layer WALLS: 23 segments, taken as walls" in words
    assert "layer ROOMS: 11 segments, left out; --layer takes it" in words
    assert main([str(SAMPLES / "wide-flat.dxf"), "--layer", "ROOF"]) == 1
    assert 'no lines on a layer "ROOF"' in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", [("--units", "mm"), ("--layer", "A"), ("--scale", "1:100"), ("--page", "2")]
)
def test_choices_of_drawings_are_refused_for_json(
    option: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(SAMPLES / "studio.json"), *option]) == 1
    assert "studio.json is read as a JSON plan" in capsys.readouterr().err


def plain(value: object) -> bool:
    """Whether nothing in a value is of another type than JSON's; a class of NumPy's is none."""
    if type(value) is dict:
        return all(type(key) is str and plain(each) for key, each in value.items())
    if type(value) is list:
        return all(map(plain, value))
    return type(value) in (str, float, int, bool)


def test_foreign_numbers_and_half_characters_stop_here() -> None:
    class Number(float):
        """As a library may have of its own."""

    drawing = Drawing(Bounds(), units="m", hidden={"OLD"})
    vertices: list[Any] = [
        (Number(0), np.int64(0), np.float64(0.5)),
        (np.float32(4), 0, 0),
        (4, np.float64(3), 0),
    ]
    drawing.add("W\udcc4NDE", vertices, thickness=np.float64(0.2))
    drawing.add("W\udcc4NDE", vertices[1:], closed=True, load_bearing=True)
    drawing.ignore("T\udcc4XT", "is no line")
    imported = to_plan(drawing, None, None)
    assert plain(imported.plan)
    assert [layer.name for layer in imported.layers] == ["W?NDE"]
    assert imported.ignored[0].what == "T?XT"


def test_a_layer_in_another_encoding_can_be_sent() -> None:
    data = (SAMPLES / "wide-flat.dxf").read_bytes().replace(b"WALLS", b"W\xc4NDE\xff")
    assert json.dumps(read(data, format="dxf").layers[0].name).isascii()
    assert read(data, format="dxf").layers[0].name.encode()


@pytest.mark.parametrize("name", ["plan.dwg", "plan.png", "plan.dxf", "plan.svg", "plan.ifc"])
def test_other_kinds_of_files_are_named_with_the_way(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    starts = {"dwg": b"AC1032\0", "png": b"\x89PNG\r\n"}
    file = tmp_path / name
    file.write_bytes(starts.get(name[-3:], b"AC1032\0"))
    assert main([str(file)]) == 1
    assert re.search("is (DWG|a picture).*: (save it as|draw)", capsys.readouterr().err)


def test_options_have_their_defaults() -> None:
    assert Bounds().walls == Options().limits.walls


@pytest.mark.parametrize(
    ("first", "words"),
    [
        ("[Content_Types].xml", "is an office document: export the drawing"),  # Word, Excel, Visio
        ("_rels/.rels", "is an office document: export the drawing"),
        ("docProps/app.xml", "is an office document: export the drawing"),
        ("flat.dxf", "is a ZIP archive: unpack it first"),
    ],
)
def test_an_office_document_is_not_to_be_unpacked(first: str, words: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr(first, "")
    with pytest.raises(InvalidPlanError, match=words):
        read(archive.getvalue(), format="dxf")
