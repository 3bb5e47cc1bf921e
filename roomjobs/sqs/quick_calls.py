"""
Calls to DynamoDB and SQS with half of botocore's processor time: for what nearly each request needs.

Only what goes well is done here. Whatever else comes (an error, throttling, no answer), botocore asks again,
with its retries and its exceptions; so it does where there is a proxy, or no credentials are given. A write
whose answer was lost is then repeated, as botocore repeats its own: whoever calls must bear that.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec
import urllib3
from botocore import xform_name
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import get_cert_path
from botocore.utils import get_environ_proxies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.credentials import Credentials
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_sqs import SQSClient


class QuickCalls:
    """Calls one service whose protocol is JSON; thread-safe, but not to be shared across a fork."""

    def __init__(self, client: DynamoDBClient | SQSClient, credentials: Credentials | None) -> None:
        self._client = client
        self._credentials = credentials
        self._region = client.meta.region_name
        self._url = client.meta.endpoint_url.rstrip("/") + "/"
        service = client.meta.service_model
        self._signing_name = service.signing_name
        self._target = service.metadata["targetPrefix"]
        self._content_type = f"application/x-amz-json-{service.metadata['jsonVersion']}"
        self._goes_by_proxy = bool(get_environ_proxies(self._url))
        certificates = os.environ.get("AWS_CA_BUNDLE") or get_cert_path(verify=True)
        tls = {"ca_certs": certificates} if self._url.startswith("https:") else {}
        self._pool = urllib3.connection_from_url(  # of one host: nothing to be looked up at each request
            self._url,
            maxsize=32,
            timeout=urllib3.Timeout(connect=1, read=2),
            retries=False,
            **tls,
        )

    def call(self, operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """
        What botocore answers to `operation`, as AWS spells it, where no binary values are in the answer.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            The service is out of reach or refuses.
        """
        answer = self._answer(operation, asked)
        if answer is None:
            answer = getattr(self._client, xform_name(operation))(**asked)
        return answer

    def _answer(self, operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What the service says, None where botocore is to ask."""
        if self._credentials is None or self._goes_by_proxy:
            return None
        headers = {"Content-Type": self._content_type, "X-Amz-Target": f"{self._target}.{operation}"}
        body = msgspec.json.encode(asked)
        request = AWSRequest("POST", self._url, data=body, headers=headers)
        credentials = self._credentials.get_frozen_credentials()
        SigV4Auth(credentials, self._signing_name, self._region).add_auth(request)
        try:
            answer = self._pool.urlopen("POST", "/", body, dict(request.headers.items()))
        except urllib3.exceptions.HTTPError:
            return None
        return _document(answer.data) if answer.status == 200 else None


def _document(text: bytes) -> dict[str, Any] | None:
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except msgspec.DecodeError:
        return None
