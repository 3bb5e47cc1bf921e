"""What is read from S3 where the connection ends in the midst of a document."""

from __future__ import annotations

import io
from typing import Any, cast

import pytest
import urllib3
from botocore.exceptions import BotoCoreError, IncompleteReadError
from botocore.response import StreamingBody

from roomjobs.plans.store import PlanStore


class _CutOff(io.RawIOBase):
    """A connection that breaks after some bytes."""

    def read(self, _amount: int = -1) -> bytes:
        raise urllib3.exceptions.ProtocolError("Connection broken: IncompleteRead(10 bytes read)")


class _Client:
    """The client of S3 whose answer has this body."""

    def __init__(self, body: Any, size: int) -> None:
        self._answer = {"Body": StreamingBody(body, size), "ContentLength": size}

    def get_object(self, **_: str) -> dict[str, Any]:
        return self._answer


def store_of(body: Any, size: int) -> PlanStore:
    client = cast("Any", _Client(body, size))
    return PlanStore(
        client, input_bucket="in", output_bucket="out", presign_seconds=1, quick=cast("Any", client)
    )


def test_a_broken_connection_is_an_error_of_the_store() -> None:
    with pytest.raises(BotoCoreError, match="Connection broken"):
        store_of(_CutOff(), 100).read_plan("plans/job.json")


def test_a_document_that_ends_too_early_is_no_document() -> None:
    with pytest.raises(IncompleteReadError):
        store_of(io.BytesIO(b'{"walls": ['), 100).read_plan("plans/job.json")
