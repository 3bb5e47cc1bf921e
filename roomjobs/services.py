"""
The composition root: creates the AWS clients with timeouts, the stores and the use cases.

botocore reads the endpoint and the credentials from its standard environment variables (`AWS_ENDPOINT_URL`,
`AWS_REGION`, …). Only the addresses of S3 objects differ: with a named endpoint the bucket is part of the
path; AWS has a host for each bucket.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from botocore.config import Config

from roomjobs.fleet.lane_table import LaneTable
from roomjobs.fleet.telemetry.emf import EmfLog
from roomjobs.fleet.telemetry.minute_table import MinuteTable
from roomjobs.fleet.telemetry.recorder import Recorder
from roomjobs.fleet.telemetry.worker_table import WorkerTable
from roomjobs.fleet.wake import Waker, open_ecs, send_then_request_workers, worker_requester
from roomjobs.jobs import task_sender
from roomjobs.jobs.batches.acceptance import BatchAcceptance
from roomjobs.jobs.batches.expansion import Expansion
from roomjobs.jobs.batches.recovery import BatchRecovery
from roomjobs.jobs.batches.service import BatchService
from roomjobs.jobs.batches.table import BatchTable
from roomjobs.jobs.callbacks.delivery import Delivery
from roomjobs.jobs.callbacks.event_bus import EventBus
from roomjobs.jobs.callbacks.post import Post
from roomjobs.jobs.callbacks.service import Callbacks
from roomjobs.jobs.callbacks.table import TO_BUS, CallbackTable
from roomjobs.jobs.dead_letters import DeadLetterService
from roomjobs.jobs.erasure import Erasure
from roomjobs.jobs.job import Job
from roomjobs.jobs.joint_admission import JointAdmission
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.limits import Limits
from roomjobs.jobs.lines import Lines
from roomjobs.jobs.queue_position import QueuePosition
from roomjobs.jobs.retry import Retries
from roomjobs.jobs.store.conditional_table import ConditionalTable
from roomjobs.jobs.store.dead_letter_queue import DeadLetterQueue
from roomjobs.jobs.store.index import JobIndex
from roomjobs.jobs.store.line_table import LineTable
from roomjobs.jobs.store.listing import JobListing
from roomjobs.jobs.store.removal_table import RemovalTable
from roomjobs.jobs.store.result_cache import ResultCache
from roomjobs.jobs.store.table import JobTable
from roomjobs.jobs.store.task_queue import TaskQueue
from roomjobs.jobs.submission import Submission
from roomjobs.plans.store import PlanStore
from roomjobs.sqs import QuickCalls, QuickObjects, keep_time_budget, open_session

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from celery import Celery
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from roomjobs.config import Settings
    from roomjobs.fleet.wake import RequestWorkers
    from roomjobs.jobs.batches.batch import Batch


# A call takes at most 4 × (2 + 10) s, plus 3 s if a quick call was tried before: less than the default lease
# of a job. Within a request it is bounded by the request's time budget.
_TRIES = 4
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": _TRIES},
    tcp_keepalive=True,
    max_pool_connections=32,
)


# By default botocore presigns for bucket.s3.amazonaws.com. In the first hours of a bucket outside us-east-1
# that host redirects to the host of the region, for which the signature is not valid.
_S3_OF_AWS = Config(s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"})
_S3_ELSEWHERE = Config(s3={"addressing_style": "path"})


class Clients(NamedTuple):
    dynamodb: DynamoDBClient
    s3: S3Client
    sqs: SQSClient
    quick_dynamodb: QuickCalls
    quick_s3: QuickObjects


def open_clients(region: str) -> Clients:
    """Open the clients of the service; they are thread-safe, but must not be shared across a fork."""
    session = open_session(region)
    dynamodb = cast("DynamoDBClient", session.create_client("dynamodb", config=_CONFIG))
    is_elsewhere = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    addressing = _S3_ELSEWHERE if is_elsewhere else _S3_OF_AWS
    s3_config = _CONFIG.merge(addressing).merge(Config(signature_version="s3v4"))
    s3 = cast("S3Client", session.create_client("s3", config=s3_config))
    sqs = cast("SQSClient", session.create_client("sqs", config=_CONFIG))
    for client in (dynamodb, s3, sqs):
        keep_time_budget(client, tries=_TRIES)
    credentials = session.get_credentials()
    return Clients(
        dynamodb=dynamodb,
        s3=s3,
        sqs=sqs,
        quick_dynamodb=QuickCalls(dynamodb, credentials),
        quick_s3=QuickObjects(s3, credentials),
    )


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores of jobs and their documents."""

    table: JobTable
    index: JobIndex
    listing: JobListing
    queue_position: QueuePosition
    cache: ResultCache
    plans: PlanStore
    batches: BatchTable
    callbacks: CallbackTable
    events: CallbackTable  # told to an event bus
    queue: TaskQueue
    lines: LineTable
    dead_letters: DeadLetterQueue
    minutes: MinuteTable
    recorder: Recorder
    removal: RemovalTable
    workers: WorkerTable
    lanes: LaneTable
    lane_queues: Mapping[Lane, TaskQueue]  # of lanes that have a queue of their own


