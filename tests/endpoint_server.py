"""`python -m tests.endpoint_server`: the embedded endpoint, which can return to a state that it has kept."""

from __future__ import annotations

import asyncio
import copy
from typing import TYPE_CHECKING, Any

from ministack import app as ministack  # type: ignore[import-untyped] # has no types

if TYPE_CHECKING:
    from roomjobs.local.journal import App, Message, Receive, Scope, Send


class Returning:
    """The endpoint's application with two more requests, by its own functions to save and load its state."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._kept: dict[str, Any] = {}  # state by its name in `ministack._state_map`

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        actions = {"/_tests/keep": self._keep, "/_tests/return": self._return}
        action = actions.get(scope.get("path", ""))
        if action is None:
            await self._app(scope, receive, send)
            return
        await asyncio.to_thread(action)
        answer: Message = {"type": "http.response.start", "status": 200, "headers": []}
        await send(answer)
        await send({"type": "http.response.body", "body": b""})

    def _keep(self) -> None:
        self._kept = {key: state() for key, state in ministack._build_persistence_save_dict().items()}

    def _return(self) -> None:
        ministack._reset_all_state()
        for key, state in self._kept.items():
            module = ministack._get_module(ministack._state_map[key])
            module.load_persisted_state(copy.deepcopy(state))


if __name__ == "__main__":
    ministack.app = Returning(ministack.app)
    ministack.main()
