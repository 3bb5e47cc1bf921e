"""`roomjobs lanes`: what waits in each lane of jobs, and a pause."""

from __future__ import annotations

import click

from roomjobs.cli.tables import lanes_table
from roomjobs.cli.terminal import api_option, client_of, echo_json, json_option, plain_errors, print_list
from roomjobs.jobs.lanes import Lane

_LANES = click.Choice([lane.value for lane in Lane])


@click.group("lanes")
def lanes() -> None:
    """List the lanes of jobs, pause and resume them."""


@lanes.command("list")
@json_option
@api_option
def list_lanes(api: str | None, *, as_json: bool) -> None:
    """List the lanes that have a queue of their own."""
    with plain_errors():
        found = client_of(api).lanes()
    if as_json:
        echo_json(found)
    else:
        print_list(lanes_table(found))


@lanes.command("pause")
@click.argument("lane", type=_LANES)
@api_option
def pause(lane: str, api: str | None) -> None:
    """Have no worker receive jobs from a LANE; they are still accepted, and wait."""
    with plain_errors():
        waiting = client_of(api).pause_lane(lane).visible
    click.echo(f"{lane} is paused; {waiting} waiting")


@lanes.command("resume")
@click.argument("lane", type=_LANES)
@api_option
def resume(lane: str, api: str | None) -> None:
    """Have workers receive from a LANE again."""
    with plain_errors():
        waiting = client_of(api).resume_lane(lane).visible
    click.echo(f"{lane} is resumed; {waiting} waiting")
