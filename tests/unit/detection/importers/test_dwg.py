"""DWG by way of a converter, which a script stands in for."""

import os
import subprocess
import sys
import tempfile
import time
import tracemalloc
from pathlib import Path

import pytest

from detection import InvalidPlanError
from detection.__main__ import main
from detection.importers import read
from detection.importers.bounds import Bounds
from roomjobs.plans.bounded_import import BoundedImport, Question, TooMuchWorkError
from tests.drawings import dxf

_DWG = b"AC1032\0\0" + bytes(100)
_OUT = {"dwg2dxf": '"$3"', "ODAFileConverter": '"$2/drawing.dxf"'}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder on the path with converters."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (tmp_path / "flat.dxf").write_bytes(dxf.BOUNDING["LWPOLYLINE"])
    monkeypatch.setenv("PATH", os.pathsep.join((str(folder), os.defpath)))
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not for converters")
    return folder


def install(programs: Path, name: str, script: str) -> None:
    program = programs / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize("name", list(_OUT))
def test_a_converter_that_is_installed_makes_dxf(programs: Path, name: str) -> None:
    install(programs, name, f'env > "{programs}/seen"; cp "{programs.parent}/flat.dxf" {_OUT[name]}')
    imported = read(_DWG, format="dxf")
    assert imported.plan["walls"] == read(dxf.BOUNDING["LWPOLYLINE"], format="dxf").plan["walls"]
    assert imported.findings == [f"the DWG was converted to DXF by {name}"]
    assert "AWS" not in (programs / "seen").read_text()


def test_a_converter_gets_the_bytes_as_they_are(programs: Path) -> None:
    """A DWG is no text, whose ends of lines might be those of an old Macintosh."""
    given = _DWG + b"\r\r"
    keep = f'for each; do case "$each" in *.dwg) cp "$each" "{programs}/seen";; esac; done'
    install(programs, "dwg2dxf", f'{keep}; cp "{programs.parent}/flat.dxf" "$3"')
    read(given, format="dxf")
    assert (programs / "seen").read_bytes() == given


def test_a_request_and_the_command_take_dwg(programs: Path, tmp_path: Path) -> None:
    install(programs, "dwg2dxf", f'cp "{programs.parent}/flat.dxf" "$3"')
    question = Question("dxf", None, None, None, None, 10**6, 1000, 1000)
    assert b"converted to DXF by dwg2dxf" in BoundedImport(seconds=120).read(question, _DWG)
    (tmp_path / "flat.dwg").write_bytes(_DWG)
    assert main([str(tmp_path / "flat.dwg"), "-o", str(tmp_path / "rooms.json")]) == 0


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (
            "echo unknown release >&2; exit 1",
            r"dwg2dxf could not convert \(unknown release\): save it as DXF",
        ),
        ("exit 0", "dwg2dxf could not convert: save it as DXF"),
        ('cp "${0%/*}/../flat.dxf" "$3"; exit 1', r"could not convert \(exit status 1\): save it as DXF"),
        ('head -c 600000 /dev/zero > "$3"', r"could not convert \(.*File too large"),
        ('head -c 60000 /dev/zero > "$3"', "it is no DXF: it has no sections"),
    ],
)
def test_a_converter_that_fails_is_named(
    programs: Path, script: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("detection.importers.dwg._DXF", 100_000)
    install(programs, "dwg2dxf", script)
    with pytest.raises(InvalidPlanError, match=words):
        read(_DWG, format="dxf")


def test_a_dxf_that_is_too_large_is_not_read(programs: Path) -> None:
    install(programs, "dwg2dxf", 'head -c 2000 /dev/zero > "$3"')
    with pytest.raises(InvalidPlanError, match="whose DXF has 2000 bytes, more than the 1000 allowed"):
        read(_DWG, format="dxf", bounds=Bounds(data=1000))


def test_what_a_converter_says_is_not_kept(programs: Path) -> None:
    much = "head -c 20000000 /dev/zero"
    install(programs, "dwg2dxf", f"{much}; {much} >&2; echo >&2; echo no >&2; exit 1")
    tracemalloc.start()
    try:
        with pytest.raises(InvalidPlanError, match=r"could not convert \(no\)"):
            read(_DWG, format="dxf")
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends it")
def test_a_request_that_is_killed_leaves_no_files(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "temporary"
    own.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(own))
    install(
        programs, "dwg2dxf", f"find {own} -name drawing.dwg > '{programs}/seen'; kill -9 $PPID; exec sleep 60"
    )
    question = Question("dxf", None, None, None, None, 10**6, 1000, 1000)
    with pytest.raises(TooMuchWorkError):
        BoundedImport(seconds=120).read(question, _DWG)
    assert (programs / "seen").read_text().endswith("drawing.dwg\n")
    assert list(own.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel ends it")
def test_a_converter_ends_with_its_parent() -> None:
    limited = [sys.executable, "-m", "detection.importers.limited", "60", "4000000000", "1000"]
    command = [*limited, "/bin/sh", "-c", "echo begun; exec sleep 60"]
    begin = f"import subprocess; subprocess.run({command})"
    with subprocess.Popen([sys.executable, "-c", begin], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"begun\n"
        began = time.monotonic()
        parent.kill()
        parent.stdout.read()  # until nobody holds it
    assert time.monotonic() - began < 30


def test_without_a_converter_the_way_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InvalidPlanError, match=r"is DWG: save it as DXF .* or install one of these two"):
        read(_DWG, format="dxf")
