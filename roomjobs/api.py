"""
Requests come in: the Flask app, and the handlers of API Gateway's Lambdas, which call the same app.

Submitting and asking for a state are functions of their own, with rights, memory and figures of their own.
"""

from __future__ import annotations

import gc
import os
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from roomjobs import services, tasks
from roomjobs.config import ConfigurationError, Settings, exit_with_configuration_error
from roomjobs.fleet.prometheus import Exposition
from roomjobs.fleet.report import FleetReport
from roomjobs.fleet.telemetry import logs
from roomjobs.fleet.workers import WorkerService
from roomjobs.jobs.dead_letters import DeadLetterService
from roomjobs.jobs.store.task_queue import TaskQueue
from roomjobs.plans.uploads import Uploads
from roomjobs.rest import api_gateway
from roomjobs.rest.access.authenticator import Authenticator
from roomjobs.rest.access.key_set import KeySet
from roomjobs.rest.access.web_tokens import WebTokens
from roomjobs.rest.http import (
    access,
    addresses,
    admission,
    compression,
    cors,
    problems,
    queries,
    rate_limits,
    requests,
)
from roomjobs.rest.http.cursors import Cursors
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.rest.http.streams import Streams
from roomjobs.rest.http.waiting import WaitingRoom
from roomjobs.rest.routes import (
    about,
    batch_lists,
    batches,
    dead_letters,
    erasures,
    fleet,
    health,
    jobs,
    page,
    plans,
    results,
    submissions,
    timelines,
    uploads,
    workers,
)
from roomjobs.rest.server.front import Front

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery
    from flask import Blueprint

    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.retry import Retries
    from roomjobs.jobs.submission import Submission
    from roomjobs.rest.api_gateway import Event


class Api(Flask):
    """The app together with what its routes are made of."""

    stores: services.Stores
    celery: Celery
    submission: Submission
    retries: Retries
    batches: BatchService


def create_app(settings: Settings | None = None, api_settings: ApiSettings | None = None) -> Api:
    """
    Build the app; what is not given is read from the environment.

    Without settings, the app is taken to be all that this process does, and what it is made of is kept from
    the garbage collector, which would go through it, for tens of milliseconds, in the midst of a request. It
    ends when its environment is not complete.

    Raises
    ------
    roomjobs.config.ConfigurationError
        The settings of the API are wrong.
    """
    is_alone = settings is None
    try:
        settings = settings or Settings.from_environment(os.environ)
        api_settings = api_settings or ApiSettings.from_environment(os.environ, sys.argv)
    except ConfigurationError as error:
        if is_alone:
            exit_with_configuration_error(error)
        raise
    if settings.json_logs:
        logs.configure()
    celery = tasks.create_celery(settings)
    app = Api(__name__, static_folder=None, template_folder="rest/templates")
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.url_map.strict_slashes = False
    app.celery = celery
    app.stores = services.connect(settings)
    app.submission = services.submission(settings, app.stores, celery)
    app.retries = services.retries(settings, app.stores, celery)
    app.batches = services.batch_service(settings, app.stores, celery)
    requests.register(app)
    cors.register(app, api_settings.cors_origins)
    problems.register(app)
    access.register_entrance(app, api_settings)
    for routes in _blueprints(app, settings, api_settings):
        app.register_blueprint(routes)
    # After the page's, whose addresses show it to browsers before anybody asks for a token.
    access.register(app, api_settings, _authenticator(app, api_settings).principal_of)
    rate_limits.register(app, api_settings.requests_per_minute)
    queries.register(app)
    admission.register(app)
    compression.register(app)
    addresses.register(app, api_settings)
    if is_alone:
        gc.freeze()
    return app


def create_server() -> Front:
    """Build what granian serves: the app behind a front that waits for slow clients in its place."""
    app = create_app()
    return Front(app, most_bytes=app.config["MAX_CONTENT_LENGTH"])


def _blueprints(app: Api, settings: Settings, api_settings: ApiSettings) -> list[Blueprint]:
    stores = app.stores
    waiting = WaitingRoom(seats=api_settings.waiting_seats, longest=api_settings.longest_wait_seconds)
    cursors = Cursors(stores.cursor_secret)
    streams = Streams(at_most=settings.streams, seconds=settings.stream_seconds)
    routes = [
        submissions.blueprint(stores, app.submission, waiting),
        jobs.blueprint(
            stores,
            app.retries,
            app.batches,
            cursors,
            waiting,
            presign_seconds=settings.presign_seconds,
        ),
        plans.blueprint(max_walls=settings.max_walls, max_bytes=settings.max_body_bytes),
        results.blueprint(stores),
        timelines.blueprint(stores, streams),
        uploads.blueprint(Uploads(stores.plans), max_bytes=settings.max_upload_bytes),
        erasures.blueprint(stores.table, stores.batches, services.erasure(stores, app.batches)),
        batch_lists.blueprint(stores.batches, stores.plans, cursors),
        batches.blueprint(stores, app.batches, max_plans=settings.max_batch_plans),
        health.blueprint(stores),
        about.blueprint(),
        dead_letters.blueprint(
            DeadLetterService(stores.dead_letters, stores.table, app.batches), app.retries
        ),
        *_fleet(app, streams),
    ]
    if settings.page_dir:
        routes.append(page.blueprint(Path(settings.page_dir)))
    return routes


def _authenticator(app: Api, settings: ApiSettings) -> Authenticator:
    web_tokens = None
    if settings.jwks_url and settings.jwt_issuer and settings.jwt_audience:
        web_tokens = WebTokens(
            KeySet(settings.jwks_url), settings.jwt_issuer, settings.jwt_audience, settings.jwt_scope_prefix
        )
    return Authenticator(app.stores.tokens.principal, web_tokens)


def _fleet(app: Api, streams: Streams) -> list[Blueprint]:
    stores = app.stores
    report = FleetReport(
        tasks=stores.queue,
        dead_letters=TaskQueue(stores.dead_letters.sqs, stores.dead_letters.url),
        index=stores.index,
        listing=stores.listing,
        minutes=stores.minutes,
    )
    service = WorkerService(app.celery, stores.workers)
    return [
        fleet.blueprint(report, service, streams, Exposition(report, service)),
        workers.blueprint(stores, app.batches, service),
    ]


def create_job(event: Event, context: object) -> Event:
    """Answer `POST /jobs`."""
    return _answer(event, context)


def get_status(event: Event, context: object) -> Event:
    """Answer `GET /jobs/{job_id}`."""
    return _answer(event, context)


def api(event: Event, context: object) -> Event:
    """Answer all other routes."""
    return _answer(event, context)


def _answer(event: Event, context: object) -> Event:
    return api_gateway.fitting(_handler()(api_gateway.prepared(event), context), event)


@cache
def _handler() -> Callable[[Event, object], Event]:
    """Made on the first call and kept while Lambda keeps the process."""
    from apig_wsgi import make_lambda_handler  # noqa: PLC0415 - no other server needs it

    handler: Callable[[Event, object], Event] = make_lambda_handler(
        create_app(), binary_support=True, non_binary_content_type_prefixes=api_gateway.TEXT_TYPES
    )
    return handler
