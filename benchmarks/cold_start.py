"""
Cold start of the Lambda functions: imports from the unpacked zip, each in a fresh process.

`python benchmarks/cold_start.py` builds the zip for this Python and prints medians in milliseconds, beside
the import of boto3 alone from the same zip. Goal: at most 400 ms for the API on an idle machine.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from deploy.package import build

RUNS = 9
CASES = {
    "boto3 alone": "import boto3",
    "sweep, dead letters, wake": "import roomjobs.upkeep",
    "API": "import roomjobs.api",
}
TIMED = """
import sys, time
sys.path[:] = [{folder!r}, *(path for path in sys.path if "site-packages" not in path)]
began = time.perf_counter()
{code}
print(time.perf_counter() - began)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "task"
        package = build(Path(temporary) / "lambda.zip", f"{sys.version_info.major}.{sys.version_info.minor}")
        with zipfile.ZipFile(package.path) as archive:
            archive.extractall(folder)
        print(f"zip: {package.path.stat().st_size / 1e6:.1f} MB")
        times: dict[str, list[float]] = {name: [] for name in CASES}
        for _ in range(RUNS):  # in turns, so that a disturbance meets all of them
            for name, code in CASES.items():
                script = TIMED.format(folder=str(folder), code=code)
                answer = subprocess.run(
                    [sys.executable, "-I", "-S", "-c", script], capture_output=True, check=True
                )
                times[name].append(float(answer.stdout))
    peer = statistics.median(times["boto3 alone"])
    for name, seconds in times.items():
        middle = statistics.median(seconds)
        print(f"{name:28} {middle * 1000:6.0f} ms  {middle / peer:4.1f} × boto3")


if __name__ == "__main__":
    main()
