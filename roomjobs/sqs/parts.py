"""The parts that the channels of one connection share; each is created on first use."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING

from .clients import Clients
from .control.plane import ControlPlane
from .control.table import ControlTable
from .errors import OptionsError
from .queues import Queues
from .receive.claims import Claims
from .receive.health import Health
from .receive.inbox import Inbox
from .receive.settlement import Settlement
from .send.scheduled import ScheduledMessages
from .send.sender import Sender

if TYPE_CHECKING:
    from .options import Options
    from .shared import Shared

logger = logging.getLogger(__name__)


class Parts:
    """The parts of one connection: a publisher starts no thread and opens no pipe."""

    def __init__(self, options: Options, shared: Shared) -> None:
        self.options = options
        self.shared = shared
        self.clients = Clients(options)
        self.queues = Queues(options, self.clients)
        self.health = Health(options.health_file)
        #: A worker empties the inbox, which an error of one message would end.
        self.in_worker = False

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox()

    @cached_property
    def settlement(self) -> Settlement:
        return Settlement(self.options, self.clients, self.claims)

    @cached_property
    def claims(self) -> Claims | None:
        if self.table is None or not self.options.deduplicate_sends:
            return None
        return Claims(self.table, self.clients, self.options.visibility_timeout)

    @cached_property
    def sender(self) -> Sender:
        return Sender(self.options, self.clients, self.scheduled)

    @cached_property
    def table(self) -> ControlTable | None:
        name = self.options.control_table
        return ControlTable(self.clients, name, self.options.namespace) if name else None

    @cached_property
    def scheduled(self) -> ScheduledMessages | None:
        return ScheduledMessages(self.table, self.queues, self.clients) if self.table else None

    @cached_property
    def control(self) -> ControlPlane:
        if self.table is None:
            raise OptionsError(
                "remote control and events need the option control_table, the name of a DynamoDB table"
            )
        return ControlPlane(
            self.table, self.clients, self.inbox, self.options.control_poll_seconds, self.shared.questions
        )

    def is_made(self, name: str) -> bool:
        """Whether a part has been created."""
        return name in self.__dict__

    def close(self) -> None:
        """Settle all open messages, then end all threads."""
        if self.is_made("settlement"):
            if not self.settlement.drain(self.options.close_timeout):
                logger.warning("some messages could not be settled, SQS redelivers them")
            self.settlement.close()
        if self.is_made("scheduled") and self.scheduled is not None:
            self.scheduled.close()
        if self.is_made("control"):
            self.control.close()
        if self.is_made("inbox"):
            self.inbox.close()
