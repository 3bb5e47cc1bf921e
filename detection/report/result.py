"""The result of detection, and its document for JSON."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import msgspec

from detection.report.document import document_of
from detection.rooms.rooms import Rooms


@contextmanager
def _no_collection() -> Iterator[None]:
    """Disable garbage collection while many objects are made, none of which is garbage."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@dataclass(frozen=True)
class DetectionResult(Rooms):
    """The rooms of a plan, which can be written down."""

    def to_document(self) -> dict[str, Any]:
        """The result as plain lists, numbers and texts."""
        document: dict[str, Any] = msgspec.to_builtins(document_of(self))
        return document

    def to_json(self) -> bytes:
        """The result as JSON: the same as :meth:`to_document`, without making its dictionaries."""
        with _no_collection():
            return msgspec.json.encode(document_of(self))
