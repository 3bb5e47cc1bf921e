"""Ends a process that hangs in C code which holds the interpreter, so that none of its threads can run."""

from __future__ import annotations

import faulthandler
import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STDERR = 2  # its file descriptor: Celery puts other objects in the place of `sys.stderr`


@contextmanager
def killed_after(seconds: float) -> Iterator[None]:
    """
    Have this process end, with its stack on stderr, should the block take longer than `seconds`.

    A thread of C, which needs no interpreter, sees to it. Only the main thread is guarded: in a pool of
    threads the process works on other jobs, too.
    """
    if math.isinf(seconds) or threading.current_thread() is not threading.main_thread():
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=_STDERR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
