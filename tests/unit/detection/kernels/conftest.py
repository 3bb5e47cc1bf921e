"""Compiled kernels for the tests that need them."""

import pytest

from detection.kernels import library


@pytest.fixture
def kernels() -> library.Kernels:
    found = library.kernels()
    if found is None:
        pytest.skip("there are no compiled kernels: no C compiler, or DETECTION_KERNELS=off")
    return found
