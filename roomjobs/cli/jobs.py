"""`roomjobs submit`, `list`, `show` and so on: plans in, jobs and rooms out."""

from __future__ import annotations

import sys
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple

import click
import msgspec
from rich.console import Console

from detection import InvalidPlanError, exporters, importers
from roomjobs.cli.callbacks import callback_option
from roomjobs.cli.tables import job_table, jobs_table, rooms_table
from roomjobs.cli.terminal import api_option, client_of, echo_json, json_option, plain_errors, print_list
from roomjobs.jobs.job import JobStatus

if TYPE_CHECKING:
    from roomjobs.rest.client import Client
    from roomjobs.rest.schemas.jobs import JobAccepted, JobState


#: What a result may be fetched as: the endings of its address in the API.
_FORMATS = exporters.FORMATS


_LONGEST_NAME = 200


class DrawingChoice(NamedTuple):
    """The options for reading a drawing."""

    layers: tuple[str, ...]
    units: str | None
    scale: str | None
    page: int | None


@click.command()
@click.argument("plan", type=click.File("rb"))
@click.option("--wait", is_flag=True, help="Wait for the rooms and print them.")
@click.option("--fresh", is_flag=True, help="Do not reuse the result of an equal plan.")
@click.option(
    "--layer", "layers", multiple=True, help="Take the walls of this layer of a drawing; repeatable."
)
@click.option("--units", help="Unit of length of a drawing, for example mm.")
@click.option("--scale", help="1:100, or 350=4.2m where 350 units of a drawing are 4.2 metres.")
@click.option(
    "--page", type=click.IntRange(min=1), help="Page of a PDF; without it, the one with most lines."
)
@callback_option
@json_option
@api_option
def submit(
    plan: IO[bytes],
    layers: tuple[str, ...],
    units: str | None,
    scale: str | None,
    page: int | None,
    callback: str | None,
    api: str | None,
    *,
    wait: bool,
    fresh: bool,
    as_json: bool,
) -> None:
    """
    Submit a PLAN: JSON (- for standard input), or a drawing.

    Drawings are DXF, DWG, SVG, GeoJSON, IFC, PDF, GeoPackage (.gpkg) and zipped Shapefiles.

    A drawing becomes a plan here, where the library that reads it is installed, and else at the service.
    """
    client = client_of(api)
    with plain_errors():
        accepted = _submitted(
            client, plan, DrawingChoice(layers, units, scale, page), fresh=fresh, callback=callback
        )
        if wait:
            _watch(client, accepted.job_id, as_json=as_json)
        elif as_json:
            echo_json(accepted)
        else:
            click.echo(accepted.job_id)


@click.command("list")
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice([str(each) for each in JobStatus]),
    help="Only jobs of this status; may be given several times.",
)
@click.option("--owner", help="Only jobs of this owner.")
@click.option("--error", metavar="FINGERPRINT", help="Only jobs that failed with this fingerprint.")
@click.option("--batch", metavar="BATCH", help="Only jobs of this batch.")
@click.option(
    "--limit", default=25, show_default=True, type=click.IntRange(min=1), help="Jobs to list at most."
)
@json_option
@api_option
def list_jobs(
    statuses: tuple[str, ...],
    owner: str | None,
    error: str | None,
    batch: str | None,
    limit: int,
    api: str | None,
    *,
    as_json: bool,
) -> None:
    """List jobs, newest first."""
    with plain_errors():
        jobs = client_of(api).jobs(
            status=[JobStatus(each) for each in statuses],
            owner=owner,
            error=error,
            batch=batch,
            page_size=min(limit, 100),
        )
        first = list(islice(jobs, limit))
    if as_json:
        echo_json(first)
    else:
        print_list(jobs_table(first))


@click.command()
@click.argument("job_id", metavar="JOB")
@json_option
@api_option
def show(job_id: str, api: str | None, *, as_json: bool) -> None:
    """Show a JOB and its rooms."""
    client = client_of(api)
    with plain_errors():
        _print_job(client, client.job(job_id), as_json=as_json)


