"""Images: built, pushed under the commit that they are made of, and deployed by their digest."""

from __future__ import annotations

import base64
import shutil
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from deploy import source
from deploy.package import ROOT
from deploy.target import DeploymentError

if TYPE_CHECKING:
    from deploy.target import Target

#: The images that environments run, and the output of the bootstrap that says where they go.
REPOSITORIES = {"worker": "WorkerRepository", "flower": "FlowerRepository"}


#: What workers run on unless `CpuArchitecture` says otherwise.
PLATFORM = "linux/amd64"


def push(target: Target, image: str, engine: str, platforms: str = PLATFORM) -> str:
    """
    Build the image of the commit that is checked out and push it, unless it was pushed; gives its digest.

    `engine` is Docker, Podman, or another program with their words. For several platforms, named with commas,
    it has to be Docker with Buildx, which adds what the image holds (SBOM) and how it was made (provenance).

    Raises
    ------
    DeploymentError
        Something is not committed, or the engine fails.
    """
    if shutil.which(engine) is None:
        raise DeploymentError(f"There is no {engine}: ENGINE names Docker, Podman or another one.")
    tag = source.commit()
    address = target.outputs(target.bootstrap)[REPOSITORIES[image]]
    _log_in(target, engine, address)  # also for what is pushed already: whoever signs it uses the login
    pushed = _pushed(target, address, tag)
    if pushed is None:
        dockerfile = ROOT / "docker" / "Dockerfile"
        build = (
            "--platform",
            platforms,
            "--file",
            str(dockerfile),
            "--target",
            image,
            "--tag",
            f"{address}:{tag}",
        )
        if "," in platforms:
            attested = ("--sbom=true", "--provenance=mode=max", "--push")
            source.run(engine, "buildx", "build", *build, *attested, ".", shown=True)
        else:
            source.run(engine, "build", *build, ".", shown=True)
            source.run(engine, "push", f"{address}:{tag}", shown=True)
        pushed = _pushed(target, address, tag)
        if pushed is None:
            raise DeploymentError(f"{address} does not know {tag}, which was just pushed.")
    return f"{address}@{pushed['imageDigest']}"


def of_commit(target: Target, image: str, commit: str) -> str:
    """
    The image that was pushed of a commit, by its digest. Tags cannot be moved, so it is the only one.

    Raises
    ------
    DeploymentError
        None was pushed of this commit.
    """
    address = target.outputs(target.bootstrap)[REPOSITORIES[image]]
    pushed = _pushed(target, address, commit)
    if pushed is None:
        raise DeploymentError(
            f"The repository {address.partition('/')[2]} holds no image of {commit}, which is checked out: "
            f"run `make push ENV={target.environment}` first, or check out what was pushed."
        )
    return f"{address}@{pushed['imageDigest']}"


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
    source.run(engine, "login", "--username", user, "--password-stdin", registry, given=password)
