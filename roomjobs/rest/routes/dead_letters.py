"""The routes for operators: what the workers left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from flask import Blueprint, Response, abort, request

from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, query
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.schemas import dead_letters as schemas

if TYPE_CHECKING:
    from collections.abc import Callable

    from roomjobs.jobs.dead_letters import DeadLetterService
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.retry import Retries
    from roomjobs.jobs.store.dead_letter_queue import DeadLetter

_REDRIVEN = answers(200, schemas.Redriven, "The redriven letters.")


def blueprint(service: DeadLetterService, retries: Retries) -> Blueprint:
    """Routes that deal with the dead letters of `service`."""
    routes = Blueprint("dead_letters", __name__, url_prefix="/fleet")

    @routes.get("/dead-letters")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.DeadLetters, "Oldest first."), refuses=(503,))
    def list_dead_letters() -> Response:
        """The dead letters."""
        letters = [schemas.dead_letter(letter, job) for letter, job in service.listed()]
        return json_response(
            schemas.DeadLetters(dead_letters=letters, is_complete=len(letters) < service.queue.at_most)
        )

    @routes.get("/dead-letters/<message_id>")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.DeadLetterOut, "The letter."), refuses=(404, 503))
    def get_dead_letter(message_id: str) -> Response:
        """One dead letter."""
        found = [each for each in service.listed() if each[0].message_id == message_id]
        return json_response(schemas.dead_letter(*(found or _no_such_letter(message_id))[0]))

    @routes.post("/dead-letters/redrive")
    @require(Scope.OPERATE)
    @declares(_REDRIVEN, takes=(query("fingerprint", {"type": "string"}),), refuses=(503,))
    def redrive_dead_letters() -> Response:
        """Retry the jobs of all dead letters, or of those with one fingerprint."""
        wanted = _failed_with(queries.text(request.args, "fingerprint", at_most=100))
        return json_response(schemas.Redriven(message_ids=service.redrive(wanted, retries.retry)))

    @routes.post("/dead-letters/<message_id>/redrive")
    @require(Scope.OPERATE)
    @declares(_REDRIVEN, refuses=(404, 503))
    def redrive_dead_letter(message_id: str) -> Response:
        """Retry the job of one dead letter."""
        redriven = service.redrive(lambda letter, _job: letter.message_id == message_id, retries.retry)
        return json_response(schemas.Redriven(message_ids=redriven or _no_such_letter(message_id)))

    @routes.delete("/dead-letters/<message_id>")
    @require(Scope.OPERATE)
    @declares(answers(204, None, "Deleted."), refuses=(404, 503))
    def delete_dead_letter(message_id: str) -> Response:
        """Delete a dead letter for good; its job stays failed."""
        if not service.delete(message_id):
            _no_such_letter(message_id)
        return Response(status=204)

    return routes


def _failed_with(fingerprint: str | None) -> Callable[[DeadLetter, Job | None], bool]:
    return lambda _letter, job: (
        fingerprint is None or (job is not None and job.error_fingerprint == fingerprint)
    )


def _no_such_letter(message_id: str) -> NoReturn:
    abort(
        404,
        f"There is no dead letter {message_id[:40]} that could be dealt with; if it is listed, somebody else "
        "looks at it in this moment, or it has no job to retry.",
    )
