"""How a release of the API is named, and which changes make a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from deploy import artifacts
from deploy.release import APART, at_once_if_red, release_name
from tests.unit.deploy.environment import (
    DEPLOYED,
    TEMPLATES,
    VARIANTS,
    build,
    load_parameters,
    load_templates,
)

if TYPE_CHECKING:
    from deploy.target import Target

#: Another value of each parameter than prod has.
OTHER = {
    **{name: value for _, changed in VARIANTS.values() for name, value in changed.items()},
    "Environment": "other",
    "WorkerImage": f"x@sha256:{'0' * 64}",
    "CodeKey": f"lambda/{'c' * 64}.zip",
    "CodeBucket": "other",
    "Release": "ffffffff",
}


TEXTS = load_templates()


def _functions(**more: str) -> list[Any]:
    """All that the functions are made from, but for the name of the release itself."""
    api = build(TEXTS, "main", {**load_parameters("prod"), **DEPLOYED, **more}).nested["Api"]
    return [
        {key: value for key, value in function.items() if key not in ("Description", "FunctionName")}
        for _, function in api.of_type("AWS::Lambda::Function")
    ]


def test_what_changes_a_function_makes_a_release() -> None:
    """An alias would otherwise stay with a version that has the values of before."""
    before = _functions()
    parameters = load_templates()["main"]["Parameters"].keys() - {"Environment", "Prefix"}
    changing = {name for name in parameters if _functions(**{name: OTHER[name]}) != before}
    assert changing & APART == set(), "of these an alias would not hear"
    assert {"CodeKey", "Auth", "MaxTasks"} <= changing
    assert parameters - changing - APART == set(), "these would move requests for nothing: name them in APART"


def test_a_release_is_named_by_the_template_too() -> None:
    names = {release_name(api, {"CodeKey": key}) for api in ("a", "b") for key in ("x", "y")}
    assert len(names) == 4
    assert all(len(name) == 8 for name in names)


def test_versions_are_uploaded_under_their_release(monkeypatch: pytest.MonkeyPatch) -> None:
    uploaded: dict[str, str] = {}
    monkeypatch.setattr(
        artifacts, "put_once", lambda _target, _bucket, key, body: uploaded.update({key: body.decode()})
    )
    addresses = [
        artifacts.upload_templates(_Account([]).target, "b", name) for name in ("0a1b2c3d", "ffffffff")
    ]
    assert addresses[0] != addresses[1]
    for address, release in zip(addresses, ("0a1b2c3d", "ffffffff"), strict=True):
        text = uploaded[address.removeprefix("https://s3/b/").replace("main", "api")]
        assert text.count(f"Version{release}") == 9  # of three functions: itself, its alias, its alarm
        assert text.replace(release, "") == (TEMPLATES / "api.yaml").read_text()


@pytest.mark.parametrize(
    ("canary", "red", "expected"),
    [
        ("Canary10Percent5Minutes", ["x-release-api"], "off"),
        ("Canary10Percent5Minutes", [], None),
        ("off", [], None),
    ],
)
def test_red_alarms_take_no_release_back(
    canary: str, red: list[str], expected: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    """CodeDeploy would refuse the release that may mend what they are red for."""
    found = at_once_if_red(_Account(red).target, {"Canary": canary})
    assert found == {"Canary": expected or canary}
    assert capsys.readouterr().out == (
        "Red already: x-release-api. So all requests move to the new release at once.\n" if red else ""
    )


class _Account:
    """A target with some red alarms, whose uploads are taken by somebody else."""

    stack = "x"

    def __init__(self, red: list[str]) -> None:
        self._red = red
        self.s3 = self.meta = self
        self.endpoint_url = "https://s3"

    @property
    def target(self) -> Target:
        return cast("Target", self)

    def client(self, service: str) -> Any:
        assert service == "cloudwatch"
        return self

    def describe_alarms(self, **asked: str) -> dict[str, Any]:
        assert asked == {"AlarmNamePrefix": "x-release-", "StateValue": "ALARM"}
        return {"MetricAlarms": [{"AlarmName": each} for each in self._red]}
