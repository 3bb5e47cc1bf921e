"""One AWS-compatible endpoint per test process; each test that asks for it finds it empty and provisioned."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
import pytest
import urllib3
from botocore.loaders import create_loader
from hypothesis import HealthCheck
from hypothesis import settings as example_settings
from hypothesis.internal.conjecture import providers

from roomjobs import services
from roomjobs.config import Settings
from roomjobs.local.endpoint import Endpoint, start_endpoint
from roomjobs.local.folders import TEMPLATE
from roomjobs.local.provision import provision
from tests.moto_endpoint import MotoEndpoint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roomjobs.services import Stores

# No time limits on examples: the machine may be busy with other things.
_UNTIMED = example_settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
example_settings.register_profile("repeatable", _UNTIMED, derandomize=True)
example_settings.register_profile("explore", _UNTIMED, max_examples=1000, print_blob=True)
example_settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--aws",
        choices=("embedded", "moto"),
        default="embedded",
        help="whose server plays AWS in these tests",
    )


def pytest_configure(config: pytest.Config) -> None:
    # Each test opens sessions of its own, and each session would parse the same descriptions of AWS services
    # anew: 40 % of the CPU time of a test that uses the stores.
    pytest.MonkeyPatch().setattr(botocore.session, "create_loader", cache(create_loader))
    if config.getoption("--hypothesis-profile") != "explore":
        # Hypothesis mixes constants of all modules loaded so far into its examples, derandomized or not: they
        # would depend on the tests that happened to run before in the same process.
        pytest.MonkeyPatch().setattr(providers, "is_local_module_file", lambda _path: False)


@pytest.fixture(scope="session")
def endpoint(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[Endpoint | MotoEndpoint]:
    """A real server of the AWS protocols, as a child process."""
    folder = tmp_path_factory.mktemp("endpoint")
    server: Endpoint | MotoEndpoint
    if pytestconfig.getoption("--aws") == "moto":
        server = MotoEndpoint.start(folder / "log")
    else:
        server = start_endpoint(folder, folder / "log", keep_state=False, server="tests.endpoint_server")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def provisioned(endpoint: Endpoint | MotoEndpoint) -> Callable[[], dict[str, str]]:
    """
    Empties the endpoint, creates what the cloud's template names, and returns the settings for it.

    The stack of CloudFormation and the dozen requests that this takes are done once. After that the embedded
    endpoint returns to the state that they led to; moto's server, which cannot, does it all again.
    """
    client = endpoint.client_environment()
    known: dict[str, str] = {}

    def provide() -> dict[str, str]:
        if known and isinstance(endpoint, Endpoint):
            _post(f"{endpoint.url}/_tests/return")
        else:
            endpoint.reset()
            known.update(provision(TEMPLATE, client))
            if isinstance(endpoint, Endpoint):
                _post(f"{endpoint.url}/_tests/keep")
        return {**client, **known}

    return provide


def _post(url: str) -> None:
    assert urllib3.request("POST", url, timeout=60, retries=False).status == 200


@pytest.fixture
def aws_environment(
    provisioned: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    """An empty endpoint, provisioned from the cloud's template; this process's environment points to it."""
    environment = {
        **provisioned(),
        "ROOMJOBS_METRICS_LINGER_SECONDS": "0",
        "ROOMJOBS_AUTH": "none",  # but where a test is about it
        "ROOMJOBS_STORE_SECONDS": "20",  # a busy machine may hold the endpoint up, which is no outage
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return environment


@pytest.fixture
def settings(aws_environment: dict[str, str]) -> Settings:
    return Settings.from_environment(aws_environment)


@pytest.fixture
def stores(settings: Settings) -> Stores:
    return services.connect(settings)


@pytest.fixture
def two_rooms() -> bytes:
    """
    A plan of two rooms, 4 x 3 and 2 x 3.

        0    4  6
      3 ┌────┬──┐
        │    │  │
      0 └────┴──┘
    """
    segments = [(0, 0, 6, 0), (6, 0, 6, 3), (6, 3, 0, 3), (0, 3, 0, 0), (4, 0, 4, 3)]
    walls: list[dict[str, Any]] = [
        {"type": "line", "start": [x1, y1], "end": [x2, y2], "is_load_bearing": False}
        for x1, y1, x2, y2 in segments
    ]
    return json.dumps({"units": "m", "walls": walls}).encode()
