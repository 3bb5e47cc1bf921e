"""The paths of dead letters."""

from __future__ import annotations

from typing import Any

from roomjobs.rest.openapi.parts import json_content, problems
from roomjobs.rest.schemas.dead_letters import DeadLetterOut, DeadLetters, Redriven

TYPES = (DeadLetters, DeadLetterOut, Redriven)


def paths() -> dict[str, Any]:
    letter = {"name": "message_id", "in": "path", "required": True, "schema": {"type": "string"}}
    fingerprint = {"name": "fingerprint", "in": "query", "schema": {"type": "string"}}
    redriven = {"200": {"description": "The redriven letters.", "content": json_content(Redriven)}}
    return {
        "/fleet/dead-letters": {
            "get": {
                "operationId": "listDeadLetters",
                "summary": "The dead letters",
                "responses": {
                    "200": {"description": "Oldest first.", "content": json_content(DeadLetters)},
                    **problems(503),
                },
            }
        },
        "/fleet/dead-letters/redrive": {
            "post": {
                "operationId": "redriveDeadLetters",
                "summary": "Retry the jobs of all dead letters, or of those with one fingerprint",
                "parameters": [fingerprint],
                "responses": {**redriven, **problems(503)},
            }
        },
        "/fleet/dead-letters/{message_id}": {
            "parameters": [letter],
            "get": {
                "operationId": "getDeadLetter",
                "summary": "One dead letter",
                "responses": {
                    "200": {"description": "The letter.", "content": json_content(DeadLetterOut)},
                    **problems(404, 503),
                },
            },
            "delete": {
                "operationId": "deleteDeadLetter",
                "summary": "Delete a dead letter for good; its job stays failed",
                "responses": {"204": {"description": "Deleted."}, **problems(404, 503)},
            },
        },
        "/fleet/dead-letters/{message_id}/redrive": {
            "post": {
                "operationId": "redriveDeadLetter",
                "summary": "Retry the job of one dead letter",
                "parameters": [letter],
                "responses": {**redriven, **problems(404, 503)},
            }
        },
    }
