"""Gets the released suites and an environment of their own, and runs them against one broker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.celery_suite.brokers import Broker

_HERE = Path(__file__).parent
_ROOT = _HERE.parents[1]
#: The releases whose suites are run, as ``pyproject.toml`` pins them for the product.
RELEASES = {"kombu": "5.7.0", "celery": "5.7.0"}
#: What the suites need besides the transport's own dependencies.
_TOOLS = (
    "cryptography", "django", "freezegun", "pydantic", "pytest==9.1.1", "pytest-order",
    "pytest-rerunfailures", "pytest-subtests", "pytest-timeout", "redis>=5,<8", "sqlalchemy",
)  # fmt: skip
#: Seconds for one suite on one broker.
_LIMIT = 3600
_WHOLE = {"kombu": ["t/integration/test_shared_classes.py"], "celery": ["t/integration"]}


def prepare(folder: Path) -> None:
    """Fetch both source packages from the package index and install the transport as its own distribution."""
    uv = Path(sys.executable).parent / "uv"
    python = folder / "venv" / "bin" / "python"
    if not python.exists():
        _run(str(uv), "venv", "--quiet", "--python", sys.executable, str(folder / "venv"))
        pins = [f"{name}=={version}" for name, version in RELEASES.items()]
        _run(str(uv), "pip", "install", "--quiet", "--python", str(python), *pins, *_TOOLS)
    for name, version in RELEASES.items():
        if not (folder / f"{name}-{version}").exists():
            _run(
                sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                "--no-binary", name, "--dest", str(folder), f"{name}=={version}",
            )  # fmt: skip
            with tarfile.open(folder / f"{name}-{version}.tar.gz") as archive:
                archive.extractall(folder, filter="data")
    wheels = folder / "wheels"
    shutil.rmtree(wheels, ignore_errors=True)
    _run(
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-d",
        str(wheels),
        cwd=_ROOT / "roomjobs" / "sqs",
    )
    (wheel,) = wheels.glob("*.whl")
    _run(str(uv), "pip", "install", "--quiet", "--python", str(python), f"{wheel}[curl]")
    _run(
        str(uv), "pip", "install", "--quiet", "--python", str(python), "--reinstall", "--no-deps", str(wheel)
    )


def run(
    suite: str, broker: Broker, folder: Path, tests: Sequence[str] = (), more: Iterable[str] = ()
) -> dict[str, dict[str, str]]:
    """
    Run kombu's or Celery's suite against a broker.

    Parameters
    ----------
    suite : str
        ``"kombu"`` or ``"celery"``.
    broker : Broker
        It runs already.
    folder : Path
        Where `prepare` has put the sources.
    tests : sequence of str
        Files or tests of the suite, as pytest names them, to run these alone.
    more : iterable of str
        Arguments for pytest.

    Returns
    -------
    dict
        By test, its ``outcome`` (passed, failed or skipped) and, if it has one, its ``reason``.
    """
    each = _Run(suite, broker, folder)
    pending = each.collect(tests or _WHOLE[suite])
    found: dict[str, dict[str, str]] = {}
    deadline = monotonic() + _LIMIT
    while pending and (left := deadline - monotonic()) > 0:
        # A worker that ends by an error takes the tests after it along, as all share it: see suite_plugin.py.
        ran = each.of(pending, more, left)
        found.update(ran)
        print(f"{suite} on {broker.name}: {len(found)} run, {len(pending) - len(ran)} left", flush=True)
        if not ran:
            break
        pending = [test for test in pending if test not in ran]
    return found


class _Run:
    """Pytest in the folder of a suite, against one broker."""

    def __init__(self, suite: str, broker: Broker, folder: Path) -> None:
        self._sources = folder / f"{suite}-{RELEASES[suite]}"
        self._name = f"{suite}-{broker.name}".replace(" ", "-").replace("'", "")
        self._folder = folder
        self._outcomes = folder / f"{self._name}.json"
        if suite == "kombu":
            shutil.copy(
                _HERE / "within/kombu_classes.py", self._sources / "t/integration/test_shared_classes.py"
            )
            self._arguments = ["-o", "python_classes=test_*"]
        else:
            configuration = {"broker_transport_options": broker.options}
            (self._sources / "integration-tests-config.json").write_text(json.dumps(configuration))
            # It is for Azure's blobs alone.
            self._arguments = ["--ignore", "t/integration/test_backend.py"]
        self._environment = {
            **os.environ,
            **broker.environment,
            "PATH": os.pathsep.join([str(folder / "venv/bin"), os.environ["PATH"]]),
            "PYTHONPATH": str(_HERE / "within"),
            "SUITE_BROKER": broker.url,
            "SUITE_DEAD_BROKER": broker.dead_url,
            "SUITE_OPTIONS": json.dumps(broker.options),
            "SUITE_OUTCOMES": str(self._outcomes),
            "SUITE_PRIORITY_ORDER": broker.priority_order,
            "TEST_BROKER": broker.url,
        }

    def of(self, tests: Sequence[str], more: Iterable[str], limit: float) -> dict[str, dict[str, str]]:
        """Run some tests, for at most `limit` seconds, until the end of them or of their worker."""
        self._outcomes.unlink(missing_ok=True)
        with (self._folder / f"{self._name}.log").open("a") as log:
            child = subprocess.Popen(
                self._command(*tests, "-q", "-ra", *more),
                cwd=self._sources,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            try:
                child.wait(limit)
            except subprocess.TimeoutExpired:
                print(f"{self._name} was cut after {limit:.0f} s; what it has done counts", file=sys.stderr)
            finally:
                with suppress(ProcessLookupError):  # its workers, too
                    os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if not self._outcomes.exists():
            return {}
        found: dict[str, dict[str, str]] = json.loads(self._outcomes.read_text())
        return found

    def collect(self, tests: Sequence[str]) -> list[str]:
        """Name the tests in files of the suite."""
        listed = subprocess.run(
            self._command(*tests, "-q", "--collect-only"),
            cwd=self._sources,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return [line for line in listed.stdout.splitlines() if "::" in line]

    def _command(self, *arguments: str) -> list[str]:
        python = str(self._folder / "venv/bin/python")
        plugins = ("-p", "celery.contrib.pytest", "-p", "suite_plugin")
        return [python, "-m", "pytest", *self._arguments, *plugins, *arguments]


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True)
