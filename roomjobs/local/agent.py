"""Plays the agent of ECS for the workers of one machine: they tell it when they must not be ended."""

from __future__ import annotations

import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from roomjobs.local.endpoint import HOST

_PATH = re.compile(r"/(?P<task>[\w-]+)/task-protection/v1/state")


class Agent:
    """
    Serves `$ECS_AGENT_URI/task-protection/v1/state` for many tasks, on loopback.

    Protections do not run out here, because their tasks' processes are watched.
    """

    def __init__(self) -> None:
        self.protected: set[str] = set()
        self._server = ThreadingHTTPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, name="ecs-agent", daemon=True)

    def uri(self, task: str) -> str:
        """What `ECS_AGENT_URI` is in the environment of a task."""
        return f"http://{HOST}:{self._server.server_port}/{task}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        protected = self.protected

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                found = _PATH.fullmatch(self.path)
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                if found is None:
                    self.send_error(404)
                    return
                task, enabled = found["task"], bool(body["ProtectionEnabled"])
                (protected.add if enabled else protected.discard)(task)
                answer = json.dumps({"protection": {"ProtectionEnabled": enabled, "TaskArn": task}}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing: a worker tells of each change itself."""

        return Handler
