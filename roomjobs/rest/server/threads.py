"""A few threads that answer requests for the event loop, at half the price of an executor of the library."""

from __future__ import annotations

import asyncio
import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_Work = tuple["Callable[[], Any]", "asyncio.Future[Any]", asyncio.AbstractEventLoop]


class Threads:
    """Runs what blocks; as daemons, so that no hung call keeps a process that ends."""

    def __init__(self, count: int) -> None:
        self._work: SimpleQueue[_Work] = SimpleQueue()
        for number in range(count):
            threading.Thread(target=self._run, name=f"request-{number}", daemon=True).start()

    def run(self, act: Callable[[], Any]) -> asyncio.Future[Any]:
        """Give what `act` will give, or raise, once a thread is free for it."""
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._work.put((act, future, loop))
        return future

    def _run(self) -> None:
        while True:
            act, future, loop = self._work.get()
            try:
                given = act()
            except BaseException as error:  # noqa: BLE001 - passed on to the waiting caller
                loop.call_soon_threadsafe(_fail, future, error)
            else:
                loop.call_soon_threadsafe(_give, future, given)


def _give(future: asyncio.Future[Any], given: object) -> None:
    if not future.done():  # the client has gone meanwhile
        future.set_result(given)


def _fail(future: asyncio.Future[Any], error: BaseException) -> None:
    if not future.done():
        future.set_exception(error)
