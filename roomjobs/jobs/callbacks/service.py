"""The use cases of callbacks: subscribe, tell an end, deliver what is due, list, send again."""

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
from roomjobs.jobs.callbacks import signing
from roomjobs.jobs.callbacks.callback import (
    DELAYS,
    callback_id,
    callback_of,
    id_of,
    next_attempt,
    subscription_of,
)
from roomjobs.jobs.callbacks.patience import AT_ONCE, Patience
from roomjobs.jobs.callbacks.table import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roomjobs.jobs.batches.batch import Batch
    from roomjobs.jobs.callbacks.callback import Attempt, Callback, Subscription
    from roomjobs.jobs.callbacks.table import CallbackTable
    from roomjobs.jobs.job import Job

_log = logging.getLogger(__name__)

_DUE_AT_ONCE = 100  # callbacks that one turn looks at
_HOLD = 60  # seconds at least, after which an attempt whose end was not stored counts as refused
_FAULTS_IN_A_ROW = 3  # consecutive errors mean that the table is unreachable
#: Seconds for which a subscription stays open after its job was accepted or retried. Within them the write
#: of the job, which follows that of the subscription, has arrived or failed.
_SETTLING = 600
SECRET_OVERLAP = 86_400  # seconds for which a replaced secret signs, too


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Tells services of owners that their jobs and batches have ended. Two runs at once are safe."""

    table: CallbackTable
    send: Callable[[str, Mapping[str, str], str], Attempt]  # makes one request: address, headers, body
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
        subscription = subscription_of(subject, now=self.clock())
        if subscription is not None:
            self.table.open(subscription)

    def tell(self, subject: Job | Batch | None) -> None:
        """Have an end told, if it is one; safe to repeat, and a fault is left to the sweep."""
        if subject is None or not subject.is_final or subject.callback_url is None:
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
            DynamoDB is unreachable or refuses: the subscriptions cannot be read, or three in a row failed.
        """
        in_a_row = 0
        for page in self.table.opened():
            jobs = self.jobs([each.subject for each in page if each.subject.startswith("job_")])
            for each in page:
                try:
                    self._look_at(each, jobs.get(each.subject))
                    in_a_row = 0
                except Exception:
                    in_a_row += 1
                    if in_a_row == _FAULTS_IN_A_ROW:
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
        host = urlsplit(callback.url).netloc
        wait_until = self.patience.wait_until(host, callback.owner)
        if now < wait_until:
            self.table.put_off(callback, until=wait_until)
            return False
        if callback.round > len(DELAYS):  # the process of the last attempt died before its end was stored
            self.table.give_up(callback)
            return False
        secrets = self.secrets(callback.owner)
        hold = max(_HOLD, DELAYS[min(callback.round, len(DELAYS) - 1)])
        begun = self.table.begin(callback, again_at=now + hold)
        if begun is None:
            return False
        headers = signing.headers(secrets, callback.callback_id, int(now), callback.body)
        attempt = self.send(callback.url, headers, callback.body)
        answered = attempt.status_code is not None
        self.patience.took(host, callback.owner, attempt.milliseconds / 1000, answered=answered, now=now)
        _log.info("callback %s: %s", callback.callback_id, attempt.error or attempt.status_code)
        self.table.end(begun, attempt, next_at=next_attempt(begun, attempt))
        return attempt.is_success

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
