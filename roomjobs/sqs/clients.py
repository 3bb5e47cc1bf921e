"""The boto3 clients of one connection, with timeouts for what each is used for."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from .quick_calls import QuickCalls

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from .options import Options

T = TypeVar("T")

#: What a call to AWS may raise, down to a socket that breaks while a body is read.
AWS_ERRORS = (BotoCoreError, ClientError, OSError, ValueError)

_CREDENTIAL_CODES = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)


class Clients:
    """Makes clients when they are first asked for, and anew when credentials went bad.

    boto3 refreshes the credentials of a role by itself. Keys from a file or the environment it reads
    once; `renew_after` drops the clients, so that the next call reads them again.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._session: boto3.Session | None = None
        self._sqs: dict[str, SQSClient] = {}
        self._publishing: QuickCalls | None = None
        self._dynamodb: DynamoDBClient | None = None

    def receiving(self) -> SQSClient:
        """One try, and a read timeout just above the long poll: the receiver has its own backoff."""
        return self._sqs_client("receive", read_timeout=self._options.wait_time_seconds + 5, attempts=1)

    def changing(self) -> SQSClient:
        """For deletes and visibility changes, which are retried by entry.

        A server that hangs must not hold up a heartbeat until its messages are visible again.
        """
        read_timeout = min(5.0, max(1.0, self._options.visibility_timeout / 4))
        return self._sqs_client("change", read_timeout=read_timeout, attempts=1)

    def sending(self) -> SQSClient:
        """For publishers, who want an answer: botocore's standard retries."""
        return self._sqs_client("send", read_timeout=10, attempts=4)

    def publishing(self) -> QuickCalls:
        """The same, with less processor time; what is sent may arrive twice if an answer was lost."""
        client = self.sending()
        with self._lock:
            if self._publishing is None:
                self._publishing = QuickCalls(client, self._open_session().get_credentials())
            return self._publishing

    def dynamodb(self) -> DynamoDBClient:
        with self._lock:
            if self._dynamodb is None:
                self._dynamodb = self._open_session().client("dynamodb", config=_config(3, attempts=3))
            return self._dynamodb

    def send(self, call: Callable[[QuickCalls], T]) -> T:
        """Make a call of a publisher, and once more if its credentials were refused and may be newer now."""
        try:
            return call(self.publishing())
        except (NoCredentialsError, ClientError) as error:
            if not self.renew_after(error):
                raise
            return call(self.publishing())

    def renew_after(self, error: BaseException) -> bool:
        """Drop all clients if `error` says that the credentials are bad, out of date or were not there."""
        bad = isinstance(error, NoCredentialsError) or (
            isinstance(error, ClientError)
            and error.response.get("Error", {}).get("Code") in _CREDENTIAL_CODES
        )
        if bad:
            with self._lock:
                self._session = self._dynamodb = self._publishing = None
                self._sqs.clear()
        return bad

    def _sqs_client(self, purpose: str, *, read_timeout: float, attempts: int) -> SQSClient:
        with self._lock:
            if purpose not in self._sqs:
                config = _config(read_timeout, attempts)
                self._sqs[purpose] = self._open_session().client("sqs", config=config)
            return self._sqs[purpose]

    def _open_session(self) -> boto3.Session:
        if self._session is None:
            # boto3 reads AWS_DEFAULT_REGION only; Lambda, ECS and the other SDKs set AWS_REGION.
            region = self._options.region or os.environ.get("AWS_REGION")
            self._session = boto3.Session(region_name=region)
        return self._session


def _config(read_timeout: float, attempts: int) -> Config:
    return Config(
        connect_timeout=3,
        read_timeout=read_timeout,
        retries={"total_max_attempts": attempts, "mode": "standard"},
        tcp_keepalive=True,
        max_pool_connections=20,
    )
