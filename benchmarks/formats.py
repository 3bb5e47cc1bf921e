"""What reading drawings costs: seconds of a processor per megabyte, by format, library loading apart.

python -m benchmarks.formats house.dxf plan.pdf …      # without files: the drawings among the samples
"""

import resource
import sys
from pathlib import Path

from detection import InvalidPlanError
from detection.importers import format_of, read


def _seconds() -> float:
    """Of a processor, of this process and of those that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _row(path: Path, format_: str, started: set[str]) -> str:
    data = path.read_bytes()
    try:
        if format_ not in started:  # the library is loaded once a process
            read(data, format=format_)
            started.add(format_)
        before = _seconds()
        walls = len(read(data, format=format_).plan["walls"])
    except InvalidPlanError as error:
        return f"| {path.name} | {format_} | {len(data) / 1e6:.2f} | | | refused: {error} |"
    spent, size = _seconds() - before, len(data) / 1e6
    return f"| {path.name} | {format_} | {size:.2f} | {spent:.2f} | {spent / size:.2f} | {walls} |"


def main(names: list[str]) -> None:
    """Print a row for each file."""
    samples = sorted(Path("samples").glob("wide-flat.*"))
    print("| file | format | MB | CPU s | CPU s per MB | walls |\n| --- | --- | --- | --- | --- | --- |")
    started: set[str] = set()
    for path in map(Path, names or [str(each) for each in samples]):
        if (format_ := format_of(path.name)) is not None:
            print(_row(path, format_, started), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
