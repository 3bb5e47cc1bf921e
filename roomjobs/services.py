"""The one place where the parts are wired together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs import aws
from roomjobs.job_table import JobTable
from roomjobs.plan_store import PlanStore

if TYPE_CHECKING:
    from roomjobs.config import Settings


def job_table(settings: Settings, clients: aws.Clients) -> JobTable:
    return JobTable(clients.dynamodb, settings.jobs_table, lease_seconds=settings.lease_seconds)


def plan_store(settings: Settings, clients: aws.Clients) -> PlanStore:
    return PlanStore(
        clients.s3,
        input_bucket=settings.input_bucket,
        output_bucket=settings.output_bucket,
        presign_seconds=settings.presign_seconds,
    )
