"""
GetItem with half of botocore's processor time: reads of one job are what the API does most.

Only what goes well is done here. Whatever else comes (an error, throttling, no answer), botocore asks again,
with its retries and its exceptions; so it does where there is a proxy, or no credentials are given.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import msgspec
import urllib3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.httpsession import get_cert_path
from botocore.utils import get_environ_proxies

if TYPE_CHECKING:
    from collections.abc import Mapping

    from botocore.credentials import Credentials
    from mypy_boto3_dynamodb import DynamoDBClient

_HEADERS = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "DynamoDB_20120810.GetItem",
}


class QuickReads:
    """Reads items without binary values; thread-safe, but not to be shared across a fork."""

    def __init__(self, dynamodb: DynamoDBClient, credentials: Credentials | None) -> None:
        self._dynamodb = dynamodb
        self._credentials = credentials
        self._region = dynamodb.meta.region_name
        self._url = dynamodb.meta.endpoint_url.rstrip("/") + "/"
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

    def get_item(self, table: str, key: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """
        The item as it is now, None where there is none.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is out of reach or refuses.
        """
        if self._credentials is not None and not self._goes_by_proxy:
            body = msgspec.json.encode({"TableName": table, "Key": key, "ConsistentRead": True})
            request = AWSRequest("POST", self._url, data=body, headers=_HEADERS)
            SigV4Auth(self._credentials.get_frozen_credentials(), "dynamodb", self._region).add_auth(request)
            try:
                answer = self._pool.urlopen("POST", "/", body, dict(request.headers.items()))
            except urllib3.exceptions.HTTPError:
                answer = None
            if answer is not None and answer.status == 200:
                found: dict[str, Any] = msgspec.json.decode(answer.data)
                return found.get("Item")
        slow: Any = self._dynamodb.get_item(TableName=table, Key=key, ConsistentRead=True)
        item: Mapping[str, Any] | None = slow.get("Item")
        return item
