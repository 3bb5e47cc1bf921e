"""Every environment is what somebody approved: all wiring, figures and rights, each in a line of a file."""

from __future__ import annotations

import pytest

from tests.unit.deploy import approved
from tests.unit.deploy.environment import VARIANTS, load_templates


@pytest.fixture(scope="module")
def made() -> dict[str, list[str]]:
    return dict(approved.approved(load_templates()))


@pytest.mark.parametrize("name", [approved.WHOLE, *VARIANTS])
def test_an_environment_is_as_it_was_approved(made: dict[str, list[str]], name: str) -> None:
    assert made[name] == approved.read(name), "if the change is meant, run `make approve` and read its diff"
