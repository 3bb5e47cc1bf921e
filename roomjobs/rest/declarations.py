"""
What a route says of itself, beside its code: parameters, body, answers and refusals.

The OpenAPI document is made of these declarations (`roomjobs.rest.openapi`), and requests are held against
them: a parameter of the query that is not declared is refused. A declaration names structs of `schemas` and
costs no more than a few small objects, so that a Lambda starts as quickly as without: a dataclass takes ten
times as long to define as a struct.

    @routes.get("/jobs/<job_id>")
    @require(Scope.READ)
    @declares(answers(200, JobState, "The state of the job."), takes=(WAIT,), refuses=(404, 503))
    def get_job(job_id: str) -> Response:
        '''The state of a job.'''

Summary and description are the docstring; the path, its parameters and the method are the route's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

View = TypeVar("View", bound=Callable[..., object])
Schema = dict[str, Any]  # JSON Schema
JSON = "application/json"

_ATTRIBUTE = "roomjobs_declaration"


class Parameter(msgspec.Struct, frozen=True):
    """A parameter of a query or a header."""

    name: str
    place: str  # query or header
    schema: Schema
    description: str = ""


class Content(msgspec.Struct, frozen=True):
    """A body by its media types: each a struct of `schemas`, several of them, or a schema as it is."""

    types: Mapping[str, type | tuple[type, ...] | Schema]
    examples: Mapping[str, object] = {}


class Answer(msgspec.Struct, frozen=True):
    """What a route answers with one status; headers by name, each with its type and its meaning."""

    status: int
    description: str
    content: Content | None = None
    headers: Mapping[str, tuple[str, str]] = {}


class Declaration(msgspec.Struct, frozen=True):
    """All that a route says of itself beside its address, its scope and its docstring."""

    answers: tuple[Answer, ...]
    takes: tuple[Parameter, ...] = ()
    body: Content | None = None
    refuses: tuple[int, ...] = ()  # statuses of problem documents, beside those of tokens
    events: type | None = None  # struct in the events of a stream

    @property
    def query_names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.takes if each.place == "query")


def reference(struct: type) -> Schema:
    """Refer to the schema of a struct, from within another schema."""
    return {"$ref": f"#/components/schemas/{struct.__name__}"}


def declares(
    *answers: Answer,
    takes: tuple[Parameter, ...] = (),
    body: Content | None = None,
    refuses: tuple[int, ...] = (),
    events: type | None = None,
) -> Callable[[View], View]:
    """Declare a route; put this directly above its function."""
    declaration = Declaration(answers, takes, body, refuses, events)

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, declaration)
        return view

    return mark


def declaration_of(view: object) -> Declaration | None:
    """The declaration of a route, None if it has none."""
    found: Declaration | None = getattr(view, _ATTRIBUTE, None)
    return found


def answers(
    status: int, content: type | Content | None, description: str, **headers: tuple[str, str]
) -> Answer:
    """Describe an answer; a struct is JSON, and the words of a header's name are joined by `_`."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, description, json(content) if isinstance(content, type) else content, told)


def json(*structs: type, examples: Mapping[str, object] | None = None) -> Content:
    """Describe a body of JSON, which is one of the structs."""
    return Content({JSON: structs[0] if len(structs) == 1 else structs}, examples or {})


def text(*types: str) -> Content:
    """Describe a body of text in one of these media types."""
    return Content({type_: {"type": "string"} for type_ in types})


def query(name: str, schema: Schema, description: str = "") -> Parameter:
    """Describe a parameter of the query."""
    return Parameter(name, "query", schema, description)


def header(name: str, description: str, **schema: str) -> Parameter:
    """Describe a header of the request."""
    return Parameter(name, "header", {"type": "string", **schema}, description)
