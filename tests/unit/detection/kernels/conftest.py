"""Compiled kernels for the tests that need them."""

import os

import pytest

from detection.kernels import build, library


@pytest.fixture
def kernels() -> library.Kernels:
    found = library.kernels()
    if found is None:
        # Without a compiler, or switched off, the NumPy path is the product; else no library is a fault.
        assert build.find_compiler() is None or os.environ.get(library.SETTING) == "off"
        pytest.skip("there are no compiled kernels: no C compiler, or DETECTION_KERNELS=off")
    return found
