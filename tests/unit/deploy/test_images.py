"""What the engine is told to build; `tests/containers/test_push.py` pushes to a real registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from deploy import images, source
from deploy.package import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from deploy.target import Target


class Repository:
    """A target whose repository holds an image once something was pushed."""

    bootstrap = "room-jobs-bootstrap"

    def __init__(self) -> None:
        self.told: list[tuple[str, ...]] = []
        self.logins = 0

    def outputs(self, _stack: str) -> dict[str, str]:
        return {"WorkerRepository": "registry/room-jobs-worker"}

    def run(self, *words: str, shown: bool = False) -> None:
        assert shown
        self.told.append(words)

    def log_in(self, *_: object) -> None:
        self.logins += 1

    def pushed(self, _target: Target, _address: str, _tag: str) -> dict[str, Any] | None:
        return {"imageDigest": "sha256:0a"} if self.told else None


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Repository:
    made = Repository()
    monkeypatch.setattr(source, "run", made.run)
    monkeypatch.setattr(source, "commit", lambda: "0123abcd")
    monkeypatch.setattr(images, "_pushed", made.pushed)
    monkeypatch.setattr(images, "_log_in", made.log_in)
    return made


def words(dockerfile: Path, platforms: str) -> tuple[str, ...]:
    tag = ("--tag", "registry/room-jobs-worker:0123abcd")
    return ("--platform", platforms, "--file", str(dockerfile), "--target", "worker", *tag)


def test_one_platform_is_built_and_pushed(repository: Repository) -> None:
    target = cast("Target", repository)
    assert images.push(target, "worker", "true") == "registry/room-jobs-worker@sha256:0a"
    build = ("true", "build", *words(ROOT / "docker" / "Dockerfile", "linux/amd64"), ".")
    assert repository.told == [build, ("true", "push", "registry/room-jobs-worker:0123abcd")]


def test_several_platforms_are_pushed_attested(repository: Repository) -> None:
    both = "linux/amd64,linux/arm64"
    images.push(cast("Target", repository), "worker", "true", both)
    build = words(ROOT / "docker" / "Dockerfile", both)
    attested = ("--sbom=true", "--provenance=mode=max", "--push")
    assert repository.told == [("true", "buildx", "build", *build, *attested, ".")]


def test_who_signs_an_image_of_before_is_logged_in(repository: Repository) -> None:
    """As the workflow does when it deploys to prod what was pushed for dev."""
    target = cast("Target", repository)
    for _ in "12":
        images.push(target, "worker", "true")
    assert len(repository.told) == 2, "it is built and pushed once"
    assert repository.logins == 2
