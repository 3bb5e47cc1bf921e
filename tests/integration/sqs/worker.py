"""Workers and commands of Celery as child processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from celery.bin import control
from celery.bin.base import CLIContext
from click.testing import CliRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from celery import Celery

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]
#: Generous: the machine may be busy with something else.
PATIENCE = 60.0


def wait_for(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until `condition` is true, and fail the test with `what` if it does not become so."""
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience:.0f} s: {what}")
        time.sleep(0.05)


def child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    path = os.pathsep.join([str(_HERE), str(_ROOT)])
    return {**os.environ, **environment, "PYTHONPATH": path, "PYTHONWARNINGS": "default"}


class Worker:
    """A worker process whose log goes to a file."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *arguments: str,
        name: str = "one",
        host: str = "test",
        program: str = "roomjobs.sqs",
    ) -> None:
        self.name = f"{name}@{host}"
        self.log_path = Path(environment["SQS_TEST_FOLDER"]) / f"{name}.log"
        options = arguments or ("-P", "prefork", "-c", "2")
        command = [sys.executable, "-m", program, "-A", "sqs_app", "worker", "-n", self.name, "-l", "INFO"]
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, *options],
                env=child_environment(environment),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    @property
    def log(self) -> str:
        return self.log_path.read_text()

    def wait_until_ready(self) -> None:
        self.wait_for_log(f"{self.name} ready")

    def wait_for_log(self, text: str) -> None:
        def found() -> bool:
            self.check()
            return text in self.log

        wait_for(found, f"{text!r} in the log of {self.name}")

    def check(self) -> None:
        """Fail if the worker has ended."""
        code = self.process.poll()
        assert code is None, f"worker {self.name} ended with {code}:\n{self.log[-4000:]}"

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def wait(self, patience: float = PATIENCE) -> int:
        return self.process.wait(patience)

    def kill(self) -> None:
        """End the worker and its pool at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(10)


def celery(
    environment: Mapping[str, str], *arguments: str, patience: float = PATIENCE
) -> subprocess.CompletedProcess[str]:
    """Run a ``celery`` command and return what it printed."""
    return subprocess.run(
        [sys.executable, "-m", "celery", "-A", "sqs_app", *arguments],
        env=child_environment(environment),
        capture_output=True,
        text=True,
        timeout=patience,
        check=False,
    )


def answers(environment: Mapping[str, str], *arguments: str, timeout: float | None = 20) -> dict[str, Any]:
    """Run ``celery inspect`` or ``celery control`` as a process and return the answers by worker.

    All answers end the wait, so that a long `timeout` costs nothing; None leaves it to Celery: a second.
    """
    patience = () if timeout is None else ("--timeout", str(timeout))
    result = celery(environment, *arguments, "--json", *patience)
    assert result.returncode == 0, result.stderr + result.stdout
    return _by_worker(json.loads(result.stdout))


def asked(app: Celery, kind: str, *arguments: str) -> dict[str, Any]:
    """Run the same command within this process: without the seconds in which another Python starts."""
    commands = {"inspect": control.inspect, "control": control.control}
    context = CLIContext(app, no_color=True, workdir=None)
    result = CliRunner().invoke(commands[kind], [*arguments, "--json", "--timeout", "20"], obj=context)
    assert result.exit_code == 0, (result.output, result.exception)
    return _by_worker(json.loads(result.stdout))


def _by_worker(printed: Any) -> dict[str, Any]:
    """``inspect`` prints one object, ``control`` a list of one object per worker."""
    return {
        name: answer
        for part in ([printed] if isinstance(printed, dict) else printed)
        for name, answer in part.items()
    }
