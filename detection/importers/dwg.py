"""DWG, converted to DXF by a program that is installed where the file is read; none comes with this package.

No free library reads all releases of DWG. LibreDWG has ``dwg2dxf``; the Open Design Alliance gives away the
ODA File Converter. The program reads what strangers send, so it runs with limits and without the environment
of this process.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from detection.importers.drawing import Drawing, refusal

SECONDS = 120  # of a processor
_MEMORY = 4_000_000_000  # bytes of addresses
_DXF = 500_000_000  # bytes of a DXF, which is several times as large as the DWG
_LAST = 1_000  # bytes of what a converter said
_WAY_OUT = "save it as DXF (AutoCAD: DXFOUT; or the ODA File Converter, or LibreDWG's dwg2dxf)"


def as_dxf(data: bytes, drawing: Drawing) -> bytes:
    """The DXF of a DWG, with a finding that says which program made it.

    Raises
    ------
    InvalidPlanError
        No converter is installed, or it could not read the file.
    """
    converter = next(_converters(), None)
    if converter is None:
        raise refusal(f"is DWG: {_WAY_OUT}; or install one of these two where it is read")
    program, name = converter
    with TemporaryDirectory(prefix="dwg-") as folder:
        given, made = Path(folder, "in", "drawing.dwg"), Path(folder, "out", "drawing.dxf")
        given.parent.mkdir()
        made.parent.mkdir()
        given.write_bytes(data)
        said = _run([program, *_arguments(name, given, made)], folder)
        if said or not made.is_file() or not made.stat().st_size:  # half a DXF has half of the walls
            raise refusal(f"is DWG, which {name} could not convert{said}: {_WAY_OUT}")
        size, most = made.stat().st_size, drawing.bounds.data
        if size > most:
            raise refusal(f"is DWG, whose DXF has {size} bytes, more than the {most} allowed")
        drawing.findings.append(f"the DWG was converted to DXF by {name}")
        return made.read_bytes()


def _converters() -> Iterator[tuple[str, str]]:
    """The path and the name of each converter that is installed."""
    for name in ("dwg2dxf", "ODAFileConverter"):
        if (program := shutil.which(name)) is not None:
            yield program, name


def _arguments(name: str, given: Path, made: Path) -> list[str]:
    if name == "dwg2dxf":
        return ["-y", "-o", str(made), str(given)]
    return [str(given.parent), str(made.parent), "ACAD2018", "DXF", "0", "1", "*.DWG"]


def _run(command: list[str], folder: str) -> str:
    """Run a converter; what it said last, if it failed."""
    limits = [sys.executable, "-m", "detection.importers.limited", str(SECONDS), str(_MEMORY), str(_DXF)]
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "HOME": folder,
        "LANG": "C.UTF-8",
        "QT_QPA_PLATFORM": "offscreen",  # the ODA File Converter has windows
    }
    with Path(folder, "said").open("w+b") as said:  # a file is limited, a pipe would fill our memory
        try:
            done = subprocess.run(  # noqa: S603 - a program that was found on the path, without a shell
                [*limits, *command],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                check=False,
                timeout=4 * SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f" within {4 * SECONDS} seconds"
        if done.returncode == 0:
            return ""
        said.seek(max(0, said.seek(0, os.SEEK_END) - _LAST))
        last = said.read().decode(errors="replace").strip().rpartition("\n")[2]
    return f" ({last[:150] or f'exit status {done.returncode}'})"
