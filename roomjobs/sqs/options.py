"""The transport's options, read from ``broker_transport_options`` and checked at once."""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kombu.utils.imports import symbol_by_name

from .checks import (
    any_text,
    attribute_names,
    flag,
    function,
    mapping,
    number,
    one_of,
    region,
    role,
    text,
    url,
    whole,
)
from .errors import OptionsError

if TYPE_CHECKING:
    from .messages import Delivery, Envelope

#: Called with deliveries: those kept hidden, or those that another worker may have received.
DeliveryHook = Callable[["list[Delivery]"], None]
#: Called with an envelope; returns the group of its message or None.
GroupFunction = Callable[["Envelope"], "str | None"]

#: SQS takes no visibility timeout above twelve hours, counted from the receive.
MAX_VISIBILITY_SECONDS = 43_200
#: SQS long polls for twenty seconds at most.
MAX_WAIT_SECONDS = 20
#: SQS delays a message by fifteen minutes at most.
MAX_DELAY_SECONDS = 900
#: SQS sends, receives and changes at most ten messages in a call.
BATCH = 10

#: Kombu's own, for any transport; it adds those of a retry policy while it publishes.
_KOMBUS = frozenset(
    {
        "callback", "confirm_publish", "connect_retries_timeout", "errback", "interval_max", "interval_start",
        "interval_step", "max_retries", "on_revive", "polling_interval", "retry_errors",
    }
)  # fmt: skip
#: Options of kombu's transports that are refused here, each with what to do instead.
REFUSED = {
    "body_encoding": "text stays text, and only other bytes are written in base64",
    "client-config": "set timeouts by wait_time_seconds, and proxies and certificates in the environment",
    "deadletter_queue": "give the SQS queue a redrive policy; unroutable is for what no queue is bound for",
    "domain_format": "it is for SimpleDB, which kombu has left",
    "predefined_exchanges": "no SNS topics are used: events and commands go through control_table",
    "priority_steps": "SQS has no priority of a message: give queues a priority",
    "queue_order_strategy": "give queues a priority and a weight",
    "regioninfo": "give the region's name as region",
    "socket_timeout": "a long poll ends 5 s after wait_time_seconds, any other call within 5 s",
    "supports_fanout": "no SNS topics are used: events and commands go through control_table",
}
_REFUSED_OF_QUEUES = {
    "backoff_policy": "raise sqs.ReturnToQueue(delay) in the task, which knows how often it was tried",
    "backoff_tasks": "raise sqs.ReturnToQueue(delay) in the task, which knows how often it was tried",
}


def _option(default: Any, check: Callable[[str, object], None]) -> Any:  # noqa: ANN401 - a dataclass's field
    return dataclasses.field(default=default, metadata={"check": check})


