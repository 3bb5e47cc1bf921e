"""What the client makes of answers that no healthy API gives."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING

import pytest
import urllib3

from roomjobs.local.endpoint import free_port
from roomjobs.rest.client import ApiError, Client

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import Message

JOB = (
    b'{"job_id":"job_1","status":"completed","created_at":1,"updated_at":2,"processing_time":0.5,'
    b'"rooms_count":3,"confidence_score":null,"output_url":null,"poll_after_ms":null,'
    b'"name":null,"owner":"local","wall_count":5,"progress":null,"ahead":null}'
)


class Scripted(BaseHTTPRequestHandler):
    """Answers with what the test wrote down, in order."""

    answers: list[tuple[int, bytes]]
    headers_given: dict[str, str]
    asked: list[Message]

    def do_GET(self) -> None:
        self.asked.append(self.headers)
        status, body = self.answers.pop(0)
        self.send_response(status)
        for name, value in self.headers_given.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
        pass


@pytest.fixture
def server() -> Iterator[HTTPServer]:
    Scripted.answers, Scripted.headers_given, Scripted.asked = [], {}, []
    with HTTPServer(("127.0.0.1", 0), Scripted) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,))
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def client(server: HTTPServer) -> Client:
    return Client(f"http://127.0.0.1:{server.server_port}")


def test_an_api_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(urllib3.Retry, "sleep", lambda *_: None)
    address = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ApiError, match=address):
        Client(address).submit(b"{}")


def test_a_read_is_tried_again_after_a_503(client: Client) -> None:
    Scripted.answers = [(503, b""), (503, b""), (200, JOB)]
    assert client.job("job_1").rooms_count == 3


def test_a_list_is_followed_through_empty_pages(client: Client) -> None:
    Scripted.answers = [
        (200, b'{"jobs":[' + JOB + b'],"next_cursor":"a"}'),
        (200, b'{"jobs":[],"next_cursor":"b"}'),
        (200, b'{"jobs":[' + JOB + b'],"next_cursor":null}'),
    ]
    assert [job.job_id for job in client.jobs()] == ["job_1", "job_1"]


ACCEPTED = b'{"job_id":"job_1","status":"pending","created_at":1,"poll_after_ms":500}'


def test_a_submit_is_repeated_under_one_key(client: Client) -> None:
    Scripted.answers = [(503, b"busy"), (409, b"in work"), (202, ACCEPTED), (202, ACCEPTED)]
    assert client.submit(b"{}").job_id == "job_1"
    tries = [headers["Idempotency-Key"] for headers in Scripted.asked]
    assert len(tries) == 3
    assert len(set(tries)) == 1
    client.submit(b"{}")
    assert Scripted.asked[-1]["Idempotency-Key"] != tries[0]


def test_a_change_that_may_have_happened_is_not_retried(client: Client) -> None:
    Scripted.answers = [(503, b"busy"), (200, JOB)]
    with pytest.raises(ApiError, match="HTTP 503: busy") as caught:
        client.retry("job_1")
    assert caught.value.status == 503
    assert len(Scripted.answers) == 1


def test_large_plans_are_sent_compressed(client: Client) -> None:
    Scripted.answers = [(202, ACCEPTED)]
    client.submit(b"[" + b" " * 200_000 + b"]")
    assert Scripted.asked[0]["Content-Encoding"] == "gzip"
    assert int(Scripted.asked[0]["Content-Length"]) < 1000


def test_the_client_waits_as_the_job_suggests(client: Client) -> None:
    pending = JOB.replace(b'"completed"', b'"pending"').replace(b'"poll_after_ms":null', b'"poll_after_ms":5')
    Scripted.headers_given = {"ETag": '"e1"', "Preference-Applied": "wait=20"}
    Scripted.answers = [(200, pending), (304, b""), (200, JOB)]
    assert client.wait("job_1", seconds=60).status == "completed"
    assert [headers["If-None-Match"] for headers in Scripted.asked] == [None, '"e1"', '"e1"']
    assert Scripted.asked[1]["Prefer"] == "wait=20"


def test_a_job_that_outlasts_the_wait_is_named(client: Client) -> None:
    pending = JOB.replace(b'"completed"', b'"pending"').replace(b'"poll_after_ms":null', b'"poll_after_ms":5')
    Scripted.answers = [(200, pending)]
    with pytest.raises(TimeoutError, match="The job job_1 is pending after 0 s"):
        client.wait("job_1", seconds=0)


def test_the_token_comes_from_the_environment(server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROOMJOBS_TOKEN", "rj_secret")
    client = Client(f"http://127.0.0.1:{server.server_port}")
    Scripted.answers = [(200, JOB)]
    client.job("job_1")
    assert Scripted.asked[0]["Authorization"] == "Bearer rj_secret"
    assert "rj_secret" not in repr(client)


def test_a_problem_is_shown_with_all_its_faults(client: Client) -> None:
    problem = (
        b'{"title":"Invalid plan","status":422,"detail":"The plan has 2 faults.","request_id":"r",'
        b'"errors":[{"pointer":"/walls/0","detail":"a"},{"pointer":"","detail":"is b"}]}'
    )
    Scripted.answers = [(422, problem)]
    with pytest.raises(ApiError) as caught:
        client.submit(b"{}")
    assert str(caught.value) == "The plan has 2 faults:\n  /walls/0: a\n  it is b"


def test_what_is_no_problem_document_is_quoted(client: Client) -> None:
    Scripted.answers = [(404, b"<html>gateway</html>")]
    with pytest.raises(ApiError, match="HTTP 404: <html>gateway</html>"):
        client.job("job_1")


def test_an_empty_address_for_callbacks_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a variable of the shell that is not set gives it; the API refuses it."""
    asked: list[str] = []

    def request(_self: Client, _method: str, path: str, **_: object) -> None:
        asked.append(path)
        raise ApiError("enough")

    monkeypatch.setattr(Client, "request", request)
    client = Client("http://127.0.0.1:1")
    with pytest.raises(ApiError):
        client.submit(b"{}", callback="")
    with pytest.raises(ApiError):
        client.submit_batch(b"{}", content_type="application/zip", callback="")
    assert asked == ["/jobs?callback_url=", "/batches?callback_url="]
