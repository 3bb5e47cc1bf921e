"""Room detection as a service: REST API, Celery workers on SQS, jobs in DynamoDB, plans in S3."""

from importlib import import_module
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
    app: Celery = import_module("roomjobs.tasks").app  # by name: an entry point is nobody's import
    return app
