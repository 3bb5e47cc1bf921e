from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError

from roomjobs.sqs.clients import Clients
from roomjobs.sqs.options import Options

if TYPE_CHECKING:
    from roomjobs.sqs import QuickCalls


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Clients:
    """Clients that find no credentials, and no endpoint either: nothing listens on port 1."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, "no such file")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    return Clients(Options.read({"region": "us-east-1"}))


def test_credentials_that_come_later_are_found(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoCredentialsError) as caught:
        clients.sqs().call("ReceiveMessage", {"QueueUrl": "http://127.0.0.1:1/jobs"}, tries=1)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    clients.renew_after(caught.value)
    with pytest.raises(EndpointConnectionError):
        clients.sqs().call("ReceiveMessage", {"QueueUrl": "http://127.0.0.1:1/jobs"}, tries=1)


@pytest.mark.parametrize(
    ("error", "renewed"),
    [
        (ClientError({"Error": {"Code": "ExpiredToken"}}, "ReceiveMessage"), True),
        (ClientError({"Error": {"Code": "ThrottlingException"}}, "ReceiveMessage"), False),
        (ConnectionError(), False),
    ],
    ids=["expired", "throttled", "network"],
)
def test_only_bad_credentials_make_clients_anew(clients: Clients, error: Exception, renewed: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    before = clients.sqs()
    assert clients.sqs() is before
    clients.renew_after(error)
    assert (clients.sqs() is not before) == renewed


def test_a_publisher_retries_with_fresh_credentials(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []

    def call(client: QuickCalls) -> str:
        used.append(client)
        if len(used) == 1:
            raise ClientError({"Error": {"Code": "ExpiredToken"}}, "SendMessage")
        return "sent"

    assert clients.send("", call) == "sent"
    assert used[0] is not used[1]

    monkeypatch.setattr(clients, "sqs", lambda _url: None)
    for code, tries in (("ExpiredToken", 2), ("ThrottlingException", 1)):
        failing = Failing(ClientError({"Error": {"Code": code}}, "SendMessage"))
        with pytest.raises(ClientError):
            clients.send("", failing)
        assert failing.calls == tries


class Failing:
    def __init__(self, error: Exception) -> None:
        self._error = error
        self.calls = 0

    def __call__(self, _: QuickCalls) -> str:
        self.calls += 1
        raise self._error
