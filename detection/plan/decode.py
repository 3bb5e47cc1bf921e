"""Decode the JSON text of a plan, and refuse texts that two JSON parsers could read differently.

Standard library only, like :mod:`detection.plan.parse`, which reads what comes out of here.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from detection.faults import Fault, InvalidPlanError

MAX_DEPTH = 32  # lists and objects inside each other; a plan needs five
_MAX_FAULTS = 1000  # listed one by one
_LONGEST_KEY = 100  # characters of a key that a pointer repeats

_SURROGATE = re.compile("[\ud800-\udfff]")


def decode_plan(data: bytes) -> object:
    """Decode JSON text strictly: UTF-8 without a mark, no key twice, finite numbers, bounded depth.

    Raises
    ------
    InvalidPlanError
        With every fault of the text, by pointer where it has a place in the document.
    """
    text = _text(data)
    if not text or text.isspace():
        raise _refusal("is empty; export the plan again")
    try:
        document = json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise _refusal(f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _refusal(_TOO_DEEP) from None
    except ValueError:  # Python refuses to read it, because that takes quadratic time
        raise _refusal("is not JSON that can be read: it holds a number of thousands of digits") from None
    if not _is_sound(document) and (faults := list(_first(_faults(document)))):
        raise InvalidPlanError(tuple(faults))
    return document


_TOO_DEEP = f"is nested too deeply: lists and objects may lie {MAX_DEPTH} deep in each other"


class _Ambiguous(dict[str, Any]):
    """A JSON object in which keys were given more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        counts = Counter(key for key, _ in pairs)
        self.twice = [key for key, count in counts.items() if count > 1]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    return plain if len(plain) == len(pairs) else _Ambiguous(pairs)


def _text(data: bytes) -> str:
    encoding = json.detect_encoding(data)
    if encoding == "utf-8-sig":
        raise _refusal("starts with a byte order mark; send UTF-8 without one")
    if encoding != "utf-8":
        raise _refusal(f"is not UTF-8 text, but looks like {encoding.upper()}; save it as UTF-8")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise _refusal(
            f"is not UTF-8 text: byte 0x{data[error.start]:02x} at position {error.start}; save it as UTF-8"
        ) from None


def _is_sound(document: object) -> bool:
    """Whether nothing is wrong with a decoded document; level by level, as a pointer to each takes long."""
    level: list[Any] = [document]
    for _ in range(MAX_DEPTH):
        objects = [value for value in level if isinstance(value, dict)]
        lists = [value for value in level if type(value) is list]
        texts = {value for value in level if type(value) is str}.union(*objects)
        numbers = [value for value in level if type(value) is float]
        if (
            any(type(each) is _Ambiguous for each in objects)
            or any(map(_SURROGATE.search, texts))
            or not all(map(math.isfinite, numbers))
        ):
            return False
        if not objects and not lists:
            return True
        level = [*chain.from_iterable(map(dict.values, objects)), *chain.from_iterable(lists)]
    return False  # perhaps too deep


def _faults(document: object) -> Iterator[Fault]:
    """What is wrong with a decoded document, in its order; a level too deep is not entered."""
    pending: list[tuple[str, int, object]] = [("", 0, document)]
    while pending:
        at, depth, value = pending.pop()
        if isinstance(value, float) and not math.isfinite(value):
            yield Fault(
                at, "must be a finite number: JSON knows no NaN and no Infinity, and numbers end at 1e308"
            )
        elif isinstance(value, str) and _SURROGATE.search(value):
            yield Fault(at, "is text with half of a surrogate pair, which is no character")
        elif isinstance(value, (dict, list)):
            if depth == MAX_DEPTH:
                yield Fault(at, _TOO_DEEP)
                continue
            if isinstance(value, _Ambiguous):
                yield from (
                    Fault(f"{at}/{pointer_step(key)}", "is given more than once") for key in value.twice
                )
            if isinstance(value, dict) and any(_SURROGATE.search(key) for key in value):
                yield Fault(at, "has a key with half of a surrogate pair, which is no character")
            items: Iterable[tuple[object, object]] = (
                value.items() if isinstance(value, dict) else enumerate(value)
            )
            pending += reversed([(f"{at}/{pointer_step(key)}", depth + 1, each) for key, each in items])


def _first(faults: Iterator[Fault]) -> Iterator[Fault]:
    for count, fault in enumerate(faults):
        if count == _MAX_FAULTS:
            yield Fault("", f"has more faults; the first {_MAX_FAULTS} are listed")
            return
        yield fault


def pointer_step(key: object) -> str:
    """A key as a step of a JSON Pointer (RFC 6901)."""
    shown = _SURROGATE.sub("\ufffd", str(key)[:_LONGEST_KEY])
    return shown.replace("~", "~0").replace("/", "~1")


def _refusal(detail: str) -> InvalidPlanError:
    return InvalidPlanError((Fault("", detail),))