@dataclasses.dataclass(frozen=True, slots=True)
class QueueOptions:
    """One entry of ``predefined_queues``."""

    url: str = _option("", url)
    #: The queue has a redrive policy: a rejected message is returned until SQS makes it a dead letter.
    dead_letters: bool = _option(default=False, check=flag)
    #: Of several queues that one worker consumes: those of higher priority first, …
    priority: int = _option(0, whole(-1000, 1000))
    #: … and of one priority each in proportion to its weight.
    weight: int = _option(1, whole(1, 1000))
    #: Messages of the prefetch limit that this queue leaves to others, for a queue of long tasks.
    leaves: int = _option(0, whole(0, 1000))
    #: Messages that one receive may bring: ten, but one of a FIFO queue, where more are of one group.
    receive_batch: int | None = _option(None, whole(1, BATCH))
    region: str | None = _option(None, region)
    access_key_id: str | None = _option(None, text)
    secret_access_key: str | None = dataclasses.field(default=None, metadata={"check": text}, repr=False)
    session_token: str | None = dataclasses.field(default=None, metadata={"check": text}, repr=False)

    @property
    def is_fifo(self) -> bool:
        return self.url.endswith(".fifo")

    @property
    def most_in_receive(self) -> int:
        """Messages to ask for at most."""
        return self.receive_batch or (1 if self.is_fifo else BATCH)


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """All options of the transport; the README explains each."""

    queues: Mapping[str, QueueOptions]
    control_table: str | None = _option(None, text)
    region: str | None = _option(None, region)
    endpoint_url: str | None = _option(None, url)
    visibility_timeout: int = _option(60, whole(1, MAX_VISIBILITY_SECONDS))
    wait_time_seconds: int = _option(4, whole(1, MAX_WAIT_SECONDS))
    receivers: int = _option(2, whole(1, 16))
    ack_linger: float = _option(0.05, number(0, 5))
    #: 256 KiB, which every queue accepts; a queue can be configured for up to 1 MiB.
    max_message_bytes: int = _option(262_144, whole(1024, 1_048_576))
    #: Attributes of SQS to receive with each message: as kombu has it.
    fetch_message_attributes: Mapping[str, Sequence[str]] | Sequence[str] | None = _option(
        None, attribute_names
    )
    #: ``package.module:function``, as all functions here: ``inspect stats`` sends the options as JSON.
    message_group: str | None = _option(None, function)
    #: Commands expire after two minutes.
    control_poll_seconds: float = _option(0.4, number(0.05, 60))
    close_timeout: float = _option(25.0, number(0, 600))
    #: Seconds that a worker waits for its long poll at shutdown before it aborts the poll.
    leave_grace: float = _option(1.0, number(0, MAX_WAIT_SECONDS))
    health_file: str | None = _option(None, text)
    on_heartbeat: str | None = _option(None, function)
    on_hold_lost: str | None = _option(None, function)
    #: Apps with one control table see each other's workers and events if they share this: the app's name.
    namespace: str = _option("", any_text)
    #: Of the copies of a send that a lost answer leaves one runs: it is claimed in the control table.
    deduplicate_sends: bool = _option(default=False, check=flag)
    #: End the process when `worker_soft_shutdown_timeout` is over and threads still run tasks.
    exit_at_limit: bool = _option(default=False, check=flag)
    #: Queues that are not predefined are looked up, and created if they do not exist.
    create_queues: bool = _option(default=False, check=flag)
    queue_name_prefix: str = _option("", any_text)
    #: What becomes of a message that no queue is bound for: ``"error"`` for its publisher, or ``"discard"``.
    unroutable: str = _option("error", one_of("error", "discard"))
    creation_attributes: Mapping[str, str] | None = _option(None, mapping)
    queue_tags: Mapping[str, str] | None = _option(None, mapping)
    sts_role_arn: str | None = _option(None, role)
    sts_token_timeout: int = _option(900, whole(900, 43_200))
    sts_token_buffer_time: float | None = _option(None, number(0, 43_200))
    access_key_id: str | None = _option(None, text)
    secret_access_key: str | None = dataclasses.field(default=None, metadata={"check": text}, repr=False)
    session_token: str | None = dataclasses.field(default=None, metadata={"check": text}, repr=False)

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Options:
        """Read a ``broker_transport_options`` mapping.

        Raises
        ------
        OptionsError
            If a name is unknown or refused, or a value is missing, of the wrong type or out of range.
        """
        queues = _read_queues({} if given.get("predefined_queues") is None else given["predefined_queues"])
        known = {name: value for name, value in given.items() if name not in _KOMBUS | {"predefined_queues"}}
        if known.pop("sqs_base64_encoding", False):
            raise OptionsError("sqs_base64_encoding is False here: text stays text, and base64 is read")
        if "sqs-creation-attributes" in known:
            known["creation_attributes"] = known.pop("sqs-creation-attributes")
        options: Options = _read(cls, "option", known, REFUSED, {"queues": queues})
        if options.create_queues is False and options.queue_name_prefix and not queues:
            raise OptionsError("queue_name_prefix is for queues that are looked up: set create_queues")
        if options.deduplicate_sends and options.control_table is None:
            raise OptionsError("deduplicate_sends needs control_table, where sends are claimed")
        _check_keys("", options)
        if (options.sts_token_buffer_time or 0) >= options.sts_token_timeout:
            raise OptionsError(
                f"sts_token_buffer_time is less than sts_token_timeout, {options.sts_token_timeout} s"
            )
        return options

    def asked_attributes(self, kind: str) -> list[str]:
        """
        Name the attributes to receive: `kind` is one of the two parameters of ReceiveMessage.

        Examples
        --------
        >>> Options.read({"fetch_message_attributes": ["SentTimestamp"]}).asked_attributes(
        ...     "MessageSystemAttributeNames"
        ... )
        ['SentTimestamp']
        """
        asked = self.fetch_message_attributes or {}
        named = asked if isinstance(asked, Mapping) else {"MessageSystemAttributeNames": asked}
        return list(named.get(kind, ()))

    def load_heartbeat_hook(self) -> DeliveryHook | None:
        """Import the function that `on_heartbeat` names."""
        hook: DeliveryHook | None = _load("on_heartbeat", self.on_heartbeat)
        return hook

    def load_lost_hook(self) -> DeliveryHook | None:
        """Import the function that `on_hold_lost` names."""
        hook: DeliveryHook | None = _load("on_hold_lost", self.on_hold_lost)
        return hook

    def load_group_function(self) -> GroupFunction | None:
        """Import the function that `message_group` names."""
        group_of: GroupFunction | None = _load("message_group", self.message_group)
        return group_of


