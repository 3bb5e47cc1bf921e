"""Calls to DynamoDB and SQS for what nearly each request needs, with a tenth of botocore's processor time."""

from __future__ import annotations

import hashlib
from email.utils import parsedate_to_datetime
from time import monotonic, sleep, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import msgspec
from botocore import xform_name
from botocore.exceptions import BotoCoreError, ConnectTimeoutError, ReadTimeoutError
from botocore.utils import get_environ_proxies

from ..backoff import Backoff
from .answers import Answers, error_code
from .choice import certificates, open_wire
from .retries import is_transient
from .signing import Signer, host_header
from .time_budget import TimeBudgetError, bounded, has_time_for
from .wire import CancelledCallError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.credentials import Credentials
    from botocore.exceptions import ClientError
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient

    from .wire import Answer, Cancellation

#: The signature is right, and its time is too far from the service's.
_SKEWED = frozenset(
    {"InvalidSignatureException", "RequestTimeTooSkewed", "RequestExpired", "SignatureDoesNotMatch"}
)
_LEAST_SKEW_SECONDS = 120.0
#: Seconds between two comparisons of the local clock with AWS, and the least offset that is corrected.
_COMPARE_SECONDS = 10.0
_LEAST_OFFSET_SECONDS = 2.0
#: Lowest transfer rate for the timeout of a large body, bytes per second.
LEAST_BYTES_PER_SECOND = 500_000


