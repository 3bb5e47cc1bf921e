"""Find the rooms of a plan: ``python -m detection plan.json -o rooms.json`` (``-`` is stdin or stdout)."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from detection import DetectionError, Fault, InvalidPlanError, Options, detect_rooms
from detection.exporters import FORMATS, GRAPHS, render
from detection.faults import NoLengthError
from detection.importers import NO_DRAWING, MissingLibraryError, foreign, format_of, read, report_of
from detection.options import WALLS
from detection.plan.decode import decode_plan
from detection.plan.decode_walls import with_plain_walls
from detection.progress import Progress as Report

OUTPUTS = (*FORMATS, *GRAPHS, "ifc")
LONG = 200_000  # bytes of JSON that take long enough for a progress bar


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit status: 0, or 1 when the plan cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m detection", description="Find the rooms of a floor plan."
    )
    parser.add_argument(
        "plan",
        help="plan as JSON, or a drawing: DXF, DWG, SVG, GeoJSON, IFC, PDF, GeoPackage (.gpkg) or a zipped "
        "Shapefile; - reads JSON from standard input",
    )
    parser.add_argument("-o", "--output", default="-", help="where to write the rooms (default: -)")
    parser.add_argument("-f", "--format", choices=OUTPUTS, help="default: as the output's name ends, or json")
    parser.add_argument("--layer", action="append", help="take the walls of this layer (repeatable)")
    parser.add_argument("--units", help="what one unit of length of a drawing is, for example mm")
    parser.add_argument("--scale", help="1:100, or 350=4.2m where 350 units of a drawing are 4.2 metres")
    parser.add_argument("--page", type=int, help="page of a PDF (default: the one with most lines)")
    parser.add_argument("--strict", action="store_true", help="repair nothing, report what would be repaired")
    parser.add_argument("--walls", choices=WALLS, default="auto", help="as one line or two (default: auto)")
    parser.add_argument(
        "--access", action="store_true", help="say which rooms are cut off, and the way out of each"
    )
    chosen = parser.parse_args(arguments)
    if chosen.format is None and _format_of(chosen.output) not in OUTPUTS:
        parser.error(f"--output must end in .{', .'.join(OUTPUTS)}, or --format says what to write")
    try:
        data = sys.stdin.buffer.read() if chosen.plan == "-" else Path(chosen.plan).read_bytes()
        plan, storey = _plan(data, chosen)
        with _progress(long=len(data) > LONG) as report:
            result = detect_rooms(plan, Options(strict=chosen.strict, walls=chosen.walls), report)
        document = result.to_document()
        if chosen.access:
            sys.stderr.writelines(f"{line}\n" for line in _access(document))
        format_ = chosen.format or _format_of(chosen.output)
        written = _ifc(data, document, storey) if format_ == "ifc" else render(format_, document, plan)
        _write(chosen.output, written)
    except InvalidPlanError as error:
        return _fail(error.about("standard input" if chosen.plan == "-" else chosen.plan))
    except OSError as error:
        return _fail(f"{error.filename or chosen.output}: {error.strerror or error}")
    except (MissingLibraryError, NoLengthError, UnfitOutputError) as error:
        return _fail(str(error))
    return 0


def _plan(data: bytes, chosen: argparse.Namespace) -> tuple[object, str | None]:
    """The plan in a file, and the storey that it is of; standard error says what was taken of a drawing."""
    format_ = format_of(chosen.plan)
    if format_ is None:
        if (what := foreign(data)) is not None:
            raise InvalidPlanError((Fault("", what),))
        if any((chosen.layer, chosen.units, chosen.scale, chosen.page)):
            raise InvalidPlanError((Fault("", NO_DRAWING),))
        return with_plain_walls(data, decode_plan), None
    imported = read(
        data,
        format=format_,
        layers=chosen.layer,
        units=chosen.units,
        scale=chosen.scale,
        page=chosen.page,
    )
    sys.stderr.writelines(f"{line}\n" for line in report_of(imported))
    taken = [layer.name for layer in imported.layers if layer.taken]
    return imported.plan, taken[0] if format_ == "ifc" and len(taken) == 1 else None


class UnfitOutputError(DetectionError):
    """The output format does not fit this input; the message says why."""


def _ifc(data: bytes, document: dict[str, Any], storey: str | None) -> bytes:
    """The given building with its rooms as spaces."""
    if storey is None:
        raise UnfitOutputError(
            "IFC is written by adding spaces to an IFC file: give one, and one storey of it"
        )
    from detection.exporters import ifc  # noqa: PLC0415 - with IfcOpenShell, for who asks

    return ifc.with_spaces(data, document, storey)


def _access(document: dict[str, Any]) -> Iterator[str]:
    from detection.exporters import graph  # noqa: PLC0415 - with networkx, for who asks

    return graph.access(document)


def _format_of(output: str) -> str:
    """The format by the end of a name; JSON for a name without one."""
    return Path(output).suffix.lower().removeprefix(".") or "json"


@contextmanager
def _progress(*, long: bool) -> Iterator[Report | None]:
    """Show a bar on a terminal's standard error while long work is done."""
    console = Console(stderr=True)
    if not (long and console.is_terminal):
        yield None
        return
    columns = (TextColumn("{task.description:<9}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("parse", total=1.0)
        yield lambda stage, share: bar.update(task, description=stage, completed=share)


def _write(name: str, data: bytes) -> None:
    if name == "-":
        sys.stdout.buffer.write(data)
    else:
        Path(name).write_bytes(data)


def _fail(message: str) -> int:
    sys.stderr.write(f"error: {message}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
