"""What the pages for operators call a parameter is one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from roomjobs.local.folders import ROOT
from tests.unit.deploy.environment import load_templates

if TYPE_CHECKING:
    from pathlib import Path

#: Not metrics.md and local.md, which name metrics and calls.
PAGES = sorted(
    path for path in (ROOT / "docs" / "operate").glob("*.md") if path.stem not in ("metrics", "local")
)
#: What looks like a parameter and is the name of something else.
OTHERS = {
    "AccessDenied",
    "AdministratorAccess",
    "CannotPullContainerError",
    "DeployRoleArn",
    "HttpOnly",
    "OutOfMemoryError",
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_parameters_that_pages_name_are_there(page: Path) -> None:
    templates = load_templates()
    declared = {name for each in ("main", "bootstrap", "copies") for name in templates[each]["Parameters"]}
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`", page.read_text()))
    resources = {name for template in templates.values() for name in template["Resources"]}
    outputs = {name for template in templates.values() for name in template.get("Outputs", {})}
    assert named - declared - resources - outputs - OTHERS == set()
