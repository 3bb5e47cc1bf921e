"""The routes of the API, one module per kind, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from roomjobs import services
from roomjobs.fleet.lanes import LaneService
from roomjobs.fleet.prometheus import Exposition
from roomjobs.fleet.report import FleetReport
from roomjobs.fleet.workers import WorkerService
from roomjobs.jobs.store.task_queue import TaskQueue
from roomjobs.plans.bounded_import import BoundedImport
from roomjobs.plans.preview import Preview
from roomjobs.plans.uploads import Uploads
from roomjobs.rest.http.cursors import Cursors
from roomjobs.rest.http.presigned import Presigned
from roomjobs.rest.http.streams import Streams
from roomjobs.rest.http.waiting import WaitingRoom
from roomjobs.rest.routes import (
    about,
    batch_lists,
    batches,
    callbacks,
    dead_letters,
    erasures,
    fleet,
    health,
    job_changes,
    job_lists,
    jobs,
    lanes,
    page,
    plans,
    previews,
    results,
    submissions,
    timelines,
    uploads,
    workers,
)
from roomjobs.rest.routes.state_tags import StateTags

if TYPE_CHECKING:
    from celery import Celery
    from flask import Blueprint

    from roomjobs.config import Settings
    from roomjobs.jobs.batches.acceptance import BatchAcceptance
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.retry import Retries
    from roomjobs.jobs.submission import Submission
    from roomjobs.rest.http.settings import ApiSettings
    from roomjobs.rest.stores import ApiStores

_KEPT_SECONDS = 300  # of presigned addresses; credentials of a role are renewed ten minutes before their end


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
    batch_acceptance: BatchAcceptance
    batches: BatchService


def blueprints(parts: Parts) -> list[Blueprint]:
    """Give all routes, each kind with what it uses."""
    settings, stores, operations = parts.settings, parts.stores, parts.api_stores.operations
    waiting = WaitingRoom(
        seats=parts.api_settings.waiting_seats, longest=parts.api_settings.longest_wait_seconds
    )
    cursors = Cursors(parts.api_stores.cursor_secret)
    streams = Streams(
        at_most=settings.streams,
        seconds=settings.stream_seconds,
        store_seconds=parts.api_settings.store_seconds,
    )
    letters = services.dead_letter_service(settings, stores, parts.celery)
    jobs_table, plans_store = stores.table, stores.plans
    result_url = Presigned(plans_store.result_url, seconds=min(_KEPT_SECONDS, settings.presign_seconds / 2))
    tags = StateTags(stores.queue_position, settings.presign_seconds)
    routes = [
        submissions.blueprint(
            jobs_table,
            result_url,
            operations,
            parts.submission,
            waiting,
            local_callbacks=settings.local_callbacks,
        ),
        callbacks.blueprint(jobs_table, stores.batches, parts.batches.callbacks),
        job_lists.blueprint(stores.listing, stores.batches, result_url, cursors),
        jobs.blueprint(jobs_table, tags, result_url, waiting),
        job_changes.blueprint(jobs_table, parts.batches, parts.retries, tags, result_url),
        plans.blueprint(
            BoundedImport(),
            Uploads(plans_store),
            parts.submission,
            max_walls=settings.max_walls,
            max_bytes=settings.max_body_bytes,
        ),
        previews.blueprint(Preview()),
        results.blueprint(jobs_table, plans_store),
        timelines.blueprint(jobs_table, result_url, streams),
        uploads.blueprint(Uploads(plans_store), max_bytes=settings.max_upload_bytes),
        erasures.blueprint(jobs_table, stores.batches, services.erasure(stores, parts.batches), tags),
        batch_lists.blueprint(stores.batches, result_url, cursors),
        batches.blueprint(
            stores.batches,
            plans_store,
            operations,
            parts.batch_acceptance,
            parts.batches,
            max_plans=settings.max_batch_plans,
            local_callbacks=settings.local_callbacks,
        ),
        health.blueprint(jobs_table, plans_store),
        about.blueprint(),
        dead_letters.blueprint(letters, parts.retries),
        *_fleet(parts, streams),
    ]
    if settings.page_dir:
        routes.append(page.blueprint(Path(settings.page_dir), plans_store.origins))
    return routes


def _fleet(parts: Parts, streams: Streams) -> list[Blueprint]:
    stores = parts.stores
    report = FleetReport(
        tasks=stores.queue,
        dead_letters=TaskQueue(stores.dead_letters.sqs, *stores.dead_letters.urls),
        index=stores.index,
        listing=stores.listing,
        minutes=stores.minutes,
    )
    service = WorkerService(parts.celery, stores.workers)
    return [
        fleet.blueprint(report, service, streams, Exposition(report, service)),
        lanes.blueprint(LaneService(parts.celery, stores.lanes, stores.lane_queues)),
        workers.blueprint(stores.table, stores.plans.result_url, parts.batches, service),
    ]
