"""
The first day, step by step: what it takes to bring an environment into an empty account.

    make first-day ENV=dev            # checks this machine, and prints the steps; offline, changes nothing
    make first-day ENV=dev GO=yes     # asks AWS who you are, then runs them one by one until one fails
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError
from cfnlint.decode import cfn_yaml

from deploy.package import ROOT, RUNTIME
from deploy.target import TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PARAMETERS = TEMPLATES / "params"


@dataclass(frozen=True, slots=True)
class Tool:
    """A program that a step needs."""

    name: str
    why: str
    get: str  # how to come by it


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the Makefile, and what it leaves behind."""

    command: tuple[str, ...]
    what: str
    minutes: int  # about


def tools(engine: str) -> tuple[Tool, ...]:
    """What has to be on the path."""
    return (
        Tool("git", "the commit names what is deployed", "your system's packages"),
        Tool("make", "each step is one of its targets", "your system's packages"),
        Tool("npm", "builds the page", "nodejs.org, version 20 or newer"),
        Tool(
            f"python{RUNTIME}", "writes the bytecode of the Lambdas", "python.org, or your system's packages"
        ),
        Tool(engine, "builds the worker's image", "docs.docker.com, or ENGINE=podman"),
    )


def steps(environment: str, engine: str) -> tuple[Step, ...]:
    """The commands in their order; each may be repeated."""
    chosen = f"ENV={environment}"
    return (
        Step(("make", "bootstrap", chosen), "repositories, artifacts, the role to deploy with", 3),
        Step(("make", "push", chosen, f"ENGINE={engine}"), "the worker's image, named by its commit", 10),
        Step(("make", "changeset", chosen), "prints what the next step creates", 2),
        Step(("make", "deploy", chosen), "the environment, and one job through it", 20),
        Step(("make", "status", chosen), "prints stack, workers, queues and alarms", 1),
    )


def missing(engine: str, which: Callable[[str], str | None] = shutil.which) -> Iterator[str]:
    """What this machine lacks, with the way to come by it."""
    for tool in tools(engine):
        if which(tool.name) is None:
            yield f"{tool.name} is not on the path: {tool.why}. Get it from {tool.get}."
    if not os.environ.get("AWS_REGION"):
        yield "AWS_REGION is not set: export AWS_REGION=us-east-1, or another region."


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, print, and with `--go` run the steps; gives the exit status."""
    parser = argparse.ArgumentParser(prog="python -m deploy.first_day", description=__doc__)
    known = sorted(path.stem for path in PARAMETERS.glob("*.json"))
    parser.add_argument("--env", default="dev", choices=known)
    parser.add_argument("--engine", default="docker")
    parser.add_argument("--go", action="store_true", help="run the steps")
    options = parser.parse_args(arguments)
    lacking = list(missing(options.engine))
    for line in lacking:
        print(f"✗ {line}")
    if not lacking:
        print("✓ This machine has what the steps need.")
    chosen = steps(options.env, options.engine)
    for number, step in enumerate(chosen, 1):
        print(f"{number}. {shlex.join(step.command)}  (about {step.minutes} min): {step.what}")
    if not options.go:
        print("Nothing was changed. `make first-day GO=yes` runs these steps.")
        return 1 if lacking else 0
    if lacking or not _knows_who_you_are():
        return 1
    for line in short_quotas(boto3.client("service-quotas"), options.env):
        print(f"! {line}")
    return _run(chosen)


def short_quotas(quotas: Any, environment: str) -> Iterator[str]:  # noqa: ANN401 - boto3's client
    """
    What the account may not have as much of as the environment may want. A deployment works without it.

    New accounts begin far below the defaults that AWS documents.
    Sources: github.com/aws/copilot-cli, issues 2685 and 3064; github.com/dask/dask-cloudprovider, issue 299.
    """
    declared = cfn_yaml.loads((TEMPLATES / "main.yaml").read_text())["Parameters"]
    given = {name: each["Default"] for name, each in declared.items() if "Default" in each}
    given |= json.loads((PARAMETERS / f"{environment}.json").read_text())
    small, large = (
        float(given[f"{lane}MaxTasks"]) * float(given[f"{lane}WorkerCpu"]) / 1024 for lane in ("", "Large")
    )
    fargate = "L-36FBB829" if given["Spot"] == "true" else "L-3032A538"
    wanted = (
        (
            "fargate",
            fargate,
            2 * (small + large),
            "vCPU on Fargate, workers of both lanes during a deployment",
        ),
        ("lambda", "L-B99A9384", 100, "Lambdas at once, for a page with some users"),
    )
    for service, code, number, what in wanted:
        try:
            found = quotas.get_service_quota(ServiceCode=service, QuotaCode=code)["Quota"]["Value"]
        except (BotoCoreError, ClientError) as error:
            yield f"The quota {code} of {service} cannot be read: {error}"
            continue
        if found < number:
            yield (
                f"This account may have {found:g} {what}; {environment} would use up to {number:g}. "
                f"It works with less, more slowly. Ask for more: Service Quotas, {service}, {code}."
            )


def _knows_who_you_are() -> bool:
    try:
        found = boto3.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        print(f"✗ AWS does not know you: {error}. Log in with `aws sso login`, and set AWS_PROFILE.")
        return False
    print(f"✓ You are {found['Arn']} in the account {found['Account']}.")
    return True


def _run(chosen: Sequence[Step]) -> int:
    for step in chosen:
        print(f"→ {shlex.join(step.command)}", flush=True)
        done = subprocess.run(step.command, cwd=ROOT, check=False)  # noqa: S603 - our own commands
        if done.returncode != 0:
            print(f"✗ {shlex.join(step.command)} failed. Mend what it says, then begin again.")
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
