"""The transport's options, read from ``broker_transport_options`` and checked at once."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kombu.utils.imports import symbol_by_name

from .errors import OptionsError

if TYPE_CHECKING:
    from .messages import Delivery

HeartbeatHook = Callable[["list[Delivery]"], None]

#: SQS takes no visibility timeout above twelve hours, counted from the receive.
MAX_VISIBILITY_SECONDS = 43_200
#: SQS long polls for twenty seconds at most.
MAX_WAIT_SECONDS = 20
#: SQS delays a message by fifteen minutes at most.
MAX_DELAY_SECONDS = 900
#: SQS takes, gives and changes ten messages in a call.
BATCH = 10

_QUEUES = "predefined_queues"


@dataclasses.dataclass(frozen=True, slots=True)
class QueueOptions:
    """One entry of ``predefined_queues``."""

    url: str
    #: The queue has a redrive policy: a message rejected for good goes back until SQS moves it there.
    dead_letters: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """All options of the transport; the README explains each."""

    queues: Mapping[str, QueueOptions]
    control_table: str | None = None
    region: str | None = None
    visibility_timeout: int = 60
    wait_time_seconds: int = MAX_WAIT_SECONDS
    receivers: int = 2
    ack_linger: float = 0.05
    #: 256 KiB: every queue takes that much; a queue may be set to up to 1 MiB.
    max_message_bytes: int = 262_144
    control_poll_seconds: float = 0.4
    close_timeout: float = 25.0
    #: Seconds that a worker which leaves waits for its long poll before it ends it.
    leave_grace: float = 1.0
    health_file: str | None = None
    #: ``package.module:function``. A name, because ``inspect stats`` sends the options as JSON.
    on_heartbeat: str | None = None

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Options:
        """Take the known options out of a ``broker_transport_options`` mapping.

        Others are kombu's, or nobody's; a name that is nearly one of ours was meant to be ours.

        Raises
        ------
        OptionsError
            If a name is misspelt, or a value is missing, of the wrong type or out of range.
        """
        names = {field.name for field in dataclasses.fields(cls)} - {"queues"}
        for name in given.keys() - names - {_QUEUES}:
            if meant := difflib.get_close_matches(name, [*names, _QUEUES], n=1, cutoff=0.85):
                raise OptionsError(f"there is no option {name!r}; {meant[0]!r} is one")
        known = {name: given[name] for name in names & given.keys() if given[name] is not None}
        options = cls(queues=_read_queues(given.get(_QUEUES) or {}), **known)
        options.check()
        return options

    def check(self) -> None:
        """Raise `OptionsError` for the first value that is out of range."""
        _between("visibility_timeout", self.visibility_timeout, 1, MAX_VISIBILITY_SECONDS)
        _between("wait_time_seconds", self.wait_time_seconds, 1, MAX_WAIT_SECONDS)
        _between("receivers", self.receivers, 1, 16)
        _between("ack_linger", self.ack_linger, 0, 5)
        _between("max_message_bytes", self.max_message_bytes, 1024, 1_048_576)
        _between("control_poll_seconds", self.control_poll_seconds, 0.05, 10)
        _between("close_timeout", self.close_timeout, 0, 600)
        _between("leave_grace", self.leave_grace, 0, MAX_WAIT_SECONDS)
        if self.on_heartbeat is not None and not isinstance(self.on_heartbeat, str):
            raise OptionsError(
                f"on_heartbeat is the name of a function, 'module:name', not {self.on_heartbeat!r}"
            )

    def load_heartbeat_hook(self) -> HeartbeatHook | None:
        """Import the function that `on_heartbeat` names."""
        if self.on_heartbeat is None:
            return None
        hook: HeartbeatHook = symbol_by_name(self.on_heartbeat)
        return hook


def _read_queues(given: Any) -> dict[str, QueueOptions]:  # noqa: ANN401 - whatever the application configured
    if not isinstance(given, Mapping):
        raise OptionsError(f"predefined_queues is a mapping of queue name to {{'url': …}}, not {given!r}")
    queues = {}
    for name, entry in given.items():
        url = entry.get("url") if isinstance(entry, Mapping) else None
        if not isinstance(url, str) or not url:
            raise OptionsError(f"predefined_queues[{name!r}] needs the queue's URL under 'url'")
        if url.endswith(".fifo"):
            raise OptionsError(
                f"predefined_queues[{name!r}] is a FIFO queue; this transport uses standard queues"
            )
        queues[name] = QueueOptions(url=url, dead_letters=bool(entry.get("dead_letters", False)))
    return queues


def _between(name: str, value: object, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise OptionsError(f"{name} is a number from {low} to {high}, not {value!r}")
