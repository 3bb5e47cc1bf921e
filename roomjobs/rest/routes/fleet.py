"""The routes of figures: how much waits, what happened in the last minutes, what failed and why."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from flask import Blueprint, Response, request

from roomjobs.fleet.alarms import alarms
from roomjobs.rest.access.principals import Scope
from roomjobs.rest.declarations import answers, declares, query, text
from roomjobs.rest.http import queries
from roomjobs.rest.http.access import require
from roomjobs.rest.http.responses import json_response
from roomjobs.rest.http.streams import Event
from roomjobs.rest.parameters import EVENTS, LAST_EVENT_ID
from roomjobs.rest.schemas import fleet as schemas

if TYPE_CHECKING:
    from roomjobs.fleet.prometheus import Exposition
    from roomjobs.fleet.report import FleetReport
    from roomjobs.fleet.workers import WorkerService
    from roomjobs.rest.http.streams import Streams

MOST_MINUTES = 1440
DEFAULT_MINUTES = 60
_MINUTES = query(
    "minutes",
    {"type": "integer", "minimum": 1, "maximum": MOST_MINUTES, "default": DEFAULT_MINUTES},
    "how many, up to the present one",
)
_EVENT_SECONDS = 2  # between two looks at the fleet


def blueprint(
    report: FleetReport, service: WorkerService, streams: Streams, exposition: Exposition
) -> Blueprint:
    """Routes over the figures of `report` and the workers at `service`."""
    routes = Blueprint("fleet", __name__)

    @routes.get("/fleet/queues")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.QueuesOut, "How much waits, and for how long."), refuses=(503,))
    def get_queues() -> Response:
        """How much waits, and for how long."""
        return json_response(schemas.queues(report.queues()))

    @routes.get("/fleet/metrics")
    @require(Scope.OPERATE)
    @declares(
        answers(200, schemas.Metrics, "What happened in each of the last minutes."),
        takes=(_MINUTES,),
        refuses=(503,),
    )
    def get_metrics() -> Response:
        """What happened in each of the last minutes."""
        return json_response(schemas.metrics(report.minutes(_minutes())))

    @routes.get("/fleet/scaling")
    @require(Scope.OPERATE)
    @declares(
        answers(200, schemas.Scaling, "How many workers there were in each of the last minutes."),
        takes=(_MINUTES,),
        refuses=(503,),
    )
    def get_scaling() -> Response:
        """How many workers there were in each of the last minutes."""
        return json_response(schemas.scaling(report.minutes(_minutes())))

    @routes.get("/fleet/failures")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.Failures, "Why the last failed jobs failed."), refuses=(503,))
    def list_failures() -> Response:
        """Why the last failed jobs failed."""
        return json_response(schemas.failures(report.failures()))

    @routes.get("/fleet/alarms")
    @require(Scope.OPERATE)
    @declares(answers(200, schemas.Alarms, "The alarms, and how they stand."), refuses=(503,))
    def list_alarms() -> Response:
        """The alarms of an environment, and which the figures of this moment would raise."""
        return json_response(schemas.alarms(alarms(report)))

    @routes.get("/fleet/events")
    @require(Scope.OPERATE)
    @declares(EVENTS, takes=(LAST_EVENT_ID,), refuses=(501, 503), events=schemas.FleetEvent)
    def stream_fleet() -> Response:
        """
        Workers, queues and the last two minutes, whenever they change.

        Events named fleet; the data of each is a FleetEvent. The stream ends after a limited time; reconnect
        with the id of the last event. Where the service runs in Lambda, there are none: ask for the state
        instead.
        """
        return streams.response("fleet", lambda: _snapshot(report, service), every=_EVENT_SECONDS)

    @routes.get("/metrics")
    @require(Scope.OPERATE)
    @declares(answers(200, text("text/plain"), "Text in Prometheus's exposition format."), refuses=(503,))
    def get_exposition() -> Response:
        """The figures for Prometheus."""
        return Response(exposition.text(), content_type="text/plain; version=0.0.4; charset=utf-8")

    return routes


def _snapshot(report: FleetReport, service: WorkerService) -> Event:
    seen = schemas.FleetEvent(
        workers=schemas.workers(service.listed()).workers,
        queues=schemas.queues(report.queues()),
        minutes=schemas.metrics(report.minutes(2)).minutes,
    )
    data = msgspec.json.encode(seen)
    return Event(hashlib.sha256(data).hexdigest()[:16], data)


def _minutes() -> int:
    return queries.whole(request.args, "minutes", default=DEFAULT_MINUTES, least=1, most=MOST_MINUTES)
