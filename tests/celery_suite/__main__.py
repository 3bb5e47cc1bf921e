"""Run kombu's and Celery's own integration suites on this transport, on kombu's for SQS, and on Redis."""

from __future__ import annotations

import argparse
from pathlib import Path

from tests.celery_suite import brokers, report, suites


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", choices=list(suites.RELEASES), action="append", help="one of them only")
    parser.add_argument("--broker", action="append", help="here, kombu's SQS, Redis: one of them only")
    parser.add_argument(
        "--folder", type=Path, default=Path("build/celery-suite"), help="for what is fetched and logged"
    )
    parser.add_argument("--write", action="store_true", help="write the table into the docs")
    parser.add_argument("--test", action="append", help="a file or a test of the suite, to run it alone")
    parser.add_argument(
        "--alone", action="store_true", help="give each test a process and a worker of its own"
    )
    parser.add_argument("pytest", nargs="*", help="arguments for pytest, after --")
    asked = parser.parse_args()
    folder = asked.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    suites.prepare(folder)
    # What has been run before counts until it is run again, so that a suite can be run in parts.
    found = report.load(folder)
    with brokers.running(folder) as running:
        for suite in asked.suite or suites.RELEASES:
            for name in asked.broker or running:
                ran = suites.run(suite, running[name], folder, asked.test or (), asked.pytest)
                print(report.line(suite, name, ran), flush=True)
                found[suite, name] = {**found.get((suite, name), {}), **ran}
                report.save(found, folder)
    print(report.table(found))
    if asked.write:
        report.write(found)
    if failed := report.unexplained(found):
        raise SystemExit("not explained: " + ", ".join(failed))


if __name__ == "__main__":
    main()
