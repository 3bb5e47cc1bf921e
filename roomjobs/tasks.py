"""The Celery app and its tasks; `jobs.processing` and `jobs.batches` carry them out."""

from __future__ import annotations

import logging
import math
import os
import resource
import uuid
from functools import cache, cached_property, partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from celery import Celery, Task, signals
from celery.utils.log import get_task_logger
from kombu import Queue

from roomjobs import services, sqs
from roomjobs.fleet.telemetry import logs
from roomjobs.jobs import request_id
from roomjobs.jobs.lanes import Lane
from roomjobs.jobs.outcome import Delete, ReturnToQueue, backoff
from roomjobs.jobs.task_sender import ADVANCE, DETECT, send_renewed, take_up_request_id

if TYPE_CHECKING:
    from celery.worker.consumer import Consumer

    from roomjobs.config import Settings
    from roomjobs.jobs.batches.service import BatchService
    from roomjobs.jobs.crashes import Crashes
    from roomjobs.jobs.processing import Processor
    from roomjobs.services import Stores

_log = get_task_logger(__name__)

#: Options of the queue of each lane: single plans come first, and large plans never take all processes.
_LANES = {Lane.INTERACTIVE: {"weight": 8}, Lane.BATCH: {}, Lane.LARGE: {"leaves": 1}}
_RENEWED_AFTER = 5  # deliveries of a message; the queue allows ten


def create_celery(settings: Settings) -> Celery:
    """Create the Celery app of whoever sends tasks by their names; workers add the tasks."""
    app = Celery("roomjobs", set_as_current=False)
    sqs.install(app)
    queues = {lane: url.rsplit("/", 1)[-1] for lane, url in settings.lanes.items()}
    options = {
        queues[lane]: {"url": url, "dead_letters": True, **_LANES[lane]}
        for lane, url in reversed(list(settings.lanes.items()))  # the first lane's options of a shared queue
    }
    app.conf.update(
        broker_url="celery-sqs://",
        broker_transport_options={
            "region": settings.region,
            "predefined_queues": options,
            "control_table": settings.control_table,
            "visibility_timeout": settings.lease_seconds,
            "wait_time_seconds": settings.wait_seconds,
            "control_poll_seconds": settings.control_poll_seconds,
            "health_file": settings.health_file,
        },
        broker_connection_retry_on_startup=True,
        broker_pool_limit=64,  # no request waits for the sends of others, whose queue may be silent
        task_default_queue=queues[Lane.INTERACTIVE],
        task_queues=[Queue(name) for name in dict.fromkeys(queues.values())],
        roomjobs_lanes=queues,
        task_create_missing_queues=False,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,  # the job table is the truth
        task_acks_late=True,
        task_acks_on_failure_or_timeout=False,  # a task that cannot even begin becomes a dead letter
        task_reject_on_worker_lost=True,
        task_publish_retry_policy={"max_retries": 3, "interval_start": 0.1, "interval_max": 1},
        worker_prefetch_multiplier=1,
        worker_lost_wait=1.0,  # seconds until a job whose process died is told so
        worker_soft_shutdown_timeout=90,  # within the 120 s that Fargate gives
        worker_hijack_root_logger=True,
        worker_send_task_events=True,  # written only while `celery events` or Flower listens
    )
    return app


def create_worker(settings: Settings) -> Celery:
    """Create the Celery app that `celery -A roomjobs` runs, with the tasks and what stands beside them."""
    app = create_celery(settings)
    connections = _Connections(settings)
    app.register_task(_detect_task(settings, connections)())
    app.register_task(_advance_task(settings, connections)())
    if settings.json_logs:
        signals.setup_logging.connect(_log_json, weak=False, dispatch_uid="logs")
    signals.worker_init.connect(_prepare_worker, weak=False)
    keep = partial(_keep_pauses, app, connections)
    signals.worker_init.connect(keep, weak=False, dispatch_uid="pauses")
    signals.worker_ready.connect(partial(_protect_worker, settings), weak=False, dispatch_uid="protection")
    signals.worker_ready.connect(partial(_start_heart, connections), weak=False, dispatch_uid="heart")
    start = partial(_start_courier, settings, connections)
    signals.worker_ready.connect(start, weak=False, dispatch_uid="courier")
    limit = partial(_limit_memory, settings.job_memory_mb * 2**20)
    signals.worker_process_init.connect(limit, weak=False, dispatch_uid="memory")
    return app


