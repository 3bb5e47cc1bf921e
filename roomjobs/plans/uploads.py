"""
Uploads of files that are too large for a request: the client puts them into S3 by a presigned address.

The signature binds size, checksum and type, so S3 refuses every other file. The key contains a hash of the
owner, so no owner can use the upload of another. The id is derived from owner and file: a second upload of
the same file has the same id, so that a repeated request is equal to the first. S3 deletes uploads after one
to two days.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from roomjobs.plans.store import PlanStore

_UPLOAD_ID = re.compile(r"upload_[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Offer:
    """A presigned address for an upload, and the headers to send."""

    upload_id: str
    url: str
    headers: Mapping[str, str]
    expires_at: int  # Unix seconds; the upload must begin before


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file."""

    key: str
    size: int  # bytes
    content_type: str
    sha256: str  # hexadecimal
    etag: str


@dataclass(frozen=True, slots=True)
class Uploads:
    """Offers and finds uploads."""

    store: PlanStore
    clock: Callable[[], float] = time.time

    def offer(self, *, size: int, sha256: str, content_type: str, owner: str) -> Offer:
        """Sign an address for a file of `size` bytes with this SHA-256, in hexadecimal."""
        upload_id = _id(owner, content_type, size, sha256)
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        url = self.store.upload_url(
            _key(upload_id, owner), size=size, checksum=checksum, content_type=content_type
        )
        headers = {"Content-Type": content_type, "x-amz-checksum-sha256": checksum}
        return Offer(upload_id, url, headers, int(self.clock()) + self.store.presign_seconds)

    def put(self, data: bytes, *, content_type: str, owner: str) -> str:
        """Store a file that came within a request as an upload, and give its id."""
        sha256 = hashlib.sha256(data)
        upload_id = _id(owner, content_type, len(data), sha256.hexdigest())
        checksum = base64.b64encode(sha256.digest()).decode()
        self.store.put_upload(_key(upload_id, owner), data, checksum=checksum, content_type=content_type)
        return upload_id

    def find(self, upload_id: object, owner: str) -> Upload | None:
        """
        The uploaded file of an owner, or None.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            S3 is unreachable or refuses.
        """
        if not isinstance(upload_id, str) or not _UPLOAD_ID.fullmatch(upload_id):
            return None
        key = _key(upload_id, owner)
        found = self.store.head_upload(key)
        if found is None:
            return None
        return Upload(
            key=key,
            size=found["ContentLength"],
            content_type=found["ContentType"],
            sha256=base64.b64decode(found["ChecksumSHA256"]).hex(),
            etag=found["ETag"],
        )


def _id(owner: str, content_type: str, size: int, sha256: str) -> str:
    file = f"{owner}\0{content_type}\0{size}\0{sha256}"
    return f"upload_{hashlib.sha256(file.encode()).hexdigest()[:32]}"


def _key(upload_id: str, owner: str) -> str:
    return uploads_of(owner) + upload_id


def uploads_of(owner: str) -> str:
    """The prefix of the keys of all uploads of an owner."""
    return f"uploads/{hashlib.sha256(owner.encode()).hexdigest()[:32]}/"
