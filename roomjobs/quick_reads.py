"""
GetItem and Query with half of botocore's processor time: reads of jobs are what the API does most.

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
    from mypy_boto3_dynamodb.type_defs import QueryInputTypeDef


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
        asked: Any = {"TableName": table, "Key": key, "ConsistentRead": True}
        answer = self._answer("GetItem", asked)
        if answer is None:
            answer = self._dynamodb.get_item(**asked)
        return answer.get("Item")

    def query(self, asked: QueryInputTypeDef) -> Mapping[str, Any]:
        """
        What botocore's `query` answers.

        Raises
        ------
        botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError
            DynamoDB is out of reach or refuses.
        """
        answer = self._answer("Query", asked)
        return self._dynamodb.query(**asked) if answer is None else answer

    def _answer(self, operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """What DynamoDB says, None where botocore is to ask."""
        if self._credentials is None or self._goes_by_proxy:
            return None
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Target": f"DynamoDB_20120810.{operation}",
        }
        body = msgspec.json.encode(asked)
        request = AWSRequest("POST", self._url, data=body, headers=headers)
        SigV4Auth(self._credentials.get_frozen_credentials(), "dynamodb", self._region).add_auth(request)
        try:
            answer = self._pool.urlopen("POST", "/", body, dict(request.headers.items()))
        except urllib3.exceptions.HTTPError:
            return None
        if answer.status != 200:
            return None
        try:
            found: dict[str, Any] = msgspec.json.decode(answer.data)
        except msgspec.DecodeError:  # by whatever stands between us and DynamoDB
            return None
        return found
