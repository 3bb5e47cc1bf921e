"""
Plants mistakes into the templates, one at a time: `make mutants` plants all and tells the score.

A mutant swaps a reference for another one of the same type, drops an action or another element, negates a
condition, or changes a number, a word, a unit, or a part of a path or an ARN; it takes another word that AWS
knows in that place (a metric, a statistic, a comparison, a policy of deletion), renames or swaps variables,
widens a right, moves a resource under another condition, lets it wait for signals, or leaves it out. Who
catches it: the contracts by themselves (`contracts/`), or what was approved (`approved/`).
"""

from __future__ import annotations

import argparse
import copy
import json
import random
import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from tests.unit.deploy import approved
from tests.unit.deploy.contracts import CHECKS
from tests.unit.deploy.environment import CONTRACTED, VARIANTS, deployment, load_templates
from tests.unit.deploy.planting import restamp
from tests.unit.deploy.slips import slips
from tests.unit.deploy.wrong_values import other_numbers, other_texts, other_variables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.deploy.environment import Templates

Path = tuple[str | int, ...]

_SUBSTITUTE = re.compile(r"\$\{([\w:.]+)\}")
#: What changes nothing in AWS: texts for people, comments for tools.
_SKIPPED = {
    "Description", "ConstraintDescription", "AlarmDescription", "AssertDescription", "GroupDescription",
    "Metadata", "AWSTemplateFormatVersion", "Comment", "Label", "Sid", "PolicyName", "Tags",
}  # fmt: skip


