"""What ECR's scan found in an image, for a deployment that is to stop at it."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from deploy.target import DeploymentError

if TYPE_CHECKING:
    from collections.abc import Collection

_LONGEST = 900  # seconds; a scan takes one or two minutes
_LISTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
_IMAGES = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_UNDER_WAY = ("PENDING", "IN_PROGRESS")
_DONE = ("COMPLETE", "ACTIVE")  # the second with Inspector, which goes on looking


def refuse_critical(ecr: Any, image: str, accepted: Collection[str] = (), pause: float = 5) -> list[str]:  # noqa: ANN401
    """
    Wait for the scans of an image, and refuse it for a critical finding.

    Parameters
    ----------
    ecr
        A client of ECR.
    image
        The address of an image or of a list of images, by digest.
    accepted
        Names of findings that do not matter here, such as CVE-2026-1234.
    pause
        Seconds between two looks.

    Returns
    -------
    A line for each processor: how many findings of which severity.

    Raises
    ------
    DeploymentError
        There is a critical finding that is not accepted, or no scan to rely on.
    """
    address, _, digest = image.partition("@")
    repository = address.partition("/")[2]
    lines, critical = [], set()
    for processor, each in _scanned(ecr, repository, digest).items():
        found = _findings(ecr, repository, each, pause)
        counts: dict[str, int] = {}
        for name, severity in found:
            counts[severity] = counts.get(severity, 0) + 1
            if severity == "CRITICAL" and name not in accepted:
                critical.add(name)
        said = ", ".join(f"{number} {severity.lower()}" for severity, number in sorted(counts.items()))
        lines.append(f"{repository} {processor}: {said or 'nothing found'}")
    if critical:
        raise DeploymentError(
            f"{image} has critical findings: {', '.join(sorted(critical))}. Renew what they are in (`make "
            f"base-images`, `make requirements`); one that does not matter here: ACCEPT={min(critical)}."
        )
    return lines


def _scanned(ecr: Any, repository: str, digest: str) -> dict[str, str]:  # noqa: ANN401
    """The images of a list, by processor: a list itself and attestations are not scanned."""
    found = ecr.batch_get_image(
        repositoryName=repository, imageIds=[{"imageDigest": digest}], acceptedMediaTypes=[*_LISTS, *_IMAGES]
    )["images"]
    if not found:
        raise DeploymentError(f"{repository} does not hold {digest}: run `make push` first.")
    manifest = json.loads(found[0]["imageManifest"])
    if "manifests" not in manifest:
        return {"image": digest}
    return {
        each["platform"]["architecture"]: each["digest"]
        for each in manifest["manifests"]
        if each.get("platform", {}).get("architecture", "unknown") != "unknown"
    }


def _findings(ecr: Any, repository: str, digest: str, pause: float) -> list[tuple[str, str]]:  # noqa: ANN401
    """Name and severity of what a scan found, when it has ended."""
    asked: dict[str, Any] = {"repositoryName": repository, "imageId": {"imageDigest": digest}}
    deadline = time.monotonic() + _LONGEST
    while True:
        try:
            answer = ecr.describe_image_scan_findings(**asked)
            status, why = (
                answer["imageScanStatus"]["status"],
                answer["imageScanStatus"].get("description", ""),
            )
        except ecr.exceptions.ScanNotFoundException:  # it begins some seconds after the push
            status, why = "PENDING", "no scan has begun; the repository may not scan on push"
        if status in _DONE:
            break
        if status not in _UNDER_WAY or time.monotonic() > deadline:
            raise DeploymentError(f"{repository}@{digest} was not scanned ({status}): {why}")
        time.sleep(pause)
    found = []
    while True:
        scan = answer["imageScanFindings"]
        found += [(each["name"], each["severity"]) for each in scan.get("findings", [])]
        found += [
            (
                each.get("packageVulnerabilityDetails", {}).get("vulnerabilityId", each["title"]),
                each["severity"],
            )
            for each in scan.get("enhancedFindings", [])
            if each.get("status", "ACTIVE") == "ACTIVE"
        ]
        if "nextToken" not in answer:
            return found
        answer = ecr.describe_image_scan_findings(**asked, nextToken=answer["nextToken"])
