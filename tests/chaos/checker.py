"""Proves from the stores and queues themselves that no invariant was violated."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import Counter
from typing import TYPE_CHECKING, Any

from detection import detect_rooms
from roomjobs import services
from roomjobs.jobs.batches.batch import BatchStatus, job_id_of
from roomjobs.jobs.job import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roomjobs.config import Settings
    from roomjobs.jobs.job import Job
    from roomjobs.services import Stores

# Ends other than a result that the faults explain; anything else is a violation.
EXPLAINED = {"attempts-used-up", "dead-letter"}
_ARCHIVE = re.compile(r"batches/(batch_[0-9a-f]{32})/\d+-[0-9a-f]{8}\.zip")
_RESULT = re.compile(r"results/(job_[0-9a-f]{32})/(\d+)\.json")


def violations(
    stores: Stores,
    settings: Settings,
    plans: Mapping[str, bytes],
    seen_ends: Mapping[str, Job],
    batches: Mapping[str, int],
) -> Iterator[str]:
    """
    What is wrong at the end.

    Parameters
    ----------
    plans
        The plan of each accepted job, by id.
    seen_ends
        Each job as it stood when it was first seen to have ended.
    batches
        How many jobs each accepted batch has, by id.
    """
    clients = services.open_clients(settings.region)
    jobs = {job_id: stores.table.get(job_id) for job_id in plans}
    for job_id, job in jobs.items():
        if job is None or not job.is_final:
            yield f"{job_id} has not ended: {job}"
        elif job_id in seen_ends and seen_ends[job_id] != job:
            yield f"{job_id} has ended twice: {seen_ends[job_id]}, then {job}"
        elif job.status is JobStatus.COMPLETED:
            yield from _wrong_result(clients, settings, job, plans[job_id])
        elif job.status is JobStatus.FAILED and job.error_fingerprint not in EXPLAINED:
            yield f"{job_id} failed by what was not done to it: {job.error_message}"
    for batch_id, size in batches.items():
        yield from _wrong_batch(stores, batch_id, size)
    yield from _orphans(clients, settings, jobs, batches)
    yield from _messages(clients, settings)
    with stores.dead_letters.held() as letters:
        strays = [
            letter for letter in letters if letter.job_id not in jobs and letter.batch_id not in batches
        ]
    yield from (f"a dead letter of no job: {letter.body[:200]}" for letter in strays)


def _orphans(
    clients: services.Clients, settings: Settings, jobs: Mapping[str, Job | None], batches: Mapping[str, int]
) -> Iterator[str]:
    """Objects that no job accounts for; the result of an attempt that died before its commit is known."""
    for key in _keys(clients, settings.output_bucket):
        if (packed := _ARCHIVE.fullmatch(key)) and packed[1] in batches:
            continue
        found = _RESULT.fullmatch(key)
        owner = jobs.get(found[1]) if found else None
        if found is None or owner is None or int(found[2]) > owner.attempt:
            yield f"nobody's result: {key}"
    known = {f"plans/{job_id}.json" for job_id in jobs} | {f"batches/{each}.jsonl" for each in batches}
    if set(_keys(clients, settings.input_bucket)) != known:
        yield "plans and jobs do not match"


def _wrong_batch(stores: Stores, batch_id: str, size: int) -> Iterator[str]:
    """The counts must be those of the jobs, and the archive must hold what the jobs point to."""
    batch = stores.batches.get(batch_id)
    if batch is None or batch.status is not BatchStatus.COMPLETED or batch.output_s3_key is None:
        yield f"{batch_id} has not been completed: {batch}"
        return
    jobs = stores.batches.jobs(job_id_of(batch_id, index) for index in range(size)).values()
    ends = Counter(job.status for job in jobs)
    if stores.batches.counts(batch_id) != ends:
        yield f"{batch_id} counts {stores.batches.counts(batch_id)}, but its jobs are {ends}"
    with zipfile.ZipFile(io.BytesIO(stores.plans.read_result(batch.output_s3_key))) as archive:
        packed = {name: archive.read(name) for name in archive.namelist() if name != "summary.csv"}
    results = {
        f"results/{job.batch_index:05d}.json": stores.plans.read_result(job.output_s3_key)
        for job in jobs
        if job.output_s3_key
    }
    if packed != results:
        yield f"the archive of {batch_id} does not hold the results of its jobs"


def _messages(clients: services.Clients, settings: Settings) -> Iterator[str]:
    attributes: Any = clients.sqs.get_queue_attributes(QueueUrl=settings.queue_url, AttributeNames=["All"])
    for name, count in attributes["Attributes"].items():
        if name.startswith("ApproximateNumberOfMessages") and count != "0":
            yield f"messages are left: {name} is {count}"


def _wrong_result(clients: services.Clients, settings: Settings, job: Job, plan: bytes) -> Iterator[str]:
    if job.output_s3_key != f"results/{job.job_id}/{job.attempt}.json":
        yield f"{job.job_id} points to {job.output_s3_key}, which is not of its last attempt {job.attempt}"
        return
    stored = clients.s3.get_object(Bucket=settings.output_bucket, Key=job.output_s3_key)["Body"].read()
    if json.loads(stored) != json.loads(json.dumps(detect_rooms(json.loads(plan)).to_document())):
        yield f"the result of {job.job_id} is not that of a direct run"


def _keys(clients: services.Clients, bucket: str) -> list[str]:
    pages = clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    return [each["Key"] for page in pages for each in page.get("Contents", [])]
