"""Uploads templates and code to the bucket of artifacts, each named by its content."""

from __future__ import annotations

import hashlib
import json
import re
import time
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from deploy.release import with_versions
from deploy.target import TEMPLATES

if TYPE_CHECKING:
    from deploy.package import Package
    from deploy.target import Target

_NESTED = re.compile(r"^( +TemplateURL: )(\w+\.yaml)$", re.MULTILINE)


def upload_templates(target: Target, bucket: str, release: str) -> str:
    """
    Upload the templates, with the versions of a release.

    Returns
    -------
    str
        The address of the main template, which contains their hash.
    """
    texts = {path.name: path.read_text() for path in sorted(TEMPLATES.glob("*.yaml"))}
    texts["api.yaml"] = with_versions(texts["api.yaml"], release)
    digest = hashlib.sha256(json.dumps(texts).encode()).hexdigest()
    folder = f"templates/{digest}"
    base = f"{target.s3.meta.endpoint_url}/{bucket}/{folder}"
    texts["main.yaml"] = _NESTED.sub(rf"\g<1>{base}/\g<2>", texts["main.yaml"])
    for name, text in texts.items():
        put_once(target, bucket, f"{folder}/{name}", text.encode())
    return f"{base}/main.yaml"


def upload_code(target: Target, bucket: str, package: Package) -> str:
    """Upload the zip of the Lambdas, and give its key."""
    put_once(target, bucket, package.key, package.path.read_bytes())
    return package.key


def put_once(target: Target, bucket: str, key: str, body: bytes) -> None:
    """Upload an object unless it exists; keys contain the hash of the content."""
    try:
        target.s3.head_object(Bucket=bucket, Key=key)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("404", "NoSuchKey"):
            raise
        target.s3.put_object(Bucket=bucket, Key=key, Body=body)


# Records of successful deployments, for rollbacks; the keys sort by time.


def remember(
    target: Target, bucket: str, template: str, parameters: dict[str, str], page: str | None
) -> None:
    """Record a deployment."""
    document = {"template": template, "parameters": parameters, "page": page}
    deployed = history(target, bucket)
    if deployed and deployed[-1] == document:
        return
    key = f"deployments/{target.environment}/{time.time_ns()}.json"
    target.s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(document, indent=2).encode())


def history(target: Target, bucket: str) -> list[dict[str, object]]:
    """The recorded deployments of this environment, oldest first."""
    return [json.loads(_read(target, bucket, key)) for key in _history_keys(target, bucket)]


def forget_last(target: Target, bucket: str) -> None:
    """Delete the newest record, after a rollback."""
    target.s3.delete_object(Bucket=bucket, Key=_history_keys(target, bucket)[-1])


def _history_keys(target: Target, bucket: str) -> list[str]:
    pages = target.s3.get_paginator("list_objects_v2").paginate(
        Bucket=bucket, Prefix=f"deployments/{target.environment}/"
    )
    return sorted(each["Key"] for page in pages for each in page.get("Contents", []))


def _read(target: Target, bucket: str, key: str) -> bytes:
    return target.s3.get_object(Bucket=bucket, Key=key)["Body"].read()
