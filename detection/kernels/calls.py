"""Call the functions of the library: their arguments, what they hand back, and how they are stopped."""

import ctypes
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from detection.kernels.structs import ADDRESS, TYPES, Output, arrays_of
from detection.progress import Beat, silent

DONE, NO_MEMORY, STOPPED = 0, 1, 2  # as in kernels.h
QUICK = 1 << 14  # segments or edges: smaller inputs finish without a call of the progress callback

_Beat = ctypes.CFUNCTYPE(ctypes.c_int)


class Calls:
    """A loaded library."""

    def __init__(self, path: str) -> None:
        self.library = ctypes.CDLL(path)
        self.release = self.library.kernel_release
        self.release.argtypes, self.release.restype = [ADDRESS], None
        self._free = self.library.kernel_free
        self._free.argtypes, self._free.restype = [ADDRESS], None

    def run(self, function: Callable[..., int], arguments: tuple[Any, ...], types: str) -> list[Any]:
        """Call a kernel, and take over the arrays that it hands back."""
        output = Output()
        address = ctypes.addressof(output)
        status = function(*arguments, address)
        return self.taken(status, output, types)

    def taken(self, status: int, output: Output, types: str) -> list[Any]:
        """Take over what a kernel has handed back, and give its memory back."""
        try:
            if status == DONE:
                return arrays_of(output, types, self._free)
        finally:
            self.release(ctypes.addressof(output))
        if status == NO_MEMORY:
            raise MemoryError
        return [np.zeros(0, dtype=TYPES[kind]) for kind in types]  # stopped: the guard raises


def declare(function: Any, *arguments: Any) -> Callable[..., int]:  # noqa: ANN401 - of ctypes
    """A kernel; its last argument is where its output goes."""
    function.argtypes = [*arguments, ADDRESS]
    function.restype = ctypes.c_int
    declared: Callable[..., int] = function
    return declared


class Guard:
    """A progress callback for C: an exception stops the kernel, and is raised again after it."""

    def __init__(self, beat: Beat, work: int) -> None:
        self.address: int | None = None
        self._beat = beat
        self._raised: BaseException | None = None
        if beat is not silent and work > QUICK:
            self._callback = _Beat(self._call)  # kept, for C holds the bare address
            self.address = ctypes.cast(self._callback, ctypes.c_void_p).value

    def _call(self) -> int:
        try:
            self._beat()
        except BaseException as error:  # noqa: BLE001 - raised again in __exit__
            self._raised = error
            return 1
        return 0

    def __enter__(self) -> Self:
        if self.address is None:
            self._beat()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._raised is not None:
            raise self._raised
