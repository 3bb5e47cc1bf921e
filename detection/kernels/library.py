"""The compiled kernels, where there are any.

The calls use ``ctypes``: a library with a plain C interface works with every version of Python, and is built
without its headers. The interpreter is free for other threads while a kernel works.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from detection.kernels.arrangement import Arrangement, ArrangementFunctions
from detection.kernels.build import library_path
from detection.kernels.faces import FaceKernels
from detection.kernels.graphs import GraphKernels
from detection.kernels.index import Index, IndexFunctions
from detection.kernels.rows import RowKernels
from detection.kernels.structs import FloatArray
from detection.kernels.texts import TextKernels

SETTING = "DETECTION_KERNELS"  # "off" takes the NumPy path; a path is that of another library

_log = logging.getLogger(__name__)


class Kernels(GraphKernels, FaceKernels, RowKernels, TextKernels):
    """The functions of kernels.h, with NumPy's arrays."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._of_arrangements, self._of_indices = (
            ArrangementFunctions(self.library),
            IndexFunctions(self.library),
        )

    def arrangement(self) -> Arrangement:
        """An empty drawing, to be noded again and again as it grows."""
        return Arrangement(self, self._of_arrangements)

    def index(self, ends: FloatArray) -> Index:
        """Segments (n, 4) in a spatial index."""
        return Index(self, self._of_indices, ends)


_plain = False


def kernels() -> Kernels | None:
    """The kernels, or None if the NumPy path is used."""
    return None if _plain else _chosen()


@cache
def _chosen() -> Kernels | None:
    """The kernels that the environment chooses; it is asked once, for a look takes a microsecond."""
    return load(os.environ.get(SETTING, ""))


@contextmanager
def plain() -> Iterator[None]:
    """Take the NumPy path for a while, in all threads."""
    global _plain  # noqa: PLW0603 - read at each call, which has to be quick
    before, _plain = _plain, True
    try:
        yield
    finally:
        _plain = before


@cache
def load(setting: str) -> Kernels | None:
    """The kernels that a setting stands for: a path, "off", or nothing for those of this folder."""
    if setting == "off":
        return None
    path = setting or str(library_path())
    if not os.path.exists(path):  # noqa: PTH110 - this is on the way of a worker's start
        return None
    try:
        return Kernels(path)
    except OSError as error:
        _log.warning("the kernels in %s cannot be loaded, so detection takes its NumPy path: %s", path, error)
        return None
