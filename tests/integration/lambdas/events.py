"""
Events of API Gateway.

Source: API Gateway developer guide, "Input format of a Lambda function for proxy integration".
"""

from __future__ import annotations

import uuid
from typing import Any


def rest_event(
    method: str, path: str, *, body: str | None = None, headers: dict[str, str] | None = None, query: str = ""
) -> dict[str, Any]:
    """What a REST API with the stage `api` sends for a request through its own address."""
    sent = {
        "Accept": "application/json",
        "CloudFront-Forwarded-Proto": "https",
        "Host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
        "User-Agent": "curl/8.14.1",
        "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
        "X-Forwarded-For": "203.0.113.7, 130.176.1.1",
        "X-Forwarded-Port": "443",
        "X-Forwarded-Proto": "https",
        **({"Content-Type": "application/json"} if body is not None else {}),
        **(headers or {}),
    }
    pairs = [part.partition("=") for part in query.split("&") if part]
    return {
        "resource": "/{proxy+}",
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: value for name, _, value in pairs} or None,
        "multiValueQueryStringParameters": {name: [value] for name, _, value in pairs} or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "a1b2c3d4e5",
            "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
            "extendedRequestId": "JKJaXmPLvHcESHA=",
            "httpMethod": method,
            "identity": {"sourceIp": "203.0.113.7", "userAgent": "curl/8.14.1"},
            "path": f"/api{path}",
            "protocol": "HTTP/1.1",
            "requestId": str(uuid.uuid4()),
            "requestTime": "23/Nov/2026:16:00:00 +0000",
            "requestTimeEpoch": 1795449600000,
            "resourceId": "abc123",
            "resourcePath": "/{proxy+}",
            "stage": "api",
        },
        "body": body,
        "isBase64Encoded": False,
    }
