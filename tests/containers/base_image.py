"""
Stands in for the official `python:3.12-slim` where no registry of images can be reached.

Debian's minimum, and in /usr/local the CPython 3.12 found on this machine: what our Dockerfile relies on.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path


class EngineError(Exception):
    """A step of building or running an image failed; the message says why."""


class UnfitMachineError(EngineError):
    """Nobody can build images on this machine, whatever they contain."""


# What the standard library of a CPython 3.12 is linked to.
_LIBRARIES = (
    *("ca-certificates", "libbz2-1.0", "libexpat1", "libffi8", "liblzma5", "libncursesw6"),
    *("libreadline8", "libsqlite3-0", "libssl3", "libuuid1", "zlib1g"),
)
_SOURCES = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d/debian.sources"))


def make_base(folder: Path) -> Path:
    """
    Make the file system of the base image as a tar archive in `folder`.

    Raises
    ------
    UnfitMachineError
        There is no Python 3.12 here, or this is no Debian.
    """
    archive, python = folder / "base.tar", folder / "python.tar"
    _pack(_find_python(), python)
    command(
        "mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(_LIBRARIES)}",
        "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
        f"--customize-hook=tar-in {python} /usr/local",
        '--customize-hook=chroot "$1" ldconfig',
        '--customize-hook=chroot "$1" /usr/local/bin/python3.12 -m ensurepip --default-pip',
        '--customize-hook=ln -sf python3.12 "$1/usr/local/bin/python"',
        _debian_release(), archive, *(path for path in _SOURCES if path.exists()),
    )  # fmt: skip
    python.unlink()
    return archive


def command(*words: str | Path) -> str:
    """
    Run a program that must succeed, and return what it printed.

    Raises
    ------
    EngineError
        With the end of what it complained about.
    """
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise EngineError(f"{words[0]} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


def _find_python() -> Path:
    """The folder of a CPython 3.12: one on the search path, or one of pyenv's."""
    names = [shutil.which("python3.12")]
    if pyenv := shutil.which("pyenv"):
        root = Path(command(pyenv, "root").strip())
        names += [str(path) for path in sorted(root.glob("versions/3.12*/bin/python3.12"))]
    question = "import sys; print(sys.base_prefix)"
    for name in filter(None, names):
        answer = subprocess.run([name, "-c", question], capture_output=True, text=True, check=False)
        if answer.returncode == 0:
            return Path(answer.stdout.strip())
    raise UnfitMachineError("there is no CPython 3.12 to make a base image of (Debian's own may be another)")


def _pack(prefix: Path, archive: Path) -> None:
    libraries = [f"lib/{path.name}" for path in prefix.glob("lib/libpython3*.so*")]
    without = ("site-packages/*", "test", "config-*", "idlelib", "tkinter", "turtledemo", "__pycache__")
    command(
        "tar", "--create", "--file", archive, "--directory", prefix, "--exclude=__pycache__",
        *(f"--exclude=lib/python3.12/{each}" for each in without),
        "bin/python3.12", "lib/python3.12", *libraries,
    )  # fmt: skip


def _debian_release() -> str:
    text = Path("/etc/os-release").read_text()
    found = re.search(r"^VERSION_CODENAME=(\w+)$", text, re.MULTILINE)
    if "\nID=debian" not in text or found is None:
        raise UnfitMachineError("the base image is made of Debian, and this machine runs another system")
    return found[1]
