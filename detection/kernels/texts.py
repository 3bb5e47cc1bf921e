"""Kernel that reads the walls of a plan from its text."""

import ctypes

from detection.kernels.calls import DONE, Calls, declare
from detection.kernels.structs import COUNT, NUMBER, Output


class TextKernels(Calls):
    """That of detection/plan/plain_walls.py."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._plain_walls = declare(self.library.kernel_plain_walls, ctypes.c_char_p, COUNT, NUMBER)

    def plain_walls(self, text: bytes, bound: float) -> tuple[slice, bytes, bytes] | None:
        """Where the list of walls stands in JSON, their pieces (w, 5) as float64, and flags (w,).

        None where a wall is anything but a straight line with coordinates within the bound.
        """
        output = Output()
        address = ctypes.addressof(output)
        try:
            if self._plain_walls(text, len(text), bound, address) != DONE:
                raise MemoryError
            first, end = (ctypes.c_int64 * 2).from_address(output.data[0])
            if end < 0:
                return None
            pieces, bearing = (ctypes.string_at(output.data[k], output.bytes[k]) for k in (1, 2))
            return slice(first, end), pieces, bearing
        finally:
            self.release(address)
