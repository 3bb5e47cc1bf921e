"""
Plays the agent of ECS for the tasks of one machine, and ECS itself as far as tasks ask it.

A task tells its agent when it must not be ended, asks its metadata who it is, and asks ECS which deployment
started it and which one is primary.
"""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from roomjobs.local.endpoint import HOST

if TYPE_CHECKING:
    from collections.abc import Callable

_PROTECTION = re.compile(r"/(?P<task>[\w-]+)/task-protection/v1/state")
_METADATA = re.compile(r"/(?P<task>[\w-]+)/task")
_ARN = "arn:aws:ecs:us-east-1:000000000000:task/room-jobs-local/"


class Agent:
    """
    Serves `$ECS_AGENT_URI/task-protection/v1/state` and `$ECS_CONTAINER_METADATA_URI_V4/task` on loopback.

    Protections do not run out here, because their tasks' processes are watched.
    """

    def __init__(self) -> None:
        self.protected: set[str] = set()
        self.describe_services: Callable[[], dict[str, Any]] = dict
        self.describe_tasks: Callable[[list[str]], dict[str, Any]] = lambda _arns: {"tasks": []}
        self._server = ThreadingHTTPServer((HOST, 0), type("Handler", (_Handler,), {"agent": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="ecs-agent", daemon=True)

    @property
    def address(self) -> str:
        """Where a task reaches ECS, `AWS_ENDPOINT_URL_ECS`."""
        return f"http://{HOST}:{self._server.server_port}"

    def uri(self, task: str) -> str:
        """What `ECS_AGENT_URI` and `ECS_CONTAINER_METADATA_URI_V4` are in the environment of a task."""
        return f"{self.address}/{task}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    agent: Agent

    def do_PUT(self) -> None:
        found, body = _PROTECTION.fullmatch(self.path), self._body()
        if found is None:
            self.send_error(404)
            return
        task, enabled, protected = found["task"], bool(body["ProtectionEnabled"]), self.agent.protected
        (protected.add if enabled else protected.discard)(task)
        self._answer({"protection": {"ProtectionEnabled": enabled, "TaskArn": _ARN + task}})

    def do_GET(self) -> None:
        found = _METADATA.fullmatch(self.path)
        if found is None:
            self.send_error(404)
        else:
            self._answer({"TaskARN": _ARN + found["task"]})

    def do_POST(self) -> None:
        action, body = self.headers.get("X-Amz-Target", "").rpartition(".")[2], self._body()
        if action == "DescribeServices":
            self._answer(self.agent.describe_services())
        elif action == "DescribeTasks":
            self._answer(self.agent.describe_tasks(body["tasks"]))
        else:
            self.send_error(400)

    def _body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        return body

    def _answer(self, what: dict[str, Any]) -> None:
        answer = json.dumps(what).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        """Say nothing: a worker tells of each change itself."""
