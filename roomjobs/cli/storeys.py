"""The storeys of a building model as plans of one batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import msgspec

from detection import InvalidPlanError, importers
from roomjobs.jobs.batches.storeys import storeys_of

if TYPE_CHECKING:
    from pathlib import Path


def packed_storeys(file: Path) -> bytes:
    """
    A plan for each storey of an IFC that has walls, as JSON lines; each is named by file and storey.

    Raises
    ------
    click.ClickException
        The file cannot be read, or IfcOpenShell is not installed here.
    """
    try:
        plans, left_out = storeys_of(file.read_bytes(), file.stem)
    except InvalidPlanError as error:
        raise click.ClickException(error.about(str(file))) from error
    except importers.MissingLibraryError as error:
        raise click.ClickException(str(error)) from error
    names = [msgspec.json.decode(line)["name"] for line in plans.splitlines()]
    click.echo(f"{len(names)} {'storey' if len(names) == 1 else 'storeys'}: {'; '.join(names)}", err=True)
    if left_out:
        click.echo(left_out, err=True)
    return plans
