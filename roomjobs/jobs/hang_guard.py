"""Ends a process that hangs in C code while holding the interpreter lock, so that no thread can run."""

from __future__ import annotations

import faulthandler
import math
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STDERR = 2  # the file descriptor, because Celery replaces `sys.stderr`
#: How the pool names the end of a process that was ended so: `faulthandler` calls `_exit(1)`.
EXIT = "exitcode 1"


@contextmanager
def killed_after(seconds: float) -> Iterator[None]:
    """
    End this process, with its stack on stderr, if the block takes longer than `seconds`.

    A C thread of `faulthandler`, which does not need the interpreter lock, ends it. Only the main thread is
    guarded: in a thread pool the process also works on other jobs. Blocks follow one another; they are not
    nested.
    """
    if math.isinf(seconds) or threading.current_thread() is not threading.main_thread():
        yield
        return
    faulthandler.dump_traceback_later(seconds, exit=True, file=_STDERR)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
