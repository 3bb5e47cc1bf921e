"""What the values of options have to be; each check raises `OptionsError` with the name of the option."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .errors import OptionsError

if TYPE_CHECKING:
    from collections.abc import Callable

_FUNCTION = re.compile(r"[\w.]+:[\w.]+")


def whole(low: int, high: int) -> Callable[[str, object], None]:
    """Check for a whole number from `low` to `high`; SQS takes no other."""

    def check(name: str, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise OptionsError(f"{name} is a whole number from {low} to {high}, not {value!r}")

    return check


def number(low: float, high: float) -> Callable[[str, object], None]:
    """Check for a number from `low` to `high`."""

    def check(name: str, value: object) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise OptionsError(f"{name} is a number from {low} to {high}, not {value!r}")

    return check


def flag(name: str, value: object) -> None:
    if not isinstance(value, bool):
        raise OptionsError(f"{name} is True or False, not {value!r}")


def any_text(name: str, value: object) -> None:
    if not isinstance(value, str):
        raise OptionsError(f"{name} is a text, not {value!r}")


def text(name: str, value: object) -> None:
    any_text(name, value)
    if not value:
        raise OptionsError(f"{name} is a text that is not empty: leave it out, or set it to None")


def like(pattern: str, example: str) -> Callable[[str, object], None]:
    """Check for a text of the form of `example`."""

    def check(name: str, value: object) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise OptionsError(f"{name} is a text like {example!r}, not {value!r}")

    return check


region = like(r"[a-z0-9]+(-[a-z0-9]+)*", "eu-west-1")
role = like(r"arn:[\w-]+:iam::\d{12}:role/.+", "arn:aws:iam::123456789012:role/name")


def url(name: str, value: object) -> None:
    if (
        not isinstance(value, str)
        or not urlsplit(value).netloc
        or urlsplit(value).scheme not in {"http", "https"}
    ):
        raise OptionsError(f"{name} is a URL that begins with http:// or https://, not {value!r}")


def function(name: str, value: object) -> None:
    if not isinstance(value, str) or not _FUNCTION.fullmatch(value):
        raise OptionsError(f"{name} is the name of a function, 'module:name', not {value!r}")


def one_of(*known: str) -> Callable[[str, object], None]:
    """Check for one of a few words."""

    def check(name: str, value: object) -> None:
        if value not in known:
            raise OptionsError(f"{name} is {' or '.join(map(repr, known))}, not {value!r}")

    return check


def mapping(name: str, value: object) -> None:
    if not isinstance(value, Mapping) or not all(
        isinstance(part, str) for item in value.items() for part in item
    ):
        raise OptionsError(f"{name} is a mapping of text to text, not {value!r}")


def attribute_names(name: str, value: object) -> None:
    """Check for names of SQS attributes: of the service's own, or of both kinds by their parameters."""
    kinds = {"MessageSystemAttributeNames", "MessageAttributeNames"}
    lists = list(value.values()) if isinstance(value, Mapping) else [value]
    known = not isinstance(value, Mapping) or set(value) <= kinds
    if not known or not all(
        isinstance(each, list | tuple) and all(isinstance(part, str) for part in each) for each in lists
    ):
        raise OptionsError(
            f"{name} is a list of names, or a mapping of {' and '.join(sorted(kinds))} to such lists, "
            f"not {value!r}"
        )
