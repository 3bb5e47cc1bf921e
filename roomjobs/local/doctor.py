"""Looks at each part of the local stack, and knows what to do where one is missing."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from roomjobs import services, tasks
from roomjobs.config import ConfigurationError, Settings
from roomjobs.local.page_build import PageBuildError, check_node, is_current
from roomjobs.local.running import is_alive, running_stack
from roomjobs.rest.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roomjobs.local.folders import DataFolder


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look showed."""

    part: str
    ok: bool
    words: str  # what there is, or what to do


def examine(folder: DataFolder) -> list[Finding]:
    """Every part in the order in which they need each other."""
    return [*_tools(), *_stack(folder)]


def _tools() -> Iterator[Finding]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Finding("Python", ok=True, words=version)
    try:
        check_node()
        yield Finding("Node", ok=True, words=shutil.which("node") or "")
    except PageBuildError as error:
        yield Finding("Node", ok=False, words=str(error))
    built = is_current()
    yield Finding(
        "page", built, "built" if built else "not built from the present sources; make run builds it"
    )


def _stack(folder: DataFolder) -> Iterator[Finding]:
    known = running_stack(folder)
    if known is None:
        yield Finding("local stack", ok=False, words="not running; start it by: make run")
        return
    yield Finding("local stack", ok=True, words=known["address"])
    for name, pid in known["processes"].items():
        alive = is_alive(pid)
        words = f"process {pid}" if alive else f"has ended; see {folder.logs}, then start again by: make run"
        yield Finding(name, alive, words)
    yield from _resources(folder, {**os.environ, **known["environment"]})
    client = Client(known["address"], known["environment"]["ROOMJOBS_TOKEN"])
    ready = client.is_ready()
    yield Finding("API answers", ready, "ready" if ready else f"not ready; see {folder.logs / 'api.log'}")
    for lane in client.lanes() if ready else ():
        if lane.pause is not None:
            words = f"paused by {lane.pause.by}: its jobs wait until roomjobs lanes resume {lane.name}"
            yield Finding(f"lane {lane.name}", ok=True, words=words)


def _resources(folder: DataFolder, environ: dict[str, str]) -> Iterator[Finding]:
    os.environ.update(environ)  # boto3 learns from there where the endpoint is
    try:
        settings = Settings.from_environment(environ)
    except ConfigurationError as error:
        yield Finding("settings", ok=False, words=f"{error}; start again by: make run")
        return
    clients = services.open_clients(settings.region)
    looks: dict[str, Callable[[], Any]] = {
        **{
            f"queue {url.rsplit('/', 1)[-1]}": partial(
                clients.sqs.get_queue_attributes, QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"]
            )
            for url in (*settings.queue_urls, *settings.dead_letter_queue_urls)
        },
        f"table {settings.jobs_table}": lambda: clients.dynamodb.describe_table(
            TableName=settings.jobs_table
        ),
        f"table {settings.control_table}": lambda: clients.dynamodb.describe_table(
            TableName=settings.control_table
        ),
        f"bucket {settings.input_bucket}": lambda: clients.s3.head_bucket(Bucket=settings.input_bucket),
        f"bucket {settings.output_bucket}": lambda: clients.s3.head_bucket(Bucket=settings.output_bucket),
    }
    for part, look in looks.items():
        try:
            look()
        except (BotoCoreError, ClientError) as error:
            yield Finding(part, ok=False, words=f"{error}; start again by: make run")
        else:
            yield Finding(part, ok=True, words="there")
    replies = tasks.create_celery(settings).control.ping(timeout=3) or []
    nodes = [node for reply in replies for node in reply]
    silent = f"no worker; see {folder.logs / 'worker.log'}, then start again by: make run"
    yield Finding("worker answers", bool(nodes), ", ".join(nodes) or silent)
