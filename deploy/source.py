"""What is deployed is a commit: image, zip, templates and page are of the same one."""

from __future__ import annotations

import os
import shutil
import subprocess

from deploy.package import ROOT
from deploy.target import DeploymentError


def commit() -> str:
    """
    The commit that is checked out, by the twelve digits that tag its images.

    Raises
    ------
    DeploymentError
        Something is not committed, or this is no checkout of git.
    """
    if shutil.which("git") is None:
        raise DeploymentError("A deployment needs a commit, but git is not installed.")
    if changed := run("git", "status", "--porcelain").splitlines():
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        files = ", ".join(line[3:] for line in changed[:3])
        raise DeploymentError(f"A deployment needs a commit; commit your changes first: {files}{more}.")
    return run("git", "rev-parse", "--short=12", "HEAD").strip()


def run(*words: str, given: str = "", shown: bool = False) -> str:
    """
    Run a program in the checkout; what it prints is given back, or shown.

    Raises
    ------
    DeploymentError
        It failed; the message ends with what it said.
    """
    # Attestations would create an image index with a separate digest; Fargate does not need them.
    environ = {**os.environ, "BUILDX_NO_DEFAULT_ATTESTATIONS": "1"}
    done = subprocess.run(  # noqa: S603 - words of ours, and no shell
        words,
        cwd=ROOT,
        env=environ,
        input=given,
        text=True,
        stdout=None if shown else subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        check=False,
    )
    if done.returncode != 0:
        said = f": {done.stderr.strip()[-500:]}" if done.stderr else f" with exit code {done.returncode}"
        raise DeploymentError(f"`{words[0]} {words[1]}` failed{said}")
    return done.stdout or ""
