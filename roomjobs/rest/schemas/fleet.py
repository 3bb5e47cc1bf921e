"""Schemas of the fleet: workers, queues, figures per minute, failures, timelines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from roomjobs.fleet.telemetry.minute_table import Minute as MinuteTotals
from roomjobs.fleet.telemetry.timeline import attempts
from roomjobs.jobs.job import Job, JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.fleet.alarms import AlarmState
    from roomjobs.fleet.report import FailureGroup, Queues
    from roomjobs.fleet.telemetry.histogram import Histogram
    from roomjobs.fleet.workers import Worker

UnixTime = Annotated[float, msgspec.Meta(description="Unix seconds")]
Count = Annotated[int, msgspec.Meta(ge=0)]
Seconds = Annotated[float, msgspec.Meta(ge=0, description="seconds")]


class CurrentJob(msgspec.Struct):
    """A job that a worker is processing."""

    job_id: str
    since: UnixTime
    process: Annotated[int, msgspec.Meta(description="id of the process that runs it")] | None


class WorkerOut(msgspec.Struct):
    """A worker."""

    name: str
    pool: Annotated[str, msgspec.Meta(description="prefork, threads or solo")]
    concurrency: Annotated[Count, msgspec.Meta(description="jobs that it can process concurrently")]
    processed: Annotated[Count, msgspec.Meta(description="tasks since its start")]
    since: UnixTime
    last_beat: UnixTime
    is_answering: Annotated[bool, msgspec.Meta(description="false: killed, shutting down or hanging")]
    current_jobs: list[CurrentJob]


class Workers(msgspec.Struct):
    """The workers by name; one that is silent for five minutes is forgotten."""

    workers: list[WorkerOut]


class QueueOut(msgspec.Struct):
    """How many messages a queue holds, about."""

    name: str
    visible: Annotated[Count, msgspec.Meta(description="messages waiting for a worker")]
    in_flight: Annotated[Count, msgspec.Meta(description="messages received by a worker")]
    delayed: Annotated[Count, msgspec.Meta(description="delayed messages")]
    oldest_age: (
        Annotated[Seconds, msgspec.Meta(description="for how long the oldest pending job has been waiting")]
        | None
    )


class QueuesOut(msgspec.Struct):
    """The task queues and the dead-letter queue."""

    queues: list[QueueOut]
    dead_letters: Count


class Percentiles(msgspec.Struct):
    """Of durations in seconds, at most 4.5 % off; null when there was none."""

    count: Count
    p50: Seconds | None
    p95: Seconds | None
    p99: Seconds | None


class MinuteOut(msgspec.Struct):
    """The figures of one minute."""

    at: Annotated[int, msgspec.Meta(description="Unix seconds at which it began")]
    submitted: Count
    completed: Count
    failed: Count
    cancelled: Count
    retried: Annotated[Count, msgspec.Meta(description="attempts after a job's first")]
    wait: Annotated[Percentiles, msgspec.Meta(description="from submit, retry or return to claim")]
    run: Annotated[Percentiles, msgspec.Meta(description="from claim to end")]


class Metrics(msgspec.Struct):
    """Figures of the last minutes, oldest first; the last one is not over yet."""

    minutes: list[MinuteOut]
    wait: Annotated[Percentiles, msgspec.Meta(description="over all these minutes")]
    run: Annotated[Percentiles, msgspec.Meta(description="over all these minutes")]


class ScaleOut(msgspec.Struct):
    """How many workers there were in a minute."""

    at: Annotated[int, msgspec.Meta(description="Unix seconds at which it began")]
    workers: Count
    processes: Annotated[Count, msgspec.Meta(description="jobs that they could process concurrently")]


class Scaling(msgspec.Struct):
    """The workers of the last minutes, oldest first; the last one is not over yet."""

    minutes: list[ScaleOut]


class FailureOut(msgspec.Struct):
    """Jobs that failed by the same fault."""

    fingerprint: Annotated[str, msgspec.Meta(description="for the filter error of GET /jobs")]
    count: Count
    first_at: UnixTime
    last_at: UnixTime
    message: Annotated[str, msgspec.Meta(description="message of the last failure")]
    example_job_id: str


class Failures(msgspec.Struct):
    """Why the last 1,000 failed jobs, about, failed; the most frequent fault first."""

    failures: list[FailureOut]


class AlarmOut(msgspec.Struct):
    """An alarm of an environment in AWS, and how it stands by the figures of this moment."""

    name: Annotated[str, msgspec.Meta(description="end of its name in CloudWatch")]
    sounds_when: str
    threshold: float
    unit: str
    value: Annotated[float, msgspec.Meta(description="null: no figure, or only CloudWatch has it")] | None
    sounds: Annotated[bool, msgspec.Meta(description="null: only CloudWatch knows")] | None


class Alarms(msgspec.Struct):
    """The alarms; first those that the figures of this moment would raise. CloudWatch waits for minutes."""

    alarms: list[AlarmOut]


class FleetEvent(msgspec.Struct):
    """What an event of the fleet carries; the minutes are the present and the last one."""

    workers: list[WorkerOut]
    queues: QueuesOut
    minutes: list[MinuteOut]


class StepOut(msgspec.Struct):
    """Something that an attempt did."""

    name: Annotated[str, msgspec.Meta(description="claim, read, detect, write or commit")]
    began_at: UnixTime
    ended_at: Annotated[UnixTime, msgspec.Meta(description="null if the step was not completed")] | None


class AttemptOut(msgspec.Struct):
    """A claim of a job and what came of it."""

    attempt: int
    worker: str | None
    outcome: Annotated[
        str,
        msgspec.Meta(
            description="completed, failed, cancelled, returned to queue, lost (worker died) or running"
        ),
    ]
    queued_at: Annotated[UnixTime, msgspec.Meta(description="null after the death of a worker")] | None
    claimed_at: UnixTime
    ended_at: UnixTime | None
    steps: list[StepOut]
    trace: (
        Annotated[str, msgspec.Meta(description="stack trace of a fault of the service; for operators only")]
        | None
    )


class Timeline(msgspec.Struct):
    """The attempts of a job, the first one first; none while it waits for the first time."""

    job_id: str
    status: JobStatus
    created_at: UnixTime
    attempts: list[AttemptOut]


def worker(worker: Worker) -> WorkerOut:
    return WorkerOut(
        name=worker.name,
        pool=worker.pool,
        concurrency=worker.processes,
        processed=worker.processed,
        since=worker.since,
        last_beat=round(worker.last_beat, 3),
        is_answering=worker.is_answering,
        current_jobs=[
            CurrentJob(job_id=each.job_id, since=round(each.since, 3), process=each.process)
            for each in worker.current
        ],
    )


def workers(workers: Iterable[Worker]) -> Workers:
    return Workers(workers=[worker(each) for each in workers])


def queues(queues: Queues) -> QueuesOut:
    depth = queues.tasks
    return QueuesOut(
        queues=[
            QueueOut(
                name=queues.name,
                visible=depth.visible,
                in_flight=depth.in_flight,
                delayed=depth.delayed,
                oldest_age=None if queues.oldest_age is None else round(queues.oldest_age, 1),
            )
        ],
        dead_letters=queues.dead_letters.visible + queues.dead_letters.in_flight,
    )


def minute(at: int, minute: MinuteTotals) -> MinuteOut:
    return MinuteOut(
        at=at,
        submitted=minute.counts["submitted"],
        completed=minute.counts["completed"],
        failed=minute.counts["failed"],
        cancelled=minute.counts["cancelled"],
        retried=minute.counts["retried"],
        wait=percentiles(minute.wait),
        run=percentiles(minute.run),
    )


def metrics(minutes: Iterable[tuple[int, MinuteTotals]]) -> Metrics:
    listed = list(minutes)
    total = MinuteTotals()
    for _, each in listed:
        total.merge(each)
    return Metrics(
        minutes=[minute(at, each) for at, each in listed],
        wait=percentiles(total.wait),
        run=percentiles(total.run),
    )


def scaling(minutes: Iterable[tuple[int, MinuteTotals]]) -> Scaling:
    return Scaling(
        minutes=[
            ScaleOut(at=at, workers=each.counts["workers"], processes=each.counts["processes"])
            for at, each in minutes
        ]
    )


def percentiles(histogram: Histogram) -> Percentiles:
    p50, p95, p99 = (
        None if found is None else round(found, 4)
        for found in (histogram.quantile(share) for share in (0.5, 0.95, 0.99))
    )
    return Percentiles(count=histogram.count, p50=p50, p95=p95, p99=p99)


def alarms(states: Iterable[AlarmState]) -> Alarms:
    return Alarms(
        [
            AlarmOut(
                name=each.rule.name,
                sounds_when=each.rule.sounds_when,
                threshold=each.rule.threshold,
                unit=each.rule.unit,
                value=None if each.value is None else round(each.value, 3),
                sounds=each.sounds,
            )
            for each in states
        ]
    )


def failures(groups: Iterable[FailureGroup]) -> Failures:
    return Failures(failures=[failure(each) for each in groups])


def failure(group: FailureGroup) -> FailureOut:
    return FailureOut(
        fingerprint=group.fingerprint,
        count=group.count,
        first_at=group.first_at,
        last_at=group.last_at,
        message=group.message,
        example_job_id=group.example,
    )


def timeline(job: Job, *, for_operator: bool) -> Timeline:
    """The timeline of a job; a trace names parts of the service, which is no owner's business."""
    told = attempts(job)
    trace = job.error_trace if for_operator and job.status is JobStatus.FAILED else None
    return Timeline(
        job_id=job.job_id,
        status=job.status,
        created_at=job.ready[0] / 1000 if job.ready else job.created_at,
        attempts=[
            AttemptOut(
                attempt=each.number,
                worker=None if each.worker is None else each.worker.partition("/")[0],
                outcome=each.outcome,
                queued_at=each.queued_at,
                claimed_at=each.claimed_at,
                ended_at=each.ended_at,
                steps=[StepOut(step.name, step.began_at, step.ended_at) for step in each.steps],
                trace=trace if each.number == len(told) else None,
            )
            for each in told
        ],
    )
