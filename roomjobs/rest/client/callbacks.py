"""What was told of the ends of jobs and batches."""

from __future__ import annotations

from urllib.parse import quote

from roomjobs.rest.client.connection import Connection
from roomjobs.rest.schemas.callbacks import CallbackList, CallbackSecrets, CallbackState


class Callbacks(Connection):
    """The requests that concern callbacks."""

    __slots__ = ()

    def callbacks(self, subject: str) -> CallbackList:
        """The callbacks of a job or batch, by its id, with all attempts."""
        return self.decode(self.request("GET", f"{_of(subject)}/callbacks").data, CallbackList)

    def redeliver(self, subject: str, callback_id: str) -> CallbackState:
        """Send a callback of a job or batch again."""
        path = f"{_of(subject)}/callbacks/{quote(callback_id, safe='')}/redeliver"
        return self.decode(self.request("POST", path).data, CallbackState)

    def callback_secrets(self) -> list[str]:
        """The secrets that sign one's callbacks, the newest first."""
        return self.decode(self.request("GET", "/callbacks/secrets").data, CallbackSecrets).secrets

    def replace_callback_secret(self) -> list[str]:
        """Replace the secret; for a day the one before signs, too."""
        answer = self.request("POST", "/callbacks/secrets/replace")
        return self.decode(answer.data, CallbackSecrets).secrets


def _of(subject: str) -> str:
    kind = "batches" if subject.startswith("batch_") else "jobs"
    return f"/{kind}/{quote(subject, safe='')}"
