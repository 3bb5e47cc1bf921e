"""The paths of batches."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import (
    BATCH_ID,
    KEY,
    PAGE,
    header,
    json_content,
    problems,
    redirect,
    reference,
    request_header,
)
from roomjobs.rest.schemas.batches import BatchAccepted, Batches, BatchJobs, BatchState, Plans, UploadedPlans

TYPES = (Plans, UploadedPlans, BatchAccepted, BatchState, Batches, BatchJobs)


def paths() -> dict[str, Any]:
    return {
        "/batches": {"post": _create(), "get": _list()},
        "/batches/{batch_id}": {
            "get": {
                "operationId": "getBatch",
                "summary": "The state of a batch",
                "parameters": [BATCH_ID],
                "responses": {
                    "200": {"description": "The state of the batch.", "content": json_content(BatchState)},
                    **problems(404, 503),
                },
            }
        },
        "/batches/{batch_id}/jobs": {
            "get": {
                "operationId": "listBatchJobs",
                "summary": "The jobs of a batch, in the order of its plans",
                "parameters": [
                    BATCH_ID,
                    *PAGE,
                ],
                "responses": {
                    "200": {"description": "A page of jobs.", "content": json_content(BatchJobs)},
                    **problems(404, 503),
                },
            }
        },
        "/batches/{batch_id}/cancel": {
            "post": {
                "operationId": "cancelBatch",
                "summary": "Cancel all jobs of a batch that have not ended",
                "parameters": [BATCH_ID],
                "responses": {
                    "200": {"description": "The batch now.", "content": json_content(BatchState)},
                    **problems(404, 409, 503),
                },
            }
        },
        "/batches/{batch_id}/result": {
            "get": {
                "operationId": "getBatchResult",
                "summary": "A ZIP with summary.csv and the results of all completed jobs, from S3",
                "parameters": [BATCH_ID],
                "responses": {"307": redirect(), **problems(404, 409, 503)},
            }
        },
    }


def _create() -> dict[str, Any]:
    binary = {"schema": {"type": "string", "format": "binary"}}
    return {
        "operationId": "createBatch",
        "summary": "Submit many plans at once",
        "parameters": [
            {"name": "name", "in": "query", "schema": {"type": "string", "maxLength": 200}},
            request_header(
                "Cache-Control", "no-cache: work on each plan even if an equal one has been worked on"
            ),
            KEY,
        ],
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": {"anyOf": [reference(Plans), reference(UploadedPlans)]}},
                "application/x-ndjson": {"schema": {"type": "string", "description": "a plan per line"}},
                "application/zip": binary,
            },
        },
        "responses": {
            "202": {
                "description": "The batch was accepted.",
                "headers": {
                    "Location": header("string", "Address of the batch"),
                    "Retry-After": header("integer", "Seconds after which to ask for the first time"),
                },
                "content": json_content(BatchAccepted),
            },
            **problems(409, 408, 413, 415, 422, 503),
        },
    }


def _list() -> dict[str, Any]:
    return {
        "operationId": "listBatches",
        "summary": "The batches, newest first, in pages",
        "parameters": PAGE,
        "responses": {
            "200": {"description": "A page of batches.", "content": json_content(Batches)},
            **problems(503),
        },
    }