def open_items(settings: Settings) -> ConditionalTable:
    """The conditional table under the stores of jobs and batches."""
    clients = open_clients(settings.region)
    return ConditionalTable(clients.dynamodb, settings.jobs_table, quick=clients.quick_dynamodb)


def connect(settings: Settings, clients: Clients | None = None) -> Stores:
    """Open the stores, on `clients` if given; they must not be shared across a fork."""
    clients = clients or open_clients(settings.region)
    minutes = MinuteTable(clients.dynamodb, settings.control_table)
    recorder = Recorder(
        minutes,
        linger=settings.metrics_linger_seconds,
        emf=EmfLog(settings.metrics_namespace) if settings.metrics_namespace else None,
    )
    items = ConditionalTable(clients.dynamodb, settings.jobs_table, quick=clients.quick_dynamodb)
    index = JobIndex(items)
    return Stores(
        table=JobTable(items, lease_seconds=settings.lease_seconds, observe=recorder.job_changed),
        index=index,
        listing=JobListing(clients.quick_dynamodb, settings.jobs_table),
        queue_position=QueuePosition(index),
        cache=ResultCache(items),
        plans=PlanStore(
            clients.s3,
            quick=clients.quick_s3,
            input_bucket=settings.input_bucket,
            output_bucket=settings.output_bucket,
            presign_seconds=settings.presign_seconds,
        ),
        batches=BatchTable(items),
        callbacks=CallbackTable(items),
        events=CallbackTable(items, TO_BUS),
        lines=LineTable(items),
        queue=TaskQueue(clients.sqs, *settings.queue_urls),
        dead_letters=DeadLetterQueue(clients.sqs, settings.dead_letter_queue_urls),
        minutes=minutes,
        recorder=recorder,
        removal=RemovalTable(items),
        workers=WorkerTable(clients.dynamodb, settings.control_table),
        lanes=LaneTable(clients.dynamodb, settings.control_table),
        lane_queues={lane: TaskQueue(clients.sqs, url) for lane, url in settings.own_lanes.items()},
    )


def waker(settings: Settings, queue: TaskQueue) -> Waker:
    """
    What asks for the workers of single plans and batches, or for all where there are no others.

    Raises
    ------
    ValueError
        The settings name no service, or no capacity.
    """
    if settings.ecs_cluster is None or settings.ecs_service is None or settings.capacity is None:
        raise ValueError(
            "ROOMJOBS_ECS_CLUSTER and ROOMJOBS_ECS_SERVICE name the service to wake, "
            "ROOMJOBS_CAPACITY how many workers"
        )
    large = settings.large_queue_url if settings.has_large_workers else None
    urls = [url for url in (queue.url, *queue.more_urls) if url != large]
    return Waker(
        open_ecs(settings.region),
        settings.ecs_cluster,
        settings.ecs_service,
        TaskQueue(queue.sqs, *urls).depth,
        settings.capacity,
    )


def large_waker(settings: Settings, queue: TaskQueue) -> Waker:
    """
    What asks for the workers of large plans.

    Raises
    ------
    ValueError
        The settings name no service, no queue, or no capacity for them.
    """
    cluster, service, capacity = settings.ecs_cluster, settings.ecs_large_service, settings.large_capacity
    if cluster is None or service is None or capacity is None or settings.large_queue_url is None:
        raise ValueError(
            "ROOMJOBS_ECS_LARGE_SERVICE and ROOMJOBS_LARGE_CAPACITY go with ROOMJOBS_ECS_CLUSTER and "
            "ROOMJOBS_LARGE_QUEUE_URL"
        )
    depth = TaskQueue(queue.sqs, settings.large_queue_url).depth
    return Waker(open_ecs(settings.region), cluster, service, depth, capacity)


def requester(settings: Settings, queue: TaskQueue) -> RequestWorkers:
    """What asks for workers after sending, where the settings name a service."""
    if settings.ecs_cluster is None or settings.ecs_service is None or settings.capacity is None:
        return lambda _sent, _seconds, _lane: None
    # on first use: not to be shared across a fork
    most = cache(partial(waker, settings, queue))
    large = cache(partial(large_waker, settings, queue)) if settings.has_large_workers else most
    return worker_requester(most, large)


def lines(settings: Settings, stores: Stores, celery: Celery) -> Lines:
    """The use case that keeps the order between owners."""
    return Lines(
        table=stores.table,
        lines=stores.lines,
        send_tasks=partial(task_sender.send_many, celery),
        limits=Limits(
            share=settings.owner_share, open=settings.owner_open_jobs, hourly=settings.owner_hourly_jobs
        ),
    )


