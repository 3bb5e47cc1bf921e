"""A Python that lacks a library, for tests of what is said then."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def lack(monkeypatch: pytest.MonkeyPatch, library: str, importer: str) -> None:
    """
    Make each import of a library fail until the test ends, those of an importer's modules anew.

    What another test has loaded before would otherwise be found, whole or in part.
    """
    for name in list(sys.modules):
        if name.partition(".")[0] == library or f"{name}.".startswith(f"detection.importers.{importer}."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
