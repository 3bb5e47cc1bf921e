"""The routes of the API, one module per kind, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roomjobs import services
from roomjobs.fleet.prometheus import Exposition
from roomjobs.fleet.report import FleetReport
from roomjobs.fleet.workers import WorkerService
from roomjobs.jobs.dead_letters import DeadLetterService
from roomjobs.jobs.store.task_queue import TaskQueue
from roomjobs.plans.bounded_import import BoundedImport
from roomjobs.plans.uploads import Uploads
from roomjobs.rest.http.cursors import Cursors
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

if TYPE_CHECKING:
    from collections.abc import Callable

    from celery import Celery
    from flask import Blueprint

    from roomjobs.config import Settings
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.retry import Retries
    from roomjobs.jobs.submission import Submission
    from roomjobs.rest.http.settings import ApiSettings
    from roomjobs.rest.stores import ApiStores


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The use cases and stores of the routes."""

    settings: Settings
    api_settings: ApiSettings
    stores: services.Stores
    api_stores: ApiStores
    celery: Celery
    submission: Submission
    retries: Retries
    batches: BatchService
    document: Callable[[], dict[str, Any]]  # the OpenAPI document, made when somebody asks for it


def blueprints(parts: Parts) -> list[Blueprint]:
    """Give all routes, each kind with what it uses."""
    settings, stores, operations = parts.settings, parts.stores, parts.api_stores.operations
    waiting = WaitingRoom(
        seats=parts.api_settings.waiting_seats, longest=parts.api_settings.longest_wait_seconds
    )
    cursors = Cursors(parts.api_stores.cursor_secret)
    streams = Streams(at_most=settings.streams, seconds=settings.stream_seconds)
    letters = DeadLetterService(stores.dead_letters, stores.table, parts.batches)
    routes = [
        submissions.blueprint(stores, operations, parts.submission, waiting),
        jobs.blueprint(
            stores,
            parts.retries,
            parts.batches,
            cursors,
            waiting,
            presign_seconds=settings.presign_seconds,
        ),
        plans.blueprint(
            BoundedImport(),
            Uploads(stores.plans),
            parts.submission,
            max_walls=settings.max_walls,
            max_bytes=settings.max_body_bytes,
        ),
        results.blueprint(stores),
        timelines.blueprint(stores, streams),
        uploads.blueprint(Uploads(stores.plans), max_bytes=settings.max_upload_bytes),
        erasures.blueprint(stores.table, stores.batches, services.erasure(stores, parts.batches)),
        batch_lists.blueprint(stores.batches, stores.plans, cursors),
        batches.blueprint(stores, operations, parts.batches, max_plans=settings.max_batch_plans),
        health.blueprint(stores),
        about.blueprint(parts.document),
        dead_letters.blueprint(letters, parts.retries),
        *_fleet(parts, streams),
    ]
    if settings.page_dir:
        routes.append(page.blueprint(Path(settings.page_dir), stores.plans.origins))
    return routes


def _fleet(parts: Parts, streams: Streams) -> list[Blueprint]:
    stores = parts.stores
    report = FleetReport(
        tasks=stores.queue,
        dead_letters=TaskQueue(stores.dead_letters.sqs, stores.dead_letters.url),
        index=stores.index,
        listing=stores.listing,
        minutes=stores.minutes,
    )
    service = WorkerService(parts.celery, stores.workers)
    return [
        fleet.blueprint(report, service, streams, Exposition(report, service)),
        workers.blueprint(stores, parts.batches, service),
    ]
