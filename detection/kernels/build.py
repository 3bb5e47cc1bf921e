"""Compile the kernels into this folder, where :mod:`detection.kernels.library` finds them.

    python -m detection.kernels.build

Needs a C compiler (``cc``, or the one that ``CC`` names), but no headers of Python and no other packages.
Without a compiler it prints a notice and succeeds: detection then uses the NumPy path, with the same results.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent
FLAGS = (
    "-std=c11",
    "-O2",
    "-ffp-contract=off",  # a * b + c is rounded twice, as in NumPy
    "-fPIC",
    "-shared",
    "-fvisibility=default",
)
STRICT = ("-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Wstrict-prototypes", "-Werror")


def library_path() -> Path:
    """Where the library of exactly these sources, for this kind of machine, is or would be."""
    digest = hashlib.sha256(" ".join(FLAGS).encode())
    for path in sorted([*FOLDER.glob("*.c"), *FOLDER.glob("*.h")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return FOLDER / f"kernels-{sysconfig.get_platform()}-{digest.hexdigest()[:16]}.so"


def find_compiler() -> list[str] | None:
    """The command of a C compiler, or None."""
    if chosen := os.environ.get("CC"):
        command = shlex.split(chosen)
        return command if shutil.which(command[0]) else None
    return next(([name] for name in ("cc", "gcc", "clang") if shutil.which(name)), None)


def compile_library(compiler: list[str], target: Path, *more: str) -> None:
    """Compile all sources into one library.

    Raises
    ------
    subprocess.CalledProcessError
        When the compiler refuses; ``stderr`` says why.
    """
    sources = [str(path) for path in sorted(FOLDER.glob("*.c"))]
    command = [*compiler, *FLAGS, *more, *sources, "-lm", "-o", str(target)]
    subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - the user's own compiler


def main() -> None:
    """Compile the sources if needed, and delete libraries of other versions of the sources."""
    path = library_path()
    if path.exists():
        return
    compiler = find_compiler()
    if compiler is None:
        print(  # noqa: T201 - a command
            "No C compiler (cc) was found: detection takes its NumPy path, which is slower and as exact."
        )
        return
    try:
        with tempfile.TemporaryDirectory(dir=FOLDER, prefix=".building-") as folder:
            made = Path(folder) / path.name
            compile_library(compiler, made)
            made.replace(path)  # at once, for others may be loading it
    except (subprocess.CalledProcessError, OSError) as error:
        reason = error.stderr.strip() if isinstance(error, subprocess.CalledProcessError) else str(error)
        print(  # noqa: T201 - a command
            f"The kernels could not be compiled, so detection takes its NumPy path, more slowly: {reason}",
            file=sys.stderr,
        )
        return
    for old in FOLDER.glob("kernels-*.so"):
        if old != path:
            old.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
