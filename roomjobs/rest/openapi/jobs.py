"""The paths of jobs."""

from __future__ import annotations

from typing import Any

from roomjobs.jobs.job import JobStatus
from roomjobs.rest.http.queries import LATEST
from roomjobs.rest.openapi.parts import (
    JOB_ID,
    KEY,
    PAGE,
    TWO_ROOMS,
    header,
    json_content,
    problems,
    query,
    redirect,
    reference,
    request_header,
)
from roomjobs.rest.result_formats import TYPE_OF
from roomjobs.rest.schemas.jobs import JobAccepted, JobPage, JobState
from roomjobs.rest.schemas.plans import Plan
from roomjobs.rest.schemas.results import Result
from roomjobs.rest.schemas.uploads import UploadedPlan

TYPES = (Plan, JobAccepted, JobState, JobPage, Result)

_TIME = {
    "anyOf": [{"type": "number", "minimum": 0, "maximum": LATEST}, {"type": "string", "format": "date-time"}]
}
_FILTERS = [
    query(
        "status",
        {"type": "array", "items": {"type": "string", "enum": list(JobStatus)}},
        "may be given several times; without it, jobs of every status",
    ),
    query("owner", {"type": "string", "minLength": 1, "maxLength": 200}, "who submitted them"),
    query("error", {"type": "string", "minLength": 1, "maxLength": 100}, "the fingerprint they failed with"),
    query(
        "batch",
        {"type": "string", "pattern": "^batch_[0-9a-f]{32}$"},
        "of this batch, the last of its plans first",
    ),
    query("created_after", _TIME, "submitted then or later; Unix seconds or RFC 3339"),
    query("created_before", _TIME, "submitted before; Unix seconds or RFC 3339"),
    *PAGE,
]

_FRESH = request_header("Cache-Control", "no-cache: work on the plan even if an equal one has been worked on")
_WAIT = request_header(
    "Prefer",
    "wait=N: answer when the job has ended (with If-None-Match: has changed), after N seconds at the latest",
)
_ADDRESS = {"Location": header("string", "Address of the job")}
_APPLIED = {"Preference-Applied": header("string", "wait=N, if it was waited for")}


_IF_NONE_MATCH = request_header("If-None-Match", "the ETag of what is known")


def paths() -> dict[str, Any]:
    return {
        "/jobs": {
            "get": {
                "operationId": "listJobs",
                "summary": "The jobs, newest first, in pages",
                "parameters": _FILTERS,
                "responses": {
                    "200": {"description": "A page of jobs.", "content": json_content(JobPage)},
                    **problems(503),
                },
            },
            "post": {
                "operationId": "createJob",
                "summary": "Submit a plan or an uploaded file",
                "parameters": [_FRESH, KEY, _WAIT],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {"anyOf": [reference(Plan), reference(UploadedPlan)]},
                            "examples": {"two rooms": {"value": TWO_ROOMS}},
                        }
                    },
                },
                "responses": {
                    "200": {
                        "description": "The plan was accepted, and its job has ended within the wait.",
                        "headers": {**_ADDRESS, **_APPLIED},
                        "content": json_content(JobState),
                    },
                    "202": {
                        "description": "The plan was accepted.",
                        "headers": {
                            **_ADDRESS,
                            **_APPLIED,
                            "Retry-After": header("integer", "Seconds after which to ask for the first time"),
                            "Idempotency-Replayed": header("string", "true: this was answered before"),
                        },
                        "content": json_content(JobAccepted),
                    },
                    **problems(409, 408, 413, 415, 422, 503),
                },
            },
        },
        "/jobs/{job_id}": {
            "get": {
                "operationId": "getJob",
                "summary": "The state of a job",
                "parameters": [
                    JOB_ID,
                    _IF_NONE_MATCH,
                    _WAIT,
                ],
                "responses": {
                    "200": {
                        "description": "The state of the job.",
                        "headers": {"ETag": header("string", "Changes with the state"), **_APPLIED},
                        "content": json_content(JobState),
                    },
                    "304": {"description": "The state has not changed since that ETag."},
                    **problems(404, 503),
                },
            }
        },
        "/jobs/{job_id}/plan": {
            "get": {
                "operationId": "getPlan",
                "summary": "The plan of a job, from S3",
                "parameters": [JOB_ID],
                "responses": {"307": redirect(), **problems(404, 409, 503)},
            }
        },
        "/jobs/{job_id}/result": {
            "get": {
                "operationId": "getResult",
                "summary": "The result of a completed job: JSON from S3, or as Accept asks",
                "parameters": [JOB_ID, _IF_NONE_MATCH],
                "responses": {**_result(), **problems(404, 406, 409, 422, 503)},
            }
        },
        "/jobs/{job_id}/result.{suffix}": {
            "get": {
                "operationId": "getResultAs",
                "summary": "The result in the format that the suffix names",
                "parameters": [
                    JOB_ID,
                    {"name": "suffix", "in": "path", "required": True, "schema": {"enum": list(TYPE_OF)}},
                    _IF_NONE_MATCH,
                ],
                "responses": {**_result(), **problems(404, 409, 422, 503)},
            }
        },
        "/jobs/{job_id}/cancel": {"post": _change("cancelJob", "Cancel a pending or processing job")},
        "/jobs/{job_id}/retry": {"post": _change("retryJob", "Retry a failed job")},
    }


def _change(name: str, summary: str) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [JOB_ID],
        "responses": {
            "200": {"description": "The state of the job now.", "content": json_content(JobState)},
            **problems(404, 409, 503),
        },
    }


def _result() -> dict[str, Any]:
    formats = [type_ for type_ in TYPE_OF.values() if type_ != "application/json"]
    return {
        "200": {
            "description": "The rooms, with the walls of their plan in SVG and DXF.",
            "headers": {
                "ETag": header("string", "Changes with the result"),
                "Content-Disposition": header("string", "Name of a file to keep it in"),
            },
            "content": {
                "application/json": {"schema": reference(Result)},  # of the object that 307 leads to
                **{type_: {"schema": {"type": "string"}} for type_ in formats},
            },
        },
        "304": {"description": "The result has not changed since that ETag."},
        "307": redirect(),
    }
