"""An HTTP request and its response, independent of the library that sends it."""

from __future__ import annotations

import dataclasses
import socket
import threading
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import ConnectionError as AwsConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

#: Seconds for a connection to be made.
CONNECT_SECONDS = 3.0
#: A connection whose other end is gone without a word is given up after so long, whatever waits for it.
GONE_SECONDS = 8


def watch(connection: socket.socket) -> None:
    """
    Have the system ask the other end of a TCP connection each two seconds whether it is there.

    Otherwise a long poll waits until its deadline where packets vanish, after a failover for one.
    """
    options = {
        "TCP_KEEPIDLE": 2,
        "TCP_KEEPINTVL": 2,
        "TCP_KEEPCNT": GONE_SECONDS // 2 - 1,
        "TCP_USER_TIMEOUT": GONE_SECONDS * 1000,
    }
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in options.items():
        if hasattr(socket, name):  # not every system has all of them
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    content_type: str
    body: bytes
    #: Names in lower case; empty if nobody asked for them.
    headers: dict[str, str]


class CancelledCallError(AwsConnectionError):
    """The call was cancelled by this process, which wants no answer any more."""

    fmt = "The call was cancelled."

    def __init__(self) -> None:
        super().__init__(error=InterruptedError())


class Cancellation:
    """Ends a call that another thread waits for, a long poll for one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._abort: Callable[[], None] | None = None
        self.is_cancelled = False

    def cancel(self) -> None:
        """End the call in flight, and let no further one begin."""
        with self._lock:
            self.is_cancelled = True
            if self._abort is not None:
                self._abort()

    def attach(self, abort: Callable[[], None]) -> None:
        """Say how to end the call that begins now.

        Raises
        ------
        CancelledCallError
            If it is not to begin.
        """
        with self._lock:
            if self.is_cancelled:
                raise CancelledCallError
            self._abort = abort

    def detach(self) -> None:
        with self._lock:
            self._abort = None


class Wire(Protocol):
    """Carries requests to one host; thread-safe, and safe to keep across a fork."""

    def send(
        self,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        seconds: float,
        with_headers: bool = True,
        cancellation: Cancellation | None = None,
    ) -> Answer:
        """
        Send a request and wait for the whole answer.

        Parameters
        ----------
        method, path : str
            Of the request.
        headers : sequence of (str, str)
            Of the request.
        body : bytes
            Of the request.
        seconds : float
            Deadline of the whole call, connecting included.
        with_headers : bool
            Whether to read the headers of the answer, which costs time.
        cancellation : Cancellation, optional
            Ends the call early where the wire can do that.

        Raises
        ------
        botocore.exceptions.BotoCoreError
            There is no answer; the class says why, as botocore's own calls do.
        """
        ...
