"""What calls make of answers, next to what botocore makes of them."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, ReadTimeoutError
from hypothesis import given, settings
from hypothesis import strategies as st

from roomjobs.sqs import QuickCalls
from roomjobs.sqs.http import curl, urllib
from roomjobs.sqs.http.signing import Signer
from roomjobs.sqs.http.wire import Cancellation, CancelledCallError, watch
from tests.unit.sqs.http.conftest import KEYS, answer, calls_to, client_of

if TYPE_CHECKING:
    from tests.unit.sqs.http.conftest import Server

QUEUE = "http://127.0.0.1/1/jobs"
TWO = [{"Id": "0", "ReceiptHandle": "a"}, {"Id": "1", "ReceiptHandle": "b"}]
OPERATIONS: dict[str, dict[str, Any]] = {
    "SendMessage": {"QueueUrl": QUEUE, "MessageBody": "hello"},
    "SendMessageBatch": {"QueueUrl": QUEUE, "Entries": [{"Id": "0", "MessageBody": "hello"}]},
    "DeleteMessageBatch": {"QueueUrl": QUEUE, "Entries": TWO},
    "ChangeMessageVisibilityBatch": {"QueueUrl": QUEUE, "Entries": TWO},
    "GetQueueAttributes": {"QueueUrl": QUEUE},
    "PurgeQueue": {"QueueUrl": QUEUE},
    "PutItem": {"TableName": "control", "Item": {"pk": {"S": "a"}}},
    "GetItem": {"TableName": "control", "Key": {"pk": {"S": "a"}}},
    "Query": {"TableName": "control"},
    "ReceiveMessage": {"QueueUrl": QUEUE},
}


def calls_for(operation: str, server: Server, **options: Any) -> QuickCalls:
    service = "dynamodb" if operation in {"PutItem", "GetItem", "Query"} else "sqs"
    return calls_to(service, server.url, **options)


@settings(deadline=None)  # a busy machine takes its time
@given(
    body=st.binary(max_size=50),
    at=st.integers(0, 2**31),
    token=st.sampled_from([None, "token"]),
    host=st.sampled_from(["sqs.eu-west-1.amazonaws.com", "127.0.0.1:4566"]),
)
def test_a_signature_is_botocores(body: bytes, at: int, token: str | None, host: str) -> None:
    keys = KEYS.get_frozen_credentials()._replace(token=token)
    request = AWSRequest(
        "POST",
        f"https://{host}/",
        data=body,
        headers={"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "AmazonSQS.SendMessage"},
    )
    with pytest.MonkeyPatch.context() as patch:
        now = datetime.fromtimestamp(at, UTC)
        patch.setattr("botocore.auth.get_current_datetime", lambda *_, **__: now.replace(tzinfo=None))
        SigV4Auth(keys, "sqs", "eu-west-1").add_auth(request)
    headers = {
        "content-type": "application/x-amz-json-1.0",
        "host": host,
        "x-amz-target": "AmazonSQS.SendMessage",
    }
    signed = Signer("sqs", "eu-west-1").sign(
        "POST", "/", headers, hashlib.sha256(body).hexdigest(), keys, at=at
    )
    assert signed["authorization"] == request.headers["Authorization"]


FOREIGN = {
    "an empty object": answer({}, request_id=None),
    "a page of a proxy": answer(
        body=b"<html>please log in</html>", content_type="text/html", request_id=None
    ),
    "nothing": answer(body=b""),
    "a list": answer([]),
}


@pytest.mark.usefixtures("wire")
def test_an_empty_body_is_how_sqs_answers_a_purge(server: Server) -> None:
    """As its API says, and as the embedded endpoint does not do it."""
    server.script = lambda _head, _body: answer(body=b"")
    assert calls_for("PurgeQueue", server, tries=1).call("PurgeQueue", OPERATIONS["PurgeQueue"]) == {}
    server.script = lambda _head, _body: answer(body=b"", request_id=None)
    with pytest.raises(BotoCoreError, match="it has no x-amzn-requestid"):
        calls_for("PurgeQueue", server, tries=1).call("PurgeQueue", OPERATIONS["PurgeQueue"])


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (operation, kind)
        for operation in OPERATIONS
        for kind in FOREIGN
        if (operation, kind) not in {("PurgeQueue", "nothing"), ("ReceiveMessage", "an empty object")}
    ],
)
@pytest.mark.usefixtures("wire")
def test_a_200_that_is_not_the_services_is_an_error(operation: str, kind: str, server: Server) -> None:
    server.script = lambda _head, _body: FOREIGN[kind]
    with pytest.raises(BotoCoreError, match="not the service's own"):
        calls_for(operation, server, tries=1).call(operation, OPERATIONS[operation])


@pytest.mark.parametrize(
    ("operation", "found", "problem"),
    [
        ("SendMessage", {}, "has no MessageId"),
        ("SendMessage", {"MessageId": "1", "MD5OfMessageBody": "0" * 32}, "the MD5 of the body that arrived"),
        ("SendMessageBatch", {"Successful": []}, "of 1 entries it names 0"),
        ("SendMessageBatch", {"Successful": [{"Id": "0"}]}, "has no MessageId"),
        ("DeleteMessageBatch", {"Successful": [{"Id": "0"}]}, "of 2 entries it names 1"),
        ("DeleteMessageBatch", {"Successful": [{"Id": "0"}, {"Id": "0"}]}, "of 2 entries it names 2"),
        ("ChangeMessageVisibilityBatch", {}, "of 2 entries it names 0"),
        ("ChangeMessageVisibilityBatch", {"Failed": [{"Id": "0"}, {"Id": "1"}]}, "its parts are not"),
        ("DeleteMessageBatch", {"Failed": [{"Id": i, "SenderFault": 0, "Code": "x"} for i in "01"]}, "why"),
        ("DeleteMessageBatch", {"Successful": 5, "Failed": 7}, "its parts are not what they are called"),
        ("SendMessageBatch", {"Successful": ["0"]}, "its parts are not what they are called"),
        ("SendMessage", {"MessageId": "1"}, "the MD5 of the body that arrived is None"),
        ("ReceiveMessage", {"Messages": {"a": 1}}, "its messages are no list of messages"),
        ("ReceiveMessage", {"Messages": [1, None]}, "its messages are no list of messages"),
        ("Query", {"Count": 0}, "its parts are not what they are called"),
        ("Query", {"Items": [5]}, "its items are no list of items"),
    ],
)
def test_a_success_needs_its_proof(operation: str, found: Any, problem: str, server: Server) -> None:
    server.script = lambda _head, _body: answer(found)
    with pytest.raises(BotoCoreError, match=problem):
        calls_for(operation, server, tries=1).call(operation, OPERATIONS[operation])


def test_a_count_has_no_items(server: Server) -> None:
    asked = {"TableName": "control", "Select": "COUNT"}
    server.script = lambda _head, _body: answer({"Count": 7, "ScannedCount": 7})
    assert calls_for("Query", server, tries=1).call("Query", asked)["Count"] == 7
    server.script = lambda _head, _body: answer({"Items": []})
    with pytest.raises(BotoCoreError, match="its parts are not"):
        calls_for("Query", server, tries=1).call("Query", asked)


REFUSALS = {
    "conditional": (
        "PutItem",
        answer(
            {
                "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",
                "message": "no",
                "Item": {"pk": {"S": "a"}},
            },
            status=400,
        ),
    ),
    "throttled": ("Query", answer({"__type": "x#ThrottlingException", "message": "slow"}, status=400)),
    "no queue": (
        "SendMessage",
        answer(
            {"__type": "com.amazonaws.sqs#QueueDoesNotExist", "message": "no such queue"},
            status=400,
            x_amzn_query_error="AWS.SimpleQueueService.NonExistentQueue;Sender",
        ),
    ),
    "denied": ("PurgeQueue", answer({"__type": "AccessDeniedException", "Message": "no"}, status=403)),
    "no JSON": ("GetItem", answer(body=b"<html>bad gateway</html>", status=502)),
    "empty": ("GetItem", answer(body=b"", status=500)),
}


@pytest.mark.parametrize("kind", REFUSALS)
@pytest.mark.usefixtures("wire")
def test_a_refusal_is_botocores_exception(kind: str, server: Server) -> None:
    operation, response = REFUSALS[kind]
    server.script = lambda _head, _body: response
    ours = calls_for(operation, server, tries=1)
    with pytest.raises(ClientError) as caught:
        ours.call(operation, OPERATIONS[operation])
    from botocore import xform_name  # noqa: PLC0415 - only here

    client = client_of(ours._client.meta.service_model.service_name, server.url)
    with pytest.raises(ClientError) as expected:
        getattr(client, xform_name(operation))(**OPERATIONS[operation])
    assert type(caught.value).__name__ == type(expected.value).__name__
    assert caught.value.response["Error"] == expected.value.response["Error"]
    assert caught.value.response.get("Item") == expected.value.response.get("Item")
    assert str(caught.value) == str(expected.value).replace(" (reached max retries: 0)", "")


def test_an_answer_with_bytes_is_botocores(server: Server) -> None:
    items = [{"pk": {"S": "a"}, "body": {"B": "AAEC"}, "all": {"BS": ["AAEC"]}}, {"is": {"BOOL": True}}]
    server.script = lambda _head, _body: answer({"Items": items, "Count": 2})
    asked = {"TableName": "control", "KeyConditionExpression": "pk = :pk"}
    ours = calls_to("dynamodb", server.url).call("Query", asked)
    theirs = client_of("dynamodb", server.url).query(**asked)
    assert ours["Items"] == theirs["Items"]
    assert ours["Items"][0]["body"]["B"] == b"\x00\x01\x02"


@pytest.mark.usefixtures("wire")
def test_an_answer_may_be_compressed(server: Server) -> None:
    text = gzip.compress(json.dumps({"Item": {"pk": {"S": "a" * 5000}}}).encode())
    server.script = lambda _head, _body: answer(body=text, Content_Encoding="gzip")
    found = calls_to("dynamodb", server.url).call("GetItem", OPERATIONS["GetItem"])
    assert len(found["Item"]["pk"]["S"]) == 5000


@pytest.mark.parametrize("part", ["head", "body"])
@pytest.mark.usefixtures("wire")
def test_an_answer_that_drips_ends_at_the_deadline(server: Server, part: str) -> None:
    text = answer({"Item": {"pk": {"S": "a" * 5000}}})

    def drip(connection: socket.socket) -> None:
        start = 0 if part == "head" else text.index(b"\r\n\r\n") + 4
        connection.sendall(text[:start])
        for position in range(start, len(text), 20):  # for 25 s, each read after a tenth of a second
            connection.sendall(text[position : position + 20])
            time.sleep(0.1)

    server.take_over = drip
    with pytest.raises(ReadTimeoutError):
        calls_to("dynamodb", server.url, seconds=0.5, tries=1).call("GetItem", OPERATIONS["GetItem"])


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone has it")
@pytest.mark.usefixtures("wire")
def test_a_connection_to_nobody_ends_by_itself(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where packets vanish, nothing ends a long poll but the system's own questions."""
    watched: list[tuple[int, int]] = []

    def note(connection: socket.socket) -> None:
        watch(connection)
        watched.append(
            (
                connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE),
                connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
            )
        )

    for module in (curl, urllib):
        monkeypatch.setattr(module, "watch", note)
    server.script = lambda _head, _body: answer({"Item": {"pk": {"S": "a"}}})
    calls_to("dynamodb", server.url).call("GetItem", OPERATIONS["GetItem"])
    assert watched == [(1, 8000)]


