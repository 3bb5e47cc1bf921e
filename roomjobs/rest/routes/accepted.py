"""The response to a request that was accepted as a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs.rest.http.addresses import address
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.schemas import jobs as schemas

if TYPE_CHECKING:
    from flask import Response

    from roomjobs.jobs.job import Job


def job_accepted(job: Job) -> Response:
    """202 with the address of the job, and when to ask for it first."""
    response = json_response(schemas.accepted(job), 202)
    response.headers["Location"] = address(f"/jobs/{job.job_id}")
    response.headers["Retry-After"] = "1"
    return response
