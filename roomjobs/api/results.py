"""The routes of what belongs to a job: its plan and its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, abort

from roomjobs.api.access import require
from roomjobs.api.lookup import find_job
from roomjobs.api.responses import to_object
from roomjobs.principals import Scope

if TYPE_CHECKING:
    from roomjobs.services import Stores


def blueprint(stores: Stores) -> Blueprint:
    """Routes over the plans and results in `stores`."""
    routes = Blueprint("results", __name__)

    @routes.get("/jobs/<job_id>/plan")
    @require(Scope.READ)
    def get_plan(job_id: str) -> Response:
        """The plan of a job, from S3."""
        return to_object(stores.plans.plan_url(find_job(stores.table, job_id).input_s3_key))

    @routes.get("/jobs/<job_id>/result")
    @require(Scope.READ)
    def get_result(job_id: str) -> Response:
        """The result of a completed job, from S3."""
        job = find_job(stores.table, job_id)
        if job.output_s3_key is None:
            reason = f" ({job.error_message})" if job.error_message else ""
            abort(409, f"The job is {job.status}{reason}: only a completed job has a result.")
        return to_object(stores.plans.result_url(job.output_s3_key))

    return routes
