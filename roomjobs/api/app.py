"""Puts the REST API together: thin routes over the services that tasks and Lambdas use too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from roomjobs import services, tasks
from roomjobs.api import (
    batches,
    dead_letters,
    health,
    jobs,
    page,
    plans,
    problems,
    requests,
    results,
    uploads,
)
from roomjobs.api.cursors import Cursors
from roomjobs.config import Settings
from roomjobs.dead_letters import DeadLetterDesk
from roomjobs.uploads import Uploads

if TYPE_CHECKING:
    from flask import Blueprint

    from roomjobs.batches.desk import BatchDesk
    from roomjobs.submission import Submission


class Api(Flask):
    """The app together with what its routes are made of."""

    stores: services.Stores
    submission: Submission
    batches: BatchDesk


def create_app(settings: Settings | None = None) -> Api:
    """
    Build the app; without `settings` from the environment.

    Raises
    ------
    roomjobs.config.ConfigurationError
        The environment is not complete.
    """
    settings = settings or Settings.from_environment(os.environ)
    celery = tasks.create_celery(settings)
    app = Api(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_bytes
    app.stores = services.connect(settings)
    app.submission = services.submission(settings, app.stores, celery)
    app.batches = services.batch_desk(settings, app.stores, celery)
    requests.register(app)
    problems.register(app)
    for routes in _blueprints(app, settings):
        app.register_blueprint(routes)
    return app


def _blueprints(app: Api, settings: Settings) -> list[Blueprint]:
    stores = app.stores
    routes = [
        jobs.blueprint(
            stores,
            app.submission,
            app.batches,
            Cursors(stores.cursor_secret),
            presign_seconds=settings.presign_seconds,
        ),
        plans.blueprint(max_walls=settings.max_walls, max_bytes=settings.max_body_bytes),
        results.blueprint(stores),
        uploads.blueprint(Uploads(stores.plans), max_bytes=settings.max_upload_bytes),
        batches.blueprint(stores, app.batches, max_plans=settings.max_batch_plans),
        health.blueprint(stores),
    ]
    if settings.operator_routes:
        desk = DeadLetterDesk(stores.dead_letters, stores.table, app.batches)
        routes.append(dead_letters.blueprint(desk, app.submission, app.batches))
    if settings.page_dir:
        routes.append(page.blueprint(Path(settings.page_dir)))
    return routes
