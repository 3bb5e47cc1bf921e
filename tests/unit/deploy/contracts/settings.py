"""The settings that the environment of the worker's container stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roomjobs.config import Settings

if TYPE_CHECKING:
    from tests.unit.deploy.environment import Deployment


def settings_of_the_worker(made: Deployment) -> Settings:
    tasks = dict(made.of_type("AWS::ECS::TaskDefinition"))
    container = tasks["worker/TaskDefinition"]["ContainerDefinitions"][0]
    return Settings.from_environment({each["Name"]: str(each["Value"]) for each in container["Environment"]})
