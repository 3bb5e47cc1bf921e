"""Submit many plans as a batch, follow it, and fetch its results."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import msgspec

from roomjobs.rest.client.connection import KEYED, MOST_INLINE, REPEATABLE, Connection
from roomjobs.rest.schemas.batches import BatchAccepted, BatchState
from roomjobs.rest.schemas.batches import Batches as BatchPage

if TYPE_CHECKING:
    from collections.abc import Iterator


class Batches(Connection):
    """The requests that concern batches."""

    __slots__ = ()

    def submit_batch(
        self,
        plans: bytes,
        *,
        content_type: str,
        name: str | None = None,
        fresh: bool = False,
        key: str | None = None,
        callback: str | None = None,
    ) -> BatchAccepted:
        """
        Submit many plans.

        Parameters
        ----------
        plans : bytes
            A plan per line, or JSON files in a ZIP.
        content_type : str
            ``application/x-ndjson`` or ``application/zip``.
        name : str, optional
            Name of the batch.
        fresh, key, callback
            As for a plan.

        Returns
        -------
        BatchAccepted
            The new batch, or the one that an earlier submit with the key has created.
        """
        if len(plans) > MOST_INLINE:
            plans = msgspec.json.encode({"upload_id": self.upload(plans, content_type=content_type)})
            content_type = "application/json"
        headers = {
            "Content-Type": content_type,
            "Idempotency-Key": key or str(uuid.uuid4()),
            **({"Cache-Control": "no-cache"} if fresh else {}),
        }
        asked = {"name": name} if name else {}
        if callback is not None:
            asked["callback_url"] = callback
        query = f"?{urlencode(asked)}" if asked else ""
        answer = self.request("POST", f"/batches{query}", body=plans, headers=headers, retries=KEYED)
        return self.decode(answer.data, BatchAccepted)

    def batch(self, batch_id: str) -> BatchState:
        """The state of a batch."""
        return self.decode(self.request("GET", f"/batches/{batch_id}").data, BatchState)

    def batches(self, *, page_size: int = 100) -> Iterator[BatchState]:
        """The batches, newest first, read in pages during iteration."""
        query: dict[str, Any] = {"limit": page_size}
        while True:
            page = self.decode(self.request("GET", f"/batches?{urlencode(query)}").data, BatchPage)
            yield from page.batches
            if page.next_cursor is None:
                return
            query["cursor"] = page.next_cursor

    def cancel_batch(self, batch_id: str) -> BatchState:
        """Cancel all jobs of a batch that have not ended."""
        return self.decode(self.request("POST", f"/batches/{batch_id}/cancel").data, BatchState)

    def watch_batch(self, batch_id: str, *, every: float | None = None) -> Iterator[BatchState]:
        """The states of a batch until it ends, polled as often as the API asks, or every `every` seconds."""
        while True:
            batch = self.batch(batch_id)
            yield batch
            if batch.poll_after_ms is None:
                return
            time.sleep(batch.poll_after_ms / 1000 if every is None else every)

    def batch_result(self, batch_id: str) -> bytes:
        """A ZIP with a summary and the results of all completed jobs."""
        return self.request("GET", f"/batches/{batch_id}/result").data

    def delete_batch(self, batch_id: str, *, every: float = 0.5) -> None:
        """Cancel a batch and delete it with its jobs, plans and archive."""
        while self.request("DELETE", f"/batches/{quote(batch_id)}", retries=REPEATABLE).status == 202:
            time.sleep(every)
