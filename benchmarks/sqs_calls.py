"""
Processor time and latency of one call: by ours, by boto3, and by one multi handle of libcurl for all threads.

``python -m benchmarks.sqs_calls`` asks a server of its own, in another process, that answers at once: what is
counted is the client alone. Contestants take turns, and each figure is the median of the rounds. Why there is
no multi handle: docs/understand/decisions/0012-a-handle-for-each-call.md.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import statistics
import threading
import time
from collections import defaultdict, deque
from contextlib import suppress
from io import BytesIO
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import boto3
import pycurl
from botocore import xform_name
from botocore.config import Config
from rich.console import Console
from rich.table import Table

from benchmarks import sqs_results
from roomjobs import sqs
from roomjobs.local.endpoint import HOST, free_port
from roomjobs.sqs.http.curl import CurlWire
from roomjobs.sqs.http.wire import Answer
from tests.integration.sqs.fault_proxy import header, read_message

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

QUEUE = "http://sqs.test/1/orders"
BODY = json.dumps({"body": "W1tdLHt9LHt9XQ==", "headers": {"id": "x" * 36}, "properties": {"y": "z" * 200}})
CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "receive ten": ("ReceiveMessage", {"QueueUrl": QUEUE, "MaxNumberOfMessages": 10}),
    "send one": ("SendMessage", {"QueueUrl": QUEUE, "MessageBody": BODY}),
    "delete ten": (
        "DeleteMessageBatch",
        {"QueueUrl": QUEUE, "Entries": [{"Id": str(n), "ReceiptHandle": "r" * 180} for n in range(10)]},
    ),
    "query": (
        "Query",
        {
            "TableName": "control",
            "KeyConditionExpression": "pk = :pk",
            "ExpressionAttributeValues": {":pk": {"S": "queue#orders"}},
        },
    ),
}


class MultiWire:
    """All calls of a process in one multi handle, which a thread of its own turns: a sketch to compare."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._multi = pycurl.CurlMulti()
        self._waiting: deque[Any] = deque()
        self._idle: deque[Any] = deque()
        self._reader, self._writer = os.pipe()
        os.set_blocking(self._reader, False)
        threading.Thread(target=self._turn, daemon=True).start()

    def send(
        self,
        method: str,
        path: str,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        *,
        seconds: float,
        with_headers: bool = True,
        cancellation: object = None,
    ) -> Answer:
        del cancellation
        easy = self._idle.pop() if self._idle else pycurl.Curl()
        received = BytesIO()
        lines: list[bytes] = []
        easy.setopt(pycurl.URL, self._url + path)
        easy.setopt(pycurl.NOSIGNAL, 1)
        easy.setopt(pycurl.POST, 1)
        easy.setopt(pycurl.CUSTOMREQUEST, method)
        easy.setopt(
            pycurl.HTTPHEADER, [f"{name}: {value}" for name, value in headers] + ["Expect:", "Accept:"]
        )
        easy.setopt(pycurl.POSTFIELDS, body)
        easy.setopt(pycurl.TIMEOUT_MS, int(seconds * 1000))
        easy.setopt(pycurl.WRITEFUNCTION, received.write)
        if with_headers:
            easy.setopt(pycurl.HEADERFUNCTION, lines.append)
        else:
            easy.unsetopt(pycurl.HEADERFUNCTION)
        done = easy.done = threading.Lock()
        done.acquire()
        self._waiting.append(easy)
        os.write(self._writer, b"\0")
        done.acquire()
        status = easy.getinfo(pycurl.RESPONSE_CODE)
        self._idle.append(easy)
        pairs = (line.decode("latin-1").partition(":") for line in lines)
        found = {name.lower(): value.strip() for name, colon, value in pairs if colon}
        return Answer(status, "application/json", received.getvalue(), found)

    def _turn(self) -> None:
        import select  # noqa: PLC0415 - only here

        while True:
            readable, writable, failed = self._multi.fdset()
            wait = self._multi.timeout()
            select.select([*readable, self._reader], writable, failed, 1.0 if wait < 0 else wait / 1000)
            with suppress(BlockingIOError):
                os.read(self._reader, 4096)
            while self._waiting:
                self._multi.add_handle(self._waiting.popleft())
            while self._multi.perform()[0] == pycurl.E_CALL_MULTI_PERFORM:
                pass
            _, done, failures = self._multi.info_read()
            for easy in [*done, *(failure[0] for failure in failures)]:
                self._multi.remove_handle(easy)
                easy.done.release()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer as SQS and DynamoDB do, at once."""
    receipt = {"MessageId": "m" * 36, "ReceiptHandle": "r" * 180, "Body": BODY, "MD5OfBody": "0" * 32}
    messages = [{**receipt, "Attributes": {"ApproximateReceiveCount": "1"}}] * 10
    with suppress(OSError, asyncio.IncompleteReadError):
        while True:
            head, body = await read_message(reader)
            operation = header(head, "x-amz-target").rpartition(".")[2]
            asked = json.loads(body or b"{}")
            found: dict[str, Any] = {"Items": [], "Count": 0, "ScannedCount": 0}
            if operation == "ReceiveMessage":
                found = {"Messages": messages}
            elif operation == "SendMessage":
                digest = hashlib.md5(asked["MessageBody"].encode(), usedforsecurity=False).hexdigest()
                found = {"MessageId": "m" * 36, "MD5OfMessageBody": digest}
            elif operation == "DeleteMessageBatch":
                found = {"Successful": [{"Id": entry["Id"]} for entry in asked["Entries"]]}
            text = json.dumps(found).encode()
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nx-amzn-RequestId: 1\r\n"
                + f"Content-Length: {len(text)}\r\n\r\n".encode()
                + text
            )
            await writer.drain()


def serve(port: int) -> None:
    async def run() -> None:
        async with await asyncio.start_server(_answer, HOST, port) as server:
            await server.serve_forever()

    asyncio.run(run())


def client_of(service: Any, url: str) -> Any:  # noqa: ANN401 - either client
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="us-east-1",
        aws_access_key_id="AKID",
        aws_secret_access_key="secret",  # noqa: S106 - of nobody
        config=Config(max_pool_connections=20),
    )


def contestants(url: str) -> dict[str, Callable[[str, dict[str, Any]], Any]]:
    keys = boto3.Session(aws_access_key_id="AKID", aws_secret_access_key="secret").get_credentials()  # noqa: S106
    clients = {"sqs": client_of("sqs", url), "dynamodb": client_of("dynamodb", url)}
    found: dict[str, Any] = {
        "boto3": lambda operation, asked: getattr(clients[_service(operation)], xform_name(operation))(
            **asked
        )
    }
    for name, wire in (("a handle a call", None), ("one multi handle", MultiWire(url))):
        calls = {service: sqs.QuickCalls(client, keys) for service, client in clients.items()}
        for each in calls.values():
            if wire is not None:
                each._wire = wire  # noqa: SLF001 - a sketch
            elif not isinstance(each._wire, CurlWire):  # noqa: SLF001 - what is compared
                raise SystemExit("there is no pycurl to compare with")

        def call(operation: str, asked: dict[str, Any], calls: dict[str, sqs.QuickCalls] = calls) -> object:
            return calls[_service(operation)].call(operation, asked)

        found[name] = call
    return found


def _service(operation: str) -> str:
    return "dynamodb" if operation == "Query" else "sqs"


def measure(call: Callable[[], object], count: int, threads: int) -> tuple[float, float]:
    """CPU microseconds of this process for each call, and the median latency in microseconds."""
    latencies: list[float] = []

    def work() -> None:
        for _ in range(count // threads):
            began = time.perf_counter()
            call()
            latencies.append(time.perf_counter() - began)

    call()
    used = time.process_time()
    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return (time.process_time() - used) / len(latencies) * 1e6, statistics.median(latencies) * 1e6


def main(rounds: int, count: int, *, keep: bool) -> None:
    port = free_port()
    server = get_context("spawn").Process(target=serve, args=(port,), daemon=True)
    server.start()
    url = f"http://{HOST}:{port}"
    found: defaultdict[tuple[str, int, str], list[tuple[float, float]]] = defaultdict(list)
    callers = contestants(url)
    time.sleep(1)
    for _ in range(rounds):
        for name, (operation, asked) in CALLS.items():
            for threads in (1, 4):
                for who, caller in callers.items():
                    calls = count // 4 if who == "boto3" else count
                    measured = measure(lambda c=caller, o=operation, a=asked: c(o, a), calls, threads)  # type: ignore[misc]
                    found[name, threads, who].append(measured)
    server.terminate()
    table = Table(title=f"One call: medians of {rounds} interleaved rounds")
    for column in ("call", "threads", "by", "CPU µs", "latency µs"):
        table.add_column(column, justify="left" if column in {"call", "by"} else "right")
    kept = {}
    for (name, threads, who), figures in found.items():
        used, latency = (statistics.median(column) for column in zip(*figures, strict=True))
        table.add_row(name, str(threads), who, f"{used:,.0f}", f"{latency:,.0f}")
        kept[f"{name}, threads {threads}, {who}"] = {"CPU us": round(used), "latency us": round(latency)}
    Console().print(table)
    if keep:
        sqs_results.store("calls", kept)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--store", action="store_true", help="keep the figures in benchmarks/results/sqs")
    arguments = parser.parse_args()
    main(arguments.rounds, arguments.count, keep=arguments.store)
