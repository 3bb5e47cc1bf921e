"""A worker under ECS asks for protection while it works; a small server stands for the agent of ECS."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.fleet.protection import TaskProtection

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass
class Agent:
    """What the agent was told, and what it answers."""

    address: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    answer: dict[str, Any] = field(default_factory=lambda: {"protection": {}})
    heard: threading.Event = field(default_factory=threading.Event)


@dataclass
class Now:
    """A clock that stands still until it is moved."""

    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def agent() -> Iterator[Agent]:
    state = Agent()

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            assert self.path == "/api/123/task-protection/v1/state"
            state.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = json.dumps(state.answer).encode()
            self.send_response(state.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            state.heard.set()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
    state.address = f"http://127.0.0.1:{server.server_port}/api/123"
    yield state
    server.shutdown()
    server.server_close()


def test_a_worker_is_protected_while_it_works_and_a_little_longer(agent: Agent) -> None:
    busy, now = [False], Now()
    protection = TaskProtection(agent.address, is_busy=lambda: busy[0], clock=now)
    protection.look()
    assert agent.told == []
    busy[0] = True
    protection.look()
    protection.look()
    assert agent.told == [{"ProtectionEnabled": True, "ExpiresInMinutes": 15}]
    busy[0] = False
    now.seconds += 29
    protection.look()
    assert len(agent.told) == 1, "the next job may come at once"
    now.seconds += 1
    protection.look()
    protection.look()
    assert agent.told[1:] == [{"ProtectionEnabled": False}]


def test_a_long_job_renews_its_protection_before_it_ends(agent: Agent) -> None:
    now = Now()
    protection = TaskProtection(agent.address, is_busy=lambda: True, clock=now)
    for _ in range(15):
        protection.look()
        now.seconds += 60
    assert agent.told == [{"ProtectionEnabled": True, "ExpiresInMinutes": 15}] * 3


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (500, {"error": {"Code": "ServerException", "Message": "later"}}),
        (200, {"failure": {"Reason": "DEPLOYMENT_BLOCKED", "Detail": "later"}}),
    ],
)
def test_an_agent_that_refuses_is_asked_again(agent: Agent, status: int, answer: dict[str, Any]) -> None:
    protection = TaskProtection(agent.address, is_busy=lambda: True)
    agent.status, agent.answer = status, answer
    with pytest.raises(RuntimeError, match="later"):
        protection.look()
    agent.status, agent.answer = 200, {"protection": {}}
    protection.look()
    protection.look()
    assert len(agent.told) == 2


def test_the_thread_goes_on_after_a_refusal(agent: Agent, caplog: pytest.LogCaptureFixture) -> None:
    agent.status = 500
    protection = TaskProtection(agent.address, is_busy=lambda: True)
    protection.start()
    try:
        assert agent.heard.wait(20)
        agent.status = 200
        agent.heard.clear()
        assert agent.heard.wait(20)
    finally:
        protection.stop()
    assert "was not told" in caplog.text
