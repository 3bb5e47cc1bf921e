"""
Stands in for the official `python:3.12-slim` where no registry of images can be reached.

The files of some packages that are installed on this Debian, and in /usr/local the CPython 3.12 found on this
machine: what our Dockerfile relies on. Nothing is downloaded, so it is made in seconds.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class EngineError(Exception):
    """A step of building or running an image failed; the message says why."""


class UnfitMachineError(EngineError):
    """Nobody can build images on this machine, whatever they contain."""


#: What the official image has of Debian and our Dockerfile, health checks and tests call.
_PACKAGES = (
    *("base-files", "base-passwd", "ca-certificates", "coreutils", "dash", "diffutils", "findutils", "grep"),
    *("gzip", "hostname", "libc-bin", "libc6", "libgcc-s1", "libstdc++6", "netbase", "sed", "tar", "tzdata"),
)
_LEFT_OUT = re.compile(r"/usr/share/(doc|info|locale|man|lintian)/|/etc/(init\.d|cron)")
_FOLDERS = ("dev", "proc", "sys", "run", "root", "home", "var/lib", "var/log", "etc")
_LIBRARY = re.compile(r"(/\S+) \(0x[0-9a-f]+\)")


def make_base(folder: Path) -> Path:
    """
    Make the file system of the base image as a tar archive in `folder`.

    Raises
    ------
    UnfitMachineError
        There is no Python 3.12 here, or this is no Debian.
    """
    if shutil.which("dpkg-query") is None:
        raise UnfitMachineError("the base image is made of Debian's packages, and this machine has none")
    python = _find_python()
    archive = folder / "base.tar"
    with tempfile.TemporaryDirectory(dir=folder) as name:
        root = Path(name)
        for each in _FOLDERS:
            (root / each).mkdir(parents=True)
        for each in ("tmp", "var/tmp"):  # as in every system, for all
            (root / each).mkdir(parents=True)
            (root / each).chmod(0o1777)
        for each in ("bin", "sbin", "lib", "lib64"):  # links to those in /usr since Debian 12
            if Path("/", each).is_symlink():
                (root / each).symlink_to(Path("/", each).readlink())
        files = [*_files_of(_PACKAGES), *Path("/etc/ssl/certs").iterdir()]
        files += [Path("/etc", each) for each in ("passwd", "group", "nsswitch.conf", "ld.so.conf")]
        _copy(files, root)
        _copy_python(python, root / "usr" / "local")
        _copy(_libraries(root), root)
        command(_sbin("ldconfig"), "-r", root)
        command("tar", "--create", "--file", archive, "--directory", root, ".")
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


def _files_of(packages: Iterable[str]) -> Iterator[Path]:
    """The files of installed packages; one that is not installed here is left out."""
    listed = subprocess.run(
        ["dpkg-query", "--listfiles", *packages],  # noqa: S607 - on the path of every Debian
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    for line in listed.splitlines():
        path = Path(line)
        if line.startswith("/") and not _LEFT_OUT.match(line) and (path.is_symlink() or path.is_file()):
            yield path


def _copy(files: Iterable[Path], root: Path) -> None:
    """Copy files to where they are under another root, links as links, with what these point to."""
    waiting = list(files)
    while waiting:
        path = waiting.pop()
        place = root / path.parent.resolve().relative_to("/") / path.name
        if place.is_symlink() or place.exists() or not (path.is_file() or path.is_symlink()):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place, follow_symlinks=False)
        if path.is_symlink() and (target := path.parent.resolve() / path.readlink()).exists():
            waiting.append(target)


def _copy_python(prefix: Path, place: Path) -> None:
    without = ("site-packages", "test", "config-*", "idlelib", "tkinter", "turtledemo", "__pycache__")
    library = Path("lib", "python3.12")
    shutil.copytree(prefix / library, place / library, symlinks=True, ignore=shutil.ignore_patterns(*without))
    (place / "bin").mkdir()
    shutil.copy2(prefix / "bin" / "python3.12", place / "bin")
    (place / "bin" / "python").symlink_to("python3.12")
    (wheel,) = (prefix / library / "ensurepip" / "_bundled").glob("pip-*.whl")
    zipfile.ZipFile(wheel).extractall(place / library / "site-packages")
    pip = place / "bin" / "pip"
    pip.write_text(
        "#!/usr/local/bin/python3.12\nfrom pip._internal.cli.main import main\nraise SystemExit(main())\n"
    )
    pip.chmod(0o755)
    for each in prefix.glob("lib/libpython3*.so*"):
        shutil.copy2(each, place / "lib", follow_symlinks=False)


def _libraries(root: Path) -> set[Path]:
    """What the programs and modules under `root` are linked to, on this machine."""
    places = ("usr/bin", "usr/sbin", "usr/local/bin", "usr/local/lib/python3.12/lib-dynload")
    programs = [path for place in places for path in (root / place).glob("*") if _is_program(path)]
    linked = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=False).stdout  # noqa: S607
    # And what is opened by name: modules of the C library that look up hosts and users.
    opened = set(Path("/usr/lib").glob("*-linux-gnu/libnss_*.so.2"))
    found = {Path(name) for name in _LIBRARY.findall(linked)} | opened
    return {path for path in found if not str(path).startswith((str(root), "/root", "/home"))}


def _is_program(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _sbin(name: str) -> str:
    return shutil.which(name) or f"/usr/sbin/{name}"
