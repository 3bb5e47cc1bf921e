"""Gets the released suites and an environment of their own, and runs them against one broker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
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
    sources = folder / f"{suite}-{RELEASES[suite]}"
    name = f"{suite}-{broker.name}".replace(" ", "-").replace("'", "")
    outcomes = folder / f"{name}.json"
    outcomes.unlink(missing_ok=True)
    if suite == "kombu":
        shutil.copy(_HERE / "within/kombu_classes.py", sources / "t/integration/test_shared_classes.py")
        chosen = [*(tests or ["t/integration/test_shared_classes.py"]), "-o", "python_classes=test_*"]
    else:
        configuration = {"broker_transport_options": broker.options}
        (sources / "integration-tests-config.json").write_text(json.dumps(configuration))
        # The one that is left out is for Azure's blobs alone.
        chosen = [*(tests or ["t/integration"]), "--ignore", "t/integration/test_backend.py"]
    environment = {
        **os.environ,
        **broker.environment,
        "PATH": os.pathsep.join([str(folder / "venv/bin"), os.environ["PATH"]]),
        "PYTHONPATH": str(_HERE / "within"),
        "SUITE_BROKER": broker.url,
        "SUITE_DEAD_BROKER": broker.dead_url,
        "SUITE_OPTIONS": json.dumps(broker.options),
        "SUITE_OUTCOMES": str(outcomes),
        "SUITE_PRIORITY_ORDER": broker.priority_order,
        "TEST_BROKER": broker.url,
    }
    command = [
        str(folder / "venv/bin/python"),
        "-m",
        "pytest",
        *chosen,
        "-p",
        "celery.contrib.pytest",
        "-p",
        "suite_plugin",
        "-q",
        "-ra",
        *more,
    ]
    with (folder / f"{name}.log").open("w") as log:
        try:
            subprocess.run(
                command, cwd=sources, env=environment, stdout=log, stderr=log, timeout=_LIMIT, check=False
            )
        except subprocess.TimeoutExpired:
            print(f"{name} was cut after {_LIMIT} s; what it has done counts", file=sys.stderr)
    found: dict[str, dict[str, str]] = json.loads(outcomes.read_text()) if outcomes.exists() else {}
    return found


def _run(*command: str, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True)
