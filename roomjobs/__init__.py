"""Room detection as a service: REST API, Celery workers on SQS, jobs in DynamoDB, plans in S3."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from celery import Celery

__version__ = "0.1.0"


class RoomJobsError(Exception):
    """Root of the errors that this package raises for its callers."""


def __getattr__(name: str) -> "Celery":
    """Give `app`, which `celery -A roomjobs` looks for; nothing is made before somebody asks."""
    if name != "app":
        raise AttributeError(f"module 'roomjobs' has no attribute {name!r}")
    from roomjobs import tasks  # noqa: PLC0415 - the package alone loads nothing

    return tasks.app
