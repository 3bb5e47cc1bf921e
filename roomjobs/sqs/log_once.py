"""Log lines that would otherwise come again every round."""

from __future__ import annotations

import logging
from collections import OrderedDict

#: Keys beyond that many are forgotten, the oldest first.
_REMEMBERED = 1000


class Once:
    """Warns about each thing once: what cannot be read stays where it is and is met again and again."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._keys: OrderedDict[str, None] = OrderedDict()

    def warn(self, key: str, text: str, *arguments: object) -> None:
        """Log a warning about the thing called `key`, or a debug line if it is known."""
        known = key in self._keys
        self._keys[key] = None
        while len(self._keys) > _REMEMBERED:
            self._keys.popitem(last=False)
        self._logger.log(logging.DEBUG if known else logging.WARNING, text, *arguments)
