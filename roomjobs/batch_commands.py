"""`roomjobs batches`: many plans at once."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from roomjobs.batches.batch import BatchStatus
from roomjobs.tables import batches_table
from roomjobs.terminal import api_option, client_of, plain_errors

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
@click.option("--name", help="What people call the batch.")
@click.option("--fresh", is_flag=True, help="Work on each plan even if an equal one has been worked on.")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Wait for all, and write the results to this ZIP.",
)
@api_option
def submit(
    files: tuple[Path, ...], name: str | None, output: Path | None, api: str | None, *, fresh: bool
) -> None:
    """Submit plans: one .jsonl with a plan per line, one .zip of JSON files, or any number of JSON files."""
    client = client_of(api)
    plans, content_type = _packed(files)
    with plain_errors():
        batch_id = client.submit_batch(plans, content_type=content_type, name=name, fresh=fresh).batch_id
        click.echo(batch_id)
        if output is None:
            return
        with Progress(console=Console(stderr=True)) as bar:
            task = bar.add_task("plans", total=1)
            for batch in client.watch_batch(batch_id):
                bar.update(task, completed=batch.share)
        if batch.status is not BatchStatus.COMPLETED:
            raise click.ClickException(f"The batch is {batch.status}. {batch.error_message or ''}".strip())
        output.write_bytes(client.batch_result(batch_id))
    Console(highlight=False).print(batches_table([batch]))
    if batch.counts.failed:
        click.echo(f"{batch.counts.failed} failed; summary.csv in {output} says why", err=True)
        sys.exit(1)


@batches.command("list")
@api_option
def list_batches(api: str | None) -> None:
    """List the newest batches."""
    with plain_errors():
        Console(highlight=False).print(batches_table(client_of(api).batches()))


@batches.command()
@click.argument("batch_id", metavar="BATCH")
@api_option
def show(batch_id: str, api: str | None) -> None:
    """Show a BATCH."""
    with plain_errors():
        batch = client_of(api).batch(batch_id)
    Console(highlight=False).print(batches_table([batch]))
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
    help="The ZIP to write.",
)
@api_option
def result(batch_id: str, output: Path, api: str | None) -> None:
    """Fetch the results of a BATCH."""
    with plain_errors():
        output.write_bytes(client_of(api).batch_result(batch_id))


def _packed(files: tuple[Path, ...]) -> tuple[bytes, str]:
    """The plans as the API takes them, and their content type."""
    if len(files) == 1 and files[0].suffix in _JSON_LINES:
        return files[0].read_bytes(), "application/x-ndjson"
    if len(files) == 1 and files[0].suffix == ".zip":
        return files[0].read_bytes(), "application/zip"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            if file.suffix != ".json":
                raise click.BadParameter(f"{file} is no .json; a .jsonl or a .zip goes alone")
            archive.write(file, file.name)
    return packed.getvalue(), "application/zip"
