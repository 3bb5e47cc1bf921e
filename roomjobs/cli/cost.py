"""`roomjobs cost`: what a month of so many plans of so many walls costs in AWS."""

from __future__ import annotations

import click
from rich.console import Console

from roomjobs.cli.simulate import ENVIRONMENTS, TEMPLATES, environment_parameters
from roomjobs.fleet.capacity import expected_seconds
from roomjobs.fleet.scaling import cost, report
from roomjobs.fleet.scaling.arrivals import office_hours, steady
from roomjobs.fleet.scaling.policy import read_policy
from roomjobs.fleet.scaling.simulate import World, simulate
from roomjobs.jobs.lanes import Lane, lane_of

#: Above this many jobs a share of the month is simulated, and its use is scaled up: waits do not matter here.
MOST_SIMULATED = 50_000


@click.command("cost", context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--plans", required=True, type=click.IntRange(1, 1_000_000_000), help="Plans a month.")
@click.option(
    "--walls", default=300, show_default=True, type=click.IntRange(1, 1_000_000), help="Walls of each plan."
)
@click.option(
    "--requests",
    default=cost.Usage().requests,
    show_default=True,
    type=click.FloatRange(0, 1000),
    help="Requests to the API for each plan; batches take fewer.",
)
@click.option(
    "--around-the-clock", is_flag=True, help="Plans come at any time, not in office hours on working days."
)
@click.option(
    "--env", "environment", type=click.Choice(ENVIRONMENTS), help="Use the parameters of this environment."
)
def command(
    plans: int, walls: int, requests: float, environment: str | None, *, around_the_clock: bool
) -> None:
    """Print the cost of a month, line by line, by the simulation and the list prices."""
    lane = "LargeWorker" if lane_of(walls=walls) is Lane.LARGE else "Worker"
    policy = read_policy(TEMPLATES / "worker.yaml", environment_parameters(environment, lane))
    seconds = expected_seconds(walls) * 0.25 / policy.vcpu  # measured on 0.25 vCPU
    share = min(1.0, MOST_SIMULATED / plans)
    arrivals = (steady if around_the_clock else office_hours)(round(plans * share))
    # A share of the jobs, each as much longer, keeps as many workers busy as all of them.
    outcome = simulate(policy, arrivals, World(), [seconds / share] * len(arrivals))
    bill = cost.month(plans, outcome, policy, TEMPLATES, cost.Usage(requests=requests))
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200  # a file has no edge
    console.print(report.cost_table({f"{plans:,} of {walls:,} walls": bill}))
    console.print(
        f"{outcome.task_seconds / 3600:,.0f} hours of workers with {policy.vcpu:g} vCPU, at most "
        f"{outcome.most_tasks} at once; {sum(line.usd for line in bill) / plans * 1000:,.2f} dollars a "
        "thousand plans."
    )
