"""Whether an answer is the service's own, what is in it, and what its refusal means."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from typing import TYPE_CHECKING, Any

import msgspec
from botocore.exceptions import ClientError, ResponseStreamingError
from botocore.parsers import ResponseParserFactory

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from botocore.model import ServiceModel
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from .wire import Answer

_REQUEST_ID = "x-amzn-requestid"


class ForeignAnswerError(ResponseStreamingError):
    """A 200 that the service did not write: a proxy's page, or an answer with something missing."""

    fmt = "The answer is not the service's own: {error}"

    def __init__(self, reason: str) -> None:
        super().__init__(error=reason)


class Answers:
    """Reads the answers of one service.

    Parameters
    ----------
    client : boto3 client
        Its model says which error codes and which kinds of fields there are.
    """

    def __init__(self, client: DynamoDBClient | SQSClient) -> None:
        self._client = client
        self._model: ServiceModel = client.meta.service_model
        self._parser = ResponseParserFactory().create_parser("json")
        #: By operation, what in an answer needs botocore's parser.
        self._typed_fields: dict[str, re.Pattern[bytes] | None] = {}

    def is_conclusive(self, operation: str) -> bool:
        """
        Whether the body alone proves what has happened, so that nobody needs the answer's headers.

        So it is with what a worker does all the time, whose refusals are logged only: of those the request id
        and the older error code of SQS then stay unread.
        """
        return operation in _OF_WORKERS

    def read(self, operation: str, asked: Mapping[str, Any], answer: Answer) -> dict[str, Any]:
        """
        What botocore makes of a 200.

        Raises
        ------
        ForeignAnswerError
            If the service did not write it: nothing is known of what was asked for then.
        """
        if operation not in _PROVEN_BY_BODY and _REQUEST_ID not in answer.headers:
            raise ForeignAnswerError(f"it has no {_REQUEST_ID}")
        if not answer.body and self._model.operation_model(operation).output_shape is None:
            return {}  # as SQS answers PurgeQueue
        try:
            found = msgspec.json.decode(answer.body, type=dict[str, Any])
        except (msgspec.MsgspecError, RecursionError):
            raise ForeignAnswerError(f"it is no JSON object but {answer.body[:60]!r}") from None
        if (proof := _PROOFS.get(operation)) is not None:
            try:
                problem = proof(asked, found)
            except (AttributeError, KeyError, TypeError) as error:
                raise ForeignAnswerError(f"its parts are not what they are called: {error!r}") from None
            if problem:
                raise ForeignAnswerError(problem)
        if self._has_typed_fields(operation, answer.body):
            shape: Any = self._model.operation_model(operation).output_shape
            parsed: dict[str, Any] = self._parser.parse(_as_botocore(answer), shape)
            return parsed
        return found

    def refusal(self, operation: str, answer: Answer) -> ClientError:
        """Make an answer that is no 200 into the exception that botocore raises for it."""
        try:
            parsed = self._parsed_refusal(operation, answer)
        except (AttributeError, KeyError, TypeError, ValueError):  # JSON of somebody else
            parsed = self._parsed_refusal(operation, dataclasses.replace(answer, body=b""))
        error = parsed.get("Error", {})
        code = error.get("QueryErrorCode") or error.get("Code")
        exceptions: Any = self._client.exceptions  # the stubs know no method of it
        refusal: ClientError = exceptions.from_code(code)(parsed, operation)
        return refusal

    def _parsed_refusal(self, operation: str, answer: Answer) -> Any:  # noqa: ANN401 - botocore's
        shape: Any = self._model.operation_model(operation).output_shape
        parsed: Any = self._parser.parse(_as_botocore(answer), shape)
        code = parsed.get("Error", {}).get("Code")
        if (shape := self._model.shape_for_error_code(code)) is not None:
            parsed.update(self._parser.parse(_as_botocore(answer), shape))
        return parsed

    def _has_typed_fields(self, operation: str, body: bytes) -> bool:
        """Whether an answer holds bytes or times, which are not what JSON makes of them."""
        if operation not in self._typed_fields:
            shape = self._model.operation_model(operation).output_shape
            names = "|".join(sorted(_typed_fields(shape, set()))) if shape else ""
            self._typed_fields[operation] = re.compile(rf'"(?:{names})"\s*:'.encode()) if names else None
        pattern = self._typed_fields[operation]
        return pattern is not None and pattern.search(body) is not None


