"""How long a request may wait for AWS, over all the calls that are made for it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from botocore.exceptions import BotoCoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

P = ParamSpec("P")
T = TypeVar("T")

#: Seconds that are free of each call that is answered: a request of many quick calls may take its time.
_FREE_SECONDS = 0.2
#: The shortest try of a call that is worth its while.
_LEAST_SECONDS = 0.05
#: A try takes half of what is left, and at least this, so that another connection can be tried.
_TRY_SECONDS = 1.0
#: A large body adds to the budget, at this rate in bytes per second.
_BYTES_PER_SECOND = 5_000_000


class TimeBudgetError(BotoCoreError):
    """The call was not made, or not made again: the time that its request may wait for AWS is over."""

    fmt = "The time that this request may wait for AWS is over."


class TimeBudget:
    """
    The seconds that the calls of one request may take together; thread-safe.

    Calls at the same time count once. The reserve is for what has to be written when the rest is used up.
    """

    def __init__(self, seconds: float, reserve: float = 0.0, clock: Callable[[], float] = monotonic) -> None:
        self._left = seconds
        self._reserve = reserve
        self._clock = clock
        self._lock = threading.Lock()
        self._in_flight = 0
        self._since = 0.0
        self._free = 0.0

    def left(self) -> float:
        """Seconds that are left now."""
        with self._lock:
            return self._left - (self._clock() - self._since if self._in_flight else 0.0)

    def open_reserve(self) -> None:
        """Add the reserve, once; what was overdrawn is forgiven."""
        with self._lock:
            self._left = max(self._left, 0.0) + self._reserve
            self._reserve = 0.0

    def add(self, seconds: float) -> None:
        """Give more time, for what is waited for on purpose."""
        with self._lock:
            self._left += seconds

    def charge(self, seconds: float) -> None:
        """
        Take the seconds of a pause.

        Raises
        ------
        TimeBudgetError
            After it there would be no time for another call.
        """
        if self.left() < seconds + _LEAST_SECONDS:
            raise TimeBudgetError
        with self._lock:
            self._left -= seconds

    @contextmanager
    def spend(self, seconds: float, size: int) -> Iterator[float]:
        """Seconds that a try may take, of `seconds` at most; its body has `size` bytes."""
        self.add(size / _BYTES_PER_SECOND)
        left = self.left()
        if left < _LEAST_SECONDS:
            raise TimeBudgetError
        with self._lock:
            if not self._in_flight:
                self._since, self._free = self._clock(), _FREE_SECONDS
            self._in_flight += 1
        is_answered = False
        try:
            yield min(seconds, left, max(_TRY_SECONDS, left / 2))
            is_answered = True
        finally:
            with self._lock:
                if not is_answered:
                    self._free = 0.0
                self._in_flight -= 1
                if not self._in_flight:
                    self._left -= max(0.0, self._clock() - self._since - self._free)


_current: ContextVar[TimeBudget | None] = ContextVar("time_budget", default=None)


@contextmanager
def time_budget(seconds: float, reserve: float = 0.0) -> Iterator[None]:
    """
    Bound what the calls to AWS that are made within may take together, tries and pauses included.

    Parameters
    ----------
    seconds : float
        Time until the calls fail. Of a call that is answered soon nothing is counted.
    reserve : float
        Seconds more, after `open_reserve`.

    Yields
    ------
    None
        The budget is in force.

    Examples
    --------
    >>> with time_budget(4.0):
    ...     charge(5.0)
    Traceback (most recent call last):
    roomjobs.sqs.http.time_budget.TimeBudgetError: The time that this request may wait for AWS is over.
    """
    token = _current.set(TimeBudget(seconds, reserve))
    try:
        yield
    finally:
        _current.reset(token)


def has_time_budget() -> bool:
    """Whether the calls of this thread are bounded."""
    return _current.get() is not None


def open_reserve() -> None:
    """
    Let this request use its reserve: to note what has become of it, for one.

    Examples
    --------
    >>> with time_budget(0.0, reserve=1.0):
    ...     open_reserve()
    ...     charge(0.5)
    0.5
    """
    if (budget := _current.get()) is not None:
        budget.open_reserve()


def allow(seconds: float) -> float:
    """
    Give this request more time for what it waits for on purpose, a long poll for one.

    Parameters
    ----------
    seconds : float
        That it waits.

    Returns
    -------
    float
        The same seconds.

    Examples
    --------
    >>> with time_budget(1.0):
    ...     allow(20.0), has_time_for(15.0)
    (20.0, True)
    """
    if (budget := _current.get()) is not None:
        budget.add(seconds)
    return seconds


def charge(seconds: float) -> float:
    """
    Count a pause between two calls.

    Parameters
    ----------
    seconds : float
        Of the pause.

    Returns
    -------
    float
        The same seconds.

    Raises
    ------
    TimeBudgetError
        The request has no time for it.

    Examples
    --------
    >>> charge(0.5)
    0.5
    """
    if (budget := _current.get()) is not None:
        budget.charge(seconds)
    return seconds


def has_time_for(seconds: float) -> bool:
    """
    Whether the request has time for a pause and another try, and counts the pause if so.

    Examples
    --------
    >>> has_time_for(60.0)
    True
    >>> with time_budget(1.0):
    ...     has_time_for(0.5), has_time_for(0.5)
    (True, False)
    """
    try:
        charge(seconds)
    except TimeBudgetError:
        return False
    return True


@contextmanager
def bounded(seconds: float, size: int = 0) -> Iterator[float]:
    """
    Seconds that the try of a call may take which is made within.

    Parameters
    ----------
    seconds : float
        What it may take where there is no budget.
    size : int
        Bytes of its body.

    Yields
    ------
    float
        What it may take.

    Raises
    ------
    TimeBudgetError
        The request has no time left.

    Examples
    --------
    >>> with time_budget(3.0), bounded(10.0) as seconds:
    ...     round(seconds, 1)
    1.5
    """
    if (budget := _current.get()) is None:
        yield seconds
        return
    with budget.spend(seconds, size) as most:
        yield most


def carried(act: Callable[P, T]) -> Callable[P, T]:
    """
    Make `act` keep the budget of this thread in any other, in those of a pool for one.

    Parameters
    ----------
    act : callable
        Takes and gives anything.

    Returns
    -------
    callable
        Does the same.

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> with ThreadPoolExecutor() as pool, time_budget(1.0):
    ...     pool.submit(has_time_budget).result(), pool.submit(carried(has_time_budget)).result()
    (False, True)
    """
    budget = _current.get()
    if budget is None:
        return act

    def act_in_time(*args: P.args, **kwargs: P.kwargs) -> T:
        token = _current.set(budget)
        try:
            return act(*args, **kwargs)
        finally:
            _current.reset(token)

    return act_in_time
