"""A model's states are tuples without circles: collecting garbage finds nothing there, and costs a third."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def without_collection() -> Iterator[None]:
    """No collection of garbage while a model is explored."""
    gc.disable()
    yield
    gc.enable()