class QuickCalls:
    """Calls one service whose protocol is JSON; thread-safe, and safe to keep across a fork.

    Credentials, region, endpoint and certificates are those of a boto3 client, which also makes the calls
    where there are no credentials to sign with.

    Parameters
    ----------
    client : boto3 client
        Of SQS or DynamoDB.
    credentials : Credentials or None
        As ``session.get_credentials()`` gives them; botocore renews them.
    seconds : float
        Deadline of one try, connecting included.
    tries : int
        How often a call is made at most: after throttling, failures of the service and broken connections.

    Notes
    -----
    A write whose answer was lost is repeated, as botocore repeats its own: callers must tolerate that.
    """

    def __init__(
        self,
        client: DynamoDBClient | SQSClient,
        credentials: Credentials | None,
        *,
        seconds: float = 3.0,
        tries: int = 4,
    ) -> None:
        self._client = client
        self._credentials = credentials
        self._seconds = seconds
        self._tries = tries
        model = client.meta.service_model
        endpoint = urlsplit(client.meta.endpoint_url)
        base = f"{endpoint.scheme}://{endpoint.netloc}"
        self._path = endpoint.path or "/"
        self._host = host_header(endpoint.scheme, endpoint.hostname or "", endpoint.port)
        self._target = model.metadata["targetPrefix"]
        self._content_type = f"application/x-amz-json-{model.metadata['jsonVersion']}"
        #: Seconds that the service's clock is ahead of this machine's; 0 while they agree.
        self.clock_offset = 0.0
        self._compared_at = float("-inf")
        #: Monotonic time at which a call was last given up, because nobody answered.
        self.unanswered_at = float("-inf")
        self._signer = Signer(model.signing_name, client.meta.region_name)
        self._answers = Answers(client)
        self._wire = open_wire(
            base,
            certificates(),
            get_environ_proxies(base).get(endpoint.scheme),
        )

    def call(
        self,
        operation: str,
        asked: Mapping[str, Any],
        *,
        seconds: float | None = None,
        tries: int | None = None,
        cancellation: Cancellation | None = None,
    ) -> Mapping[str, Any]:
        """
        What botocore answers to `operation`.

        Parameters
        ----------
        operation : str
            As AWS spells it, ``"SendMessage"`` for one.
        asked : mapping
            Its parameters, as boto3 takes them.
        seconds, tries
            Instead of those given to the constructor.
        cancellation : Cancellation, optional
            Ends the call early.

        Returns
        -------
        mapping
            The answer, without botocore's ``ResponseMetadata``.

        Raises
        ------
        botocore.exceptions.ClientError
            The service refuses; of the class that the boto3 client has for the error code.
        botocore.exceptions.BotoCoreError
            The service is unreachable, or another server answers in its place.

        Examples
        --------
        >>> import boto3
        >>> from botocore.stub import Stubber
        >>> keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        >>> client = boto3.client("sqs", region_name="us-east-1", **keys)
        >>> stub = Stubber(client)
        >>> stub.add_response("get_queue_url", {"QueueUrl": "https://sqs/orders"})
        >>> with stub:
        ...     QuickCalls(client, None).call("GetQueueUrl", {"QueueName": "orders"})["QueueUrl"]
        'https://sqs/orders'
        """
        if self._credentials is None:
            found: Mapping[str, Any] = getattr(self._client, xform_name(operation))(**asked)
            return found
        body = msgspec.json.encode(asked)
        seconds = (self._seconds if seconds is None else seconds) + len(body) / LEAST_BYTES_PER_SECOND
        tries = self._tries if tries is None else tries
        deadline = monotonic() + seconds * tries
        backoff = Backoff(first=0.1, most=5)
        while True:
            try:
                # After a failure the headers are worth their time: they hold the request id.
                with_headers = (
                    backoff.failures > 0
                    or not self._answers.is_conclusive(operation)
                    or monotonic() - self._compared_at >= _COMPARE_SECONDS
                )
                with bounded(seconds, len(body)) as most:
                    answer = self._send(operation, body, most, cancellation, with_headers=with_headers)
                if answer.status == 200:
                    self._note_date(answer)
                    return self._answers.read(operation, asked, answer)
                refusal = self._answers.refusal(operation, answer)
                if error_code(refusal) in _SKEWED and self._corrects_clock():
                    continue
                failure: BotoCoreError | ClientError = refusal
                again = is_transient(refusal)
            except CancelledCallError:
                raise
            except BotoCoreError as error:
                failure, again = error, not isinstance(error, TimeBudgetError)
                if isinstance(error, (ReadTimeoutError, ConnectTimeoutError)):
                    self.unanswered_at = monotonic()
            wait = backoff.next()
            is_over = backoff.failures >= tries or monotonic() + wait >= deadline
            if not again or is_over or not has_time_for(wait):
                raise failure
            sleep(wait)

    def now(self) -> float:
        """
        Tell the time by the service's clock, which is asked if no answer has told it yet.

        Returns
        -------
        float
            Unix time in seconds.

        Raises
        ------
        botocore.exceptions.BotoCoreError
            If the service has to be asked and does not answer.

        Examples
        --------
        >>> import boto3
        >>> keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        >>> there = {"region_name": "us-east-1", "endpoint_url": "http://127.0.0.1:1"}
        >>> nobody = boto3.client("sqs", **there, **keys)
        >>> QuickCalls(nobody, None).now()  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL
        """
        if self._compared_at == float("-inf"):
            self._note_date(self._ask_nothing(self._seconds))
        return time() + self.clock_offset

    def reach(self, seconds: float) -> None:
        """
        Check that somebody answers at the endpoint.

        Parameters
        ----------
        seconds : float
            How long to wait.

        Raises
        ------
        botocore.exceptions.BotoCoreError
            If nobody does within `seconds`.

        Examples
        --------
        >>> import boto3
        >>> keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
        >>> there = {"region_name": "us-east-1", "endpoint_url": "http://127.0.0.1:1"}
        >>> nobody = boto3.client("sqs", **there, **keys)
        >>> QuickCalls(nobody, None).reach(1.0)  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        botocore.exceptions.EndpointConnectionError: Could not connect to the endpoint URL
        """
        self._note_date(self._ask_nothing(seconds))

    def _ask_nothing(self, seconds: float) -> Answer:
        """Have the service answer anything: its headers say what time it is."""
        with bounded(seconds) as most:
            return self._wire.send("GET", self._path, [("Host", self._host)], b"", seconds=most)

    def _send(
        self,
        operation: str,
        body: bytes,
        seconds: float,
        cancellation: Cancellation | None,
        *,
        with_headers: bool,
    ) -> Answer:
        assert self._credentials is not None  # noqa: S101 - checked by the caller
        headers = self._signer.sign(
            "POST",
            self._path,
            {
                "content-type": self._content_type,
                "host": self._host,
                "x-amz-target": f"{self._target}.{operation}",
            },
            hashlib.sha256(body).hexdigest(),
            self._credentials.get_frozen_credentials(),
        )
        return self._wire.send(
            "POST",
            self._path,
            list(headers.items()),
            body,
            seconds=seconds,
            with_headers=with_headers,
            cancellation=cancellation,
        )

    def _note_date(self, answer: Answer) -> None:
        """Compare clocks from time to time, where the answer's headers were read."""
        if not answer.headers or monotonic() - self._compared_at < _COMPARE_SECONDS:
            return
        self._compared_at = monotonic()
        if (offset := _offset(answer)) is not None:
            # Dates are whole seconds, and a moment old.
            self.clock_offset = offset if abs(offset) > _LEAST_OFFSET_SECONDS else 0.0

    def _corrects_clock(self) -> bool:
        """Sign by the service's clock from now on; says whether ours was wrong."""
        offset = _offset(self._ask_nothing(self._seconds))
        if offset is None or abs(offset - self._signer.clock_offset) < _LEAST_SKEW_SECONDS:
            return False
        self._signer.clock_offset = offset
        return True


def _offset(answer: Answer) -> float | None:
    """Seconds that the service's clock is ahead of ours, if it says what time it is."""
    try:
        return parsedate_to_datetime(answer.headers["date"]).timestamp() - time()
    except (KeyError, ValueError):
        return None