@pytest.mark.usefixtures("wire")
def test_a_call_that_nobody_answers_is_noted(server: Server) -> None:
    server.take_over = lambda _connection: time.sleep(2)
    calls, began = calls_to("dynamodb", server.url, seconds=0.3, tries=1), time.monotonic()
    with pytest.raises(ReadTimeoutError):
        calls.call("GetItem", OPERATIONS["GetItem"])
    assert calls.unanswered_at >= began


@pytest.mark.usefixtures("wire")
def test_what_does_not_go_well_is_tried_again(server: Server) -> None:
    troubles = [
        answer({"__type": "x#ThrottlingException"}, status=400),
        answer({}, status=503),
        answer(body=b"<html>", request_id=None),
    ]
    server.script = lambda _head, _body: troubles.pop(0) if troubles else answer({"Item": {"pk": {"S": "a"}}})
    assert calls_to("dynamodb", server.url).call("GetItem", OPERATIONS["GetItem"])["Item"]
    assert len(server.heads) == 4


@pytest.mark.parametrize("body", [b"[]", b"null", b'"gone"', b'{"__type": 5}'])
def test_a_refusal_that_is_no_object_is_one(server: Server, body: bytes) -> None:
    """A proxy's: botocore trips over it."""
    troubles = [answer(body=body, status=503, request_id=None)]
    server.script = lambda _head, _body: troubles.pop(0) if troubles else answer({"Item": {"pk": {"S": "a"}}})
    assert calls_to("dynamodb", server.url).call("GetItem", OPERATIONS["GetItem"])["Item"]
    server.script = lambda _head, _body: answer(body=body, status=403, request_id=None)
    with pytest.raises(ClientError, match="403"):
        calls_to("dynamodb", server.url).call("GetItem", OPERATIONS["GetItem"])