class _Connections:
    """Opens the stores of this process once, on first use."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._of_process: tuple[int, Stores] | None = None  # with the process id: not shared over forks

    @property
    def stores(self) -> Stores:
        if self._of_process is None or self._of_process[0] != os.getpid():
            stores = services.connect(self._settings)
            # Counts that are not written yet are written before this process ends.
            signals.worker_process_shutdown.connect(lambda **_: stores.recorder.close(), weak=False)
            self._of_process = os.getpid(), stores
        return self._of_process[1]


def _detect_task(settings: Settings, connections: _Connections) -> type[Task[[str], None]]:
    class DetectRooms(Task):  # type: ignore[type-arg] # generic in the stubs only
        name = DETECT
        Request = "roomjobs.jobs.worker_request:CrashNotingRequest"

        @cached_property
        def crashes(self) -> Crashes:
            from roomjobs.jobs.crashes import Crashes  # noqa: PLC0415 - a part of the worker

            return Crashes(connections.stores.table, settings.job_seconds)

        @cached_property
        def processor(self) -> Processor:  # made on first use, so that no connection is shared across a fork
            from roomjobs.jobs.processing import Processor  # noqa: PLC0415 - loads NumPy, which the API must not

            stores = connections.stores
            return Processor(
                table=stores.table,
                store=stores.plans,
                cache=stores.cache,
                lease_seconds=settings.lease_seconds,
                job_seconds=settings.job_seconds,
                outage_seconds=settings.outage_seconds,
                patience_seconds=5 * settings.lease_seconds,
                memory_bytes=settings.job_memory_mb * 2**20,
            )

        @cached_property
        def batches(self) -> BatchService:
            return services.batch_service(settings, connections.stores, self.app)

        def run(self, job_id: str) -> None:
            take_up_request_id(vars(self.request))
            with logs.about(job_id=job_id):
                self.work(job_id)

        def work(self, job_id: str) -> None:
            owner = f"{self.request.hostname}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
            try:
                outcome = self.processor.process(job_id, owner, delivery=sqs.receive_count(self.request))
                if isinstance(outcome, Delete) and outcome.job is not None:
                    self.batches.callbacks.tell(outcome.job)
                    if outcome.is_end:
                        self.batches.lines.job_ended(outcome.job)
                    self.batches.job_changed(outcome.job)  # before the message is deleted
            except Exception as error:  # noqa: BLE001 - Celery would delete the message, or end the worker
                _log.exception("the task of job %s failed (%s)", job_id, request_id.words())
                _return_to_queue(self, job_id, settings.lease_seconds, error)
                return
            _log.info("%s: %s (%s)", job_id, outcome, request_id.words())
            if isinstance(outcome, ReturnToQueue):
                _return_to_queue(self, job_id, outcome.after, outcome.why)

    return DetectRooms


def _advance_task(settings: Settings, connections: _Connections) -> type[Task[[str], None]]:
    class AdvanceBatch(Task):  # type: ignore[type-arg] # generic in the stubs only
        name = ADVANCE

        @cached_property
        def batches(self) -> BatchService:
            return services.batch_service(settings, connections.stores, self.app)

        def run(self, batch_id: str) -> None:
            take_up_request_id(vars(self.request))
            try:
                _log.info("%s: %s (%s)", batch_id, self.batches.advance(batch_id), request_id.words())
            except Exception as error:  # noqa: BLE001 - as above: the message must not be deleted
                _log.exception("the task of batch %s failed", batch_id)
                _return_to_queue(self, batch_id, backoff(sqs.receive_count(self.request)), error)

    return AdvanceBatch


def _return_to_queue(task: Task[Any, Any], subject: str, after: float, why: str | Exception) -> None:
    """
    Have the message of a task delivered again later.

    The queue counts deliveries, and a message with too many becomes a dead letter. Waiting must not count
    against the job, so after five deliveries a new message replaces the old one. Unexpected errors do count.
    """
    is_expected = isinstance(why, (str, BotoCoreError, ClientError))
    if is_expected and sqs.receive_count(task.request) >= _RENEWED_AFTER:
        try:
            queue = (getattr(task.request, "delivery_info", None) or {}).get("routing_key")
            send_renewed(task.app, task.name, subject, str(task.request.id), after=after, queue=queue)
        except Exception:  # noqa: BLE001 - whatever the broker raised, the old message still exists
            _log.exception("cannot replace the message of %s, it is returned to the queue", subject)
        else:
            return
    words = why if isinstance(why, str) else f"{type(why).__name__}: {why}"
    raise sqs.ReturnToQueue(math.ceil(after), words)


def _log_json(loglevel: int | None = None, **_: Any) -> None:  # noqa: ANN401 - Celery passes what it likes
    logs.configure(loglevel or logging.INFO)


def _prepare_worker(**_: Any) -> None:  # noqa: ANN401 - Celery passes what it likes
    """Import the geometry libraries before the pool forks: once, and not during the first job."""
    logging.getLogger("botocore").setLevel(logging.WARNING)  # INFO logs credential sources
    import_module("roomjobs.jobs.processing")
    import_module("roomjobs.fleet.telemetry.panel")  # a command of remote control, for workers alone


def _keep_pauses(app: Celery, connections: _Connections, **_: Any) -> None:  # noqa: ANN401 - see above
    """Have the worker receive nothing from paused lanes, from its start on."""
    from roomjobs.fleet.pauses import before_receives  # noqa: PLC0415 - a part of the worker

    app.steps["consumer"].add(before_receives(partial(_obey_pauses, connections)))


def _obey_pauses(connections: _Connections, consumer: Consumer) -> None:
    from roomjobs.fleet.lanes import paused_queues  # noqa: PLC0415 - a part of the worker

    stores = connections.stores
    queues = {lane: queue.name for lane, queue in stores.lane_queues.items()}
    sqs.pause_queues(consumer, paused_queues(stores.lanes, queues))


def _start_heart(connections: _Connections, sender: Consumer, **_: Any) -> None:  # noqa: ANN401 - see above
    """Send heartbeats of this worker until it shuts down."""
    from roomjobs.fleet.telemetry.heartbeat import Heart  # noqa: PLC0415 - a part of the worker
    from roomjobs.fleet.telemetry.panel import look  # noqa: PLC0415 - see above

    stores, obey = connections.stores, partial(_obey_pauses, connections, sender)
    heart = Heart(str(sender.hostname), stores.workers, stores.recorder, partial(look, sender), obey=obey)
    heart.start()
    signals.worker_shutdown.connect(lambda **_: heart.stop(), weak=False, dispatch_uid="heart")


def _start_courier(settings: Settings, connections: _Connections, **_: Any) -> None:  # noqa: ANN401 - see above
    """Deliver callbacks until the worker shuts down, beside the pool: slow receivers keep no job waiting."""
    from roomjobs.jobs.callbacks.courier import Courier, stop_together  # noqa: PLC0415 - a part of the worker

    if not settings.courier:
        return
    deliveries = services.callbacks(settings, connections.stores).deliveries
    couriers = [Courier(each.deliver_due) for each in deliveries]
    for courier in couriers:
        courier.start()
    signals.worker_shutdown.connect(lambda **_: stop_together(couriers), weak=False, dispatch_uid="couriers")


def _protect_worker(settings: Settings, sender: Consumer, **_: Any) -> None:  # noqa: ANN401 - see above
    """On ECS, protect this task while it works, unless newer workers are to replace it."""
    agent = os.environ.get("ECS_AGENT_URI")
    if not agent:
        return
    from celery.worker import state  # noqa: PLC0415 - a part of the worker, which the API must not load

    from roomjobs.fleet.protection import TaskProtection  # noqa: PLC0415 - as above
    from roomjobs.fleet.rollout import Rollout  # noqa: PLC0415 - as above

    protection = TaskProtection(
        agent,
        is_busy=lambda: bool(state.reserved_requests),
        pause=lambda paused: sqs.pause_receiving(sender, paused=paused),
    )
    metadata = os.environ.get("ECS_CONTAINER_METADATA_URI_V4")
    if metadata and settings.ecs_cluster and settings.ecs_service:
        rollout = Rollout.connect(settings.region, settings.ecs_cluster, settings.ecs_service, metadata)
        protection.is_outdated = rollout.is_outdated
    protection.start()
    signals.worker_shutdown.connect(lambda **_: protection.stop(), weak=False, dispatch_uid="protection")


def _limit_memory(size: int, **_: Any) -> None:  # noqa: ANN401 - see above
    """Limit the memory of this process, so that it raises a MemoryError before the worker is killed."""
    most = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (size, most))


@cache
def _worker_app() -> Celery:
    from roomjobs.config import settings_or_exit  # noqa: PLC0415 - only the command line exits so

    return create_worker(settings_or_exit())


def __getattr__(name: str) -> Celery:
    """Create `app`, which `celery -A roomjobs` runs, on first access."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return _worker_app()
