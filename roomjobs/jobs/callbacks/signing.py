"""
Signatures of callbacks by the Standard Webhooks specification, 1.0.0 (standardwebhooks.com).

What is signed is ``<webhook-id>.<webhook-timestamp>.<body>``, by HMAC-SHA256. A secret is written as
``whsec_`` and the base64 of its bytes. While a secret is replaced, both sign.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_PREFIX = "whsec_"
_SIZE = 32  # bytes


def new_secret() -> str:
    """A random secret of 32 bytes."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SIZE)).decode()


def signature(secret: str, message_id: str, timestamp: int, body: str) -> str:
    """
    Sign one message.

    Examples
    --------
    The example of the specification:

    >>> signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
    ...           '{"test": 2432232314}')
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    """
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def headers(secrets_: Sequence[str], message_id: str, timestamp: int, body: str) -> dict[str, str]:
    """The headers of a signed message; the signatures are separated by spaces."""
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signature(each, message_id, timestamp, body) for each in secrets_),
    }
