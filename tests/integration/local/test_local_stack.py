"""`python -m roomjobs.cli.run`, which `make run` and `make demo` call, as a real process."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from roomjobs.local.endpoint import check_port, free_port
from roomjobs.local.folders import ROOT, DataFolder
from roomjobs.local.page_build import is_current
from roomjobs.local.stack import is_alive, running_stack
from roomjobs.rest.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BIN = Path(sys.executable).parent
_JOB_ID = re.compile("job_[0-9a-f]{32}")


class Run:
    """A run of the local stack in a data folder of its own, without Node."""

    def __init__(self, folder: DataFolder, *options: str, port: int, **environ: str) -> None:
        self.folder = folder
        self.port = port
        self.output = folder.path / "output.txt"
        folder.path.mkdir(exist_ok=True)
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "roomjobs.cli.run", "--port", str(port), *options],
                cwd=ROOT,
                env={"PATH": "/nowhere", "ROOMJOBS_HOME": str(folder.path), **environ},
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_until(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def wait_until_up(self) -> None:
        self.wait_until(lambda: "Ctrl-C ends everything" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def pids(self) -> dict[str, int]:
        known = running_stack(self.folder)
        assert known is not None
        pids: dict[str, int] = known["processes"]
        return pids

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(120)


def client_of(known: dict[str, Any]) -> Client:
    """A client with the secret of a running stack, as the command line makes it."""
    return Client(known["address"], known["environment"]["ROOMJOBS_TOKEN"])


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


def test_the_demo_leaves_nothing_running(start: Callable[..., Run], folder: DataFolder) -> None:
    run = start("--once")
    run.wait_until(folder.stack.exists)
    pids = run.pids()
    assert run.process.wait(120) == 0, run.said
    assert ("The page needs Node 20" in run.said) is not is_current()  # a page that is there needs no Node
    assert "│ room-1 " in run.said
    assert "sample plan to rooms" in run.said
    assert "http://" not in run.said  # nothing is served any more
    assert not [name for name, pid in pids.items() if is_alive(pid)]
    assert not folder.stack.exists()


def test_a_second_run_knows_the_jobs_of_the_first(start: Callable[..., Run]) -> None:
    first = start("--once")
    assert first.process.wait(120) == 0, first.said
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


def test_a_second_stack_in_the_same_folder_is_refused(start: Callable[..., Run], folder: DataFolder) -> None:
    first = start()
    first.wait_until_up()
    again = subprocess.run(
        [sys.executable, "-m", "roomjobs.cli.run", "--port", str(free_port())],
        cwd=ROOT,
        env={"PATH": "/nowhere", "ROOMJOBS_HOME": str(folder.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 1
    assert "running already at http://127.0.0.1:" in again.stdout
    assert first.process.poll() is None


def test_make_flower_shows_the_worker(start: Callable[..., Run], folder: DataFolder) -> None:
    run = start()
    run.wait_until_up()
    port = free_port()
    command = ["make", "--assume-old=.venv/dev", f"BIN={_BIN}", f"FLOWER_PORT={port}", "flower"]
    flower = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "ROOMJOBS_HOME": str(folder.path)}, start_new_session=True
    )
    try:
        run.wait_until(lambda: f"celery@{socket.gethostname()}" in _page(f"http://127.0.0.1:{port}/workers"))
        assert urllib3.request("GET", f"http://127.0.0.1:{port}/api/workers", retries=False).status == 401
    finally:
        os.killpg(flower.pid, signal.SIGTERM)
        flower.wait(30)


def _page(address: str) -> str:
    try:
        return urllib3.request("GET", address, retries=False, timeout=30).data.decode()
    except urllib3.exceptions.HTTPError:
        return ""


def test_a_dead_child_ends_the_run_with_one_sentence(start: Callable[..., Run]) -> None:
    victim = "API"
    run = start()
    run.wait_until_up()
    pids = run.pids()
    os.kill(pids[victim], signal.SIGKILL)
    assert run.process.wait(120) == 1
    assert f"The {victim} has ended (exit code -9)" in run.said
    assert "Traceback" not in run.said
    assert not [name for name, pid in pids.items() if is_alive(pid)]
    check_port(run.port, "The API left a process behind.")


def test_a_worker_that_ends_or_is_killed_is_replaced(start: Callable[..., Run], two_rooms: bytes) -> None:
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
    assert run.end() == 0


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "a closed terminal"])
def test_a_run_that_is_asked_to_end_ends_its_children(start: Callable[..., Run], how: signal.Signals) -> None:
    run = start()
    run.wait_until_up()
    pids = run.pids()
    run.process.send_signal(how)
    assert run.process.wait(120) == 0, run.said
    assert not [name for name, pid in pids.items() if is_alive(pid)]


def test_proxy_and_profile_of_the_user_are_not_used(start: Callable[..., Run]) -> None:
    nowhere = "http://127.0.0.1:9"
    run = start("--once", http_proxy=nowhere, HTTP_PROXY=nowhere, no_proxy="example.com", AWS_PROFILE="none")
    assert run.process.wait(120) == 0, run.said


def test_a_killed_endpoint_keeps_its_jobs(start: Callable[..., Run], two_rooms: bytes) -> None:
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
    assert client_of(known).job(job_id).rooms_count == 2
    assert second.end() == 0


def test_the_next_run_ends_processes_of_a_killed_one(start: Callable[..., Run]) -> None:
    first = start()
    first.wait_until_up()
    orphans = first.pids()
    first.process.kill()
    first.process.wait(10)
    assert [name for name, pid in orphans.items() if is_alive(pid)]
    second = start("--once")
    assert second.process.wait(120) == 0, second.said
    assert not [name for name, pid in orphans.items() if is_alive(pid)]


def test_the_commands_for_people_work_on_the_running_stack(
    start: Callable[..., Run], folder: DataFolder, tmp_path: Path, two_rooms: bytes
) -> None:
    run = start()
    run.wait_until_up()

    def roomjobs(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_BIN / "roomjobs", *arguments],
            env={**os.environ, "ROOMJOBS_HOME": str(folder.path)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    plan = tmp_path / "plan.json"
    plan.write_bytes(two_rooms)
    submitted = roomjobs("submit", str(plan), "--wait")
    assert submitted.returncode == 0, submitted.stderr
    assert "completed" in submitted.stdout
    assert "│ room-2 " in submitted.stdout
    job_id = _JOB_ID.findall(submitted.stdout)[0]

    shown = roomjobs("show", job_id)
    assert (shown.returncode, "│ room-2 " in shown.stdout) == (0, True)
    assert json.loads(roomjobs("show", job_id, "--json").stdout)["rooms_count"] == 2

    drawing = tmp_path / "rooms.svg"
    assert roomjobs("result", job_id, "--output", str(drawing)).returncode == 0
    assert drawing.read_text().startswith("<svg")
    assert "must end in .json, .geojson" in roomjobs("result", job_id, "-o", "rooms.pdf").stderr

    lines = roomjobs("list").stdout.splitlines()
    assert [job_id in line and "completed" in line for line in lines[1:3]] == [True, False]
    assert [job["job_id"] for job in json.loads(roomjobs("list", "--limit", "1", "--json").stdout)] == [
        job_id
    ]

    cancelled = roomjobs("cancel", job_id)
    assert cancelled.returncode == 1
    assert "The job is completed" in cancelled.stderr
    assert "only a failed job can be retried" in roomjobs("retry", job_id).stderr

    assert roomjobs("dead-letters", "list").returncode == 0
    assert roomjobs("dead-letters", "redrive", "--all").stdout == "0 redriven\n"
    assert "no dead letter nothing" in roomjobs("dead-letters", "show", "nothing").stderr
    assert "no dead letter nothing" in roomjobs("dead-letters", "delete", "nothing").stderr

    swept = folder.logs / "upkeep.log"
    run.wait_until(lambda: "'looked_at': " in swept.read_text())

    unknown = roomjobs("show", "job_" + "0" * 32)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("Error: There is no job job_000")

    plan.write_text('{"walls": [{"type": "line", "start": [0, 0], "end": [1]}]}')
    refused = roomjobs("submit", str(plan))
    assert refused.returncode == 1
    assert "/walls/0/end: " in refused.stderr

    examined = roomjobs("doctor")
    for part in ("local stack", "API", "worker", "queue", "bucket", "table", "worker answers: celery@"):
        assert re.search(rf"^ok\s+{part}", examined.stdout, re.MULTILINE), examined.stdout

    exported = roomjobs("env").stdout
    listing = "import boto3; print(boto3.client('s3').list_buckets())"
    shell = f'{exported}\n"{_BIN}/celery" -A roomjobs status\nexec "{_BIN}/python" -c "{listing}"'
    listed = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, timeout=60, check=False)
    assert "room-detection-input-local" in listed.stdout, listed.stderr
    assert "1 node online" in listed.stdout


def test_many_plans_come_out_as_one_archive(
    start: Callable[..., Run], folder: DataFolder, tmp_path: Path
) -> None:
    run = start()
    run.wait_until_up()
    samples = sorted((ROOT / "samples").glob("*.json"))[:5]
    bad = tmp_path / "bad.json"
    bad.write_text('{"walls": []}')

    def roomjobs(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(_BIN / "roomjobs"), "batches", *words]
        environ = {"PATH": os.environ["PATH"], "ROOMJOBS_HOME": str(folder.path), "COLUMNS": "200"}
        return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=90, check=False)

    output = tmp_path / "results.zip"
    done = roomjobs("submit", *map(str, samples), str(bad), "--name", "north wing", "-o", str(output))
    assert done.returncode == 1, done.stderr  # since one has failed
    assert "1 failed" in done.stderr
    batch_id = done.stdout.split()[0]
    with zipfile.ZipFile(output) as archive:
        summary = list(csv.DictReader(io.StringIO(archive.read("summary.csv").decode())))
        rooms = [len(json.loads(archive.read(line["result"]))["rooms"]) for line in summary if line["result"]]
    assert [line["status"] for line in summary] == ["completed"] * 5 + ["failed"]
    assert rooms == [int(line["rooms_count"]) for line in summary[:5]]
    assert "/walls" in summary[5]["error_message"]
    assert "north wing" in roomjobs("list").stdout
    assert "completed" in roomjobs("show", batch_id).stdout
    assert roomjobs("cancel", batch_id).returncode == 1  # it has ended


def test_files_of_one_name_in_several_folders(
    start: Callable[..., Run], folder: DataFolder, tmp_path: Path, two_rooms: bytes
) -> None:
    run = start()
    run.wait_until_up()
    files = [tmp_path / each / "plan.json" for each in ("north", "south")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(two_rooms)
    output = tmp_path / "results.zip"
    done = subprocess.run(
        [_BIN / "roomjobs", "batches", "submit", *files, "-o", output],
        env={**os.environ, "ROOMJOBS_HOME": str(folder.path)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert "Duplicate" not in done.stderr
    with zipfile.ZipFile(output) as archive:
        summary = csv.DictReader(io.StringIO(archive.read("summary.csv").decode()))
        assert [line["name"] for line in summary] == ["north/plan.json", "south/plan.json"]


def test_celery_events_tell_of_jobs(start: Callable[..., Run], folder: DataFolder, two_rooms: bytes) -> None:
    run = start()
    run.wait_until_up()
    known = running_stack(folder)
    assert known is not None
    dump = folder.path / "events.txt"
    with dump.open("wb") as output:
        watching = subprocess.Popen(
            [_BIN / "celery", "-A", "roomjobs", "events", "--dump"],
            env={**os.environ, **known["environment"]},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        run.wait_until(lambda: "heartbeat" in dump.read_text())  # the worker knows that somebody listens
        client_of(known).submit(two_rooms)
        run.wait_until(lambda: "task succeeded: roomjobs.detect_rooms" in dump.read_text())
    finally:
        watching.terminate()
        watching.wait(30)


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
