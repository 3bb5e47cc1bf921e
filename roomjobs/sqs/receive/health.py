"""When messages were last asked for with success."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from time import monotonic, time

logger = logging.getLogger(__name__)


class Health:
    """The last time a receive succeeded, in memory and as the age of a file.

    A worker that holds all it may hold asks for nothing: that counts as success as long as its receiver
    runs. What is old then has a cause: the queue cannot be reached, or the receiver is stuck.
    """

    def __init__(self, path: str | None) -> None:
        self._path = Path(path) if path else None
        self._lock = threading.Lock()
        self._touched = 0.0
        self._unwritable = False
        #: Unix time of the last success, None before the first.
        self.last_success: float | None = None
        #: Failures since then.
        self.failures = 0

    def succeeded(self) -> None:
        with self._lock:
            self.last_success = time()
            self.failures = 0
            if self._path is not None and monotonic() - self._touched >= 1:
                self._touch(self._path)

    def failed(self) -> None:
        with self._lock:
            self.failures += 1

    def _touch(self, path: Path) -> None:
        """Touch the file; a full or read-only disk must not stop receiving."""
        self._touched = monotonic()
        try:
            path.touch()
            os.utime(path)
        except OSError as error:
            if not self._unwritable:
                logger.warning("cannot write the health file, the worker continues without it: %r", error)
            self._unwritable = True
        else:
            self._unwritable = False


def seconds_since_success(path: str) -> float | None:
    """
    Tell the age of a health file, for the health check of a container.

    Parameters
    ----------
    path : str
        The file of the option ``health_file``.

    Returns
    -------
    float or None
        Seconds since the last receive that succeeded; None if there was none yet.

    Examples
    --------
    >>> seconds_since_success("no-such-file") is None
    True
    """
    try:
        return max(0.0, time() - Path(path).stat().st_mtime)
    except FileNotFoundError:
        return None
