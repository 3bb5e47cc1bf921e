"""
How old the pins of dependencies are: `python -m deploy.pin_ages`, or `make pin-ages`.

It works without a network and without a feed of advisories: git knows when the line of each pin changed last.
A pin that nobody has renewed for long has missed the fixes of that time. Where what guards the API is older
than `MOST_DAYS`, it ends with 1.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "requirements"
SHIPPED = ("api", "flower", "lambda", "worker")
MOST_DAYS = 90
#: Packages that parse what strangers send, or prove who somebody is.
GUARDS = frozenset(
    {
        "apig-wsgi", "boto3", "botocore", "celery", "certifi", "cryptography", "defusedxml", "ezdxf", "flask",
        "granian", "jinja2", "kombu", "msgspec", "pycurl", "pyjwt", "tornado", "urllib3", "werkzeug",
    }
)  # fmt: skip
_PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>\S+)")
_SECONDS_PER_DAY = 86_400


class Pin(NamedTuple):
    """A dependency, and when its version was chosen."""

    name: str
    version: str
    chosen_at: int  # Unix seconds

    def days(self, now: float) -> int:
        return int((now - self.chosen_at) // _SECONDS_PER_DAY)


def pins(path: Path) -> list[Pin]:
    """
    The pins of a file of requirements.

    Raises
    ------
    subprocess.CalledProcessError
        The file is not in a git repository.
    """
    command = [shutil.which("git") or "git", "blame", "--line-porcelain", path.name]
    lines = subprocess.check_output(command, cwd=path.parent, text=True)  # noqa: S603 - git, and a name of ours
    found, chosen_at = [], 0
    for line in lines.splitlines():
        if line.startswith("committer-time "):
            chosen_at = int(line.split()[1])
        elif match := _PIN.match(line.removeprefix("\t")) if line.startswith("\t") else None:
            found.append(Pin(match["name"].lower(), match["version"], chosen_at))
    return found


def main(folder: Path = FOLDER, now: float | None = None) -> int:
    """Print the pins, the oldest first; 1 if one that guards the API is too old."""
    now = time.time() if now is None else now
    every = {pin for name in SHIPPED for pin in pins(folder / f"{name}.txt")}
    old = sorted(pin.name for pin in every if pin.name in GUARDS and pin.days(now) > MOST_DAYS)
    for pin in sorted(every, key=lambda each: (each.chosen_at, each.name)):
        mark = "  renew it" if pin.name in old else ""
        print(f"{pin.days(now):5} days  {pin.name}=={pin.version}{mark}")
    if old:
        print(f"Older than {MOST_DAYS} days: {', '.join(old)}. Renew the pins by `make requirements`.")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
