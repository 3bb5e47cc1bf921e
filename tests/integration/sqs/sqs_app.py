"""The Celery app that the tests' workers run."""

from __future__ import annotations

import os
import secrets
import socket
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import certifi
from celery import Celery, Task
from celery.exceptions import Reject
from celery.worker.control import inspect_command

# Before the transport is loaded, whose modules keep the function by its name.
_true_time = time.time
_ahead = float(os.environ.get("SQS_TEST_CLOCK", "0"))
time.time = lambda: _true_time() + _ahead

from roomjobs import sqs  # noqa: E402 - see above
from roomjobs.sqs.http import curl  # noqa: E402 - see above

if TYPE_CHECKING:
    from celery.app.task import Context

    from roomjobs.sqs.messages import Delivery

QUEUE = "jobs"
OTHER_QUEUE = "other-jobs"
FOLDER = Path(os.environ["SQS_TEST_FOLDER"])


def on_heartbeat(deliveries: list[Delivery]) -> None:
    with (FOLDER / "heartbeats").open("a") as file:
        file.write("".join(f"{delivery.task_id}\n" for delivery in deliveries))


def _role() -> dict[str, Any]:
    """The role that the tests want assumed; its sessions are renewed in their last third."""
    role = os.environ.get("SQS_TEST_ROLE")
    return {"sts_role_arn": role, "sts_token_buffer_time": 1.0} if role else {}


def create_app() -> Celery:
    app = Celery("sqs_app", set_as_current=False)
    sqs.install(app)
    app.conf.update(
        broker_url="celery-sqs://",
        broker_transport_options={
            "predefined_queues": {
                QUEUE: {"url": os.environ["SQS_TEST_QUEUE_URL"], "dead_letters": True},
                OTHER_QUEUE: {"url": os.environ["SQS_TEST_OTHER_QUEUE_URL"]},
            },
            "control_table": os.environ.get("SQS_TEST_TABLE"),
            "visibility_timeout": int(os.environ.get("SQS_TEST_VISIBILITY", "30")),
            "wait_time_seconds": int(os.environ.get("SQS_TEST_WAIT", "2")),
            "health_file": str(FOLDER / "health"),
            "on_heartbeat": "sqs_app:on_heartbeat",
            "exit_at_limit": True,
            "deduplicate_sends": bool(os.environ.get("SQS_TEST_DEDUPLICATE")),
            **_role(),
        },
        broker_connection_retry_on_startup=True,
        task_default_queue=QUEUE,
        task_create_missing_queues=False,
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=int(os.environ.get("SQS_TEST_PREFETCH", "4")),
        worker_soft_shutdown_timeout=float(os.environ.get("SQS_TEST_DRAIN", "0")),
        worker_send_task_events=True,
        worker_task_log_format="%(message)s",
    )
    return app


app = create_app()
_look_up = socket.getaddrinfo


def look_up(*arguments: Any, **keywords: Any) -> Any:
    """A resolver that fails while the tests say so: nobody can break that of the system for one process."""
    if (FOLDER / "no-names").exists():
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    return _look_up(*arguments, **keywords)


socket.getaddrinfo = look_up

_send = curl.CurlWire.send


def send_without_names(wire: curl.CurlWire, *arguments: Any, **keywords: Any) -> Any:
    """Ask libcurl, which looks names up by itself, for a name that nobody has."""
    if (FOLDER / "no-names").exists():
        wire = curl.CurlWire("http://queue.invalid", certifi.where(), None)
    return _send(wire, *arguments, **keywords)


curl.CurlWire.send = send_without_names  # type: ignore[assignment] # this process is one of the test's


@inspect_command(args=[("size", int), ("host", str)])
def blob(state: Any, size: int = 0, host: str = "") -> dict[str, str]:
    """Answer with so many characters that do not compress well, if `host` is empty or this worker's."""
    return {"blob": secrets.token_hex(size // 2) if host in {"", state.hostname} else ""}


def record(request: Context, what: str, **fields: Any) -> None:
    """Append a line to the record of the tests: one write, so that lines of several processes do not mix."""
    words = [what, str(request.id), str(sqs.receive_count(request)), repr(time.time())]
    with (FOLDER / "record").open("a") as file:
        file.write(" ".join([*words, *(f"{name}={value}" for name, value in fields.items())]) + "\n")


@app.task(bind=True)
def note(self: Task[..., None]) -> None:
    record(self.request, "note")


@app.task(bind=True)
def nap(self: Task[..., None], seconds: float) -> None:
    record(self.request, "begin")
    time.sleep(seconds)
    record(self.request, "end")


@app.task(bind=True)
def come_back(self: Task[..., None], delay: int, times: int) -> None:
    """Put the own message back until it was received more than `times` times."""
    record(self.request, "come_back")
    if sqs.receive_count(self.request) <= times:
        raise sqs.ReturnToQueue(delay, "not yet")


@app.task(bind=True)
def never(self: Task[..., None]) -> None:
    record(self.request, "never")
    raise Reject("unusable", requeue=False)


@app.task(bind=True, acks_on_failure_or_timeout=False)
def fail(self: Task[..., None]) -> None:
    record(self.request, "fail")
    raise ValueError("no")


@app.task(bind=True)
def large_reply(self: Task[..., str], size: int) -> str:
    record(self.request, "large_reply")
    return "x" * size
