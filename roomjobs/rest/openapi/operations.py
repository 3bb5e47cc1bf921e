"""The part of the OpenAPI document that describes one route."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from roomjobs.jobs.lanes import Lane
from roomjobs.rest.access.principals import LONGEST_OWNER
from roomjobs.rest.declarations import reference
from roomjobs.rest.http.access import needed
from roomjobs.rest.result_formats import TYPE_OF
from roomjobs.rest.schemas.catalogue import KINDS
from roomjobs.rest.schemas.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.routing import Rule

    from roomjobs.rest.declarations import Answer, Content, Declaration, Parameter

TAG_OF = {  # of blueprints that are named otherwise
    "submissions": "jobs",
    "previews": "plans",
    "job_lists": "jobs",
    "job_changes": "jobs",
    "results": "jobs",
    "timelines": "jobs",
    "workers": "fleet",
    "batch_lists": "batches",
    "dead_letters": "dead letters",
}
_PATH_PARAMETERS: dict[str, dict[str, Any]] = {
    "job_id": {"schema": {"type": "string", "pattern": "^job_[0-9a-f]{32}$"}},
    "batch_id": {"schema": {"type": "string", "pattern": "^batch_[0-9a-f]{32}$"}},
    "callback_id": {"schema": {"type": "string", "maxLength": 120}},
    "owner": {"schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_OWNER}},
    "suffix": {"schema": {"enum": list(TYPE_OF)}},
    "message_id": {"schema": {"type": "string"}},
    "name": {"schema": {"type": "string"}},
    "lane": {"schema": {"enum": list(Lane)}},
    "code": {
        "description": "the code of a problem document",
        "schema": {"type": "string", "enum": list(KINDS)},
    },
}
_OF_ALL = (400, 429)  # what every route may answer: to a wrong head, and to too many requests at once
_OF_TOKENS = (401, 403)  # and what one that takes a token may
_REASONS = {
    400: "A parameter, a header or the encoding is wrong; detail says which, and what it may be.",
    401: "The token is missing or not valid.",
    403: "The token is valid, but lacks the required scope.",
    404: "It does not exist, or belongs to another owner.",
    406: "No format that the client accepts is available; detail lists the formats.",
    408: "The body came too slowly; upload a large file instead.",
    409: "The current state does not allow it; detail gives the reason.",
    412: "The state has another ETag than If-Match names, or none; read it again.",
    413: "The body exceeds the limit; upload larger plans.",
    415: "The plan was not sent as JSON.",
    422: "The body has faults; errors lists them all.",
    429: "Too many requests in this minute, or at once.",
    501: "This deployment does not offer it; detail says what to do instead.",
    503: "A store or the queue is unreachable; try again.",
    504: "The worker did not answer in time; the command may come through yet.",
}


def path_of(rule: Rule) -> str:
    """
    The path of a route as OpenAPI writes it.

    Examples
    --------
    >>> from werkzeug.routing import Rule
    >>> path_of(Rule("/jobs/<job_id>/result.<suffix>"))
    '/jobs/{job_id}/result.{suffix}'
    """
    return re.sub("<(?:[^:>]+:)?(.+?)>", r"{\1}", rule.rule)


def structs_of(declaration: Declaration) -> Iterator[type]:
    """The structs that a route takes and gives."""
    contents = [declaration.body, *(each.content for each in declaration.answers)]
    for content in contents:
        for schema in content.types.values() if content else ():
            if isinstance(schema, type):
                yield schema
            elif isinstance(schema, tuple):
                yield from schema
    if declaration.events is not None:
        yield declaration.events


def operation(rule: Rule, view: object, declaration: Declaration) -> dict[str, Any]:
    """The operation object of a route; its id is the name of its function."""
    blueprint, _, name = rule.endpoint.rpartition(".")
    is_public = needed(view) is None
    refused = sorted({*_OF_ALL, *(() if is_public else _OF_TOKENS), *declaration.refuses})
    words = inspect.getdoc(view) or ""
    described: dict[str, Any] = {
        "tags": [TAG_OF.get(blueprint, blueprint)],
        "operationId": re.sub("_(.)", lambda found: found[1].upper(), name),
        "summary": words.partition("\n")[0].removesuffix("."),
        "description": re.sub(r"(?<!\n)\n(?!\n)", " ", words),
        "security": [] if is_public else [{"token": []}],
    }
    names = re.findall("{(.+?)}", path_of(rule))
    parameters = [{"name": each, "in": "path", "required": True, **_PATH_PARAMETERS[each]} for each in names]
    if parameters := parameters + [_parameter(each) for each in declaration.takes]:
        described["parameters"] = parameters
    if declaration.body is not None:
        described["requestBody"] = {"required": True, "content": _content(declaration.body)}
    problem = {"application/problem+json": {"schema": reference(Problem)}}
    described["responses"] = {
        **{str(status): {"description": _REASONS[status], "content": problem} for status in refused},
        **{str(each.status): _response(each) for each in declaration.answers},
    }
    return described


def _parameter(declared: Parameter) -> dict[str, Any]:
    described = {"name": declared.name, "in": declared.place, "schema": declared.schema}
    return {**described, "description": declared.description} if declared.description else described


def _response(answer: Answer) -> dict[str, Any]:
    headers = {
        name: {"description": words, "schema": {"type": kind}}
        for name, (kind, words) in answer.headers.items()
    }
    return {
        "description": answer.description,
        **({"headers": headers} if headers else {}),
        **({"content": _content(answer.content)} if answer.content else {}),
    }


def _content(content: Content) -> dict[str, Any]:
    examples = {name: {"value": value} for name, value in content.examples.items()}
    more = {"examples": examples} if examples else {}
    return {type_: {"schema": _schema(schema), **more} for type_, schema in content.types.items()}


def _schema(schema: type | tuple[type, ...] | dict[str, Any]) -> dict[str, Any]:
    if isinstance(schema, dict):
        return schema
    if isinstance(schema, tuple):
        return {"anyOf": [reference(each) for each in schema]}
    return reference(schema)
