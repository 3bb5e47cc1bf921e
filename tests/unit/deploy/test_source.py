"""What is deployed is a commit."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from deploy import package, source
from deploy.package import PackagingError
from deploy.target import DeploymentError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(source, "ROOT", tmp_path)
    git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("build/\n")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "all")
    return tmp_path


def git(folder: Path, *words: str) -> str:
    who = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    return subprocess.check_output([shutil.which("git") or "git", *who, *words], cwd=folder, text=True)


def test_a_clean_checkout_is_its_commit(checkout: Path) -> None:
    (checkout / "build").mkdir()
    (checkout / "build" / "lambda.zip").write_text("is made of the commit")
    assert source.commit() == git(checkout, "rev-parse", "HEAD")[:12]


@pytest.mark.parametrize("name", [".gitignore", "new.py"])
def test_what_is_not_committed_is_not_deployed(checkout: Path, name: str) -> None:
    (checkout / name).write_text("changed")
    with pytest.raises(DeploymentError, match=f"commit your changes first: {name}"):
        source.commit()


def test_a_folder_without_history_is_not_deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(DeploymentError, match="not a git repository"):
        source.commit()


def test_a_zip_is_the_same_from_any_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "code.py").write_text("")
    monkeypatch.setattr(package, "find_interpreter", lambda _version: None)
    with pytest.raises(PackagingError, match=r"python3\.12 writes the bytecode"):
        package._compile(tmp_path, "3.12")
