"""Tables and plots of a simulation, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.box import MARKDOWN
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from roomjobs.fleet.scaling.cost import Line
    from roomjobs.fleet.scaling.rolling import Update
    from roomjobs.fleet.scaling.simulate import Outcome


def waits_table(outcomes: Mapping[str, Outcome]) -> Table:
    """One row per trace: the waits from submission to start, and the tasks."""
    table = Table("trace", box=MARKDOWN)
    for heading in ("jobs", "p50", "p95", "p99", "longest", "most tasks", "task hours"):
        table.add_column(heading, justify="right")
    for name, outcome in outcomes.items():
        quantiles = [f"{outcome.quantile(share):.1f} s" for share in (0.5, 0.95, 0.99, 1.0)]
        hours = f"{outcome.task_seconds / 3600:.2f}"
        table.add_row(name, f"{len(outcome.waits):,}", *quantiles, str(outcome.most_tasks), hours)
    return table


def updates_table(found: Mapping[str, tuple[int, Update]]) -> Table:
    """One row per backlog: how many jobs waited, and what the update did."""
    table = Table("backlog", box=MARKDOWN)
    for heading in (
        "jobs",
        "done",
        "handed back",
        "update ends after",
        "backlog ends after",
        "least workers",
    ):
        table.add_column(heading, justify="right")
    for name, (jobs, update) in found.items():
        ends = f"{update.seconds:,.0f} s"
        done = f"{update.backlog_seconds:,.0f} s"
        counts = f"{jobs:,}", f"{update.done:,}", str(update.handed_back)
        table.add_row(name, *counts, ends, done, str(update.least_workers))
    return table


def advice(trace: str, limit: int, enough: int | None, seconds: float) -> str:
    """What to do for a trace in which some jobs start later than they should."""
    late = f"{trace}: with {limit} tasks some jobs start later than {seconds:g} s after their submission; "
    if enough is None:
        return late + "no number of tasks mends that."
    return late + f"with MaxTasks of {enough} none would."


def cost_table(bills: Mapping[str, Sequence[Line]]) -> Table:
    """One row per line of the bill, one column of dollars per trace, and where the price is from."""
    table = Table("$ a month", box=MARKDOWN)
    for name in bills:
        table.add_column(name, justify="right")
    for heading in ("price", "source"):
        table.add_column(heading, no_wrap=True)
    for lines in zip(*bills.values(), strict=True):
        price = lines[0].price
        per = "" if price.per == 1 else f"{price.per:,} "
        source = f"{price.source}, {price.date}"
        dollars = [f"{line.usd:.2f}" for line in lines]
        table.add_row(lines[0].what, *dollars, f"${price.usd:g} / {per}{price.unit}", source)
    for name, sums in {
        "together": [sum(line.usd for line in lines) for lines in bills.values()],
        "with nothing free": [sum(line.list_usd for line in lines) for lines in bills.values()],
    }.items():
        table.add_row(name, *(f"{dollars:.2f}" for dollars in sums), "", "", style="bold")
    return table


def plot(title: str, outcome: Outcome, path: Path) -> None:
    """
    Draw the backlog and the tasks over time.

    Raises
    ------
    ModuleNotFoundError
        matplotlib is not installed; it comes with the extra `dev`.
    """
    from matplotlib.figure import Figure  # noqa: PLC0415 - tables need no matplotlib

    start, unit, label = _axis(outcome)
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True)
    above.set_title(title, loc="left")
    shown = [(time, jobs) for time, jobs in outcome.backlog if time >= start]
    above.fill_between(
        [(time - start) / unit for time, _ in shown], [jobs for _, jobs in shown], color="#90a4ae"
    )
    above.set_ylabel("jobs that wait\nor are worked on")
    times = [(time - start) / unit for time, _ in outcome.timeline]
    below.step(times, [tasks for _, tasks in outcome.timeline], where="post", color="#1565c0")
    below.set_ylabel("tasks")
    below.set_xlabel(label)
    for axes in (above, below):
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)
        axes.yaxis.get_major_locator().set_params(integer=True)
    figure.savefig(path, dpi=120)


def _axis(outcome: Outcome) -> tuple[float, float, str]:
    """Where the time begins, how many seconds its unit has, and what it is called."""
    first, last = outcome.timeline[0][0], outcome.timeline[-1][0]
    if last - first < 3 * 3600:
        return first, 60.0, "minutes since the first job"
    return 0.0, 86_400.0, "days"
