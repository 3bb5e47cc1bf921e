"""The gate of scans: each processor's image is looked at, and what is critical stops a deployment."""

from __future__ import annotations

import json
from typing import Any

import pytest

from deploy.scan import refuse_critical
from deploy.target import DeploymentError

LIST = "registry/room-jobs-worker@sha256:0a"


class Scans:
    """An ECR with one list of two images and an attestation, and what was found in each."""

    class exceptions:  # noqa: N801 - as boto3 calls it
        class ScanNotFoundException(Exception):  # noqa: N818 - as boto3 calls it
            pass

    def __init__(self, answers: dict[str, list[dict[str, Any] | None]]) -> None:
        self._answers = answers

    def batch_get_image(self, **_: object) -> dict[str, Any]:
        platforms = {"sha256:1": "amd64", "sha256:2": "arm64", "sha256:3": "unknown"}
        manifests = [{"digest": each, "platform": {"architecture": name}} for each, name in platforms.items()]
        return {"images": [{"imageManifest": json.dumps({"manifests": manifests})}]}

    def describe_image_scan_findings(self, imageId: dict[str, str], **_: object) -> dict[str, Any]:  # noqa: N803
        answer = self._answers[imageId["imageDigest"]].pop(0)
        if answer is None:
            raise self.exceptions.ScanNotFoundException
        return answer


def scanned(*found: tuple[str, str], **more: Any) -> dict[str, Any]:
    findings = [{"name": name, "severity": severity} for name, severity in found]
    scan = {"imageScanStatus": {"status": "COMPLETE"}, "imageScanFindings": {"findings": findings}}
    return {**scan, **more}


WAITS: dict[str, Any] = {"imageScanStatus": {"status": "IN_PROGRESS"}}


def test_scans_are_waited_for_and_counted() -> None:
    first, second = scanned(("CVE-1", "HIGH"), nextToken="more"), scanned(("CVE-2", "HIGH"), ("CVE-3", "LOW"))
    ecr = Scans({"sha256:1": [None, WAITS, first, second], "sha256:2": [scanned()]})
    assert refuse_critical(ecr, LIST, pause=0) == [
        "room-jobs-worker amd64: 2 high, 1 low",
        "room-jobs-worker arm64: nothing found",
    ]


def test_what_is_critical_in_one_processor_is_refused() -> None:
    ecr = Scans(
        {"sha256:1": [scanned()], "sha256:2": [scanned(("CVE-9", "CRITICAL"), ("CVE-8", "CRITICAL"))]}
    )
    with pytest.raises(DeploymentError, match=r"critical findings: CVE-9\. .* ACCEPT=CVE-9\."):
        refuse_critical(ecr, LIST, accepted=["CVE-8"], pause=0)


def test_what_inspector_found_counts_unless_it_is_suppressed() -> None:
    found = [
        {
            "title": "x",
            "severity": "CRITICAL",
            "status": status,
            "packageVulnerabilityDetails": {"vulnerabilityId": name},
        }
        for name, status in (("CVE-5", "SUPPRESSED"), ("CVE-6", "ACTIVE"))
    ]
    scan = {"imageScanStatus": {"status": "ACTIVE"}, "imageScanFindings": {"enhancedFindings": found}}
    with pytest.raises(DeploymentError, match=r"findings: CVE-6\."):
        refuse_critical(Scans({"sha256:1": [scan], "sha256:2": [scanned()]}), LIST, pause=0)


@pytest.mark.parametrize("status", ["FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED"])
def test_no_scan_is_no_pass(status: str) -> None:
    failed = {"imageScanStatus": {"status": status, "description": "no such system"}}
    with pytest.raises(DeploymentError, match=f"was not scanned \\({status}\\): no such system"):
        refuse_critical(Scans({"sha256:1": [failed]}), LIST, pause=0)