def test_a_refusal_for_good_is_tried_once(server: Server) -> None:
    server.script = lambda _head, _body: REFUSALS["conditional"][1]
    with pytest.raises(ClientError):
        calls_to("dynamodb", server.url).call("PutItem", OPERATIONS["PutItem"])
    assert len(server.heads) == 1


@pytest.mark.usefixtures("wire")
def test_a_missing_endpoint_is_named_as_by_botocore() -> None:
    with pytest.raises(EndpointConnectionError, match=re.escape("http://127.0.0.1:1")):
        calls_to("sqs", "http://127.0.0.1:1", tries=1).call("SendMessage", OPERATIONS["SendMessage"])


def test_a_clock_that_is_wrong_is_corrected(server: Server) -> None:
    ahead = 600.0

    def check(head: str, _body: bytes) -> bytes:
        service_time = time.time() + ahead
        date: dict[str, Any] = {
            "Date": format_datetime(datetime.fromtimestamp(service_time, UTC), usegmt=True)
        }
        if head.startswith("GET"):
            return answer({}, status=404, **date)
        stamp = head.partition("x-amz-date: ")[2][:16]
        signed_at = datetime.strptime(f"{stamp}+0000", "%Y%m%dT%H%M%SZ%z").timestamp()
        if abs(signed_at - service_time) > 300:
            return answer({"__type": "x#InvalidSignatureException", "message": "expired"}, status=403, **date)
        return answer({"Item": {"pk": {"S": "a"}}}, **date)

    server.script = check
    calls = calls_to("dynamodb", server.url, tries=1)
    assert calls.call("GetItem", OPERATIONS["GetItem"])["Item"]
    assert abs(calls.clock_offset - ahead) < 60


