"""
Take the network from this process and all that it starts, as readers of other people's files need none.

A filter of system calls (seccomp) refuses sockets of every family but those within the machine (AF_UNIX).
Unlike a network namespace it needs no rights, so it works in containers, too; it cannot be taken off again,
and a program that takes the place of this one keeps it. Where there is no such filter (not Linux, or another
processor), nothing changes.

Source: seccomp(2), linux/filter.h and linux/audit.h of the kernel.
"""

import ctypes
import platform
import struct
import sys

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2  # of prctl(2)
_NUMBER, _ARCHITECTURE, _FAMILY = (
    0,
    4,
    16,
)  # bytes into what a filter sees; the low half of the first argument
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_UNIX = 1
_IO_URING_SETUP = 425  # whose rings open sockets past any filter
_X32 = 0x40000000  # other numbers for the same calls, on x86-64 only
_OF_MACHINE = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
}  # its mark, and the number of socket(2)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def go_offline() -> bool:
    """
    Refuse sockets from here on, in this thread and in what it starts.

    Returns
    -------
    bool
        Whether the filter is set; without it, the network is as before.

    Notes
    -----
    Call it before other threads are started, which keep what they have.
    """
    if sys.platform != "linux" or platform.machine() not in _OF_MACHINE or sys.maxsize < 2**32:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    steps = _steps(*_OF_MACHINE[platform.machine()])
    program = _Program(len(steps), b"".join(steps))
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(library.prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _steps(mark: int, socket: int) -> list[bytes]:
    """The filter; jumps count the steps that are skipped, if the value is as compared and if it is not."""
    return [
        _step(_LOAD, _ARCHITECTURE),
        _step(_EQUAL, mark, otherwise=7),  # calls of 32-bit programs
        _step(_LOAD, _NUMBER),
        _step(_AT_LEAST, _X32, then=5),
        _step(_EQUAL, _IO_URING_SETUP, then=4),
        _step(_EQUAL, socket, otherwise=2),
        _step(_LOAD, _FAMILY),
        _step(_EQUAL, _UNIX, otherwise=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _REFUSE),
    ]


def _step(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
