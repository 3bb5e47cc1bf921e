"""The one place where the stores are wired to AWS and to the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roomjobs import aws
from roomjobs.job_table import JobTable
from roomjobs.plan_store import PlanStore

if TYPE_CHECKING:
    from roomjobs.config import Settings


class Stores(NamedTuple):
    """Where jobs and their documents are."""

    table: JobTable
    plans: PlanStore


def connect(settings: Settings) -> Stores:
    """Open the stores; thread-safe, but not to be shared across a fork."""
    clients = aws.connect(settings.region)
    return Stores(
        table=JobTable(clients.dynamodb, settings.jobs_table, lease_seconds=settings.lease_seconds),
        plans=PlanStore(
            clients.s3,
            input_bucket=settings.input_bucket,
            output_bucket=settings.output_bucket,
            presign_seconds=settings.presign_seconds,
        ),
    )
