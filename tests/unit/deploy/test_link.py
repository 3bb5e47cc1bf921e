"""The quick-create link has everything that the form of the console would ask for."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from deploy.link import quick_create
from tests.unit.deploy.environment import DEPLOYED, load_parameters, load_templates


def test_a_link_fills_in_the_whole_form() -> None:
    given = {**load_parameters("dev"), **DEPLOYED, "BudgetTag": "user:environment$a b&c"}
    address = urlsplit(
        quick_create("eu-west-1", "room-jobs-dev", "https://b.s3.amazonaws.com/t/1.yaml", given)
    )
    assert (address.netloc, address.query) == ("eu-west-1.console.aws.amazon.com", "region=eu-west-1")
    path, _, query = address.fragment.partition("?")
    assert path == "/stacks/create/review"
    asked = {name: values[0] for name, values in parse_qs(query, strict_parsing=True).items()}
    assert asked.pop("templateURL") == "https://b.s3.amazonaws.com/t/1.yaml"
    assert asked.pop("stackName") == "room-jobs-dev"
    assert {name.removeprefix("param_"): value for name, value in asked.items()} == {
        name: value for name, value in given.items() if value
    }
    declared = load_templates()["main"]["Parameters"]
    assert given.keys() <= declared.keys()
    assert {name for name, each in declared.items() if "Default" not in each} <= given.keys()
