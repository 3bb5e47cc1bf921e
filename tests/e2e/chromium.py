"""
Finds Chromium for the tests of the page, or installs Debian's package where the user may.

    .venv/bin/python tests/e2e/chromium.py

Exits 1 with one sentence that says what to install if neither is possible.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
_HINT = (
    "The tests of the page need Chromium or Chrome: install it (Debian: apt install chromium), "
    "or name its program in the environment variable CHROMIUM."
)


def find_chromium() -> str | None:
    """The program to start, or None."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    found = next((path for path in map(shutil.which, _NAMES) if path), None)
    return found or (str(_MACOS) if _MACOS.exists() else None)


def main() -> int:
    """Make sure that there is a Chromium."""
    if find_chromium() is None:
        _install()
    found = find_chromium()
    print(f"Chromium: {found}" if found else _HINT)  # noqa: T201 - what this command is for
    return 0 if found else 1


def _install() -> None:
    apt = shutil.which("apt-get")
    prefix = _administrator()
    if apt is None or prefix is None:
        return
    print("Installing Chromium from Debian's packages …", flush=True)  # noqa: T201
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run([*prefix, apt, *arguments], env=environ, stdout=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            return


def _administrator() -> list[str] | None:
    """What to put before a command to run it as root; None when this user may not."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    allowed = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if allowed.returncode == 0 else None


if __name__ == "__main__":
    sys.exit(main())
