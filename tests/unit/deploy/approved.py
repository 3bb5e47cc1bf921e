"""
Writes down what an environment is made of, in words short enough to read in a review: `make approve`.

Names and references are worked out, so a line shows who refers to whom: an alarm its queue by the queue's
name, a function its role, a policy its table. Prod is there as a whole, every other environment by what is
otherwise in it. `test_approved.py` compares; a change of a template shows up as a change of these lines.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.unit.deploy.environment import VARIANTS, deployment, load_templates

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Deployment, Stack, Templates

FOLDER = Path(__file__).with_name("approved")
WHOLE = "prod"
_WIDTH = 100
#: What changes nothing in AWS.
_WORDS = {"Description", "ConstraintDescription", "AlarmDescription", "AssertDescription", "Metadata"}


def lines_of(made: Deployment) -> list[str]:
    """All that is made, and all that its templates take and give."""
    return [line for stack in made.stacks.values() for line in _lines_of_stack(stack)]


def differences(whole: list[str], other: list[str]) -> list[str]:
    """What another environment has otherwise: lines that are gone with -, new ones with +, by resource."""
    found: list[str] = []
    heading = shown = ""
    for line in difflib.ndiff(_with_headings(whole), _with_headings(other)):
        mark, text = line[0], line[2:]
        heading = text.partition(" | ")[0]
        if mark in "+-":
            if heading != shown:
                found.append(heading)
                shown = heading
            found.append(f"{mark} {text.partition(' | ')[2]}")
    return found


def approved(templates: Templates) -> Iterator[tuple[str, list[str]]]:
    """The name of each file, and its lines."""
    whole = lines_of(deployment(templates, WHOLE))
    yield WHOLE, whole
    for name, (environment, more) in VARIANTS.items():
        lines = lines_of(deployment(templates, environment, **more))
        own = re.compile(rf"(?<=[-/]){environment}(?=[-/:\"*]|$)")  # of its name nobody needs 1,000 lines
        yield name, differences(whole, [own.sub(WHOLE, line) for line in lines])


def _lines_of_stack(stack: Stack) -> Iterator[str]:
    template = stack.template
    yield f"# {stack.name}: parameters"
    for name, declared in template["Parameters"].items():
        yield from _render(name, {"Value": stack.parameters.get(name), **declared})
    if "Rules" in template:
        yield f"# {stack.name}: rules"
        yield from _render("Rules", template["Rules"])
    for logical, resource in stack.resources.items():
        yield f"# {stack.name}/{logical}: {resource['Type']}"
        rest = {
            key: value for key, value in resource.items() if key not in ("Type", "Properties", "Condition")
        }
        yield from _render("", {**rest, **resource["Properties"]})
    yield f"# {stack.name}: outputs"
    for name, value in stack.outputs().items():
        yield from _render(name, value)


def _render(path: str, value: Any) -> Iterator[str]:
    if path.endswith(("DashboardBody", "LifecyclePolicyText", "PolicyDocument")) and isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            yield f"{path}: no JSON"
            return
    if isinstance(value, dict):
        value = {key: each for key, each in value.items() if key not in _WORDS}
    text = json.dumps(value, default=str)
    if isinstance(value, dict) and (len(text) > _WIDTH or not path):
        for key, each in value.items():
            yield from _render(f"{path}.{key}" if path else str(key), each)
    elif isinstance(value, list) and len(text) > _WIDTH:
        for position, each in enumerate(value):
            name = each.get("Sid") or each.get("Id") or each.get("Name") if isinstance(each, dict) else None
            yield from _render(f"{path}[{name or position}]", each)
    else:
        yield f"{path}: {text}"


def _with_headings(lines: list[str]) -> list[str]:
    heading, found = "", []
    for line in lines:
        if line.startswith("# "):
            heading = line
            found.append(f"{heading} | (is there)")
        else:
            found.append(f"{heading} | {line}")
    return found


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, lines in approved(load_templates()):
        (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n")
        sys.stdout.write(f"{name}.txt: {len(lines)} lines\n")


def read(name: str) -> list[str]:
    return (FOLDER / f"{name}.txt").read_text().splitlines()


def faults(templates: Templates) -> Iterator[str]:
    """The first line of each environment that is not as it was approved."""
    for name, lines in approved(templates):
        if lines != read(name):
            changed = list(difflib.unified_diff(read(name), lines, n=0, lineterm=""))[3:6]
            yield f"{name}: " + " / ".join(changed)


if __name__ == "__main__":
    main()
