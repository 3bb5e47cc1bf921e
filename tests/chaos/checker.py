"""Proves from the stores and queues themselves that no promise was broken."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from detection import detect_rooms
from roomjobs import services
from roomjobs.jobs.batches.batch import BatchStatus, job_id_of
from roomjobs.jobs.callbacks.callback import callback_id, id_of
from roomjobs.jobs.job import LOCAL_OWNER, JobStatus
from roomjobs.jobs.store.items import job_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roomjobs.config import Settings
    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.job import Job
    from roomjobs.services import Stores
    from tests.chaos.receiver import Receiver
    from tests.chaos.strangers import Record, Wish

# Ends other than a result that the faults explain; anything else is a violation.
EXPLAINED = {"attempts-used-up", "dead-letter"}
_ARCHIVE = re.compile(r"batches/(batch_[0-9a-f]{32})/\d+-[0-9a-f]{8}\.zip")
_RESULT = re.compile(r"results/(job_[0-9a-f]{32})/(\d+)\.json")


class Checker:
    """
    Compares what clients were told with what the stores hold at the end.

    Parameters
    ----------
    record : Record
        Of what all clients have wished for and seen.
    receiver : Receiver, optional
        That was told of ends.
    """

    def __init__(
        self, stores: Stores, settings: Settings, record: Record, receiver: Receiver | None = None
    ) -> None:
        self.receiver = receiver
        self._stores = stores
        self._settings = settings
        self._record = record
        self._clients = services.open_clients(settings.region)
        self.jobs, self.batches = self._stored()

    def is_settled(self) -> bool:
        """Whether all that is stored has ended, and no message is left."""
        self.jobs, self.batches = self._stored()
        is_over = all(job.is_final for job in self.jobs.values())
        is_over = is_over and all(each.is_final for each in self.batches.values())
        return is_over and not list(self._messages()) and not list(self._untold())

    def violations(self) -> Iterator[str]:
        """What is wrong."""
        yield from self._record.faults
        expected: dict[str, bytes] = {}
        made = defaultdict(list)
        for job in self.jobs.values():
            if job.batch_id is None:
                made[job.name].append(job.job_id)
        for wish in self._record.wishes:
            yield from self._wrong_wish(wish, made, expected)
        for job_id in self.jobs.keys() - expected.keys():
            yield f"nobody has wished for {job_id}: {self.jobs[job_id]}"
        for job_id, plan in expected.items():
            if job_id not in self._record.deleted:
                yield from self._wrong_job(self.jobs[job_id], plan)
        for batch in self.batches.values():
            yield from self._wrong_batch(batch)
        yield from self._orphans()
        yield from self._messages()
        yield from self._left_of_deleted()
        yield from (f"an end was not told: {each}" for each in self._untold())
        if self.receiver is not None:
            secrets = self._stores.callbacks.secrets(LOCAL_OWNER)
            signing = [] if secrets is None else [secrets.current]
            yield from (f"a call was not signed: {each}" for each in self.receiver.unsigned(signing))

    def _untold(self) -> Iterator[str]:
        """Ends that somebody wanted to be told, and was not."""
        told = self.receiver.calls if self.receiver else {}
        subjects: list[Job | Batch] = [*self.jobs.values(), *self.batches.values()]
        for subject in subjects:
            wanted = subject.callback_url and id_of(subject) not in self._record.deleted
            if wanted and subject.is_final and callback_id(subject) not in told:
                yield callback_id(subject)

    def _left_of_deleted(self) -> Iterator[str]:
        """What is there of jobs of which it was confirmed that they are deleted."""
        plans = self._keys(self._settings.input_bucket)
        for job_id in self._record.gone:
            if job_id in self.jobs:
                yield f"{job_id} was deleted, and is there"
            yield from (f"a plan of a deleted job: {key}" for key in plans if job_id in key)
            if self._stores.callbacks.subscription(job_id) is not None:
                yield f"callbacks of a deleted job: {job_id}"

    def _wrong_wish(
        self, wish: Wish, made: Mapping[str | None, list[str]], expected: dict[str, bytes]
    ) -> Iterator[str]:
        """A wish that was accepted has what it asked for, once; one that was refused has nothing."""
        if wish.is_batch:
            if wish.subject is None:
                yield f"the batch of {wish.key} was never accepted"
            elif (batch := self.batches.get(wish.subject)) is None:
                yield f"{wish.subject} was accepted, and is not there"
            else:
                places = [job_id_of(batch.batch_id, place) for place in range(len(wish.plans))]
                there = dict(zip(places, wish.plans, strict=True))
                expected |= {job_id: plan for job_id, plan in there.items() if job_id in self.jobs}
                if batch.status is BatchStatus.COMPLETED and there.keys() - self.jobs.keys():
                    yield f"{batch.batch_id} has completed without all of its jobs"
            return
        found = made[f"{wish.name}-0"]
        expected |= dict.fromkeys(found, wish.plans[0])
        if len(found) > 1:
            yield f"one wish ({wish.key}) made {found}"
        if wish.subject in self._record.deleted:
            return
        if wish.subject is not None and found != [wish.subject]:
            yield f"{wish.subject} was accepted, but {found} is there"
        if wish.subject is None and wish.is_refused and not wish.is_unknown and found:
            yield f"nothing was accepted, a client was told, but {found} is there"

    def _wrong_job(self, job: Job, plan: bytes) -> Iterator[str]:
        seen = self._record.ends.get(job.job_id)
        may_change = seen == "failed" and (job.job_id in self._record.retried or self._record.redriven)
        if not job.is_final:
            yield f"{job.job_id} has not ended: {job}"
        elif seen not in (None, job.status) and not may_change:
            yield f"{job.job_id} was seen as {seen}, and is {job.status}"
        elif job.status is JobStatus.CANCELLED and not {job.job_id, job.batch_id} & self._record.cancelled:
            yield f"{job.job_id} is cancelled, which nobody has asked for"
        elif job.status is JobStatus.COMPLETED:
            yield from self._wrong_result(job, plan)
        elif job.status is JobStatus.FAILED and not (
            job.error_fingerprint in EXPLAINED or b"hexagon" in plan
        ):
            yield f"{job.job_id} failed by what was not done to it: {job.error_message}"

    def _wrong_result(self, job: Job, plan: bytes) -> Iterator[str]:
        if job.output_s3_key != f"results/{job.job_id}/{job.attempt}.json":
            yield f"{job.job_id} points to {job.output_s3_key}, not of its last attempt {job.attempt}"
            return
        stored = json.loads(self._stores.plans.read_result(job.output_s3_key))
        if stored != json.loads(json.dumps(detect_rooms(json.loads(plan)).to_document())):
            yield f"the result of {job.job_id} is not that of a direct run"

    def _wrong_batch(self, batch: Batch) -> Iterator[str]:
        """The counts must be those of the jobs, and the archive must hold what the jobs point to."""
        if batch.status is BatchStatus.CANCELLED and batch.batch_id not in self._record.cancelled:
            yield f"{batch.batch_id} is cancelled, which nobody has asked for"
        if batch.status not in {BatchStatus.COMPLETED, BatchStatus.CANCELLED}:
            yield f"{batch.batch_id} has not ended well: {batch}"
            return
        jobs = [job for job in self.jobs.values() if job.batch_id == batch.batch_id]
        ends = Counter(job.status for job in jobs)
        counts = +self._stores.batches.counts(batch.batch_id)
        if counts != ends or batch.jobs_count != len(jobs):
            yield f"{batch.batch_id} counts {counts} of {batch.jobs_count}, but its jobs are {ends}"
        if batch.status is BatchStatus.COMPLETED:
            yield from self._wrong_archive(batch, jobs)

    def _wrong_archive(self, batch: Batch, jobs: list[Job]) -> Iterator[str]:
        with zipfile.ZipFile(
            io.BytesIO(self._stores.plans.read_result(batch.output_s3_key or ""))
        ) as archive:
            packed = {name: archive.read(name) for name in archive.namelist()}
        lines = csv.DictReader(io.StringIO(packed.pop("summary.csv").decode()))
        listed = {line["job_id"]: line["status"] for line in lines}
        if listed != {job.job_id: str(job.status) for job in jobs}:
            yield f"summary.csv of {batch.batch_id} does not list its jobs as they are"
        results = {
            f"results/{job.batch_index:05d}.json": self._stores.plans.read_result(job.output_s3_key)
            for job in jobs
            if job.output_s3_key
        }
        rooms = [*csv.DictReader(io.StringIO(packed.pop("rooms.csv").decode()))]
        totals = [*csv.DictReader(io.StringIO(packed.pop("totals.csv").decode()))]
        if totals[-1:] and int(totals[-1]["rooms"]) != len(rooms):
            yield f"totals.csv of {batch.batch_id} counts other rooms than rooms.csv"
        if packed != results:
            yield f"the archive of {batch.batch_id} does not hold the results of its jobs"

    def _orphans(self) -> Iterator[str]:
        """Objects that nothing accounts for, such as a result of no attempt; and plans that are gone."""
        for key in self._keys(self._settings.output_bucket):
            if (packed := _ARCHIVE.fullmatch(key)) and packed[1] in self.batches:
                continue
            found = _RESULT.fullmatch(key)
            owner = self.jobs.get(found[1]) if found else None
            if found and found[1] in self._record.deleted:  # a worker may have written it after the deletion
                continue
            if found is None or owner is None or int(found[2]) > owner.attempt:
                yield f"nobody's result: {key}"
        plans = set(self._keys(self._settings.input_bucket))
        jobs = [job for job in self.jobs.values() if job.job_id not in self._record.deleted]
        named = {job.input_s3_key for job in jobs}
        named |= {batch.input_s3_key for batch in self.batches.values()}
        yield from (f"a plan is gone: {key}" for key in named - plans)

    def _messages(self) -> Iterator[str]:
        for url in self._settings.queue_urls:
            answer: Any = self._clients.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
            for name, count in answer["Attributes"].items():
                if name.startswith("ApproximateNumberOfMessages") and count != "0":
                    yield f"messages are left: {name} is {count}"

    def _stored(self) -> tuple[dict[str, Job], dict[str, Batch]]:
        """All jobs and batches, by id."""
        jobs: dict[str, Job] = {}
        batches: dict[str, Batch] = {}
        pages = self._clients.dynamodb.get_paginator("scan").paginate(
            TableName=self._settings.jobs_table, ConsistentRead=True
        )
        for page in pages:
            for item in page["Items"]:
                key = str(item["job_id"]["S"])
                if key.startswith("job_"):
                    jobs[key] = job_of(item)
                elif key.startswith("batch_") and "#" not in key and (found := self._stores.batches.get(key)):
                    batches[key] = found
        return jobs, batches

    def _keys(self, bucket: str) -> list[str]:
        pages = self._clients.s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [each["Key"] for page in pages for each in page.get("Contents", [])]
