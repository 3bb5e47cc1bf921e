"""
Cursors: encrypted positions in a list, which a client can only pass back.

A mark names jobs, perhaps of other owners, so it is encrypted and not only signed. A cursor fits the filters,
and the owner, of the list that it was given out with, and nothing else.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from roomjobs.rest.http.queries import InvalidQueryError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

T = TypeVar("T")

_NONCE_SIZE = 12  # bytes, drawn at random: good for 2³² cursors under one key (NIST SP 800-38D, 8.3)


@dataclass(slots=True)
class Cursors:
    """Seals and opens cursors under the key that `secret` gives; it is asked for once."""

    secret: Callable[[], bytes]
    _cipher: AESGCM | None = field(default=None, init=False)

    def seal(self, place: object, context: object) -> str:
        """A cursor for `place` in a list whose filters are `context`; both of them JSON-ready."""
        nonce = secrets.token_bytes(_NONCE_SIZE)
        sealed = self._aes().encrypt(nonce, msgspec.msgpack.encode(place), _bytes_of(context))
        return base64.urlsafe_b64encode(nonce + sealed).rstrip(b"=").decode()

    def open(self, cursor: str, context: object, type_: type[T]) -> T:
        """
        The place that was sealed.

        Raises
        ------
        InvalidQueryError
            The cursor is none of ours, or belongs to a list with other filters.
        """
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - loaded when it is needed first

        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            place = self._aes().decrypt(raw[:_NONCE_SIZE], raw[_NONCE_SIZE:], _bytes_of(context))
        except (ValueError, InvalidTag) as error:
            raise InvalidQueryError(
                "cursor", "is none that this list gave; send it back as it came, with the same filters."
            ) from error
        return msgspec.msgpack.decode(place, type=type_)

    def _aes(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - as above

        if self._cipher is None:
            self._cipher = AESGCM(self.secret())
        return self._cipher


def _bytes_of(context: object) -> bytes:
    return msgspec.json.encode(context, order="sorted")
