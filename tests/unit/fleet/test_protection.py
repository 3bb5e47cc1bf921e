"""A worker under ECS asks for protection while it works; a small server stands for the agent of ECS."""

from __future__ import annotations

import json
import threading
from contextlib import suppress
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


def test_a_worker_is_protected_while_it_works(agent: Agent) -> None:
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
    now = Now()
    protection = TaskProtection(agent.address, is_busy=lambda: True, clock=now)
    agent.status, agent.answer = status, answer
    with pytest.raises(RuntimeError, match="later"):
        protection.look()
    agent.status, agent.answer = 200, {"protection": {}}
    now.seconds += 1
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


def test_a_worker_that_is_refused_asks_ever_more_seldom(agent: Agent) -> None:
    now = Now()
    protection = TaskProtection(agent.address, is_busy=lambda: True, clock=now)
    agent.answer = {"failure": {"Reason": "DEPLOYMENT_BLOCKED", "Detail": "later"}}
    asked = []
    for second in range(300):
        told = len(agent.told)
        with suppress(RuntimeError):
            protection.look()
        if len(agent.told) > told:
            asked.append(second)
        now.seconds += 1
    assert asked == [0, 1, 3, 7, 15, 31, 63, 123, 183, 243]
    agent.answer = {"protection": {}}
    protection.look()
    now.seconds += 60
    protection.look()
    assert len(agent.told) == 11


@dataclass
class Busy:
    """A worker that always has its next job, until it is paused."""

    protection: TaskProtection
    now: Now
    job_seconds: int
    left: int = 0  # seconds of the job that it works on
    paused: bool = False
    finished: int = 0

    def pause(self, paused: bool) -> None:  # noqa: FBT001 - as TaskProtection calls it
        self.paused = paused

    def work(self, seconds: int) -> None:
        for _ in range(seconds):
            if self.left == 0 and not self.paused:
                self.left = self.job_seconds
            self.protection.look()
            self.now.seconds += 1
            if self.left:
                self.left -= 1
                self.finished += self.left == 0


def busy_worker(agent: Agent, outdated: list[bool | None], job_seconds: int) -> Busy:
    now = Now()
    protection = TaskProtection(agent.address, is_busy=lambda: False, clock=now)
    worker = Busy(protection, now, job_seconds)
    protection.is_busy = lambda: worker.left > 0
    protection.pause = worker.pause
    protection.is_outdated = lambda: outdated[0]
    return worker


@pytest.mark.parametrize("job_seconds", [1, 40, 400])
def test_an_outdated_worker_makes_room_within_one_job(agent: Agent, job_seconds: int) -> None:
    outdated: list[bool | None] = [False]
    worker = busy_worker(agent, outdated, job_seconds)
    worker.work(2000)
    assert {"ProtectionEnabled": False} not in agent.told, "a busy worker stays protected"
    outdated[0] = True
    worker.work(60)  # it asks once a minute
    assert worker.paused
    before = worker.finished
    worker.work(job_seconds + 1)
    assert worker.finished <= before + 1
    assert agent.told[-1] == {"ProtectionEnabled": False}
    told = len(agent.told)
    worker.work(3000)
    assert len(agent.told) == told
    assert worker.paused


def test_a_deployment_that_goes_back_keeps_its_workers(agent: Agent) -> None:
    outdated: list[bool | None] = [True]
    worker = busy_worker(agent, outdated, 10)
    worker.work(100)
    outdated[0] = False
    worker.work(100)
    assert agent.told[-1]["ProtectionEnabled"]


def test_a_worker_that_cannot_ask_offers_itself(agent: Agent) -> None:
    worker = busy_worker(agent, [None], 10)
    worker.work(590)
    assert {"ProtectionEnabled": False} not in agent.told
    worker.work(30)
    assert agent.told[-1] == {"ProtectionEnabled": False}
    worker.work(30)
    assert agent.told[-1]["ProtectionEnabled"], "nobody wanted to end it, so it works on"
    worker.work(3600)
    assert sum(not each["ProtectionEnabled"] for each in agent.told) == 6
    assert worker.finished > 0.9 * (590 + 60 + 3600) / 10