def test_credentials_are_asked_for_at_each_call(server: Server) -> None:
    turns = iter(range(100))

    def renew() -> dict[str, str]:
        number = next(turns)
        soon = (
            datetime.now(UTC) + timedelta(minutes=12)
        ).isoformat()  # botocore renews a quarter of an hour ahead
        return {
            "access_key": f"AKID{number}",
            "secret_key": "s",
            "token": f"token{number}",
            "expiry_time": soon,
        }

    keys = RefreshableCredentials.create_from_metadata(renew(), renew, "sts")
    server.script = lambda _head, _body: answer({"Item": {}})
    calls = QuickCalls(client_of("dynamodb", server.url), keys)
    used = []
    for _ in range(2):
        calls.call("GetItem", OPERATIONS["GetItem"])
        used.append(server.heads[-1].partition("x-amz-security-token: ")[2].partition("\r\n")[0])
    assert len(set(used)) == 2


@pytest.mark.usefixtures("wire")
def test_an_answer_without_a_length_ends_at_the_deadline(server: Server) -> None:
    """Its connection is cut, which would be the end of such an answer otherwise."""

    def begin(connection: socket.socket) -> None:
        connection.sendall(b'HTTP/1.1 200 OK\r\nx-amzn-RequestId: 1\r\n\r\n{"Item": {}}')
        connection.recv(1)  # until the client is gone

    server.take_over = begin
    with pytest.raises(ReadTimeoutError):
        calls_to("dynamodb", server.url, seconds=0.3, tries=1).call("GetItem", OPERATIONS["GetItem"])


