"""Writes of the embedded endpoint are on disk before they are answered, and are replayed at its start."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.local.journal import SAVE_PATH, Journal, Journaled, SavedState

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

            await app({"type": "http", "method": "POST", "path": "/", "headers": headers}, receive, send)

    asyncio.run(whole())
    return answers


def journaled(path: Path) -> tuple[Journaled, Store]:
    store = Store()
    return Journaled(store, Journal(path), SavedState(path.parent, lambda: write_state(path.parent))), store


def write_state(folder: Path, *names: str) -> None:
    """Replace the files of the state, as the endpoint does."""
    for name in names or ("dynamodb.json", "sqs.json"):
        fresh = folder / f"{name}.tmp"
        fresh.write_text("{}")
        fresh.replace(folder / name)


def save(app: Journaled) -> int:
    answers: list[Any] = []

    async def send(message: Any) -> None:
        answers.append(message)

    asyncio.run(app({"type": "http", "method": "POST", "path": SAVE_PATH}, None, send))  # type: ignore[arg-type] # not asked
    status: int = answers[0]["status"]
    return status


def test_a_killed_application_has_its_writes_again(tmp_path: Path) -> None:
    app, _ = journaled(tmp_path / "journal")
    run(app, b"first", b"refused", b"second")
    run(app, b"a read", headers=GET)
    with (tmp_path / "journal").open("ab") as file:
        file.write(b'{"path": "/", "hea')  # cut off by the kill
    again, store = journaled(tmp_path / "journal")
    run(again)
    assert store.held == [b"first", b"second"]


@pytest.mark.parametrize("saved", [("dynamodb.json", "sqs.json"), ("sqs.json",), ()])
@pytest.mark.parametrize("is_saved_on_demand", [True, False])
def test_a_journal_is_kept_until_the_state_is_saved(
    tmp_path: Path, saved: tuple[str, ...], *, is_saved_on_demand: bool
) -> None:
    write_state(tmp_path)  # an earlier run
    app, _ = journaled(tmp_path / "journal")
    if is_saved_on_demand:
        assert save(app) == 204
    run(app, b"first")
    if saved:
        write_state(tmp_path, *saved)
    run(app, phase="shutdown")
    assert (tmp_path / "journal").exists() is (len(saved) < 2)


def test_a_state_without_room_on_the_disk_is_told(tmp_path: Path) -> None:
    app = Journaled(Store(), Journal(tmp_path / "journal"), SavedState(tmp_path, lambda: None))
    assert save(app) == 507


def test_a_full_disk_is_noticed_and_the_write_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "no such folder" / "journal")  # fails as a full disk does
    run(Journaled(Store(), journal, SavedState(tmp_path, lambda: None)), b"first")
    assert len(journal.unwritten) == 1
    journal.path = tmp_path / "journal"  # there is room again
    journal.flush()
    assert (journal.unwritten, len(list(journal.lines()))) == ([], 1)
