"""
The alarms of an environment in AWS, and how they stand by the figures that the service has itself.

CloudWatch evaluates the alarms of `deploy/cloudformation/monitoring.yaml` and tells people of them; a test
holds the rules here against that template. What only CloudWatch can know has no state here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from roomjobs.fleet.telemetry.minute_table import Minute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roomjobs.fleet.report import FleetReport

_RATE_MINUTES = 5
_RATE_JOBS = 10  # of fewer jobs, one that fails is no rate
_RUN_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Rule:
    """When an alarm sounds."""

    name: str
    sounds_when: str
    threshold: float
    unit: str


@dataclass(frozen=True, slots=True)
class AlarmState:
    """A rule, with the figure that it is about in this moment, if the service knows it."""

    rule: Rule
    value: float | None
    is_known: bool

    @property
    def sounds(self) -> bool | None:
        """None: only CloudWatch knows."""
        return (self.value or 0) > self.rule.threshold if self.is_known else None


RULES = (
    Rule("dead-letters", "Tasks came back too often and were given up.", 0, "messages"),
    Rule(
        "error-rate",
        "More than 5 % of the jobs of the last five minutes failed (of ten or more).",
        5,
        "%",
    ),
    Rule("queue-depth", "More than 100 jobs wait, for five minutes.", 100, "jobs"),
    Rule("processing-time", "One job in twenty takes longer than 30 seconds.", 30, "s"),
    Rule("oldest-message", "A job has waited for more than ten minutes.", 600, "s"),
    Rule("batch-oldest-message", "A plan of a batch has waited for more than two hours.", 7200, "s"),
    Rule("large-oldest-message", "A large plan has waited for more than half an hour.", 1800, "s"),
    Rule("task-failures", "A worker died, or could not start.", 0, "events"),
    Rule(
        "api-failures",
        "The API answered five requests of five minutes with a fault of its own.",
        5,
        "answers",
    ),
    Rule("upkeep-failures", "Sweep, dead letters or wake failed two times in a row.", 0, "failures"),
    Rule("upkeep-silent", "Sweep, dead letters or wake has not run for a quarter of an hour.", 1, "runs"),
)


def alarms(report: FleetReport) -> list[AlarmState]:
    """
    All alarms in the order of their urgency, those that the figures of this moment would raise first.

    Raises
    ------
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        A store or SQS is out of reach.
    """
    known: dict[str, Callable[[FleetReport], float | None]] = {
        "dead-letters": _dead_letters,
        "error-rate": _error_rate,
        "queue-depth": lambda seen: seen.queues().tasks.visible,
        "processing-time": lambda seen: _total(seen.minutes(_RUN_MINUTES)).run.quantile(0.95),
    }
    found = [
        AlarmState(rule, known[rule.name](report), is_known=True)
        if rule.name in known
        else AlarmState(rule, None, is_known=False)
        for rule in RULES
    ]
    return sorted(found, key=lambda each: not each.sounds)


def _dead_letters(report: FleetReport) -> float:
    letters = report.queues().dead_letters
    return letters.visible + letters.in_flight


def _error_rate(report: FleetReport) -> float | None:
    counts = _total(report.minutes(_RATE_MINUTES)).counts
    ended = counts["completed"] + counts["failed"]
    return 100 * counts["failed"] / ended if ended >= _RATE_JOBS else None


def _total(minutes: Iterable[tuple[int, Minute]]) -> Minute:
    total = Minute()
    for _, each in minutes:
        total.merge(each)
    return total
