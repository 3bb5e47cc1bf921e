"""Tables of jobs and rooms for the terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from detection.plan.units import metres_of
from roomjobs.jobs.job import JobStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.rest.access.token_table import Token
    from roomjobs.rest.schemas.batches import BatchState
    from roomjobs.rest.schemas.callbacks import CallbackState
    from roomjobs.rest.schemas.dead_letters import DeadLetterOut
    from roomjobs.rest.schemas.jobs import JobState
    from roomjobs.rest.schemas.lanes import LaneOut


def rooms_table(result: dict[str, Any], *, title: str | None = None) -> Table:
    """One line per room of a result document: in metres, where its unit is a length."""
    metres = metres_of(result.get("units"))
    unit = "m" if metres else escape(result.get("units") or "units")
    factor = metres or 1.0
    table = Table(title=title, title_justify="left", title_style="bold")
    table.add_column("room")
    names = [_room_name(room) for room in result["rooms"]]
    is_named = any(names)
    if is_named:
        table.add_column("name", overflow="fold")
    table.add_column(f"area ({unit}²)", justify="right", no_wrap=True)
    table.add_column(f"perimeter ({unit})", justify="right", no_wrap=True)
    table.add_column("corners", justify="right")
    table.add_column("holes", justify="right")
    table.add_column("next to")
    for room, name in zip(result["rooms"], names, strict=True):
        table.add_row(
            room["id"],
            *([escape(name)] if is_named else ()),
            f"{room['area'] * factor**2:,.2f}" if metres else f"{room['area']:,.1f}",
            f"{room['perimeter'] * factor:,.1f}",
            str(len(room["polygon"])),
            str(len(room["holes"]) or ""),
            ", ".join(each["room"].removeprefix("room-") for each in room["adjacent"]),
        )
    return table


def _room_name(room: dict[str, Any]) -> str:
    return " ".join(filter(None, (room.get("number"), room.get("name"))))


def batches_table(batches: Iterable[BatchState]) -> Table:
    """One line per batch."""
    numbers = ("jobs", "completed", "failed", "cancelled")
    table = _list("batch", "name", "submitted", "status", numbers=numbers)
    for batch in batches:
        counts = batch.counts
        table.add_row(
            batch.batch_id,
            escape(batch.name or ""),
            _local_time(batch.created_at),
            str(batch.status),
            "" if batch.jobs_count is None else f"{batch.jobs_count:,}",
            f"{counts.completed:,}",
            f"{counts.failed:,}",
            f"{counts.cancelled:,}",
        )
    return table


def job_table(job: JobState) -> Table:
    """One line per field of a job that is known."""
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    shown = {
        "job": job.job_id,
        "name": job.name,
        "status": str(job.status),
        "submitted": _local_time(job.created_at),
        "updated": _local_time(job.updated_at),
        "walls": None if job.wall_count is None else f"{job.wall_count:,}",
        "processing time": None if job.processing_time is None else _work(job.processing_time),
        "rooms": job.rooms_count,
        "confidence": None if job.confidence_score is None else f"{job.confidence_score:.0%}",
        "error": job.error_message or None,
    }
    for name, value in shown.items():
        if value is not None:
            table.add_row(name, escape(str(value)))
    return table


def jobs_table(jobs: Iterable[JobState]) -> Table:
    """One line per job."""
    table = _list("job", "name", "status", "submitted", numbers=("walls", "rooms", "seconds"))
    for job in jobs:
        table.add_row(
            job.job_id,
            escape(job.name or ""),
            f"[{_COLOURS[job.status]}]{job.status}[/]",
            _local_time(job.created_at),
            "" if job.wall_count is None else f"{job.wall_count:,}",
            "" if job.rooms_count is None else f"{job.rooms_count:,}",
            ""
            if job.processing_time is None
            else f"{job.processing_time:.3f}"
            if job.processing_time
            else "at once",
        )
    return table


def _work(seconds: float) -> str:
    return f"{seconds:.3f} s" if seconds else "none, the result of an equal plan was at hand"


_COLOURS = {
    JobStatus.PENDING: "yellow",
    JobStatus.PROCESSING: "blue",
    JobStatus.COMPLETED: "green",
    JobStatus.FAILED: "red",
    JobStatus.CANCELLED: "dim",
}


def tokens_table(tokens: Iterable[Token]) -> Table:
    """One line per token."""
    table = _list("id", "owner", "scopes", "for", "created", "expires")
    for token in tokens:
        table.add_row(
            token.token_id,
            escape(token.owner),
            ", ".join(sorted(token.scopes)),
            escape(token.label),
            _local_time(token.created_at),
            "never" if token.expires_at is None else _local_time(token.expires_at),
        )
    return table


def dead_letters_table(letters: Iterable[DeadLetterOut]) -> Table:
    """One line per dead letter."""
    table = _list("message", "sent", "job", "status", "fingerprint")
    for letter in letters:
        table.add_row(
            letter.message_id,
            _local_time(letter.sent_at),
            letter.job_id or "(no task of ours)",
            letter.job_status or ("(forgotten)" if letter.job_id else ""),
            letter.error_fingerprint,
        )
    return table


def lanes_table(lanes: Iterable[LaneOut]) -> Table:
    """One line per lane."""
    table = _list("lane", "queue", "paused", "by", numbers=["waiting", "with a worker", "delayed"])
    for lane in lanes:
        table.add_row(
            lane.name,
            lane.queue,
            "no" if lane.pause is None else _local_time(lane.pause.at),
            "" if lane.pause is None else escape(lane.pause.by),
            f"{lane.visible:,}",
            f"{lane.in_flight:,}",
            f"{lane.delayed:,}",
        )
    return table


def callbacks_table(callbacks: Iterable[CallbackState]) -> Table:
    """One line per callback, with its last attempt."""
    table = _list("callback", "type", "ended", "status", "last answer", numbers=["attempts"])
    for callback in callbacks:
        last = callback.attempts[-1] if callback.attempts else None
        table.add_row(
            callback.id,
            callback.type,
            _local_time(callback.ended_at),
            callback.status,
            escape(str(last.status_code or last.error)) if last else "",
            str(len(callback.attempts)),
        )
    return table


def _list(*texts: str, numbers: Iterable[str] = ()) -> Table:
    """A table whose lines are never wrapped, for copying and for other programs."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for name in texts:
        table.add_column(name, no_wrap=True)
    for name in numbers:
        table.add_column(name, no_wrap=True, justify="right")
    return table


def _local_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")
