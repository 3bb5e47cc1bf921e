"""One request to a receiver on this machine: what it is sent, and what it cannot do to the sender."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs.jobs.callbacks import post
from roomjobs.jobs.callbacks.post import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LOCAL = Post(is_local=True, seconds=5.0)


@contextmanager
def receiver(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[tuple[str, list[str]]]:
    """Serves on a free port; gives its address and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            with suppress(OSError):
                answer(self)

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base names it
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()


def test_the_request_arrives_as_it_was_signed() -> None:
    seen: dict[str, Any] = {}

    def look(request: BaseHTTPRequestHandler) -> None:
        seen["body"] = request.rfile.read(int(request.headers["content-length"]))
        seen["id"] = request.headers["webhook-id"]
        seen["host"] = request.headers["host"]
        request.send_response(202)
        request.end_headers()
        request.wfile.write(b"taken\0")

    with receiver(look) as (url, asked):
        attempt = LOCAL.send(f"{url}/ended?of=rooms", {"webhook-id": "m"}, '{"type":"job.completed","ä":1}')
    assert (attempt.status_code, attempt.answer, attempt.is_success) == (202, "taken", True)
    assert asked == ["/ended?of=rooms"]
    assert seen["body"] == '{"type":"job.completed","ä":1}'.encode()
    assert (seen["id"], f"http://{seen['host']}") == ("m", url)


def test_a_redirect_is_no_success_and_is_not_followed() -> None:
    def elsewhere(request: BaseHTTPRequestHandler) -> None:
        request.send_response(307)
        request.send_header("location", "/secret")
        request.end_headers()

    with receiver(elsewhere) as (url, asked):
        attempt = LOCAL.send(url, {}, "{}")
    assert (attempt.status_code, attempt.is_success, asked) == (307, False, ["/"])


def test_a_name_server_that_is_silent_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def silent(*_: object, **__: object) -> list[object]:
        over.wait(30)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    attempt = Post(is_local=True, seconds=0.05).send("http://receiver.example/", {}, "{}")
    over.set()
    assert (attempt.status_code, attempt.error) == (None, "no answer within 0.05 s")
    assert attempt.milliseconds < 10_000


def test_a_name_that_no_server_takes_is_unknown() -> None:
    attempt = LOCAL.send(f"http://{'a' * 64}.example/", {}, "{}")  # a part of a name has 63 letters at most
    assert attempt.error == "the name of its host is unknown"


@pytest.mark.parametrize("where", ["headers", "body"])
def test_a_receiver_that_drips_is_left_in_time(where: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        if where == "body":
            request.send_response(200)
            request.send_header("content-length", "1000")
            request.end_headers()
        for _ in range(100):
            request.wfile.write(b"a")
            request.wfile.flush()
            time.sleep(0.05)

    with receiver(drip) as (url, _):
        began = time.monotonic()
        attempt = Post(is_local=True, seconds=0.3).send(url, {}, "{}")
    assert time.monotonic() - began < 4
    if where == "body":
        assert (attempt.status_code, attempt.error) == (200, None)
    else:
        assert (attempt.status_code, attempt.error) == (None, "no answer within 0.3 s")


def test_of_an_endless_answer_little_is_read() -> None:
    def flood(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b"a" * 65_536)

    with receiver(flood) as (url, _):
        attempt = LOCAL.send(url, {}, "{}")
    assert attempt.status_code == 200
    assert attempt.answer == "a" * 200


def test_what_goes_wrong_is_told() -> None:
    with receiver(lambda _: None) as (url, _):
        assert "connection failed" in (LOCAL.send(url, {}, "{}").error or "")
        assert "connection failed" in (LOCAL.send(url.replace("http", "https"), {}, "{}").error or "")
    assert LOCAL.send(url, {}, "{}").error == "the connection was refused"
    assert LOCAL.send("https://name.invalid/", {}, "{}").status_code is None
    assert "The address must" in (Post(is_local=False).send(url, {}, "{}").error or "")


def test_a_host_of_two_addresses_is_reached_at_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """`localhost` is 127.0.0.1 and ::1, and many a server listens at one of them."""
    monkeypatch.setattr(post, "resolved", lambda *_, **__: ["::1", "127.0.0.1"])
    with receiver(lambda request: request.send_response(204)) as (url, asked):
        LOCAL.send(url, {}, "{}")
    assert asked == ["/"]


def test_a_certificate_holds_for_a_name_that_ends_with_a_dot(monkeypatch: pytest.MonkeyPatch) -> None:
    names: list[str] = []

    class Tls:
        def wrap_socket(self, _socket: object, *, server_hostname: str, **_: object) -> None:
            names.append(server_hostname)
            raise OSError

    monkeypatch.setattr(post, "resolved", lambda *_, **__: ["127.0.0.1"])
    with receiver(lambda _: None) as (url, _):
        port = url.rsplit(":", 1)[-1]
        Post(is_local=True, tls=Tls).send(f"https://example.com.:{port}/", {}, "{}")  # type: ignore[arg-type] # only wraps
    assert names == ["example.com"]