def _typed_fields(shape: Any, seen: set[str]) -> set[str]:  # noqa: ANN401 - botocore's shapes, untyped within
    """Names of the fields below a shape that hold bytes or times, or lists of them."""
    if shape.name in seen:  # DynamoDB's attribute values contain themselves
        return set()
    seen.add(shape.name)
    found: set[str] = set()
    for name, member in getattr(shape, "members", {}).items():
        inner = getattr(member, "member", member)
        if inner.type_name in {"blob", "timestamp"}:
            found.add(member.serialization.get("name") or name)
    below = list(getattr(shape, "members", {}).values())
    below += [getattr(shape, name) for name in ("member", "value") if hasattr(shape, name)]
    return found.union(*(_typed_fields(each, seen) for each in below))


def _as_botocore(answer: Answer) -> dict[str, Any]:
    from botocore.compat import HTTPHeaders  # noqa: PLC0415 - needed for what does not go well

    found = HTTPHeaders()
    for name, value in answer.headers.items():
        found[name] = value
    return {"status_code": answer.status, "headers": found, "body": answer.body}


def error_code(error: ClientError) -> str:
    """The service's code of a refusal, ``"ThrottlingException"`` for one."""
    return str(error.response.get("Error", {}).get("Code", ""))


# What proves that SQS itself has answered: a reason why not, or nothing.


def _sent(asked: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    if not found.get("MessageId"):
        return "a message was sent and the answer has no MessageId"
    return _md5_differs(asked["MessageBody"], found.get("MD5OfMessageBody"))


def _sent_all(asked: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    if problem := _answered_all(asked, found):
        return problem
    bodies = {entry["Id"]: entry["MessageBody"] for entry in asked["Entries"]}
    for entry in found.get("Successful") or []:
        if not entry.get("MessageId"):
            return "a message was sent and its entry has no MessageId"
        if problem := _md5_differs(bodies[entry["Id"]], entry.get("MD5OfMessageBody")):
            return problem
    return None


def _answered_all(asked: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    wanted = {entry["Id"] for entry in asked["Entries"]}
    entries = [*(found.get("Successful") or []), *(found.get("Failed") or [])]
    if {entry.get("Id") for entry in entries} != wanted or len(entries) != len(wanted):
        return f"of {len(wanted)} entries it names {len(entries)}"
    if not all(
        isinstance(entry["SenderFault"], bool) and entry["Code"] for entry in found.get("Failed") or []
    ):
        return "of an entry that failed it does not say why"
    return None


def _received(_asked: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    messages = found.get("Messages")
    if messages is None:
        return None
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        return "its messages are no list of messages"
    return None


def _read_items(asked: Mapping[str, Any], found: Mapping[str, Any]) -> str | None:
    if asked.get("Select") == "COUNT":  # DynamoDB then names no items
        return None if isinstance(found["Count"], int) else "its count is no number"
    if not isinstance(found["Items"], list) or not all(isinstance(item, dict) for item in found["Items"]):
        return "its items are no list of items"
    return None


def _md5_differs(body: str, told: object) -> str | None:
    if told != hashlib.md5(body.encode(), usedforsecurity=False).hexdigest():
        return f"the MD5 of the body that arrived is {told!r}"
    return None


_PROOFS: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], str | None]] = {
    "ChangeMessageVisibilityBatch": _answered_all,
    "DeleteMessageBatch": _answered_all,
    "Query": _read_items,
    "ReceiveMessage": _received,
    "Scan": _read_items,
    "SendMessage": _sent,
    "SendMessageBatch": _sent_all,
}
#: What no proxy can write by chance, so that nobody needs the answer's headers.
_PROVEN_BY_BODY = frozenset(
    {
        "ChangeMessageVisibilityBatch",
        "DeleteMessageBatch",
        "ReceiveMessage",
        "SendMessage",
        "SendMessageBatch",
    }
)
_OF_WORKERS = frozenset({"ChangeMessageVisibilityBatch", "DeleteMessageBatch", "ReceiveMessage"})
