"""
The ASGI app that granian serves: it waits for clients, and calls the Flask app once nothing is to wait for.

A body is read here, a stream of events is sent from here, and both take a task of the event loop. The Flask
app is called in one of a few threads, with the whole body. Before a body that is large or slow is read, the
app is asked whether it wants it: a stranger's is not read at all. One client, known by token and by address,
has a share of the threads and of the open requests.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, RequestTimeout, TooManyRequests

from roomjobs.rest.server import wsgi
from roomjobs.rest.server.bodies import Body, BodyCutError, BodyTooLargeError, BodyTooSlowError, Pace
from roomjobs.rest.server.framing import fault_of
from roomjobs.rest.server.messages import ASKS_FIRST, EVENTS, PRINCIPAL, REFUSAL, SHARES
from roomjobs.rest.server.shares import Share, TooManyOpenError, turn
from roomjobs.rest.server.threads import Threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from roomjobs.rest.http.streams import Stream
    from roomjobs.rest.server.messages import Environ, Receive, Scope, Send

_AT_ONCE = Pace(0.5, float("inf"))  # what comes with its request needs no question first
_ENOUGH = 2**16  # bytes of it
_PACE = Pace(10, 8192)  # seconds, bytes a second
_AFTER_REFUSAL = 64_000_000  # bytes that are read on and dropped
_SECONDS_AFTER_REFUSAL = 10
_SECONDS_OF_STRANGERS = 2
_SEND_SECONDS = 60  # a client that reads nothing for longer is dropped
_TAKEN_AT_ONCE = 2**16  # bytes of an answer, by the buffers of the connection
_BUFFERED = 200_000_000  # bytes of all bodies that are being read
_RETRY_SECONDS = 5


@dataclass(slots=True)
class Front:
    """Serves `app`, a WSGI app, in up to `threads` threads; a body may have `most_bytes`."""

    app: Callable[[Environ, Any], Iterable[bytes]]
    most_bytes: int
    threads: int = 32
    bodies_of_one: int = 100  # that one owner may send at once
    pace: Pace = _PACE
    address_of: Callable[[Environ], str] = lambda environ: str(environ["REMOTE_ADDR"])
    of_token: Share = field(default_factory=lambda: Share(open_requests=1000, threads=24))
    of_address: Share = field(default_factory=lambda: Share(open_requests=2000, threads=28))
    _pool: Threads = field(init=False)
    _reading: Counter[str] = field(default_factory=Counter, init=False)  # owners
    _buffered: int = field(default=0, init=False)  # bytes

    def __post_init__(self) -> None:
        self._pool = Threads(self.threads)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = Body(receive, length=_length(scope))
        environ = wsgi.environ_of(scope)
        address = self.address_of(environ).encode()
        token = environ.get("HTTP_AUTHORIZATION", "").encode() or address
        try:
            with self.of_address.opened(address) as of_address, self.of_token.opened(token) as of_token:
                environ[SHARES] = (of_token, of_address)
                if (fault := fault_of(scope)) is not None:
                    await self._refuse(environ, fault, body, send)
                else:
                    await self._serve(scope, environ, body, send)
        except TooManyOpenError as error:
            await self._refuse(environ, error, body, send)
        finally:
            body.close()

    async def _serve(self, scope: Scope, environ: Environ, body: Body, send: Send) -> None:
        names = {name for name, _ in scope["headers"]}
        comes = "content-length" if b"content-length" in names else b"transfer-encoding" in names
        if not comes and scope["http_version"] == "2":
            comes = scope["method"] in ("POST", "PUT", "PATCH")
        if not comes:
            await self._answer(wsgi.with_body(environ, b""), body, send)
            return
        waits_for_100 = b"expect" in names
        if not waits_for_100:
            try:
                await body.read(_AT_ONCE, at_most=self.most_bytes, enough=_ENOUGH)
            except BodyTooSlowError:
                pass
            except (BodyCutError, BodyTooLargeError) as error:
                await self._refuse(environ, error, body, send)
                return
        if body.is_complete:
            await self._answer(wsgi.with_body(environ, body.content()), body, send)
        else:
            await self._ask_first(environ, body, send, waits_for_100=waits_for_100)

    async def _ask_first(self, environ: Environ, body: Body, send: Send, *, waits_for_100: bool) -> None:
        """Serve a request whose body is not there yet, if the app wants it."""
        asked = {**environ, ASKS_FIRST: True}
        answer = await self._call(asked)
        principal = asked.get(PRINCIPAL)
        if answer.status != 100:
            seconds = _SECONDS_OF_STRANGERS if principal is None else _SECONDS_AFTER_REFUSAL
            await self._send_early(answer, body, send, 0 if waits_for_100 else seconds)
            return
        owner = "" if principal is None else principal.owner
        known = {**environ, PRINCIPAL: principal}
        if self._reading[owner] >= self.bodies_of_one or self._buffered > _BUFFERED:
            await self._refuse(known, _busy(), body, send)
            return
        self._reading[owner] += 1
        try:
            await self._read(body)
        except (BodyCutError, BodyTooLargeError, BodyTooSlowError) as error:
            await self._refuse(known, error, body, send)
            return
        finally:
            self._reading[owner] -= 1
            if not self._reading[owner]:
                del self._reading[owner]
        await self._answer(wsgi.with_body(known, body.content()), body, send)

    async def _read(self, body: Body) -> None:
        """Read to the end and count what lies in memory meanwhile."""
        counted = 0
        try:
            while not body.is_complete:
                await body.read(self.pace, at_most=self.most_bytes, enough=body.size + 1)
                self._buffered += body.size - counted
                counted = body.size
        finally:
            self._buffered -= counted

    async def _refuse(self, environ: Environ, error: Exception, body: Body, send: Send) -> None:
        answer = await self._call({**environ, REFUSAL: _problem_of(error), SHARES: ()})
        await self._send_early(answer, body, send, _SECONDS_AFTER_REFUSAL)

    async def _answer(self, environ: Environ, body: Body, send: Send) -> None:
        events: list[Stream] = []
        environ[EVENTS] = events
        answer = await self._call(environ)
        if not events:
            await _send(answer, send)
            return
        stream = events[0]
        try:
            await self._relay(answer, stream, body, send)
        finally:
            stream.close()

    async def _relay(self, answer: wsgi.Answer, stream: Stream, body: Body, send: Send) -> None:
        """Send events as they come, until the stream ends or the client has gone."""
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        gone = asyncio.ensure_future(body.gone())
        try:
            while not gone.done() and (part := await self._pool.run(stream.next_part)) is not None:
                if part:
                    async with asyncio.timeout(_SEND_SECONDS):
                        await send({"type": "http.response.body", "body": part, "more_body": True})
                await asyncio.wait({gone}, timeout=stream.every)
        except TimeoutError:
            return
        finally:
            gone.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _call(self, environ: Environ) -> wsgi.Answer:
        async with turn(*environ.get(SHARES, ())):
            answer: wsgi.Answer = await self._pool.run(partial(wsgi.call, self.app, environ))
        return answer

    async def _send_early(self, answer: wsgi.Answer, body: Body, send: Send, seconds: float) -> None:
        """
        Send an answer although the client may still send.

        Many clients read only when they have sent all, and a connection that is closed before takes the
        answer with it. So what still comes is dropped first, within bounds, but where it waits for a 100.
        """
        if seconds:
            await body.discard(seconds, at_most=_AFTER_REFUSAL)
        await _send(answer, send)


def _length(scope: Scope) -> int | None:
    """The bytes of the body, None where the request does not say."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value)  # the server refuses any other
    return None


async def _send(answer: wsgi.Answer, send: Send) -> None:
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    last = {"type": "http.response.body", "body": answer.body, "more_body": False}
    if len(answer.body) < _TAKEN_AT_ONCE:
        await send(last)
        return
    async with asyncio.timeout(_SEND_SECONDS):
        await send(last)


def _busy() -> Exception:
    words = "Too many bodies are on their way at once; send one after the other."
    return TooManyRequests(words, retry_after=_RETRY_SECONDS)


def _problem_of(error: Exception) -> Exception:
    match error:
        case BodyTooLargeError():
            return RequestEntityTooLarge()
        case BodyTooSlowError():
            return RequestTimeout(
                f"The body came slower than {_PACE.rate:g} bytes a second. Upload a large file instead: "
                "POST /uploads gives an address for it."
            )
        case BodyCutError():
            return BadRequest("The body broke off before its end; nothing was accepted. Send it again.")
        case TooManyOpenError():
            return TooManyRequests(str(error), retry_after=_RETRY_SECONDS)
        case _:
            return error
