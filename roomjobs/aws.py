"""
Clients of AWS with bounded waits.

Where the endpoint is, and with which credentials, boto3 learns from its own standard environment
(`AWS_ENDPOINT_URL`, `AWS_REGION`, …). Only the addresses of objects differ: where an endpoint is named, the
bucket goes into the path; AWS has a host for each bucket.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import boto3
from botocore.config import Config

from roomjobs.sqs.quick_calls import QuickCalls

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

# A call may take 4 × (2 + 10) s at worst, and 3 s more where a quick one was tried before: less than the
# lease of a job, as it is by default.
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 4},
    tcp_keepalive=True,
    max_pool_connections=32,
)


# By default botocore presigns for bucket.s3.amazonaws.com. In a bucket's first hours that host redirects to
# the one of its region, unless this is us-east-1, and a signature holds for one host.
_S3_OF_AWS = Config(s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"})
_S3_ELSEWHERE = Config(s3={"addressing_style": "path"})


class Clients(NamedTuple):
    dynamodb: DynamoDBClient
    s3: S3Client
    sqs: SQSClient
    quick_dynamodb: QuickCalls


def connect(region: str) -> Clients:
    """Open the clients that the service needs; thread-safe, but not to be shared across a fork."""
    session = boto3.Session(region_name=region)
    dynamodb = session.client("dynamodb", config=_CONFIG)
    is_elsewhere = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    addressing = _S3_ELSEWHERE if is_elsewhere else _S3_OF_AWS
    return Clients(
        dynamodb=dynamodb,
        s3=session.client("s3", config=_CONFIG.merge(addressing).merge(Config(signature_version="s3v4"))),
        sqs=session.client("sqs", config=_CONFIG),
        quick_dynamodb=QuickCalls(dynamodb, session.get_credentials()),
    )
