"""An API server as it runs in production."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

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
