"""
Bodies of requests, read where waiting costs nothing, up to a size, and at a least rate.

The server tells a body that broke off from one that came to its end, in one piece or in chunks: it sends
`http.disconnect` in the place of the last part. Behind WSGI both look the same.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from roomjobs.rest.server.messages import Message, Receive


class BodyCutError(RoomJobsError):
    """The client broke off before the end of its body."""


class BodyTooSlowError(RoomJobsError):
    """The client sends less than the least rate."""


class BodyTooLargeError(RoomJobsError):
    """The body is larger than what is read of one."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a body may take: `grace` seconds, and one more for each `rate` bytes that have come."""

    grace: float
    rate: float

    def seconds(self, size: int) -> float:
        return self.grace + size / self.rate


@dataclass(slots=True)
class Body:
    """The body of one request, as far as it has come."""

    receive: Receive
    length: int | None = None  # bytes that were announced
    size: int = 0  # bytes so far
    is_complete: bool = False
    _parts: list[bytes] = field(default_factory=list)
    _next: asyncio.Future[Message] | None = None

    async def read(self, pace: Pace, *, at_most: int, enough: int | None = None) -> None:
        """
        Read on to the end, or until `enough` bytes are there.

        Raises
        ------
        BodyCutError
        BodyTooSlowError
            It can be read on later all the same.
        BodyTooLargeError
            It has more than `at_most` bytes.
        """
        clock = asyncio.get_running_loop().time
        began, before = clock(), self.size
        while not self.is_complete and (enough is None or self.size < enough):
            left = began + pace.seconds(self.size - before) - clock()
            await self._read_part(max(0.0, left))
            if self.size > at_most:
                raise BodyTooLargeError

    async def discard(self, seconds: float, *, at_most: int) -> None:
        """Read on without keeping anything, so that a client that still sends comes to read the answer."""
        self._parts.clear()
        try:
            async with asyncio.timeout(seconds):
                while not self.is_complete and self.size < at_most:
                    await self._read_part(None)
                    self._parts.clear()
        except (TimeoutError, BodyCutError):
            return

    async def gone(self) -> None:
        """Return once the client has gone; for after the body."""
        while (await self._receive(None))["type"] != "http.disconnect":
            pass

    def content(self) -> bytes:
        return b"".join(self._parts)

    async def _read_part(self, seconds: float | None) -> None:
        message = await self._receive(seconds)
        if message["type"] == "http.disconnect":
            raise BodyCutError
        if part := message.get("body", b""):
            self._parts.append(part)
            self.size += len(part)
        self.is_complete = self.size == self.length or not message.get("more_body", False)

    async def _receive(self, seconds: float | None) -> Message:
        """The next message; one that is waited for in vain is not lost."""
        if self._next is None:
            self._next = asyncio.ensure_future(self.receive())
        await asyncio.wait({self._next}, timeout=seconds)
        if not self._next.done():
            raise BodyTooSlowError
        message, self._next = self._next.result(), None
        return message

    def close(self) -> None:
        if self._next is not None:
            self._next.cancel()
