"""A task sent directly is the message that Celery's own send_task makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from celery import Celery, signals
from kombu import Queue, pools

from roomjobs import sqs
from roomjobs.sqs.send.sender import Sender
from roomjobs.sqs.transport import Transport

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OPTIONS = {"predefined_queues": {"jobs": {"url": "http://127.0.0.1:1/jobs"}}, "region": "us-east-1"}
ANEW = ("send_token", "delivery_tag")  # of each send


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(Sender, "send", lambda _self, _queue, _target, message: found.append(message))
    monkeypatch.setattr(Transport, "establish_connection", lambda self: self)  # nobody answers there
    return found


@pytest.fixture
def app() -> Iterator[Celery]:
    app = Celery("shop", set_as_current=False)
    sqs.install(app)
    app.conf.update(
        broker_url="celery-sqs://", broker_transport_options=OPTIONS, task_queues=[Queue("jobs")],
        task_create_missing_queues=False, task_serializer="json",
    )  # fmt: skip
    yield app
    pools.reset()


def send(app: Celery) -> None:
    headers = {"MessageGroupId": "ann"}
    sqs.send_task(app, "ship", ["order-1", {"to": "ä"}], task_id="1", queue="jobs", headers=headers)


def without_chance(message: dict[str, Any]) -> dict[str, Any]:
    properties = {name: value for name, value in message["properties"].items() if name not in ANEW}
    return {**message, "properties": properties}


def test_it_is_the_message_that_celery_makes(app: Celery, sent: list[dict[str, Any]]) -> None:
    send(app)
    app.send_task(
        "ship", args=["order-1", {"to": "ä"}], task_id="1", queue="jobs", headers={"MessageGroupId": "ann"}
    )
    direct, celerys = sent
    assert without_chance(direct) == without_chance(celerys)
    for name in ANEW:
        assert len(direct["properties"][name]) == len(celerys["properties"][name])
        assert direct["properties"][name] != celerys["properties"][name]


def test_nothing_of_kombu_stands_in_between(
    app: Celery, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    send(app)
    monkeypatch.setattr(Celery, "send_task", None)
    monkeypatch.setattr("kombu.Producer.publish", None)
    send(app)
    assert len(sent) == 2


@pytest.mark.parametrize("setting", ["task_compression", "task_routes", "task_send_sent_event"])
def test_settings_that_change_messages_are_kept(
    app: Celery, sent: list[dict[str, Any]], setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {
        "task_compression": "gzip",
        "task_routes": {"x": {"queue": "jobs"}},
        "task_send_sent_event": True,
    }
    app.conf[setting] = values[setting]
    asked = _counting(monkeypatch)
    send(app)
    assert asked == ["ship"]
    assert len(sent) == 1


@pytest.mark.parametrize("option", ["time_limit", "soft_time_limit", "expires", "priority"])
def test_options_of_the_task_are_kept(
    app: Celery, sent: list[dict[str, Any]], option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setattr(app.task(name="ship")(_ship), option, 9)
    asked = _counting(monkeypatch)
    send(app)
    assert (asked, len(sent)) == (["ship"], 1)


def test_a_task_without_options_is_sent_directly(
    app: Celery, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app.task(name="ship")(_ship)
    app.finalize()
    asked = _counting(monkeypatch)
    send(app)
    assert (asked, len(sent)) == ([], 1)


def test_the_delivery_mode_of_settings_is_kept(app: Celery, sent: list[dict[str, Any]]) -> None:
    app.conf.task_default_delivery_mode = 1
    send(app)
    assert sent[0]["properties"]["delivery_mode"] == 1


def test_signals_of_publishing_are_sent(
    app: Celery, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = _counting(monkeypatch)
    heard: list[object] = []

    def hear(sender: object = None, **_: Any) -> None:
        heard.append(sender)

    signals.before_task_publish.connect(hear)
    try:
        send(app)
    finally:
        signals.before_task_publish.disconnect(hear)
    assert (asked, heard, len(sent)) == (["ship"], ["ship"], 1)
    send(app)
    assert (len(asked), len(sent)) == (1, 2)


def _ship(order: str, address: dict[str, str]) -> None:
    """Take what is sent."""


def _counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    whole: Callable[..., Any] = Celery.send_task

    def counted(app: Celery, name: str, **given: Any) -> Any:
        asked.append(name)
        return whole(app, name, **given)

    monkeypatch.setattr(Celery, "send_task", counted)
    return asked
