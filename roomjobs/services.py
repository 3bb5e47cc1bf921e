"""The one place where the stores are wired to AWS and to the settings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from roomjobs import aws
from roomjobs.dead_letters import DeadLetterQueue
from roomjobs.job_index import JobIndex
from roomjobs.job_listing import JobListing
from roomjobs.job_table import JobTable
from roomjobs.operations import Operations
from roomjobs.plan_store import PlanStore
from roomjobs.result_cache import ResultCache
from roomjobs.shared_secret import shared_secret
from roomjobs.task_queue import TaskQueue
from roomjobs.telemetry.emf import EmfLog
from roomjobs.telemetry.minutes import MinuteTable
from roomjobs.telemetry.recorder import Recorder
from roomjobs.token_table import TokenTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.config import Settings


@dataclass(frozen=True, slots=True)
class Stores:
    """Where jobs and their documents are."""

    table: JobTable
    index: JobIndex
    listing: JobListing
    cache: ResultCache
    plans: PlanStore
    queue: TaskQueue
    dead_letters: DeadLetterQueue
    tokens: TokenTable
    operations: Operations
    minutes: MinuteTable
    recorder: Recorder
    cursor_secret: Callable[[], bytes]


def connect(settings: Settings) -> Stores:
    """Open the stores; thread-safe, but not to be shared across a fork."""
    clients = aws.connect(settings.region)
    minutes = MinuteTable(clients.dynamodb, settings.control_table)
    recorder = Recorder(
        minutes,
        linger=settings.metrics_linger_seconds,
        emf=EmfLog(settings.metrics_namespace) if settings.metrics_namespace else None,
    )
    return Stores(
        table=JobTable(
            clients.dynamodb,
            settings.jobs_table,
            lease_seconds=settings.lease_seconds,
            observe=recorder.job_changed,
        ),
        index=JobIndex(clients.dynamodb, settings.jobs_table),
        listing=JobListing(clients.dynamodb, settings.jobs_table),
        cache=ResultCache(clients.dynamodb, settings.jobs_table),
        plans=PlanStore(
            clients.s3,
            input_bucket=settings.input_bucket,
            output_bucket=settings.output_bucket,
            presign_seconds=settings.presign_seconds,
        ),
        queue=TaskQueue(clients.sqs, settings.queue_url),
        dead_letters=DeadLetterQueue(clients.sqs, settings.dead_letter_queue_url),
        tokens=TokenTable(clients.dynamodb, settings.jobs_table),
        minutes=minutes,
        recorder=recorder,
        operations=Operations(clients.dynamodb, settings.jobs_table),
        cursor_secret=partial(shared_secret, clients.dynamodb, settings.jobs_table, "cursors"),
    )
