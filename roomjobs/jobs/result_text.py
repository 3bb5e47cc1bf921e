"""The text of a result until it is stored: in memory, or in a file if it is large."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable

    from roomjobs.plans.store import PlanStore

MOST_IN_MEMORY = 64_000_000  # bytes; the result of a million walls has a thousand million


class ResultText:
    """Parts of a document. Their file has no name, so that it goes with the process, too."""

    def __init__(self, most_in_memory: int = MOST_IN_MEMORY) -> None:
        self._most = most_in_memory
        self._parts: list[bytes] = []
        self._file: IO[bytes] | None = None
        self._kept = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._kept.close()

    def write(self, parts: Iterable[bytes]) -> None:
        """Take all parts of the document; those of a large one go to a file as they come."""
        size = 0
        for part in parts:
            size += len(part)
            self._parts.append(part)
            if self._file is None and size > self._most:
                self._file = self._kept.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - a false alarm
            if self._file is not None:
                self._file.writelines(self._parts)
                self._parts.clear()

    def store(self, plans: PlanStore, key: str) -> None:
        """Store the document, as often as that takes; raises what the store raises."""
        if self._file is None:
            plans.put_result(key, b"".join(self._parts))
            return
        self._file.seek(0)
        with os.fdopen(os.dup(self._file.fileno()), "rb") as copy:  # the upload closes what it reads
            plans.put_large_result(key, copy)
