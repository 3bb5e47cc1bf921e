"""
Requests come in: the Flask app, and the handlers of API Gateway's Lambdas, which call the same app.

Submitting and asking for a state are functions of their own, with rights, memory and figures of their own.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Flask

from roomjobs import services, sqs, tasks
from roomjobs.config import ConfigurationError, Settings, exit_with_configuration_error
from roomjobs.fleet.telemetry import logs
from roomjobs.rest import api_gateway
from roomjobs.rest import stores as api_stores
from roomjobs.rest.access.authenticator import authenticator
from roomjobs.rest.http import (
    access,
    addresses,
    admission,
    compression,
    cors,
    preconditions,
    problems,
    queries,
    rate_limits,
    requests,
)
from roomjobs.rest.http.settings import ApiSettings
from roomjobs.rest.routes import Parts, blueprints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

    from celery import Celery

    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.retry import Retries
    from roomjobs.jobs.submission import Submission
    from roomjobs.rest.api_gateway import Event
    from roomjobs.rest.server.front import Front
    from roomjobs.rest.stores import ApiStores

NO_PLACE = {  # settings of an app that only tells what its routes are
    "AWS_REGION": "us-east-1",
    "S3_INPUT_BUCKET": "input",
    "S3_OUTPUT_BUCKET": "output",
    "DYNAMODB_TABLE": "jobs",
    "ROOMJOBS_CONTROL_TABLE": "control",
    "SQS_QUEUE_URL": "https://sqs.invalid/000000000000/tasks",
    "ROOMJOBS_DEAD_LETTER_QUEUE_URL": "https://sqs.invalid/000000000000/dead",
}
_OPEN_FILES = 20_000  # more than the connections that the server is started for


class Api(Flask):
    """The app together with what its routes are made of."""

    stores: services.Stores
    api_stores: ApiStores
    celery: Celery
    submission: Submission
    retries: Retries
    batches: BatchService
    store_seconds: int

    def wsgi_app(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, which waits for stores and queues only so long, over all calls."""
        reserve = self.store_seconds / 4
        with sqs.time_budget(self.store_seconds - reserve, reserve):
            return super().wsgi_app(environ, start_response)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take every function as it is: none is a coroutine, and to look costs a twentieth of a poll."""
        return func


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
    app.config["TRUSTED_PROXIES"] = api_settings.trusted_proxies
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # werkzeug would lead to an address made of the header Host
    app.celery = celery
    app.store_seconds = api_settings.store_seconds
    clients = services.open_clients(settings.region)
    app.stores = services.connect(settings, clients)
    app.api_stores = api_stores.connect(clients, settings.jobs_table)
    app.submission = services.submission(settings, app.stores, celery)
    app.retries = services.retries(settings, app.stores, celery)
    app.batches = services.batch_service(settings, app.stores, celery)
    requests.register(app)
    cors.register(app, api_settings.cors_origins)
    problems.register(app)
    access.register_entrance(app, api_settings)
    parts = Parts(
        settings=settings,
        api_settings=api_settings,
        stores=app.stores,
        api_stores=app.api_stores,
        celery=celery,
        submission=app.submission,
        retries=app.retries,
        batch_acceptance=services.batch_acceptance(settings, app.stores, celery),
        batches=app.batches,
    )
    for routes in blueprints(parts):
        app.register_blueprint(routes)
    # After the page's, whose addresses show it to browsers before anybody asks for a token.
    access.register(app, api_settings, authenticator(app.api_stores.tokens, api_settings).principal_of)
    rate_limits.register(app, api_settings.requests_per_minute)
    queries.register(app)
    preconditions.register(app)
    admission.register(app)
    compression.register(app)
    addresses.register(app, api_settings)
    if is_alone:
        gc.freeze()
    return app


def create_server() -> Front:
    """Build what granian serves: the app behind a front that waits for slow clients in its place."""
    from roomjobs.rest.server.front import Front  # noqa: PLC0415 - no Lambda needs it, nor asyncio

    app = create_app()
    proxies = app.config["TRUSTED_PROXIES"]
    _allow_many_connections()
    return Front(
        app,
        most_bytes=app.config["MAX_CONTENT_LENGTH"],
        address_of=lambda environ: addresses.client_address(environ, proxies),
    )


def _allow_many_connections() -> None:
    """Let this process open as many files as it may: idle connections must not use up the default of 1024."""
    import resource  # noqa: PLC0415 - not on every system that imports this module

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


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
    refusal = api_gateway.refusal(event)
    return refusal or api_gateway.fitting(_handler()(api_gateway.prepared(event), context), event)


@cache
def _handler() -> Callable[[Event, object], Event]:
    """Made on the first call and kept while Lambda keeps the process."""
    from apig_wsgi import make_lambda_handler  # noqa: PLC0415 - no other server needs it

    handler: Callable[[Event, object], Event] = make_lambda_handler(
        create_app(), binary_support=True, non_binary_content_type_prefixes=api_gateway.TEXT_TYPES
    )
    return handler


def print_document() -> None:
    """Print the OpenAPI document of this version; the stores of its routes are never asked."""
    from roomjobs.rest.openapi import document  # noqa: PLC0415 - no server needs it to start

    os.environ.setdefault("AWS_EC2_METADATA_DISABLED", "true")  # there are no credentials to look for
    settings = Settings.from_environment(NO_PLACE)
    json.dump(document(create_app(settings, ApiSettings())), sys.stdout, indent=2)
    sys.stdout.write("\n")


if __name__ == "__main__":
    print_document()
