"""The use cases of callbacks: whom ends are told, what was told, to send it again, and what signs it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from roomjobs.jobs.callbacks import signing
from roomjobs.jobs.callbacks.delivery import Delivery
from roomjobs.jobs.callbacks.table import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.callbacks.callback import Attempt, Callback, Subscription
    from roomjobs.jobs.callbacks.table import CallbackTable
    from roomjobs.jobs.job import Job

SECRET_OVERLAP = 86_400  # seconds for which a replaced secret signs, too


@dataclass(frozen=True)
class Callbacks:
    """Tells services of owners, and perhaps an event bus, that jobs and batches have ended."""

    table: CallbackTable
    send: Callable[[str, Mapping[str, str], str], Attempt]  # makes one request: address, headers, body
    jobs: Callable[[Sequence[str]], Mapping[str, Job]]  # by id
    batch: Callable[[str], Batch | None]
    bus: Delivery | None = None  # is told each end of a single job or a batch
    clock: Callable[[], float] = time.time

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """What tells each kind of receiver."""
        to_owners = Delivery(
            self.table,
            self._prepare,
            lambda subject: subject.callback_url,
            jobs=self.jobs,
            batch=self.batch,
            clock=self.clock,
        )
        return (to_owners,) if self.bus is None else (to_owners, self.bus)

    def subscribe(self, subject: Job | Batch) -> None:
        """
        Store where the end of a job or batch is told, before it is accepted or retried.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        for each in self.deliveries:
            each.subscribe(subject)

    def tell(self, subject: Job | Batch) -> None:
        """Have an end told, if it is one; safe to repeat, and a fault is left to the sweep."""
        for each in self.deliveries:
            each.tell(subject)

    def sweep(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """
        Note the ends that nobody has told, then deliver what is due; return how many were delivered.

        Once `is_over`, no further request is begun.

        Raises
        ------
        ExceptionGroup
            DynamoDB is unreachable or refuses; what is told to other receivers was done all the same.
        """
        delivered = 0
        errors = []
        for each in self.deliveries:
            try:
                delivered += each.sweep(is_over)
            except Exception as error:  # noqa: BLE001 - raised below, after the others
                errors.append(error)
        if errors:
            raise ExceptionGroup("some ends were not told", errors)
        return delivered

    def _prepare(self, callback: Callback) -> Callable[[], Attempt]:
        secrets = self.secrets(callback.owner)
        headers = signing.headers(secrets, callback.callback_id, int(self.clock()), callback.body)
        return partial(self.send, callback.url, headers, callback.body)

    def listed(self, subject: str) -> tuple[Subscription | None, list[Callback]]:
        """The subscription of a job or batch, given by its id, and its callbacks, the first end first."""
        subscription = self.table.subscription(subject)
        return subscription, [] if subscription is None else self.table.get_many(subscription.callbacks)

    def redeliver(self, subject: str, callback_id: str) -> Callback | None:
        """Send a callback again, with all its attempts anew; None if the job or batch has no such one."""
        subscription = self.table.subscription(subject)
        if subscription is None or callback_id not in subscription.callbacks:
            return None  # before it is looked up: it may be too long for a key of the table
        for _ in range(3):  # an attempt may end meanwhile
            callback = self.table.get(callback_id)
            if callback is None:
                return None
            asked = self.table.ask_again(callback, now=self.clock())
            if asked is not None:
                return asked
        return callback

    def secrets(self, owner: str) -> list[str]:
        """The secrets that sign for an owner, the newest first; the first is made when it is needed."""
        stored = self.table.secrets(owner)
        if stored is None:
            stored = Secrets(signing.new_secret(), changed_at=int(self.clock()))
            if not self.table.put_secrets(owner, stored, before=None):
                return self.secrets(owner)  # another process was faster
        is_replaced = self.clock() - stored.changed_at > SECRET_OVERLAP
        return (
            [stored.current] if stored.previous is None or is_replaced else [stored.current, stored.previous]
        )

    def replace_secret(self, owner: str) -> list[str]:
        """Make a new secret; the one before signs, too, for a day."""
        current = self.secrets(owner)[0]
        before = Secrets(current)
        fresh = Secrets(signing.new_secret(), previous=current, changed_at=int(self.clock()))
        if not self.table.put_secrets(owner, fresh, before=before):
            return self.secrets(owner)
        return [fresh.current, current]
