"""Writes of the embedded endpoint are on disk before they are answered, and are replayed at its start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.local.journal import Journal, Journaled

if TYPE_CHECKING:
    from pathlib import Path

PUT = [(b"x-amz-target", b"DynamoDB_20120810.PutItem")]
GET = [(b"x-amz-target", b"DynamoDB_20120810.GetItem")]


class Store:
    """An application that holds the bodies of requests, and refuses those that say so."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await send({"type": f"lifespan.{scope['phase']}.complete"})
            return
        body = (await receive())["body"]
        is_refused = body == b"refused"
        if not is_refused:
            self.held.append(body)
        await send({"type": "http.response.start", "status": 400 if is_refused else 200})
        await send({"type": "http.response.body", "body": b""})


def run(app: Journaled, *bodies: bytes, headers: Any = PUT, phase: str = "startup") -> list[Any]:
    """Start, or end, an application and send it requests; gives what it answered."""
    answers: list[Any] = []

    async def send(message: Any) -> None:
        answers.append(message)

    async def whole() -> None:
        await app({"type": "lifespan", "phase": phase}, None, send)  # type: ignore[arg-type] # not asked
        for body in bodies:
            parts = [
                {"type": "http.request", "body": body[:2], "more_body": True},
                {"type": "http.request", "body": body[2:]},
            ]

            async def receive(parts: list[Any] = parts) -> Any:
                return parts.pop(0)

            await app({"type": "http", "path": "/", "headers": headers}, receive, send)

    asyncio.run(whole())
    return answers


def journaled(path: Path, *, is_saved: bool = False) -> tuple[Journaled, Store]:
    store = Store()
    return Journaled(store, Journal(path), lambda: is_saved), store


def test_a_killed_application_has_its_writes_again(tmp_path: Path) -> None:
    app, _ = journaled(tmp_path / "journal")
    run(app, b"first", b"refused", b"second")
    run(app, b"a read", headers=GET)
    with (tmp_path / "journal").open("ab") as file:
        file.write(b'{"path": "/", "hea')  # cut off by the kill
    again, store = journaled(tmp_path / "journal")
    run(again)
    assert store.held == [b"first", b"second"]


@pytest.mark.parametrize("is_saved", [True, False])
def test_a_journal_is_kept_until_the_state_is_saved(tmp_path: Path, *, is_saved: bool) -> None:
    app, _ = journaled(tmp_path / "journal", is_saved=is_saved)
    run(app, b"first")
    run(app, phase="shutdown")
    assert (tmp_path / "journal").exists() is not is_saved


def test_a_full_disk_is_noticed_and_the_write_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "no such folder" / "journal")  # fails as a full disk does
    run(Journaled(Store(), journal, lambda: False), b"first")
    assert len(journal.unwritten) == 1
    journal.path = tmp_path / "journal"  # there is room again
    journal.flush()
    assert (journal.unwritten, len(list(journal.lines()))) == ([], 1)
