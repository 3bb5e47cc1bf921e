"""The first day: what is missing is told, and a dry run changes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from deploy import first_day
from deploy.package import ROOT

if TYPE_CHECKING:
    import pytest


def test_what_is_missing_is_told_with_the_way_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION", raising=False)
    found = list(first_day.missing("docker", which=lambda name: None if name == "docker" else f"/bin/{name}"))
    assert len(found) == 2
    assert found[0].startswith("docker is not on the path: builds the worker's image.")
    assert "export AWS_REGION" in found[1]


def test_steps_are_targets_and_their_arguments_exist() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for step in first_day.steps("dev", "docker"):
        assert step.command[0] == "make"
        assert step.command[1] in targets


def test_a_dry_run_prints_all_steps_and_runs_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setattr("shutil.which", lambda name: f"/bin/{name}")
    assert first_day.main(["--env", "staging"]) in (0, 1)
    printed = capsys.readouterr().out
    assert "4. make deploy ENV=staging" in printed
    assert "Nothing was changed." in printed


class Quotas:
    """An account with some quotas, and without the right to read others."""

    def __init__(self, **values: float) -> None:
        self._values = values

    def get_service_quota(self, ServiceCode: str, QuotaCode: str) -> dict[str, Any]:  # noqa: N803
        if ServiceCode not in self._values:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, "GetServiceQuota")
        assert QuotaCode == {"fargate": "L-3032A538", "lambda": "L-B99A9384"}[ServiceCode]
        return {"Quota": {"Value": self._values[ServiceCode]}}


def test_quotas_of_a_new_account_are_told() -> None:
    fargate, lambdas = first_day.short_quotas(Quotas(fargate=6, **{"lambda": 10}), "prod")
    # 20 workers of a quarter, 4 of one vCPU, and all of them twice.
    assert fargate.startswith("This account may have 6 vCPU on Fargate")
    assert "prod would use up to 18." in fargate
    assert "may have 10 Lambdas at once" in lambdas
    assert list(first_day.short_quotas(Quotas(fargate=18, **{"lambda": 1000}), "prod")) == []
    (told,) = first_day.short_quotas(Quotas(fargate=18), "prod")
    assert "L-B99A9384 of lambda cannot be read" in told
