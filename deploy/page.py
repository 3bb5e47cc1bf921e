"""Brings the built page to its bucket, and makes CloudFront forget the old one."""

from __future__ import annotations

import hashlib
import mimetypes
import time
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.artifacts import put_once
from deploy.target import DeploymentError

if TYPE_CHECKING:
    from mypy_boto3_s3.type_defs import ObjectIdentifierTypeDef

    from deploy.target import Target

#: Not the folder that `make run` serves, whose page finds its API elsewhere.
DIST = Path(__file__).parent.parent / "build" / "page"
_FOREVER = "public, max-age=31536000, immutable"  # names of assets hold a hash of their content
_NEVER = "no-cache"


def store(target: Target, bucket: str, dist: Path) -> str:
    """Keep the built page among the artifacts, and give where: a rollback takes it from there."""
    files = {
        path.relative_to(dist).as_posix(): path.read_bytes()
        for path in sorted(dist.rglob("*"))
        if path.is_file()
    }
    if "index.html" not in files:
        raise DeploymentError(f"There is no {dist}/index.html: build the page first, `make page`.")
    digest = hashlib.sha256()
    for name, body in files.items():
        digest.update(f"{name}\0{len(body)}\0".encode() + body)
    folder = f"pages/{digest.hexdigest()}"
    for name, body in files.items():
        put_once(target, bucket, f"{folder}/{name}", body)
    return folder


def publish(target: Target, artifacts: str, folder: str) -> None:
    """
    Copy a stored page to where CloudFront reads it. The entry comes last, after all that it names.

    Assets of older pages stay: a tab that is open loads them later.
    """
    outputs = target.outputs()
    bucket = outputs["PageBucket"]
    pages = target.s3.get_paginator("list_objects_v2").paginate(Bucket=artifacts, Prefix=f"{folder}/")
    names = [each["Key"].removeprefix(f"{folder}/") for page in pages for each in page.get("Contents", [])]
    for name in sorted(names, key=lambda name: (name == "index.html", name)):
        target.s3.copy_object(
            Bucket=bucket,
            Key=name,
            CopySource={"Bucket": artifacts, "Key": f"{folder}/{name}"},
            MetadataDirective="REPLACE",
            ContentType=mimetypes.guess_type(name)[0] or "application/octet-stream",
            CacheControl=_FOREVER if name.startswith("assets/") else _NEVER,
        )
    target.client("cloudfront").create_invalidation(
        DistributionId=outputs["DistributionId"],
        InvalidationBatch={
            "CallerReference": str(time.time_ns()),
            "Paths": {"Quantity": 1, "Items": ["/*"]},
        },
    )


def empty(target: Target, bucket: str) -> None:
    """
    Delete all versions of all objects, so that the bucket can go.

    Raises
    ------
    DeploymentError
        S3 keeps one.
    """
    pages = target.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
    for page in pages:  # of 1,000 at most, as many as one deletion takes
        listed = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
        if not listed:
            continue
        objects: list[ObjectIdentifierTypeDef] = [
            {"Key": each["Key"], "VersionId": each["VersionId"]} for each in listed
        ]
        done = target.s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True})
        for error in done.get("Errors", []):
            raise DeploymentError(f"{bucket} keeps {error.get('Key')}: {error.get('Message')}")
