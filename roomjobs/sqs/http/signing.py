"""AWS Signature Version 4, with the derived key kept for as long as it holds."""

from __future__ import annotations

import hashlib
import hmac
import threading
from time import gmtime, strftime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.credentials import ReadOnlyCredentials


class Signer:
    """Signs requests to one service in one region; thread-safe.

    botocore derives the key anew for each request. It depends on day, region and service only, so that a
    request costs two SHA-256 and one HMAC once the key is there.

    Parameters
    ----------
    service : str
        Signing name of the service, ``"sqs"`` for one.
    region : str
        Signing region.

    Notes
    -----
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    """

    def __init__(self, service: str, region: str) -> None:
        self._scope_end = f"{region}/{service}/aws4_request"
        self._parts = (region, service, "aws4_request")
        self._lock = threading.Lock()
        self._key_of: tuple[str, str] = ("", "")
        self._key = b""
        #: Seconds that the service's clock is ahead of ours, added to each signature.
        self.clock_offset = 0.0

    def sign(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        payload_hash: str,
        credentials: ReadOnlyCredentials,
        *,
        at: float | None = None,
    ) -> dict[str, str]:
        """
        Headers that make a request the caller's own.

        Parameters
        ----------
        method, path : str
            Of the request; `path` is URI-encoded and has no query.
        headers : mapping of str to str
            What is signed, ``host`` among it, with lower-case names.
        payload_hash : str
            SHA-256 of the body in hexadecimal digits.
        credentials : ReadOnlyCredentials
            As ``Credentials.get_frozen_credentials()`` gives them.
        at : float, optional
            Unix time of the signature, in seconds; now if None.

        Returns
        -------
        dict of str to str
            `headers`, with ``x-amz-date``, ``x-amz-security-token`` if there is one, and ``authorization``.

        Examples
        --------
        >>> from botocore.credentials import ReadOnlyCredentials
        >>> signer = Signer("sqs", "us-east-1")
        >>> keys = ReadOnlyCredentials("AKID", "secret", None)
        >>> signed = signer.sign("POST", "/", {"host": "localhost"}, "UNSIGNED-PAYLOAD", keys, at=0)
        >>> signed["x-amz-date"], signed["authorization"][:46]
        ('19700101T000000Z', 'AWS4-HMAC-SHA256 Credential=AKID/19700101/us-e')
        """
        date = strftime("%Y%m%dT%H%M%SZ", gmtime(time() + self.clock_offset if at is None else at))
        signed = {**headers, "x-amz-date": date}
        if credentials.token:
            signed["x-amz-security-token"] = credentials.token
        names = sorted(signed)
        lines = "".join(f"{name}:{signed[name]}\n" for name in names)
        listed = ";".join(names)
        canonical = f"{method}\n{path}\n\n{lines}\n{listed}\n{payload_hash}"
        scope = f"{date[:8]}/{self._scope_end}"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        text = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{digest}"
        key = self._derived_key(date[:8], str(credentials.secret_key))
        signature = hmac.digest(key, text.encode(), "sha256").hex()
        signed["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={credentials.access_key}/{scope}, "
            f"SignedHeaders={listed}, Signature={signature}"
        )
        return signed

    def _derived_key(self, day: str, secret: str) -> bytes:
        with self._lock:
            if self._key_of != (day, secret):
                key = f"AWS4{secret}".encode()
                for part in (day, *self._parts):
                    key = hmac.digest(key, part.encode(), "sha256")
                self._key_of, self._key = (day, secret), key
            return self._key


def host_header(scheme: str, name: str, port: int | None) -> str:
    """Write a host as HTTP clients do: without the port that goes with the scheme."""
    shown = f"[{name}]" if ":" in name else name
    return shown if port in {None, {"http": 80, "https": 443}.get(scheme)} else f"{shown}:{port}"