@click.command()
@click.argument("job_id", metavar="JOB")
@json_option
@api_option
def watch(job_id: str, api: str | None, *, as_json: bool) -> None:
    """Wait until a JOB has ended, and show it and its rooms."""
    with plain_errors():
        _watch(client_of(api), job_id, as_json=as_json)


@click.command()
@click.argument("job_id", metavar="JOB")
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The file to write; it ends in .{', .'.join(_FORMATS)}.",
)
@api_option
def result(job_id: str, output: Path, api: str | None) -> None:
    """Fetch the rooms of a JOB, in the format given by the suffix of the output."""
    suffix = output.suffix.lower().removeprefix(".")
    if suffix not in _FORMATS:
        raise click.BadParameter(f"must end in .{', .'.join(_FORMATS)}", param_hint="--output")
    with plain_errors():
        output.write_bytes(client_of(api).result_as(job_id, suffix))


@click.command()
@click.argument("job_id", metavar="JOB")
@api_option
def cancel(job_id: str, api: str | None) -> None:
    """Cancel a pending or processing JOB."""
    with plain_errors():
        click.echo(client_of(api).cancel(job_id).status)


@click.command()
@click.argument("job_id", metavar="JOB")
@api_option
def retry(job_id: str, api: str | None) -> None:
    """Retry a failed JOB."""
    with plain_errors():
        click.echo(client_of(api).retry(job_id).status)


def _watch(client: Client, job_id: str, *, as_json: bool) -> None:
    with Console(stderr=True).status(job_id) as status:
        for job in client.watch(job_id):
            status.update(f"{job_id} {job.status}")
            last = job
    _print_job(client, last, as_json=as_json)


def _submitted(
    client: Client, file: IO[bytes], choice: DrawingChoice, *, fresh: bool, callback: str | None
) -> JobAccepted:
    """Submit a plan or a drawing; standard error lists the layers used."""
    data, format_ = file.read(), importers.format_of(file.name)
    if not data:
        raise click.ClickException(f"{file.name} is empty; export the plan again")
    if format_ is None:
        if (what := importers.foreign(data)) is not None:
            raise click.ClickException(f"{file.name} {what}")
        if any(choice):
            raise click.ClickException(f"{file.name} {importers.NO_DRAWING}")
        return client.submit(_named(data, file.name), fresh=fresh, callback=callback)
    try:
        imported = importers.read(
            data,
            format=format_,
            layers=choice.layers or None,
            units=choice.units,
            scale=choice.scale,
            page=choice.page,
        )
    except InvalidPlanError as error:
        raise click.ClickException(error.about(file.name)) from error
    except importers.MissingLibraryError as error:
        click.echo(f"{error}. The drawing is sent unchanged, and a worker reads it.", err=True)
        name = Path(file.name).stem
        return client.submit_drawing(
            data, format=format_, name=name, fresh=fresh, callback=callback, **choice._asdict()
        )
    for line in importers.report_of(imported):
        click.echo(line, err=True)
    plan = {"name": Path(file.name).stem, **imported.plan}  # as a worker and the page name it
    return client.submit(msgspec.json.encode(plan), fresh=fresh, callback=callback)


class _Name(msgspec.Struct):
    """The name of a plan, if it has one."""

    name: object = msgspec.UNSET


def _named(data: bytes, file: str) -> bytes:
    """A plan with the name of its file where it has none; what is no plan stays as it is."""
    try:
        name = msgspec.json.decode(data, type=_Name).name
    except (msgspec.DecodeError, UnicodeDecodeError):
        return data
    head, _, rest = data.partition(b"{")
    if name is not msgspec.UNSET or file == "<stdin>" or rest.lstrip().startswith(b"}"):
        return data
    return head + b'{"name":' + msgspec.json.encode(Path(file).stem[:_LONGEST_NAME]) + b"," + rest


def _print_job(client: Client, job: JobState, *, as_json: bool) -> None:
    if as_json:
        echo_json(job)
    else:
        console = Console(highlight=False)
        console.print(job_table(job))
        if job.status is JobStatus.COMPLETED:
            console.print(rooms_table(client.result(job.job_id)))
    if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
        sys.exit(1)
