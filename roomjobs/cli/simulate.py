"""`roomjobs simulate`: simulates arrivals of jobs under the scaling policy of the template."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from roomjobs.fleet.scaling import cost, report
from roomjobs.fleet.scaling.arrivals import TRACES, Trace, read_csv
from roomjobs.fleet.scaling.enough import GOAL, enough_tasks
from roomjobs.fleet.scaling.policy import PolicyError, read_policy
from roomjobs.fleet.scaling.rolling import read_limits, update
from roomjobs.fleet.scaling.simulate import World, simulate
from roomjobs.fleet.scaling.template import parameters_of, read_template
from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from roomjobs.fleet.scaling.policy import Policy

TEMPLATES = ROOT / "deploy" / "cloudformation"
ENVIRONMENTS = sorted(path.stem for path in (TEMPLATES / "params").glob("*.json"))
MONTHS = {"office-1k": 1_000, "office-10k": 10_000, "steady-1m": 1_000_000}


@click.command("simulate", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("traces", nargs=-1, metavar="[TRACE]…", type=click.Choice(sorted(TRACES)))
@click.option(
    "--env", "environment", type=click.Choice(ENVIRONMENTS), help="Use the parameters of this environment."
)
@click.option("--max-tasks", type=click.IntRange(1, 5000), help="Instead of the template's.")
@click.option("--min-tasks", type=click.IntRange(0, 5000), help="Instead of the template's.")
@click.option("--start", type=float, help="Seconds from the request for a task to its first receive.")
@click.option(
    "--job-seconds", type=click.FloatRange(0, min_open=True), help="Duration of every job, seconds."
)
@click.option(
    "--arrivals",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="CSV of jobs instead of a TRACE: at,seconds,lane; each lane has separate workers.",
)
@click.option("--metric-delay", type=click.FloatRange(0), help="Delay of metrics, seconds.  [default: 60]")
@click.option("--seed", default=1, show_default=True, help="Seed of the random job durations.")
@click.option(
    "--template",
    default=TEMPLATES / "worker.yaml",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Template to read the policy from.  [default: the one in this repository]",
)
@click.option(
    "--plots", type=click.Path(path_type=Path, file_okay=False), help="Folder for a plot per trace."
)
@click.option(
    "--update", "updates", is_flag=True, help="Replace all workers while all jobs of the trace wait."
)
@click.option(
    "--quota", type=click.IntRange(1), help="With --update: tasks that the account may run at once."
)
@click.option("--dollars", is_flag=True, help="Print the cost of 1,000, 10,000 and 1,000,000 jobs a month.")
def command(  # noqa: C901 - one option each
    traces: tuple[str, ...],
    environment: str | None,
    max_tasks: int | None,
    min_tasks: int | None,
    start: float | None,
    job_seconds: float | None,
    arrivals: Path | None,
    metric_delay: float | None,
    seed: int,
    template: Path,
    plots: Path | None,
    quota: int | None,
    *,
    updates: bool,
    dollars: bool,
) -> None:
    """Simulate TRACEs of arrivals (default: all) under the scaling policy of the template."""
    try:
        policy = read_policy(template, environment_parameters(environment) if environment else {})
    except (OSError, PolicyError) as error:
        raise click.ClickException(str(error)) from error
    policy = replace(
        policy,
        max_tasks=policy.max_tasks if max_tasks is None else max_tasks,
        min_tasks=policy.min_tasks if min_tasks is None else min_tasks,
    )
    world = World(seed=seed)
    if start is not None:
        world = replace(world, provisioning=0.0, image_pull=0.0, boot=start)
    if metric_delay is not None:
        world = replace(world, metric_lag=metric_delay)
    chosen = (*traces, *(MONTHS if dollars else ())) or (() if arrivals else tuple(TRACES))
    plays = {name: _play(TRACES[name], job_seconds) for name in dict.fromkeys(chosen)}
    if arrivals is not None:
        plays |= _read(arrivals, job_seconds)
    if updates:
        _print_updates(policy, template, world, plays, quota)
        return
    outcomes = {name: simulate(policy, at, world, work) for name, (at, work) in plays.items()}
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = 200  # a file has no edge
    console.print(report.waits_table(outcomes))
    for name, outcome in outcomes.items():
        if outcome.quantile(1.0) > GOAL:
            at, work = plays[name]
            tasks = enough_tasks(policy, at, world, work=work)
            console.print(report.advice(name, policy.max_tasks, tasks, GOAL))
    if dollars:
        bills = {
            f"{jobs:,}": cost.month(jobs, outcomes[name], policy, TEMPLATES) for name, jobs in MONTHS.items()
        }
        console.print(report.cost_table(bills))
    if plots is not None:
        plots.mkdir(parents=True, exist_ok=True)
        for name, outcome in outcomes.items():
            report.plot(
                TRACES[name].title if name in TRACES else name, outcome, plots / f"scaling-{name}.png"
            )


def _print_updates(
    policy: Policy,
    template: Path,
    world: World,
    plays: dict[str, tuple[list[float], list[float] | None]],
    quota: int | None,
) -> None:
    if quota is not None and quota <= policy.max_tasks:
        raise click.BadParameter(
            f"an update begins with all {policy.max_tasks} workers; {quota} leaves no room for a new one",
            param_hint="--quota",
        )
    chance = random.Random(world.seed)
    found = {}
    for name, (at, given) in plays.items():
        work = given or [
            world.work_median * math.exp(world.work_sigma * chance.gauss()) for _ in range(len(at))
        ]
        found[name] = (len(work), update(policy, read_limits(template), work, world, quota))
    Console(highlight=False).print(report.updates_table(found))


def _play(trace: Trace, job_seconds: float | None) -> tuple[list[float], list[float] | None]:
    """The arrival times of the jobs of a trace, and their durations if given."""
    at = trace.arrivals()
    seconds = job_seconds or trace.work
    return at, None if seconds is None else [seconds] * len(at)


def _read(path: Path, job_seconds: float | None) -> dict[str, tuple[list[float], list[float] | None]]:
    """The jobs of a file by lane."""
    try:
        jobs = read_csv(path)
    except (OSError, ValueError) as error:
        raise click.ClickException(str(error)) from error
    plays: dict[str, tuple[list[float], list[float] | None]] = {}
    for lane in sorted({job.lane for job in jobs}):
        own = [job for job in jobs if job.lane == lane]
        given = [job_seconds or job.work or 0.0 for job in own]
        plays[lane or path.name] = [job.at for job in own], given if all(given) else None
    return plays


def environment_parameters(environment: str | None, stack: str = "Worker") -> dict[str, str]:
    """The parameters that main.yaml passes to a stack of workers; without an environment, its defaults."""
    given = {}
    if environment is not None:
        given = json.loads((TEMPLATES / "params" / f"{environment}.json").read_text())
    return parameters_of(read_template((TEMPLATES / "main.yaml").read_text(), given), stack)
