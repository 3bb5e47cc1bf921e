"""
Clients of AWS with bounded waits.

Where the endpoint is, and with which credentials, boto3 learns from its own standard environment
(`AWS_ENDPOINT_URL`, `AWS_REGION`, …): nothing here knows whether it talks to AWS or to the local endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import boto3
from botocore.config import Config

from roomjobs.quick_reads import QuickReads

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

# A call may take 4 × (2 + 10) s at worst: less than the lease of a job, as it is by default.
_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 4},
    tcp_keepalive=True,
    max_pool_connections=32,
)


class Clients(NamedTuple):
    dynamodb: DynamoDBClient
    s3: S3Client
    sqs: SQSClient
    quick_reads: QuickReads


def connect(region: str) -> Clients:
    """Open the clients that the service needs; thread-safe, but not to be shared across a fork."""
    session = boto3.Session(region_name=region)
    dynamodb = session.client("dynamodb", config=_CONFIG)
    return Clients(
        dynamodb=dynamodb,
        s3=session.client("s3", config=_CONFIG.merge(Config(signature_version="s3v4"))),
        sqs=session.client("sqs", config=_CONFIG),
        quick_reads=QuickReads(dynamodb, session.get_credentials()),
    )