#: Attributes of a resource beside its properties.
_ATTRIBUTES = ("DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "DependsOn")


@dataclass(frozen=True)
class Mutant:
    """A value of a template that takes the place of another; `None` deletes it."""

    kind: str
    template: str
    path: Path
    value: Any

    def __str__(self) -> str:
        place = "/".join(map(str, self.path))
        return f"{self.kind}: {self.template}/{place} -> {json.dumps(self.value)[:160]}"

    def plant(self, templates: Templates) -> Templates:
        """Templates with this mistake; the others are shared."""
        changed = copy.deepcopy(templates[self.template])
        holder: Any = changed
        for step in self.path[:-1]:
            holder = holder[step]
        if self.value is None:
            del holder[self.path[-1]]
        else:
            holder[self.path[-1]] = self.value
        return {**templates, self.template: changed}


def mutants(templates: Templates) -> Iterator[Mutant]:
    """All mutants of all templates, in a fixed order."""
    for name, template in sorted(templates.items()):
        for section in ("Parameters", "Rules", "Conditions", "Resources", "Outputs"):
            for path, value in _walk(template.get(section, {}), (section,)):
                yield from (each for each in _of_value(name, template, path, value) if each.value != value)
        yield from _of_resources(name, template)
        places = [
            each
            for section in ("Parameters", "Resources")
            for each in _walk(template.get(section, {}), (section,))
        ]
        before = dict(places)
        yield from (
            Mutant(kind, name, path, value)
            for kind, path, value in slips(template, iter(places))
            if value != before.get(path)
        )


def _of_resources(name: str, template: dict[str, Any]) -> Iterator[Mutant]:
    """Each resource under another condition, and left out where nothing refers to it."""
    conditions, whole = list(template.get("Conditions", {})), json.dumps(template)
    for logical, resource in template["Resources"].items():
        path = ("Resources", logical)
        if "Condition" in resource:
            yield Mutant("condition", name, (*path, "Condition"), None)
        yield Mutant(
            "attribute", name, path, {**resource, "CreationPolicy": {"ResourceSignal": {"Count": 1}}}
        )
        for other in [each for each in conditions if each != resource.get("Condition")][:2]:
            yield Mutant("condition", name, path, {**resource, "Condition": other})
        if not re.search(rf'["{{]{logical}["}}.]', whole.replace(f'"{logical}": {{"Type"', "")):
            yield Mutant("resource", name, path, None)


def _walk(value: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            if key not in _SKIPPED:
                yield from _walk(each, (*path, key))
    elif isinstance(value, list):
        for position, each in enumerate(value):
            yield from _walk(each, (*path, position))


def _of_value(name: str, template: dict[str, Any], path: Path, value: Any) -> Iterator[Mutant]:
    made = partial(Mutant, template=name, path=path)
    match value:
        case {"Ref": _} | {"Fn::GetAtt": _} | {"Fn::Sub": str()} if len(value) == 1:
            yield from (made(kind="reference", value=new) for new in _other_references(template, value))
        case {"Fn::If": [condition, yes, no]}:
            yield made(kind="condition", value={"Fn::If": [condition, no, yes]})
        case {"Fn::Equals": _} | {"Fn::Not": _} if path[0] == "Conditions":
            yield made(kind="condition", value={"Fn::Not": [value]})
        case bool():
            yield made(kind="switch", value=not value)
        case int() | float():
            yield from (made(kind="number", value=each) for each in other_numbers(value))
        case str() if path[-1] not in ("Ref", "Condition") and path[-2] != "Fn::GetAtt":
            yield from (made(kind=kind, value=new) for kind, new in other_texts(path, value))
        case {"Variables": dict(variables)} if len(variables) > 1:
            yield from (made(kind="variable", value={"Variables": new}) for new in other_variables(variables))
        case [_, _, *_] if not str(path[-1]).startswith("Fn::"):
            kind = "action" if path[-1] == "Action" else "element"
            yield from (Mutant(kind, name, (*path, position), None) for position in range(len(value)))
    if _may_be_dropped(path):
        yield made(kind="property", value=None)


def _other_references(template: dict[str, Any], value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The same reference to something else of the same type."""
    match value:
        case {"Ref": str(target)}:
            for other in _others(template, target)[:3]:
                yield {"Ref": other}
        case {"Fn::GetAtt": [str(target), str(attribute)]}:
            for other in _others(template, target)[:3]:
                yield {"Fn::GetAtt": [other, attribute]}
        case {"Fn::Sub": str(text)}:
            for found in list(_SUBSTITUTE.finditer(text))[:4]:
                target, dot, attribute = found[1].partition(".")
                for other in _others(template, target)[:1]:
                    new = f"${{{other}{dot}{attribute}}}"
                    yield {"Fn::Sub": text[: found.start()] + new + text[found.end() :]}


def _may_be_dropped(path: Path) -> bool:
    """A property of a resource that its type does not demand, or an attribute beside its properties."""
    if path[0] != "Resources" or not isinstance(path[-1], str) or path[-1].startswith(("Fn::", "Ref")):
        return False
    return (len(path) == 3 and path[-1] in _ATTRIBUTES) or (len(path) >= 4 and path[2] == "Properties")


def _others(template: dict[str, Any], target: str) -> list[str]:
    """What else could stand for a reference: resources of the same type, parameters of the same kind."""
    resources, parameters = template["Resources"], template["Parameters"]
    if target in resources:
        same = [key for key, each in resources.items() if each["Type"] == resources[target]["Type"]]
    elif target in parameters:
        kind = parameters[target]["Type"]
        same = [key for key, each in parameters.items() if each["Type"] == kind]
        words = set(re.findall(r"[A-Z][a-z]+", target))
        same.sort(key=lambda key: (-len(words & set(re.findall(r"[A-Z][a-z]+", key))), key))
    elif target == "AWS::Region":
        same = ["AWS::AccountId"]
    elif target == "AWS::AccountId":
        same = ["AWS::Region"]
    else:
        same = []
    return [each for each in same if each != target]


@dataclass(frozen=True)
class Verdict:
    """Who caught a mutant."""

    mutant: Mutant
    contracts: str  # the first fault that a contract told, empty if none did
    approved: str  # the first line that is not as it was approved

    @property
    def caught(self) -> bool:
        return bool(self.contracts or self.approved)


def judge(mutant: Mutant, templates: Templates, *, alone: bool = False) -> Verdict:
    """
    Look at a mutant as the tests do. What cannot even be resolved is caught, too.

    With `alone` only the contracts are asked; else first whether everything is as it was approved.
    """
    planted = restamp(mutant.plant(templates), mutant.template)
    try:
        told = "" if alone else next(approved.faults(planted), "")
        found = "" if told else _contracts(planted)
    except Exception as error:  # noqa: BLE001 - a template that does not resolve
        return Verdict(mutant, f"it does not resolve: {error!r}", "")
    return Verdict(mutant, found, told)


def _contracts(templates: Templates) -> str:
    for name in ("prod", *CONTRACTED):
        environment, more = VARIANTS.get(name, (name, {}))
        made = deployment(templates, environment, **more)
        for check in CHECKS:
            for fault in check(made):
                return f"{check.__name__}: {fault}"
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Plant mistakes into the templates, and count who catches them."
    )
    parser.add_argument("--sample", type=int, help="so many mutants instead of all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="the contracts alone, without what was approved")
    parser.add_argument("--show", action="store_true", help="print those that nobody catches")
    options = parser.parse_args()
    templates = load_templates()
    planted = list(mutants(templates))
    total = len(planted)
    if options.sample:
        planted = random.Random(options.seed).sample(planted, options.sample)
    caught: Counter[str] = Counter()
    made: Counter[str] = Counter()
    for mutant in planted:
        verdict = judge(mutant, templates, alone=options.alone)
        made[mutant.kind] += 1
        if verdict.contracts if options.alone else verdict.caught:
            caught[mutant.kind] += 1
        elif options.show:
            sys.stdout.write(f"{mutant}\n")
    for kind in sorted(made):
        _tell(kind, caught[kind], made[kind])
    share = caught.total() / made.total()
    _tell("all", caught.total(), made.total())
    sys.stdout.write(f"{total} mutants can be planted.\n")
    sys.exit(0 if options.alone or share >= 0.95 else 1)


def _tell(kind: str, caught: int, made: int) -> None:
    sys.stdout.write(f"{kind:13} {caught:5} of {made:5}  {caught / made:6.1%}\n")


if __name__ == "__main__":
    main()
