"""The real Flower, unmodified: workers, tasks, its REST API and its metrics."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import urllib3

from roomjobs.local.endpoint import free_port
from tests.integration.sqs.worker import PATIENCE, child_environment, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.integration.sqs.harness import StartWorker, Tasks


class Flower:
    def __init__(self, environment: dict[str, str]) -> None:
        self._port = free_port()
        self._headers = urllib3.make_headers(basic_auth="tester:secret")
        self._log = Path(environment["SQS_TEST_FOLDER"]) / "flower.log"
        with self._log.open("wb") as log:
            self.process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "celery", "-A", "sqs_app", "flower"),
                    *("--address=127.0.0.1", f"--port={self._port}"),
                ],
                env={**child_environment(environment), "FLOWER_BASIC_AUTH": "tester:secret"},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wait_for(self._answers, "Flower")

    def get(self, path: str) -> str:
        return self._request("GET", path)

    def shows(self, path: str, text: str) -> bool:
        response = self._send("GET", path)
        return response.status == 200 and text in response.data.decode()

    def json(self, path: str) -> Any:
        return json.loads(self.get(path))

    def post(self, path: str, **fields: str) -> Any:
        return json.loads(self._request("POST", path, fields=fields))

    def status_without_password(self, path: str) -> int:
        url = f"http://127.0.0.1:{self._port}{path}"
        return urllib3.request("GET", url, timeout=30, retries=False).status

    def apply(self, task: str, *arguments: object) -> str:
        body = json.dumps({"args": arguments}).encode()
        task_id: str = json.loads(self._request("POST", f"/api/task/async-apply/{task}", body=body))[
            "task-id"
        ]
        return task_id

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self._log.read_text()
        try:
            return self.get("/healthcheck") == "OK"
        except urllib3.exceptions.HTTPError:
            return False

    def _send(self, method: str, path: str, **more: Any) -> urllib3.BaseHTTPResponse:
        url = f"http://127.0.0.1:{self._port}{path}"
        return urllib3.request(method, url, headers=self._headers, timeout=30, retries=False, **more)

    def _request(self, method: str, path: str, **more: Any) -> str:
        response = self._send(method, path, **more)
        text: str = response.data.decode()
        assert response.status == 200, (method, path, response.status, text[:500])
        return text


@pytest.fixture
def flower(environment: dict[str, str]) -> Iterator[Flower]:
    flower = Flower(environment)
    yield flower
    flower.stop()


def test_flower_shows_and_steers_workers_and_tasks(
    start_worker: StartWorker, tasks: Tasks, flower: Flower
) -> None:
    worker = start_worker()
    wait_for(lambda: "one@test" in flower.json("/api/workers?refresh=1"), "the worker in Flower")
    wait_for(
        lambda: (
            {"active_queues", "registered", "stats"} <= set(flower.json("/api/workers?refresh=1")["one@test"])
        ),
        "what the worker says of itself",
    )
    details = flower.json("/api/workers")["one@test"]
    assert [queue["name"] for queue in details["active_queues"]] == ["jobs"]
    assert "sqs_app.note" in details["registered"]
    wait_for(lambda: flower.json("/api/workers?status=1") == {"one@test": True}, "the worker alive")

    task_id = flower.apply("sqs_app.note")
    tasks.wait_for("note", [task_id])
    wait_for(
        lambda: flower.json("/api/tasks").get(task_id, {}).get("state") == "SUCCESS", "the task in Flower"
    )
    assert flower.json(f"/api/task/info/{task_id}")["worker"] == "one@test"
    assert task_id in flower.get(f"/task/{task_id}")
    assert "one@test" in flower.get("/workers")
    # Flower asks the worker anew for this page, gives it a second, and answers 404 if that was too short.
    wait_for(lambda: flower.shows("/worker/one@test", "sqs_app.note"), "the worker's page")
    assert "flower_events_total" in (metrics := flower.get("/metrics"))
    assert 'task="sqs_app.note"' in metrics

    for path in ("/workers", "/api/workers", "/api/tasks"):
        assert flower.status_without_password(path) == 401, path

    assert (
        flower.post("/api/worker/pool/grow/one@test", n="1")["message"]
        == "Growing 'one@test' worker's pool by 1"
    )
    wait_for(lambda: processes(flower) == 3, "a third process")
    flower.post("/api/worker/pool/shrink/one@test", n="2")
    wait_for(lambda: processes(flower) == 1, "one process")
    limited = flower.post("/api/task/rate-limit/sqs_app.note", workername="one@test", ratelimit="100/s")
    assert limited["message"] == "new rate limit set successfully"
    timed = flower.post("/api/task/timeout/sqs_app.nap", workername="one@test", soft="500", hard="600")
    assert timed["message"] == "time limits set successfully"
    for action in ("add-consumer", "cancel-consumer"):
        answer = flower.post(f"/api/worker/queue/{action}/one@test", queue="other-jobs")
        assert "other-jobs" in answer["message"], action

    running = tasks.send("nap", 300)[0]
    tasks.wait_for("begin", [running])
    flower.post(f"/api/task/revoke/{running}", terminate="true", signal="SIGKILL")
    wait_for(lambda: flower.shows(f"/api/task/info/{running}", "REVOKED"), "the revoked task")

    flower.post("/api/worker/shutdown/one@test")
    assert worker.wait() == 0


def processes(flower: Flower) -> int:
    stats = flower.json("/api/workers?refresh=1&workername=one@test").get("one@test", {}).get("stats", {})
    return len(stats.get("pool", {}).get("processes", []))
