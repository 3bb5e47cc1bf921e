"""Has the ends of jobs and batches told to one kind of receiver, surely: subscribe, tell, sweep, deliver."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import RoomJobsError
from roomjobs.jobs.callbacks.callback import (
    DELAYS,
    callback_id,
    callback_of,
    id_of,
    next_attempt,
    subscription_of,
)
from roomjobs.jobs.callbacks.patience import AT_ONCE, Patience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.callbacks.callback import Attempt, Callback, Subscription
    from roomjobs.jobs.callbacks.table import CallbackTable
    from roomjobs.jobs.job import Job

_log = logging.getLogger(__name__)

_DUE_AT_ONCE = 100  # callbacks that one turn looks at
_HOLD = 60  # seconds at least, after which an attempt whose end was not stored counts as refused
_PATIENCE = 30.0  # seconds that one sweep spends on errors: more mean that the table is unreachable
#: Seconds for which a subscription stays open after its job was accepted or retried. Within them the write
#: of the job, which follows that of the subscription, has arrived or failed.
_SETTLING = 600


@dataclass(frozen=True, slots=True)
class Delivery:
    """Tells one kind of receiver, services of owners or an event bus. Two runs at once are safe."""

    table: CallbackTable
    #: Prepares one request, which is made by calling what it returns; that raises nothing.
    prepare: Callable[[Callback], Callable[[], Attempt]]
    address: Callable[[Job | Batch], str | None]  # where the ends of a job or batch are told, if anywhere
    jobs: Callable[[Sequence[str]], Mapping[str, Job]]  # by id
    batch: Callable[[str], Batch | None]
    clock: Callable[[], float] = time.time
    patience: Patience = field(default_factory=Patience)

    def subscribe(self, subject: Job | Batch) -> None:
        """
        Store where the end of a job or batch is told, before it is accepted or retried.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable or refuses.
        """
        url = self.address(subject)
        if url is not None:
            self.table.open(subscription_of(subject, url, now=self.clock()))

    def tell(self, subject: Job | Batch) -> None:
        """Have an end told, if it is one; safe to repeat, and a fault is left to the sweep."""
        if not subject.is_final or self.address(subject) is None:
            return
        try:
            subscription = self.table.subscription(id_of(subject))
            if subscription is not None:  # else it was erased
                self._note(subject, subscription)
        except (RoomJobsError, BotoCoreError, ClientError) as error:
            _log.warning("the end of %s is not noted, the sweep notes it: %r", id_of(subject), error)

    def _note(self, subject: Job | Batch, subscription: Subscription) -> None:
        if callback_id(subject) not in subscription.callbacks:
            self.table.add(callback_of(subject, subscription, now=self.clock()))

    def sweep(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """
        Note the ends that nobody has told, then deliver what is due; return how many were delivered.

        Once `is_over`, no further request is begun.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is unreachable: the subscriptions cannot be read, or errors took half a minute.
        """
        left = _PATIENCE
        for page in self.table.opened():
            jobs = self.jobs([each.subject for each in page if each.subject.startswith("job_")])
            for each in page:
                began = time.monotonic()
                try:
                    self._look_at(each, jobs.get(each.subject))
                except Exception:
                    left -= time.monotonic() - began
                    if left < 0:
                        raise
                    _log.exception("the end of %s is looked for again by the next sweep", each.subject)
        return self.deliver_due(is_over)

    def _look_at(self, subscription: Subscription, subject: Job | Batch | None) -> None:
        """Note the end of a job, which is given, or of a batch; forget the subscription once it has ended."""
        if subscription.subject.startswith("batch_"):
            subject = self.batch(subscription.subject)
        is_late = self.clock() - subscription.opened_at > _SETTLING
        if subject is not None and subject.is_final:
            self._note(subject, subscription)
        if is_late and (subject is None or subject.is_final):
            self.table.settle(subscription)

    def deliver_due(self, is_over: Callable[[], bool] = lambda: False) -> int:
        """
        Attempt the callbacks whose time has come, some at once; return how many were delivered.

        Once `is_over`, those of them that have not begun are left to others.
        """
        due = self.table.due(now=self.clock(), at_most=_DUE_AT_ONCE)
        if not due:
            return 0
        with ThreadPoolExecutor(AT_ONCE, "callbacks") as pool:
            return sum(pool.map(partial(self._deliver_safely, is_over), due))

    def _deliver_safely(self, is_over: Callable[[], bool], callback: Callback) -> bool:
        try:
            return not is_over() and self._deliver(callback)
        except Exception as error:  # noqa: BLE001 - one callback must not stop the others
            _log.warning("callback %s is attempted again later: %r", callback.callback_id, error)
            return False

    def _deliver(self, callback: Callback) -> bool:
        now = self.clock()
        host = urlsplit(callback.url).netloc or callback.url  # a bus is a name
        wait_until = self.patience.wait_until(host, callback.owner)
        if now < wait_until:
            self.table.put_off(callback, until=wait_until)
            return False
        if callback.round > len(DELAYS):  # the process of the last attempt died before its end was stored
            self.table.give_up(callback)
            return False
        request = self.prepare(callback)
        hold = max(_HOLD, DELAYS[min(callback.round, len(DELAYS) - 1)])
        begun = self.table.begin(callback, again_at=now + hold)
        if begun is None:
            return False
        attempt = request()
        answered = attempt.status_code is not None
        self.patience.took(host, callback.owner, attempt.milliseconds / 1000, answered=answered, now=now)
        _log.info("callback %s: %s", callback.callback_id, attempt.error or attempt.status_code)
        self.table.end(begun, attempt, next_at=next_attempt(begun, attempt))
        return attempt.is_success
