"""
A client of the REST API.

    client = Client("http://127.0.0.1:8000")
    job = client.wait(client.submit(plan).job_id, seconds=60)
    rooms = client.result(job.job_id)["rooms"]
"""

from roomjobs.rest.client.batches import Batches
from roomjobs.rest.client.callbacks import Callbacks
from roomjobs.rest.client.connection import ApiError, token_from_environment
from roomjobs.rest.client.jobs import Jobs
from roomjobs.rest.client.operations import Operations


class Client(Jobs, Batches, Callbacks, Operations):
    """
    Talks to the API at `address`; all methods raise `ApiError`.

    Requests that are safe to repeat are retried on network errors, when the API is busy, or when it asks
    to retry later. This includes submits: each has an Idempotency-Key, by which the API accepts it once.

    Parameters
    ----------
    address : str
        Of the API, with its prefix if it has one.
    token : str, optional
        Bearer token; by default that of the environment, ``ROOMJOBS_TOKEN``.

    Examples
    --------
    >>> Client("http://127.0.0.1:1", token=None).job("job_1")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    roomjobs.rest.client.ApiError: The API at http://127.0.0.1:1 cannot be reached
    """

    __slots__ = ()


__all__ = ["ApiError", "Client", "token_from_environment"]
