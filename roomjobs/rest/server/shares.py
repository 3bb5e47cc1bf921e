"""
How much of the server one client may use at once: open requests, and threads of the app.

A client is known by its token, and by the address that it comes from. Both have a share: many tokens at one
address, and one token at many addresses. A request beyond the share of threads waits for an earlier one of
the same client, not for those of others; one beyond the share of open requests is refused.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator


class TooManyOpenError(RoomJobsError):
    """The client has as many requests open as it may."""

    def __init__(self, at_most: int) -> None:
        super().__init__(
            f"You have {at_most} requests open at once, the most that one client may; wait for their answers."
        )


@dataclass(slots=True)
class _Client:
    threads: asyncio.Semaphore
    open: int = 0


@dataclass(slots=True)
class Share:
    """
    Counts the open requests of each client, and shares out threads.

    Parameters
    ----------
    open_requests
        The most that one client may have open, streams of events and slow bodies included.
    threads
        The most that work for one client at once.
    """

    open_requests: int
    threads: int
    _clients: dict[bytes, _Client] = field(default_factory=dict, init=False)

    @contextmanager
    def opened(self, name: bytes) -> Iterator[asyncio.Semaphore]:
        """
        Count a request of a client while it is open, and give what its calls of the app wait for.

        Raises
        ------
        TooManyOpenError
        """
        client = self._clients.get(name)
        if client is None:
            client = self._clients[name] = _Client(asyncio.Semaphore(self.threads))
        if client.open >= self.open_requests:
            raise TooManyOpenError(self.open_requests)
        client.open += 1
        try:
            yield client.threads
        finally:
            client.open -= 1
            if not client.open:
                del self._clients[name]


@asynccontextmanager
async def turn(*shares: asyncio.Semaphore) -> AsyncIterator[None]:
    """Wait until each share has a free thread: first the smaller share, so that nobody holds others up."""
    taken: list[asyncio.Semaphore] = []
    try:
        for share in shares:
            await share.acquire()
            taken.append(share)
        yield
    finally:
        for share in taken:
            share.release()
