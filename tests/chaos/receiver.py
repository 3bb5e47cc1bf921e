"""A client's service that is told of ends, refuses some of the calls, and keeps a record of the others."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterator

_REFUSED_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came."""

    path: str
    timestamp: str
    signatures: str
    body: bytes

    def is_signed(self, call_id: str, secrets: Collection[str]) -> bool:
        """Whether one of the secrets signs it, by the Standard Webhooks specification."""
        signed = f"{call_id}.{self.timestamp}.".encode() + self.body
        for secret in secrets:
            key = base64.b64decode(secret.removeprefix("whsec_"))
            own = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
            if f"v1,{own}" in self.signatures.split():
                return True
        return False


class Receiver:
    """
    Takes calls at an address for each wish until it is closed.

    Parameters
    ----------
    chance : random.Random
        Which calls it refuses at first, so that they have to be repeated.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        #: By the id of the call: what came, once or more often.
        self.calls: defaultdict[str, list[Call]] = defaultdict(list)
        self.refused = 0
        self._seen: set[str] = set()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, name: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/{name}"

    def unsigned(self, secrets: Collection[str]) -> Iterator[str]:
        """Ids of calls that were not signed as they should be."""
        for call_id, calls in self.calls.items():
            if not all(call.is_signed(call_id, secrets) for call in calls):
                yield call_id

    def _take(self, call_id: str, call: Call) -> bool:
        with self._lock:
            if call_id not in self._seen and self._chance.random() < _REFUSED_SHARE:
                self._seen.add(call_id)
                self.refused += 1
                return False
            self.calls[call_id].append(call)
            return True

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        take = self._take

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signatures = self.headers["webhook-signature"]
                call = Call(self.path[1:], self.headers["webhook-timestamp"], signatures, body)
                self.send_response(204 if take(self.headers["webhook-id"], call) else 503)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
