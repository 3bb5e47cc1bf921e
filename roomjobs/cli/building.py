"""The results of a batch as the file that was asked for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def in_format_of(output: Path, archive: bytes) -> bytes:
    """
    What belongs into a file of that name: the archive itself, or all its rooms as CSV or XLSX.

    Raises
    ------
    click.ClickException
        XlsxWriter is not installed, or there are more rooms than a sheet has rows.
    """
    suffix = output.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        return archive
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        if suffix == ".csv":
            return packed.read("rooms.csv")
        try:
            from detection.exporters.xlsx import workbook_of_building  # noqa: PLC0415 - for who asks

            return workbook_of_building(_plans(packed))
        except ModuleNotFoundError as error:
            raise click.ClickException("Writing XLSX needs XlsxWriter: pip install xlsxwriter") from error
        except ValueError as error:
            raise click.ClickException(str(error)) from error


def _plans(packed: zipfile.ZipFile) -> Iterator[tuple[str, dict[str, Any]]]:
    summary = io.StringIO(packed.read("summary.csv").decode(), newline="")
    for line in csv.DictReader(summary):
        if line["result"]:
            yield line["name"] or line["index"], json.loads(packed.read(line["result"]))
