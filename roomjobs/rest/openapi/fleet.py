"""The paths of the fleet and of the timelines of jobs."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import JOB_ID, json_content, problems, query
from roomjobs.rest.routes.fleet import DEFAULT_MINUTES, MOST_MINUTES
from roomjobs.rest.routes.workers import MOST_PROCESSES
from roomjobs.rest.schemas.fleet import (
    Failures,
    FleetEvent,
    Metrics,
    QueuesOut,
    Scaling,
    Timeline,
    WorkerOut,
    Workers,
)
from roomjobs.rest.schemas.jobs import JobState

TYPES = (Failures, FleetEvent, Metrics, QueuesOut, Scaling, Timeline, WorkerOut, Workers)

_MINUTES = query(
    "minutes",
    {"type": "integer", "minimum": 1, "maximum": MOST_MINUTES, "default": DEFAULT_MINUTES},
    "how many, up to the present one",
)
_PROCESSES = query(
    "processes", {"type": "integer", "minimum": 1, "maximum": MOST_PROCESSES, "default": 1}, "how many"
)
_LAST_EVENT_ID = {
    "name": "Last-Event-ID",
    "in": "header",
    "description": "id of the last event received; it is not sent again",
    "schema": {"type": "string"},
}


def paths() -> dict[str, Any]:
    return {
        "/jobs/{job_id}/timeline": {
            "get": {
                "operationId": "getTimeline",
                "summary": "The attempts of a job with the times of their steps",
                "parameters": [JOB_ID],
                "responses": {
                    "200": {"description": "The attempts so far.", "content": json_content(Timeline)},
                    **problems(404, 503),
                },
            }
        },
        "/jobs/{job_id}/events": {
            "get": _events(
                "streamJob",
                "The state of a job now and at each change, up to its end",
                "Events named job; the data of each is what GET /jobs/{job_id} answers.",
                JOB_ID,
                204,
                404,
            )
        },
        "/fleet/events": {
            "get": _events(
                "streamFleet",
                "Workers, queues and the last two minutes, whenever they change",
                "Events named fleet; the data of each is a FleetEvent.",
            )
        },
        "/fleet/workers": {"get": _report("listWorkers", "The workers, as they answer", Workers)},
        "/fleet/queues": {"get": _report("getQueues", "How much waits, and for how long", QueuesOut)},
        "/fleet/metrics": {
            "get": _report("getMetrics", "What happened in each of the last minutes", Metrics, _MINUTES)
        },
        "/fleet/scaling": {
            "get": _report(
                "getScaling", "How many workers there were in each of the last minutes", Scaling, _MINUTES
            )
        },
        "/fleet/failures": {"get": _report("listFailures", "Why the last failed jobs failed", Failures)},
        "/fleet/workers/{name}:shutdown": {
            "post": {
                "operationId": "shutdownWorker",
                "summary": "Shut a worker down after its current jobs",
                "parameters": [_worker()],
                "responses": {"202": {"description": "The command was sent."}, **problems(404, 503)},
            }
        },
        "/fleet/workers/{name}:grow": {"post": _resize("growWorker", "Add processes to a worker")},
        "/fleet/workers/{name}:shrink": {"post": _resize("shrinkWorker", "Take processes from a worker")},
        "/fleet/jobs/{job_id}:revoke": {
            "post": {
                "operationId": "revokeJob",
                "summary": "Cancel a job and end the process that works on it at once",
                "parameters": [JOB_ID],
                "responses": {
                    "200": {"description": "The state of the job now.", "content": json_content(JobState)},
                    **problems(404, 409, 503),
                },
            }
        },
        "/metrics": {
            "get": {
                "operationId": "getExposition",
                "summary": "The figures for Prometheus",
                "responses": {
                    "200": {
                        "description": "Text in Prometheus's exposition format.",
                        "content": {"text/plain": {"schema": {"type": "string"}}},
                    },
                    **problems(503),
                },
            }
        },
    }


def _worker() -> dict[str, Any]:
    return {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}


def _report(name: str, summary: str, answer: type, *parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        **({"parameters": list(parameters)} if parameters else {}),
        "responses": {
            "200": {"description": summary + ".", "content": json_content(answer)},
            **problems(503),
        },
    }


def _resize(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [_worker(), _PROCESSES],
        "responses": {
            "200": {"description": "The worker with its new size.", "content": json_content(WorkerOut)},
            **problems(404, 409, 503, 504),
        },
    }


def _events(
    name: str, summary: str, description: str, parameter: dict[str, Any] | None = None, *statuses: int
) -> dict[str, Any]:
    ended = {"204": {"description": "The event with that id was the last one."}} if 204 in statuses else {}
    return {
        "operationId": name,
        "summary": summary,
        "description": (
            f"{description} The stream ends after a limited time; reconnect with the id of the last event. "
            "Where the service runs in Lambda, there are none: ask for the state instead."
        ),
        "parameters": [*([parameter] if parameter else []), _LAST_EVENT_ID],
        "responses": {
            "200": {
                "description": "Server-sent events.",
                "content": {"text/event-stream": {"schema": {"type": "string"}}},
            },
            **ended,
            **problems(*(status for status in statuses if status != 204), 501, 503),
        },
    }
