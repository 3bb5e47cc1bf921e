"""A proxy in front of all of AWS that harms requests by chance, or one service for a while."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.integration.sqs.fault_proxy import HANGS_FOR, FaultProxy, header, read_message, response

if TYPE_CHECKING:
    import random

SERVICES = ("DynamoDB", "SQS", "S3")
#: What may happen to one request.
#:
#: slow, throttle and error speak for themselves; refuse: the connection breaks before the request is done;
#: lose: it is done, and the answer is lost; late: the answer is lost, and it is done seconds later; twice: it
#: is done twice; part: a batch operation does nothing and says so; truncate: half of the answer; drip: the
#: answer comes in drops. hang, only of a service that is down: no answer ever.
KINDS = ("slow", "throttle", "error", "refuse", "lose", "late", "twice", "part", "truncate", "drip")
_THROTTLES = {
    "DynamoDB": ("ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"),
    "SQS": ("ThrottlingException", "RequestThrottled", "OverLimit"),
    "S3": ("SlowDown",),
}
_LATE_SECONDS = (0.5, 6.0)


class Weather(FaultProxy):
    """
    Forwards requests, and does harm to a share of them.

    Parameters
    ----------
    upstream_port : int
        Of the endpoint.
    chance : random.Random
        Which requests are harmed, and how.
    """

    def __init__(self, upstream_port: int, chance: random.Random) -> None:
        super().__init__(upstream_port)
        self._chance = chance
        #: Share of the requests of each service that are harmed, by one of these kinds.
        self.rates: dict[str, float] = dict.fromkeys(SERVICES, 0.0)
        self.kinds: tuple[str, ...] = KINDS
        #: Services of which no request is answered, each with the kind of harm.
        self.down: dict[str, str] = {}
        self.harm: Counter[str] = Counter()

    def clear(self) -> None:
        """No harm from now on; what was put off is still done."""
        self.rates = dict.fromkeys(SERVICES, 0.0)
        self.down = {}

    async def _serve_one(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        from_upstream: asyncio.StreamReader,
        to_upstream: asyncio.StreamWriter,
    ) -> bool:
        head, body = await read_message(reader)
        operation = header(head, "x-amz-target").rpartition(".")[2]
        service = _service(head)
        kind = self._kind(service, operation)
        if kind:
            self.harm[f"{service} {kind}"] += 1
        if kind == "hang":
            await asyncio.sleep(HANGS_FOR)
        elif kind == "slow":
            await asyncio.sleep(self._chance.uniform(0.1, 1.5))
        elif kind in {"refuse", "late"}:
            if kind == "late":
                later = asyncio.ensure_future(self._do_later(head, body))
                self._tasks.add(later)
                later.add_done_callback(self._tasks.discard)
            writer.transport.abort()
            return False
        elif kind in {"throttle", "error", "part"}:
            writer.write(_refusal(service, operation, kind, body, self._chance))
            return True
        elif kind == "twice":
            await self.forward(operation, head, body, from_upstream, to_upstream)
        answer = b"".join(await self.forward(operation, head, body, from_upstream, to_upstream))
        return await _answer(writer, answer, kind)

    def _kind(self, service: str, operation: str) -> str:
        if service in self.down:
            return self.down[service]
        if self._chance.random() >= self.rates[service]:
            return ""
        kind = self._chance.choice(self.kinds)
        is_batch = operation in {"SendMessageBatch", "DeleteMessageBatch", "BatchGetItem"}
        return "error" if kind == "part" and not is_batch else kind

    async def _do_later(self, head: bytes, body: bytes) -> None:
        """Apply a request long after its client has given up."""
        await asyncio.sleep(self._chance.uniform(*_LATE_SECONDS))
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection("127.0.0.1", self._upstream_port)
            try:
                await self.forward("", head, body, reader, writer)
            finally:
                writer.close()


async def _answer(writer: asyncio.StreamWriter, answer: bytes, kind: str) -> bool:
    """Give the answer as far as the kind of harm lets it through; false if the connection ends with it."""
    if kind == "lose":
        writer.transport.abort()
        return False
    if kind == "truncate":
        writer.write(answer[: len(answer) * 2 // 3])
        await writer.drain()
        writer.close()
        return False
    if kind == "drip":
        await _drip(writer, answer)
    else:
        writer.write(answer)
        await writer.drain()
    return True


async def _drip(writer: asyncio.StreamWriter, answer: bytes) -> None:
    drop = max(1, len(answer) // 8)
    for first in range(0, len(answer), drop):
        writer.write(answer[first : first + drop])
        await writer.drain()
        await asyncio.sleep(0.1)


def _service(head: bytes) -> str:
    target = header(head, "x-amz-target")
    if not target:  # Celery greets SQS without a signature when it connects
        return "S3" if header(head, "authorization") else "SQS"
    return "SQS" if target.startswith("AmazonSQS") else "DynamoDB"


def _refusal(service: str, operation: str, kind: str, body: bytes, chance: random.Random) -> bytes:
    if kind == "part":
        return response(200, json.dumps(_nothing_done(operation, body)).encode())
    if kind == "error":
        status, code = chance.choice([(500, "InternalServerError"), (503, "ServiceUnavailable")])
    else:
        status, code = 503 if service == "S3" else 400, chance.choice(_THROTTLES[service])
    if service == "S3":
        return response(status, f"<Error><Code>{code}</Code><Message>injected</Message></Error>".encode())
    fields: dict[str, Any] = {"__type": f"com.amazonaws.{service.lower()}#{code}", "message": "injected"}
    if operation == "TransactWriteItems" and kind == "throttle":
        fields["__type"] = "com.amazonaws.dynamodb#TransactionCanceledException"
        fields["CancellationReasons"] = [
            {"Code": chance.choice(["ThrottlingError", "TransactionConflict"]), "Message": "injected"}
        ]
    return response(status, json.dumps(fields).encode())


def _nothing_done(operation: str, body: bytes) -> dict[str, Any]:
    asked = json.loads(body)
    if operation == "BatchGetItem":
        return {"Responses": {}, "UnprocessedKeys": asked["RequestItems"]}
    failed = [
        {"Id": each["Id"], "Code": "InternalError", "SenderFault": False, "Message": "injected"}
        for each in asked["Entries"]
    ]
    return {"Successful": [], "Failed": failed}
