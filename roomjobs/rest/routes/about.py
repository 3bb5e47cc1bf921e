"""The routes that describe the API: its OpenAPI document, as JSON and as a page."""

from __future__ import annotations

from typing import Any

import msgspec
from flask import Blueprint, Response, abort, current_app, render_template, request

from roomjobs.rest.declarations import Content, answers, declares, text
from roomjobs.rest.http.access import public
from roomjobs.rest.schemas.catalogue import KINDS

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_KEPT = "max-age=300"
_METHODS = ("get", "post", "put", "patch", "delete")
_PAGE = answers(200, text("text/html"), "A page that loads nothing else.")


def blueprint() -> Blueprint:
    """Routes over the OpenAPI document, which is made when somebody asks for it first."""
    made: list[dict[str, Any]] = []
    routes = Blueprint("about", __name__, template_folder="templates")

    def cached_document() -> dict[str, Any]:
        from roomjobs.rest.openapi import document  # noqa: PLC0415 - few processes are ever asked for it

        if not made:
            made.append(document(current_app))
        return made[0]

    @routes.get("/openapi.json")
    @public
    @declares(answers(200, Content({"application/json": {"type": "object"}}), "OpenAPI 3.1."))
    def get_openapi() -> Response:
        """The OpenAPI document."""
        here = {"url": request.script_root or "/", "description": "This service"}
        document = {**cached_document(), "servers": [here]}
        response = Response(msgspec.json.encode(document), content_type="application/json")
        response.headers["Cache-Control"] = _KEPT
        return response

    @routes.get("/docs")
    @public
    @declares(_PAGE)
    def get_docs() -> Response:
        """The OpenAPI document, for people."""
        document = cached_document()
        operations = [
            {"method": method, "path": path, **parts[method]}
            for path, parts in document["paths"].items()
            for method in _METHODS
            if method in parts
        ]
        return _page("docs.html", document=document, operations=operations, type_of=type_of)

    @routes.get("/problems")
    @public
    @declares(_PAGE)
    def list_problems() -> Response:
        """Every kind of error, as a page for people."""
        return _page("problems.html", kinds=KINDS)

    @routes.get("/problems/<code>")
    @public
    @declares(_PAGE, refuses=(404,))
    def get_problem(code: str) -> Response:
        """One kind of error, as a page for people."""
        if code not in KINDS:
            abort(404, "There is no such kind of error; /problems lists all.")
        return _page("problems.html", kinds={code: KINDS[code]})

    return routes


def _page(template: str, **values: Any) -> Response:  # noqa: ANN401 - whatever the template shows
    headers = {"Content-Security-Policy": _POLICY, "Cache-Control": _KEPT}
    page = render_template(template, **values)
    return Response(page, content_type="text/html; charset=utf-8", headers=headers)


def type_of(schema: dict[str, Any]) -> dict[str, str | None]:
    """A short description of a schema, and the name of the schema that it refers to, if any."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return {"words": name, "leads_to": name}
    for union in ("anyOf", "oneOf"):
        if union in schema:
            parts = [type_of(each) for each in schema[union]]
            leads_to = next((each["leads_to"] for each in parts if each["leads_to"]), None)
            return {"words": " or ".join(str(each["words"]) for each in parts), "leads_to": leads_to}
    if "enum" in schema:
        return {"words": " | ".join(map(str, schema["enum"])), "leads_to": None}
    if schema.get("type") == "array":
        items = (
            type_of(schema["items"])
            if isinstance(schema.get("items"), dict)
            else {"words": "values", "leads_to": None}
        )
        return {"words": f"list of {items['words']}", "leads_to": items["leads_to"]}
    return {"words": str(schema.get("format") or schema.get("type") or "anything"), "leads_to": None}
