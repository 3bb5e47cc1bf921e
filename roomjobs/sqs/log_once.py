"""Logs a repeated warning only once."""

from __future__ import annotations

import logging
from collections import OrderedDict

#: Maximum number of keys remembered; the oldest are forgotten first.
_REMEMBERED = 1000


class Once:
    """Warns once per key: an item that cannot be read is found again in every round."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._keys: OrderedDict[str, None] = OrderedDict()

    def warn(self, key: str, text: str, *arguments: object) -> None:
        """Log a warning about `key` the first time, and a debug line afterwards."""
        known = key in self._keys
        self._keys[key] = None
        while len(self._keys) > _REMEMBERED:
            self._keys.popitem(last=False)
        self._logger.log(logging.DEBUG if known else logging.WARNING, text, *arguments)
