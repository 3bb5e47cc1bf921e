"""What the public functions of our libraries say of themselves."""

from __future__ import annotations

import inspect
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LIBRARIES = ["detection", "detection.exporters", "detection.importers", "roomjobs.sqs"]


def public_functions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Functions that the libraries name as public, and public methods that their classes do not inherit."""
    for library in LIBRARIES:
        module = import_module(library)
        for name in module.__all__:
            thing = getattr(module, name)
            if inspect.isfunction(thing):
                yield f"{library}.{name}", thing
            elif inspect.isclass(thing):
                for method, function in vars(thing).items():
                    is_inherited = any(hasattr(base, method) for base in thing.__bases__)
                    if not method.startswith("_") and inspect.isfunction(function) and not is_inherited:
                        yield f"{library}.{name}.{method}", function


@pytest.mark.parametrize("function", [pytest.param(each, id=name) for name, each in public_functions()])
def test_a_public_function_says_how_to_call_it(function: Callable[..., Any]) -> None:
    text = inspect.getdoc(function) or ""
    signature = inspect.signature(function)
    wanted = ["Examples\n--------\n>>>"]
    if set(signature.parameters) - {"self"}:
        wanted.append("Parameters\n----------\n")
    if inspect.isgeneratorfunction(inspect.unwrap(function)):
        wanted.append("Yields\n------\n")
    elif signature.return_annotation not in (None, "None"):
        wanted.append("Returns\n-------\n")
    assert [section for section in wanted if section not in text] == []
