"""Finds the URLs of queues: predefined ones, and those that are looked up or created."""

from __future__ import annotations

import logging
import re
import threading
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .errors import UnknownQueueError
from .http.answers import error_code
from .options import Options, QueueOptions

if TYPE_CHECKING:
    from .clients import Clients

logger = logging.getLogger(__name__)

_MISSING = frozenset({"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"})
_NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9_-]")


class Queues:
    """Finds a queue by its name in Celery."""

    def __init__(self, options: Options, clients: Clients) -> None:
        self._options = options
        self._clients = clients
        self._lock = threading.Lock()
        self._found: dict[str, QueueOptions] = dict(options.queues)

    def knows(self, name: str) -> bool:
        """Whether a queue is predefined, was found before, or may be created."""
        return name in self._found or self._options.create_queues

    def get(self, name: str) -> QueueOptions:
        """
        Say where a queue is; look it up, and create it, if the options allow that.

        Raises
        ------
        UnknownQueueError
            If it is not among ``predefined_queues``, and none may be created.
        """
        try:
            return self._found[name]
        except KeyError:
            pass
        if not self._options.create_queues:
            known = ", ".join(sorted(self._found)) or "none"
            raise UnknownQueueError(
                f"queue {name!r} is not among predefined_queues ({known}); add it there with its URL, "
                "or set create_queues to True"
            )
        with self._lock:
            if name not in self._found:
                self._found[name] = QueueOptions(url=self._url_of(self.name_in_sqs(name)))
            return self._found[name]

    def name_in_sqs(self, name: str) -> str:
        """
        Write a name as SQS takes it, with the prefix: as kombu does.

        >>> options = Options.read({"queue_name_prefix": "shop-", "create_queues": True})
        >>> Queues(options, clients=None).name_in_sqs("news.eu")
        'shop-news-eu'
        """
        whole = self._options.queue_name_prefix + name
        base, fifo = (whole[:-5], ".fifo") if whole.endswith(".fifo") else (whole, "")
        return _NOT_IN_NAMES.sub("_", base.replace(".", "-"))[: 80 - len(fifo)] + fifo

    def forget(self, name: str) -> None:
        """Look a queue up again that may have been deleted."""
        with self._lock:
            if name not in self._options.queues:
                self._found.pop(name, None)

    def _url_of(self, name: str) -> str:
        calls = self._clients.sqs()
        try:
            return str(calls.call("GetQueueUrl", {"QueueName": name})["QueueUrl"])
        except ClientError as error:
            if error_code(error) not in _MISSING:
                raise
        attributes = {
            "VisibilityTimeout": str(self._options.visibility_timeout),
            **({"FifoQueue": "true"} if name.endswith(".fifo") else {}),
            **(self._options.creation_attributes or {}),
        }
        asked = {"QueueName": name, "Attributes": attributes, "tags": dict(self._options.queue_tags or {})}
        logger.info("creating the queue %s", name)
        return str(calls.call("CreateQueue", asked)["QueueUrl"])
