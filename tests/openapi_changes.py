"""
What an OpenAPI document breaks of an earlier one, for clients that were made from that.

A client sends what it knew and reads what it was promised. So nothing may become required of a request, and
nothing that a request could hold may be refused; nothing may vanish from an answer, become optional there, or
change its type. Additions are no breach: clients ignore what they do not know.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Schema = dict[str, Any]
_METHODS = ("get", "post", "put", "patch", "delete")


class _Pair(NamedTuple):
    """A schema of either document, each with the document that its references lead into."""

    old: Schema
    new: Schema
    old_document: dict[str, Any]
    new_document: dict[str, Any]

    def resolved(self) -> _Pair:
        return self._replace(
            old=_resolved(self.old, self.old_document), new=_resolved(self.new, self.new_document)
        )

    def at(self, old: Schema, new: Schema) -> _Pair:
        return self._replace(old=old, new=new)


def breaches(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Every breach, in words, in order."""
    found = set()
    for path, item in old["paths"].items():
        for method in filter(item.__contains__, _METHODS):
            where = f"{method.upper()} {path}"
            if method not in new["paths"].get(path, {}):
                found.add(f"{where} is gone")
                continue
            before, after = _whole(item, method), _whole(new["paths"][path], method)
            found |= {f"{where}: {each}" for each in _of_parameters(before, after)}
            pair = _Pair({}, {}, old, new)
            found |= {f"{where}: {each}" for each in _of_request(before, after, pair)}
            found |= {f"{where}: {each}" for each in _of_answers(before, after, pair)}
    return sorted(found)


def _whole(item: dict[str, Any], method: str) -> dict[str, Any]:
    """An operation together with the parameters of its path."""
    operation = item[method]
    return {**operation, "parameters": item.get("parameters", []) + operation.get("parameters", [])}


def _of_parameters(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    old = {(each["in"], each["name"]): each for each in before["parameters"]}
    new = {(each["in"], each["name"]): each for each in after["parameters"]}
    yield from (f"the parameter {name} is gone" for _, name in old.keys() - new.keys())
    for key, each in new.items():
        if each.get("required") and not old.get(key, {}).get("required"):
            yield f"the parameter {key[1]} is required now"


def _of_request(before: dict[str, Any], after: dict[str, Any], pair: _Pair) -> Iterator[str]:
    old = before.get("requestBody", {}).get("content", {})
    new = after.get("requestBody", {}).get("content", {})
    yield from (f"a body of {type_} is refused now" for type_ in old.keys() - new.keys())
    for type_ in old.keys() & new.keys():
        yield from _compared(pair.at(old[type_]["schema"], new[type_]["schema"]), "body", is_sent=True)


def _of_answers(before: dict[str, Any], after: dict[str, Any], pair: _Pair) -> Iterator[str]:
    for status, answer in before["responses"].items():
        if status >= "4":
            continue
        if status not in after["responses"]:
            yield f"it answers {status} no more"
            continue
        old, new = answer.get("content", {}), after["responses"][status].get("content", {})
        yield from (f"{status} is no {type_} any more" for type_ in old.keys() - new.keys())
        for type_ in old.keys() & new.keys():
            yield from _compared(pair.at(old[type_]["schema"], new[type_]["schema"]), status, is_sent=False)


def _compared(pair: _Pair, where: str, *, is_sent: bool, depth: int = 0) -> Iterator[str]:
    """Compare two schemas of what clients send, or of what they are answered."""
    pair = pair.resolved()
    if depth > 12:  # a schema that holds itself
        return
    if is_sent:
        accepted = _types(pair.old, pair.old_document) - _types(pair.new, pair.new_document)
        if accepted and _types(pair.new, pair.new_document):
            yield f"{where} may be no {', '.join(sorted(accepted))} any more"
    else:
        given = _types(pair.new, pair.new_document) - _types(pair.old, pair.old_document)
        if given and _types(pair.old, pair.old_document):
            yield f"{where} may be {', '.join(sorted(given))} now"
    old, new = _members(pair.old, pair.old_document), _members(pair.new, pair.new_document)
    if new or not is_sent:
        yield from (f"{where}.{name} is gone" for name in old.keys() - new.keys())
    required = (_required(pair.old, pair.old_document), _required(pair.new, pair.new_document))
    if is_sent and old:
        yield from (f"{where}.{name} is required now" for name in required[1] - required[0])
    if not is_sent:
        yield from (f"{where}.{name} may be absent now" for name in (required[0] - required[1]) & new.keys())
    for name in old.keys() & new.keys():
        yield from _compared(
            pair.at(old[name], new[name]), f"{where}.{name}", is_sent=is_sent, depth=depth + 1
        )
    inner, inner_now = pair.old.get("items"), pair.new.get("items")
    if isinstance(inner, dict) and isinstance(inner_now, dict):
        yield from _compared(pair.at(inner, inner_now), f"{where}[]", is_sent=is_sent, depth=depth + 1)


def _resolved(schema: Schema, document: dict[str, Any]) -> Schema:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _choices(schema: Schema, document: dict[str, Any]) -> list[Schema]:
    schema = _resolved(schema, document)
    options = schema.get("anyOf") or schema.get("oneOf")
    return [each for option in options for each in _choices(option, document)] if options else [schema]


def _types(schema: Schema, document: dict[str, Any]) -> set[str]:
    """The JSON types that a schema allows; empty where it does not say."""
    found: set[str] = set()
    for each in _choices(schema, document):
        type_ = each.get("type")
        found |= {type_} if isinstance(type_, str) else set(type_ or ())
    return {"number" if each == "integer" else each for each in found}


def _members(schema: Schema, document: dict[str, Any]) -> dict[str, Schema]:
    """The properties of every object that a schema allows."""
    choices = _choices(schema, document)
    return {name: each for choice in choices for name, each in choice.get("properties", {}).items()}


def _required(schema: Schema, document: dict[str, Any]) -> set[str]:
    """What each object that a schema allows has to have."""
    sets = [set(each.get("required", ())) for each in _choices(schema, document) if "properties" in each]
    return set.intersection(*sets) if sets else set()
