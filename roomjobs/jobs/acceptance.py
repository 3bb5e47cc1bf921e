"""
What accepting a job and accepting a batch have in common: which errors mean what, and the first send.

Before the item is stored, nothing is accepted. While it is stored, the outcome may be unknown. Afterwards it
is accepted, whatever becomes of its task.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import RoomJobsError, sqs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_log = logging.getLogger(__name__)

AWS_ERRORS = (BotoCoreError, ClientError)
T = TypeVar("T")


class NotAcceptedError(RoomJobsError):
    """A store was unreachable before the job or batch was stored: nothing was accepted."""


class OutcomeUnknownError(RoomJobsError):
    """The table did not answer the write of a job or batch, so it is unknown whether it happened."""

    def __init__(self, subject: str) -> None:
        super().__init__(f"whether {subject} was accepted is not known")
        self.subject = subject  # the id of the job or the batch


class IdempotentOperation(NamedTuple):
    """A request that may arrive several times and creates one job or batch."""

    name: str  # 32 hex digits, the same for every request
    was_begun: bool  # an earlier request with that name has not been answered


@contextmanager
def before_acceptance() -> Iterator[None]:
    """
    Do what comes before the item is stored.

    Raises
    ------
    NotAcceptedError
        A store is unreachable.
    """
    try:
        yield
    except AWS_ERRORS as error:
        raise NotAcceptedError from error


@contextmanager
def at_acceptance(subject: str) -> Iterator[None]:
    """
    Read or write the item of a job or batch, given by its id.

    Raises
    ------
    OutcomeUnknownError
        The table did not answer.
    """
    try:
        yield
    except AWS_ERRORS as error:
        raise OutcomeUnknownError(subject) from error


def send_or_note(
    subject: T, name: str, *, send: Callable[[T], object], note_unsent: Callable[[T], object]
) -> None:
    """
    Send the task of an accepted job or batch; if the queue refuses it, the next sweep sends it.

    Parameters
    ----------
    subject
        The job or batch.
    name
        Its id, for the log.
    send
        Puts its task on the queue.
    note_unsent
        Marks it for the next sweep.
    """
    try:
        send(subject)
    except Exception:  # noqa: BLE001 - whatever the broker raised, it stays open
        _log.exception("cannot send the task of %s, the next sweep sends it", name)
        sqs.open_reserve()
        try:
            note_unsent(subject)
        except (RoomJobsError, *AWS_ERRORS) as error:
            _log.warning("cannot mark %s as unsent, a later sweep sends its task: %r", name, error)
