"""The kernels are built where there is a compiler, and nobody misses them where there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from detection.graph.noding import node
from detection.kernels import build, library

ROOT = Path(__file__).parents[4]


@pytest.fixture
def compiler() -> list[str]:
    found = build.find_compiler()
    if found is None:
        # A machine without one is supported: it takes the NumPy path, which other tests hold.
        pytest.skip("there is no C compiler here")
    return found


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sources, to build in."""
    folder = tmp_path / "kernels"
    shutil.copytree(build.FOLDER, folder, ignore=shutil.ignore_patterns("*.so", "__pycache__"))
    monkeypatch.setattr(build, "FOLDER", folder)
    return folder


def test_a_missing_compiler_is_told_in_one_sentence(
    sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(sources))
    monkeypatch.delenv("CC", raising=False)
    build.main()
    assert capsys.readouterr().out.count("No C compiler") == 1
    assert not list(sources.glob("*.so"))


def test_what_the_compiler_refuses_is_told(
    sources: Path, compiler: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert compiler
    (sources / "noding.c").write_text("this is no C")
    build.main()
    assert "could not be compiled" in capsys.readouterr().err
    assert not list(sources.glob("*.so"))


def test_only_the_library_of_these_sources_is_kept(sources: Path, compiler: list[str]) -> None:
    assert compiler
    (sources / "kernels-old.so").touch()
    build.main()
    assert list(sources.glob("*.so")) == [build.library_path()]
    (sources / "noding.c").write_text((sources / "noding.c").read_text() + "\n")
    assert not build.library_path().exists()  # other sources, another library


def test_off_takes_the_numpy_path() -> None:
    code = "from detection.kernels import library; print(library.kernels())"
    environment = {**os.environ, library.SETTING: "off"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert done.stdout.strip() == b"None"


def test_a_broken_library_leaves_the_numpy_path(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    broken = tmp_path / "kernels.so"
    broken.write_bytes(b"no library")
    assert library.load(str(broken)) is None
    assert "cannot be loaded" in caplog.text


def test_a_kernel_can_be_stopped(kernels: library.Kernels) -> None:
    assert kernels is not None

    class StopError(Exception):
        pass

    calls = 0

    def beat() -> None:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise StopError

    x = np.arange(40_000.0)
    with pytest.raises(StopError):
        node(np.column_stack([x, x * 0, x, x * 0 + 1]), 1e-5, beat)
    assert calls == 2


@pytest.mark.timeout(300)
def test_compiles_strictly_and_runs_clean_under_sanitizers(tmp_path: Path, compiler: list[str]) -> None:
    """Undefined behaviour and overruns of the kernels, on drawings that no other test has."""
    target = tmp_path / "kernels.so"
    sanitizers = ("-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", *build.STRICT)
    build.compile_library(compiler, target, *sanitizers)
    runtime = [
        subprocess.run(
            [*compiler, f"-print-file-name={name}"], capture_output=True, text=True, check=True
        ).stdout.strip()
        for name in ("libasan.so", "libubsan.so")
    ]
    if not all(Path(name).is_absolute() for name in runtime):
        # Some compilers come without these libraries; the strict build above has run all the same.
        pytest.skip("the compiler has no sanitizers that can be loaded into Python")
    environment = {
        **os.environ,
        library.SETTING: str(target),
        "LD_PRELOAD": " ".join(runtime),
        "ASAN_OPTIONS": "detect_leaks=0",  # of the interpreter, which keeps what it has until the end
        "PYTHONPATH": str(ROOT),
    }
    program = ROOT / "tests/unit/detection/kernels/drawings.py"
    done = subprocess.run(
        [sys.executable, program, "10000", "60"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert "60 drawings" in done.stdout
