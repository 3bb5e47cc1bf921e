"""What server and app exchange: types of ASGI, and names of our own in the environment of WSGI."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Environ = dict[str, Any]

ASKS_FIRST = "roomjobs.asks_first"  # True: nothing of the body has been read; say whether to read it
PRINCIPAL = "roomjobs.principal"  # who was let in when the server asked first
REFUSAL = "roomjobs.refusal"  # an exception: why the server refuses this request
EVENTS = "roomjobs.events"  # a list: the app puts the stream of events in it that is to follow its answer
SHARES = "roomjobs.shares"  # the shares of threads that the calls for this request wait for
