"""What operators ask for: dead letters, the deletion of all that an owner has, whether the API is ready."""

from __future__ import annotations

import time
from urllib.parse import quote

from roomjobs.rest.client.connection import REPEATABLE, ApiError, Connection
from roomjobs.rest.schemas.dead_letters import DeadLetterOut, DeadLetters, Redriven
from roomjobs.rest.schemas.erasures import Erased
from roomjobs.rest.schemas.lanes import LaneOut, Lanes


class Operations(Connection):
    """The requests of operators."""

    __slots__ = ()

    def dead_letters(self) -> list[DeadLetterOut]:
        """The dead letters, oldest first."""
        answer = self.request("GET", "/fleet/dead-letters")
        return self.decode(answer.data, DeadLetters).dead_letters

    def dead_letter(self, message_id: str) -> DeadLetterOut:
        """One dead letter."""
        return self.decode(
            self.request("GET", f"/fleet/dead-letters/{quote(message_id)}").data, DeadLetterOut
        )

    def redrive(self, message_id: str | None = None, *, fingerprint: str | None = None) -> list[str]:
        """Retry the job of one dead letter, of those whose jobs failed with one fingerprint, or of all."""
        one = f"/{quote(message_id)}" if message_id else ""
        query = f"?fingerprint={quote(fingerprint)}" if fingerprint else ""
        done: list[str] = []
        while True:  # each request redrives a limited number
            answer = self.request("POST", f"/fleet/dead-letters{one}/redrive{query}")
            some = self.decode(answer.data, Redriven).message_ids
            done += some
            if message_id or not some:
                return done

    def delete_dead_letter(self, message_id: str) -> None:
        """Delete a dead letter for good."""
        self.request("DELETE", f"/fleet/dead-letters/{quote(message_id)}")

    def lanes(self) -> list[LaneOut]:
        """The lanes that have a queue of their own."""
        return self.decode(self.request("GET", "/fleet/lanes").data, Lanes).lanes

    def pause_lane(self, name: str) -> LaneOut:
        """Have no worker receive from a lane."""
        return self.decode(self.request("POST", f"/fleet/lanes/{quote(name, safe='')}:pause").data, LaneOut)

    def resume_lane(self, name: str) -> LaneOut:
        """Have workers receive from a lane again."""
        return self.decode(self.request("POST", f"/fleet/lanes/{quote(name, safe='')}:resume").data, LaneOut)

    def delete_owner(self, owner: str, *, every: float = 0.5) -> int:
        """
        Delete all jobs, batches and uploads of an owner.

        Parameters
        ----------
        owner : str
            Name of the owner.
        every : float
            Seconds between the requests, each of which deletes some.

        Returns
        -------
        int
            Number of jobs and batches that were deleted.
        """
        deleted = 0
        while True:
            path = f"/owners/{quote(owner, safe='')}"
            erased = self.decode(self.request("DELETE", path, retries=REPEATABLE).data, Erased)
            deleted += erased.deleted
            if erased.is_complete:
                return deleted
            time.sleep(every)

    def is_ready(self) -> bool:
        """Whether the API and its stores answer."""
        try:
            self.request("GET", "/readyz")
        except ApiError:
            return False
        return True
