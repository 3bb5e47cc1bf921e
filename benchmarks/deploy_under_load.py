"""
A rolling update and a rollback with real workers of two releases, while jobs wait.

Plays a service of ECS over the embedded endpoint (`roomjobs.local.service`): workers of the old release work
through a backlog, those of the new one take their place, then the old ones come back. Each release is a
folder of its own, so both run their own code, at the same time, on the same queue and table.

    .venv/bin/python -m benchmarks.deploy_under_load --jobs 10000 --workers 2 --old HEAD~20
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import click

from roomjobs import services, tasks
from roomjobs.config import Settings
from roomjobs.fleet.scaling.policy import read_policy
from roomjobs.fleet.scaling.rolling import read_limits
from roomjobs.local.agent import Agent
from roomjobs.local.child import Child
from roomjobs.local.endpoint import start_endpoint
from roomjobs.local.folders import ROOT, TEMPLATE, WORKER_TEMPLATE
from roomjobs.local.provision import provision
from roomjobs.local.service import Service
from roomjobs.local.stack import worker_command
from roomjobs.local.supervisor import CLUSTER, SERVICE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from roomjobs.services import Stores

_LOOK_SECONDS = 0.25
_PACKAGES = ("roomjobs", "detection")
#: What a worker of a release runs: its own package, and how often it asks whether it is outdated.
_APP = """
import roomjobs
from roomjobs.fleet import protection

