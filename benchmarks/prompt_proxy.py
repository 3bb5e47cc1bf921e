"""A proxy that answers long polls as soon as a message is sent; the local endpoint checks every 100 ms."""

from __future__ import annotations

import asyncio
import json
import re
from time import monotonic

from tests.integration.sqs.fault_proxy import FaultProxy

_LENGTH = re.compile(rb"(?i)(content-length:\s*)\d+")


class PromptProxy(FaultProxy):
    """Turns each long poll into short ones: one at once, and one after each message sent through it."""

    def __init__(self, upstream_port: int) -> None:
        super().__init__(upstream_port)
        self._sent = asyncio.Event()

    async def forward(
        self,
        operation: str,
        head: bytes,
        body: bytes,
        from_upstream: asyncio.StreamReader,
        to_upstream: asyncio.StreamWriter,
    ) -> tuple[bytes, bytes]:
        """Let the endpoint answer; a receive may be asked for several times."""
        if operation != "ReceiveMessage":
            answer = await super().forward(operation, head, body, from_upstream, to_upstream)
            if operation.startswith("SendMessage"):
                self._sent.set()
                self._sent = asyncio.Event()
            return answer
        asked = json.loads(body)
        deadline = monotonic() + asked.get("WaitTimeSeconds", 0)
        body = json.dumps(asked | {"WaitTimeSeconds": 0}).encode()
        head = _LENGTH.sub(rb"\g<1>" + str(len(body)).encode(), head)
        while True:
            sent = self._sent  # taken before the receive: what is sent meanwhile must not be missed
            answer = await super().forward(operation, head, body, from_upstream, to_upstream)
            left = deadline - monotonic()
            if b'"Messages"' in answer[1] or left <= 0:
                return answer
            try:
                await asyncio.wait_for(sent.wait(), left)
            except TimeoutError:
                return answer
