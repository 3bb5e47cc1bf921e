"""The processes of the local stack: endpoint, API, worker, upkeep, and what others need to know of them."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.fleet.scaling.policy import read_policy
from roomjobs.fleet.scaling.rolling import read_limits
from roomjobs.local.child import Child, ChildDiedError, kill_group
from roomjobs.local.endpoint import HOST, Endpoint, answers, check_port, start_endpoint
from roomjobs.local.folders import TEMPLATE, WORKER_TEMPLATE, DataFolder
from roomjobs.local.provision import local_clients, provision
from roomjobs.local.running import BIN, command_of, is_alive, running_stack, written_down
from roomjobs.local.service import Service
from roomjobs.local.supervisor import Supervisor, service_environment
from roomjobs.rest.access.local_secret import new_secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

WORKER_PROCESSES = 2
#: Idle connections cost the API nothing; with granian's default of 1,024 they would keep everybody else out.
CONNECTIONS = ("--backlog", "4096", "--backpressure", "8192")
_MOST_ENDS, _ENDS_SECONDS = 3, 60  # workers that are replaced within so many seconds
SCALE_MINUTE = 10.0  # seconds that a minute of the scaling policy lasts here


class AlreadyRunningError(RoomJobsError):
    """Another local stack uses the same data folder."""


@dataclass(slots=True)
class LocalStack:
    """A running stack."""

    port: int
    folder: DataFolder
    environment: dict[str, str] = field(default_factory=dict)  # of its API and worker
    children: list[Child] = field(default_factory=list)
    secret: str = field(default_factory=new_secret, repr=False)  # of this run
    supervisor: Supervisor | None = None  # of the workers, where their number follows the queue
    _ends: list[float] = field(default_factory=list)  # of workers, seconds of a clock that only grows
    _endpoint: Endpoint | None = None
    _environ: dict[str, str] = field(default_factory=dict)  # of the children, with what they inherit

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def entrance(self) -> str:
        """The address that lets a browser in: with the secret of this run."""
        return f"{self.address}/?token={self.secret}"

    def start(
        self, page: Path | None, step: Callable[[str], AbstractContextManager[None]], *, scale: bool = False
    ) -> None:
        """
        Start everything; `step` is entered around each part, for those who tell a person about it.

        With `scale` there are as many workers as the policy of the cloud asks for, none at first.

        Raises
        ------
        roomjobs.local.endpoint.PortBusyError
        roomjobs.local.endpoint.StateError
        roomjobs.local.child.ChildDiedError
        roomjobs.local.provision.ProvisioningError
        """
        with step("AWS endpoint"):
            endpoint = self._start_endpoint()
        with step("queue, tables, buckets"):
            client = endpoint.client_environment()
            self.environment = {
                **client,
                **provision(TEMPLATE, client),
                "ROOMJOBS_API": self.address,
                "ROOMJOBS_AUTH": "local",
                "ROOMJOBS_LOCAL_SECRET": self.secret,
                "ROOMJOBS_TOKEN": self.secret,  # for the command line, and for curl
                "ROOMJOBS_CALLBACKS": "local",
                "ROOMJOBS_WAIT_SECONDS": "1",  # so that Ctrl-C is quick
                # Enough for one worker, and little for another owner to wait behind.
                "ROOMJOBS_OWNER_SHARE": os.environ.get("ROOMJOBS_OWNER_SHARE", str(4 * WORKER_PROCESSES)),
                **(service_environment(read_policy(WORKER_TEMPLATE)) if scale else {}),
                **({"ROOMJOBS_PAGE_DIR": str(page)} if page else {}),
            }
            if not endpoint.has_saved:  # after a kill its buckets would be left, and block a new stack
                endpoint.save()
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self._environ = environ = {**inherited, **self.environment, "PYTHONUNBUFFERED": "1"}
        with step("API and worker"):
            api = Child.start(
                "API",
                api_command(self.port),
                environ=environ,
                log=self.folder.logs / "api.log",
            )
            self.children.append(api)
            if scale:
                self._supervise()
            else:
                self.children.append(self._start_worker("worker", worker_command()))
            upkeep = Child.start(
                "upkeep",
                [sys.executable, "-m", "roomjobs.upkeep"],
                environ=environ,
                log=self.folder.logs / "upkeep.log",
            )
            self.children.append(upkeep)
            self._write_down()
            api.wait_until(lambda: answers(f"{self.address}/readyz"), seconds=60)
            for worker in (child for child in self.children if child.name == "worker"):
                worker.wait_until(partial(_is_ready, worker), seconds=60)

    def _start_worker(self, name: str, command: list[str | Path], **more: str) -> Child:
        log = self.folder.logs / f"{name}.log"
        return Child.start(name, command, environ={**self._environ, **more}, log=log, stop_seconds=100)

    def _supervise(self) -> None:
        policy = read_policy(WORKER_TEMPLATE)
        client = local_clients(self.environment)

        def start_worker(name: str, agent: str) -> Child:
            command = [*worker_command(policy.concurrency), "--hostname", f"{name}@%h"]
            return self._start_worker(name, command, ECS_AGENT_URI=agent)

        self.supervisor = Supervisor(
            policy=policy,
            sqs=client("sqs"),
            ecs=client("ecs"),
            queue_url=self.environment["SQS_QUEUE_URL"],
            service=Service(
                limits=read_limits(WORKER_TEMPLATE),
                stop_timeout=policy.stop_timeout,
                start_task=start_worker,
                on_change=self._write_down,
            ),
            minute=SCALE_MINUTE,
        )
        self.supervisor.start()

    def _start_endpoint(self) -> Endpoint:
        self._endpoint = start_endpoint(
            self.folder.endpoint, self.folder.logs / "endpoint.log", keep_state=True
        )
        return self._endpoint

    def check(self) -> None:
        """
        Raise `ChildDiedError` if one of the processes has ended, but replace a worker, as ECS does.

        A worker may have been told to end, or was killed for its memory. One that dies soon after its start
        again and again is not replaced any more.
        """
        for child in self._standing():
            if child.name == "worker" and child.process.poll() is not None and self._may_replace():
                self._replace(child)
            else:
                child.check()
        if self.supervisor is not None:
            self.supervisor.check()

    def stop(self) -> None:
        """Stop accepting, then working, then storing."""
        for child in self.children:
            child.ask_to_end()
        if self.supervisor is not None:
            self.supervisor.stop()
        for child in self.children:
            child.stop()
        self.folder.stack.unlink(missing_ok=True)
        if self._endpoint is not None:
            self._endpoint.stop()

    def _may_replace(self) -> bool:
        """Whether no more workers have ended lately than may be by chance."""
        now = time.monotonic()
        self._ends = [at for at in self._ends if now - at < _ENDS_SECONDS]
        self._ends.append(now)
        return len(self._ends) <= _MOST_ENDS

    def _replace(self, worker: Child) -> None:
        """Start a worker in the place of one that has ended, as ECS does."""
        worker.stop()
        self.children[self.children.index(worker)] = self._start_worker("worker", worker_command())
        self._write_down()

    def _standing(self) -> list[Child]:
        return [*([self._endpoint.child] if self._endpoint else []), *self.children]

    def _write_down(self) -> None:
        workers = self.supervisor.workers if self.supervisor else []
        described = {
            "address": self.address,
            "run": os.getpid(),
            "environment": self.environment,
            "processes": {child.name: child.process.pid for child in (*self._standing(), *workers)},
        }
        fresh = self.folder.stack.with_suffix(".new")
        fresh.touch(mode=0o600)  # it holds the secret
        fresh.chmod(0o600)
        fresh.write_text(json.dumps(described, indent=2))
        fresh.replace(self.folder.stack)  # at once: nobody reads half of it


def _is_ready(worker: Child) -> bool:
    return b" ready." in worker.log.read_bytes()


def api_command(port: int) -> list[str | Path]:
    return [
        BIN / "granian",
        "--interface", "asginl", "--http", "1", *CONNECTIONS,
        "--host", HOST,
        "--port", str(port),
        "--factory", "roomjobs.api:create_server",
        "--no-ws",
    ]  # fmt: skip


def worker_command(processes: int = WORKER_PROCESSES) -> list[str | Path]:
    return [
        sys.executable, "-m", "roomjobs.sqs",
        "-A", "roomjobs",
        "worker",
        "--pool", "prefork",
        "--concurrency", str(processes),
        "--loglevel", "INFO",
        "--without-gossip",
        "--without-mingle",
    ]  # fmt: skip


@contextmanager
def local_stack(port: int, folder: DataFolder) -> Iterator[LocalStack]:
    """
    A stack that is stopped at the end of the `with` block, whatever happens in it.

    Raises
    ------
    AlreadyRunningError
        Another process has this data folder in use.
    roomjobs.local.endpoint.NotSavedError
        At the end the disk had no room for all jobs.
    roomjobs.local.endpoint.PortBusyError
        Something else listens on the port of the API.
    """
    folder.path.mkdir(parents=True, exist_ok=True)
    with folder.lock.open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            known = running_stack(folder)
            where = f" at {known['address']}" if known else ""
            raise AlreadyRunningError(
                f"Room Jobs is running already{where}; end it there by Ctrl-C."
            ) from error
        _end_orphans(folder)
        check_port(port, "Choose another one: make run PORT=8080")
        stack = LocalStack(port=port, folder=folder)
        try:
            yield stack
        finally:
            with _uninterrupted():
                stack.stop()


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold off Ctrl-C: an endpoint that is cut off while it writes its state down loses it."""
    before = {
        each: signal.signal(each, signal.SIG_IGN) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _end_orphans(folder: DataFolder) -> None:
    """End the processes of a stack whose own process was killed; nobody else would."""
    known = written_down(folder)
    for name, pid in reversed(known["processes"].items() if known else ()):
        if is_alive(pid):
            _end(name, pid)
    folder.stack.unlink(missing_ok=True)


def _end(name: str, pid: int) -> None:
    os.kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + 100
    while command_of(pid):
        if time.monotonic() > deadline:
            raise ChildDiedError(
                f"The {name} of an earlier run (process {pid}) does not end; end it by hand."
            )
        time.sleep(0.05)
    kill_group(pid)
