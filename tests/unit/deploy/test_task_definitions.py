"""Task definitions as files, the templates, the image and the compose file say the same."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest
import yaml

from roomjobs.fleet.scaling.template import read_template
from roomjobs.local.folders import ROOT

NAMES = ("worker", "api", "flower")


def task_definition(name: str) -> dict[str, Any]:
    definition: dict[str, Any] = json.loads((ROOT / "deploy" / "ecs" / f"{name}.json").read_text())
    return definition


def container(name: str) -> dict[str, Any]:
    (only,) = task_definition(name)["containerDefinitions"]
    return dict(only)


def service(name: str) -> dict[str, Any]:
    compose = yaml.safe_load((ROOT / "docker" / "compose.yaml").read_text())
    return dict(compose["services"][name])


def template_task(name: str) -> dict[str, Any]:
    """The task definition of a template, in the spelling of the ECS API."""
    template = read_template((ROOT / "deploy" / "cloudformation" / f"{name}.yaml").read_text())
    (found,) = (
        each["Properties"]
        for each in template["Resources"].values()
        if each["Type"] == "AWS::ECS::TaskDefinition"
    )
    return dict(in_api_spelling(found))


def in_api_spelling(value: Any) -> Any:
    match value:
        case {"Ref": _} | {"Sub": _} | {"GetAtt": _} | {"If": _}:
            return value
        case dict():
            return {key[0].lower() + key[1:]: in_api_spelling(each) for key, each in value.items()}
        case list():
            return [in_api_spelling(each) for each in value]
        case _:
            return value


def stage(name: str) -> dict[str, str]:
    """The instructions of an image's last stage, continued lines joined."""
    text = (ROOT / "docker" / "Dockerfile").read_text().replace("\\\n", " ")
    body = re.split(r"^FROM ", text, flags=re.MULTILINE)
    (own,) = (part for part in body if part.splitlines()[0].endswith(f" AS {name}"))
    lines = [line for line in own.splitlines()[1:] if line and not line.startswith("#")]
    return {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in lines}


def test_the_workers_template_and_file_agree() -> None:
    ours, theirs = task_definition("worker"), template_task("worker")
    for key in ("requiresCompatibilities", "networkMode", "cpu", "memory", "runtimePlatform", "volumes"):
        assert ours[key] == theirs[key], key
    (their_container,) = theirs["containerDefinitions"]
    command = their_container["command"]
    lanes = command.index("--queues")  # the file's workers take the tasks of all lanes
    assert container("worker")["command"] == command[:lanes] + command[lanes + 2 :]
    others = {"command", "image", "environment", "logConfiguration"}
    for key in sorted(container("worker").keys() - others):
        assert container("worker")[key] == their_container[key], key
    values = {each["name"]: each["value"] for each in their_container["environment"]}
    for each in container("worker")["environment"]:
        placeholder = each["value"].startswith("${") or not isinstance(values[each["name"]], str)
        assert placeholder or each["value"] == values[each["name"]], each["name"]
    assert {each["name"] for each in container("worker")["environment"]} == values.keys()
    logs, their_logs = container("worker")["logConfiguration"], their_container["logConfiguration"]
    assert logs["logDriver"] == their_logs["logDriver"]
    assert logs["options"].keys() == their_logs["options"].keys()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_asks_for_what_fargate_gives(name: str) -> None:
    definition = task_definition(name)
    assert (definition["cpu"], definition["memory"]) == ("256", "512")
    assert container(name)["stopTimeout"] <= 120
    assert container(name)["readonlyRootFilesystem"]
    assert container(name)["user"] == "10001:10001"
    assert container(name)["linuxParameters"] == {"initProcessEnabled": True}


@pytest.mark.parametrize("name", NAMES)
def test_the_image_says_the_same(name: str) -> None:
    image = stage(name)
    assert json.loads(image["CMD"]) == container(name)["command"]
    options, command = image["HEALTHCHECK"].split(" CMD ", maxsplit=1)
    check = container(name)["healthCheck"]
    assert ["CMD", *json.loads(command)] == check["command"]
    given = dict(word.removeprefix("--").split("=") for word in shlex.split(options))
    assert given == {
        "interval": f"{check['interval']}s",
        "timeout": f"{check['timeout']}s",
        "start-period": f"{check['startPeriod']}s",
        "retries": str(check["retries"]),
    }
    assert stage("runtime")["USER"] == container(name)["user"]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_task_mounts_may_be_written_to(name: str) -> None:
    # Amazon ECS developer guide, "Use bind mounts": root's, mode 0755, unless the image has a VOLUME there.
    mounted = {each["containerPath"] for each in container(name)["mountPoints"]}
    assert mounted == set(json.loads(stage("runtime")["VOLUME"]))


@pytest.mark.parametrize("name", NAMES)
def test_the_compose_file_says_the_same(name: str) -> None:
    composed, ours = service(name), container(name)
    assert composed["build"]["target"] == name
    assert composed["user"] == ours["user"]
    assert composed["read_only"]
    assert composed["init"]
    assert composed["cpus"] == int(task_definition(name)["cpu"]) / 1024
    assert composed["mem_limit"] == f"{task_definition(name)['memory']}m"
    assert composed["stop_grace_period"] == f"{ours['stopTimeout']}s"
    named = {each["name"] for key in ("environment", "secrets") for each in ours.get(key, [])}
    for_fargate_only = {
        "ROOMJOBS_LOG_FORMAT",
        "ROOMJOBS_METRICS_NAMESPACE",
        "ROOMJOBS_COURIER",
        "ROOMJOBS_EVENT_BUS",
        "ROOMJOBS_EVENT_SOURCE",
        "ROOMJOBS_ECS_CLUSTER",
        "ROOMJOBS_ECS_SERVICE",
        "ROOMJOBS_CAPACITY",
    }
    for_laptops_only = {name for name in composed["environment"] if name.startswith("AWS_")} - {"AWS_REGION"}
    may_be_missing = for_fargate_only | for_laptops_only | {"ROOMJOBS_RETENTION_DAYS", "ROOMJOBS_OWNER_SHARE"}
    assert named ^ composed["environment"].keys() <= may_be_missing


def test_flower_runs_as_its_template_says() -> None:
    (theirs,) = template_task("flower")["containerDefinitions"]
    ours = container("flower")
    for key in ("user", "readonlyRootFilesystem", "linuxParameters"):
        assert ours[key] == theirs[key], key
    assert {each["name"] for each in ours["environment"]} == {each["name"] for each in theirs["environment"]}