@pytest.mark.parametrize("kept", [False, True], ids=["a new connection", "a kept connection"])
@pytest.mark.usefixtures("wire")
def test_a_long_poll_can_be_cancelled(server: Server, kept: bool) -> None:  # noqa: FBT001 - parametrized
    """Over a connection that was kept, too: libcurl asks again by another one where such a one breaks."""
    asked, ended = threading.Event(), threading.Event()

    def hold(connection: socket.socket) -> None:
        asked.set()
        connection.recv(1)  # until the client is gone
        ended.set()

    cancellation, raised = Cancellation(), []
    calls = calls_to("sqs", server.url)
    if kept:
        server.script = lambda _head, _body: answer({"Messages": []})
        calls.call("ReceiveMessage", {"QueueUrl": QUEUE})
    server.take_over = hold

    def poll() -> None:
        try:
            calls.call("ReceiveMessage", {"QueueUrl": QUEUE}, seconds=60, tries=1, cancellation=cancellation)
        except BotoCoreError as error:
            raised.append(error)

    thread = threading.Thread(target=poll)
    thread.start()
    assert asked.wait(10)
    cancellation.cancel()
    assert ended.wait(10), "the connection is cut"
    thread.join(10)
    assert [type(error) for error in raised] == [CancelledCallError]
    with pytest.raises(CancelledCallError):
        calls.call("ReceiveMessage", {"QueueUrl": QUEUE}, cancellation=cancellation)
    assert len(server.heads) == 1 + kept, "no further call begins"


def test_a_child_makes_connections_of_its_own(server: Server) -> None:
    server.script = lambda _head, _body: answer({"Item": {}})
    calls = calls_to("dynamodb", server.url)
    calls.call("GetItem", OPERATIONS["GetItem"])
    child = os.fork()
    if child == 0:
        code = 1
        try:
            calls.call("GetItem", OPERATIONS["GetItem"])
            code = 0
        finally:
            os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    calls.call("GetItem", OPERATIONS["GetItem"])
    assert len(server.heads) == 3
    assert server.connections == 2, "ours was kept, and is not the child's"


def test_a_proxy_is_gone_through(server: Server, wire: str, monkeypatch: pytest.MonkeyPatch) -> None:
    del wire
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", server.url)
    server.script = lambda _head, _body: answer({"Item": {}})
    calls_to("dynamodb", "http://dynamodb.test").call("GetItem", OPERATIONS["GetItem"])
    assert server.heads[0].startswith("POST http://dynamodb.test/ HTTP/1.1")
    monkeypatch.setenv("no_proxy", "dynamodb.test")
    with pytest.raises(BotoCoreError):
        calls_to("dynamodb", "http://dynamodb.test", tries=1, seconds=1).call(
            "GetItem", OPERATIONS["GetItem"]
        )
    assert len(server.heads) == 1


@pytest.mark.parametrize("service", ["sqs", "dynamodb"])
@pytest.mark.parametrize("config", [{}, {"use_fips_endpoint": True}, {"use_dualstack_endpoint": True}])
def test_the_endpoint_is_botocores(service: str, config: dict[str, Any]) -> None:
    client = client_of(service, "", **config)
    asked_of = []

    def note(request: Any, **_: Any) -> Any:
        asked_of.append(request.url)
        raise InterruptedError

    client.meta.events.register("before-send", note)
    with pytest.raises(InterruptedError):
        client.list_queues() if service == "sqs" else client.list_tables()
    calls = QuickCalls(client, KEYS)
    assert asked_of == [f"https://{calls._host}{calls._path}"]


GREEN = """
import sys
{}
from roomjobs.sqs.http.choice import open_wire
print(type(open_wire("http://127.0.0.1:1", "none", None)).__name__)
"""


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("", "CurlWire"),
        ("from gevent import monkey; monkey.patch_all()", "UrllibWire"),
        ("sys.modules['pycurl'] = None", "UrllibWire"),
    ],
    ids=["plain", "gevent", "no pycurl"],
)
def test_libcurl_is_used_where_it_can_be(first: str, expected: str) -> None:
    command = [sys.executable, "-W", "ignore", "-c", GREEN.format(first)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stdout.strip() == expected, result.stderr


def test_the_services_clock_is_asked_before_it_is_used(server: Server) -> None:
    """A reply is the first that a worker writes by a connection: by a clock behind, it had expired."""
    server.script = lambda _head, _body: answer({}, date="Thu, 01 Jan 2037 00:00:00 GMT")
    calls = calls_to("dynamodb", server.url)
    assert abs(calls.now() - 2_114_380_800) < 60