protection._ASK_SECONDS = {ask}
print("code of", roomjobs.__file__, flush=True)
from roomjobs import app
"""


@dataclass(frozen=True, slots=True)
class Release:
    """The code of one version, in a folder of its own."""

    folder: Path
    name: str

    @classmethod
    def of(cls, revision: str | None, folder: Path, *, ask: float) -> Release:
        """
        Put the code of a revision into a folder; without one, that of the working tree.

        Raises
        ------
        click.BadParameter
            Git does not know the revision, or it lacks the code.
        """
        folder.mkdir(parents=True)
        if revision is None:
            for each in _PACKAGES:
                shutil.copytree(ROOT / each, folder / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            command = ["git", "-C", str(ROOT), "archive", revision, *_PACKAGES]
            found = subprocess.run(command, capture_output=True, check=False)
            if found.returncode != 0:
                raise click.BadParameter(f"{revision}: {found.stderr.decode().strip()}", param_hint="--old")
            archive = found.stdout
            with tarfile.open(fileobj=BytesIO(archive)) as files:
                files.extractall(folder, filter="data")
            build = [sys.executable, "-m", "detection.kernels.build"]
            subprocess.run(build, cwd=folder, check=True, capture_output=True)
        (folder / "release_app.py").write_text(_APP.format(ask=ask))
        return cls(folder, revision or "working tree")

    def starter(self, environ: Mapping[str, str], logs: Path, agent: str) -> Callable[[str, str], Child]:
        """What starts a worker of this release, by its name and the address of its agent."""

        def start(name: str, task: str) -> Child:
            asked = worker_command(1)
            # An older release may know no other way to start than Celery's own.
            app = ["--workdir", str(self.folder), "-A", "release_app"]
            command = [sys.executable, "-P", "-m", "celery", *app, *asked[asked.index("worker") :]]
            own = {
                "ECS_AGENT_URI": task,
                "ECS_CONTAINER_METADATA_URI_V4": task,
                "AWS_ENDPOINT_URL_ECS": agent,
            }
            return Child.start(
                name,
                [*command, "--hostname", f"{name}@%h"],
                environ={**environ, **own, "PYTHONPATH": str(self.folder), "PYTHONUNBUFFERED": "1"},
                log=logs / f"{name}.log",
                stop_seconds=100,
            )

        return start


@dataclass(frozen=True, slots=True)
class Played:
    """What an update and a rollback did."""

    jobs: int
    ends: Counter[str]  # jobs by their state at the end
    begun_again: int  # jobs with more than one attempt
    update_seconds: float
    rollback_seconds: float
    all_seconds: float


@contextmanager
def running(service: Service) -> Iterator[None]:
    """A service that is ended whatever happens."""
    service.start()
    try:
        yield
    finally:
        service.stop()


def play(
    service: Service,
    old: Callable[[str, str], Child],
    new: Callable[[str, str], Child],
    *,
    workers: int,
    submit: Callable[[], str],
    jobs: int,
    stores: Stores,
) -> Played:
    """
    Let old workers work, update to new ones, go back, and wait for all jobs.

    `jobs` wait from the beginning; others come one by one, as long as the changes go on. It takes as long as
    the machine needs: who calls it bounds the time.
    """
    began = time.monotonic()
    sent = [submit() for _ in range(jobs)]

    def wait_for(done: Callable[[], bool]) -> float:
        since = time.monotonic()
        while not done():
            service.adjust(workers)
            sent.append(submit())
            time.sleep(_LOOK_SECONDS)
        return time.monotonic() - since

    wait_for(lambda: service.is_steady)
    wait_for(lambda: _has_ended(stores, sent[0]))
    service.deploy(new)
    update = wait_for(lambda: service.is_steady)
    service.deploy(old)
    rollback = wait_for(lambda: service.is_steady)
    for each in reversed(sent):  # each is looked at until it has ended: to look at all each time is work, too
        while not _has_ended(stores, each):
            service.adjust(workers)
            time.sleep(_LOOK_SECONDS)
    ends = [stores.table.get(each) for each in sent]
    return Played(
        jobs=len(sent),
        ends=Counter("lost" if each is None else each.status.value for each in ends),
        begun_again=sum(each.attempt > 1 for each in ends if each),
        update_seconds=update,
        rollback_seconds=rollback,
        all_seconds=time.monotonic() - began,
    )


def _has_ended(stores: Stores, job_id: str) -> bool:
    found = stores.table.get(job_id)
    return found is not None and found.is_final


def plan(number: int, cells: int = 12) -> bytes:
    """A plan of rooms in rows; another number makes it another plan."""
    low, high = float(number), float(number + cells)
    walls = [{"type": "line", "start": (low, k), "end": (high, k)} for k in range(cells + 1)]
    walls += [{"type": "line", "start": (low + k, 0), "end": (low + k, cells)} for k in range(cells + 1)]
    return json.dumps({"walls": walls}).encode()


def new_service(agent: Agent, start: Callable[[str, str], Child]) -> Service:
    """A service with the percentages and the time to stop of the template."""
    policy = read_policy(WORKER_TEMPLATE)
    return Service(read_limits(WORKER_TEMPLATE), policy.stop_timeout, start, agent=agent)


def service_settings() -> dict[str, str]:
    """What tells a worker which service it belongs to."""
    return {"ROOMJOBS_ECS_CLUSTER": CLUSTER, "ROOMJOBS_ECS_SERVICE": SERVICE, "ROOMJOBS_WAIT_SECONDS": "1"}


@click.command()
@click.option("--jobs", default=10_000, show_default=True, help="Jobs that wait at the beginning.")
@click.option("--workers", default=2, show_default=True, help="Wanted tasks; an update runs twice as many.")
@click.option("--old", default="HEAD~1", show_default=True, help="Revision of the old release.")
@click.option("--ask", default=60.0, show_default=True, help="Seconds between two questions of a worker.")
def main(jobs: int, workers: int, old: str, ask: float) -> None:
    """Print what the update and the rollback took, and how all jobs ended."""
    with tempfile.TemporaryDirectory() as path:
        base = Path(path)
        endpoint = start_endpoint(base / "endpoint", base / "endpoint.log", keep_state=False)
        try:
            client = endpoint.client_environment()
            environment = {**client, **provision(TEMPLATE, client), "ROOMJOBS_AUTH": "none"}
            os.environ.update(environment)
            settings = Settings.from_environment(environment)
            stores = services.connect(settings)
            submission = services.submission(settings, stores, tasks.create_celery(settings))
            environ = {**os.environ, **service_settings()}
            releases = [
                Release.of(revision, base / name, ask=ask) for revision, name in ((old, "old"), (None, "new"))
            ]
            agent = Agent()
            before, after = (each.starter(environ, base / "logs", agent.address) for each in releases)
            service = new_service(agent, before)
            numbers = count()
            with running(service):
                found = play(
                    service,
                    before,
                    after,
                    workers=workers,
                    submit=lambda: submission.submit(plan(next(numbers))).job_id,
                    jobs=jobs,
                    stores=stores,
                )
        finally:
            endpoint.stop()
    print(f"{old} -> working tree -> {old}, {workers} workers: {found}")


if __name__ == "__main__":
    main()
