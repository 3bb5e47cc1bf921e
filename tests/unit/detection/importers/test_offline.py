"""Readers of other people's files have no network."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from detection import InvalidPlanError
from detection.importers import Bounds, child, offline
from detection.importers.drawing import Drawing
from roomjobs.plans import bounded_import

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the filter is one of Linux")
LIMITED = [sys.executable, "-m", "detection.importers.limited", "10", "4000000000", "1000000"]
CONNECT = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])))"


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()  # nobody has come


READER = """
import socket, sys
def collect(data, drawing):
    socket.create_connection(("127.0.0.1", int(data)))
"""
IMPORTING = """
import socket
from roomjobs.plans import import_child
def connect(question, data):
    socket.create_connection(("127.0.0.1", int(data)))
import_child._answer = connect
import_child.main()
"""


@pytest.mark.parametrize(
    "command",
    [
        [*LIMITED, sys.executable, "-c", CONNECT],
        [sys.executable, "-c", "from detection.importers.offline import *; assert go_offline(); " + CONNECT],
    ],
    ids=["what takes its place", "the process"],
)
def test_no_connection_is_made(command: list[str], port: int) -> None:
    done = subprocess.run([*command, str(port)], capture_output=True, text=True, check=False)
    assert "PermissionError: [Errno 13]" in done.stderr


def test_what_it_starts_and_local_sockets(port: int) -> None:
    code = (
        "import socket, subprocess, sys; from detection.importers.offline import go_offline; go_offline(); "
        "pair = socket.socketpair(); pair[0].send(b'x'); "
        "sys.exit(subprocess.run([sys.executable, '-c', sys.argv[2], sys.argv[1]]).returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(port), CONNECT], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "PermissionError: [Errno 13]" in done.stderr


def test_elsewhere_it_says_that_nothing_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.machine", lambda: "riscv64")
    assert not offline.go_offline()


def test_readers_have_none(port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reader_of_all.py").write_text(READER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(InvalidPlanError, match="PermissionError"):
        child.collected("reader_of_all", b"%d" % port, Drawing(Bounds()))


def test_imports_of_a_request_have_none(port: int) -> None:
    question = bounded_import.Question("svg", None, None, None, None, 1, 1, 1)
    asked = msgspec.json.encode(question) + b"\n%d" % port
    done = subprocess.run([sys.executable, "-c", IMPORTING], input=asked, capture_output=True, check=False)
    assert b"PermissionError: [Errno 13]" in done.stderr
