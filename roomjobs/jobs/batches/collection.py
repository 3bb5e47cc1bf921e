"""Packs the results of a batch into one archive."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from typing import IO, TYPE_CHECKING, Any, TypedDict

import msgspec

from detection.exporters.building import Building, csv_lines
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


class _Room(TypedDict, total=False):
    """What a schedule says of a room; its outline is passed over."""

    id: str
    area: float
    net_area: float | None
    stated_area: float | None
    perimeter: float
    label_point: list[float]
    sealed: bool | None
    openings: list[msgspec.Raw]
    adjacent: list[dict[str, Any]]
    load_bearing_share: float | None
    confidence: float | None
    confidence_reasons: list[str]
    number: str | None
    name: str | None
    usage: str | None


class _Rooms(TypedDict, total=False):
    units: str | None
    rooms: list[_Room]
    diagnostics: list[dict[str, Any]]


def collect(batch: Batch, table: BatchTable, read_result: Callable[[str], bytes], file: IO[bytes]) -> None:
    """
    Write what is known of all plans, and `results/<index>.json` of each completed job.

    `summary.csv` has a line per plan in their order, `rooms.csv` one per room, and `totals.csv` the areas by
    plan and usage.

    Raises
    ------
    botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
        A store is unreachable.
    """
    lines, building = io.StringIO(newline=""), Building()
    summary = csv.DictWriter(lines, _COLUMNS)
    summary.writeheader()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        ThreadPoolExecutor(_AT_ONCE) as pool,
        tempfile.TemporaryFile() as rooms,  # as there may be millions
    ):
        rooms.write(csv_lines([Building.COLUMNS]))
        for jobs in _parts(batch, table):
            done = [job for job in jobs if job.output_s3_key]
            keys = [job.output_s3_key for job in done if job.output_s3_key]
            for job, result in zip(done, pool.map(read_result, keys), strict=True):
                archive.writestr(_entry(job), result)
                found: Any = msgspec.json.decode(result, type=_Rooms)
                rooms.write(csv_lines(building.rows(job.name or str(job.batch_index), found)))
            summary.writerows(_line(job) for job in jobs)
        archive.writestr("summary.csv", lines.getvalue())
        archive.writestr("totals.csv", csv_lines([Building.TOTALS, *building.totals()]))
        rooms.seek(0)
        entry = zipfile.ZipInfo("rooms.csv", time.localtime()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(entry, "w", force_zip64=True) as packed:
            shutil.copyfileobj(rooms, packed)


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
