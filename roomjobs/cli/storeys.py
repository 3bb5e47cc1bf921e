"""The storeys of a building model as plans of one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from detection import InvalidPlanError, importers

if TYPE_CHECKING:
    from pathlib import Path


def storeys_of(file: Path) -> bytes:
    """
    A plan for each storey of an IFC that has walls, as JSON lines; each is named by file and storey.

    Raises
    ------
    click.ClickException
        The file cannot be read, or IfcOpenShell is not installed here.
    """
    data = file.read_bytes()
    try:
        names = [layer.name for layer in importers.read(data, format="ifc").layers if layer.walls]
        plans = [importers.read(data, format="ifc", layers=[name]).plan for name in names]
    except InvalidPlanError as error:
        raise click.ClickException(error.about(str(file))) from error
    except importers.MissingLibraryError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{len(names)} {'storey' if len(names) == 1 else 'storeys'}: {', '.join(names)}", err=True)
    named = zip(names, plans, strict=True)
    return b"\n".join(
        msgspec.json.encode({"name": f"{file.stem}, {name}"[:200], **plan}) for name, plan in named
    )
