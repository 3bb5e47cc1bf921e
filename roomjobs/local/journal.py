"""
Keeps the writes of the embedded endpoint on disk as they happen, so that no kill loses a job.

The endpoint writes its state down when it ends in an orderly way, and when it is asked to, which is once its
tables and queues are made. Between the two each request that changes a table, or sends a message, is appended
to a journal, which the next start replays. What was received or deleted from a queue meanwhile is not in it:
such messages come again, which does no harm.
"""

from __future__ import annotations

import base64
import json
import logging
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    Scope = dict[str, Any]
    Message = dict[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    App = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger(__name__)

#: A `POST` here has the endpoint write its state down; it answers 204, or 507 when the disk has no room.
SAVE_PATH = "/_roomjobs/save"
_SAVED_FILES = ("dynamodb.json", "sqs.json")

_KEPT = {
    f"{service}.{operation}"
    for service, operations in {
        "DynamoDB_20120810": ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems"),
        "AmazonSQS": ("SendMessage", "SendMessageBatch"),
    }.items()
    for operation in operations
}


@dataclass(slots=True)
class Journal:
    """Requests as lines of a file; one that the disk has no room for waits for the next."""

    path: Path
    unwritten: list[bytes] = field(default_factory=list)

    def append(self, scope: Scope, body: bytes) -> None:
        headers = [[name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"]]
        line = {"path": scope["path"], "headers": headers, "body": base64.b64encode(body).decode()}
        self.unwritten.append(json.dumps(line).encode() + b"\n")
        self.flush()

    def flush(self) -> None:
        """Write what waits. A line is written whole or cut off again."""
        if not self.unwritten:
            return
        size = self.path.stat().st_size if self.path.exists() else 0
        try:
            with self.path.open("ab") as file:
                file.write(b"".join(self.unwritten))
        except OSError as error:
            _log.error("%d writes are in memory only: %s", len(self.unwritten), error)
            with suppress(OSError), self.path.open("r+b") as file:
                file.truncate(size)
        else:
            self.unwritten.clear()

    def lines(self) -> Iterator[dict[str, Any]]:
        """The requests; what a kill has cut off at the end is left out."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield json.loads(line)

    def clear(self) -> None:
        """Forget all requests: the state that they led to is written down."""
        self.unwritten.clear()
        self.path.unlink(missing_ok=True)


@dataclass(slots=True)
class SavedState:
    """
    The files of the endpoint's state, each of which is replaced as a whole when it is saved.

    Whether that was done is seen by the files alone: the endpoint logs a disk without room, and goes on.
    """

    folder: Path
    write: Callable[[], None]
    _before: list[tuple[int, int] | None] = field(init=False)

    def __post_init__(self) -> None:
        self._before = self._stamps()

    def save(self) -> bool:
        """Write the state down; return whether that is done."""
        self.write()
        is_done = self.is_fresh()
        self._before = self._stamps()
        return is_done

    def is_fresh(self) -> bool:
        """Whether all files were replaced since the start, or since the last call of `save`."""
        stamps = self._stamps()
        return all(now and now != before for now, before in zip(stamps, self._before, strict=True))

    def _stamps(self) -> list[tuple[int, int] | None]:
        """Inode and time of each file: a file that replaces another has another inode."""
        files = [self.folder / name for name in _SAVED_FILES]
        found = [file.stat() if file.exists() else None for file in files]
        return [stat and (stat.st_ino, stat.st_mtime_ns) for stat in found]


@dataclass(slots=True)
class Journaled:
    """The endpoint's application, with a journal; replays it at the start."""

    app: App
    journal: Journal
    state: SavedState

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        elif scope["type"] == "http" and (scope["method"], scope["path"]) == ("POST", SAVE_PATH):
            # In the event loop, as at its end: no request changes what is being written.
            status = 204 if self.state.save() else 507
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": b""})
        elif scope["type"] == "http" and _target(scope) in _KEPT:
            await self._write(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def between(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                await self._replay()
            if message["type"] == "lifespan.shutdown.complete" and self.state.is_fresh():
                self.journal.clear()
            self.journal.flush()
            await send(message)

        await self.app(scope, receive, between)

    async def _write(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if message["type"] != "http.request" or not message.get("more_body"):
                break

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                self.journal.append(scope, body)  # before anybody is told
            await send(message)

        await self.app(scope, _once(body), noting)

    async def _replay(self) -> None:
        count = refused = 0
        for line in self.journal.lines():
            statuses: list[int] = []

            async def heard(message: Message, statuses: list[int] = statuses) -> None:
                statuses.append(message.get("status", 0))

            headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in line["headers"]]
            scope = {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "POST",
                "scheme": "http",
                "path": line["path"],
                "raw_path": line["path"].encode(),
                "query_string": b"",
                "root_path": "",
                "headers": headers,
                "client": ("127.0.0.1", 0),
                "server": ("127.0.0.1", 0),
            }
            await self.app(scope, _once(base64.b64decode(line["body"])), heard)
            count += 1
            refused += statuses[:1] != [200]
        if count:
            _log.warning("%d writes since the last orderly end are replayed, %d refused", count, refused)


def _once(body: bytes) -> Receive:
    """What gives a request its body."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def _target(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-amz-target"), "")
