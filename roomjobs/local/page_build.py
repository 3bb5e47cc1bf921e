"""Builds the page with Node, when its sources are newer than what was built."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from roomjobs import RoomJobsError
from roomjobs.local.folders import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import TextIO

FRONTEND = ROOT / "frontend"
BUILT = FRONTEND / "dist"
_NODE_AT_LEAST = 20
_SOURCES = (
    "src",
    ".env",
    "index.html",
    "package-lock.json",
    "initialLoad.ts",
    "vite.config.ts",
    "tsconfig.json",
    "../samples",
)


class PageBuildError(RoomJobsError):
    """The page could not be built; the message says what is missing or where the log is."""


def page_folder(log: Path) -> Path:
    """
    The folder of the built page; builds it first if need be.

    Raises
    ------
    PageBuildError
        Node is missing or too old, or the build failed.
    """
    if is_current():
        return BUILT
    check_node()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as output:
        if _installed_at() < (FRONTEND / "package-lock.json").stat().st_mtime:
            _npm(["ci", "--no-audit", "--no-fund"], output, log)
        _npm(["run", "build"], output, log)
    return BUILT


def is_current() -> bool:
    """Whether the page was built from the sources as they are."""
    index = BUILT / "index.html"
    if not index.exists():
        return False
    built_at = index.stat().st_mtime
    return all(path.stat().st_mtime <= built_at for path in _source_files())


def _source_files() -> Iterable[Path]:
    for name in _SOURCES:
        path = (FRONTEND / name).resolve()
        yield from path.rglob("*") if path.is_dir() else [path]


def _installed_at() -> float:
    marker = FRONTEND / "node_modules" / ".package-lock.json"
    return marker.stat().st_mtime if marker.exists() else 0.0


def check_node() -> None:
    """Raise `PageBuildError` unless a recent Node with npm is installed."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise PageBuildError(
            f"The page needs Node {_NODE_AT_LEAST} or newer with npm, which is not installed."
        )
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=True, timeout=30)  # noqa: S603
    version = re.match(r"v(\d+)", answer.stdout)
    if version is None or int(version[1]) < _NODE_AT_LEAST:
        raise PageBuildError(
            f"The page needs Node {_NODE_AT_LEAST} or newer; this is {answer.stdout.strip()}."
        )


def _npm(arguments: list[str], output: TextIO, log: Path) -> None:
    command = [shutil.which("npm") or "npm", *arguments]
    done = subprocess.run(  # noqa: S603
        command, cwd=FRONTEND, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
    )
    if done.returncode != 0:
        raise PageBuildError(f"The page was not built: `npm {' '.join(arguments)}` failed (see {log}).")
