"""Run a reader in a child process with limits and no network, so that a harmful file harms nothing else."""

import json
import resource
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module

from detection.faults import InvalidPlanError
from detection.importers.bounds import Bounds
from detection.importers.drawing import Drawing, refusal
from detection.importers.offline import go_offline

SECONDS = 300  # of a processor, for one file
COMMAND = [sys.executable, "-m", "detection.importers.child"]
MEMORY = 4_000_000_000  # bytes of addresses, libraries included


def collected(reader: str, data: bytes, drawing: Drawing) -> None:
    """Have the module ``reader`` collect a file into ``drawing``, in another process.

    Raises
    ------
    InvalidPlanError
        The reader refused the file, crashed, or took more than it may.
    """
    asked = json.dumps(
        {"bounds": asdict(drawing.bounds), "page": drawing.page, "is_scaled": drawing.is_scaled}
    )
    try:
        run = subprocess.run(  # noqa: S603 - this very program
            [*COMMAND, reader, asked], input=data, capture_output=True, check=False, timeout=4 * SECONDS
        )
    except subprocess.TimeoutExpired:
        raise refusal(
            f"takes more than {4 * SECONDS} seconds to read; give one storey or wing of it"
        ) from None
    if run.returncode < 0 or not run.stdout:
        raise refusal(_end_of(run.returncode, run.stderr))
    answer = json.loads(run.stdout)
    if "refused" in answer:
        raise refusal(answer["refused"])
    drawing.take_over(answer)


def _end_of(status: int, words: bytes) -> str:
    last = words.decode(errors="replace").strip().rpartition("\n")[2][:200]
    if status in (-24, 152):  # SIGXCPU
        return f"takes more than {SECONDS} seconds of a processor to read; give one storey or wing of it"
    if "MemoryError" in last or "bad_alloc" in last:
        return f"takes more than {MEMORY // 10**9} GB of memory to read; give one storey or wing of it"
    return f"brings its reader down, so it is damaged or too large (exit status {status}): {last}"


def limit(kind: int, most: int) -> None:
    """Let this process take no more than ``most``, nor than it was given: a limit can only be lowered."""
    given = resource.getrlimit(kind)[1]
    least = most if given == resource.RLIM_INFINITY else min(most, given)
    resource.setrlimit(kind, (least, given))


def main(reader: str, asked: str) -> None:
    """Read standard input, and write what was collected as JSON."""
    for kind, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CORE, 0),
    ):
        limit(kind, most)
    go_offline()
    chosen = json.loads(asked)
    drawing = Drawing(Bounds(**chosen["bounds"]), page=chosen["page"], is_scaled=chosen["is_scaled"])
    answer: dict[str, object]
    try:
        import_module(reader).collect(sys.stdin.buffer.read(), drawing)
        answer = drawing.handed_over()
    except InvalidPlanError as error:
        answer = {"refused": error.faults[0].detail}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the parent says it in its own words
        answer = {"refused": f"cannot be read as its format: {type(error).__name__}: {error}"[:300]}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
