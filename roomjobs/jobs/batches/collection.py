"""Packs the results of a batch into one archive."""

from __future__ import annotations

import csv
import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING

from roomjobs.jobs.batches.batch import job_id_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.batches.table import BatchTable
    from roomjobs.jobs.job import Job

_AT_ONCE = 16  # results being read; the time is that of the network
_PART = 500  # results held in memory
_COLUMNS = (
    "index", "name", "job_id", "status", "rooms_count", "confidence_score", "processing_time",
    "wall_count", "result", "error_message",
)  # fmt: skip


def collect(batch: Batch, table: BatchTable, read_result: Callable[[str], bytes], file: IO[bytes]) -> None:
    """
    Write `summary.csv`, a line per plan in their order, and `results/<index>.json` of each completed job.

    Raises
    ------
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        A store is unreachable.
    """
    lines = io.StringIO(newline="")
    summary = csv.DictWriter(lines, _COLUMNS)
    summary.writeheader()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, ThreadPoolExecutor(_AT_ONCE) as pool:
        for jobs in _parts(batch, table):
            done = [job for job in jobs if job.output_s3_key]
            keys = [job.output_s3_key for job in done if job.output_s3_key]
            for job, result in zip(done, pool.map(read_result, keys), strict=True):
                archive.writestr(_entry(job), result)
            summary.writerows(_line(job) for job in jobs)
        archive.writestr("summary.csv", lines.getvalue())


def _parts(batch: Batch, table: BatchTable) -> Iterator[list[Job]]:
    for first in range(0, batch.jobs_count or 0, _PART):
        indexes = range(first, min(first + _PART, batch.jobs_count or 0))
        ids = [job_id_of(batch.batch_id, index) for index in indexes]
        found = table.jobs(ids)
        yield [found[job_id] for job_id in ids if job_id in found]


def _entry(job: Job) -> str:
    return f"results/{job.batch_index:05d}.json"


def _line(job: Job) -> dict[str, object]:
    return {
        "index": job.batch_index,
        "name": job.name,
        "job_id": job.job_id,
        "status": job.status,
        "rooms_count": job.rooms_count,
        "confidence_score": job.confidence_score,
        "processing_time": job.processing_time,
        "wall_count": job.wall_count,
        "result": _entry(job) if job.output_s3_key else None,
        "error_message": job.error_message,
    }
