"""
Subscriptions, callbacks and secrets in the table of jobs.

========================  ========================================================================
key                       attributes
========================  ========================================================================
``callback#<subject>``    a subscription; in the index under ``callback#open`` while an end of its
                          job or batch may come, else under ``callback#settled``
``event#<callback id>``   a callback; in the index under ``callback#due`` by the time of its next
                          attempt, later under ``callback#done``
``whsec#<owner>``         the secrets of an owner, who stands there by a hash
========================  ========================================================================

What is told to an event bus stands in the same way under ``bus#`` and ``bus-event#``.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from roomjobs.jobs.callbacks.callback import Attempt, Callback, CallbackStatus, Subscription
from roomjobs.jobs.conditions import ALWAYS, Absent, Append, Field, Sum, all_of, compare, equal
from roomjobs.jobs.store.attributes import encode, plain
from roomjobs.jobs.store.conditional_table import ConditionFailedError, Delete, Put, Update
from roomjobs.jobs.store.line_table import name_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from roomjobs.jobs.store.conditional_table import ConditionalTable, Item

T = TypeVar("T")

_log = logging.getLogger(__name__)

_PAGE = 100
_PAGES = 200  # of open subscriptions that one sweep reads
_KEPT = 50  # attempts of a callback that are kept, the last ones: an item has at most 400 KB


class Names(NamedTuple):
    """How the items of one kind of receiver are named."""

    subscription: str  # prefix of the keys of subscriptions, and of partitions of the index
    event: str  # prefix of the keys of callbacks

    @property
    def open(self) -> str:
        return f"{self.subscription}#open"

    @property
    def settled(self) -> str:
        return f"{self.subscription}#settled"

    @property
    def due(self) -> str:
        return f"{self.subscription}#due"

    @property
    def done(self) -> str:
        return f"{self.subscription}#done"


TO_OWNERS = Names("callback", "event")
TO_BUS = Names("bus", "bus-event")


class Secrets(msgspec.Struct, frozen=True):
    """The secrets of an owner; the one before signs, too, for some time."""

    current: str
    previous: str | None = None
    changed_at: int = 0  # Unix seconds


class CallbackTable:
    """
    Reads and writes callbacks.

    All methods raise botocore's `ClientError` or `BotoCoreError` when DynamoDB is unreachable or refuses.
    """

    def __init__(self, items: ConditionalTable, names: Names = TO_OWNERS) -> None:
        self._items = items
        self._names = names

    def open(self, subscription: Subscription) -> None:
        """Store a subscription, or open it again; its callbacks stay."""
        edits = {
            "told_owner": subscription.owner,  # `owner` would list it with the jobs of the owner
            "url": subscription.url,
            "opened_at": subscription.opened_at,
            "created_at": subscription.opened_at,
            "expires_at": subscription.expires_at,
            "status_shard": self._names.open,
        }
        self._items.write(Update(self._key(subscription.subject), edits))

    def subscription(self, subject: str) -> Subscription | None:
        """The subscription of a job or batch, by its id."""
        stored = self._items.get(self._key(subject))
        return None if stored is None else _subscription(stored)

    def opened(self) -> Iterator[list[Subscription]]:
        """The open subscriptions, in pages, the oldest first; the index may lag behind the table."""
        after: Item | None = None
        for _ in range(_PAGES):
            stored, after = self._items.in_index(self._names.open, at_most=_PAGE, after=after)
            yield list(_readable(_subscription, stored))
            if after is None:
                return

    def settle(self, subscription: Subscription) -> None:
        """Take a subscription out of those open, unless it was opened again meanwhile."""
        when = equal("opened_at", subscription.opened_at)
        try:
            self._items.write(
                Update(self._key(subscription.subject), {"status_shard": self._names.settled}, when)
            )
        except ConditionFailedError:
            return

    def add(self, callback: Callback) -> bool:
        """Store a new callback and name it at its subscription; false if it was there, or that was erased."""
        try:
            self._items.transact(
                [
                    Put(self._item(callback)),
                    Update(
                        self._key(callback.subject),
                        {"callbacks": Append(callback.callback_id)},
                        compare("opened_at", ">=", 0),  # it was not erased
                    ),
                ]
            )
        except ConditionFailedError:
            return False
        return True

    def get(self, callback_id: str) -> Callback | None:
        stored = self._items.get(self._event(callback_id))
        return None if stored is None else _callback(stored)

    def get_many(self, callback_ids: Iterable[str]) -> list[Callback]:
        """The callbacks that exist, oldest end first."""
        found = [_callback(each) for each in self._items.get_many(map(self._event, callback_ids))]
        return sorted(found, key=lambda each: (each.ended_at, each.callback_id))

    def due(self, *, now: float, at_most: int) -> list[Callback]:
        """Callbacks whose time has come, the longest due first; the index may lag behind the table."""
        stored, _ = self._items.in_index(self._names.due, at_most=at_most)
        return [each for each in _readable(_callback, stored) if each.next_at <= now]

    def begin(self, callback: Callback, *, again_at: float) -> Callback | None:
        """Begin an attempt, which is repeated at that time if its end is not stored; None if another has."""
        edits = {
            "tries": Sum(Field("tries"), 1),
            "round": Sum(Field("round"), 1),
            "created_at": int(again_at),
        }
        return self._changed(callback, edits)

    def put_off(self, callback: Callback, *, until: float) -> None:
        """Attempt it later."""
        self._changed(callback, {"created_at": int(until)})

    def end(self, callback: Callback, attempt: Attempt, *, next_at: int | None) -> Callback | None:
        """Store an attempt; without a next one the callback is delivered or given up."""
        kept = [*callback.attempts, attempt][-_KEPT:]
        edits: dict[str, object] = {"attempts": [msgspec.to_builtins(each) for each in kept]}
        if next_at is None:
            status = CallbackStatus.DELIVERED if attempt.is_success else CallbackStatus.GIVEN_UP
            edits |= {"status": status, "status_shard": self._names.done, "created_at": callback.ended_at}
        else:
            edits["created_at"] = next_at
        return self._changed(callback, edits)

    def give_up(self, callback: Callback) -> None:
        """Attempt it no more."""
        edits = {
            "status": CallbackStatus.GIVEN_UP,
            "status_shard": self._names.done,
            "created_at": callback.ended_at,
        }
        self._changed(callback, edits)

    def ask_again(self, callback: Callback, *, now: float) -> Callback | None:
        """Make a callback due at once, with all its attempts anew; one under way cannot end it any more."""
        edits = {
            "status": CallbackStatus.DUE,
            "status_shard": self._names.due,
            "created_at": int(now),
            "tries": Sum(Field("tries"), 1),
            "round": 0,
        }
        return self._changed(callback, edits)

    def _changed(self, callback: Callback, edits: dict[str, object]) -> Callback | None:
        same = all_of(equal("tries", callback.tries), equal("status", callback.status))
        try:
            return _callback(self._items.write(Update(self._event(callback.callback_id), edits, same)))
        except ConditionFailedError:
            return None

    def erase(self, subject: str) -> None:
        """Delete the subscription of a job or batch and its callbacks."""
        subscription = self.subscription(subject)
        if subscription is not None:
            for each in subscription.callbacks:
                self._items.write(Delete(self._event(each)))
            gone = plain(self._items.write(Delete(self._key(subject))))
            for each in set(gone.get("callbacks", ())).difference(subscription.callbacks):  # told meanwhile
                self._items.write(Delete(self._event(each)))

    def _key(self, subject: str) -> str:
        return f"{self._names.subscription}#{subject}"

    def _event(self, callback_id: str) -> str:
        return f"{self._names.event}#{callback_id}"

    def _item(self, callback: Callback) -> Item:
        return encode(
            {
                "job_id": self._event(callback.callback_id),
                "subject": callback.subject,
                "told_owner": callback.owner,
                "url": callback.url,
                "kind": callback.kind,
                "body": callback.body,
                "ended_at": callback.ended_at,
                "expires_at": callback.expires_at,
                "status": callback.status,
                "status_shard": self._names.due,
                "created_at": callback.next_at,  # the index sorts by it
                "tries": callback.tries,
                "round": callback.round,
                "attempts": [],
            }
        )

    def secrets(self, owner: str) -> Secrets | None:
        stored = self._items.get(_secret(owner))
        return None if stored is None else msgspec.convert(_values(stored), Secrets)

    def put_secrets(self, owner: str, secrets: Secrets, *, before: Secrets | None) -> bool:
        """Store the secrets of an owner; false if another process has changed them meanwhile."""
        same = Absent("job_id") if before is None else equal("current", before.current)
        try:
            item = {"job_id": _secret(owner), **msgspec.to_builtins(secrets)}
            self._items.write(Put(encode(item), when=same))
        except ConditionFailedError:
            return False
        return True

    def erase_secrets(self, owner: str) -> None:
        self._items.write(Delete(_secret(owner), ALWAYS))


def _secret(owner: str) -> str:
    return f"whsec#{name_of(owner)}"


def _values(stored: Item) -> dict[str, object]:
    values = plain(stored)
    return {name: int(value) if name.endswith("_at") else value for name, value in values.items()}


def _readable(read: Callable[[Item], T], stored: Iterable[Item]) -> Iterator[T]:
    """What the items are; one that cannot be read is logged and skipped, and stops no other."""
    for each in stored:
        try:
            yield read(each)
        except (KeyError, TypeError, ValueError) as error:
            _log.error("the item %s is not of a callback: %r", each.get("job_id"), error)


def _subscription(stored: Item) -> Subscription:
    values = plain(stored)
    return Subscription(
        subject=str(values["job_id"]).partition("#")[2],
        owner=values["told_owner"],
        url=values["url"],
        opened_at=int(values["opened_at"]),
        expires_at=int(values["expires_at"]),
        callbacks=tuple(dict.fromkeys(values.get("callbacks", ()))),
    )


def _callback(stored: Item) -> Callback:
    values = plain(stored)
    return Callback(
        callback_id=str(values["job_id"]).partition("#")[2],
        subject=values["subject"],
        owner=values["told_owner"],
        url=values["url"],
        kind=values["kind"],
        body=values["body"],
        ended_at=int(values["ended_at"]),
        expires_at=int(values["expires_at"]),
        status=CallbackStatus(values["status"]),
        next_at=int(values["created_at"]),
        tries=int(values["tries"]),
        round=int(values["round"]),
        attempts=tuple(_attempt(each) for each in values["attempts"]),
    )


def _attempt(stored: dict[str, object]) -> Attempt:
    numbers = {"at", "milliseconds", "status_code"}
    return Attempt(**{name: int(value) if name in numbers else value for name, value in stored.items()})  # type: ignore[arg-type, call-overload] # as stored
