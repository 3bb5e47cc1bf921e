"""The result of a job in the formats of other programs, rendered when somebody asks for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from detection.exporters import render

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.plans.store import PlanStore

TYPE_OF = {
    "json": "application/json",
    "geojson": "application/geo+json",
    "svg": "image/svg+xml",
    "dxf": "image/vnd.dxf",
    "pdf": "application/pdf",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gbxml": "application/gbxml+xml",
}
BINARY = ("xlsx", "pdf")
MOST_BYTES = 10_000_000  # of a result, and of its plan: what an API may spend a second or two on

_USE_THE_PLAN = {"svg", "dxf", "pdf", "geojson"}  # its walls, or where on earth it lies


def rendered(store: PlanStore, job: Job, suffix: str) -> bytes:
    """
    The result of a completed job.

    Raises
    ------
    roomjobs.plans.store.TooLargeError
        The result or its plan is larger than `MOST_BYTES`.
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        S3 refused.
    """
    result = msgspec.json.decode(store.read_result(job.output_s3_key or "", at_most=MOST_BYTES))
    plan = None
    if suffix in _USE_THE_PLAN and job.plan_at is not None:
        plan = msgspec.json.decode(store.read_plan(job.plan_at, at_most=MOST_BYTES))
    return render(suffix, result, plan)
