"""Settings from the environment, checked once at start."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, TypeVar

from roomjobs.fleet.wake_steps import WakeSteps

if TYPE_CHECKING:
    from collections.abc import Mapping

Choice = TypeVar("Choice", bound=str)


class ConfigurationError(Exception):
    """The environment lacks settings or holds wrong ones; the message lists them all."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("The environment is not complete:\n" + "\n".join(f"  {fault}" for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a process of this service has to know; the names of the variables stand in `from_environment`."""

    region: str
    input_bucket: str
    output_bucket: str
    jobs_table: str
    control_table: str
    queue_url: str
    dead_letter_queue_url: str
    ecs_cluster: str | None  # the cluster and service of the workers; None where nobody has to wake them
    ecs_service: str | None
    wake_steps: WakeSteps  # how many workers whoever wakes them asks for
    page_dir: str | None  # folder of the built page; None where CloudFront serves it
    health_file: str | None  # a worker renews it whenever it has asked for messages with success
    lease_seconds: int  # a worker that is silent for longer has lost its job, and its message
    wait_seconds: int  # how long a worker waits for a message; it may take that long to leave
    max_attempts: int  # claims of one job before it is given up
    job_seconds: int  # one attempt may take that long; its process is killed a lease later
    job_memory_mb: int  # a process that works on jobs may have that much
    resend_seconds: int  # silence after which the sweep sends a job again
    sweep_seconds: int  # from one sweep to the next, where a timer of our own does it
    retention_days: int  # a job and its objects are kept this long
    presign_seconds: int  # how long an address of a plan or a result is good
    max_walls: int  # of a plan within a request; one that was uploaded may have more
    max_batch_plans: int
    max_body_bytes: int
    max_upload_bytes: int
    metrics_linger_seconds: int  # what is counted is written that late; 0: at once, for Lambda
    streams: int  # server-sent events to that many clients of a process at once; each takes a thread; 0: none
    stream_seconds: int  # after which a client has to ask anew
    json_logs: bool  # whether log lines are JSON objects
    metrics_namespace: str | None  # of CloudWatch, for metrics by log lines; None: no such lines

    @property
    def queue_name(self) -> str:
        return self.queue_url.rsplit("/", 1)[-1]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """
        Read and check the settings.

        Raises
        ------
        ConfigurationError
            Naming every variable that is missing or wrong.
        """
        reader = Reader(environ)
        settings = cls(
            region=reader.text("AWS_REGION"),
            input_bucket=reader.text("S3_INPUT_BUCKET"),
            output_bucket=reader.text("S3_OUTPUT_BUCKET"),
            jobs_table=reader.text("DYNAMODB_TABLE"),
            control_table=reader.text("ROOMJOBS_CONTROL_TABLE"),
            queue_url=reader.text("SQS_QUEUE_URL"),
            dead_letter_queue_url=reader.text("ROOMJOBS_DEAD_LETTER_QUEUE_URL"),
            ecs_cluster=environ.get("ROOMJOBS_ECS_CLUSTER") or None,
            ecs_service=environ.get("ROOMJOBS_ECS_SERVICE") or None,
            wake_steps=reader.wake_steps("ROOMJOBS_WAKE_STEPS"),
            page_dir=environ.get("ROOMJOBS_PAGE_DIR") or None,
            health_file=environ.get("ROOMJOBS_HEALTH_FILE") or None,
            lease_seconds=reader.whole("ROOMJOBS_LEASE_SECONDS", 60, at_least=3),
            wait_seconds=reader.whole("ROOMJOBS_WAIT_SECONDS", 20, at_least=1, at_most=20),
            max_attempts=reader.whole("ROOMJOBS_MAX_ATTEMPTS", 4, at_least=1),
            job_seconds=reader.whole("ROOMJOBS_JOB_SECONDS", 600, at_least=1),
            job_memory_mb=reader.whole("ROOMJOBS_JOB_MEMORY_MB", 4096, at_least=256),
            resend_seconds=reader.whole("ROOMJOBS_RESEND_SECONDS", 300, at_least=1),
            sweep_seconds=reader.whole("ROOMJOBS_SWEEP_SECONDS", 60, at_least=1),
            retention_days=reader.whole("ROOMJOBS_RETENTION_DAYS", 30, at_least=1),
            presign_seconds=reader.whole("ROOMJOBS_PRESIGN_SECONDS", 3600, at_least=1),
            max_walls=reader.whole("ROOMJOBS_MAX_WALLS", 100_000, at_least=1),
            max_batch_plans=reader.whole("ROOMJOBS_MAX_BATCH_PLANS", 10_000, at_least=1),
            max_upload_bytes=reader.whole("ROOMJOBS_MAX_UPLOAD_BYTES", 200_000_000, at_least=1),
            max_body_bytes=reader.whole("ROOMJOBS_MAX_BODY_BYTES", 5_000_000, at_least=1),
            metrics_linger_seconds=reader.whole("ROOMJOBS_METRICS_LINGER_SECONDS", 5, at_least=0),
            streams=reader.whole("ROOMJOBS_STREAMS", 16, at_least=0),
            stream_seconds=reader.whole("ROOMJOBS_STREAM_SECONDS", 55, at_least=1),
            json_logs=reader.choice("ROOMJOBS_LOG_FORMAT", ("text", "json")) == "json",
            metrics_namespace=environ.get("ROOMJOBS_METRICS_NAMESPACE") or None,
        )
        if reader.faults:
            raise ConfigurationError(reader.faults)
        return settings


def settings_or_exit() -> Settings:
    """The settings of this process; it ends with what is missing or wrong, and without a stack trace."""
    try:
        return Settings.from_environment(os.environ)
    except ConfigurationError as error:
        exit_without(error)


def exit_without(error: ConfigurationError) -> NoReturn:
    """End this process with what is missing or wrong."""
    sys.exit(f"{error}\nWith `make run`, `roomjobs env` prints them; docs/operate/settings.md explains each.")


class Reader:
    """Reads variables and collects what is wrong, so that one start shows every fault."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.faults: list[str] = []

    def text(self, name: str) -> str:
        value = self._environ.get(name, "")
        if not value:
            self.faults.append(f"{name} is not set")
        return value

    def choice(self, name: str, allowed: tuple[Choice, ...]) -> Choice:
        """One of these words, the first where the variable is not set."""
        value = self._environ.get(name) or allowed[0]
        for each in allowed:
            if value == each:
                return each
        self.faults.append(f"{name} must be one of {', '.join(allowed)}, not {value!r}")
        return allowed[0]

    def wake_steps(self, name: str) -> WakeSteps:
        """Steps of the scaling; one worker, whatever waits, where the variable is not set."""
        try:
            return WakeSteps.parse(self._environ.get(name) or str(WakeSteps()))
        except ValueError as error:
            self.faults.append(f"{name} {error}")
            return WakeSteps()

    def whole(self, name: str, default: int, *, at_least: int, at_most: int | None = None) -> int:
        raw = self._environ.get(name) or str(default)
        try:
            value = int(raw)
        except ValueError:
            self.faults.append(f"{name} must be a whole number, not {raw!r}")
            return default
        if value < at_least:
            self.faults.append(f"{name} must be at least {at_least}, not {value}")
        if at_most is not None and value > at_most:
            self.faults.append(f"{name} must be at most {at_most}, not {value}")
        return value
