"""`python -m roomjobs.cli.run`, which `make run` and `make demo` call, as a real process."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import urllib3

from roomjobs.local.endpoint import check_port, free_port
from roomjobs.local.folders import DataFolder
from roomjobs.local.page_build import is_current
from roomjobs.local.running import is_alive, running_stack
from roomjobs.rest.client import ApiError
from tests.local_run import Run, client_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BIN = Path(sys.executable).parent
_JOB_ID = re.compile("job_[0-9a-f]{32}")


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def start(folder: DataFolder) -> Iterator[Callable[..., Run]]:
    """Starts runs, and ends those that a test leaves."""
    runs: list[Run] = []

    def start_run(*options: str, port: int | None = None, **environ: str) -> Run:
        runs.append(Run(folder, *options, port=port or free_port(), **environ))
        return runs[-1]

    yield start_run
    for run in runs:
        if run.process.poll() is None:
            run.end()


def assert_all_end(run: Run, how: signal.Signals) -> None:
    """A run that is asked to end ends its children."""
    pids = run.pids()
    assert run.end(how) == 0, run.said
    assert not [name for name, pid in pids.items() if is_alive(pid)]


def test_the_demo_leaves_nothing_but_its_jobs(start: Callable[..., Run], folder: DataFolder) -> None:
    nowhere = "http://127.0.0.1:9"  # a proxy and a profile of the user have no part in a run
    proxies = {"http_proxy": nowhere, "HTTP_PROXY": nowhere, "no_proxy": "example.com"}
    first = start("--once", **proxies, AWS_PROFILE="none")
    first.wait_until(folder.stack.exists)
    pids = first.pids()
    assert first.process.wait(120) == 0, first.said
    assert ("The page needs Node 20" in first.said) is not is_current()  # a page that is there needs no Node
    assert "│ room-1 " in first.said
    assert "sample plan to rooms" in first.said
    assert "http://" not in first.said  # nothing is served any more
    assert not [name for name, pid in pids.items() if is_alive(pid)]
    assert not folder.stack.exists()
    found = _JOB_ID.search(first.said)
    assert found is not None

    second = start()
    second.wait_until_up()
    known = running_stack(second.folder)
    assert known is not None
    assert client_of(known).job(found[0]).rooms_count
    assert second.end() == 0
    assert "Ended." in second.said


def test_a_busy_port_is_one_clear_sentence(start: Callable[..., Run]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run = start("--once", port=taken.getsockname()[1])
        assert run.process.wait(60) == 1
    assert f"Port {run.port} is busy" in run.said
    assert "make run PORT=8080" in run.said
    assert "Traceback" not in run.said


def test_workers_are_replaced_until_a_run_is_to_end(start: Callable[..., Run], two_rooms: bytes) -> None:
    run = start()
    run.wait_until_up()
    before = run.pids()["worker"]
    address = f"http://127.0.0.1:{run.port}"
    shutdown = f"{address}/fleet/workers/celery@{socket.gethostname()}:shutdown"
    known = running_stack(run.folder)
    assert known is not None
    bearer = {"Authorization": f"Bearer {known['environment']['ROOMJOBS_TOKEN']}"}
    assert urllib3.request("POST", shutdown, retries=False).status == 401  # from this machine, but by whom?
    assert urllib3.request("POST", shutdown, headers=bearer, retries=False).status == 202
    run.wait_until(lambda: run.process.poll() is not None or run.pids()["worker"] != before)
    client = client_of(known)
    assert client.wait(client.submit(two_rooms, fresh=True).job_id, seconds=60).rooms_count == 2
    assert not is_alive(before)
    killed = run.pids()["worker"]
    os.kill(killed, signal.SIGKILL)  # as for its memory
    run.wait_until(lambda: run.process.poll() is not None or run.pids()["worker"] != killed)
    assert client.wait(client.submit(two_rooms, fresh=True).job_id, seconds=60).rooms_count == 2
    assert_all_end(run, signal.SIGTERM)


def test_killed_endpoints_and_full_disks_keep_jobs(start: Callable[..., Run], two_rooms: bytes) -> None:
    first = start()
    first.wait_until_up()
    known = running_stack(first.folder)
    assert known is not None
    client = client_of(known)
    job_id = client.submit(two_rooms, fresh=True).job_id
    assert client.wait(job_id, seconds=60).rooms_count == 2
    os.kill(first.pids()["local AWS endpoint"], signal.SIGKILL)
    assert first.process.wait(120) == 1
    second = start()
    second.wait_until_up()
    known = running_stack(second.folder)
    assert known is not None
    client = client_of(known)
    assert client.job(job_id).rooms_count == 2
    saved = client.submit(two_rooms, fresh=True).job_id
    assert client.wait(saved, seconds=60).rooms_count == 2
    # From now on no byte more fits on the disk of the endpoint.
    endpoint = second.pids()["local AWS endpoint"]
    resource.prlimit(endpoint, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    body = json.dumps({"walls": json.loads(two_rooms)["walls"], "name": "no room for this"}).encode()
    with suppress(ApiError):  # it may be refused, and may be lost, which the end of the run tells
        client.submit(body, fresh=True)
    assert second.end() == 1
    assert "The disk is full: some of the last changes of jobs could not be saved" in second.said
    third = start()
    third.wait_until_up()
    known = running_stack(third.folder)
    assert known is not None
    client = client_of(known)
    assert [client.job(each).rooms_count for each in (job_id, saved)] == [2, 2]
    assert len(client.result(saved)["rooms"]) == 2
    assert_all_end(third, signal.SIGHUP)  # its terminal was closed


def test_a_run_survives_orphans_and_no_dead_child(start: Callable[..., Run]) -> None:
    killed = start()
    killed.wait_until_up()
    orphans = killed.pids()
    killed.process.kill()
    killed.process.wait(10)
    assert [name for name, pid in orphans.items() if is_alive(pid)]

    run = start()
    run.wait_until_up()
    assert not [name for name, pid in orphans.items() if is_alive(pid)]
    pids = run.pids()
    os.kill(pids["API"], signal.SIGKILL)
    assert run.process.wait(120) == 1
    assert "The API has ended (exit code -9)" in run.said
    assert "Traceback" not in run.said
    assert not [name for name, pid in pids.items() if is_alive(pid)]
    check_port(run.port, "The API left a process behind.")


def test_without_a_stack_the_commands_say_how_to_start_one(folder: DataFolder) -> None:
    for command in ("env", "doctor"):
        answer = subprocess.run(
            [_BIN / "roomjobs", command],
            env={**os.environ, "ROOMJOBS_HOME": str(folder.path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert answer.returncode == 1
        assert "make run" in answer.stdout + answer.stderr
        assert "Traceback" not in answer.stderr
