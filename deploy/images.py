"""Images: built, pushed under the commit that they are made of, and deployed by their digest."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from deploy.package import ROOT
from deploy.target import DeploymentError

if TYPE_CHECKING:
    from deploy.target import Target

#: The images that environments run, and the output of the bootstrap that says where they go.
REPOSITORIES = {"worker": "WorkerRepository", "flower": "FlowerRepository"}


def push(target: Target, image: str, engine: str) -> str:
    """
    Build an image and push it, unless it was pushed already; gives its address by digest.

    `engine` is Docker, Podman, or another program with their words.

    Raises
    ------
    DeploymentError
        Something is not committed, or the engine fails.
    """
    if shutil.which(engine) is None:
        raise DeploymentError(f"There is no {engine}: ENGINE names Docker, Podman or another one.")
    if _run("git", "status", "--porcelain"):
        raise DeploymentError("An image is named by its commit; commit what you changed first.")
    tag = _run("git", "rev-parse", "--short=12", "HEAD").strip()
    address = target.outputs(target.bootstrap)[REPOSITORIES[image]]
    pushed = _pushed(target, address, tag)
    if pushed is None:
        _log_in(target, engine, address)
        dockerfile = ROOT / "docker" / "Dockerfile"
        _run(
            *(engine, "build", "--platform", "linux/amd64", "--file", str(dockerfile)),
            *("--target", image, "--tag", f"{address}:{tag}", "."),
            shown=True,
        )
        _run(engine, "push", f"{address}:{tag}", shown=True)
        pushed = _pushed(target, address, tag)
        if pushed is None:
            raise DeploymentError(f"{address} does not know {tag}, which was just pushed.")
    return f"{address}@{pushed['imageDigest']}"


def newest(target: Target, image: str) -> str:
    """
    The image that was pushed last, by its digest.

    Raises
    ------
    DeploymentError
        None was pushed yet.
    """
    address = target.outputs(target.bootstrap)[REPOSITORIES[image]]
    repository = address.partition("/")[2]
    pages = target.client("ecr").get_paginator("describe_images").paginate(repositoryName=repository)
    # What has no tag is a part of an image, for another platform or about how it was made.
    images = [each for page in pages for each in page["imageDetails"] if each.get("imageTags")]
    if not images:
        raise DeploymentError(f"The repository {repository} holds no image: run `make push` first.")
    return f"{address}@{max(images, key=lambda each: each['imagePushedAt'])['imageDigest']}"


def keep(target: Target, image: str) -> None:
    """
    Tag an image that an environment runs by the environment's name; `image` is its address by digest.

    A service that starts from zero pulls its image each time. The repositories forget what is old, but by
    this tag they keep what prod and staging run.

    Raises
    ------
    DeploymentError
        The repository does not hold it.
    """
    address, _, digest = image.partition("@")
    repository = address.partition("/")[2]
    tag = f"{target.environment}-{digest.removeprefix('sha256:')[:12]}"
    if _pushed(target, address, tag) is not None:
        return
    ecr = target.client("ecr")
    found = ecr.batch_get_image(repositoryName=repository, imageIds=[{"imageDigest": digest}])["images"]
    if not found:
        raise DeploymentError(f"{image} is not in the repository; run `make push` for another one.")
    ecr.put_image(
        repositoryName=repository, imageManifest=found[0]["imageManifest"], imageDigest=digest, imageTag=tag
    )


def _pushed(target: Target, address: str, tag: str) -> dict[str, Any] | None:
    try:
        found = target.client("ecr").describe_images(
            repositoryName=address.partition("/")[2], imageIds=[{"imageTag": tag}]
        )["imageDetails"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "ImageNotFoundException":
            raise
        return None
    return found[0] if found else None


def _log_in(target: Target, engine: str, address: str) -> None:
    """Log the engine in at ECR for twelve hours, by a pipe: others may read command lines."""
    given = target.client("ecr").get_authorization_token()["authorizationData"][0]["authorizationToken"]
    user, _, password = base64.b64decode(given).decode().partition(":")
    registry = address.partition("/")[0]
    _run(engine, "login", "--username", user, "--password-stdin", registry, given=password)


def _run(*words: str, given: str = "", shown: bool = False) -> str:
    """Run a program in the checkout; what it prints is given back, or shown."""
    # Attestations would make an index of each image, with a digest of its own. Fargate needs none.
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
