"""Bills, and the command that prints them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from roomjobs.cli import main
from roomjobs.cli.simulate import ENVIRONMENTS, TEMPLATES
from roomjobs.fleet.scaling.arrivals import TRACES, burst, office_hours
from roomjobs.fleet.scaling.cost import Line, Price, Usage, month, read_prices
from roomjobs.fleet.scaling.policy import Policy, read_policy
from roomjobs.fleet.scaling.simulate import Outcome, World, simulate
from roomjobs.fleet.scaling.template import read_template

if TYPE_CHECKING:
    from pathlib import Path

PLAN_DOLLARS = 6.10  # alarms on schedules that do not run, and of two more lanes, cost more than at first


def test_a_line_costs_quantity_less_free_times_price() -> None:
    price = Price(usd=0.4, per=1_000_000, unit="requests", source="", date="", free=1_000_000)
    line = Line("queue", 3_000_000, price)
    assert line.list_usd == pytest.approx(1.2)
    assert line.usd == pytest.approx(0.8)
    assert Line("queue", 10, price).usd == 0


def test_an_hour_of_a_task_costs_what_fargate_costs(policy: Policy) -> None:
    bill = {line.what: line for line in month(0, Outcome(task_seconds=3600.0), policy, TEMPLATES)}
    assert bill["workers, CPU"].list_usd == pytest.approx(0.25 * 0.04048)
    assert bill["workers, memory"].list_usd == pytest.approx(0.5 * 0.004445)
    assert bill["workers, address"].list_usd == pytest.approx(0.005)


def test_every_price_names_its_source_and_date() -> None:
    for name, price in read_prices().items():
        assert price.usd > 0, name
        assert "." in price.source, name
        year = int(price.date[:4])
        assert 2024 <= year <= date.today().year + 1, name  # noqa: DTZ011 - a year


def test_a_thousand_plans_a_month_cost_what_is_said() -> None:
    policy = read_policy(TEMPLATES / "worker.yaml")
    bill = month(1_000, simulate(policy, office_hours(1_000), World()), policy, TEMPLATES)
    assert [line.quantity for line in bill if line.what == "dashboards"] == [4]
    assert sum(line.usd for line in bill) < PLAN_DOLLARS


def test_the_writes_of_a_job_are_counted_in_each_index() -> None:
    table = read_template((TEMPLATES / "data.yaml").read_text())["Resources"]["JobsTable"]["Properties"]
    indexes = len(table["GlobalSecondaryIndexes"])
    created = 1 + indexes
    moved = 2 + indexes  # claimed or ended: by-status deletes an entry and adds one
    line_and_cache = 2
    assert Usage().job_writes >= created + 2 * moved + line_and_cache


def test_the_command_names_the_limit_of_a_burst() -> None:
    late = CliRunner().invoke(main, ["simulate", "burst-1k", "--max-tasks", "3"])
    found = re.search(r"with 3 tasks some jobs .* with MaxTasks of (\d+) none would", late.output)
    assert found is not None, late.output
    least = int(found[1])
    for tasks, in_time in ((least, True), (least - 1, False)):
        done = CliRunner().invoke(main, ["simulate", "burst-1k", "--max-tasks", str(tasks)])
        assert ("some jobs start later" in done.output) != in_time, done.output
    hopeless = CliRunner().invoke(main, ["simulate", "burst-1k", "--start", "95"])
    assert "no number of tasks mends that" in hopeless.output


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_a_burst_of_a_thousand_starts_in_time_everywhere(environment: str) -> None:
    done = CliRunner().invoke(main, ["simulate", "burst-1k", "--env", environment])
    assert done.exit_code == 0, done.output
    assert "some jobs start later" not in done.output


def test_the_first_job_after_silence_starts_in_a_minute() -> None:
    outcome = simulate(read_policy(TEMPLATES / "worker.yaml"), TRACES["one-a-day"].arrivals(), World())
    assert outcome.quantile(1.0) < 60


#: A start of 75 s, and metrics that are two minutes late: the first job of all waits for 76 s.
SLOW = World(boot=75, provisioning=0, image_pull=0, metric_lag=120)


def test_long_jobs_of_a_week_start_in_time() -> None:
    policy = read_policy(TEMPLATES / "worker.yaml", {"MaxTasks": "16"})
    at = TRACES["long-60"].arrivals()
    assert simulate(policy, at, SLOW, [60.0] * len(at)).quantile(0.99) <= 90


@pytest.mark.parametrize(("jobs", "seconds"), [(1_000, 60), (10_000, 180)])
def test_a_burst_of_small_jobs_follows_the_first_start(jobs: int, seconds: int) -> None:
    outcome = simulate(read_policy(TEMPLATES / "worker.yaml"), burst(jobs), SLOW)
    assert outcome.waits[0] <= 90
    assert outcome.quantile(1.0) - outcome.waits[0] <= seconds


def test_jobs_of_a_file_are_played_by_lane(tmp_path: Path) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text("at,seconds,lane\n0,600,large\n0,600,large\n5,0.2,interactive\n")
    done = CliRunner().invoke(
        main, ["simulate", "--arrivals", str(path), "--start", "40", "--metric-delay", "90"]
    )
    assert done.exit_code == 0, done.output
    rows = {
        line.split("|")[1].strip(): line.split("|")[2].strip()
        for line in done.output.splitlines()
        if "|" in line
    }
    assert (rows["interactive"], rows["large"]) == ("1", "2")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("time\n1\n", "the first line has to name the columns"),
        ("at,seconds\n1,x\n", "line 2: could not convert"),
        ("at,seconds\n1,-3\n", "line 2: times are at least 0"),
        ("at,seconds\nnan,3\n", "line 2: times are at least 0"),
        ("at\n", "there is no job in it"),
    ],
)
def test_a_file_with_faults_is_refused_by_line(tmp_path: Path, text: str, fault: str) -> None:
    path = tmp_path / "jobs.csv"
    path.write_text(text)
    done = CliRunner().invoke(main, ["simulate", "--arrivals", str(path)])
    assert done.exit_code == 1
    assert fault in done.output


def test_the_command_prints_waits_and_draws_a_plot(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["simulate", "burst-1k", "--max-tasks", "20", "--plots", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert "burst-1k" in done.output
    assert (tmp_path / "scaling-burst-1k.png").read_bytes().startswith(b"\x89PNG")
    assert "Simulate TRACEs" in CliRunner().invoke(main, ["simulate", "--help"]).output


def together(*arguments: str) -> float:
    done = CliRunner().invoke(main, ["cost", *arguments])
    assert done.exit_code == 0, done.output
    found = re.search(r"together\s*\|\s*([\d.]+)", done.output)
    assert found is not None, done.output
    return float(found[1])


def test_a_month_costs_more_with_more_and_larger_plans() -> None:
    one, more = together("--plans", "2000", "--walls", "300"), together("--plans", "20000", "--walls", "300")
    larger = together("--plans", "2000", "--walls", "300000")  # in the lane of large plans
    assert one < more < larger
    assert together("--plans", "2000", "--walls", "300", "--requests", "500") > one + 3  # $3.50 a million


@pytest.mark.parametrize(
    "arguments",
    [
        ["--walls", "3"],
        ["--plans", "0"],
        ["--plans", "3", "--walls", "x"],
        ["--plans", "3", "--requests", "-1"],
    ],
)
def test_a_month_without_plans_is_refused(arguments: list[str]) -> None:
    done = CliRunner().invoke(main, ["cost", *arguments])
    assert done.exit_code == 2
    assert any(f"'--{name}'" in done.output for name in ("plans", "walls", "requests"))
