"""
Builds the zip of the Lambdas: `python -m deploy.package`.

It is named by the hash of the sources in it, so the same commit has the same name on every machine, and a
deployment that changes nothing in it changes no function. It holds the pinned packages of
requirements/lambda.txt as wheels for Lambda's own Python, our two packages, and bytecode: Lambda could not
keep what it compiles, and would do so at each start. Two builds by one interpreter have the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from deploy import botocore_data

ROOT = Path(__file__).parent.parent
RUNTIME = "3.12"  # of the functions in the templates
ARCHITECTURE = "x86_64"  # theirs, too
LIMIT = 50_000_000  # bytes; Lambda takes no larger zip

#: Packages that only the command line of Celery loads.
UNUSED = ("click_didyoumean", "click_plugins", "click_repl", "prompt_toolkit", "wcwidth", "pycparser")
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Package:
    """A zip that was built."""

    path: Path
    digest: str  # SHA-256 of names and contents of all but the bytecode, hex

    @property
    def key(self) -> str:
        """Its name in the bucket of artifacts."""
        return f"lambda/{self.digest}.zip"


class PackagingError(Exception):
    """The zip cannot be built; the message says why."""


def build(target: Path, python: str = RUNTIME) -> Package:
    """
    Build the zip for a version of Python on x86-64 Linux.

    Raises
    ------
    PackagingError
        pip refused, there is no interpreter of this version, or the zip is larger than Lambda takes.
    """
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _install(folder, python)
        _prune(folder)
        _copy_own_code(folder)
        digest = _digest(folder)
        _compile(folder, python)
        target.parent.mkdir(parents=True, exist_ok=True)
        _zip(folder, target)
    size = target.stat().st_size
    if size > LIMIT:
        raise PackagingError(f"the zip has {size} bytes, Lambda takes {LIMIT}")
    return Package(target, digest)


def find_interpreter(python: str) -> str | None:
    """An interpreter of this version, which alone can write its bytecode."""
    if python == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    found = shutil.which(f"python{python}")
    if found is None:
        return None
    answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    return found if answer.stdout.startswith(f"Python {python}.") else None  # a shim may lead nowhere


def _install(folder: Path, python: str) -> None:
    command = [
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
        "--require-hashes", "--requirement", str(ROOT / "requirements" / "lambda.txt"),
        "--target", str(folder), "--no-compile", "--no-deps", "--only-binary", ":all:",
        "--implementation", "cp", "--python-version", python,
        "--platform", f"manylinux_2_28_{ARCHITECTURE}", "--platform", f"manylinux2014_{ARCHITECTURE}",
    ]  # fmt: skip
    answer = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if answer.returncode != 0:
        raise PackagingError(f"pip could not install requirements/lambda.txt:\n{answer.stderr}")


def _prune(folder: Path) -> None:
    """Leave out what no Lambda loads."""
    for name in UNUSED:
        shutil.rmtree(folder / name)
    botocore_data.trim(folder)
    for name in ("bin", "boto3/data", "boto3/examples"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in [
        *folder.rglob("*.pyi"),
        *folder.rglob("*.dist-info/RECORD"),
        *folder.rglob("*.dist-info/INSTALLER"),
        *folder.rglob("*.dist-info/REQUESTED"),
    ]:
        path.unlink()


def _copy_own_code(folder: Path) -> None:
    without = shutil.ignore_patterns("__pycache__", "local", "tests", "*.so")
    for name in ("detection", "roomjobs"):
        shutil.copytree(ROOT / name, folder / name, ignore=without)


def _digest(folder: Path) -> str:
    """Name what is in a folder, however it is compressed."""
    digest = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        body = path.read_bytes()
        digest.update(f"{path.relative_to(folder).as_posix()}\0{len(body)}\0".encode() + body)
    return digest.hexdigest()


def _compile(folder: Path, python: str) -> None:
    interpreter = find_interpreter(python)
    if interpreter is None:
        raise PackagingError(
            f"python{python} writes the bytecode of the Lambdas, and is missing: without it the same "
            "commit would be another zip here. Your system has it, or `uv python install` or pyenv."
        )
    # Never compared with its source: a zip keeps no times that Python would take for those of the source.
    command = [
        interpreter,
        "-m",
        "compileall",
        "-q",
        "--invalidation-mode",
        "unchecked-hash",
        "-s",
        str(folder),
        str(folder),
    ]
    environ = {**os.environ, "PYTHONHASHSEED": "0"}  # the order of sets is written down
    answer = subprocess.run(command, capture_output=True, text=True, check=False, env=environ)  # noqa: S603
    if answer.returncode != 0:
        raise PackagingError(f"the code could not be compiled:\n{answer.stdout}{answer.stderr}")


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
            entry.external_attr = 0o100644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())


def main() -> None:
    parser = argparse.ArgumentParser(description="Build the zip of the Lambdas.")
    parser.add_argument("--target", type=Path, default=ROOT / "build" / "lambda.zip")
    arguments = parser.parse_args()
    try:
        package = build(arguments.target)
    except PackagingError as error:
        sys.exit(f"Error: {error}")
    print(f"{package.path}: {package.path.stat().st_size / 1e6:.1f} MB, SHA-256 {package.digest}")


if __name__ == "__main__":
    main()
