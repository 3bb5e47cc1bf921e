"""
Slips of people who edit templates, beside those of single values (`wrong_values`).

What stands in two places trades them or is copied, a figure is in another unit, a list is open to all, a
statement lets others in, a word is mistyped.
"""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Path = tuple[str | int, ...]
#: A slip by its kind, where it is, and what stands there then.
Slip = tuple[str, Path, Any]

_PRINCIPALS = ("*", {"AWS": "*"}, {"Service": "ec2.amazonaws.com"}, {"AWS": {"Ref": "AWS::AccountId"}})
#: Seconds for minutes or milliseconds, KiB for MiB, and what is nothing or the most that there is.
_UNITS = (60, 1000, 1024)
_MOST = 2147483647
_PLAIN = re.compile(r"[A-Za-z]{4,}")


def slips(template: dict[str, Any], walk: Iterator[tuple[Path, Any]]) -> Iterator[Slip]:
    """All of them in one template; `walk` gives each place in it with its value."""
    for path, value in walk:
        yield from _of_value(path, value)
        if isinstance(value, list) and len(value) > 1 and all(map(_has_parts, value)):
            yield from _between(path, dict(enumerate(value)))
    by_type: dict[str, dict[str, Any]] = {}
    for logical, resource in template["Resources"].items():
        by_type.setdefault(resource["Type"], {})[logical] = resource.get("Properties", {})
    for alike in by_type.values():
        for one, other in combinations(alike, 2):
            for key in sorted(alike[one].keys() & alike[other].keys()):
                if alike[one][key] != alike[other][key] and "Description" not in key:
                    yield "copied", ("Resources", one, "Properties", key), alike[other][key]


def _has_parts(value: Any) -> bool:
    """Whether a value is no mere reference; of these the order in a list means nothing."""
    return isinstance(value, dict) and len(value) > 1


def _between(path: Path, alike: dict[int, dict[str, Any]]) -> Iterator[Slip]:
    """Two neighbours in a list, such as statements, rules or steps, trade one of their values."""
    for one, other in combinations(alike, 2):
        for key in alike[one].keys() & alike[other].keys() - {"Sid", "Description", "Id", "Label"}:
            if alike[one][key] != alike[other][key]:
                traded = [dict(each) for each in alike.values()]
                traded[one][key], traded[other][key] = alike[other][key], alike[one][key]
                yield "traded", path, traded
        break  # the first pair stands for all


def _of_value(path: Path, value: Any) -> Iterator[Slip]:
    match value:
        case bool():
            pass
        case int():
            yield from (("unit", path, value * factor) for factor in _UNITS)
            yield "extreme", path, -1
            yield "extreme", path, _MOST
        case str():
            yield from _of_text(path, value)
        case {"Effect": _}:
            yield from _of_statement(path, value)
        case [_, *_] if path[0] == "Resources":
            yield "emptied", path, []
            if all(isinstance(each, str) for each in value):
                yield "opened", path, ["*"]
                yield "added", path, [*value, value[0]]


def _of_text(path: Path, value: str) -> Iterator[Slip]:
    found = _PLAIN.search(value)
    if value.isdigit() and not value.startswith("2012"):
        yield "extreme", path, "0"
    elif path[-1] not in ("Type", "Ref") and found:
        word = found[0]
        mistyped = word[:1] + word[2] + word[1] + word[3:]
        if mistyped != word and not _within_reference(value, found.start()):
            yield "mistyped", path, value[: found.start()] + mistyped + value[found.end() :]
        if value.isalpha():
            yield "case", path, value.swapcase()


def _of_statement(path: Path, statement: dict[str, Any]) -> Iterator[Slip]:
    """A statement of a policy that lets in others, allows more, or holds under another condition."""
    if "Principal" in statement:
        for each in _PRINCIPALS:
            if each != statement["Principal"]:
                yield "principal", path, {**statement, "Principal": each}
    if isinstance(actions := statement.get("Action"), str | list):
        some = actions if isinstance(actions, list) else [actions]
        service = str(some[0]).partition(":")[0]
        yield "added", path, {**statement, "Action": [*some, f"{service}:DeleteEverything"]}
        yield "added", path, {**statement, "Action": [*some, "iam:PassRole"]}
    yield "effect", path, {**statement, "Effect": "Deny" if statement["Effect"] == "Allow" else "Allow"}
    for operator, asked in statement.get("Condition", {}).items():
        yield "unconditional", path, {key: each for key, each in statement.items() if key != "Condition"}
        if operator.startswith("String"):
            yield "loosened", path, {**statement, "Condition": {"StringLike": dict.fromkeys(asked, "*")}}


def _within_reference(text: str, position: int) -> bool:
    """Whether a place is within `${…}`, whose mistake nothing would resolve."""
    return text.rfind("${", 0, position) > text.rfind("}", 0, position)
