"""
Settings from the environment, checked once at start.

Each setting stands once, as a field: the variable's name, its default, what it must be, and what it means.
`read` fills such a dataclass, and `table_rows` gives the rows of docs/operate/settings.md. Why no library
does this: docs/understand/decisions/0005-settings-in-one-table.md.
"""

from __future__ import annotations

import os
import sys
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from roomjobs import RoomJobsError
from roomjobs.fleet.capacity import Capacity
from roomjobs.jobs.lanes import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from _typeshed import DataclassInstance

    Read = TypeVar("Read", bound=DataclassInstance)

_VARIABLE = "variable"


class ConfigurationError(RoomJobsError):
    """The environment lacks settings or holds wrong ones; the message lists them all."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The environment is not complete:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: how its text is read, and how a page explains it."""

    name: str
    parse: Callable[[str], Any]  # raises ValueError with what follows the name in a message
    shown: str  # its default, in Markdown; empty where it must be set
    meaning: str  # in Markdown


def required(name: str, meaning: str) -> Any:  # noqa: ANN401 - as `dataclasses.field`
    """Give the field of a text that must be set."""
    return field(metadata={_VARIABLE: Variable(name, str, "", meaning)})


def optional(name: str, meaning: str) -> Any:  # noqa: ANN401
    """Give the field of a text that may be missing, then None."""
    return field(default=None, metadata={_VARIABLE: Variable(name, str, "none", meaning)})


