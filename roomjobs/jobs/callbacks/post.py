"""Posts a callback: to the address that was checked, without redirects, within bounds of time and size."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from roomjobs.jobs.callbacks.addresses import AddressRefusedError, checked, resolved
from roomjobs.jobs.callbacks.callback import Attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_SECONDS = 10.0  # of one attempt, with the search for the name
_MOST_READ = 16_384  # bytes of an answer
_MOST_KEPT = 200  # characters of it
_PORTS = {"https": 443, "http": 80}


@dataclass(slots=True)
class _Line:
    """The socket of a request, which the client of the standard library lets go of while it still reads."""

    socket: socket.socket

    def cut(self) -> None:
        """Wake whoever reads or writes."""
        with suppress(OSError):  # it has ended meanwhile
            socket.socket.shutdown(self.socket, socket.SHUT_RDWR)


@cache
def _public_authorities() -> ssl.SSLContext:
    return ssl.create_default_context()  # reads the certificates of all authorities: some 20 ms


@dataclass(frozen=True, slots=True)
class Post:
    """Sends requests to the services of owners."""

    is_local: bool  # whether addresses of this machine and its network are called
    seconds: float = _SECONDS
    clock: Callable[[], float] = time.time
    tls: Callable[[], ssl.SSLContext] = _public_authorities

    def send(self, url: str, headers: Mapping[str, str], body: str) -> Attempt:
        """Make one request; whatever goes wrong is told by the attempt."""
        at, began = int(self.clock()), time.monotonic()
        status: int | None = None
        error = answer = None
        try:
            status, answer = self._exchange(url, headers, body.encode())
        except AddressRefusedError as refused:
            error = f"The address {refused}"
        except (OSError, http.client.HTTPException, ValueError) as fault:
            is_late = time.monotonic() - began >= self.seconds
            error = f"no answer within {self.seconds:g} s" if is_late else _words(fault)
        spent = round((time.monotonic() - began) * 1000)
        return Attempt(at=at, milliseconds=spent, status_code=status, error=error, answer=answer)

    def _exchange(self, url: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str | None]:
        parts = checked(url, is_local=self.is_local)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        deadline = time.monotonic() + self.seconds
        addresses = resolved(host, port, is_local=self.is_local, seconds=self.seconds)
        connection = http.client.HTTPConnection(host, port)
        line = _Line(_connected(addresses, port, deadline))
        # The time of a socket is that of one read: a receiver that drips would hold us for ever.
        guard = threading.Timer(max(0.1, deadline - time.monotonic()), line.cut)
        guard.daemon = True
        guard.start()
        try:
            if parts.scheme == "https":
                secret = self.tls().wrap_socket(
                    line.socket, server_hostname=host.rstrip("."), do_handshake_on_connect=False
                )
                line.socket = secret
                secret.do_handshake()
            connection.sock = line.socket
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            told = {"user-agent": "room-jobs", "host": parts.netloc, **headers}
            connection.request("POST", target, body, told)
            answer = connection.getresponse()
            read = b""
            with suppress(OSError, http.client.HTTPException):  # it has answered by its status
                read = answer.read(_MOST_READ)
            return answer.status, _kept(read)
        finally:
            guard.cancel()
            connection.close()
            line.socket.close()


def _connected(addresses: Sequence[str], port: int, deadline: float) -> socket.socket:
    """A connection to the first address that takes one; each has an equal part of the time that is left."""
    fault: OSError = TimeoutError()
    for place, address in enumerate(addresses):
        left = deadline - time.monotonic()
        if left <= 0:
            break
        try:
            found = socket.create_connection((address, port), left / (len(addresses) - place))
        except OSError as error:
            fault = error
        else:
            found.settimeout(max(0.1, deadline - time.monotonic()))
            return found
    raise fault


def _kept(read: bytes) -> str | None:
    text = read[: 4 * _MOST_KEPT].decode(errors="replace")
    return "".join(letter if letter.isprintable() else " " for letter in text)[:_MOST_KEPT].strip() or None


def _words(fault: Exception) -> str:
    match fault:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid: {fault.verify_message}"
        case socket.gaierror() | UnicodeError():
            return "the name of its host is unknown"
        case ConnectionRefusedError():
            return "the connection was refused"
        case _:
            return f"the connection failed ({type(fault).__name__})"
