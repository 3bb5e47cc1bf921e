"""`roomjobs batches`: many plans at once."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from itertools import islice
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from roomjobs.cli.building import in_format_of
from roomjobs.cli.callbacks import callback_option
from roomjobs.cli.storeys import packed_storeys
from roomjobs.cli.tables import batches_table
from roomjobs.cli.terminal import api_option, client_of, echo_json, json_option, plain_errors, print_list
from roomjobs.jobs.batches.batch import BatchFormat, BatchStatus
from roomjobs.jobs.batches.packing import PackingError, has_plans, left_out

_JSON_LINES = {".jsonl", ".ndjson"}


@click.group()
def batches() -> None:
    """Submit many plans at once, and fetch all their results."""


@batches.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="FILE...",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--name", help="Display name of the batch.")
@click.option("--fresh", is_flag=True, help="Do not reuse results of equal plans.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Wait for the end, and write the results to this ZIP, or all rooms to this CSV or XLSX.",
)
@callback_option
@api_option
def submit(
    files: tuple[Path, ...],
    name: str | None,
    output: Path | None,
    callback: str | None,
    api: str | None,
    *,
    fresh: bool,
) -> None:
    """Submit plans: a .jsonl with a plan per line, a .zip of JSON files, JSON files, or an IFC by storeys."""
    client = client_of(api)
    plans, content_type = _packed(files)
    with plain_errors():
        accepted = client.submit_batch(
            plans, content_type=content_type, name=name or _name_of(files), fresh=fresh, callback=callback
        )
        batch_id = accepted.batch_id
        click.echo(batch_id)
        if output is None:
            return
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("plans", total=1)
            for batch in client.watch_batch(batch_id):
                bar.update(task, completed=batch.share)
        if batch.status is not BatchStatus.COMPLETED:
            raise click.ClickException(f"The batch is {batch.status}. {batch.error_message or ''}".strip())
        output.write_bytes(in_format_of(output, client.batch_result(batch_id)))
    print_list(batches_table([batch]))
    if batch.counts.failed:
        click.echo(f"{batch.counts.failed} failed; summary.csv of its results has the reasons", err=True)
        sys.exit(1)


_LISTED = 100


@batches.command("list")
@json_option
@api_option
def list_batches(api: str | None, *, as_json: bool) -> None:
    """List the newest batches."""
    with plain_errors():
        newest = list(islice(client_of(api).batches(), _LISTED))
    if as_json:
        echo_json(newest)
    else:
        print_list(batches_table(newest))


@batches.command()
@click.argument("batch_id", metavar="BATCH")
@json_option
@api_option
def show(batch_id: str, api: str | None, *, as_json: bool) -> None:
    """Show a BATCH."""
    with plain_errors():
        batch = client_of(api).batch(batch_id)
    if as_json:
        echo_json(batch)
        return
    print_list(batches_table([batch]))
    if batch.left_out:
        click.echo(batch.left_out, err=True)
    if batch.error_message:
        raise click.ClickException(batch.error_message)


@batches.command()
@click.argument("batch_id", metavar="BATCH")
@api_option
def cancel(batch_id: str, api: str | None) -> None:
    """Cancel all jobs of a BATCH that have not ended."""
    with plain_errors():
        click.echo(client_of(api).cancel_batch(batch_id).status)


@batches.command()
@click.argument("batch_id", metavar="BATCH")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ZIP to write; or a CSV with all rooms, or an XLSX with them and with totals by plan and usage.",
)
@api_option
def result(batch_id: str, output: Path, api: str | None) -> None:
    """Fetch the results of a BATCH."""
    with plain_errors():
        output.write_bytes(in_format_of(output, client_of(api).batch_result(batch_id)))


def _name_of(files: tuple[Path, ...]) -> str | None:
    """The name of one file, for lists of batches; several have none together."""
    return files[0].stem if len(files) == 1 else None


def _packed(files: tuple[Path, ...]) -> tuple[bytes, str]:
    """The plans as the API takes them, and their content type."""
    if len(files) == 1 and files[0].suffix.lower() == ".ifc":
        return packed_storeys(files[0]), "application/x-ndjson"
    if len(files) == 1 and files[0].suffix in _JSON_LINES:
        return files[0].read_bytes(), "application/x-ndjson"
    if len(files) == 1 and files[0].suffix == ".zip":
        packed = files[0].read_bytes()
        try:
            if (others := left_out(io.BytesIO(packed), BatchFormat.ZIP)) is not None:
                click.echo(others, err=True)
            if not has_plans(io.BytesIO(packed)):
                raise click.ClickException(f"{files[0]} holds no plans, so nothing was submitted")
        except PackingError as error:
            raise click.ClickException(f"{files[0]}: {error}") from error
        return packed, "application/zip"
    # By their whole names, and without the folders that all share: two files of one name stay apart.
    paths = dict.fromkeys(os.path.abspath(file) for file in files)  # noqa: PTH100 - resolve() follows links
    folder = os.path.commonpath([os.path.dirname(path) for path in paths])  # noqa: PTH120 - of texts
    archived = io.BytesIO()
    with zipfile.ZipFile(archived, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            if not path.endswith(".json"):
                raise click.BadParameter(
                    f"{path} is not a .json file; give a .jsonl, .zip or .ifc file alone"
                )
            archive.write(path, os.path.relpath(path, folder))
    return archived.getvalue(), "application/zip"
