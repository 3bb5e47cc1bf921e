"""Which job has the result of a plan already; a note may be missing or out of date, and is then of no use."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

import detection
from roomjobs.jobs.conditions import ALWAYS
from roomjobs.jobs.store.conditional_table import Put
from roomjobs.jobs.store.items import encode

if TYPE_CHECKING:
    from roomjobs.jobs.job import Job
    from roomjobs.jobs.store.conditional_table import ConditionalTable
    from roomjobs.plans.drawing import Drawing


def content_hash(plan: dict[str, Any], owner: str) -> str:
    """
    The same for two plans of one owner whose results are the same: equal but for name, spaces, order of keys.

    Owners share no results: how fast one comes would tell that another has had the plan.
    """
    digest = hashlib.sha256(detector_digest())
    content = {key: value for key, value in plan.items() if key != "name"}
    digest.update(msgspec.json.encode([owner, content], order="sorted"))
    return digest.hexdigest()


def upload_hash(sha256: str, owner: str, drawing: Drawing | None = None) -> str:
    """The same for two uploads of one owner with the same bytes, read alike; nobody has read them yet."""
    digest = hashlib.sha256(detector_digest())
    digest.update(msgspec.json.encode([owner, "sha256", sha256, *([] if drawing is None else [drawing])]))
    return digest.hexdigest()


@cache
def detector_digest() -> bytes:
    """Changes with the detector: a result of an older one is none of the present one's."""
    home = Path(detection.__file__).parent
    digest = hashlib.sha256()
    for path in sorted(path for path in home.rglob("*") if path.suffix in {".py", ".json", ".c", ".h"}):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.digest()


def detector_version() -> str:
    """The digest of the detector, short enough to be noted on each job."""
    return detector_digest().hex()[:16]


class ResultCache:
    """
    Notes beside the jobs in their table, without a status and so not in its index.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is out of reach or refuses.
    """

    def __init__(self, items: ConditionalTable) -> None:
        self._items = items

    def find(self, content: str) -> str | None:
        """The id of a job that has had this content."""
        note = self._items.get(f"content#{content}")
        return None if note is None else note["same_as"]["S"]

    def remember(self, job: Job) -> None:
        """
        Note a completed job, unless its plan was hashed for another version of the detector than this one.

        So it is while a new version replaces the old one.
        """
        if job.detector not in ("", detector_version()):
            return
        note = {
            "job_id": f"content#{job.content_hash}",
            "same_as": job.job_id,
            "expires_at": job.expires_at,
        }
        self._items.write(Put(encode(note), when=ALWAYS))
