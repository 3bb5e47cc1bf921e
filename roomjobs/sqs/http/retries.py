"""Which refusals of AWS are worth another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .answers import error_code

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

#: As botocore's standard mode has them.
_THROTTLED = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_TRANSIENT = frozenset({"RequestTimeout", "RequestTimeoutException"})
_TRANSIENT_STATUSES = frozenset({500, 502, 503, 504})


def is_transient(refusal: ClientError) -> bool:
    """Whether the service may do a moment later what it refuses now."""
    code, metadata = error_code(refusal), refusal.response.get("ResponseMetadata", {})
    return code in _THROTTLED or code in _TRANSIENT or metadata.get("HTTPStatusCode") in _TRANSIENT_STATUSES
