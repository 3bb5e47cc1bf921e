"""
The keys that an identity provider publishes (JWKS, RFC 7517), fetched so that nobody waits for them in vain.

One fetch at a time, in a thread of its own; a request waits for the first one alone, and briefly. What is
known stays valid while the provider is unreachable. An unknown key id makes for one fetch in half a minute at
most, and a provider that fails is left alone for a while: whoever sends tokens of their own making has no say
in how often it is asked.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import urllib3

from roomjobs import RoomJobsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from jwt import PyJWK

_log = logging.getLogger(__name__)

FRESH_SECONDS = 300  # then they are fetched anew, while the old ones serve on
LONGEST_SECONDS = 24 * 3600  # keys that nobody could fetch anew for longer are good no more
UNKNOWN_SECONDS = 30  # between two fetches because of a key id that is not among them
FAILED_SECONDS = 10  # after a failure
_FETCH_SECONDS = 3
_MOST_BYTES = 1_000_000
_MOST_WAITERS = 4  # requests that wait for the first keys; others are told to come back


class KeysUnavailableError(RoomJobsError):
    """The provider's keys cannot be fetched, so no JWT can be checked."""


def fetch(url: str) -> bytes:
    """
    Fetch the document within a few seconds, however slowly it comes.

    Raises
    ------
    KeysUnavailableError
    """
    end = time.monotonic() + _FETCH_SECONDS
    timeout = urllib3.Timeout(total=_FETCH_SECONDS)
    try:
        with urllib3.PoolManager(timeout=timeout, retries=False).request(
            "GET", url, preload_content=False, redirect=False, headers={"Accept": "application/json"}
        ) as response:
            if response.status != 200:
                raise KeysUnavailableError(f"{url} answered {response.status}")
            document = b""
            while part := response.read1(65536):
                document += part
                if len(document) > _MOST_BYTES or time.monotonic() > end:
                    raise KeysUnavailableError(f"{url} sends too much or too slowly")
    except urllib3.exceptions.HTTPError as error:
        raise KeysUnavailableError(f"{url}: {error}") from error
    return document


@dataclass(slots=True)
class KeySet:
    """The keys at `url`, by their ids."""

    url: str
    load: Callable[[str], bytes] = fetch
    clock: Callable[[], float] = time.monotonic
    _keys: dict[str, PyJWK] = field(default_factory=dict, init=False)
    _fetched_at: float = field(default=float("-inf"), init=False)
    _tried_at: float = field(default=float("-inf"), init=False)
    _failed: bool = field(default=False, init=False)
    _fetching: threading.Event | None = field(default=None, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _waiters: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(_MOST_WAITERS), init=False
    )

    def key(self, key_id: str) -> PyJWK | None:
        """
        The key of that id, None when the provider has none of it.

        Raises
        ------
        KeysUnavailableError
            None are known, and none can be fetched now.
        """
        known = self._keys.get(key_id)
        age = self.clock() - self._fetched_at
        if known is not None and age < FRESH_SECONDS:
            return known
        fetching = self._fetch_if_due(is_unknown=known is None and age < FRESH_SECONDS)
        if known is not None and age < LONGEST_SECONDS:
            return known  # meanwhile they are fetched anew
        if fetching is not None and self._waiters.acquire(blocking=False):
            try:
                fetching.wait(_FETCH_SECONDS)
            finally:
                self._waiters.release()
        if self.clock() - self._fetched_at > LONGEST_SECONDS:
            raise KeysUnavailableError(f"The keys at {self.url} are out of reach.")
        return self._keys.get(key_id)

    def _fetch_if_due(self, *, is_unknown: bool) -> threading.Event | None:
        """Begin a fetch unless one runs, or one has been made lately; the one that runs."""
        with self._lock:
            if self._fetching is not None:
                return self._fetching
            since = self.clock() - self._tried_at
            if since < (FAILED_SECONDS if self._failed else UNKNOWN_SECONDS if is_unknown else 0):
                return None
            self._tried_at = self.clock()
            self._fetching = done = threading.Event()
        threading.Thread(target=self._fetch, args=(done,), name="jwks", daemon=True).start()
        return done

    def _fetch(self, done: threading.Event) -> None:
        try:
            keys = _keys_of(self.load(self.url))
        except KeysUnavailableError as error:
            _log.warning("the keys of the identity provider are not fetched: %s", error)
            self._failed = True
        else:
            self._keys, self._fetched_at, self._failed = keys, self.clock(), False
        finally:
            with self._lock:
                self._fetching = None
            done.set()


def _keys_of(document: bytes) -> dict[str, PyJWK]:
    """The keys that sign; one of an unknown kind does not harm the others."""
    from jwt import PyJWK, PyJWTError  # noqa: PLC0415 - with its cryptography it is slow to load

    try:
        listed: Any = json.loads(document)["keys"]
        found: dict[str, PyJWK] = {}
        for each in listed:
            if each.get("use", "sig") != "sig" or not isinstance(each.get("kid"), str):
                continue
            try:
                found[each["kid"]] = PyJWK(each)
            except PyJWTError as error:
                _log.info("a key of the identity provider is left out: %s", error)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeysUnavailableError(f"the document holds no keys: {error!r}") from error
    return found
