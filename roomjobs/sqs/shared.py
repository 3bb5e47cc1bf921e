"""State that all connections of one Celery app share, separate from other apps."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from kombu import Connection
from kombu.transport import virtual

from .control.questions import Questions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from celery import Celery
    from kombu import Queue

#: Options that only this transport has.
_OURS = frozenset({"control_table", "create_queues", "predefined_queues"})


class Shared:
    """Bindings that this process has declared, and commands whose answers it waits for."""

    def __init__(self) -> None:
        self._app: Callable[[], Celery | None] = lambda: None
        self.state = virtual.BrokerState()
        # Kombu asks over one connection and collects the answers over another.
        self.questions = Questions()

    def belong_to(self, app: Celery) -> None:
        """Look for queues in this app from now on."""
        self._app = weakref.ref(app)

    def queues(self) -> list[Queue]:
        """Find the app's own queues, for a process that publishes and does not consume them."""
        app = self._app()
        return list(app.amqp.queues.values()) if app is not None else []


#: By namespace. Kombu makes connections anew from their options, which is all that they can carry.
_installed: dict[str, Shared] = {}
_nobodys = Shared()


def connect_as(app: Celery) -> None:
    """
    Put the name of the app into all its connections, as the key of their shared state.

    Apps of one name share it: kombu's pools give one app a connection that another one has made.
    """
    shared = _installed.setdefault(str(app.main or ""), Shared())
    shared.belong_to(app)

    def connect(
        *args: Any,  # noqa: ANN401 - kombu's
        transport_options: Mapping[str, Any] | None = None,
        **kwargs: Any,  # noqa: ANN401 - kombu's
    ) -> Connection:
        options = dict(transport_options or {})
        if not _OURS.isdisjoint(options):
            _installed.setdefault(options.setdefault("namespace", str(app.main or "")), shared)
        kwargs["transport_options"] = options
        return Connection(*args, **kwargs)

    amqp: Any = app.amqp  # a class in the stubs, and called like a function
    amqp.Connection = connect


def shared_by(options: Mapping[str, Any]) -> Shared:
    """The shared state of connections with these options."""
    return _installed.get(options.get("namespace", ""), _nobodys)
