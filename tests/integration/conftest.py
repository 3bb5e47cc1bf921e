"""An API server as it runs in production, and the zip of the Lambdas."""

from __future__ import annotations

import fcntl
import os
import sys
from typing import TYPE_CHECKING

import pytest

from deploy.package import Package, build
from roomjobs.local.child import Child
from roomjobs.local.endpoint import answers, free_port
from roomjobs.local.stack import api_command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def api_address(aws_environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """The address of a server over the stores of this test."""
    assert aws_environment
    port = free_port()
    server = Child.start("API", api_command(port), environ=os.environ, log=tmp_path / "api.log")
    url = f"http://127.0.0.1:{port}"
    server.wait_until(lambda: answers(f"{url}/readyz"), seconds=60)
    yield url
    server.stop()


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """
    The zip for this Python: wheels of Lambda's own could not be loaded here.

    One for all test processes of a run, since a build takes as long as a hundred other tests.
    """
    here = tmp_path_factory.getbasetemp()
    folder = here.parent if "PYTEST_XDIST_WORKER" in os.environ else here
    path, digest = folder / "lambda.zip", folder / "lambda.digest"
    with (folder / "lambda.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not digest.exists():
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            digest.write_text(build(path, version).digest)
    return Package(path, digest.read_text())
