"""Reads query parameters strictly: a misspelt filter must not list everything."""

from __future__ import annotations

import math
import re
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from flask import abort, current_app, request

from roomjobs import RoomJobsError
from roomjobs.rest.declarations import declaration_of
from roomjobs.rest.http import access

if TYPE_CHECKING:
    from collections.abc import Collection

    from flask import Flask
    from werkzeug.datastructures import MultiDict

DEFAULT_LIMIT = 25
MOST_OF_A_PAGE = 100
_LONGEST_CURSOR = 8000  # characters

LATEST = 253_402_300_799  # the end of the year 9999, Unix seconds

_NUMBER = re.compile(r"\d{1,12}(\.\d{1,9})?", re.ASCII)


class InvalidQueryError(RoomJobsError):
    """A query parameter is not valid; `detail` follows its name and states what is allowed."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name} {detail}")
        self.name = name
        self.detail = detail


def register(app: Flask) -> None:
    """Refuse parameters that a route does not declare, but for the routes that answer to everybody."""

    @app.before_request
    def check() -> None:
        if request.endpoint is None or not request.query_string:
            return
        try:
            unquote_to_bytes(request.query_string).decode()
        except UnicodeDecodeError:
            abort(400, "The query must be UTF-8 text, percent-encoded, as in name=caf%C3%A9.")
        view = current_app.view_functions[request.endpoint]
        if access.needed(view) is None:
            return
        declaration = declaration_of(view)
        known = () if declaration is None else declaration.query_names
        for name in request.args:
            if name not in known:
                there_are = f"there are {', '.join(known)}" if known else "there are none here"
                raise InvalidQueryError(name[:40] or "without a name", f"is unknown; {there_are}.")


def text(args: MultiDict[str, str], name: str, *, at_most: int) -> str | None:
    """A text with something in it, or None where the parameter is not given."""
    value = _single(args, name)
    if value is not None and not 1 <= len(value) <= at_most:
        raise InvalidQueryError(name, f"must have 1 to {at_most} characters.")
    return value


def named(args: MultiDict[str, str], name: str, pattern: re.Pattern[str], what: str) -> str | None:
    """A text of one form, or None where the parameter is not given."""
    value = _single(args, name)
    if value is not None and not pattern.fullmatch(value):
        raise InvalidQueryError(name, f"must be {what}.")
    return value


def whole(args: MultiDict[str, str], name: str, *, default: int, least: int, most: int) -> int:
    value = _single(args, name)
    if value is None:
        return default
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII) or not least <= int(value) <= most:
        raise InvalidQueryError(name, f"must be a whole number from {least} to {most}.")
    return int(value)


def page(args: MultiDict[str, str], *, default: int = DEFAULT_LIMIT) -> tuple[int, str | None]:
    """The page size and the cursor of the previous page, None for the first page."""
    limit = whole(args, "limit", default=default, least=1, most=MOST_OF_A_PAGE)
    return limit, text(args, "cursor", at_most=_LONGEST_CURSOR)


def choice(args: MultiDict[str, str], name: str, allowed: Collection[str]) -> str | None:
    """One of these values, or None where the parameter is not given."""
    value = _single(args, name)
    if value is not None and value not in allowed:
        raise InvalidQueryError(name, f"must be one of {', '.join(allowed)}.")
    return value


def choices(args: MultiDict[str, str], name: str, allowed: Collection[str]) -> list[str]:
    """The values of a parameter that may be given several times."""
    values = args.getlist(name)
    if not set(values) <= set(allowed):
        raise InvalidQueryError(name, f"must be one of {', '.join(allowed)}; repeat it for several.")
    return values


def time(args: MultiDict[str, str], name: str) -> int | None:
    """A time, given in Unix seconds or as RFC 3339 writes it, rounded up to whole Unix seconds."""
    value = _single(args, name)
    if value is None:
        return None
    if _NUMBER.fullmatch(value):
        seconds = float(value)
    else:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise InvalidQueryError(
                name, "must be Unix seconds, or a time like 2026-01-31T12:00:00Z (write + as %2B in a query)."
            )
        seconds = max(0.0, moment.timestamp())
    if seconds > LATEST:
        raise InvalidQueryError(name, f"must be at most {LATEST}, the end of the year 9999.")
    return math.ceil(seconds)


def _single(args: MultiDict[str, str], name: str) -> str | None:
    values = args.getlist(name)
    if len(values) > 1:
        raise InvalidQueryError(name, "must not be given twice.")
    return values[0] if values else None
