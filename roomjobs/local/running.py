"""What runs of the local stack, by what it wrote down and by its processes; starts nothing, loads little."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from roomjobs.local.folders import DataFolder

#: The programs of this environment, which all processes of the stack are started from.
BIN = Path(sys.executable).parent

#: What granian and Celery call their processes, in place of the command, where setproctitle is installed.
_TITLES = (re.compile(r"granian .* roomjobs\.api:"), re.compile(r"\[celeryd: .*-A roomjobs "))


def running_stack(folder: DataFolder) -> dict[str, Any] | None:
    """What the running stack wrote down about itself, or None when none runs."""
    known = written_down(folder)
    return known if known and command_of(known["run"]) else None


def written_down(folder: DataFolder) -> dict[str, Any] | None:
    """What the last stack wrote down, which may have been killed since."""
    try:
        known: dict[str, Any] = json.loads(folder.stack.read_text())
    except FileNotFoundError:
        return None
    return known


def is_alive(pid: int) -> bool:
    """Whether a process of the stack still runs; its id may meanwhile belong to another program."""
    command = command_of(pid)
    return str(BIN) in command or any(title.match(command) for title in _TITLES)


def command_of(pid: int) -> str:
    """The command line of a process; empty when there is no such process."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    question = ["ps", "-o", "command=", "-p", str(pid)]  # macOS
    return subprocess.run(question, capture_output=True, text=True, check=False).stdout  # noqa: S603 - a number
