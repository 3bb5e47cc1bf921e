"""What one client may take of the server, and that the others are served meanwhile."""

from __future__ import annotations

import asyncio
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.exceptions import HTTPException

from roomjobs.local.folders import ROOT
from roomjobs.local.stack import CONNECTIONS
from roomjobs.rest.server.front import Front
from roomjobs.rest.server.messages import REFUSAL
from roomjobs.rest.server.shares import Share

if TYPE_CHECKING:
    from collections.abc import Iterable

A, B, OTHER = "a", "b", "other"  # tokens


class Held:
    """An app that answers /held when it is let go on, and all else at once."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.inside = threading.Semaphore(0)
        self.working = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        refusal = environ.get(REFUSAL)
        if isinstance(refusal, HTTPException):
            start_response(f"{refusal.code} X", refusal.get_headers())
            return [str(refusal.description).encode()]
        if environ["PATH_INFO"] == "/held":
            self.working += 1
            self.inside.release()
            assert self.go_on.wait(60)
        start_response("200 OK", [])
        return [b""]


async def ask(front: Front, path: str, *, token: str | None = None, address: str = "192.0.2.1") -> int:
    """The status of the answer to a GET."""
    answered: list[int] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            answered.append(message["status"])

    headers = [(b"host", b"rooms.example")]
    if token is not None:
        headers.append((b"authorization", f"Bearer {token}".encode()))
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "raw_path": path.encode(),
        "query_string": b"", "headers": headers, "client": (address, 1),
    }  # fmt: skip
    await front(scope, receive, send)
    return answered[0]


async def entered(app: Held) -> None:
    """Wait until one more request is inside the app."""
    assert await asyncio.to_thread(app.inside.acquire, timeout=60)


@pytest.mark.parametrize("same", ["token", "address"])
def test_one_client_leaves_threads_to_others(same: str) -> None:
    app = Held()
    front = Front(
        app, most_bytes=1, of_token=Share(open_requests=10, threads=2 if same == "token" else 9),
        of_address=Share(open_requests=10, threads=9 if same == "token" else 2), threads=4,
    )  # fmt: skip

    async def run() -> None:
        greedy = [
            asyncio.ensure_future(
                ask(front, "/held", token=A, address=f"192.0.2.{number}")
                if same == "token"
                else ask(front, "/held", token=str(number))
            )
            for number in range(6)
        ]
        await entered(app)
        await entered(app)
        assert await ask(front, "/", token=OTHER, address="198.51.100.1") == 200
        assert app.working == 2
        app.go_on.set()
        assert await asyncio.gather(*greedy) == [200] * 6

    asyncio.run(run())


def test_too_many_open_requests_of_one_are_refused() -> None:
    app = Held()
    front = Front(app, most_bytes=1, of_token=Share(open_requests=2, threads=2))

    async def run() -> None:
        held = [asyncio.ensure_future(ask(front, "/held", token=A)) for _ in range(2)]
        await entered(app)
        await entered(app)
        assert await ask(front, "/", token=A) == 429
        assert await ask(front, "/", token=B) == 200
        app.go_on.set()
        assert await asyncio.gather(*held) == [200, 200]
        assert await ask(front, "/", token=A) == 200
        assert not front.of_token._clients  # nothing is kept of who has gone

    asyncio.run(run())


def test_the_image_takes_as_many_connections() -> None:
    words = re.sub(r'[",\\\s]+', " ", (ROOT / "docker" / "Dockerfile").read_text())
    assert " ".join(CONNECTIONS) in words
