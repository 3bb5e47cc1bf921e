"""The images, built once for all tests, and containers of them that end with their test."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

import pytest

from tests.containers.base_image import UnfitMachineError
from tests.containers.engine import TARGETS, Container, Engine, install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="session")
def engine() -> Engine:
    """Podman, and all images built with it."""
    try:
        install()
        built = Engine()
        for target in TARGETS:
            built.build(target)
    except UnfitMachineError as error:
        # Not every laptop is a Debian with root and CPython 3.12. A build that fails is no reason to skip.
        pytest.skip(f"NO IMAGE WAS BUILT OR RUN: {error}")
    return built


@pytest.fixture
def start(engine: Engine, aws_environment: dict[str, str]) -> Iterator[Callable[..., Container]]:
    """Starts containers as Fargate would: small, read-only, with the settings in the environment."""
    started: list[Container] = []

    def start_container(target: str, *words: str, **settings: str) -> Container:
        container = Container(engine, f"{target}-{secrets.token_hex(4)}")
        started.append(container)
        container.start(target, *words, environment={**aws_environment, **settings})
        return container

    yield start_container
    for container in started:
        container.remove()


def wait_until(ready: Callable[[], object], container: Container, seconds: float = 90) -> None:
    """Wait until `ready` says something true; a container that ends meanwhile has failed."""
    deadline = time.monotonic() + seconds
    while not ready():
        assert container.is_running, container.logs()
        assert time.monotonic() < deadline, container.logs()
        time.sleep(0.2)