def callbacks(settings: Settings, stores: Stores) -> Callbacks:
    """The use case that tells services of owners of the ends of jobs and batches."""
    return Callbacks(
        table=stores.callbacks,
        send=Post(is_local=settings.local_callbacks).send,
        jobs=stores.batches.jobs,
        batch=stores.batches.get,
        bus=_event_bus(settings, stores),
    )


def _event_bus(settings: Settings, stores: Stores) -> Delivery | None:
    """What puts ends on the event bus of the settings; the end of a batch stands for those of its jobs."""
    if settings.event_bus is None:
        return None
    client: Callable[[], Any] = partial(open_session(settings.region).create_client, "events", config=_CONFIG)
    return Delivery(
        stores.events,
        EventBus(cache(client), settings.event_source).prepare,
        lambda subject: None if isinstance(subject, Job) and subject.batch_id else settings.event_bus,
        jobs=stores.batches.jobs,
        batch=stores.batches.get,
    )


def submission(settings: Settings, stores: Stores, celery: Celery) -> Submission:
    """The use case that accepts plans."""
    of_owners = lines(settings, stores, celery)
    return Submission(
        table=stores.table,
        store=stores.plans,
        cache=stores.cache,
        send_task=send_then_request_workers(
            partial(task_sender.send, celery), requester(settings, stores.queue), lambda job: [job]
        ),
        max_walls=settings.max_walls,
        attempt_limit=settings.max_attempts,
        retention_days=settings.retention_days,
        lines=of_owners,
        joint=JointAdmission(of_owners),
        callbacks=callbacks(settings, stores),
    )


def retries(settings: Settings, stores: Stores, celery: Celery) -> Retries:
    """The use case that retries failed jobs."""
    return Retries(
        table=stores.table,
        batches=stores.batches,
        send_task=send_then_request_workers(
            partial(task_sender.send, celery), requester(settings, stores.queue), lambda job: [job]
        ),
        attempts=settings.max_attempts,
        lines=lines(settings, stores, celery),
        callbacks=callbacks(settings, stores),
    )


def batch_service(settings: Settings, stores: Stores, celery: Celery) -> BatchService:
    """The use case that advances batches."""
    request = requester(settings, stores.queue)
    return BatchService(
        table=stores.batches,
        jobs=stores.table,
        store=stores.plans,
        expansion=Expansion(
            table=stores.batches,
            submission=submission(settings, stores, celery),
            send_tasks=send_then_request_workers(
                partial(task_sender.send_many, celery), request, lambda jobs: jobs
            ),
            most_plans=settings.max_batch_plans,
            most_bytes=settings.max_body_bytes,
        ),
        lines=lines(settings, stores, celery),
        callbacks=callbacks(settings, stores),
        send_task=_sending_batch(celery, request),
    )


def batch_acceptance(settings: Settings, stores: Stores, celery: Celery) -> BatchAcceptance:
    """The use case that accepts batches."""
    request = requester(settings, stores.queue)
    return BatchAcceptance(
        table=stores.batches,
        store=stores.plans,
        lines=lines(settings, stores, celery),
        callbacks=callbacks(settings, stores),
        send_task=_sending_batch(celery, request),
        ask_for_workers=lambda jobs: request(jobs, None, Lane.BATCH),
        retention_days=settings.retention_days,
    )


def batch_recovery(settings: Settings, stores: Stores, celery: Celery) -> BatchRecovery:
    """The use case that moves batches on that nothing else moves."""
    return BatchRecovery(
        table=stores.batches,
        lines=lines(settings, stores, celery),
        callbacks=callbacks(settings, stores),
        send_task=_sending_batch(celery, requester(settings, stores.queue)),
        resend_seconds=settings.resend_seconds,
    )


def _sending_batch(celery: Celery, request: RequestWorkers) -> Callable[[Batch], None]:
    def send(batch: Batch) -> None:
        task_sender.send_batch(celery, batch)
        request(1, None, Lane.BATCH)

    return send


def dead_letter_service(settings: Settings, stores: Stores, celery: Celery) -> DeadLetterService:
    """The use case that handles dead letters."""
    return DeadLetterService(
        stores.dead_letters,
        stores.table,
        batch_service(settings, stores, celery),
        batch_recovery(settings, stores, celery),
    )


def erasure(stores: Stores, batches: BatchService) -> Erasure:
    """The use case that deletes jobs, batches and the data of an owner."""
    return Erasure(
        table=stores.table,
        removal=stores.removal,
        batches=stores.batches,
        plans=stores.plans,
        listing=stores.listing,
        callbacks=(stores.callbacks, stores.events),
        cancel_batch=batches.cancel,
        job_ended=partial(batches.lines.job_ended, sends_held=False),
    )
