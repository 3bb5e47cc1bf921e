"""Reads CloudFormation templates for what our own programs want to know of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import yaml

try:
    from yaml import CSafeLoader as SafeLoader  # ten times as fast, where PyYAML was built with it
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment] # the same, in Python

if TYPE_CHECKING:
    from collections.abc import Mapping


def read_template(text: str, parameters: Mapping[str, str] | None = None) -> dict[str, Any]:
    """
    Read a template.

    References to parameters are replaced by their values: those given here, then the template's defaults.
    All other functions stay as they are, in their long form without the prefix (``{"Sub": …}``).
    """
    template: dict[str, Any] = yaml.load(text, Loader=_TemplateLoader)  # noqa: S506 - a SafeLoader
    declared = template.get("Parameters", {})
    defaults = {name: str(each["Default"]) for name, each in declared.items() if "Default" in each}
    resolved: dict[str, Any] = _resolve(template, {**defaults, **(parameters or {})})
    return resolved


def is_made(template: Mapping[str, Any], resource: Mapping[str, Any]) -> bool:
    """Whether a resource is made: its condition holds, as far as it compares known values."""
    return _holds(template.get("Conditions", {}).get(resource.get("Condition")))


def _holds(condition: Any) -> bool:  # noqa: ANN401 - any YAML value
    match condition:
        case {"Equals": [str() | int() as one, str() | int() as other]}:
            return str(one) == str(other)
        case {"Not": [{"Equals": [str() | int(), str() | int()]} as inner]}:
            return not _holds(inner)
        case {"And": list(parts)}:
            return all(_holds(part) for part in parts)
        case _:
            return True


def decided(template: Mapping[str, Any], value: Any) -> Any:  # noqa: ANN401 - any YAML value
    """Replace each choice (``!If``) in a value by what is chosen; its condition compares known values."""
    match value:
        case {"If": [str(condition), yes, no]}:
            return decided(template, yes if is_made(template, {"Condition": condition}) else no)
        case dict():
            return {key: decided(template, each) for key, each in value.items()}
        case list():
            chosen = [decided(template, each) for each in value]
            return [each for each in chosen if each != {"Ref": "AWS::NoValue"}]
        case _:
            return value


def parameters_of(template: Mapping[str, Any], nested: str) -> dict[str, str]:
    """What a template gives to a nested stack, as far as it is known before anything is made."""
    given = template["Resources"][nested]["Properties"]["Parameters"]
    return {name: value for name, value in given.items() if isinstance(value, str)}


class _TemplateLoader(SafeLoader):
    """Reads CloudFormation's short forms (`!Ref x`) as one-entry mappings (`{"Ref": x}`)."""


def _short_form(loader: SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            value: Any = loader.construct_scalar(node)
        case yaml.SequenceNode():
            value = loader.construct_sequence(node, deep=True)
        case _:
            value = loader.construct_mapping(cast("yaml.MappingNode", node), deep=True)
    return {tag: value}


_TemplateLoader.add_multi_constructor("!", _short_form)


def _resolve(value: Any, parameters: Mapping[str, str]) -> Any:  # noqa: ANN401 - any YAML value
    match value:
        case {"Ref": str(name)} if name in parameters:
            return parameters[name]
        case dict():
            return {key: _resolve(each, parameters) for key, each in value.items()}
        case list():
            return [_resolve(each, parameters) for each in value]
        case _:
            return value
