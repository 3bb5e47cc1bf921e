"""What calls AWS for one connection: each account and region of its queues, and the control table's."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, TypeVar

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from .http.answers import error_code
from .http.calls import QuickCalls

if TYPE_CHECKING:
    from collections.abc import Callable

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

    botocore refreshes the credentials of a role by itself. Keys from a file or the environment it reads
    once; `renew_after` drops the clients, so that the next call reads them again.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._session: boto3.Session | None = None
        self._sqs: QuickCalls | None = None
        self._dynamodb: QuickCalls | None = None

    def sqs(self) -> QuickCalls:
        """Calls to SQS: four tries, unless a caller has its own way to try again."""
        with self._lock:
            if self._sqs is None:
                session = self._open_session()
                # The read timeout is for calls without credentials, which the client itself makes.
                config = _config(self._options.wait_time_seconds + 5)
                self._sqs = QuickCalls(
                    session.client("sqs", config=config), session.get_credentials(), seconds=5, tries=4
                )
            return self._sqs

    def dynamodb(self) -> QuickCalls:
        """Calls to DynamoDB."""
        with self._lock:
            if self._dynamodb is None:
                session = self._open_session()
                client = session.client("dynamodb", config=_config(3))
                self._dynamodb = QuickCalls(client, session.get_credentials(), seconds=3, tries=3)
            return self._dynamodb

    def send(self, call: Callable[[QuickCalls], T]) -> T:
        """Make a call of a publisher, and once more if its credentials were refused and may be newer now."""
        try:
            return call(self.sqs())
        except (NoCredentialsError, ClientError) as error:
            if not self.renew_after(error):
                raise
            return call(self.sqs())

    def renew_after(self, error: BaseException) -> bool:
        """Drop all clients if `error` says that the credentials are bad, out of date or were not there."""
        bad = isinstance(error, NoCredentialsError) or (
            isinstance(error, ClientError) and error_code(error) in _CREDENTIAL_CODES
        )
        if bad:
            with self._lock:
                self._session = self._dynamodb = self._sqs = None
        return bad

    def _open_session(self) -> boto3.Session:
        if self._session is None:
            # boto3 reads AWS_DEFAULT_REGION only; Lambda, ECS and the other SDKs set AWS_REGION.
            region = self._options.region or os.environ.get("AWS_REGION")
            self._session = boto3.Session(region_name=region)
        return self._session


def _config(read_timeout: float) -> Config:
    return Config(
        connect_timeout=3,
        read_timeout=read_timeout,
        retries={"total_max_attempts": 1, "mode": "standard"},
        tcp_keepalive=True,
    )
