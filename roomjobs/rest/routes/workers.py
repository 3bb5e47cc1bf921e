"""The routes of workers: the list of workers, and commands to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from roomjobs.fleet.workers import NoSuchWorkerError, SilentWorkerError, WorkerRefusedError
from roomjobs.jobs.job import task_id
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import require
from roomjobs.rest.http.problems import problem
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.routes.lookup import find_job
from roomjobs.rest.schemas import fleet as schemas
from roomjobs.rest.schemas import jobs as job_schemas

if TYPE_CHECKING:
    from roomjobs.fleet.workers import WorkerService
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.services import Stores

MOST_PROCESSES = 32  # to add or take at once


def blueprint(stores: Stores, batches: BatchService, service: WorkerService) -> Blueprint:
    """Routes over the workers at `service`."""
    routes = Blueprint("workers", __name__, url_prefix="/fleet")

    @routes.get("/workers")
    @require(Scope.OPERATE)
    def list_workers() -> Response:
        """The workers by name, as they answer; up to three seconds old."""
        return json_response(schemas.workers(service.listed()))

    @routes.post("/workers/<name>:shutdown")
    @require(Scope.OPERATE)
    def shutdown_worker(name: str) -> Response:
        """Shut a worker down after its current jobs."""
        service.shutdown(name)
        return Response(status=202)

    @routes.post("/workers/<name>:grow")
    @require(Scope.OPERATE)
    @queries.takes("processes")
    def grow_worker(name: str) -> Response:
        """Add processes to the pool of a worker."""
        return json_response(schemas.worker(service.grow(name, _processes())))

    @routes.post("/workers/<name>:shrink")
    @require(Scope.OPERATE)
    @queries.takes("processes")
    def shrink_worker(name: str) -> Response:
        """Take processes from the pool of a worker."""
        return json_response(schemas.worker(service.shrink(name, _processes())))

    @routes.post("/jobs/<job_id>:revoke")
    @require(Scope.OPERATE)
    def revoke_job(job_id: str) -> Response:
        """Cancel a job and end the process that works on it at once."""
        job = stores.table.cancel(find_job(stores.table, job_id).job_id)
        service.stop_task(task_id(job))
        batches.notify_safely(job)
        return json_response(job_schemas.state(job, stores.plans.result_url))

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
