"""A child process with a log, and its end."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


class ChildDiedError(RoomJobsError):
    """A child process ended by itself; the message says where to look."""


@dataclass(slots=True)
class Child:
    """
    A process of the local stack.

    It runs in its own session: Ctrl-C reaches the parent alone, which then stops its children in order.
    """

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    stop_seconds: float
    _asked: bool = False

    @classmethod
    def start(
        cls,
        name: str,
        command: Sequence[str | Path],
        *,
        environ: Mapping[str, str],
        log: Path,
        stop_seconds: float = 10,
    ) -> Self:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own commands
                [str(word) for word in command],
                env=dict(environ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        return cls(name=name, log=log, process=process, stop_seconds=stop_seconds)

    def check(self) -> None:
        """Raise `ChildDiedError` if the process has ended."""
        code = self.process.poll()
        if code is not None:
            raise ChildDiedError(
                f"The {self.name} has ended (exit code {code}): {_last_words(self.log)} (see {self.log})"
            )

    def wait_until(self, ready: Callable[[], bool], *, seconds: float) -> None:
        """
        Wait until `ready` is true.

        Raises
        ------
        ChildDiedError
            The process has ended, or is still not ready after `seconds`.
        """
        deadline = time.monotonic() + seconds
        while not ready():
            self.check()
            if time.monotonic() > deadline:
                raise ChildDiedError(f"The {self.name} is not ready after {seconds:g} s (see {self.log})")
            time.sleep(0.02)

    def ask_to_end(self) -> None:
        """Send SIGTERM, once: to some programs a second one means that they must hurry."""
        if not self._asked and self.process.poll() is None:
            self.process.terminate()
        self._asked = True

    def stop(self) -> None:
        """End the process by SIGTERM, then by SIGKILL what is left of its group."""
        self.ask_to_end()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.stop_seconds)
        kill_group(self.process.pid)
        self.process.wait()


def kill_group(leader: int) -> None:
    """End what is left of the group of a child: its own children, if it was killed itself."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def _last_words(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "it said nothing"
