"""A role is assumed for all calls of an account, and its sessions are renewed before they end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from roomjobs import sqs
from roomjobs.sqs.clients import Clients
from roomjobs.sqs.options import Options
from tests.sts import session
from tests.unit.sqs.http.conftest import Server, answer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROLE = "arn:aws:iam::123456789012:role/orders"


class Aws(Server):
    """STS, whose sessions last as long as the test says, and SQS."""

    def __init__(self) -> None:
        super().__init__()
        self.script = self._answer
        self.sessions = 0
        #: Seconds that the next sessions last.
        self.lifetime = 900.0
        self.is_down = False
        #: Keys that requests to SQS were signed with.
        self.keys: list[str] = []

    def _answer(self, head: str, body: bytes) -> bytes:
        if b"AssumeRole" not in body:
            found = re.search(r"Credential=(\w+)/", head)
            self.keys.append(found[1] if found else "")
            return answer({"QueueUrl": "https://sqs/orders"})
        if self.is_down:
            return answer(status=503, body=b"<html/>", content_type="text/html")
        self.sessions += 1
        return answer(body=session(f"KEY{self.sessions}", self.lifetime), content_type="text/xml")


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    aws = Aws()
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.url)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "SOURCE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # of botocore's call to STS
    yield aws
    aws.close()


def clients_with(**options: Any) -> Clients:
    return Clients(Options.read({"region": "eu-west-1", "sts_role_arn": ROLE, **options}))


def ask(clients: Clients, url: str = "") -> None:
    clients.sqs(url).call("GetQueueUrl", {"QueueName": "orders"})


def test_one_session_serves_many_calls(aws: Aws) -> None:
    """A session of 15 minutes, the default: botocore by itself would assume the role for each call."""
    clients = clients_with()
    for _ in range(20):
        ask(clients)
    assert aws.sessions == 1
    assert set(aws.keys) == {"KEY1"}


def test_a_session_near_its_end_is_renewed(aws: Aws) -> None:
    clients = clients_with()
    aws.lifetime = 150  # within the last 300 s
    ask(clients)
    aws.lifetime = 900
    for _ in range(3):
        ask(clients)
    assert aws.keys == ["KEY1", "KEY2", "KEY2", "KEY2"]
    assert aws.sessions == 2


def test_a_session_outlives_an_sts_that_is_down(aws: Aws) -> None:
    """It should be renewed, and need not be yet."""
    clients = clients_with()
    aws.lifetime = 280
    ask(clients)
    aws.is_down = True
    ask(clients)
    assert aws.keys == ["KEY1", "KEY1"]


def test_the_time_of_renewal_is_an_option(aws: Aws) -> None:
    clients = clients_with(sts_token_buffer_time=30)
    aws.lifetime = 150
    for _ in range(3):
        ask(clients)
    assert aws.sessions == 1
    with pytest.raises(sqs.OptionsError, match="sts_token_buffer_time is less than sts_token_timeout, 900 s"):
        clients_with(sts_token_buffer_time=900)


def test_the_role_is_for_queues_in_all_regions(aws: Aws) -> None:
    """And not for queues that have keys of their own."""
    queues = {
        "far": {"url": "https://sqs/far", "region": "us-west-2"},
        "theirs": {"url": "https://sqs/theirs", "access_key_id": "THEIRS", "secret_access_key": "s"},
    }
    clients = clients_with(predefined_queues=queues)
    ask(clients, "https://sqs/far")
    ask(clients, "https://sqs/theirs")
    assert aws.keys == ["KEY1", "THEIRS"]
