"""The routes of workers: the list of workers, and commands to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.fleet.workers import NoSuchWorkerError, SilentWorkerError, WorkerRefusedError
from roomjobs.jobs.job import task_id
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, query
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import require
from roomjobs.rest.http.problems import problem
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import fleet as schemas
from roomjobs.rest.schemas import jobs as job_schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.fleet.workers import WorkerService
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.store.table import JobTable

MOST_PROCESSES = 32  # to add or take at once
_PROCESSES = query(
    "processes", {"type": "integer", "minimum": 1, "maximum": MOST_PROCESSES, "default": 1}, "how many"
)
_RESIZED = answers(200, schemas.WorkerOut, "The worker with its new size.")


def blueprint(
    jobs: JobTable, result_url: Callable[[str], str], batches: BatchService, service: WorkerService
) -> Blueprint:
    """Routes over the workers at `service`, and the jobs in a table that they work on."""
    routes = Blueprint("workers", __name__, url_prefix="/fleet")

    @routes.get("/workers")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.Workers, "The workers, as they answer."), refuses=(503,))
    def list_workers() -> Response:
        """The workers, as they answer."""
        return json_response(schemas.workers(service.listed()))

    @routes.post("/workers/<name>:shutdown")
    @require(Scope.OPERATE)
    @declares(answers(202, None, "The command was sent."), refuses=(404, 503))
    def shutdown_worker(name: str) -> Response:
        """Shut a worker down after its current jobs."""
        service.shutdown(name)
        return Response(status=202)

    @routes.post("/workers/<name>:grow")
    @require(Scope.OPERATE)
    @declares(_RESIZED, takes=(_PROCESSES,), refuses=(404, 409, 503, 504))
    def grow_worker(name: str) -> Response:
        """Add processes to a worker."""
        return json_response(schemas.worker(service.grow(name, _processes())))

    @routes.post("/workers/<name>:shrink")
    @require(Scope.OPERATE)
    @declares(_RESIZED, takes=(_PROCESSES,), refuses=(404, 409, 503, 504))
    def shrink_worker(name: str) -> Response:
        """Take processes from a worker."""
        return json_response(schemas.worker(service.shrink(name, _processes())))

    @routes.post("/jobs/<job_id>:revoke")
    @require(Scope.OPERATE)
    @declares(answers(200, job_schemas.JobState, "The state of the job now."), refuses=(404, 409, 503))
    def revoke_job(job_id: str) -> Response:
        """Cancel a job and end the process that works on it at once."""
        job = batches.cancel_job(find_job(jobs, job_id).job_id)
        service.stop_task(task_id(job))
        return json_response(job_schemas.state(job, result_url))

    @routes.errorhandler(NoSuchWorkerError)
    def no_such_worker(error: NoSuchWorkerError) -> Response:
        return problem("not-found", str(error))

    @routes.errorhandler(SilentWorkerError)
    def silent(error: SilentWorkerError) -> Response:
        return problem("worker-silent", str(error))

    @routes.errorhandler(WorkerRefusedError)
    def refused(error: WorkerRefusedError) -> Response:
        return problem("conflict", str(error))

    return routes


def _processes() -> int:
    return queries.whole(request.args, "processes", default=1, least=1, most=MOST_PROCESSES)
