"""Finds the job that already has the result of an equal plan; entries may be missing or out of date."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import detection
from detection.importers import library_versions
from roomjobs.jobs.conditions import ALWAYS
from roomjobs.jobs.store.attributes import encode
from roomjobs.jobs.store.conditional_table import Put

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import ConditionalTable
    from roomjobs.plans.drawing import Drawing


def content_hash(plan: dict[str, Any], owner: str) -> str:
    """
    A hash of a plan and its owner; the name, whitespace and the order of keys do not change it.

    Owners do not share results: a fast answer would reveal that another owner has submitted the plan.
    """
    digest = hashlib.sha256(detector_digest())
    content = {key: value for key, value in plan.items() if key != "name"}
    digest.update(msgspec.json.encode([owner, content], order="sorted"))
    return digest.hexdigest()


def upload_hash(sha256: str, owner: str, drawing: Drawing | None = None) -> str:
    """
    A hash of an unread upload: equal for the same owner, bytes, reading options and importer.

    The importer is its code, which `detector_digest` covers, and the libraries that read the format.
    """
    digest = hashlib.sha256(detector_digest())
    if drawing is not None:
        digest.update(msgspec.json.encode(library_versions(drawing.format)))
    digest.update(msgspec.json.encode([owner, "sha256", sha256, *([] if drawing is None else [drawing])]))
    return digest.hexdigest()


@cache
def detector_digest() -> bytes:
    """A digest of the detector's code and data; results of another version are not reused."""
    home = Path(detection.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in home.rglob("*") if path.suffix in {".py", ".json", ".c", ".h"}):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def detector_version() -> str:
    """The first 16 hex digits of the digest of the detector, stored on each job."""
    return detector_digest().hex()[:16]


class ResultCache:
    """
    Stores its entries in the table of jobs, without a status and so not in the by-status index.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(self, items: ConditionalTable) -> None:
        self._items = items

    def find(self, content: str) -> str | None:
        """The id of a job whose plan had this content hash."""
        note = self._items.get(f"content#{content}")
        return None if note is None else note["same_as"]["S"]

    def remember(self, job: Job) -> None:
        """
        Store an entry for a completed job, unless its plan was hashed for another version of the detector.

        Versions differ while a deployment replaces the workers.
        """
        if job.detector not in ("", detector_version()):
            return
        note = {
            "job_id": f"content#{job.content_hash}",
            "same_as": job.job_id,
            "expires_at": job.expires_at,
        }
        self._items.write(Put(encode(note), when=ALWAYS))
