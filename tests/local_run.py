"""A run of the local stack as `make run` starts it, for the tests that are its user."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from roomjobs.local.folders import ROOT, DataFolder
from roomjobs.local.running import running_stack
from roomjobs.rest.client import Client

if TYPE_CHECKING:
    from collections.abc import Callable


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

    def end(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        return self.process.wait(120)


def client_of(known: dict[str, Any]) -> Client:
    """A client with the secret of a running stack, as the command line makes it."""
    return Client(known["address"], known["environment"]["ROOMJOBS_TOKEN"])
