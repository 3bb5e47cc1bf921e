"""`docker/compose.yaml` as people use it: Compose itself, on Podman's API, against the local endpoint."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import urllib3

from roomjobs.jobs.job import JobStatus
from roomjobs.local.endpoint import answers, free_port
from roomjobs.rest.client import Client
from tests.containers.conftest import wait_until
from tests.containers.engine import ROOT, TARGETS, Container, Engine
from tests.containers.test_containers import grid, status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roomjobs.services import Stores

pytestmark = pytest.mark.timeout(1800)  # the first test builds the images

PROJECT = "room-jobs-test"


class Compose:
    """Compose with the file of the repository, and settings as docs/operate/containers.md writes them."""

    def __init__(self, engine: Engine, folder: Path, environment: dict[str, str]) -> None:
        self.engine = engine
        self.ports = {"api": free_port(), "flower": free_port()}
        printed = "".join(f"export {name}={shlex.quote(value)}\n" for name, value in environment.items())
        settings = {
            "NETWORK": "host",
            "LISTEN": "127.0.0.1",
            "ROOMJOBS_AUTH": "none",
            "FLOWER_BASIC_AUTH": "ops:correct-horse",
            **{f"{name.upper()}_PORT": str(port) for name, port in self.ports.items()},
        }
        self._settings = folder / ".env"
        self._settings.write_text(printed + "".join(f"{name}={value}\n" for name, value in settings.items()))
        self._socket = folder / "podman.sock"
        self.service = engine.serve(self._socket, folder / "podman.log")

    def run(self, *words: str, seconds: float = 200) -> None:
        program = Path(sys.executable).with_name("docker-compose")
        options = ("--project-name", PROJECT, "--file", str(ROOT / "docker" / "compose.yaml"))
        profiles = ("--env-file", str(self._settings), "--profile", "monitor")
        done = subprocess.run(
            [program, *options, *profiles, *words],
            env={"DOCKER_HOST": f"unix://{self._socket}", "HOME": str(self._settings.parent)},
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def container(self, name: str) -> Container:
        return Container(self.engine, f"{PROJECT}-{name}-1")


@pytest.fixture
def compose(engine: Engine, aws_environment: dict[str, str], tmp_path: Path) -> Iterator[Compose]:
    made = Compose(engine, tmp_path, aws_environment)
    try:
        yield made
        made.run("down", "--timeout", "0")
    finally:
        made.service.stop()


def test_compose_loses_nothing_when_it_stops(compose: Compose, stores: Stores, two_rooms: bytes) -> None:
    compose.run("up", "--detach", "--no-build")
    api, worker, flower = (compose.container(name) for name in ("api", "worker", "flower"))
    address = f"http://127.0.0.1:{compose.ports['api']}"
    wait_until(lambda: answers(f"{address}/readyz"), api)
    client = Client(address)
    job_id = client.submit(two_rooms).job_id
    for state in client.watch(job_id):
        assert worker.is_running, worker.logs()
        job = state
    assert (job.status, job.rooms_count) == (JobStatus.COMPLETED, 2)
    assert worker.is_healthy()

    watched = f"http://127.0.0.1:{compose.ports['flower']}"
    wait_until(lambda: answers(f"{watched}/healthcheck"), flower)
    assert urllib3.request("GET", f"{watched}/workers", timeout=20, retries=False).status == 401

    large = stores.table.get(client.submit(grid(120)).job_id)
    assert large is not None
    wait_until(lambda: status(stores, large) is JobStatus.PROCESSING, worker)
    compose.run("stop")
    for name in TARGETS:
        assert compose.container(name).exit_code == 0, compose.container(name).logs()
    ended = stores.table.get(large.job_id)
    assert ended is not None
    assert (ended.status, ended.attempt, ended.rooms_count) == (JobStatus.COMPLETED, 1, 14400)


def test_compose_has_the_limits_of_the_tasks(compose: Compose) -> None:
    compose.run("create", "--no-build")
    for name in TARGETS:
        (made,) = json.loads(compose.engine.run("inspect", compose.container(name).name))
        host, config = made["HostConfig"], made["Config"]
        assert (host["Memory"], host["NanoCpus"]) == (512 * 2**20, 250_000_000)
        assert host["ReadonlyRootfs"]
        assert host["Init"]
        assert config["User"] == "10001:10001"
        assert not made["EffectiveCaps"]
        assert "no-new-privileges" in host["SecurityOpt"]