def whole(name: str, default: int, meaning: str, *, at_least: int, at_most: int | None = None) -> Any:  # noqa: ANN401
    """Give the field of a whole number between two limits, both included."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            raise ValueError(f"must be a whole number, not {text!r}") from None
        if value < at_least:
            raise ValueError(f"must be at least {at_least}, not {value}")
        if at_most is not None and value > at_most:
            raise ValueError(f"must be at most {at_most}, not {value}")
        return value

    return field(default=default, metadata={_VARIABLE: Variable(name, parse, str(default), meaning)})


def choice(name: str, allowed: Mapping[str, Any], meaning: str) -> Any:  # noqa: ANN401
    """Give the field of one of these words, with the value that each stands for; the first is the default."""

    def parse(text: str) -> Any:  # noqa: ANN401
        if text not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}, not {text!r}")
        return allowed[text]

    first = next(iter(allowed))
    return field(default=allowed[first], metadata={_VARIABLE: Variable(name, parse, f"`{first}`", meaning)})


def parsed(name: str, default: Any, parse: Callable[[str], Any], meaning: str) -> Any:  # noqa: ANN401
    """Give the field of a text that `parse` reads; it raises ValueError with what follows the name."""
    shown = f"`{default}`" if default else "none"
    return field(default=default, metadata={_VARIABLE: Variable(name, parse, shown, meaning)})


def _number_between(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise ValueError(f"must be a number from {low:g} to {high:g}, not {text!r}")
    return value


def variables_of(settings: type[DataclassInstance]) -> dict[str, Variable]:
    """The variables that a settings class reads, by the name of its field, in order."""
    return {each.name: each.metadata[_VARIABLE] for each in fields(settings) if _VARIABLE in each.metadata}


def read(settings: type[Read], environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """
    Read the fields of a settings class from the environment.

    Returns
    -------
    values, faults
        What the fields are, where they are set and right; and a sentence for each variable that is not.
    """
    values: dict[str, Any] = {}
    faults: list[str] = []
    for each in fields(settings):
        variable: Variable | None = each.metadata.get(_VARIABLE)
        if variable is None:
            continue
        text = environ.get(variable.name, "")
        if not text:
            if _must_be_set(each):
                faults.append(f"{variable.name} is not set")
            continue
        try:
            values[each.name] = variable.parse(text)
        except ValueError as error:
            faults.append(f"{variable.name} {error}")
    return values, faults


def table_rows(settings: type[DataclassInstance]) -> list[str]:
    """Rows of Markdown, one a variable: its name, its default, its meaning."""
    return [
        f"| `{variable.name}` | {variable.shown} | {variable.meaning} |".replace("|  |", "| |")
        for variable in variables_of(settings).values()
    ]


def _must_be_set(each: Field[Any]) -> bool:
    return each.default is MISSING and each.default_factory is MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a process of this service has to know."""

    region: str = required("AWS_REGION", "where all of the following is")
    input_bucket: str = required("S3_INPUT_BUCKET", "plans, uploads, batches")
    output_bucket: str = required("S3_OUTPUT_BUCKET", "results")
    jobs_table: str = required(
        "DYNAMODB_TABLE", "the jobs, and what belongs to them: batches, tokens, idempotency keys"
    )
    control_table: str = required(
        "ROOMJOBS_CONTROL_TABLE", "Celery's control plane, [figures](metrics.md), heartbeats"
    )
    queue_url: str = required("SQS_QUEUE_URL", "the queue of tasks")
    batch_queue_url: str | None = optional(
        "ROOMJOBS_BATCH_QUEUE_URL",
        "the queue of the tasks of batches; workers take fewer messages from it while single plans wait in "
        "the other. Without it all tasks are in `SQS_QUEUE_URL`",
    )
    large_queue_url: str | None = optional(
        "ROOMJOBS_LARGE_QUEUE_URL",
        "the queue of the tasks of large plans, 25,000 walls or 3 MB and more; of its processes a worker "
        "leaves one to the other queues. Without it all tasks are in `SQS_QUEUE_URL`",
    )
    dead_letter_queue_url: str = required(
        "ROOMJOBS_DEAD_LETTER_QUEUE_URL", "where SQS moves a message that it has delivered too often"
    )
    batch_dead_letter_queue_url: str | None = optional(
        "ROOMJOBS_BATCH_DEAD_LETTER_QUEUE_URL", "the same for `ROOMJOBS_BATCH_QUEUE_URL`"
    )
    large_dead_letter_queue_url: str | None = optional(
        "ROOMJOBS_LARGE_DEAD_LETTER_QUEUE_URL", "the same for `ROOMJOBS_LARGE_QUEUE_URL`"
    )
    retention_days: int = whole(
        "ROOMJOBS_RETENTION_DAYS",
        30,
        "days for which a job and its objects are kept; the lifecycle of the buckets has to agree",
        at_least=1,
    )
    json_logs: bool = choice(
        "ROOMJOBS_LOG_FORMAT",
        {"text": False, "json": True},
        "`json`: one JSON object a line, see [figures, spans and logs](metrics.md#logs)",
    )
    metrics_namespace: str | None = optional(
        "ROOMJOBS_METRICS_NAMESPACE",
        "CloudWatch namespace of [metrics by log lines](metrics.md#in-cloudwatch); none: no such lines",
    )
    metrics_linger_seconds: int = whole(
        "ROOMJOBS_METRICS_LINGER_SECONDS",
        5,
        "seconds until a count is written; 0 in Lambda, which freezes threads between requests",
        at_least=0,
    )
    owner_share: int = whole(
        "ROOMJOBS_OWNER_SHARE",
        32,
        "jobs of one owner in the queue of a lane; further ones [wait their turn](runbook.md#fair-order), so "
        "that other owners are not behind them. At least twice the processes of all workers; 0: any number",
        at_least=0,
    )
    owner_open_jobs: int = whole(
        "ROOMJOBS_OWNER_OPEN_JOBS",
        0,
        "jobs of one owner that have not ended, with the plans of accepted batches; a request for more is "
        "answered 429. 0: any number",
        at_least=0,
    )
    owner_hourly_jobs: int = whole(
        "ROOMJOBS_OWNER_HOURLY_JOBS",
        0,
        "jobs of one owner that are accepted in an hour; a request for more is answered 429. 0: any number",
        at_least=0,
    )
    local_callbacks: bool = choice(
        "ROOMJOBS_CALLBACKS",
        {"public": False, "local": True},
        "whom [callbacks](../use/callbacks.md) reach: `public`: https on the internet; `local`: also http, "
        "this machine and its network, only where all who submit may reach these",
    )
    courier: bool = choice(
        "ROOMJOBS_COURIER",
        {"on": True, "off": False},
        "whether a worker sends callbacks; `off` where it has no way to the internet: the upkeep sends them",
    )
    event_bus: str | None = optional(
        "ROOMJOBS_EVENT_BUS",
        "the name of a bus of Amazon EventBridge, on which [ends of jobs and batches](events.md) are put; "
        "none: they are not",
    )
    event_source: str = parsed(
        "ROOMJOBS_EVENT_SOURCE",
        "room-jobs",
        str,
        "the source that these events name, to tell environments apart",
    )
    lease_seconds: int = whole(
        "ROOMJOBS_LEASE_SECONDS",
        60,
        "seconds of silence after which a worker loses its job and its message; a third of it renews both",
        at_least=3,
    )
    wait_seconds: int = whole(
        "ROOMJOBS_WAIT_SECONDS",
        4,
        "seconds of a long poll for messages; one that hangs is given up 5 s later, and 20 makes a fifth of "
        "the requests",
        at_least=1,
        at_most=20,
    )
    control_poll_seconds: float = parsed(
        "ROOMJOBS_CONTROL_POLL_SECONDS",
        0.4,
        lambda text: _number_between(text, 0.05, 60),
        "seconds between two looks of an idle worker for commands of Celery; with 30 a command waits as "
        "long, and an idle worker [costs](../../roomjobs/sqs/README.md#the-control-table) a sixth",
    )
    max_attempts: int = whole(
        "ROOMJOBS_MAX_ATTEMPTS", 4, "claims of one job until its attempts are exhausted", at_least=1
    )
    job_seconds: int = whole(
        "ROOMJOBS_JOB_SECONDS",
        600,
        "time limit of the detection in one attempt, seconds; its process is killed a moment later",
        at_least=1,
    )
    outage_seconds: int = whole(
        "ROOMJOBS_OUTAGE_SECONDS",
        21_600,
        "seconds for which a job is attempted again while its stores are unreachable; then it is failed",
        at_least=1,
    )
    job_memory_mb: int = whole(
        "ROOMJOBS_JOB_MEMORY_MB", 4096, "memory limit of a process that works on jobs, MB", at_least=256
    )
    health_file: str | None = optional(
        "ROOMJOBS_HEALTH_FILE",
        "renewed at each successful receive, for a [container's health check](containers.md)",
    )
    resend_seconds: int = whole(
        "ROOMJOBS_RESEND_SECONDS",
        300,
        "seconds of silence after which the sweep sends the task of a job again",
        at_least=1,
    )
    sweep_seconds: int = whole(
        "ROOMJOBS_SWEEP_SECONDS", 60, "seconds between two sweeps of `python -m roomjobs.upkeep`", at_least=1
    )
    streams: int = whole(
        "ROOMJOBS_STREAMS",
        64,
        "clients of server-sent events at once in one process, half of them of one owner; 0 in Lambda",
        at_least=0,
    )
    stream_seconds: int = whole(
        "ROOMJOBS_STREAM_SECONDS",
        55,
        "seconds after which a stream ends and its client asks anew",
        at_least=1,
    )
    max_body_bytes: int = whole(
        "ROOMJOBS_MAX_BODY_BYTES", 5_000_000, "bytes of a request's body, as sent and as inflated", at_least=1
    )
    max_walls: int = whole(
        "ROOMJOBS_MAX_WALLS",
        100_000,
        "walls of a plan within a request; an uploaded plan may have 1,000,000",
        at_least=1,
    )
    max_batch_plans: int = whole("ROOMJOBS_MAX_BATCH_PLANS", 10_000, "plans of one batch", at_least=1)
    max_upload_bytes: int = whole("ROOMJOBS_MAX_UPLOAD_BYTES", 200_000_000, "bytes of one upload", at_least=1)
    presign_seconds: int = whole(
        "ROOMJOBS_PRESIGN_SECONDS",
        3600,
        "seconds for which an address of a plan or a result is good",
        at_least=1,
    )
    page_dir: str | None = optional(
        "ROOMJOBS_PAGE_DIR", "folder of the built page; none where CloudFront serves it"
    )
    ecs_cluster: str | None = optional(
        "ROOMJOBS_ECS_CLUSTER",
        "where the workers run: the API [wakes them](scaling.md) there, and a worker asks there whether it "
        "is of the current deployment; none where there is no ECS",
    )
    ecs_service: str | None = optional("ROOMJOBS_ECS_SERVICE", "their service there")
    capacity: Capacity | None = parsed(
        "ROOMJOBS_CAPACITY",
        None,
        Capacity.parse,
        "the delay in seconds that is acceptable before a job begins, and the most workers, such as "
        "`delay:30 max:16`, for those who ask for workers. Workers ask for none",
    )

    ecs_large_service: str | None = optional(
        "ROOMJOBS_ECS_LARGE_SERVICE",
        "the service of the workers that take tasks from `ROOMJOBS_LARGE_QUEUE_URL` alone; none: those of "
        "`ROOMJOBS_ECS_SERVICE` take them",
    )
    large_capacity: Capacity | None = parsed(
        "ROOMJOBS_LARGE_CAPACITY", None, Capacity.parse, "as `ROOMJOBS_CAPACITY`, for these workers"
    )

    @property
    def lanes(self) -> Mapping[Lane, str]:
        """The address of the queue of each lane; lanes without a queue of their own use the first."""
        return {
            Lane.INTERACTIVE: self.queue_url,
            Lane.BATCH: self.batch_queue_url or self.queue_url,
            Lane.LARGE: self.large_queue_url or self.queue_url,
        }

    @property
    def own_lanes(self) -> Mapping[Lane, str]:
        """The address of the queue of each lane that shares it with none before it."""
        found: dict[Lane, str] = {}
        for lane, url in self.lanes.items():
            if url not in found.values():
                found[lane] = url
        return found

    @property
    def has_large_workers(self) -> bool:
        """Whether large plans have a service of their own."""
        return bool(self.ecs_large_service and self.large_capacity and self.large_queue_url)

    @property
    def queue_urls(self) -> tuple[str, ...]:
        """The addresses of all queues of tasks."""
        return tuple(dict.fromkeys(self.lanes.values()))

    @property
    def dead_letter_queue_urls(self) -> tuple[str, ...]:
        """The addresses of all dead-letter queues."""
        urls = (
            self.dead_letter_queue_url,
            self.batch_dead_letter_queue_url,
            self.large_dead_letter_queue_url,
        )
        return tuple(dict.fromkeys(url for url in urls if url))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read and check the settings.

        Raises
        ------
        ConfigurationError
            Naming every variable that is missing or wrong.
        """
        values, faults = read(cls, environ)
        if faults:
            raise ConfigurationError(faults)
        return cls(**values)


def settings_or_exit() -> Settings:
    """Read the settings of this process, or end it with what is missing, without a stack trace."""
    try:
        return Settings.from_environment(os.environ)
    except ConfigurationError as error:
        exit_with_configuration_error(error)


def exit_with_configuration_error(error: ConfigurationError) -> NoReturn:
    """End this process with what is missing or wrong."""
    sys.exit(f"{error}\nWith `make run`, `roomjobs env` prints them; docs/operate/settings.md explains each.")
