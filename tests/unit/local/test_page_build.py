"""Where the page is built, and what is said where it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from deploy import page
from roomjobs.local.page_build import BUILT, PageBuildError, check_node

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_node_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PageBuildError, match=r"^The page needs Node 20 or newer with npm"):
        check_node()


def test_an_old_node_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho v18.19.0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PageBuildError, match=r"this is v18\.19\.0"):
        check_node()


def test_the_page_of_the_cloud_has_its_own_folder() -> None:
    """It asks /api, which `make run` does not answer: a deployment must not change what runs here."""
    assert page.DIST != BUILT
