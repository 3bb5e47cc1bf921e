"""What people do beside a running local stack: commands, Flower, events. All share one stack."""

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
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import urllib3

from roomjobs.local.endpoint import free_port
from roomjobs.local.folders import ROOT, DataFolder
from roomjobs.local.running import running_stack
from tests.local_run import Run, client_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_BIN = Path(sys.executable).parent
_JOB_ID = re.compile("job_[0-9a-f]{32}")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A stack that is up; a test leaves nothing that another one would see, but jobs."""
    run = Run(DataFolder(tmp_path_factory.mktemp("data")), port=free_port())
    run.wait_until_up()
    yield run
    run.end()


def test_a_second_stack_in_the_same_folder_is_refused(run: Run) -> None:
    again = subprocess.run(
        [sys.executable, "-m", "roomjobs.cli.run", "--port", str(free_port())],
        cwd=ROOT,
        env={"PATH": "/nowhere", "ROOMJOBS_HOME": str(run.folder.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert again.returncode == 1
    assert "running already at http://127.0.0.1:" in again.stdout
    assert run.process.poll() is None


def test_make_flower_shows_the_worker(run: Run) -> None:
    port = free_port()
    command = ["make", "--assume-old=.venv/dev", f"BIN={_BIN}", f"FLOWER_PORT={port}", "flower"]
    flower = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, "ROOMJOBS_HOME": str(run.folder.path)}, start_new_session=True
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


def test_the_commands_for_people_work_on_the_running_stack(
    run: Run, tmp_path: Path, two_rooms: bytes
) -> None:

    def roomjobs(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [_BIN / "roomjobs", *arguments],
            env={**os.environ, "ROOMJOBS_HOME": str(run.folder.path)},
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
    assert "must end in .json, .geojson" in roomjobs("result", job_id, "-o", "rooms.txt").stderr

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

    swept = run.folder.logs / "upkeep.log"
    run.wait_until(lambda: "'looked_at': " in swept.read_text())

    unknown = roomjobs("show", "job_" + "0" * 32)
    assert unknown.returncode == 1
    assert unknown.stderr.startswith("Error: There is no job job_000")

    plan.write_text('{"walls": [{"type": "line", "start": [0, 0], "end": [1]}]}')
    refused = roomjobs("submit", str(plan))
    assert refused.returncode == 1
    assert "/walls/0/end: " in refused.stderr

    examined = roomjobs("doctor")
    for part in (
        "local stack",
        "API: process",
        "worker: process",
        "queue",
        "bucket",
        "table",
        "worker answers: celery@",
    ):
        assert re.search(rf"^ok\s+{part}", examined.stdout, re.MULTILINE), examined.stdout

    roomjobs("lanes", "pause", "large")
    assert "lane large: paused by local: its jobs wait until" in roomjobs("doctor").stdout
    assert roomjobs("lanes", "resume", "large").returncode == 0

    exported = roomjobs("env").stdout
    listing = "import boto3; print(boto3.client('s3').list_buckets())"
    shell = f'{exported}\n"{_BIN}/celery" -A roomjobs status\nexec "{_BIN}/python" -c "{listing}"'
    listed = subprocess.run(["/bin/sh", "-c", shell], capture_output=True, text=True, timeout=60, check=False)
    assert "room-detection-input-local" in listed.stdout, listed.stderr
    assert "1 node online" in listed.stdout


def test_many_plans_come_out_as_one_archive(run: Run, tmp_path: Path) -> None:
    samples = sorted((ROOT / "samples").glob("*.json"))[:5]
    bad = tmp_path / "bad.json"
    bad.write_text('{"walls": []}')

    def roomjobs(*words: str) -> subprocess.CompletedProcess[str]:
        command = [str(_BIN / "roomjobs"), "batches", *words]
        environ = {"PATH": os.environ["PATH"], "ROOMJOBS_HOME": str(run.folder.path), "COLUMNS": "200"}
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
    schedule = tmp_path / "schedule.csv"
    assert roomjobs("result", batch_id, "-o", str(schedule)).returncode == 0
    plans = [line["plan"] for line in csv.DictReader(io.StringIO(schedule.read_text()))]
    assert Counter(plans) == Counter({line["name"]: int(line["rooms_count"]) for line in summary[:5]})
    workbook = tmp_path / "schedule.XLSX"
    assert roomjobs("result", batch_id, "-o", str(workbook)).returncode == 0
    assert openpyxl.load_workbook(workbook)["Rooms"].max_row == 1 + sum(rooms)
    assert "north wing" in roomjobs("list").stdout
    assert "completed" in roomjobs("show", batch_id).stdout
    assert roomjobs("cancel", batch_id).returncode == 1  # it has ended


def test_files_of_one_name_in_several_folders(run: Run, tmp_path: Path, two_rooms: bytes) -> None:
    files = [tmp_path / each / "plan.json" for each in ("north", "south")]
    for file in files:
        file.parent.mkdir()
        file.write_bytes(two_rooms)
    output = tmp_path / "results.zip"
    done = subprocess.run(
        [_BIN / "roomjobs", "batches", "submit", *files, "-o", output],
        env={**os.environ, "ROOMJOBS_HOME": str(run.folder.path)},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert "Duplicate" not in done.stderr
    with zipfile.ZipFile(output) as archive:
        summary = csv.DictReader(io.StringIO(archive.read("summary.csv").decode()))
        assert [line["name"] for line in summary] == ["north/plan.json", "south/plan.json"]


def test_celery_events_tell_of_jobs(run: Run, two_rooms: bytes) -> None:
    known = running_stack(run.folder)
    assert known is not None
    dump = run.folder.path / "events.txt"
    with dump.open("wb") as output:
        watching = subprocess.Popen(
            [_BIN / "celery", "-A", "roomjobs", "events", "--dump"],
            env={**os.environ, **known["environment"]},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        run.wait_until(lambda: "heartbeat" in dump.read_text())  # the worker knows that somebody listens
        client_of(known).submit(two_rooms, fresh=True)  # another test has had its rooms found
        run.wait_until(lambda: "task succeeded: roomjobs.detect_rooms" in dump.read_text())
    finally:
        watching.terminate()
        watching.wait(30)