def from_url(given: Mapping[str, Any], connection: Any) -> dict[str, Any]:  # noqa: ANN401 - kombu's Connection
    """
    Add the settings in the broker URL to the options, as kombu's SQS transport does.

    ``celery-sqs://key:secret@host:port`` holds credentials and an endpoint, both optional; ``is_secure`` and
    ``port`` among the options belong to that host.
    """
    options = dict(given)
    secure, port = options.pop("is_secure", None), options.pop("port", None)
    if secure is not None:
        flag("is_secure", secure)
    if port is not None:
        whole(1, 65_535)("port", port)
    for name, part in (("access_key_id", connection.userid), ("secret_access_key", connection.password)):
        if part:
            options.setdefault(name, part)
    port = connection.port or port
    # Kombu inserts "localhost" if the URL has no host.
    if connection.hostname and (port or connection.hostname != "localhost"):
        scheme = "https" if secure or (secure is None and not port) else "http"
        options.setdefault("endpoint_url", f"{scheme}://{connection.hostname}" + (f":{port}" if port else ""))
    return options


def _read_queues(given: Any) -> dict[str, QueueOptions]:  # noqa: ANN401 - whatever the application configured
    if not isinstance(given, Mapping):
        raise OptionsError(f"predefined_queues is a mapping of queue name to {{'url': …}}, not {given!r}")
    queues = {}
    for name, entry in given.items():
        where = f"predefined_queues[{name!r}]"
        if not isinstance(name, str):
            raise OptionsError(f"{where}: the name of a queue is a text")
        if not isinstance(entry, Mapping) or not entry.get("url"):
            raise OptionsError(f"{where} needs the queue's URL under 'url'")
        options = _read(QueueOptions, f"{where} option", entry, _REFUSED_OF_QUEUES, {})
        if options.is_fifo != str(name).endswith(".fifo"):
            raise OptionsError(f"{where}: name and URL of a FIFO queue, and of no other, end with '.fifo'")
        _check_keys(f"{where} ", options)
        queues[name] = options
    return queues


def _check_keys(where: str, options: Options | QueueOptions) -> None:
    if (options.access_key_id is None) != (options.secret_access_key is None):
        raise OptionsError(f"{where}needs both access_key_id and secret_access_key, or neither".lstrip())
    if options.session_token is not None and options.access_key_id is None:
        raise OptionsError(f"{where}session_token belongs to an access_key_id, which is not set")


def _read(
    kind: Any,  # noqa: ANN401 - a dataclass, returned as its instance
    what: str,
    given: Mapping[str, Any],
    refused: Mapping[str, str],
    more: Mapping[str, Any],
) -> Any:  # noqa: ANN401 - see above
    fields = {field.name: field for field in dataclasses.fields(kind) if "check" in field.metadata}
    for name in given:
        if not isinstance(name, str):
            raise OptionsError(f"the name of an option is a text, not {name!r}")
        if name in refused:
            raise OptionsError(f"{what} {name!r} is not supported: {refused[name]}")
        if name not in fields:
            named = [*fields, "predefined_queues"] if what == "option" else list(fields)
            close = difflib.get_close_matches(name.lower(), named, n=1, cutoff=0.6)
            meant = f"; {close[0]!r} is one" if close else f"; there are {', '.join(sorted(named))}"
            raise OptionsError(f"there is no {what} {name!r}{meant}")
    found = {name: value for name, value in given.items() if value is not None}
    for name, value in found.items():
        fields[name].metadata["check"](
            name if what == "option" else f"{what.removesuffix(' option')}.{name}", value
        )
    return kind(**found, **more)


def _load(option: str, name: str | None) -> Any:  # noqa: ANN401 - a function of the application's
    if name is None:
        return None
    try:
        return symbol_by_name(name)
    except (AttributeError, ImportError) as error:
        raise OptionsError(f"{option} cannot be imported: {error}") from error
